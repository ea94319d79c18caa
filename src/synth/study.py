"""A study: the researcher's decisions about the material, each an event that can be undone."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from synth.errors import StudyProblem
from synth.store import Event, EventStore, next_target, parse_event, write_event
from synth.tables import TAGGINGS, make_id

STAMP = ("researcher", "at")
Change = tuple[str, str, dict[str, Any] | None]  # entity, key, what it is afterwards


class Study:
    """The tags, verdicts, insights and personas of one study, kept in a database.

    Every method that changes something returns after the change is on the disk.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     tagging_id = study.tag({"utterance_id": "u1", "text": "I never hear back."}, 2, 12, "waiting")
    ...     study.taggings()["quote"].tolist(), study.undo(), len(study.taggings())
    (['never hear'], 'tagging', 0)
    """

    def __init__(self, location: str | Path, *, researcher: str = "R1") -> None:
        """Open the study at a path or database URL, or begin it there.

        Args:
            location: a file such as "study.db", or a URL such as "postgresql+psycopg://host/study".
            researcher: who decides; a short code rather than a name.

        Raises:
            StudyProblem: the database cannot be opened; says why and what to do.
        """
        self.researcher = researcher
        self._store = EventStore(location)
        self._events: list[Event] = []
        self._state: dict[tuple[str, str], dict[str, Any]] = {}
        self._last_seq = 0
        self.refresh()

    def __repr__(self) -> str:
        return f"Study({len(self.taggings())} taggings, {len(self.personas())} personas, {len(self._events)} events)"

    def refresh(self) -> None:
        """Take in what other notebooks or people wrote since the last look."""
        new, self._last_seq = self._store.read(after_seq=self._last_seq)
        if not new:
            return
        in_order = not self._events or self._events[-1].order < min(event.order for event in new)
        self._events = sorted([*self._events, *new], key=lambda event: event.order)
        if not in_order:
            self._state = {}
        for event in new if in_order else self._events:
            _apply(self._state, event)

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
        self._do([("tagging", tagging_id, value)])
        return tagging_id

    def retag(self, tagging_id: str, tag: str) -> None:
        """Give a tagging another tag; it keeps its id."""
        self._do([("tagging", tagging_id, self._tagging(tagging_id) | {"tag": _named(tag)})])

    def move(self, tagging_id: str, start: int, end: int, text: str) -> None:
        """Let a tagging cover another span (code points) of its utterance, whose text is given."""
        span = {"start": int(start), "end": int(end), "quote": _quote(text, start, end)}
        self._do([("tagging", tagging_id, self._tagging(tagging_id) | span)])

    def untag(self, tagging_id: str) -> None:
        """Take a tagging away."""
        self._tagging(tagging_id)
        self._do([("tagging", tagging_id, None)])

    def reject(self, finding_id: str) -> None:
        """Say that a finding is none."""
        self._do([("verdict", finding_id, {"verdict": "rejected"})])

    def save_insight(self, insight: Mapping[str, Any]) -> str:
        """Keep an insight (statement, innovation, evidence, contradicted_by, status, expires) and return its id.

        Raises:
            StudyProblem: it has no statement, or evidence that is no tagging of this study.
        """
        statement = str(insight.get("statement", "")).strip()
        if not statement:
            raise StudyProblem("an insight needs a statement: one sentence that the evidence supports.")
        known = {key for entity, key in self._state if entity == "tagging"}
        for tagging_id in [*insight.get("evidence", ()), *insight.get("contradicted_by", ())]:
            if tagging_id not in known:
                raise StudyProblem(
                    f"insight {statement!r}: its evidence {tagging_id!r} is no tagging of this study. "
                    "Use the tagging_id column of study.taggings()."
                )
        insight_id = str(insight.get("insight_id") or make_id("insight", statement))
        defaults = {"innovation": "", "evidence": [], "contradicted_by": [], "status": "draft", "expires": ""}
        self._do(
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
        self._do([("persona", persona["persona_id"], dict(persona))])
        return str(persona["persona_id"])

    def remove_persona(self, persona_id: str) -> None:
        """Take a kept persona out of the study."""
        self._known("persona", persona_id)
        self._do([("persona", persona_id, None)])

    def taggings(self) -> pd.DataFrame:
        """Return the taggings table: one row a tag on a span, oldest first, with the researcher's note."""
        rows = [{"tagging_id": key} | value for (entity, key), value in self._state.items() if entity == "tagging"]
        return TAGGINGS.make(sorted(rows, key=lambda row: (row["at"], row["tagging_id"])))

    def rejected(self) -> set[str]:
        """Return the ids of the findings that were rejected."""
        return {key for entity, key in self._state if entity == "verdict"}

    def insights(self) -> list[dict[str, Any]]:
        """Return the insights, each as plain data, oldest first."""
        return [value for (entity, _), value in self._state.items() if entity == "insight"]

    def personas(self) -> list[dict[str, Any]]:
        """Return the kept personas, each as plain data, by name."""
        kept = [value for (entity, _), value in self._state.items() if entity == "persona"]
        return sorted(kept, key=lambda persona: (persona["name"], persona["persona_id"]))

    def history(self) -> pd.DataFrame:
        """Return every event so far, oldest first: at, researcher, effect, entity, key, before, after."""
        columns = ["at", "researcher", "effect", "entity", "key", "before", "after"]
        return pd.DataFrame([asdict(event) for event in self._events], columns=columns)

    def undo(self) -> str | None:
        """Take back this researcher's latest action; return what it was about, or None if nothing is left to undo.

        Raises:
            StudyProblem: somebody else changed the same thing since; their work is not overwritten.
        """
        return self._reverse("undo")

    def redo(self) -> str | None:
        """Do again what was undone last; return what it was about, or None if there is nothing."""
        return self._reverse("redo")

    def export(self, path: str | Path) -> None:
        """Write the history as JSON lines, one event a line, sorted, so that two copies merge with git."""
        Path(path).write_text(
            "".join(f"{write_event(event)}\n" for event in self._events), encoding="utf-8", newline="\n"
        )

    def merge(self, path: str | Path) -> int:
        """Take in the events of an export that this study does not have yet, and return how many there were.

        Raises:
            StudyProblem: a line is not an event; names the line, and nothing is taken in.
        """
        self.refresh()
        known = {event.event_id for event in self._events}
        new: dict[str, Event] = {}
        if not Path(path).is_file():
            raise StudyProblem(f"{path}: there is no such file. Make it in the other study with study.export(...).")
        for number, line in enumerate(Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n"), start=1):
            try:
                event = parse_event(line)
            except (ValueError, TypeError) as error:
                raise StudyProblem(
                    f"{path}, line {number}: not an event of a study. Export it again with study.export(...)."
                ) from error
            if event.event_id not in known:
                new[event.event_id] = event
        self._store.append(new.values())
        self.refresh()
        return len(new)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def _known(self, entity: str, key: str) -> dict[str, Any]:
        if (entity, key) not in self._state:
            raise StudyProblem(f"{entity} {key!r} is not in this study (any more). Refresh, then choose it again.")
        return self._state[(entity, key)]

    def _tagging(self, tagging_id: str) -> dict[str, Any]:
        value = self._known("tagging", tagging_id)
        return {field: content for field, content in value.items() if field not in STAMP}

    def _free_id(self, utterance_id: str, start: int, end: int, tag: str) -> str:
        """Return the id of a tagging; another one where a tagging with that id has since been moved or retagged."""
        self.refresh()
        for number in count():
            tagging_id = make_id(utterance_id, start, end, tag, self.researcher, *([number] if number else []))
            taken = self._state.get(("tagging", tagging_id))
            if taken is None or (taken["start"], taken["end"], taken["tag"]) == (start, end, tag):
                break
        return tagging_id

    def _do(self, changes: list[Change], *, effect: str = "do", target: str = "") -> None:
        self.refresh()
        if effect == "do":
            changes = [change for change in changes if self._differs(*change)]
        action_id = uuid4().hex
        at = self._now()
        stamp = {"researcher": self.researcher, "at": at}
        self._store.append(
            Event(
                event_id=f"{action_id}-{number}",
                action_id=action_id,
                effect=effect,
                target=target,
                at=at,
                researcher=self.researcher,
                entity=entity,
                key=key,
                before=self._state.get((entity, key)),
                after=after if after is None or effect != "do" else {**after, **stamp},
            )
            for number, (entity, key, after) in enumerate(changes)
        )
        self.refresh()

    def _differs(self, entity: str, key: str, after: dict[str, Any] | None) -> bool:
        """Say whether a change changes anything but who said it and when."""
        before = self._state.get((entity, key))
        if before is None or after is None:
            return before is not after
        kept, given = ({name: item for name, item in value.items() if name not in STAMP} for value in (before, after))
        return kept != given

    def _reverse(self, effect: str) -> str | None:
        self.refresh()
        target = next_target(self._events, self.researcher, effect)
        if target is None:
            return None
        events = [event for event in self._events if event.action_id == target]
        for event in events:
            expected = event.after if effect == "undo" else event.before
            if self._state.get((event.entity, event.key)) != expected:
                raise StudyProblem(
                    f"cannot {effect}: somebody changed this {event.entity} since, and their work would be "
                    "overwritten. Look at study.history() and decide together."
                )
        changes = [(event.entity, event.key, event.before if effect == "undo" else event.after) for event in events]
        self._do(changes, effect=effect, target=target)
        return events[0].entity

    def _now(self) -> str:
        now = datetime.now(UTC)
        if self._events and (last := datetime.fromisoformat(self._events[-1].at)) >= now:
            now = last + timedelta(microseconds=1)
        return now.isoformat(timespec="microseconds")


def _apply(state: dict[tuple[str, str], dict[str, Any]], event: Event) -> None:
    if event.after is None:
        state.pop((event.entity, event.key), None)
    else:
        state[(event.entity, event.key)] = event.after


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
