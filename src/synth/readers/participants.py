"""What a table of participants says (group, wave, anything else), joined to what they say elsewhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from synth.readers.draft import tell_places
from synth.tables import UTTERANCES

FILLED = ("group", "wave", "language")


def join_participants(
    rows: Iterable[dict[str, Any]], attributes: Iterable[Mapping[str, str]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the rows with the attributes of their participant, and notes on what did not match.

    What a row says itself stays; of a participant listed twice, the first line counts; a column of the utterances
    table other than group, wave and language is not overwritten.

    >>> rows, notes = join_participants([{"participant_id": "P1"}], [{"participant": "P1", "group": "citizen"}])
    >>> rows
    [{'participant_id': 'P1', 'group': 'citizen'}]
    """
    by_id: dict[str, dict[str, str]] = {}
    twice = []
    for line in attributes:
        participant = line.get("participant", "")
        if participant in by_id:
            twice.append(participant)
        else:
            by_id[participant] = {name: value for name, value in line.items() if _is_joined(name)}
    joined = [_join(row, by_id.get(row["participant_id"], {})) for row in rows]
    silent = sorted(by_id.keys() - {row["participant_id"] for row in joined})
    notes = [f"listed twice, the first line counts: {tell_places(twice)}"] if twice else []
    if silent:
        notes.append(
            f"{len(silent)} of {len(by_id)} listed participants say nothing in these files: {tell_places(silent)}"
        )
    return joined, notes


def _is_joined(name: str) -> bool:
    return name in FILLED or (name != "participant" and name not in UTTERANCES.columns)


def _join(row: dict[str, Any], line: Mapping[str, str]) -> dict[str, Any]:
    return row | {name: row.get(name) or value for name, value in line.items()}
