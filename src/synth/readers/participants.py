"""What a table of participants says (group, wave, anything else), joined to what they say elsewhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from synth.readers.draft import tell_places
from synth.tables import UTTERANCES

FILLED = ("group", "wave", "language")
AGREED = {
    "consent": "consent informed_consent toestemming geïnformeerde_toestemming akkoord consentement "
    "consentement_éclairé accord einwilligung zustimmung einverständnis",
    "purpose": "purpose doel doeleinde gebruiksdoel finalité but objectif zweck verwendungszweck",
    "keep_until": "keep_until retention retention_date delete_on delete_after bewaren_tot bewaardatum bewaartermijn "
    "verwijderen_op conserver_jusqu_au conservation date_de_conservation supprimer_le aufbewahren_bis "
    "aufbewahrungsfrist löschdatum löschen_am",
}
"""What a participant agreed to, by the headers of its columns in four languages."""

_AGREED = {word: name for name, words in AGREED.items() for word in words.split()}


def name_attribute(header: str) -> str:
    """Return the column of a header about what was agreed, "" for any other; the header in words parted by _.

    >>> name_attribute("bewaren_tot"), name_attribute("age")
    ('keep_until', '')
    """
    return _AGREED.get(header, "")


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
