"""Charts of a study: Altair objects that JupyterLab draws offline and that a report shows as SVG."""

from synth.charts.insights import draw_priorities, draw_saturation
from synth.charts.material import draw_coverage, draw_kinds, draw_learning, draw_together
from synth.charts.perspectives import draw_perspectives
from synth.charts.themes import draw_claims, draw_themes, draw_waves
from synth.charts.usertests import draw_comparison, draw_scores

__all__ = [
    "draw_claims",
    "draw_comparison",
    "draw_coverage",
    "draw_kinds",
    "draw_learning",
    "draw_perspectives",
    "draw_priorities",
    "draw_saturation",
    "draw_scores",
    "draw_themes",
    "draw_together",
    "draw_waves",
]
