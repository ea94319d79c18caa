"""The event log of a study: one append-only table in SQLite or PostgreSQL, from which everything else is derived.

An event sets one thing (a tagging, a verdict, a persona, an insight) from what it was before to what it is after.
Undoing appends events that set it back; nothing is ever changed or deleted.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from synth.errors import StudyProblem

SCHEMA_VERSION = 1
LOCK_WAIT_S = 5

_metadata = sa.MetaData()
_events = sa.Table(
    "events",
    _metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("action_id", sa.Text, nullable=False),
    sa.Column("effect", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("researcher", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=True),
    sa.Column("after", sa.Text, nullable=True),
)
_about = sa.Table("about", _metadata, sa.Column("schema_version", sa.Integer, nullable=False))


@dataclass(frozen=True)
class Event:
    """One change of one thing; the events of one `action_id` were done, and are undone, together.

    `effect` is "do", "undo" or "redo"; `target` is the action that an undo or redo is about, else "".
    `at` is UTC in ISO 8601 with microseconds. `before` and `after` are plain data, None for "not there".
    """

    event_id: str
    action_id: str
    effect: str
    target: str
    at: str
    researcher: str
    entity: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def order(self) -> tuple[str, str]:
        """The place of the event in the history: the same on every copy of the study."""
        return (self.at, self.event_id)


def write_event(event: Event) -> str:
    """Return an event as one line of JSON, its fields in the order of their names."""
    return json.dumps(asdict(event), ensure_ascii=False, sort_keys=True)


def parse_event(line: str) -> Event:
    """Read an event from a line of an export.

    Raises:
        ValueError, TypeError: the line is no event.
    """
    event = Event(**json.loads(line))
    for name, value in asdict(event).items():
        if not isinstance(value, dict | None if name in ("before", "after") else str):
            raise TypeError(name)
    if datetime.fromisoformat(event.at).utcoffset() != timedelta(0):
        raise ValueError(event.at)
    return event


def next_target(events: list[Event], researcher: str, effect: str) -> str | None:
    """Return the action that the researcher's next undo or redo is about."""
    done: dict[str, None] = {}
    undone: dict[str, None] = {}
    for event in events:
        if event.researcher != researcher:
            continue
        if event.effect == "undo":
            done.pop(event.target, None)
            undone[event.target] = None
        elif event.effect == "redo":
            undone.pop(event.target, None)
            done[event.target] = None
        else:
            undone.clear()
            done[event.action_id] = None
    waiting = done if effect == "undo" else undone
    return next(reversed(waiting), None)


class EventStore:
    """Appends events to a database and reads them back; each call is one transaction, flushed before it returns."""

    def __init__(self, location: str | Path) -> None:
        """Open the database at a path, or at a SQLAlchemy URL such as postgresql+psycopg://host/study; make it if new.

        Raises:
            StudyProblem: the folder is missing, the file is no synth database, or a newer synth made it.
        """
        self.location = str(location)
        try:
            self._engine = sa.create_engine(self._url(), connect_args=self._connect_args())
        except (ModuleNotFoundError, sa.exc.ArgumentError) as error:
            raise StudyProblem(
                f"{self.location}: no driver for this database is installed ({error}). "
                'For PostgreSQL run: pip install "synth[postgres]"; otherwise give a path such as study.db.'
            ) from error
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _flush_every_commit)
        with self._transaction() as connection:
            present = set(sa.inspect(connection).get_table_names())
            if present and not present & set(_metadata.tables):
                raise StudyProblem(f"{self.location}: {_explain('not a database')}")
            _metadata.create_all(connection)
            version = connection.scalar(sa.select(_about.c.schema_version))
            if version is None:
                connection.execute(_about.insert().values(schema_version=SCHEMA_VERSION))
        if version is not None and version > SCHEMA_VERSION:
            raise StudyProblem(
                f"{self.location}: a newer synth made this study (layout {version}, this one knows {SCHEMA_VERSION}). "
                "Update synth, then open it again."
            )

    def append(self, events: Iterable[Event]) -> None:
        """Write the events, all or none; when this returns they are on the disk.

        Raises:
            StudyProblem: the database is locked, read-only, full or gone; nothing was written.
        """
        rows = [asdict(event) | {"before": _dump(event.before), "after": _dump(event.after)} for event in events]
        if rows:
            with self._transaction() as connection:
                connection.execute(_events.insert(), rows)

    def read(self, *, after_seq: int = 0) -> tuple[list[Event], int]:
        """Return the events with a number above `after_seq`, in the order written, and the highest number there is."""
        query = sa.select(_events).where(_events.c.seq > after_seq).order_by(_events.c.seq)
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        events = [
            Event(**{**row, "before": _load(row["before"]), "after": _load(row["after"])})
            for row in ({key: value for key, value in row.items() if key != "seq"} for row in rows)
        ]
        return events, (rows[-1]["seq"] if rows else after_seq)

    def close(self) -> None:
        """Let go of the database file or server."""
        self._engine.dispose()

    def _url(self) -> str | sa.URL:
        if "://" in self.location:
            return self.location
        path = Path(self.location)
        if not path.parent.is_dir():
            raise StudyProblem(
                f"{path}: the folder {path.parent} does not exist, so no study can be opened there. "
                'Make the folder first, for example with "synth new my-study".'
            )
        return sa.URL.create("sqlite", database=str(path))

    def _connect_args(self) -> dict[str, Any]:
        return {} if "://" in self.location else {"timeout": LOCK_WAIT_S}

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise StudyProblem(f"{self.location}: {_explain(str(error.orig))}") from error


def _flush_every_commit(connection: Any, _record: Any) -> None:
    # WAL with synchronous=NORMAL loses acknowledged writes at a power cut; the rollback journal with FULL does not.
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA synchronous=FULL")


def _explain(reason: str) -> str:
    remedies = {
        "locked": "another program is writing to the study and did not finish in "
        f"{LOCK_WAIT_S} s. Close the other notebook or the backup tool, then try again; nothing was written.",
        "not a database": "this file is not a study's database. Choose another path, or put the backup in its place.",
        "readonly": "the study can only be read here. Copy the folder to a place where you may write.",
        "unable to open": "the study cannot be opened. Check that the path is a file that you may read and write.",
        "full": "the disk is full. Free some space, then try again; nothing was written.",
    }
    for sign, remedy in remedies.items():
        if sign in reason:
            return remedy
    return f"the database refused: {reason}. Nothing was written."


def _dump(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _load(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
