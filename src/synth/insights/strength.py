"""How strong an insight is: whose quotes speak for it and against it, in counts, and which of them are gone."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from synth.errors import TableProblem

SUPPORT = ["insight_id", "side", "by_way_of", "evidence_id", "state"]
SAID = ["quote", "kind", "claim", "participant_id", "group", "wave", "language", "source_id", "source_kind"]
PLACE = ["utterance_id", "start", "end"]
STRENGTH = [
    "insight_id", "statement", "status", "participants", "groups", "mentions", "languages", "sources",
    "against", "participants_against", "one_voice", "gone",
]  # fmt: skip
_NOBODY: Mapping[str, Any] = {**dict.fromkeys(SAID, ""), "utterance_id": "", "start": -1, "end": -1}
_SIDES = (("for", "evidence", "facts"), ("against", "contradicted_by", "facts_against"))


def list_support(
    insights: Iterable[Mapping[str, Any]],
    evidence: pd.DataFrame,
    *,
    facts: Iterable[Mapping[str, Any]] = (),
    taggings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List every quote that an insight names, for it or against it; what is not there any more is listed as gone.

    Args:
        insights: from `study.insights()`.
        evidence: the evidence table of `collect_evidence`. A finding that was accepted since stands there as its
            tagging and is found under both ids.
        facts: from `study.chain.things("fact")`; the quotes of an insight's facts count as its own.
        taggings: from `study.taggings()`, to tell the words of what is gone.

    Returns:
        One row an insight and quote: insight_id, side ("for", "against"), by_way_of (a fact_id, "" if named directly),
        evidence_id (as it is named), state ("there", or "gone": its source was removed, it was untagged or rejected),
        quote, kind, claim, participant_id, group, wave, language, source_id, source_kind, utterance_id, start, end.
        Of what is gone all but the words, if they are known, is "" (-1 for places).
    """
    known = {fact["fact_id"]: fact for fact in facts}
    named = [(insight["insight_id"], *name) for insight in insights for name in _name(insight, known)]
    places = _find_places(evidence, {evidence_id for *_, evidence_id in named})
    told = {str(row["tagging_id"]): row for row in ([] if taggings is None else taggings.to_dict("records"))}
    gone = {**_NOBODY, "state": "gone"}
    rows = []
    for insight_id, side, by_way_of, evidence_id in named:
        here = {"insight_id": insight_id, "side": side, "by_way_of": by_way_of, "evidence_id": evidence_id}
        words = {"quote": told[evidence_id]["quote"]} if evidence_id in told else {}
        rows.append(here | ({"state": "there", **places[evidence_id]} if evidence_id in places else gone | words))
    return pd.DataFrame(rows, columns=[*SUPPORT, *SAID, *PLACE])


def measure_strength(
    insights: Iterable[Mapping[str, Any]], evidence: pd.DataFrame, *, facts: Iterable[Mapping[str, Any]] = ()
) -> pd.DataFrame:
    """Count for each insight who supports it, who contradicts it, and what of its evidence is gone.

    Args:
        insights: from `study.insights()`.
        evidence: the evidence table of `collect_evidence`.
        facts: from `study.chain.things("fact")`; the quotes of an insight's facts count as its own.

    Returns:
        One row an insight, in the given order: insight_id, statement, status, participants (who support it), groups
        and languages (how many different ones they have), mentions (quotes), sources, against (quotes),
        participants_against, one_voice (whether all support comes from one person), gone (quotes for or against it
        that are not there any more, not in the other counts). A comment without a name is a voice of its own and no
        participant.

    >>> said = pd.DataFrame({"evidence_id": ["e1"], "participant_id": ["P01"], "group": ["citizen"]})
    >>> insight = {"insight_id": "i1", "statement": "Silence reads as refusal.", "evidence": ["e1", "e2"]}
    >>> measure_strength([insight], said)[["participants", "mentions", "one_voice", "gone"]].values.tolist()
    [[1, 1, True, 1]]
    """
    insights = list(insights)
    return count_support(insights, list_support(insights, evidence, facts=facts))


def count_support(insights: Iterable[Mapping[str, Any]], support: pd.DataFrame) -> pd.DataFrame:
    """Count what `list_support` listed; see `measure_strength`."""
    by_insight = {str(key): rows for key, rows in support.groupby("insight_id")}
    rows = [_count(insight, by_insight.get(insight["insight_id"], support[:0])) for insight in insights]
    counts = dict.fromkeys((*STRENGTH[3:10], "gone"), "int64")
    return pd.DataFrame(rows, columns=STRENGTH).astype({**counts, "one_voice": bool})


def _count(insight: Mapping[str, Any], support: pd.DataFrame) -> dict[str, Any]:
    there = support[support["state"] == "there"]
    ours, theirs = there[there["side"] == "for"], there[there["side"] == "against"]
    voices = ours["participant_id"].where(ours["participant_id"] != "", ours["utterance_id"])
    return {
        "insight_id": insight["insight_id"],
        "statement": insight["statement"],
        "status": insight.get("status", "draft"),
        "participants": _different(ours["participant_id"]),
        "groups": _different(ours["group"]),
        "mentions": ours["evidence_id"].nunique(),
        "languages": _different(ours["language"]),
        "sources": _different(ours["source_id"]),
        "against": theirs["evidence_id"].nunique(),
        "participants_against": _different(theirs["participant_id"]),
        "one_voice": len(set(voices)) == 1,
        "gone": support["evidence_id"][support["state"] == "gone"].nunique(),
    }


def _different(values: pd.Series) -> int:
    return int(values[values != ""].nunique())


def _find_places(evidence: pd.DataFrame, named: set[str]) -> dict[str, dict[str, Any]]:
    """Return the named quotes by their id, or by that of the finding which they accept; the first of several."""
    if "evidence_id" not in evidence:
        raise TableProblem(
            f"this is no evidence table: it lacks the column 'evidence_id' and has {', '.join(map(str, evidence))}. "
            "Make one with synth.collect_evidence(findings, utterances, themes, study=study)."
        )
    places: dict[str, dict[str, Any]] = {}
    for key in ("evidence_id", "finding_id"):
        rows = evidence[evidence[key].isin(named)] if key in evidence else evidence[:0]
        for row in rows.to_dict("records"):
            places.setdefault(row[key], {name: row.get(name, empty) for name, empty in _NOBODY.items()})
    return places


def _name(insight: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield the side, the fact ("" for none) and the id of each quote of an insight."""
    for side, direct, by_fact in _SIDES:
        for evidence_id in insight.get(direct, ()):
            yield side, "", evidence_id
        for fact_id in insight.get(by_fact, ()):
            for evidence_id in facts.get(fact_id, {}).get("evidence", ()):
                yield side, fact_id, evidence_id
