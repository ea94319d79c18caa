"""Personas: groups of people who say much the same, drafted with counts, tested against chance, free to refuse."""

from synth.personas.drafts import describe_group, draft_personas
from synth.personas.publishing import require_publishable, select_publishable
from synth.personas.segments import Segments, find_segments
from synth.personas.weights import weigh_needs

__all__ = [
    "Segments",
    "describe_group",
    "draft_personas",
    "find_segments",
    "require_publishable",
    "select_publishable",
    "weigh_needs",
]
