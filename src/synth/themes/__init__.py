"""Themes: group findings by what they are about, say how far each theme is to be trusted, and give it a name."""

from synth.themes.grouping import CONTEXT, group
from synth.themes.hierarchy import compare_cuts
from synth.themes.model import MIN_TEXTS, ThemeModel, suggest_count
from synth.themes.stability import DOUBTFUL, measure_stability
from synth.themes.summary import describe_themes

TRUSTED_STABILITY = DOUBTFUL

__all__ = [
    "CONTEXT",
    "MIN_TEXTS",
    "TRUSTED_STABILITY",
    "ThemeModel",
    "compare_cuts",
    "describe_themes",
    "group",
    "measure_stability",
    "suggest_count",
]
