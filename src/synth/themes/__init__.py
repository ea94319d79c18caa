"""Themes: group findings by what they are about, say how far each theme is to be trusted, and give it a name."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
