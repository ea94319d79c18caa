"""Labels of speakers: which are names, and the code that takes the place of each."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from synth.privacy.name_lists import GIVEN, LISTS, NOT_NAMES, PLACES, WORD
from synth.readers.vocabulary import INTERVIEWERS, MACHINE_LABELS, OTHERS, PARTICIPANTS

_CODE = re.compile(
    r"(?:[A-Z]{1,3}|[a-z]{1,2})[ ._-]?\d{1,5}[a-z]?|\d{1,6}|[A-Za-z]"
    r"|(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{8,}|[\da-f]{8}(?:-[\da-f]{4,12}){3,4}"
)
_GENERIC = INTERVIEWERS | PARTICIPANTS | OTHERS | MACHINE_LABELS | frozenset(LISTS["words"]["generic"].split())
_ROLES = tuple(LISTS["words"]["role_endings"].split())
_TITLES = frozenset(word.strip(".") for word in f"{LISTS['titles']} {LISTS['case_titles']}".casefold().split())
_NO_CODES: Mapping[str, str] = {}
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def is_code(label: str) -> bool:
    """Say whether a label names no one: P07, "comments#12", "Interviewer 2", "SPEAKER_01".

    >>> [is_code(label) for label in ("P07", "Interviewer 2", "comments-before#12", "An Peeters", "zoë", "An 2")]
    [True, True, True, False, False, False]
    """
    if not label.strip() or _CODE.fullmatch(label) or re.search(r"#[\w:]*\d$", label):
        return True
    words = re.split(r"[\W_]+", re.sub(r"(?<=[^\W\d_])(?=\d)", " ", label))
    pieces = [piece for piece in re.split(r"[\s:_]+", label) if piece]
    return all(_CODE.fullmatch(piece) for piece in pieces) or all(
        _is_generic(word) or re.fullmatch(r"\d{0,6}|[A-Za-z]", word) for word in words
    )


def _is_generic(word: str) -> bool:
    """Say whether a word of a label names no one; "de heer" leaves the name that follows."""
    bare = word.strip(",.-").casefold()
    return bare in _GENERIC or bare.endswith(_ROLES)


def read_label(label: str) -> str:
    """Return the name in a label or a file name, "" if there is none that can be looked for in text.

    >>> read_label("interview_jan_peeters"), read_label("Peeters, An (citizen)"), read_label("gesprek-kortrijk")
    ('jan peeters', 'Peeters, An', '')
    """
    bare = re.sub(r"_|(?<=\w)\.(?=\w)|\d", " ", _BRACKETS.sub(" ", label).partition("@")[0])
    if " " not in bare.strip() and WORD.search(bare) and bare.count("-") != 1:
        bare = bare.replace("-", " ")
    parts = [part for part in re.split(r"[\s:]+", bare) if part.strip(",-.") and not _is_generic(part)]
    parts = [part for part in parts if part.strip(".").casefold() not in _TITLES]
    if len(parts) == 1 and "-" in parts[0] and not parts[0][0].isupper():
        parts = [part for part in parts[0].split("-") if not _is_generic(part)]
    words = [word.casefold() for part in parts for word in WORD.findall(part)]
    if len(parts) == 1 and (parts[0].islower() or len(parts[0]) <= 3) and parts[0].title() not in GIVEN:
        return ""  # a file's own word, or initials
    is_name = any(part.strip(",").title() in GIVEN for part in parts) or not (
        set(words) & NOT_NAMES or set(words) & PLACES
    )
    return " ".join(parts).strip(" ,-") if is_name and len("".join(words)) > 1 and len(parts) <= 5 else ""


def find_labels(
    utterances: pd.DataFrame, *, given: Mapping[str, str] = _NO_CODES, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Return the labels that are names with their codes, in order: P01, P02 ..., or "Interviewer", "Interviewer 2".

    Codes that the study uses already are passed over; one name in two spellings ("Peeters, An") is one person.

    Args:
        utterances: the utterances table (participant_id and role are used).
        given: the codes of labels that were given before.
        taken: further codes that nobody else may get.

    >>> roles = ["participant", "participant", "interviewer"]
    >>> find_labels(pd.DataFrame({"participant_id": ["Zoë", "P01", "Jan"], "role": roles}))
    {'Zoë': 'P02', 'Jan': 'Interviewer'}
    """
    pairs = utterances[["participant_id", "role"]].drop_duplicates("participant_id")
    roles: dict[str, str] = dict(zip(pairs["participant_id"], pairs["role"], strict=True))
    used = {code.casefold() for code in [*roles, *given.values(), *taken]}
    persons = {_person(label, asks=code.startswith("Interviewer")): code for label, code in given.items()}
    codes: dict[str, str] = {}
    for label, role in roles.items():
        if not is_code(label):
            person = _person(label, asks=role == "interviewer")
            if person not in persons:
                persons[person] = _next_code(used, asks=role == "interviewer")
            codes[label] = given.get(label) or persons[person]
    return codes


def _person(label: str, *, asks: bool) -> tuple[str, bool]:
    """Return who a label names, in whatever order its words are, and whether they ask the questions."""
    return " ".join(sorted(WORD.findall(read_label(label).casefold()))) or label, asks


def _next_code(taken: set[str], *, asks: bool) -> str:
    number = 1
    while (code := _write_code(number, asks=asks)).casefold() in taken or (f"p{number}" in taken and not asks):
        number += 1
    taken.add(code.casefold())
    return code


def _write_code(number: int, *, asks: bool) -> str:
    if asks:
        return "Interviewer" if number == 1 else f"Interviewer {number}"
    return f"P{number:02d}"
