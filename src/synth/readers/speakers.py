"""Who speaks: which line heads are speaker labels, which speaker interviews, and under which id a participant goes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from math import isnan, nan

from synth.readers.draft import Turn, tell_number
from synth.readers.vocabulary import (
    ANSWERERS,
    ASKERS_IN_PAIRS,
    INTERVIEWERS,
    MACHINE_LABELS,
    NOT_NAMES,
    OTHERS,
    PARTICIPANTS,
)

FUZZY = sorted(word for word in INTERVIEWERS | PARTICIPANTS if len(word) >= 8)
PARTICLES = (
    "van|von|vom|zu|zum|zur|de|den|der|het|ten|ter|du|des|la|le|el|al|da|di|dos|und|en|et|and|d['’]\\w+|l['’]\\w+"
)

CLOCK = r"\d{1,3}(?::\d{2}){1,2}(?:[.,]\d+)?"
MOST_WORDS = 5
NO_CLOCK = r"(?![\[(]\d{1,3}:\d)"
HEAD = re.compile(
    rf"^\s{{0,20}}[*_>\-–—]{{0,4}}\s{{0,9}}(?:[\[(]?(?P<before>{CLOCK})[\])]?\s*+[-–—]?\s{{0,9}})?[*_]{{0,3}}"
    rf"(?P<label>[^\W\d_](?:(?:{NO_CLOCK}[^:\n*]){{0,58}}{NO_CLOCK}[^:\s*])?)\s*+[*_]*+\s*+(?:[\[(](?P<after>{CLOCK})[\])])?\s*+[*_]*+:(?!//|\d\d)[*_]*(?P<text>.*)$",
    re.DOTALL,
)
CODE = re.compile(r"[A-Za-z]{1,3}[ .-]?\d{1,4}$")
NAME = re.compile(
    rf"[^\W\d_][\w'’.\-]*(?:,?\s+(?:{PARTICLES}|[^\W\d_a-z][\w'’.\-]*|\d{{1,3}}|\([^()]*\)|\[[^\[\]]*\]))*$"
)


def accept_labels(heads: Sequence[str], lines: int, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return which heads of lines are speaker labels, in lower case.

    A known label, a role word ("Interviewer"), or a code ("P3") always is; what looks like a name is one if it
    comes back, or if nearly every line begins with a label. So "het is zo: ik ..." stays text.

    Args:
        heads: what stands before the colon, once for each line that has one.
        lines: how many lines (or cues) the file has.
        known: labels in lower case that the caller knows.

    >>> sorted(accept_labels(["Zoë", "I", "Zoë", "het is zo"], 4))
    ['i', 'zoë']
    """
    counts = Counter(heads)
    sure = {head for head in counts if head.casefold() in known or CODE.match(head) or role_of(head)}
    names = {head for head in counts if _looks_like_name(head)}
    accepted = sure | {head for head in names if counts[head] > 1}
    if sum(counts[head] for head in accepted) >= 0.8 * lines:
        accepted |= names
    return frozenset(head.casefold() for head in accepted)


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
    near = [word] if word in PARTICIPANTS | INTERVIEWERS else get_close_matches(word, FUZZY, n=1, cutoff=0.88)
    if near:
        return "interviewer" if near[0] in INTERVIEWERS else "participant"
    return "other" if word in OTHERS else "participant" if word in MACHINE_LABELS else ""


def unify_labels(turns: Iterable[Turn]) -> tuple[list[Turn], list[str]]:
    """Return the turns with one spelling per speaker, and notes on what was taken as the same.

    "P 3", "p3" and "P3 " are one speaker, and so are "Interviewer" and "Interviwer"; names of people are only
    compared by case and spaces.
    """
    turns = list(turns)
    counts = Counter(turn.speaker.strip() for turn in turns)
    best: dict[str, str] = {}
    for label, _ in counts.most_common():
        best.setdefault(_key(label), label)
    notes = [
        f"“{label}” ({tell_number(count, 'turn')}) was read as “{best[_key(label)]}”"
        for label, count in sorted(counts.items())
        if _squeeze(label) != _squeeze(best[_key(label)])
    ]
    return [replace(turn, speaker=best[_key(turn.speaker.strip())]) for turn in turns], notes


def _squeeze(label: str) -> str:
    return re.sub(r"[\s.]+", "", label.casefold())


@cache
def _key(label: str) -> str:
    squeezed = _squeeze(label)
    word = squeezed.rstrip("0123456789")
    if len(word) < 8 or word in INTERVIEWERS | PARTICIPANTS:
        return squeezed
    near = get_close_matches(word, FUZZY, n=1, cutoff=0.88)
    return (near[0] if near else word) + squeezed[len(word) :]


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
        asked[turn.speaker] += turn.text.rstrip(" \"'”»").endswith("?")
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
    first = head.split(maxsplit=1)[0].casefold().strip(",.")
    return head[0].isupper() and first not in NOT_NAMES and NAME.match(head) is not None
