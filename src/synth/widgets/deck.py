"""The cards of a theme board as they are dealt: findings in their themes, or notes in the frames of a workshop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.placements import ASIDE
from synth.tables import FINDINGS, MADE_BY_HAND, THEMES, UTTERANCES, check_quotes, make_id

CONTEXT = 160
"""How many characters before and after a quote are shown with it."""

_SHARED = ("participant_id", "language", "group", "wave", "source_id")


@dataclass(frozen=True)
class Deck:
    """What a board is given, before anybody moved anything."""

    cards: dict[str, dict[str, Any]]
    """Each card by its id, the most typical first: quote, kind, who said it, its context, its place on the map."""
    themes: dict[str, dict[str, Any]]
    """Each theme by its id, in the order of the board: label, why (what holds it together), stability."""
    theme_of: dict[str, str]
    """The theme of each card, ASIDE for none."""
    reasons: dict[str, str]
    """Why a card is in no theme."""


def deal(
    grouping: tuple[pd.DataFrame, pd.DataFrame] | None, findings: pd.DataFrame | None, utterances: pd.DataFrame
) -> Deck:
    """Return the cards of a board and the columns that they begin in.

    Args:
        grouping: themes and membership as `synth.group` returns them; None for a column a frame, or a source.
        findings: the findings table; None for a card an utterance that is not an interviewer's.
        utterances: the utterances table.

    Raises:
        TableProblem: a table breaks its rules, or the grouping is not of these findings.
    """
    UTTERANCES.check(utterances)
    cards = _notes(utterances) if findings is None else _findings(findings, utterances)
    if grouping is None:
        return _deal_frames(cards, utterances)
    themes, members = THEMES.check(grouping[0]), grouping[1]
    _check_members(members, themes, cards)
    told = [name for name in members if name == "finding_id" or name not in cards]
    joined = cards.merge(members[told], on="finding_id", how="left")
    joined = joined.assign(theme_id=joined["theme_id"].fillna(ASIDE))
    fallback = pd.Series("", index=joined.index) if "reason" not in joined else joined["reason"].fillna("")
    ungrouped = ~joined["finding_id"].isin(members["finding_id"])
    reasons = fallback.mask(ungrouped, "not in the grouping")
    return Deck(
        _describe_cards(joined, utterances),
        {row["theme_id"]: _describe_theme(row) for row in themes.to_dict("records")},
        dict(zip(joined["finding_id"], joined["theme_id"], strict=True)),
        dict(zip(joined["finding_id"], reasons, strict=True)),
    )


def _check_members(members: pd.DataFrame, themes: pd.DataFrame, cards: pd.DataFrame) -> None:
    for name, known in (("theme_id", [*themes["theme_id"], ASIDE]), ("finding_id", cards["finding_id"])):
        if name not in members:
            raise TableProblem(f"the membership table lacks the column {name!r}; give both tables of synth.group(...).")
        strange = members[name][~members[name].isin(known)]
        if len(strange):
            raise TableProblem(
                f"the membership table names the {name} {strange.iloc[0]!r}, which is not in the table beside it. Give "
                "both tables of one synth.group(findings, utterances), with the same findings."
            )
    twice = members["finding_id"][members["finding_id"].duplicated()]
    if len(twice):
        raise TableProblem(
            f"the membership table names the finding {twice.iloc[0]!r} more than once; it has one theme."
        )


def _findings(findings: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    return check_quotes(FINDINGS.check(findings), utterances)[list(FINDINGS.columns)]


def _notes(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return each utterance of a participant, such as a sticky note, as something to put on a card."""
    notes = utterances[utterances["role"] != "interviewer"]
    whole = notes[["utterance_id", "text"]].rename(columns={"text": "quote"})
    return whole.assign(finding_id=whole["utterance_id"], start=0, end=whole["quote"].str.len(), kind="")


def _deal_frames(cards: pd.DataFrame, utterances: pd.DataFrame) -> Deck:
    """Begin with a column for each frame of a workshop's board; notes without one are by their source."""
    frames = utterances["frame"].fillna("") if "frame" in utterances else pd.Series("", index=utterances.index)
    frame_of = dict(zip(utterances["utterance_id"], frames.where(frames != "", utterances["source_id"]), strict=True))
    names = cards["utterance_id"].map(frame_of)
    themes = {
        make_id("frame", name): {"label": name, "why": "as it was on the board", "stability": ""}
        for name in dict.fromkeys(frame_of.values())
        if name in set(names)
    }
    theme_of = {card: make_id("frame", name) for card, name in zip(cards["finding_id"], names, strict=True)}
    return Deck(_describe_cards(cards, utterances), themes, theme_of, {})


def _describe_theme(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a board says of a theme; `why` is the concept that links it, if the table tells, then key phrases."""
    concept = ": ".join(filter(None, (row.get("concept", ""), row.get("because", ""))))
    stability, verdict = row["stability"], row.get("verdict", "")
    measured = f"{verdict or 'stability'} {stability:.2f}" if stability == stability else ""  # noqa: PLR0124
    return {
        "label": row["label"],
        "why": " · ".join(filter(None, (row.get("area", ""), concept, row["keywords"]))),
        "stability": verdict if verdict == MADE_BY_HAND else measured,
    }


def _describe_cards(cards: pd.DataFrame, utterances: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the cards, the most typical of their theme first; of notes, those with most votes."""
    told = ["utterance_id", "text", *_SHARED, *(["votes"] if "votes" in utterances else [])]
    about = cards.merge(utterances[told], on="utterance_id")
    votes = about["votes"] if "votes" in about else pd.Series(0, index=about.index)
    votes = pd.to_numeric(votes, errors="coerce").fillna(0)
    near = about["similarity"] if "similarity" in about else pd.Series(0.0, index=about.index)
    about = about.assign(votes=votes.clip(lower=0).astype("int64"), near=near)
    about = about.sort_values(["near", "votes", "finding_id"], ascending=[False, False, True])
    return {row["finding_id"]: _describe_card(row) for row in about.to_dict("records")}


def _describe_card(row: Mapping[Any, Any]) -> dict[str, Any]:
    start, end, text = int(row["start"]), int(row["end"]), row["text"]
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    place = [row.get("x"), row.get("y"), row["near"]]
    return {
        "quote": row["quote"],
        "before": ("…" if start > CONTEXT else "") + before,
        "after": after + ("…" if len(text) > end + CONTEXT else ""),
        "kind": row["kind"],
        "votes": row["votes"],
        **{name: row[name] for name in _SHARED},
        "place": None if any(value is None or value != value for value in place) else place[:2],  # noqa: PLR0124
    }
