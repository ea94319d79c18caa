"""The widgets of synth: thin views on a study, each one .py, .js and .css file."""

from synth.widgets.codebook import CodebookEditor
from synth.widgets.personas import PersonaEditor
from synth.widgets.tagger import Tagger

__all__ = ["CodebookEditor", "PersonaEditor", "Tagger"]
