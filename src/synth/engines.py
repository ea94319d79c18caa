"""Engines: how a study's database is reached, in SQLite and in PostgreSQL, and how its transactions begin."""

import sqlite3
from enum import Enum
from pathlib import Path

import sqlalchemy as sa

from synth.errors import StudyProblem
from synth.places import check_place
from synth.refusals import LOCK_WAIT_S


class Begin(Enum):
    """What a transaction is for."""

    READ = "read"
    WRITE = "write"
    LAYOUT = "layout"


# One writer at a time: so numbers become visible in the order in which they are given.
_ON_SQLITE = {Begin.READ: "BEGIN", Begin.WRITE: "BEGIN IMMEDIATE", Begin.LAYOUT: "BEGIN IMMEDIATE"}
_ON_SERVER = {
    Begin.WRITE: "LOCK TABLE events IN EXCLUSIVE MODE",
    Begin.LAYOUT: "SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.synth'))",
}
# A server may be set to acknowledge before it has written; what a study says is saved must be.
_FLUSH = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"


def begin(connection: sa.Connection, kind: Begin) -> None:
    """Begin a transaction on a fresh connection, waiting for others a few seconds at most."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ON_SQLITE[kind])
    elif kind in _ON_SERVER:
        wait = f"SET LOCAL lock_timeout = '{LOCK_WAIT_S * 1000:.0f}ms'"
        for statement in (wait, _FLUSH, _ON_SERVER[kind]):
            connection.exec_driver_sql(statement)


def describe(location: str | Path) -> str:
    """Return a location as it may be shown.

    >>> describe("postgresql://ann:secret@host/study")
    'postgresql+psycopg://ann:***@host/study'
    """
    url = _parse(location)
    return url.render_as_string(hide_password=True) if isinstance(url, sa.URL) else str(url)


def open_engine(location: str | Path, *, accept_risk: bool) -> sa.Engine:
    """Return the engine for a path or a URL; nothing is connected yet.

    Raises:
        StudyProblem: the place is not safe, or there is no driver for the URL.
    """
    url = _parse(location)
    if isinstance(url, Path):
        check_place(url, accept_risk=accept_risk)
        return _open_file(url)
    try:
        return sa.create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True)
    except (ModuleNotFoundError, sa.exc.ArgumentError) as error:
        raise StudyProblem(
            f"{describe(location)}: no driver for this database is installed ({error}). "
            'For PostgreSQL run: pip install "synth[postgres]"; otherwise give a path such as study.db.'
        ) from error


def _open_file(path: Path) -> sa.Engine:
    seen = False

    def connect() -> sqlite3.Connection:
        nonlocal seen
        if seen and not path.exists():
            raise StudyProblem(f"{path}: the study's file is gone. Put it, or a backup, back; nothing was written.")
        connection = sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None)
        # WAL with synchronous=NORMAL loses acknowledged writes at a power cut, and so does a rollback journal that is
        # deleted without flushing its folder; one that is truncated is flushed with FULL, on every system.
        connection.execute("PRAGMA journal_mode = TRUNCATE").close()
        connection.execute("PRAGMA synchronous = FULL").close()
        seen = True
        return connection

    # A connection kept open would go on writing to a file that was meanwhile deleted or replaced, and must not be
    # carried into another process.
    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)


def _parse(location: str | Path) -> sa.URL | Path:
    if "://" not in str(location):
        return Path(location).absolute()
    try:
        url = sa.make_url(str(location))
    except sa.exc.ArgumentError as error:
        raise StudyProblem(
            "the address of the database cannot be read. Write it as postgresql://user:password@host/study."
        ) from error
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").absolute()
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url
