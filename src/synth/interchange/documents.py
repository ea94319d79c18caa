"""Utterances as one text and back: the text of a source as other tools hold it, with the place of every turn in it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from synth.readers.draft import Turn
from synth.readers.heads import read_head
from synth.readers.speakers import accept_labels, decide_roles, name_participants
from synth.tables import make_id

LINE = re.compile(r"[^\r\n]+")
BETWEEN = "\n\n"


@dataclass(frozen=True)
class Place:
    """Where an utterance stands in the text of its source: start and end in code points, and its other columns."""

    start: int
    end: int
    columns: Mapping[str, Any]


@dataclass(frozen=True)
class Selection:
    """Words of a source that were selected: start and end in code points, their codes, who selected them, and notes."""

    start: int
    end: int
    codes: Sequence[str] = ()
    researcher: str = ""
    at: str = ""
    note: str = ""
    columns: Mapping[str, Any] = field(default_factory=dict)


def compose(turns: pd.DataFrame) -> tuple[str, list[Place]]:
    r"""Return the utterances of one source as one text, "P01: words" for each turn, and where each stands.

    The words stand in it as they are, so that `text[place.start : place.end]` is the utterance's text.

    Args:
        turns: rows of the utterances table of one source, in their order.

    >>> text, places = compose(pd.DataFrame([{"participant_id": "P01", "role": "participant", "text": "Ja 😀."}]))
    >>> text, text[places[0].start : places[0].end]
    ('P01: Ja 😀.\n', 'Ja 😀.')
    """
    parts: list[str] = []
    places = []
    length = 0
    for row in turns.to_dict("records"):
        label = row["participant_id"] or ("" if row["role"] == "participant" else row["role"].capitalize())
        head = f"{label}: " if label and not re.search(r"[\r\n]", label) else ""
        start = length + len(head)
        columns = {str(name): value for name, value in row.items() if name != "text" and not pd.isna(value)}
        places.append(Place(start, start + len(row["text"]), columns))
        parts.append(f"{head}{row['text']}{BETWEEN}")
        length += len(parts[-1])
    return "".join(parts)[: -len(BETWEEN)] + "\n" * bool(parts), places


def find_turns(source_id: str, text: str, *, participant: str = "") -> tuple[list[Place], list[str]]:
    """Return the turns of a text that another tool held, and notes on what was guessed.

    Lines that begin with a speaker's name begin turns; without speakers, every line with words is one.

    Args:
        source_id: the source's name.
        text: its text, as it is.
        participant: who speaks where the text does not say by name.
    """
    spans = list(_spans(text))
    turns = [Turn(text[start:end], label) for label, start, end in spans]
    roles, notes = decide_roles(turns, {})
    ids = name_participants(list(roles), roles, participant or PurePosixPath(source_id).stem)
    before: dict[str, int] = {}
    places = []
    for position, (label, start, end) in enumerate(spans, start=1):
        words = text[start:end]
        before[words] = before.get(words, 0) + 1
        columns = {
            "utterance_id": make_id(source_id, before[words], words),
            "source_id": source_id,
            "source_kind": "interview",
            "position": position,
            "participant_id": ids[label],
            "role": roles[label],
        }
        places.append(Place(start, end, columns))
    return places, notes


def cut(selection: Selection, places: Sequence[Place]) -> Iterator[tuple[Place, int, int]]:
    """Return the parts of a selection in each turn that it touches, as places in the turn's own text.

    Args:
        selection: the selection.
        places: the turns of its source, in the order of the text.
    """
    first = max(bisect_right(places, selection.start, key=lambda place: place.start) - 1, 0)
    for place in islice(places, first, None):
        if place.start >= selection.end:
            break
        start, end = max(selection.start, place.start), min(selection.end, place.end)
        if start < end:
            yield place, start - place.start, end - place.start


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Return speaker, start and end of every turn."""
    lines = [found for found in LINE.finditer(text) if found[0].strip()]
    heads = [read_head(line[0]) for line in lines]
    labels = accept_labels([head for head in heads if head], len(lines))
    turn: tuple[str, int, int] | None = None
    for line, head in zip(lines, heads, strict=True):
        end = line.start() + len(line[0].rstrip())
        if head and head.label.casefold() in labels:
            if turn and turn[1] < turn[2]:
                yield turn
            turn = (head.label, end - len(head.text), end)
        elif turn:
            start = turn[1] if turn[1] < turn[2] else _first(line)
            turn = (turn[0], start, end)
        else:
            yield "", _first(line), end
    if turn and turn[1] < turn[2]:
        yield turn


def _first(line: re.Match[str]) -> int:
    return line.start() + len(line[0]) - len(line[0].lstrip())
