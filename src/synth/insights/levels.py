"""The four levels of atomic research: what is kept of an experiment, a fact, an insight and a recommendation.

Each thing names what it rests on, one level below; an insight and a fact also name their quotes, by the ids of taggings
or findings. (Pidcock and Sharon, atomic UX research, 2018.)
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from synth.errors import StudyProblem
from synth.journal import STAMP
from synth.tables import LANGUAGES

LEVELS = ("experiment", "fact", "insight", "recommendation")
INNOVATIONS = ("", "policy", "service", "technology")
STATUSES = ("draft", "supported", "decided", "dropped")
EVIDENCE = "evidence"

FIELDS: Mapping[str, Mapping[str, Any]] = {
    "experiment": {"statement": "", "method": "", "sources": []},
    "fact": {"statement": "", "evidence": [], "experiments": []},
    "insight": {
        "statement": "",
        "evidence": [],
        "contradicted_by": [],
        "facts": [],
        "facts_against": [],
        "about": "",
        "innovation": "",
        "status": "draft",
        "owner": "",
        "expires": "",
        "need": {"as_a": "", "i_need_to": "", "so_that": "", "language": ""},
        "job": {"when": "", "i_want_to": "", "so_i_can": "", "language": ""},
        "how_might_we": "",
        "importance": None,
        "satisfaction": None,
        "impact": None,
        "effort": None,
    },
    "recommendation": {"statement": "", "insights": [], "innovation": "", "owner": ""},
}
"""What is kept of each, with what it is until somebody says otherwise. `about` is the tag or theme of an insight."""

RESTS_ON: Mapping[tuple[str, str, bool], str] = {
    ("fact", EVIDENCE, False): "evidence",
    ("fact", "experiment", False): "experiments",
    ("insight", EVIDENCE, False): "evidence",
    ("insight", EVIDENCE, True): "contradicted_by",
    ("insight", "fact", False): "facts",
    ("insight", "fact", True): "facts_against",
    ("recommendation", "insight", False): "insights",
}
"""In which field a thing names what it rests on: by its level, the other's, and whether that speaks against it."""

SCALES = {"importance": (0, 10), "satisfaction": (0, 10), "impact": (1, 5), "effort": (1, 5)}
MAX_STATEMENT = 1000
_OPPOSED = (("evidence", "contradicted_by"), ("facts", "facts_against"))
_CHOICES = {"innovation": INNOVATIONS, "status": STATUSES}


def complete(level: str, key: str, thing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept thing with its id and every field filled in; one that was kept by an older version lacks some.

    >>> complete("fact", "f1", {"statement": "6 of 9 called."})
    {'fact_id': 'f1', 'statement': '6 of 9 called.', 'evidence': [], 'experiments': []}
    """
    empty = deepcopy(dict(FIELDS[level]))
    nested = {name: {**empty[name], **thing[name]} for name in empty if isinstance(empty[name], dict) and name in thing}
    return {f"{level}_id": key, **empty, **deepcopy(dict(thing)), **nested}


def merge_parts(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the need and the job that are given, with the parts that are not as they were before.

    Raises:
        StudyProblem: one of them is not given in parts.
    """
    merged = {}
    for name in (name for name in ("need", "job") if name in given and name in before):
        if not isinstance(given[name], Mapping):
            raise StudyProblem(f"the {name} is {given[name]!r}; give its parts: {', '.join(before[name])}.")
        merged[name] = {**before[name], **given[name]}
    return merged


def check(level: str, thing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a complete thing as it is kept, without its stamp, each list without what is in it twice.

    Raises:
        StudyProblem: a field is unknown, a value is not allowed, or something speaks both for and against.
    """
    what = f"{level} {thing['statement']!r}" if thing["statement"] else f"{level}"
    known = (f"{level}_id", *FIELDS[level])
    for name in thing:
        if name not in known and name not in STAMP:
            raise StudyProblem(f"{what} has a field {name!r}; its fields are {', '.join(known)}.")
    checked = {name: _check_value(what, name, thing[name]) for name in known}
    for name, other in _OPPOSED:
        if both := sorted({*checked.get(name, ())} & {*checked.get(other, ())}):
            raise StudyProblem(f"{what}: {both[0]!r} is in {name} and in {other}. Leave it in one of them.")
    return checked


def _check_value(what: str, name: str, value: Any) -> Any:
    if name == "statement":
        return _check_statement(what, value)
    if name in _CHOICES and value not in _CHOICES[name]:
        raise StudyProblem(f"{what}: {name} is {value!r}; it is one of {', '.join(map(repr, _CHOICES[name]))}.")
    if name in SCALES and value is not None:
        return _check_number(what, name, value)
    if name in ("need", "job"):
        return _check_sentence(what, name, value)
    if name == "expires" and value:
        return _check_date(what, value)
    return list(dict.fromkeys(map(str, value))) if isinstance(value, list | tuple | set) else value


def _check_statement(what: str, value: object) -> str:
    statement = str(value).strip()
    if not statement:
        raise StudyProblem(f"{what}: it needs a statement, one sentence that what it rests on supports.")
    if len(statement) > MAX_STATEMENT:
        raise StudyProblem(f"{what[:80]}…: the statement has {len(statement):,} characters; at most {MAX_STATEMENT:,}.")
    return statement


def _check_number(what: str, name: str, value: Any) -> float:
    low, high = SCALES[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise StudyProblem(f"{what}: {name} is {value!r}; it is a number from {low} to {high}, or None if unknown.")
    return value


def _check_date(what: str, value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise StudyProblem(f'{what}: expires is {value!r}; write the date as 2026-12-31, or "" for none.') from error


def _check_sentence(what: str, name: str, value: Mapping[str, Any]) -> dict[str, str]:
    parts = FIELDS["insight"][name]
    if unknown := [part for part in value if part not in parts]:
        raise StudyProblem(f"{what}: its {name} has {unknown[0]!r}; it has {', '.join(parts)}.")
    if value["language"] not in ("", *LANGUAGES):
        raise StudyProblem(
            f"{what}: the language of its {name} is {value['language']!r}; allowed are {', '.join(LANGUAGES)}."
        )
    return {part: str(value[part]).strip() for part in parts}


def replace_ids(thing: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return a thing whose quotes go by other ids now.

    >>> replace_ids({"evidence": ["a", "b"]}, {"a": "c"})
    {'evidence': ['c', 'b']}
    """
    named = {name: _replaced(thing[name], ids) for name in ("evidence", "contradicted_by") if name in thing}
    return {**thing, **named}


def _replaced(given: Iterable[str], ids: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(ids.get(one, one) for one in given))
