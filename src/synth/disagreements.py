"""Where two coders part: every difference side by side, and the taggings that are left once each is decided."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from synth.errors import StudyProblem, TableProblem
from synth.study import Study
from synth.tables import TAGGINGS, UTTERANCES, check_quotes, make_id

KINDS = ("borders", "tag", "one only")
CHOICES = ("first", "second", "both", "neither")
COLUMNS = [
    "disagreement_id", "kind", "source_id", "utterance_id", "start", "end", "quote",
    "first_tag", "first_quote", "first_id", "second_tag", "second_quote", "second_id",
]  # fmt: skip
ENTITY = "resolution"

Tagging = Mapping[Any, Any]


def list_disagreements(taggings: pd.DataFrame, utterances: pd.DataFrame, coders: tuple[str, str]) -> pd.DataFrame:
    """List every place where two coders differ, in reading order.

    A tagging of one coder is held against the tagging of the other that it overlaps most, one with the same tag before
    any other. What has the same tag on the same characters is agreed and not listed.

    Args:
        taggings: the taggings table.
        utterances: the utterances that both went through.
        coders: the first and the second researcher.

    Returns:
        One row a difference: disagreement_id, kind ("borders": the same tag on other characters; "tag": another tag;
        "one only": the other tagged nothing there), source_id, utterance_id, start and end (code points) of all that
        either marked, quote, and tag, quote and tagging_id of the first and of the second, "" where there is none.

    Raises:
        TableProblem: the coders are not two, or a tagging does not fit its text.
    """
    if len(set(coders)) != 2:
        raise TableProblem(f"coders is {coders!r}; give the two researchers to compare, such as ('R1', 'R2').")
    here = TAGGINGS.check(taggings)[taggings["utterance_id"].isin(UTTERANCES.check(utterances)["utterance_id"])]
    spans = {str(key): rows.to_dict("records") for key, rows in check_quotes(here, utterances).groupby("utterance_id")}
    rows = []
    for utterance in utterances.itertuples():
        own = spans.get(str(utterance.utterance_id), [])
        one, other = ([span for span in own if span["researcher"] == coder] for coder in coders)
        differing = [pair for pair in _match(one, other) if _kind(*pair)]
        rows += [_row(*pair, utterance=utterance) for pair in differing]
    rows.sort(key=lambda row: (row.pop("place"), row["start"], row["end"], row["disagreement_id"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def resolve(study: Study, disagreement: Mapping[str, Any], choice: str, *, note: str = "") -> None:
    """Decide a disagreement; the taggings of both coders stay as they are, so that agreement can still be measured.

    Args:
        study: where the decision is kept, as an event of its own that can be undone.
        disagreement: a row of `list_disagreements`.
        choice: whose tagging counts: "first", "second", "both" or "neither".
        note: why.

    Raises:
        StudyProblem: the choice is none of these, or names a coder who tagged nothing there.
    """
    ids = {"first": [disagreement["first_id"]], "second": [disagreement["second_id"]], "neither": []}
    ids["both"] = [*ids["first"], *ids["second"]]
    if choice not in CHOICES or "" in ids[choice]:
        possible = [name for name in CHOICES if "" not in ids[name]]
        raise StudyProblem(f"the choice is {choice!r}; for this disagreement it is one of {', '.join(possible)}.")
    decision = {"choice": choice, "keep": ids[choice], "note": note}
    study.change([(ENTITY, disagreement["disagreement_id"], decision)])


def agree(taggings: pd.DataFrame, disagreements: pd.DataFrame, study: Study, coders: tuple[str, str]) -> pd.DataFrame:
    """Return the taggings that two coders stand by together: those agreed on, and those kept where they differed.

    Args:
        taggings: the taggings table, of both.
        disagreements: what `list_disagreements` found in it.
        study: where `resolve` kept the decisions.
        coders: the two researchers; of two equal taggings the first one's is returned.

    Returns:
        A taggings table; `attrs["undecided"]` counts the disagreements without a decision, which are left out.
    """
    decisions = {key: study.things(ENTITY).get(key) for key in disagreements["disagreement_id"]}
    disputed = set(disagreements["first_id"]) | set(disagreements["second_id"])
    kept = {tagging_id for decision in decisions.values() if decision for tagging_id in decision["keep"]}
    agreed = (taggings["researcher"] == coders[0]) & ~taggings["tagging_id"].isin(disputed)
    result = taggings[agreed | taggings["tagging_id"].isin(kept)].reset_index(drop=True)
    result.attrs["undecided"] = list(decisions.values()).count(None)
    return result


def _match(one: Sequence[Tagging], other: Sequence[Tagging]) -> Iterator[tuple[Tagging | None, Tagging | None]]:
    """Pair the taggings of an utterance, those that share a tag and most text first; each is in one pair."""
    pairs = [(_likeness(a, b), a["tagging_id"], b["tagging_id"], a, b) for a in one for b in other if _shared(a, b)]
    taken: set[str] = set()
    for *_, a, b in sorted(pairs, key=lambda pair: pair[:3]):
        if not taken & {a["tagging_id"], b["tagging_id"]}:
            taken |= {a["tagging_id"], b["tagging_id"]}
            yield a, b
    yield from ((a, None) for a in one if a["tagging_id"] not in taken)
    yield from ((None, b) for b in other if b["tagging_id"] not in taken)


def _shared(a: Tagging, b: Tagging) -> int:
    return max(0, int(min(a["end"], b["end"]) - max(a["start"], b["start"])))


def _likeness(a: Tagging, b: Tagging) -> tuple[bool, float]:
    """Return what sorts the likest pairs first."""
    joined = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return a["tag"] != b["tag"], -_shared(a, b) / joined


def _kind(one: Tagging | None, other: Tagging | None) -> str:
    """Return how two taggings differ, "" if they do not."""
    if one is None or other is None:
        return "one only"
    if one["tag"] != other["tag"]:
        return "tag"
    return "" if (one["start"], one["end"]) == (other["start"], other["end"]) else "borders"


def _place_of(tagging: Tagging) -> tuple[str, int, int]:
    """Return what a decision was about: a tagging that is moved since is to be decided anew."""
    return tagging["tagging_id"], int(tagging["start"]), int(tagging["end"])


def _row(one: Tagging | None, other: Tagging | None, *, utterance: Any) -> dict[str, Any]:
    present = [tagging for tagging in (one, other) if tagging is not None]
    start, end = min(tagging["start"] for tagging in present), max(tagging["end"] for tagging in present)
    kind = _kind(one, other)
    sides = {
        f"{side}_{field}": tagging[key] if tagging is not None else ""
        for side, tagging in (("first", one), ("second", other))
        for field, key in (("tag", "tag"), ("quote", "quote"), ("id", "tagging_id"))
    }
    return {
        "place": (utterance.source_id, utterance.position),
        "disagreement_id": make_id("disagreement", kind, *sorted(map(_place_of, present))),
        "kind": kind,
        "source_id": utterance.source_id,
        "utterance_id": utterance.utterance_id,
        "start": start,
        "end": end,
        "quote": utterance.text[start:end],
        **sides,
    }
