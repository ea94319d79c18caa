"""Who speaks: which line heads are speaker labels, which speaker interviews, and under which id a participant goes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import isnan, nan
from unicodedata import category, normalize

from rapidfuzz.distance import OSA

from synth.readers.draft import Turn, tell_number
from synth.readers.heads import STYLES, Head
from synth.readers.vocabulary import (
    ANSWERERS,
    ANSWERS,
    ASKERS_IN_PAIRS,
    INTERVIEWERS,
    MACHINE_LABELS,
    NOT_NAMES,
    OTHERS,
    PARTICIPANTS,
    QUESTIONS,
)

FUZZY = sorted(word for word in INTERVIEWERS | PARTICIPANTS if len(word) >= 8)
QUESTION_MARKS = ("?", "？", "؟", "\u037e")
PARTICLES = (
    "van|von|vom|zu|zum|zur|de|den|der|het|ten|ter|du|des|la|le|el|al|da|di|dos|und|en|et|and|d['’]\\w+|l['’]\\w+"
)

MOST_WORDS = 5
MOST_SPEAKERS = 50  # beyond, slips of the pen are not looked for: it is no transcript of one session
CODE = re.compile(r"[A-Za-z]{1,3}[ .-]?\d{1,4}$")
NAME = re.compile(
    rf"[^\W\d_][\w'’.\-]*(?:,?\s+(?:{PARTICLES}|[^\W\d_a-z][\w'’.\-]*|\d{{1,3}}|\([^()]*\)|\[[^\[\]]*\]))*$"
)


def accept_labels(heads: Sequence[Head], lines: int, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return which heads of lines are speaker labels, in lower case.

    A known label, a role word ("Interviewer"), or a code ("P3") always is; what looks like a name is one if it
    comes back, if it is in bold or has a time beside it, or if nearly every line begins with a label. So
    "het is zo: ik ..." stays text. A slip of the pen in a label ("Sofei" among "Sofie") is one too.

    Args:
        heads: the heads of lines.
        lines: how many lines (or cues) the file has.
        known: labels in lower case that the caller knows.

    >>> from synth.readers.heads import read_head
    >>> lines = ["Zoë: Dag", "I: Dag", "Zoë: Goed", "het is zo: nee"]
    >>> sorted(accept_labels([head for line in lines if (head := read_head(line))], 4))
    ['i', 'zoë']
    """
    counts = Counter(head.label for head in heads if head.style not in {"numbered", "loose"})
    marked = {head.label for head in heads if head.is_marked}
    sure = {label for label in counts if _is_sure(label, known)}
    names = {label for label in counts if _looks_like_name(label)}
    accepted = sure | {label for label in names | marked if counts[label] > 1} | (names & marked)
    inline = {head.label for head in heads if head.style == "beside"} & names
    if accepted and sum(counts[label] for label in accepted | inline) >= 0.8 * lines:
        accepted |= inline
    if len(accepted) <= MOST_SPEAKERS:
        accepted |= {label for label in names if any(is_slip(label, other) for other in accepted)}
    styles = {style: [head.label for head in heads if head.style == style] for style in STYLES}
    if sum(label in accepted for label in styles["above"]) < len(styles["above"]) / 2:
        accepted -= set(styles["above"]) - sure  # a time, then text: the few names are chance
    if sum(label in accepted for label in styles["alone"]) == 1:
        accepted -= set(styles["alone"]) - set(styles["beside"])  # a title
    loose = [label for label in styles["loose"] if _is_sure(label, known)]
    accepted |= set(loose) if len(loose) >= 0.6 * lines else set()
    accepted |= set(styles["numbered"]) if _ask_and_answer(styles["numbered"]) else set()
    return frozenset(label.casefold() for label in accepted)


def _is_sure(label: str, known: frozenset[str]) -> bool:
    return label.casefold() in known or CODE.match(label) is not None or role_of(label) != ""


def is_slip(label: str, other: str) -> bool:
    """Say whether a name is another with two letters swapped, or one inner letter doubled or dropped.

    Another letter, or another ending, may be another name: Karin and Karen, Marie and Maria.

    >>> is_slip("Sofei", "Sofie"), is_slip("Marie", "Maria")
    (True, False)
    """
    one, two = _squeeze(label), _squeeze(other)
    if min(len(one), len(two)) < 5 or re.search(r"\d", one + two) or one[0] != two[0]:
        return False
    is_swapped = len(one) == len(two) and sorted(one) == sorted(two)
    is_inner = len(one) != len(two) and one[-1] == two[-1] and not (one.startswith(two) or two.startswith(one))
    return (is_swapped or is_inner) and OSA.distance(one, two, score_cutoff=1) == 1


def _ask_and_answer(labels: Iterable[str]) -> bool:
    """Say whether labels number questions and answers, "Q1" and "A1"."""
    words = {re.sub(r"[\s\d]+", "", label.casefold()) for label in labels}
    return not words.isdisjoint(QUESTIONS) and not words.isdisjoint(ANSWERS)


def role_of(label: str) -> str:
    """Return the role that a label tells by its words ("" if none), tolerating case, numbers and a slip of the pen.

    >>> role_of("Interviwer 2"), role_of("Befragte"), role_of("Zoë")
    ('interviewer', 'participant', '')
    """
    words = re.findall(r"[^\W\d_]+", label.casefold())
    if len(words) == 1:
        return _role_of_word(words[0])
    if len(words) > MOST_WORDS:
        return ""
    return next((role for word in words if len(word) > 3 and (role := _role_of_word(word))), "")


@cache
def _role_of_word(word: str) -> str:
    meant = _mend(word)
    if meant in INTERVIEWERS | PARTICIPANTS:
        return "interviewer" if meant in INTERVIEWERS else "participant"
    return "other" if word in OTHERS else "participant" if word in MACHINE_LABELS else ""


@cache
def _mend(word: str) -> str:
    """Return the role word that a word is one slip of the pen away from, or the word if none is, or several are."""
    word = normalize("NFC", word)
    if len(word) < 8 or word == "interview" or word in INTERVIEWERS | PARTICIPANTS:
        return word
    near = {known for known in FUZZY if OSA.distance(word, known, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else word


def unify_labels(turns: Iterable[Turn]) -> tuple[list[Turn], list[str]]:
    """Return the turns with one spelling per speaker, and notes on what was taken as the same.

    "P 3", "p3" and "P3 " are one speaker, and so are "Interviewer" and "Interviwer"; names of people are compared by
    case and spaces, and a rare one may be a slip of the pen. The numbers of questions and answers ("Q1") are no names.
    """
    turns = list(turns)
    counts = Counter(turn.speaker.strip() for turn in turns)
    numbered = _ask_and_answer(label for label in counts if re.search(r"\d", label))
    keys = {label: _key(label, numbered=numbered) for label in counts}
    best: dict[str, str] = {}
    for label, _ in counts.most_common():
        best.setdefault(keys[label], label.rstrip("0123456789 ") if keys[label] in QUESTIONS | ANSWERS else label)
    meant = {label: best[keys[label]] for label in counts}
    for label, count in counts.items() if len(counts) <= MOST_SPEAKERS else ():
        twins = [other for other in best.values() if counts[other] >= 2 * count and is_slip(label, other)]
        meant[label] = twins[0] if len(twins) == 1 and not role_of(label) else meant[label]
    notes = [
        f"“{label}” ({tell_number(count, 'turn')}) was read as “{meant[label]}”"
        for label, count in sorted(counts.items())
        if _squeeze(label).rstrip("0123456789") != _squeeze(meant[label]).rstrip("0123456789")
    ]
    return [replace(turn, speaker=meant[turn.speaker.strip()]) for turn in turns], notes


def hide_slips(told: str) -> str:
    """Return what is told of a file without labels that are slips of the pen: no list of names knows them.

    >>> hide_slips("“Sofei” (2 turns) was read as “Sofie”")
    'a slip of the pen (2 turns) was read as “Sofie”'
    """
    return re.sub(r"“[^”]*”(?= \(\d+ turns?\) was read as )", "a slip of the pen", told)


def _squeeze(label: str) -> str:
    return re.sub(r"[\s.]+", "", normalize("NFC", label).casefold())


def _key(label: str, *, numbered: bool) -> str:
    squeezed = _squeeze(label)
    word = squeezed.rstrip("0123456789")
    if word != squeezed and word in QUESTIONS | ANSWERS and (numbered or len(word) > 1):
        return word
    return _mend(word) + squeezed[len(word) :]


def join_turns(turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns with consecutive ones of the same named speaker joined by one space."""
    joined: list[Turn] = []
    texts: list[list[str]] = []
    for turn in turns:
        if joined and turn.speaker and turn.speaker == joined[-1].speaker:
            texts[-1].append(turn.text)
            ends = (joined[-1].start_s, joined[-1].end_s, turn.end_s)  # cues may be out of order
            joined[-1].end_s = max((end for end in ends if not isnan(end)), default=nan)
        else:
            joined.append(replace(turn))
            texts.append([turn.text])
    return [replace(turn, text=" ".join(words)) for turn, words in zip(joined, texts, strict=True)]


def decide_roles(turns: Sequence[Turn], known: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the role of each speaker label, and notes on what was guessed.

    Args:
        turns: joined turns.
        known: roles that the caller set, by label in lower case.
    """
    labels = list(dict.fromkeys(turn.speaker for turn in turns))
    bare = {label: label.casefold().strip(" .0123456789") for label in labels}
    has_answerer = not ANSWERERS.isdisjoint(bare.values())
    roles = {label: known.get(label.casefold()) or role_of(label) for label in labels}
    for label in labels:
        if not roles[label] and bare[label] in ASKERS_IN_PAIRS and has_answerer:
            roles[label] = "interviewer"
    notes = []
    if len([label for label in labels if label]) > 1 and "interviewer" not in roles.values():
        guess = _who_asks(turns, [label for label in labels if label and label.casefold() not in known])
        notes.append(_tell_guess(guess))
        roles[guess] = "interviewer" if guess else roles.get(guess, "")
    nameless = "other" if any(labels) else "participant"
    return {label: roles[label] or ("participant" if label else nameless) for label in labels}, notes


def _who_asks(turns: Sequence[Turn], labels: Sequence[str]) -> str:
    """Return who, of those with more than one turn, clearly most often ends one in a question mark, or ""."""
    said, asked = Counter[str](), Counter[str]()
    for turn in turns:
        said[turn.speaker] += 1
        asked[turn.speaker] += turn.text.rstrip(" \"'”»").endswith(QUESTION_MARKS)
    shares = {label: asked[label] / said[label] for label in labels if said[label] > 1}
    ranked = sorted(shares, key=lambda label: -shares[label])
    if len(ranked) < 2:
        return ""
    first, second = shares[ranked[0]], shares[ranked[1]]
    return ranked[0] if first >= 0.3 and first >= second + 0.2 else ""


def _tell_guess(guess: str) -> str:
    if guess:
        return f"“{guess}” was guessed to be the interviewer, who asks most; if not, set interviewers=[...]"
    return "no interviewer was recognised, everyone counts as a participant; set interviewers=[...]"


def name_participants(labels: Sequence[str], roles: Mapping[str, str], stem: str) -> dict[str, str]:
    """Return the participant id of each label: the label itself, or for a generic one ("Participant") the file's stem.

    >>> name_participants(["I", "Deelnemer"], {"I": "interviewer", "Deelnemer": "participant"}, "P03")
    {'I': 'I', 'Deelnemer': 'P03'}
    """
    generic = [label for label in labels if roles[label] == "participant" and is_generic(label)]
    ids = {label: label or stem for label in labels}
    ids.update({label: stem if len(generic) == 1 else f"{stem}:{label}" for label in generic})
    return ids


def is_generic(label: str) -> bool:
    """Say whether a label names no one: a bare role word, or what a machine calls a voice ("Speaker 2")."""
    words = re.findall(r"[^\W\d_]+", label.casefold())
    if not words or all(word in MACHINE_LABELS for word in words):
        return True
    return not re.search(r"\d", label) and len(words) == 1 and _role_of_word(words[0]) == "participant"


def _looks_like_name(head: str) -> bool:
    bare = "".join(letter for letter in normalize("NFD", head) if category(letter)[0] != "M")
    first = head.split(maxsplit=1)[0].casefold().strip(",.")
    return not head[0].islower() and first not in NOT_NAMES and NAME.match(bare) is not None
