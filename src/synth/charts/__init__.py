"""Charts of a study: Altair objects that JupyterLab draws offline and that a report shows as SVG."""

from synth.charts.material import draw_coverage, draw_kinds, draw_learning, draw_together
from synth.charts.themes import draw_claims, draw_themes, draw_waves
from synth.charts.trends import draw_contrasts, draw_trends

__all__ = [
    "draw_claims",
    "draw_contrasts",
    "draw_coverage",
    "draw_kinds",
    "draw_learning",
    "draw_themes",
    "draw_together",
    "draw_trends",
    "draw_waves",
]
