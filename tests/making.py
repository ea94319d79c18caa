"""The small tables and drafts that several tests are about."""

from typing import Any


def make_turn(utterance_id: str, text: str, **fields: Any) -> dict[str, Any]:
    """Return a row of the utterances table: a turn of P01 in English."""
    who = {"source_id": "P01", "source_kind": "interview", "participant_id": "P01", "role": "participant"}
    return {"utterance_id": utterance_id, "position": 0, "language": "en", "text": text, **who, **fields}


def make_finding(finding_id: str, turn: dict[str, Any], quote: str, kind: str = "pain") -> dict[str, Any]:
    """Return a row of the findings table: the words as they stand in the turn."""
    start = turn["text"].index(quote)
    place = {"utterance_id": turn["utterance_id"], "start": start, "end": start + len(quote), "quote": quote}
    return {"finding_id": finding_id, "kind": kind, "score": 0.8, **place}


def make_quote(words: str, speaker: str = "P1") -> dict[str, Any]:
    return {"evidence_id": f"e-{words}", "quote": words, "participant_id": speaker, "start": 0, "end": len(words)}


def make_claim(words: str, quotes: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    counts = {"count": 2, "size": 3, "elsewhere": 1, "elsewhere_size": 4}
    return {"kind": "pain", "claim": words, **counts, "quotes": quotes, "contradicted_by": [], **fields}


def make_draft(persona_id: str, name: str, claims: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    return {
        "persona_id": persona_id,
        "name": name,
        "participants": ["P1", "P2", "P3"],
        "claims": claims,
        "stability": float("nan"),
        "verdict": "No distinct groups.",
        **fields,
    }


def make_evidence(speaker: str, claim: str, kind: str = "pain") -> dict[str, Any]:
    """Return a row of the evidence table: what a speaker said of a claim in an interview."""
    words = f"{speaker} on {claim}"
    who = {"participant_id": speaker, "group": "citizen", "wave": "", "language": "en"}
    place = {"utterance_id": f"u-{words}", "start": 0, "end": len(words), "quote": words}
    source = {"source_id": f"{speaker}.txt", "source_kind": "interview"}
    return {"evidence_id": f"{kind} {words}", "kind": kind, "claim": claim, **place, **who, **source}
