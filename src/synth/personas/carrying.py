"""Editing goes on when participants change: what a researcher wrote on an older card is carried to a newer draft."""

from collections.abc import Iterable, Mapping
from typing import Any

from synth.personas.sheets import QUOTE_LISTS, Sheet, open_sheet

ALIKE = 0.5


def find_newer(persona: Mapping[str, Any], drafts: Iterable[Mapping[str, Any]]) -> str:
    """Return the id of the draft that shares most participants with a persona, "" if none shares half of them.

    The id of a persona is made of its participants, so a new interview makes a draft of another id, beside the persona
    that was kept.

    >>> find_newer({"participants": ["P1", "P2"]}, [{"persona_id": "p", "participants": ["P1", "P2", "P3"]}])
    'p'
    """
    ours = set(persona["participants"])
    scored = [
        (len(ours & set(draft["participants"])) / max(len(ours | set(draft["participants"])), 1), draft["persona_id"])
        for draft in drafts
    ]
    best, found = max(scored, default=(0.0, ""))
    return str(found) if best >= ALIKE else ""


def carry_edits(edited: Mapping[str, Any], draft: Mapping[str, Any]) -> Sheet:
    """Return a draft laid out for editing, with what was written and left out on an older card of the same people.

    The name, the note, reworded claims, claims and quotes that were left out, and quotes that were added go with it.
    Counts, participants and tests are those of the draft. A reworded claim that the draft does not have any more is
    told in the note, so that nothing is lost.

    Args:
        edited: a dict of `study.personas()`, or a sheet.
        draft: a dict of `draft_personas`.
    """
    old, new = open_sheet(edited), open_sheet(draft)
    if old.get("drafted"):
        new["name"], new["drafted"] = old["name"], new["name"]
    lost = []
    here = {_drafted(claim): claim for claim in new["claims"]}
    for claim in old["claims"]:
        if (target := here.get(_drafted(claim))) is not None:
            _carry_claim(claim, target)
        elif claim.get("drafted"):
            lost.append(f"{claim['claim']} ({claim['drafted']})")
    new["note"] = "\n".join(part for part in (old["note"], *lost) if part)
    return new


def _carry_claim(claim: Sheet, target: Sheet) -> None:
    target["out"] = claim["out"]
    if claim.get("drafted"):
        target["claim"], target["drafted"] = claim["claim"], claim["drafted"]
    for where in QUOTE_LISTS:
        known = {quote["evidence_id"] for quote in target[where]}
        out = {quote["evidence_id"] for quote in claim[where] if quote["out"]}
        target[where] = [quote | {"out": quote["evidence_id"] in out} for quote in target[where]]
        added = [quote for quote in claim[where] if quote.get("added") and quote["evidence_id"] not in known]
        target[where] += added


def _drafted(claim: Sheet) -> tuple[str, str]:
    return claim["kind"], claim.get("drafted") or claim["claim"]
