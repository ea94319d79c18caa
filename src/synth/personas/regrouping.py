"""Merging and splitting personas by hand: the evidence is counted again, and what was written goes with it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from synth.errors import StudyProblem
from synth.personas.carrying import carry_edits
from synth.personas.drafts import PUBLISH_FROM, describe_group
from synth.personas.sheets import Sheet


def merge_personas(one: Mapping[str, Any], other: Mapping[str, Any], evidence: pd.DataFrame) -> Sheet:
    """Return one persona of the participants of two, laid out for editing; it says that it was put together by hand.

    Args:
        one: a sheet; its edits win over those of the other.
        other: another sheet.
        evidence: the evidence table to count from.

    Raises:
        StudyProblem: both are the same.
    """
    if one["persona_id"] == other["persona_id"]:
        raise StudyProblem("a persona cannot be merged with itself; choose two.")
    fresh = _describe(one, sorted({*one["participants"], *other["participants"]}), evidence)
    merged = carry_edits(one, carry_edits(other, fresh) | {"note": ""})
    notes = dict.fromkeys(note for note in (one["note"], other["note"]) if note)
    return merged | {"note": "\n".join(notes), "profile": _add(one["profile"], other["profile"])}


def split_persona(persona: Mapping[str, Any], members: Sequence[str], evidence: pd.DataFrame) -> list[Sheet]:
    """Return two personas, of the members that are named and of the others, laid out for editing.

    Args:
        persona: a sheet.
        members: participants of it, at least one and not all.
        evidence: the evidence table to count from.

    Raises:
        StudyProblem: nobody is named, everybody, or somebody who is no participant of it.
    """
    inside = persona["participants"]
    strangers = [name for name in members if name not in inside]
    if strangers or not 0 < len(set(members)) < len(inside):
        who = f"{strangers[0]!r} is not among them" if strangers else f"{len(set(members))} of {len(inside)} were named"
        raise StudyProblem(f"a split names some participants of the persona and not all; {who}.")
    parts = [sorted(set(members)), [name for name in inside if name not in set(members)]]
    return [carry_edits({**persona, "drafted": ""}, _describe(persona, part, evidence)) for part in parts]


def _describe(persona: Mapping[str, Any], inside: Sequence[str], evidence: pd.DataFrame) -> dict[str, Any]:
    """Describe a group that a person put together; it carries no p value, for nothing was tested."""
    edges = [name for name in persona.get("edge_cases", ()) if name in inside]
    about = {
        "groups": persona.get("groups", 2),
        "studied": persona.get("studied", len(inside)),
        "language": persona.get("language", "en"),
        "publish_from": persona.get("publish_from", PUBLISH_FROM),
        "silent": persona.get("silent", []),
        "set_aside": persona.get("set_aside", []),
        "alike": False,
        "by_hand": True,
        "edge_cases": edges,
        **dict.fromkeys(("p_value", "stability", "code_stability", "shuffled_stability")),
    }
    return describe_group(evidence, inside, about=about)


def _add(one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Add up the attributes of two groups that share no participant."""
    return {
        name: {
            value: one.get(name, {}).get(value, 0) + other.get(name, {}).get(value, 0)
            for value in sorted({*one.get(name, {}), *other.get(name, {})})
        }
        for name in dict.fromkeys([*one, *other])
    }
