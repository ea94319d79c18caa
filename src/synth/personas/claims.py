"""The claims of a group: counted here and elsewhere, tested, each with quotes of different people for and against."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from synth.personas.contrasts import measure_contrast
from synth.proportions import adjust_holm
from synth.tables import KINDS, OPPOSITE

MIN_SPEAKERS = 2
QUOTES_A_CLAIM = 3
CLAIMS_A_KIND = 4
TYPICAL_LENGTH = 90  # of a quote on a card, in characters
PROOF = ["evidence_id", "utterance_id", "source_id", "start", "end", "quote", "participant_id"]

Claim = dict[str, Any]


def list_claims(spoken: pd.DataFrame, inside: Sequence[str], *, weights: pd.DataFrame | None = None) -> list[Claim]:
    """List what at least two people of a group say, the most telling first.

    Args:
        spoken: the interviews' rows of the evidence table that have a claim.
        inside: the participants of the group.
        weights: what `weigh_needs` returned.
    """
    weighed = {} if weights is None else {(row["kind"], row["claim"]): row for row in weights.to_dict("records")}
    voiced = {(str(kind), str(claim)): rows for (kind, claim), rows in spoken.groupby(["kind", "claim"], sort=True)}
    counted = {key: _count(rows, spoken, inside) for key, rows in voiced.items()}
    tested = _test(list(counted.values()))
    claims = [
        {
            "kind": kind,
            "claim": claim,
            **counts,
            **test,
            "speakers": sorted(set(voiced[kind, claim]["participant_id"]) & set(inside)),
            "comments": _weight(weighed.get((kind, claim))),
            "quotes": _one_a_speaker(voiced[kind, claim], inside),
            "contradicted_by": _one_a_speaker(voiced.get((OPPOSITE.get(kind, "nothing"), claim), spoken[:0]), inside),
        }
        for ((kind, claim), counts), test in zip(counted.items(), tested, strict=True)
        if counts["count"] >= MIN_SPEAKERS
    ]
    return sorted(claims, key=lambda one: (-_contrast(one), -one["count"], one["kind"], one["claim"]))


def shorten(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Part claims into a few a kind, and the others with their places: nothing is lost, and a card stays readable."""
    shown: dict[str, int] = dict.fromkeys(("", *KINDS), 0)
    inside, left_out = [], []
    for place, claim in enumerate(claims):
        shown[claim["kind"]] += 1
        if shown[claim["kind"]] <= CLAIMS_A_KIND:
            inside.append(claim)
        else:
            left_out.append(claim | {"place": place})
    return inside, left_out


def show_quote(row: pd.Series | dict[Any, Any]) -> Claim:
    """Return a row of the evidence table as a card keeps it: the words, and where they stand.

    >>> show_quote({name: 1 for name in PROOF} | {"claim": "waiting"})["quote"]
    1
    """
    return {name: row[name] for name in PROOF}


def _count(rows: pd.DataFrame, spoken: pd.DataFrame, inside: Sequence[str]) -> dict[str, int]:
    speakers, everyone = set(rows["participant_id"]), set(spoken["participant_id"])
    return {
        "count": len(speakers & set(inside)),
        "size": len(inside),
        "elsewhere": len(speakers - set(inside)),
        "elsewhere_size": len(everyone - set(inside)),
    }


def _test(counted: Sequence[dict[str, int]]) -> list[dict[str, float | None]]:
    """Test every claim of the study, those that hardly anybody of the group voices too, and correct for them all."""
    if not counted or not counted[0]["elsewhere_size"]:
        return [{"fisher": None, "p_value": None}] * len(counted)
    fisher = [measure_contrast(**counts) for counts in counted]
    corrected = [round(float(value), 6) for value in adjust_holm(fisher)]
    return [{"fisher": round(raw, 6), "p_value": p_value} for raw, p_value in zip(fisher, corrected, strict=True)]


def _contrast(claim: Claim) -> float:
    elsewhere = claim["elsewhere"] / claim["elsewhere_size"] if claim["elsewhere_size"] else 0.0
    return round(float(claim["count"] / claim["size"] - elsewhere), 9)


def _weight(row: dict[Any, Any] | None) -> dict[str, float] | None:
    return row and {name: row[name] for name in ("count", "size", "share", "low", "high")}


def _one_a_speaker(evidence: pd.DataFrame, inside: Sequence[str]) -> list[Claim]:
    """Return quotes of different people of the group, a middling length first, as plain data."""
    ours = evidence[evidence["participant_id"].isin(inside)]
    ours = ours.assign(far=(ours["quote"].str.len() - TYPICAL_LENGTH).abs()).sort_values(["far", "evidence_id"])
    first = ours.drop_duplicates("participant_id").head(QUOTES_A_CLAIM)
    return [show_quote(row) for row in first[PROOF].to_dict("records")]
