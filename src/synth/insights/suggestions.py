"""Drafts of insights from tags or themes: how many say it, in whose words, and who says the opposite."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synth.insights.levels import complete
from synth.tables import KINDS, OPPOSITE, make_id
from synth.wording import load_wording

MIN_PARTICIPANTS = 2
TYPICAL = 90
"""In characters: a quote of about this length says something and is read to its end."""


def suggest_insights(
    evidence: pd.DataFrame,
    *,
    language: str = "en",
    known: Iterable[Mapping[str, Any]] = (),
    least: int = MIN_PARTICIPANTS,
) -> list[dict[str, Any]]:
    """Draft insights from what several participants say of the same tag or theme; the researcher rewrites them.

    A draft says what was counted and lets one quote speak, no more. What others say to the contrary (delight where
    many are hurt, and the other way round) stands in it as contradiction.

    Args:
        evidence: the evidence table of `collect_evidence`, by tag or by theme.
        language: nl, fr, de or en: in which the statement is.
        known: insights that there are already, from `study.insights()`; nothing is drafted of what they are about.
        least: how many participants have to say it.

    Returns:
        Insights as `study.save_insight` takes them, those of most participants first; `about` is the tag or theme. []
        if no claim has enough voices.
    """
    told, taken = (
        load_wording("insights", language),
        {insight[name] for insight in known for name in ("insight_id", "about")},
    )
    said = evidence[(evidence["claim"] != "") & (evidence["participant_id"] != "")]
    said = said.sort_values(["claim", "evidence_id"])
    total = said["participant_id"].nunique()
    found = []
    for claim, quotes in said.groupby("claim", sort=True):
        kind, ours = _main_kind(quotes)
        voices = ours["participant_id"].nunique()
        insight_id = make_id("insight", "suggested", claim, kind)
        if voices < least or taken & {insight_id, claim}:
            continue
        theirs = quotes[quotes["kind"] == OPPOSITE.get(kind)]
        quote = _typical(ours, language)
        words = told[f"draft_{kind or 'other'}"].format(count=voices, total=total, claim=claim, quote=quote)
        draft = {
            "statement": words,
            "evidence": ours["evidence_id"].tolist(),
            "contradicted_by": theirs["evidence_id"].tolist(),
            "about": str(claim),
        }
        found.append((-voices, -len(ours), str(claim), complete("insight", insight_id, draft)))
    return [draft for *_, draft in sorted(found, key=lambda one: one[:3])]


def _main_kind(quotes: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return the kind that most participants have, and its quotes; of quotes without a kind "" and all of them."""
    voices = quotes[quotes["kind"].isin(KINDS)].groupby("kind")["participant_id"].nunique()
    if voices.empty or voices.max() < MIN_PARTICIPANTS:
        return "", quotes
    kind = min(voices.index, key=lambda name: (-voices[name], KINDS.index(name)))
    return str(kind), quotes[quotes["kind"] == kind]


def _typical(quotes: pd.DataFrame, language: str) -> str:
    """Return a quote of a middling length, in the language of the draft if there is one."""
    same = quotes[quotes["language"] == language]
    shown = (same if len(same) else quotes).assign(far=(quotes["quote"].str.len() - TYPICAL).abs())
    return str(shown.sort_values(["far", "evidence_id"])["quote"].iloc[0])
