"""A persona laid out for editing: every claim and quote in its drafted place, each in or out.

A kept persona has what was left out beside what was not (`left_out`), so that cards need not look for it and nothing
is lost. Editing is easier on a sheet, where a thing that is out keeps its place. `open_sheet` and `fold_sheet` turn one
into the other.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from math import isnan
from typing import Any

from synth.errors import StudyProblem

Sheet = dict[str, Any]

QUOTE_LISTS = ("quotes", "contradicted_by")
MAX_LENGTHS = {"name": 200, "claim": 300, "note": 5000}
"""In characters: a longer text is a pasted mistake."""

_EMPTY: Sheet = {
    "participants": [],
    "claims": [],
    "stability": None,
    "shuffled_stability": None,
    "p_value": None,
    "verdict": "",
    "profile": {},
    "missing": [],
    "publishable": False,
    "note": "",
    "left_out": [],
}
_EMPTY_CLAIM: Sheet = {"kind": "", "count": 0, "size": 0, "elsewhere": 0, "elsewhere_size": 0}


def open_sheet(persona: Mapping[str, Any]) -> Sheet:
    """Lay a draft or a kept persona out for editing.

    Args:
        persona: a dict of `draft_personas` or `study.personas()`; what it lacks is taken as empty.

    Raises:
        StudyProblem: it has no persona_id or no name.

    >>> sheet = open_sheet({"persona_id": "p1", "name": "A", "left_out": [{"claim": "waiting", "place": 0}]})
    >>> [(claim["claim"], claim["out"]) for claim in sheet["claims"]]
    [('waiting', True)]
    """
    for name in ("persona_id", "name"):
        if not str(persona.get(name, "")).strip():
            raise StudyProblem(f"a persona needs a {name}; this one has {persona.get(name, '')!r}.")
    sheet: Sheet = _plain({**_EMPTY, **persona})
    for stamp in ("researcher", "at"):
        sheet.pop(stamp, None)
    left_out = sheet.pop("left_out")
    sheet["claims"] = [_open_claim(claim) for claim in _merged(sheet["claims"], left_out)]
    return sheet


def fold_sheet(sheet: Sheet) -> dict[str, Any]:
    """Return the persona as it is kept: what is in, and under `left_out` what is not, with its place.

    >>> fold_sheet(open_sheet({"persona_id": "p1", "name": "A"}))["left_out"]
    []
    """
    claims, left_out = _parted(sheet["claims"])
    return {**deepcopy(sheet), "claims": [*map(_fold_claim, claims)], "left_out": [*map(_fold_claim, left_out)]}


def write(sheet: Sheet, name: str, text: str, *, claim: int | None = None) -> Sheet:
    """Return the sheet with another name, note, or wording of a claim; the drafted words stay beside the new ones.

    Args:
        sheet: what `open_sheet` returned; it is not changed.
        name: "name", "note" or "claim".
        text: the new words.
        claim: the place of the claim, if it is about one.

    Raises:
        StudyProblem: the text is empty or too long, or there is no such claim.

    >>> sheet = write(open_sheet({"persona_id": "p1", "name": "A"}), "name", "The one who waits")
    >>> sheet["name"], sheet["drafted"]
    ('The one who waits', 'A')
    """
    if name not in MAX_LENGTHS or (name == "claim") != (claim is not None):
        raise StudyProblem(f"there is no {name!r} to write here; a persona has a name and a note, a claim its wording.")
    words = text.strip() if name == "note" else " ".join(text.split())
    if not words and name != "note":
        raise StudyProblem(f"a {name} needs words; to do without a claim, leave it out.")
    if len(words) > MAX_LENGTHS[name]:
        raise StudyProblem(f"the {name} has {len(words)} characters; at most {MAX_LENGTHS[name]} are kept.")
    changed = deepcopy(sheet)
    target = changed if claim is None else _claim(changed, claim)
    if name != "note":
        drafted = target.pop("drafted", target[name])
        target.update({"drafted": drafted} if drafted != words else {})
    target[name] = words
    return changed


def leave_out(sheet: Sheet, claim: int, *, quote: tuple[str, int] | None = None, out: bool = True) -> Sheet:
    """Return the sheet without a claim or one of its quotes, or with it again.

    Args:
        sheet: what `open_sheet` returned; it is not changed.
        claim: the place of the claim.
        quote: which list ("quotes" or "contradicted_by") and the place in it; None for the claim itself.
        out: False to bring it back.

    Raises:
        StudyProblem: there is no such claim or quote, or it is the last quote that supports the claim.

    >>> persona = {"persona_id": "p1", "name": "A", "claims": [{"claim": "waiting"}]}
    >>> fold_sheet(leave_out(open_sheet(persona), 0))["left_out"][0]["claim"]
    'waiting'
    """
    changed = deepcopy(sheet)
    target = _claim(changed, claim)
    if quote is None:
        target["out"] = out
        return changed
    where, place = quote
    if where not in QUOTE_LISTS or not 0 <= place < len(target[where]):
        raise StudyProblem(f"the claim {target['claim']!r} has no quote {place} in {where!r}. Run the cell again.")
    target[where][place]["out"] = out
    if out and where == "quotes" and all(one["out"] for one in target["quotes"]):
        raise StudyProblem(f"the claim {target['claim']!r} would stand without a quote; leave out the claim instead.")
    return changed


def _claim(sheet: Sheet, place: int) -> Sheet:
    if not 0 <= place < len(sheet["claims"]):
        raise StudyProblem(f"persona {sheet['name']!r} has no claim {place}. Run the cell again.")
    claim: Sheet = sheet["claims"][place]
    return claim


def _open_claim(claim: Sheet) -> Sheet:
    """Put a claim's left out quotes back into their lists."""
    opened = {**_EMPTY_CLAIM, **claim}
    left_out = opened.pop("left_out", [])
    for where in QUOTE_LISTS:
        ours = [{key: quote[key] for key in quote if key != "list"} for quote in left_out if quote["list"] == where]
        opened[where] = _merged(opened.get(where, []), ours)
    return opened


def _fold_claim(claim: Sheet) -> Sheet:
    folded, left_out = deepcopy(claim), []
    for where in QUOTE_LISTS:
        folded[where], gone = _parted(claim[where])
        left_out += [{**quote, "list": where} for quote in gone]
    return {**folded, **({"left_out": left_out} if left_out else {})}


def _merged(inside: Sequence[Sheet], left_out: Sequence[Sheet]) -> list[Sheet]:
    """Return both in the order of the draft, each saying whether it is out."""
    merged = [{**one, "out": False} for one in inside]
    for one in sorted(left_out, key=lambda one: int(one["place"])):
        merged.insert(one["place"], {key: one[key] for key in one if key != "place"} | {"out": True})
    return merged


def _parted(things: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    bare = [{key: thing[key] for key in thing if key != "out"} for thing in things]
    inside = [one for one, thing in zip(bare, things, strict=True) if not thing["out"]]
    out = [one | {"place": i} for i, (one, thing) in enumerate(zip(bare, things, strict=True)) if thing["out"]]
    return inside, out


def _plain(value: Any) -> Any:
    """Return a copy with None for every number that is none: JSON has no NaN, and NaN is not even itself."""
    if isinstance(value, Mapping):
        return {str(key): _plain(content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(content) for content in value]
    return None if isinstance(value, float) and isnan(value) else value
