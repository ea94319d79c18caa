"""The material of a tagger: its utterances and findings as they were given, and as they were mended since."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.events import Thing
from synth.mending import FIELDS, move_findings, path_of, texts_of
from synth.tables import FINDINGS, UTTERANCES, check_quotes

_FINDING_FIELDS = ("finding_id", "utterance_id", "start", "end", "kind")
_SHARED = ["source_id", "participant_id", "role", "language"]
"""Columns with few different values, which travel as numbers."""


class Material:
    """What a tagger shows. The tables stay as they were given; a mended utterance is kept beside them."""

    def __init__(self, utterances: pd.DataFrame, findings: pd.DataFrame | None, order: Iterable[str]) -> None:
        """Check the tables and bring the utterances into reading order.

        Raises:
            TableProblem: a table breaks its rules, a finding's quote is not in its utterance, or the order names
                something that is in neither.
        """
        findings = FINDINGS.make() if findings is None else FINDINGS.check(findings)
        check_quotes(findings, UTTERANCES.check(utterances))
        self.utterances = _in_reading_order(utterances)
        self._places = {key: place for place, key in enumerate(self.utterances["utterance_id"])}
        self._fields = {field: self.utterances[field].tolist() for field in ("utterance_id", *FIELDS)}
        self._findings = {field: findings[field].tolist() for field in _FINDING_FIELDS}
        self._rows_of: dict[str, list[int]] = {}
        for row, utterance_id in enumerate(self._findings["utterance_id"]):
            self._rows_of.setdefault(utterance_id, []).append(row)
        self._originals: dict[str, Thing] = {}
        self._mended: dict[str, Thing] = {}
        self.finding_ids = set(findings["finding_id"])
        self.order = [str(one) for one in order]
        if unknown := [one for one in self.order if one not in self.finding_ids and one not in self._places]:
            raise TableProblem(
                f"order: {unknown[0]!r} is neither a finding nor an utterance of this tagger. Give finding_id or "
                'utterance_id values, such as propose_next(...)["utterance_id"].'
            )

    def __contains__(self, utterance_id: str) -> bool:
        return utterance_id in self._places

    @property
    def sources(self) -> list[str]:
        """The source ids, in reading order."""
        return list(self.utterances["source_id"].unique())

    def utterance(self, utterance_id: str) -> Thing:
        """Return an utterance as it is now: utterance_id, text, participant_id and role."""
        return self._mended.get(utterance_id) or self._given(utterance_id)

    def findings_of(self, utterance_id: str) -> list[Thing]:
        """Return the findings of an utterance where they are now."""
        mended = self._mended.get(utterance_id)
        found: list[Thing] = mended["findings"] if mended else self._given_findings(utterance_id)
        return found

    def turns(self, source_id: str) -> pd.DataFrame:
        """Return the utterances of a source as they are now."""
        table = self.utterances[self.utterances["source_id"] == source_id]
        now = [self.utterance(utterance_id) for utterance_id in table["utterance_id"]]
        return table.assign(**{field: [one[field] for one in now] for field in FIELDS})

    def columns(self) -> dict[str, Any]:
        """Return all of it as given, as plain columns for the page."""
        table = self.utterances
        plain = {name: _plain(table[name]) for name in ("utterance_id", "start_s", "text")}
        found = {name: self._findings[name] for name in ("finding_id", "start", "end")}
        turns = [self._places[utterance_id] for utterance_id in self._findings["utterance_id"]]
        return {
            "utterances": plain | {name: _numbered(table[name]) for name in _SHARED},
            "findings": found | {"turn": turns, "kind": _numbered(pd.Series(self._findings["kind"]))},
            "order": self.order,
        }

    def take_in(self, utterance_id: str, thing: Thing | None) -> None:
        """Take an utterance as it was mended last, or as it was at first if that was undone."""
        given = self._given(utterance_id)
        if thing is not None:
            self._originals[utterance_id] = thing["earlier"][0]
        now = {field: (thing or self._originals.get(utterance_id, given))[field] for field in FIELDS}
        self.finding_ids -= {row["finding_id"] for row in self.findings_of(utterance_id)}
        self._mended.pop(utterance_id, None)
        is_known = thing is None or given["text"] in texts_of(thing)
        if is_known and any(given[field] != now[field] for field in FIELDS):
            path = path_of(thing, given["text"]) if thing else [given["text"], now["text"]]
            findings = move_findings(self._given_findings(utterance_id), path)
            self._mended[utterance_id] = {"utterance_id": utterance_id, **now, "findings": findings}
        self.finding_ids |= {row["finding_id"] for row in self.findings_of(utterance_id)}

    def _given(self, utterance_id: str) -> Thing:
        place = self._places[utterance_id]
        return {field: values[place] for field, values in self._fields.items()}

    def _given_findings(self, utterance_id: str) -> list[Thing]:
        rows = self._rows_of.get(utterance_id, ())
        return [{field: values[row] for field, values in self._findings.items()} for row in rows]

    def mended(self, utterance_id: str) -> Thing | None:
        """Return what the page has to know of a mended utterance; None if it is as it was given."""
        return self._mended.get(utterance_id)


def _in_reading_order(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the utterances source by source, sources as they first appear, turns by position."""
    appearance = pd.Series(pd.factorize(utterances["source_id"])[0], index=utterances.index)
    ordered = utterances.assign(_source=appearance).sort_values(["_source", "position"], kind="stable")
    return ordered.drop(columns="_source").reset_index(drop=True)


def _plain(column: pd.Series) -> list[Any]:
    """Return plain values, None for a missing number: JSON has no NaN."""
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124


def _numbered(column: pd.Series) -> dict[str, list[Any]]:
    """Return the different values, and the number of each row's."""
    codes, values = pd.factorize(column)
    return {"values": values.tolist(), "codes": codes.tolist()}
