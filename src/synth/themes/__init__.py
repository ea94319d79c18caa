"""Themes: group findings by what they are about, say how far each theme is to be trusted, and give it a name."""

from synth.themes.grouping import group
from synth.themes.model import ThemeModel, suggest_count
from synth.themes.stability import DOUBTFUL, measure_stability

TRUSTED_STABILITY = DOUBTFUL

__all__ = ["TRUSTED_STABILITY", "ThemeModel", "group", "measure_stability", "suggest_count"]
