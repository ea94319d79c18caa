"""From interviews and feedback to needs, themes, insights and persona drafts: offline, every statement proved."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
