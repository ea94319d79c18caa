"""A study: the researcher's decisions about the material, each an event that can be undone."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import pandas as pd

from synth.double_coding import find_hidden
from synth.errors import StudyProblem
from synth.journal import Journal
from synth.tables import TAGGINGS, make_id


class Study(Journal):
    """The tags, verdicts, insights and personas of one study, kept in a database.

    Every method that changes something returns after the change is on the disk.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     tagging_id = study.tag({"utterance_id": "u1", "text": "I never hear back."}, 2, 12, "waiting")
    ...     study.taggings()["quote"].tolist(), study.undo(), len(study.taggings())
    (['never hear'], 'tagging', 0)
    """

    def __repr__(self) -> str:
        return f"Study({len(self.taggings())} taggings, {len(self.personas())} personas, {len(self._events)} events)"

    def tag(
        self, utterance: Mapping[str, Any], start: int, end: int, tag: str, *, finding_id: str = "", note: str = ""
    ) -> str:
        """Put a tag on a span of an utterance and return the tagging's id.

        Args:
            utterance: a row of the utterances table (utterance_id and text are used).
            start: where the span begins, in Python code points.
            end: where it ends, exclusive.
            tag: the code's name; one that was not used before is a new code.
            finding_id: the finding that this tagging accepts, if it does.
            note: a memo.

        Raises:
            StudyProblem: the span is empty or outside the text, or the tag has no name.
        """
        quote = _quote(utterance["text"], start, end)
        tag = _named(tag)
        tagging_id = self._free_id(utterance["utterance_id"], int(start), int(end), tag)
        value = {
            "utterance_id": utterance["utterance_id"],
            "start": int(start),
            "end": int(end),
            "quote": quote,
            "tag": tag,
            "finding_id": finding_id,
            "note": note,
        }
        self.change([("tagging", tagging_id, value)])
        return tagging_id

    def retag(self, tagging_id: str, tag: str) -> None:
        """Give a tagging another tag; it keeps its id."""
        self.change([("tagging", tagging_id, self._known("tagging", tagging_id) | {"tag": _named(tag)})])

    def move(self, tagging_id: str, start: int, end: int, text: str) -> None:
        """Let a tagging cover another span (code points) of its utterance, whose text is given."""
        span = {"start": int(start), "end": int(end), "quote": _quote(text, start, end)}
        self.change([("tagging", tagging_id, self._known("tagging", tagging_id) | span)])

    def untag(self, tagging_id: str) -> None:
        """Take a tagging away."""
        self._known("tagging", tagging_id)
        self.change([("tagging", tagging_id, None)])

    def reject(self, finding_id: str) -> None:
        """Say that a finding is none."""
        self.change([("verdict", f"{finding_id}/{self.researcher}", {"verdict": "rejected"})])

    def save_insight(self, insight: Mapping[str, Any]) -> str:
        """Keep an insight (statement, innovation, evidence, contradicted_by, status, expires) and return its id.

        Raises:
            StudyProblem: it has no statement, or evidence that is no tagging of this study.
        """
        statement = str(insight.get("statement", "")).strip()
        if not statement:
            raise StudyProblem("an insight needs a statement: one sentence that the evidence supports.")
        for tagging_id in [*insight.get("evidence", ()), *insight.get("contradicted_by", ())]:
            if tagging_id not in self.things("tagging"):
                raise StudyProblem(
                    f"insight {statement!r}: its evidence {tagging_id!r} is no tagging of this study. "
                    "Use the tagging_id column of study.taggings()."
                )
        insight_id = str(insight.get("insight_id") or make_id("insight", statement))
        defaults = {"innovation": "", "evidence": [], "contradicted_by": [], "status": "draft", "expires": ""}
        self.change(
            [("insight", insight_id, defaults | dict(insight) | {"statement": statement, "insight_id": insight_id})]
        )
        return insight_id

    def save_persona(self, persona: Mapping[str, Any]) -> str:
        """Keep a persona draft as edited and return its id.

        Raises:
            StudyProblem: it has no persona_id or no name.
        """
        for field in ("persona_id", "name"):
            if not str(persona.get(field, "")).strip():
                raise StudyProblem(f"a persona needs a {field}; this one has {persona.get(field, '')!r}.")
        self.change([("persona", persona["persona_id"], dict(persona))])
        return str(persona["persona_id"])

    def remove_persona(self, persona_id: str) -> None:
        """Take a kept persona out of the study."""
        self._known("persona", persona_id)
        self.change([("persona", persona_id, None)])

    def taggings(self) -> pd.DataFrame:
        """Return the taggings table: one row a tag on a span, oldest first, with the researcher's note.

        Where the researcher codes blind, the others' taggings are left out until all are done.
        """
        hidden = find_hidden(self)
        rows = [
            {"tagging_id": key} | value
            for key, value in self.things("tagging").items()
            if value["researcher"] == self.researcher or value["utterance_id"] not in hidden
        ]
        return TAGGINGS.make(sorted(rows, key=lambda row: (row["at"], row["tagging_id"])))

    def rejected(self) -> set[str]:
        """Return the ids of the findings that were rejected; by the researcher alone while coding blind."""
        blind = bool(find_hidden(self))
        verdicts = self.things("verdict").items()
        return {key.partition("/")[0] for key, value in verdicts if not blind or value["researcher"] == self.researcher}

    def insights(self) -> list[dict[str, Any]]:
        """Return the insights, each as plain data, oldest first."""
        return list(self.things("insight").values())

    def personas(self) -> list[dict[str, Any]]:
        """Return the kept personas, each as plain data, by name."""
        return sorted(self.things("persona").values(), key=lambda persona: (persona["name"], persona["persona_id"]))

    def _free_id(self, utterance_id: str, start: int, end: int, tag: str) -> str:
        """Return the id of a tagging; another one where a tagging with that id has since been moved or retagged."""
        self.refresh()
        for number in count():
            tagging_id = make_id(utterance_id, start, end, tag, self.researcher, *([number] if number else []))
            taken = self.things("tagging").get(tagging_id)
            if taken is None or (taken["start"], taken["end"], taken["tag"]) == (start, end, tag):
                break
        return tagging_id


def _quote(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        raise StudyProblem(
            f"the span {start}-{end} is not inside the utterance, which has {len(text)} characters; "
            "a span begins at 0 or later, ends after it begins and not after the text."
        )
    return text[start:end]


def _named(tag: str) -> str:
    name = " ".join(tag.split())
    if not name:
        raise StudyProblem("a tag needs a name: one or a few words, such as 'waiting' or 'no confirmation'.")
    return name
