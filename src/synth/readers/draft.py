"""What every reader hands back: the turns it found, and an honest count of what it read and left out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

from synth.errors import ImportProblem

PLACES_SHOWN = 3
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


class Unreadable(ImportProblem):
    """One file cannot be read: what is wrong with it, and what to do next."""

    def __init__(self, problem: str, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.problem = problem
        self.next_step = next_step


@dataclass
class Turn:
    """One cue, turn, segment or row, as it stands in the file.

    `place` is the row of a table, "" in a transcript; `fields` is what the row says about itself: date, group, votes.
    """

    text: str
    speaker: str = ""
    start_s: float = nan
    end_s: float = nan
    place: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Draft:
    """One file, read but not yet made into utterances.

    `seen` counts the units (cues, turns, rows) in the file; `read` those whose text was kept. `checks` are what a
    person should look at (a guess, something broken), `notes` what is merely told.
    """

    format: str
    unit: str
    turns: list[Turn] = field(default_factory=list)
    source_kind: str = "interview"
    is_table: bool = False
    seen: int = 0
    read: int = 0
    left_out: dict[str, list[str]] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)

    def leave_out(self, reason: str, place: str) -> None:
        """Count one thing that was left out, for a reason in words ("empty comment"), at a place ("row 7")."""
        self.left_out.setdefault(reason, []).append(place)


def mend(text: str) -> str:
    r"""Return a text with \ufffd for what no file, database or page can hold: NUL, and half of a surrogate pair.

    Escapes bring them in ("\ud800" in JSON, "_x0000_" in Excel).

    >>> mend("caf\ud83d\x00!") == "caf\ufffd\ufffd!"
    True
    """
    return UNWRITABLE.sub("\ufffd", text)


def mend_draft(draft: Draft) -> None:
    """Mend every text and time of a draft in place; its checks tell in how many turns that changed something."""
    changed = backwards = 0
    for turn in draft.turns:
        if turn.start_s < 0 or turn.end_s < 0 or turn.end_s < turn.start_s:
            backwards += 1
            turn.start_s = turn.end_s = nan
        changed += UNWRITABLE.search(turn.text) is not None
        turn.text, turn.speaker = mend(turn.text), mend(turn.speaker)
        turn.fields = {name: mend(value) for name, value in turn.fields.items()}
    draft.attributes = [{name: mend(value) for name, value in line.items()} for line in draft.attributes]
    draft.checks, draft.notes = [mend(check) for check in draft.checks], [mend(note) for note in draft.notes]
    if changed:
        draft.checks.append(f"characters that no text can hold, shown as \ufffd in {tell_number(changed, draft.unit)}")
    if backwards:
        draft.checks.append(f"end before start, text kept without times: {tell_number(backwards, draft.unit)}")


def tell_left_out(left_out: Mapping[str, Sequence[str]]) -> str:
    """Return the reasons with their counts and first places, in words.

    >>> tell_left_out({"empty comment": ["row 4", "row 9"]})
    'empty comment: 2 (row 4, row 9)'
    """
    return "; ".join(tell_reason(reason, len(places), places) for reason, places in left_out.items())


def tell_reason(reason: str, count: int, places: Sequence[str]) -> str:
    """Return one reason with its count and first places, in words."""
    return f"{reason}: {count:,} ({tell_places(places)})"


def tell_places(places: Sequence[str], *, shown: int = PLACES_SHOWN) -> str:
    """Return the first places, in words."""
    more = ", …" if len(places) > shown else ""
    return ", ".join(places[:shown]) + more


def tell_number(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural.

    >>> tell_number(1, "cue"), tell_number(1200, "cue")
    ('1 cue', '1,200 cues')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
