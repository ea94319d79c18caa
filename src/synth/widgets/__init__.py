"""The widgets of synth: thin views on what people decide, each one .py, .js and .css file."""

from synth.widgets.codebook import CodebookEditor
from synth.widgets.compare import CodingComparison
from synth.widgets.insights import InsightEditor
from synth.widgets.personas import PersonaEditor
from synth.widgets.review import PrivacyReview
from synth.widgets.tagger import Tagger

__all__ = ["CodebookEditor", "CodingComparison", "InsightEditor", "PersonaEditor", "PrivacyReview", "Tagger"]
