"""What a study keeps when programs are killed, the power is cut and many write at once; and how fast it saves.

    python benchmarks/durability.py [--kills 200] [--cuts 1000] [--events 100000] [--postgres URL]

All of it runs the library as it is, with the SQLite of this machine, in processes of their own. It ends with status 1
if anything that was acknowledged is lost, or any file is damaged. Power cuts need strace (see powercuts.py).
"""

import argparse
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from powercuts import ACKNOWLEDGEMENTS, Call, Disk, record

from synth import layouts
from synth.events import Event
from synth.journal import Journal
from synth.store import EventStore
from synth.study import Study

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["synth.study"])
WRITERS = 8
ACTIONS = 150
Found = tuple[list[str], str]  # what was lost or damaged, and what was done
TURN = {"utterance_id": "u1", "text": "I never hear back."}


def main() -> int:
    """Print what each trial found, and return 1 if anything was lost or damaged."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--cuts", type=int, default=1000)
    options.add_argument("--backups", type=int, default=50)
    options.add_argument("--events", type=int, default=100_000)
    options.add_argument("--postgres", help="the URL of an empty database, to time saving there too")
    given = options.parse_args()
    trials: dict[str, Callable[[], Found]] = {
        f"kill -9 of {WRITERS} writers, {given.kills} rounds": lambda: kill_writers(given.kills),
        f"{given.cuts} power cuts while writing": lambda: cut_power(given.cuts),
        f"{given.cuts // 5} of them in a migration": lambda: cut_power_in_migration(given.cuts // 5),
        f"kill -9 in a migration, {given.kills // 4} rounds": lambda: kill_migrations(given.kills // 4),
        f"{given.backups} backups while {WRITERS} write": lambda: back_up_while_writing(given.backups),
    }
    problems: list[str] = []
    for name, trial in trials.items():
        began = time.perf_counter()
        found, done = trial()
        problems += found
        print(f"{name}: {done}; lost or damaged: {len(found)} ({time.perf_counter() - began:.0f} s)", flush=True)
    for problem in problems[:20]:
        print(f"  {problem}")
    for setting in ("journal_mode = DELETE", "synchronous = OFF") if given.cuts else ():
        lost = len(cut_power(given.cuts // 5, setting)[0])
        print(f"for comparison, {given.cuts // 5} power cuts with {setting}: {lost} of them lost or damaged something")
    with TemporaryDirectory(dir=".") as folder:  # on a disk, not in memory
        measure(f"{folder}/study.db", given.events)
    if given.postgres:
        measure(given.postgres, given.events)
    return bool(problems)


# --- writers that are killed ---


def write_without_end(location: str, writer: int, acknowledged: Connection) -> None:
    """Make changes of two things each, and send the id of each action when it is said to be saved."""
    journal = Journal(location, researcher=f"R{writer}")
    for number in count():
        key = f"{os.getpid()}-{number}"
        journal.change([("memo", key, {"text": "x" * (number % 50) * 40}), ("code", key, {"name": key})])
        acknowledged.send_bytes(journal._timeline.events[-1].action_id.encode())


@contextmanager
def writing(location: str | Path) -> Iterator[Connection]:
    """Let several processes write; kill all of them at the end, in the middle of whatever they do."""
    receiver, sender = PROCESSES.Pipe(duplex=False)
    writers = [
        PROCESSES.Process(target=write_without_end, args=(str(location), number, sender)) for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    sender.close()
    try:
        yield receiver
    finally:
        for writer in writers:
            writer.kill()
        for writer in writers:
            writer.join()


def kill_writers(rounds: int) -> Found:
    """Kill writers in the middle of it, again and again on the same study."""
    chance = random.Random(0)
    problems: list[str] = []
    acknowledged: set[str] = set()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.db"
        for number in range(rounds):
            with writing(path) as receiver:
                for _ in range(chance.randint(1, 40)):
                    acknowledged.add(receiver.recv_bytes().decode())
            acknowledged |= set(_rest(receiver))
            problems += [f"round {number}: {problem}" for problem in check(path, acknowledged)]
    return problems, f"{len(acknowledged):,} acknowledged actions"


def _rest(receiver: Connection) -> Iterator[str]:
    while True:
        try:
            yield receiver.recv_bytes().decode()
        except EOFError:
            return


def check(path: Path, acknowledged: set[str]) -> Iterator[str]:
    """Say what is wrong with a study to which pairs of events were written."""
    yield from check_file(path)
    events = read(path)
    sizes: dict[str, int] = {}
    for event in events:
        sizes[event.action_id] = sizes.get(event.action_id, 0) + 1
    if missing := acknowledged - sizes.keys():
        yield f"{len(missing)} acknowledged actions are missing"
    if half := [action for action, size in sizes.items() if size != 2]:
        yield f"{len(half)} actions are there by half"
    if events != sorted(events, key=lambda event: event.order):
        yield "events are out of order"


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


def back_up_while_writing(rounds: int) -> Found:
    """Take backups while others write; each must hold the log as it was at some moment."""
    problems: list[str] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.db"
        store = EventStore(path)
        with writing(path) as receiver:
            copies = []
            for number in range(rounds):
                receiver.recv_bytes()
                copies.append(store.backup(Path(folder) / f"backup-{number}.db"))
        events = read(path)
        sizes = []
        for copy in copies:
            problems += check_file(copy)
            kept = read(copy)
            sizes.append(len(kept))
            if kept != events[: len(kept)] or len(kept) % 2:
                problems.append(f"{copy.name} is not the beginning of the log")
    return problems, f"of {min(sizes)} to {max(sizes)} of {len(events):,} events"


# --- power cuts ---


def write_and_acknowledge(folder: str, setting: str) -> None:
    """Make changes, some of them undone, and say after each how many events are saved."""
    journal, chance = Journal(f"{folder}/study.db"), random.Random(1)
    if setting:
        sa.event.listen(journal._store._engine, "connect", lambda file, _: file.execute(f"PRAGMA {setting}"))
    acknowledged = os.open(f"{folder}/{ACKNOWLEDGEMENTS}", os.O_CREAT | os.O_WRONLY)
    for number in range(ACTIONS):
        if chance.random() < 0.2:
            journal.undo()
        else:
            text = "x" * chance.choice([1, 200, 5000])
            journal.change([("memo", f"{number}-{part}", {"text": text}) for part in range(chance.randint(1, 3))])
        os.write(acknowledged, f"{len(journal._timeline.events)}\n".encode())


def cut_power(rounds: int, setting: str = "") -> Found:
    """Cut the power at random moments of a program, and look at what is left.

    With another setting of SQLite than synth's, such as "synchronous = OFF", one sees that losses are noticed.
    """
    with TemporaryDirectory() as folder:
        disk = Disk(Path(folder))
        calls = record(_command(write_and_acknowledge, folder, setting), Path(folder))
        events = read(Path(folder) / "study.db")
    ends = {
        0,
        *(number for number in range(1, len(events)) if events[number - 1].action_id != events[number].action_id),
    }

    def look(left: Path, promised: list[bytes]) -> Iterator[str]:
        kept = read(left / "study.db")
        yield from check_file(left / "study.db")
        if len(kept) < int(promised[-1] if promised else 0):
            yield f"{int(promised[-1]) - len(kept)} acknowledged events are lost"
        if kept != events[: len(kept)] or len(kept) not in ends | {len(events)}:
            yield "what is left is not the beginning of the log, in whole actions"

    problems = _cut(rounds, disk, calls, look)
    return problems, f"in {len(calls):,} calls that changed files, {len(events)} events"


def _command(program: Callable[..., None], *arguments: str) -> list[str]:
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import durability; durability.{program.__name__}{arguments!r}"
    return [sys.executable, "-c", code]


def _cut(rounds: int, disk: Disk, calls: list[Call], look: Callable[[Path, list[bytes]], Iterator[str]]) -> list[str]:
    chance, problems = random.Random(2), []
    moments = sorted(chance.randrange(len(calls) + 1) for _ in range(rounds))
    with TemporaryDirectory() as folder:
        for moment in range(len(calls) + 1):
            for number in range(moments.count(moment)):
                left = Path(folder) / f"{moment}-{number}"
                left.mkdir()
                disk.cut_power(chance, left)
                try:
                    problems += [f"cut after call {moment}: {problem}" for problem in look(left, disk.promised.split())]
                except Exception as problem:
                    problems.append(f"cut after call {moment}: {problem}")
            if moment < len(calls):
                disk.carry_out(calls[moment])
    return problems


# --- migrations ---


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


def cut_power_in_migration(rounds: int) -> Found:
    """Cut the power at random moments of a migration."""
    with TemporaryDirectory() as folder:
        events = make_old(Path(folder) / "study.db", 1000)
        disk = Disk(Path(folder))
        calls = record(_command(migrate, folder), Path(folder))
    problems = _cut(rounds, disk, calls, lambda left, _: check_migrated(left / "study.db", events))
    return problems, f"in {len(calls):,} calls that changed files"


def migrate_and_tell(folder: str, began: Connection) -> None:
    """Say that a migration begins, and migrate."""
    began.send_bytes(b"")
    migrate(folder)


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
            process.join(timeout=chance.uniform(0, 0.15))
            process.kill()
            process.join()
            with closing(sqlite3.connect(path)) as connection:
                new += connection.execute("SELECT schema_version FROM about").fetchall() == [(2,)]
            problems += [f"round {number}: {problem}" for problem in check_migrated(path, events)]
    return problems, f"{new} were new, {rounds - new} still old"


# --- speed ---


def measure(location: str, events: int) -> None:
    """Print how long it takes to save a tag, to undo, to look again and to open, in a new and in a large study."""
    study = Study(location)
    dialect = study._store._engine.dialect.name
    print(f"{dialect}, new study: {_time_changes(study, 'new')}")
    with study._store.writing() as log:
        log.append(_many(events))
    study.close()
    began = time.perf_counter()
    study = Study(location)
    print(f"{dialect}, {events:,} events: opened in {time.perf_counter() - began:.1f} s; {_time_changes(study, 'old')}")
    study.close()


def _many(events: int) -> Iterator[Event]:
    for number in range(events):
        row = {
            "utterance_id": "u",
            "start": 0,
            "end": 1,
            "quote": "I",
            "tag": f"t{number}",
            "finding_id": "",
            "note": "",
        }
        key, at = f"k{number}", f"2026-01-01T00:00:00.{number:06}+00:00"
        yield Event(key, key, "do", "", at, "R1", "tagging", key, None, row | {"researcher": "R1", "at": at})


def _time_changes(study: Study, name: str) -> str:
    told = []
    numbers = count()
    changes: dict[str, Callable[[], object]] = {
        "a tag saved": lambda: study.tag(TURN, 0, 7, f"{name} {next(numbers)}"),
        "undo": study.undo,
        "redo": study.redo,
        "refresh": study.refresh,
    }
    for what, change in changes.items():
        times = []
        for _ in range(300):
            began = time.perf_counter()
            change()
            times.append(1000 * (time.perf_counter() - began))
        cuts = quantiles(times, n=20)
        told.append(f"{what} p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms")
    return "; ".join(told)


if __name__ == "__main__":
    sys.exit(main())
