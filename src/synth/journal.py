"""The journal of a study: things that people decide, each change an event that can be undone."""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import pandas as pd

from synth.errors import StudyProblem
from synth.store import Event, EventStore, next_target, parse_event, write_event

STAMP = ("researcher", "at")
Thing = dict[str, Any]  # plain data, stamped with who set it last and when
Change = tuple[str, str, Thing | None]  # entity, key, what it is afterwards (None: gone)


class Journal:
    """Things by entity ("tagging", "insight", ...) and key, derived from an append-only log of events.

    It knows nothing of what the things mean: that is the business of `Study` and of what is built on it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     journal = Journal(f"{folder}/study.db")
    ...     journal.change([("memo", "u1", {"text": "Ask again."})])
    ...     journal.things("memo")["u1"]["text"], journal.undo(), journal.things("memo")
    ('Ask again.', 'memo', {})
    """

    def __init__(self, location: str | Path, *, researcher: str = "R1") -> None:
        """Open the journal at a path or database URL, or begin it there.

        Args:
            location: a file such as "study.db", or a URL such as "postgresql+psycopg://host/study".
            researcher: who decides; a short code rather than a name.

        Raises:
            StudyProblem: the database cannot be opened; says why and what to do.
        """
        self.researcher = researcher
        self._store = EventStore(location)
        self._as_of = ""
        self._last_seq = 0
        self._forget()
        self.refresh()

    def refresh(self) -> None:
        """Take in what other notebooks or people wrote since the last look."""
        if self._as_of:
            return
        new, self._last_seq = self._store.read(after_seq=self._last_seq)
        self._take_in(new)

    def things(self, entity: str) -> Mapping[str, Thing]:
        """Return the things of one entity by key, in the order in which they were first set."""
        return self._things.get(entity, {})

    def change(self, changes: Iterable[Change]) -> None:
        """Set or remove things, all in one action that is undone as one; return once it is on the disk.

        Args:
            changes: (entity, key, what it is afterwards) of each; None removes it. What changes nothing is passed over.

        Raises:
            StudyProblem: the database refuses; nothing was changed.
        """
        self.refresh()
        self._append([change for change in changes if self._differs(*change)])

    def history(self) -> pd.DataFrame:
        """Return every event so far, oldest first: at, researcher, effect, entity, key, before, after."""
        columns = ["at", "researcher", "effect", "entity", "key", "before", "after"]
        return pd.DataFrame([asdict(event) for event in self._events], columns=columns)

    def as_of(self, at: str | datetime) -> Self:
        """Return the study as it was at a moment, to look at and not to change.

        Args:
            at: the moment, inclusive; a text is ISO 8601 such as "2026-03-01" or "2026-03-01T12:00", UTC unless it
                names another zone.

        Raises:
            StudyProblem: the moment cannot be read.
        """
        try:
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
        except ValueError as error:
            raise StudyProblem(
                f"as_of({at!r}): this is no date or time; write it as 2026-03-01 or 2026-03-01T12:00."
            ) from error
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        past = copy.copy(self)
        past._forget()
        past._as_of = moment.astimezone(UTC).isoformat(timespec="microseconds")
        past._take_in([event for event in self._events if event.at <= past._as_of])
        return past

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

    def _forget(self) -> None:
        self._events: list[Event] = []
        self._things: dict[str, dict[str, Thing]] = {}

    def _take_in(self, new: list[Event]) -> None:
        if not new:
            return
        if self._events and min(event.order for event in new) < self._events[-1].order:
            new, self._things = [*self._events, *new], {}
            self._events = []
        self._events += (new := sorted(new, key=lambda event: event.order))
        for event in new:
            things = self._things.setdefault(event.entity, {})
            if event.after is None:
                things.pop(event.key, None)
            else:
                things[event.key] = event.after

    def _known(self, entity: str, key: str) -> Thing:
        """Return a thing without its stamp."""
        if key not in self.things(entity):
            raise StudyProblem(f"{entity} {key!r} is not in this study (any more). Refresh, then choose it again.")
        return _unstamped(self.things(entity)[key])

    def _append(self, changes: list[Change], *, effect: str = "do", target: str = "") -> None:
        if self._as_of:
            raise StudyProblem(f"this is the study as it was on {self._as_of}; only the study of today can be changed.")
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
                before=self.things(entity).get(key),
                after=after if after is None or effect != "do" else {**after, **stamp},
            )
            for number, (entity, key, after) in enumerate(changes)
        )
        self.refresh()

    def _differs(self, entity: str, key: str, after: Thing | None) -> bool:
        """Say whether a change changes anything but who said it and when."""
        before = self.things(entity).get(key)
        if before is None or after is None:
            return before is not after
        return _unstamped(before) != _unstamped(after)

    def _reverse(self, effect: str) -> str | None:
        self.refresh()
        target = next_target(self._events, self.researcher, effect)
        if target is None:
            return None
        events = [event for event in self._events if event.action_id == target]
        for event in events:
            expected = event.after if effect == "undo" else event.before
            if self.things(event.entity).get(event.key) != expected:
                raise StudyProblem(
                    f"cannot {effect}: somebody changed this {event.entity} since, and their work would be "
                    "overwritten. Look at study.history() and decide together."
                )
        changes = [(event.entity, event.key, event.before if effect == "undo" else event.after) for event in events]
        self._append(changes, effect=effect, target=target)
        return events[0].entity

    def _now(self) -> str:
        now = datetime.now(UTC)
        if self._events and (last := datetime.fromisoformat(self._events[-1].at)) >= now:
            now = last + timedelta(microseconds=1)
        return now.isoformat(timespec="microseconds")


def _unstamped(thing: Thing) -> Thing:
    return {field: content for field, content in thing.items() if field not in STAMP}
