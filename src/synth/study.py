"""A study: the researcher's decisions about the material, each an event that can be undone."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

import pandas as pd

from synth.codebook import Codebook
from synth.double_coding import find_hidden
from synth.errors import StudyProblem
from synth.events import Thing
from synth.insights.chain import Chain
from synth.journal import Journal
from synth.mending import plan_mending
from synth.tables import TAGGINGS, make_id
from synth.verdicts import finding_of, verdict_key

BLIND = ("tagging", "verdict", "star", "memo")
"""What nobody sees of others while coding blind; a thing that does not tell its utterance is hidden wherever it is."""


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
        events = len(self._timeline.events)
        return f"Study({len(self.taggings())} taggings, {len(self.personas())} personas, {events} events)"

    def visible(self, entity: str) -> Mapping[str, Thing]:
        """Return the things of one entity that the researcher may see: while coding blind, none of the others'."""
        things = self.things(entity)
        hidden = {*find_hidden(self)} if entity in BLIND else set()
        if not hidden:
            return things
        hidden.add("")
        return {
            key: thing
            for key, thing in things.items()
            if thing["researcher"] == self.researcher or thing.get("utterance_id", "") not in hidden
        }

    def tag(
        self,
        utterance: Mapping[str, Any],
        start: int,
        end: int,
        tag: str,
        *,
        finding_id: str = "",
        note: str = "",
        star: bool = False,
    ) -> str:
        """Put a tag on a span of an utterance and return the tagging's id.

        Args:
            utterance: a row of the utterances table (utterance_id and text are used).
            start: where the span begins, in Python code points.
            end: where it ends, exclusive.
            tag: the code's name or an alias of it; one that was not used before is a new code.
            finding_id: the finding that this tagging accepts, if it does.
            note: a memo.
            star: whether the words are worth quoting.

        Raises:
            StudyProblem: the span is empty or outside the text, the tag has no name, or its code is retired.
        """
        quote = _quote(utterance["text"], start, end)
        self.refresh()
        tag = self.codebook.key_for(tag)
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
        self.change([("tagging", tagging_id, value), *([("star", tagging_id, {"starred": True})] if star else [])])
        return tagging_id

    def retag(self, tagging_id: str, tag: str) -> None:
        """Give a tagging another tag; it keeps its id."""
        self.refresh()
        tagging = self._known("tagging", tagging_id)
        self.change([("tagging", tagging_id, tagging | {"tag": self.codebook.key_for(tag)})])

    def move(self, tagging_id: str, start: int, end: int, text: str) -> None:
        """Let a tagging cover another span (code points) of its utterance, whose text is given."""
        span = {"start": int(start), "end": int(end), "quote": _quote(text, start, end)}
        self.change([("tagging", tagging_id, self._known("tagging", tagging_id) | span)])

    def untag(self, tagging_id: str) -> None:
        """Take a tagging away, with its star and memo."""
        self._known("tagging", tagging_id)
        self.change([(entity, tagging_id, None) for entity in ("tagging", "star", "memo")])

    def star(self, tagging_id: str, *, starred: bool = True) -> None:
        """Say that a tagging's words are worth quoting, or that they are not."""
        self._known("tagging", tagging_id)
        self.change([("star", tagging_id, {"starred": True} if starred else None)])

    def write_memo(self, about: str, text: str) -> None:
        """Keep a memo on a tagging or an utterance in the place of an earlier one; without words there is none.

        Args:
            about: the tagging_id or utterance_id.
            text: the memo, kept as it is.
        """
        self.change([("memo", about, {"text": text} if text.strip() else None)])

    def mend(
        self,
        utterance: Mapping[str, Any],
        *,
        text: str | None = None,
        participant_id: str | None = None,
        role: str | None = None,
        findings: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Put a wrong word or speaker of a transcript right; the tags stay on their words, in the same action.

        The files stay as they are: `mend_utterances` makes the mended table. A tag whose words are gone keeps them as
        its quote, to be looked at.

        Args:
            utterance: a row of the utterances table, as mended so far.
            text: its words as they should be; None leaves them.
            participant_id: who said it; None leaves it.
            role: participant, interviewer or other; None leaves it.
            findings: rows of the findings table about this utterance: what was decided about them stays decided.

        Raises:
            StudyProblem: the words are empty, the role is unknown, or somebody else mended the utterance since.
        """
        self.refresh()
        given = {"text": text, "participant_id": participant_id, "role": role}
        mended = {field: value for field, value in given.items() if value is not None}
        self.change(plan_mending(self, utterance, mended, findings), keep_stamps=True)

    def reject(self, finding_id: str) -> None:
        """Say that a finding is none."""
        self.change([("verdict", verdict_key(finding_id, self.researcher), {"verdict": "rejected"})])

    def save_insight(self, insight: Mapping[str, Any]) -> str:
        """Keep an insight and return its id; `study.chain` keeps what it rests on and what follows from it.

        Args:
            insight: its statement, evidence and contradicted_by (ids of taggings or findings), status, innovation,
                owner, expires, need, job, how_might_we, and so on; what is not given stays as it was.

        Raises:
            StudyProblem: it has no statement, a value is not allowed, or its evidence is no tagging and no finding.
        """
        return self.chain.save("insight", insight)

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
        """Return the taggings table: one row a tag on a span, oldest first, each tag as its code is called now.

        Where the researcher codes blind, the others' taggings are left out until all are done.
        """
        codes = self.codebook.codes()
        rows = [
            {"tagging_id": key} | value | {"tag": codes.name(value["tag"])}
            for key, value in self.visible("tagging").items()
        ]
        return TAGGINGS.make(sorted(rows, key=lambda row: (row["at"], row["tagging_id"])))

    @property
    def codebook(self) -> Codebook:
        """The codes: to define, rename, move, merge, split and retire them."""
        return Codebook(self)

    @property
    def chain(self) -> Chain:
        """The chain from experiments and facts to insights and recommendations: to write, link and take away."""
        return Chain(self)

    def codes(self) -> pd.DataFrame:
        """Return the codes table: one row a code, in the order of the tree, with counts."""
        return self.codebook.table()

    def rejected(self) -> set[str]:
        """Return the ids of the findings that were rejected; by the researcher alone while coding blind."""
        return set(map(finding_of, self.visible("verdict")))

    def starred(self) -> set[str]:
        """Return the ids of the taggings whose words are worth quoting."""
        return set(self.visible("star"))

    def memos(self) -> dict[str, str]:
        """Return the memos by what they are about, a tagging_id or utterance_id."""
        return {about: memo["text"] for about, memo in self.visible("memo").items()}

    def insights(self) -> list[dict[str, Any]]:
        """Return the insights, each as plain data with every field filled in, oldest first."""
        return self.chain.things("insight")

    def personas(self) -> list[dict[str, Any]]:
        """Return the kept personas, each as plain data, by name."""
        return sorted(self.things("persona").values(), key=lambda persona: (persona["name"], persona["persona_id"]))

    def _free_id(self, utterance_id: str, start: int, end: int, tag: str) -> str:
        """Return the id of a tagging; another one where a tagging with that id has since been moved or retagged."""
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
