"""Migrations of a study that are killed, or during which the power is cut: a part of durability.py."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from powercuts import Disk, command_of, cut_often, record

from synth import layouts
from synth.events import Event
from synth.journal import Journal
from synth.store import EventStore

PROCESSES = get_context("forkserver")
Found = tuple[list[str], str]  # what was lost or damaged, and what was done


def check_file(path: Path) -> Iterator[str]:
    """Say what SQLite finds wrong with a file."""
    with closing(sqlite3.connect(path)) as connection:
        if (found := connection.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            yield f"{path.name} is damaged: {found[:3]}"


def read(location: str | Path) -> list[Event]:
    """Return all events of a study."""
    store = EventStore(location)
    with store.reading() as log:
        events = log.read()[0]
    store.close()
    return events


def step(connection: sa.Connection) -> None:
    """Change the layout of all rows."""
    connection.exec_driver_sql("ALTER TABLE events ADD COLUMN note TEXT")
    connection.exec_driver_sql("UPDATE events SET note = 'what it says: ' || after")
    connection.exec_driver_sql("CREATE INDEX notes ON events (note)")


def migrate(folder: str) -> None:
    """Open a study with a synth that has one more step."""
    layouts.STEPS.append(step)
    Journal(f"{folder}/study.db")


def make_old(path: Path, events: int) -> list[Event]:
    """Make a study of the layout of today, larger than the memory SQLite takes for its pages."""
    journal = Journal(path)
    journal.change([("memo", str(number), {"text": "x" * 1500}) for number in range(events)])
    journal.close()
    return read(path)


def check_migrated(path: Path, events: list[Event]) -> Iterator[str]:
    """Say what is wrong with a study that was, or was not, brought to the next layout."""
    layouts.STEPS[:] = [step]
    try:
        for copy in path.parent.glob("*.backup"):
            yield from check_file(copy)
            with closing(sqlite3.connect(copy)) as connection:
                if connection.execute("SELECT schema_version, (SELECT count(*) FROM events) FROM about").fetchall() != [
                    (1, len(events))
                ]:
                    yield f"{copy.name} is not the old study"
        with closing(sqlite3.connect(path)) as connection:
            [(layout,)] = connection.execute("SELECT schema_version FROM about").fetchall()
            columns = {row[1] for row in connection.execute("PRAGMA table_info(events)")}
            indexes = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'notes'").fetchall()
        if (layout, "note" in columns, indexes) not in ((1, False, [(0,)]), (2, True, [(1,)])):
            yield f"neither the old nor the new layout: {layout}, {columns}, {indexes}"
        if layout == 2 and not any(path.parent.glob("*.backup")):
            yield "the layout is new and no copy of the old one was kept"
        yield from check_file(path)
        if read(path) != events:
            yield "events are not what they were"
    finally:
        layouts.STEPS.clear()


def cut_power_in_migration(rounds: int, *, events: int = 1000) -> Found:
    """Cut the power at random moments of a migration."""
    with TemporaryDirectory() as folder:
        kept = make_old(Path(folder) / "study.db", events)
        disk = Disk(Path(folder))
        calls = record(command_of("migrating", "migrate", folder), Path(folder))
    problems = cut_often(rounds, disk, calls, lambda left, _: check_migrated(left / "study.db", kept))
    return problems, f"in {len(calls):,} calls that changed files"


def migrate_and_tell(folder: str, began: Connection) -> None:
    """Migrate, and say so once the step is about to change the first row."""

    def tell(connection: sa.Connection) -> None:
        began.send_bytes(b"")
        step(connection)

    layouts.STEPS.append(tell)
    Journal(f"{folder}/study.db")


def kill_migrations(rounds: int) -> Found:
    """Kill a program at random moments of a migration."""
    chance, problems, new = random.Random(3), [], 0
    for number in range(rounds):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "study.db"
            events = make_old(path, 1000)
            receiver, sender = PROCESSES.Pipe(duplex=False)
            process = PROCESSES.Process(target=migrate_and_tell, args=(folder, sender))
            process.start()
            receiver.recv_bytes()
            process.join(timeout=chance.uniform(0, 0.1))
            process.kill()
            process.join()
            with closing(sqlite3.connect(path)) as connection:
                new += connection.execute("SELECT schema_version FROM about").fetchall() == [(2,)]
            problems += [f"round {number}: {problem}" for problem in check_migrated(path, events)]
    return problems, f"{new} were new, {rounds - new} still old"
