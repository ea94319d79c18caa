"""Insights: statements with their quotes, the chain they stand in, their strength, their needs and their priority."""

from synth.insights.needs import (
    lint_how_might_we,
    lint_job,
    lint_need,
    parse_job,
    parse_need,
    render_job,
    render_need,
)
from synth.insights.priorities import measure_opportunity, rank_insights
from synth.insights.strength import list_support, measure_strength
from synth.insights.suggestions import suggest_insights

__all__ = [
    "lint_how_might_we",
    "lint_job",
    "lint_need",
    "list_support",
    "measure_opportunity",
    "measure_strength",
    "parse_job",
    "parse_need",
    "rank_insights",
    "render_job",
    "render_need",
    "suggest_insights",
]
