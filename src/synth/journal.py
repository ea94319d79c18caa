"""The journal of a study: things that people decide, each change an event that can be undone."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import uuid4

import pandas as pd

from synth.errors import StudyProblem
from synth.events import Event, Thing, parse_event, write_event
from synth.files import replace_whole
from synth.store import Bookmark, EventStore, Log
from synth.timeline import Timeline

STAMP = ("researcher", "at")  # on every thing that stands: who set it last and when
Change = tuple[str, str, Thing | None]  # entity, key, what it is afterwards (None: gone)
Place = tuple[str, str]  # entity, key


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

    def __init__(self, location: str | Path, *, researcher: str = "R1", accept_risk: bool = False) -> None:
        """Open the journal at a path or database URL, or begin it there.

        Args:
            location: a file such as "study.db", or a URL such as "postgresql://host/study".
            researcher: who decides; a short code rather than a name.
            accept_risk: open a file although its folder is synced or on a network, where work may be lost.

        Raises:
            StudyProblem: the database cannot be opened, or would not be safe there; says why and what to do.
        """
        self.researcher = researcher
        self._store = EventStore(location, accept_risk=accept_risk)
        self._as_of = ""
        self._timeline = Timeline()
        self._bookmark = Bookmark()
        self.refresh()

    def refresh(self) -> None:
        """Take in what other notebooks or people wrote since the last look."""
        if not self._as_of:
            with self._store.reading() as log:
                self._look(log)

    def things(self, entity: str) -> Mapping[str, Thing]:
        """Return the things of one entity by key, in the order in which they were first set."""
        return self._timeline.things.get(entity, {})

    def visible(self, entity: str) -> Mapping[str, Thing]:
        """Return the things of one entity that the researcher may see; here all."""
        return self.things(entity)

    def change(self, changes: Iterable[Change], *, keep_stamps: bool = False) -> None:
        """Set or remove things, all in one action that is undone as one; return once it is on the disk.

        Args:
            changes: (entity, key, what it is afterwards) of each; None removes it. What changes nothing is passed over.
            keep_stamps: whether a thing that says who decided it, and when, goes on saying that.

        Raises:
            StudyProblem: somebody else changed one of the things since the last look, or the database refuses;
                nothing was changed.
        """
        wanted = {(entity, key): after for entity, key, after in changes}
        seen = {place: self._timeline.thing(*place) for place in wanted}
        with self._writing() as log:
            news = {place: after for place, after in wanted.items() if not _alike(self._timeline.thing(*place), after)}
            for place in news:
                if not _alike(self._timeline.thing(*place), seen[place]):
                    raise StudyProblem(self._tell_who_changed(place))
            at = self._now()
            stamp = {"researcher": self.researcher, "at": at}
            stamped = {
                place: after if after is None else stamp | after if keep_stamps else after | stamp
                for place, after in news.items()
            }
            self._append(log, stamped, at=at)

    def history(self) -> pd.DataFrame:
        """Return every event so far, oldest first: at, researcher, effect, entity, key, before, after."""
        columns = ["at", "researcher", "effect", "entity", "key", "before", "after"]
        rows = ([getattr(event, column) for column in columns] for event in self._timeline.events)
        return pd.DataFrame(copy.deepcopy(list(rows)), columns=columns)

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
        past._as_of = moment.astimezone(UTC).isoformat(timespec="microseconds")
        past._timeline = self._timeline.until(past._as_of)
        return past

    def undo(self) -> str | None:
        """Take back this researcher's latest action; return what it was about, or None if nothing is left to undo.

        Raises:
            StudyProblem: somebody else changed the same thing since; their work is not overwritten.
        """
        return self._reverse("undo")

    def redo(self) -> str | None:
        """Do again what was undone last; return what it was about, or None if there is nothing.

        Raises:
            StudyProblem: somebody else changed the same thing since; their work is not overwritten.
        """
        return self._reverse("redo")

    def backup(self, path: str | Path) -> Path:
        """Write the whole study to a new SQLite file, which `Study(path)` opens; others may go on writing meanwhile.

        Raises:
            StudyProblem: the file exists already or cannot be written.
        """
        return self._store.backup(path)

    def export(self, path: str | Path) -> None:
        """Write the history as JSON lines, one event a line, sorted, so that two copies merge with git.

        Raises:
            StudyProblem: the file cannot be written; what was there is as it was.
        """
        with replace_whole(Path(path)) as part, part.open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(f"{write_event(event)}\n" for event in self._timeline.events)

    def merge(self, path: str | Path) -> int:
        """Take in the events of an export that this study does not have yet, and return how many there were.

        Raises:
            StudyProblem: a line is not an event; names the line, and nothing is taken in.
        """
        given = _read_export(Path(path))
        with self._writing() as log:
            known = {event.event_id for event in self._timeline.events}
            new = [event for event_id, event in given.items() if event_id not in known]
            log.append(new)
        return len(new)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def _look(self, log: Log) -> None:
        if not log.holds(self._bookmark):  # another file is in its place, such as a backup that was put back
            self._timeline, self._bookmark = Timeline(), Bookmark()
        new, self._bookmark = log.read(after=self._bookmark)
        self._timeline.add(new)

    @contextmanager
    def _writing(self) -> Iterator[Log]:
        """Take in what others wrote, and let nobody else write until what is appended now is on the disk."""
        if self._as_of:
            raise StudyProblem(f"this is the study as it was on {self._as_of}; only the study of today can be changed.")
        with self._store.writing() as log:
            self._look(log)
            yield log
            new, bookmark = log.read(after=self._bookmark)
        self._timeline.add(new)
        self._bookmark = bookmark

    def _known(self, entity: str, key: str) -> Thing:
        """Return a thing without its stamp."""
        if key not in self.things(entity):
            raise StudyProblem(f"{entity} {key!r} is not in this study (any more). Refresh, then choose it again.")
        return _unstamped(self.things(entity)[key])

    def _append(
        self, log: Log, changes: Mapping[Place, Thing | None], *, at: str, effect: str = "do", target: str = ""
    ) -> None:
        action_id = uuid4().hex
        log.append(
            Event(
                event_id=f"{action_id}-{number:06}",
                action_id=action_id,
                effect=effect,
                target=target,
                at=at,
                researcher=self.researcher,
                entity=entity,
                key=key,
                before=self._timeline.thing(entity, key),
                after=after,
            )
            for number, ((entity, key), after) in enumerate(changes.items())
        )

    def _reverse(self, effect: str) -> str | None:
        with self._writing() as log:
            target = self._timeline.next_target(self.researcher, effect)
            if target is None:
                return None
            events = self._timeline.action(target)
            for event in events:
                expected = event.after if effect == "undo" else event.before
                if self._timeline.thing(event.entity, event.key) != expected:
                    raise StudyProblem(
                        f"cannot {effect}: somebody changed this {event.entity} since, and their work would be "
                        "overwritten. Look at study.history() and decide together."
                    )
            changes = {(event.entity, event.key): event.before if effect == "undo" else event.after for event in events}
            self._append(log, changes, at=self._now(), effect=effect, target=target)
        return events[0].entity

    def _tell_who_changed(self, place: Place) -> str:
        event = next(event for event in reversed(self._timeline.events) if (event.entity, event.key) == place)
        return (
            f"{event.researcher} changed this {event.entity} at {event.at}, after you last looked; their work would "
            "be overwritten; nothing was written. You see their version now: look at it, then decide again."
        )

    def _now(self) -> str:
        """Return the time as events have it, after that of every event there is, whatever the clocks say."""
        now = datetime.now(UTC)
        events = self._timeline.events
        if events and (last := datetime.fromisoformat(events[-1].at)) >= now:
            now = last + timedelta(microseconds=1)
        return now.isoformat(timespec="microseconds")


def _alike(one: Thing | None, other: Thing | None) -> bool:
    """Say whether two versions of a thing differ in nothing but who said it and when."""
    if one is None or other is None:
        return one is other
    return _unstamped(one) == _unstamped(other)


def _unstamped(thing: Thing) -> Thing:
    return {field: content for field, content in thing.items() if field not in STAMP}


def _read_export(path: Path) -> dict[str, Event]:
    if not path.is_file():
        raise StudyProblem(f"{path}: there is no such file. Make it in the other study with study.export(...).")
    events = {}
    text = path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    for number, line in enumerate(text.split("\n") if text else [], start=1):
        try:
            event = parse_event(line)
        except (ValueError, TypeError, RecursionError) as error:
            raise StudyProblem(
                f"{path}, line {number}: not an event of a study. Export it again with study.export(...)."
            ) from error
        events[event.event_id] = event
    return events
