"""From the draft of one file to its rows in the utterances table."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from synth.readers.draft import Draft, Turn, tell_number
from synth.readers.speakers import decide_roles, join_turns, name_participants, unify_labels
from synth.readers.vocabulary import TEMPLATE
from synth.tables import make_id

LETTER = re.compile(r"[^\W_]")
Row = dict[str, Any]


def make_table_rows(draft: Draft, source_id: str, *, first: int = 1) -> list[Row]:
    """Return one row a comment, under an id of its file, its row and its text; `first` is the first one's position."""
    return [
        _make_row(source_id, draft.source_kind, turn, position)
        | dict(turn.fields)
        | {"utterance_id": make_id(source_id, turn.place, turn.text), "participant_id": turn.speaker}
        for position, turn in enumerate(draft.turns, start=first)
    ]


def make_transcript_rows(draft: Draft, source_id: str, known: Mapping[str, str]) -> tuple[list[Row], dict[str, str]]:
    """Return one row a turn, and what to show of each speaker label; the draft's checks gain what was guessed.

    The id of a turn is made of its file, its text and how often that text came before: a turn that is put in between
    changes no other id.
    """
    turns, slips = unify_labels(draft.turns)
    turns = join_turns(turns)
    roles, guesses = decide_roles(turns, known)
    ids = name_participants(list(roles), roles, PurePosixPath(source_id).stem)
    draft.checks += [*slips, *guesses, *_note_nameless(draft, turns, roles), *_note_template(turns, roles)]
    before: Counter[str] = Counter()
    rows = []
    for position, turn in enumerate(turns, start=1):
        before[turn.text] += 1
        names = {
            "utterance_id": make_id(source_id, before[turn.text], turn.text),
            "participant_id": ids[turn.speaker],
            "role": roles[turn.speaker],
        }
        rows.append(_make_row(source_id, draft.source_kind, turn, position) | names)
    said = {label: tell_number(count, "turn") for label, count in Counter(turn.speaker for turn in turns).items()}
    return rows, {label: f"{ids[label]} ({roles[label]}, {turns_said})" for label, turns_said in said.items()}


def _make_row(source_id: str, source_kind: str, turn: Turn, position: int) -> Row:
    return {
        "source_id": source_id,
        "source_kind": source_kind,
        "position": position,
        "role": "participant",
        "start_s": turn.start_s,
        "end_s": turn.end_s,
        "text": turn.text,
    }


def _note_nameless(draft: Draft, turns: Sequence[Turn], roles: Mapping[str, str]) -> list[str]:
    nameless = sum(not turn.speaker for turn in turns)
    if nameless and len(roles) > 1:
        return [f"{tell_number(nameless, 'turn')} without a speaker, given the role “{roles['']}”"]
    if nameless:
        return [f"no speaker was found, each {draft.unit} is kept by itself; write “Name: ” where a speaker begins"]
    return []


def _note_template(turns: Sequence[Turn], roles: Mapping[str, str]) -> list[str]:
    """A form that nobody filled in has questions, and for answers nothing, dots, or "type here"."""
    answers = [turn.text for turn in turns if roles[turn.speaker] != "interviewer"]
    said = [text for text in answers if LETTER.search(text) and not TEMPLATE.fullmatch(text)]
    if said or not turns:
        return []
    return ["nobody but the interviewer says a word: an empty template? If so, leave it out"]
