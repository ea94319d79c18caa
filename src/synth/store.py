"""The event log of a study: one append-only table in SQLite or PostgreSQL, from which everything else is derived.

An event sets one thing (a tagging, a verdict, a persona, an insight) from what it was before to what it is after.
Undoing appends events that set it back; nothing is ever changed or deleted.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from synth import layouts
from synth.engines import Begin, begin, describe, open_engine
from synth.errors import StudyProblem
from synth.events import Event
from synth.files import replace_whole
from synth.layouts import EVENTS
from synth.refusals import explain

_FIELDS = [EVENTS.c[field.name] for field in fields(Event)]


class Bookmark(NamedTuple):
    """How far a log was read: the number and the id of the last event."""

    seq: int = 0
    event_id: str = ""


BEGINNING = Bookmark()


class Log:
    """The event log within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        """Take the connection, on which the transaction has begun."""
        self._connection = connection

    def holds(self, bookmark: Bookmark) -> bool:
        """Say whether the bookmarked event is where it was; it is not if another file was put in place of this one."""
        query = sa.select(EVENTS.c.event_id).where(EVENTS.c.seq == bookmark.seq)
        return bookmark == BEGINNING or self._connection.scalar(query) == bookmark.event_id

    def read(self, *, after: Bookmark = BEGINNING) -> tuple[list[Event], Bookmark]:
        """Return the events after a bookmark, in the order written, and the bookmark of the last event there is."""
        query = sa.select(EVENTS.c.seq, *_FIELDS).where(EVENTS.c.seq > after.seq).order_by(EVENTS.c.seq)
        rows = self._connection.execute(query).all()
        events = [Event(*row[1:]) for row in rows]
        return events, Bookmark(rows[-1].seq, rows[-1].event_id) if rows else after

    def append(self, events: Iterable[Event]) -> None:
        """Write events; they are on the disk once the transaction has ended."""
        rows = [vars(event) for event in events]
        for row in rows:
            _check_texts(row)
        if rows:
            self._connection.execute(EVENTS.insert(), rows)


class EventStore:
    """A database with the event log of a study; each look at it and each change of it is one transaction.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     store = EventStore(f"{folder}/study.db")
    ...     with store.reading() as log:
    ...         log.read()
    ([], Bookmark(seq=0, event_id=''))
    """

    def __init__(self, location: str | Path, *, accept_risk: bool = False) -> None:
        """Open the database at a path, or at a URL such as postgresql://host/study; make it if it is new.

        Args:
            location: where it is.
            accept_risk: open a file although its folder is synced or on a network.

        Raises:
            StudyProblem: the place is not safe, the file is no study's database, or a newer synth made it.
        """
        self.name = describe(location)
        self._engine = open_engine(location, accept_risk=accept_risk)
        with self._transaction(Begin.READ) as connection:
            layout = layouts.find_layout(connection, self.name)
        if layout != layouts.newest_layout():
            self._lay_out()

    @contextmanager
    def reading(self) -> Iterator[Log]:
        """Look at the log.

        Raises:
            StudyProblem: the database cannot be read; says why and what to do.
        """
        with self._transaction(Begin.READ) as connection:
            layouts.read_layout(connection, self.name)
            yield Log(connection)

    @contextmanager
    def writing(self) -> Iterator[Log]:
        """Look at the log and append to it, all or nothing, while nobody else can; leaving flushes it to the disk.

        Raises:
            StudyProblem: the database is locked, read-only, full or gone; nothing was written.
        """
        with self._transaction(Begin.WRITE) as connection:
            layouts.read_layout(connection, self.name)
            yield Log(connection)

    def backup(self, path: str | Path) -> Path:
        """Write a copy of the study as it is now to a new SQLite file; others may go on writing.

        Raises:
            StudyProblem: the file exists already or cannot be written.
        """
        target = Path(path)
        if target.exists():
            raise StudyProblem(f"{target}: exists already, and a backup overwrites nothing. Choose another name.")
        with self._transaction(Begin.READ) as connection, replace_whole(target) as part:
            layouts.read_layout(connection, self.name)
            self._copy(connection, part)
        return target

    def close(self) -> None:
        """Let go of the database file or server."""
        self._engine.dispose()

    def _lay_out(self) -> None:
        with self._transaction(Begin.LAYOUT) as connection:
            layout = layouts.find_layout(connection, self.name)  # somebody may have been faster
            if layout is None:
                layouts.make(connection)
            elif layout < layouts.newest_layout():
                self._keep_copy(layout)
                layouts.migrate(connection, layout)

    def _keep_copy(self, layout: int) -> None:
        """Copy a file that is about to be migrated; a server has backups of its own, and its migration is one step."""
        if self._engine.dialect.name == "sqlite":
            path = Path(self.name)
            now = datetime.now(UTC)
            with self._transaction(Begin.READ) as connection:
                name = f"{path.name}.layout-{layout}.{now:%Y%m%dT%H%M%S.%fZ}.backup"
                with replace_whole(path.with_name(name)) as part:
                    self._copy(connection, part)

    def _copy(self, connection: sa.Connection, path: Path) -> None:
        source: Any = connection.connection.driver_connection
        try:
            with closing(sqlite3.connect(path)) as copy:
                copy.execute("PRAGMA journal_mode = OFF")  # a copy that fails is thrown away, and leaves no journal
                if isinstance(source, sqlite3.Connection):
                    source.backup(copy)
                else:
                    _write_anew(Log(connection).read()[0], copy)
        except (sqlite3.Error, sa.exc.DBAPIError) as error:
            raise StudyProblem(f"{path.with_suffix('')}: {explain(getattr(error, 'orig', None) or error)}") from error

    @contextmanager
    def _transaction(self, kind: Begin) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                begin(connection, kind)
                yield connection
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise StudyProblem(f"{self.name}: {explain(getattr(error, 'orig', None) or error)}") from error


def _write_anew(events: list[Event], file: sqlite3.Connection) -> None:
    """Write a study of these events into an empty file."""
    with sa.create_engine("sqlite://", creator=lambda: file, poolclass=sa.StaticPool).begin() as connection:
        layouts.make(connection)
        Log(connection).append(events)


def _check_texts(row: dict[str, Any]) -> None:
    """Refuse what not every database can hold outside of the JSON of a thing."""
    for name, value in row.items():
        if isinstance(value, str) and re.search("[\0\ud800-\udfff]", value):
            raise StudyProblem(f"the {name} {value!r} has a NUL or half of a character in it. Leave it out.")
