"""What a study keeps when programs are killed, the power is cut and many write at once.

    python benchmarks/durability.py [--kills 200] [--cuts 1000] [--backups 50]

All of it runs the library as it is, with the SQLite of this machine, in processes of their own. It ends with status 1
if anything that was acknowledged is lost, or any file is damaged. Power cuts need strace (see powercuts.py).
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from migrating import Found, check_file, cut_power_in_migration, kill_migrations, read
from powercuts import ACKNOWLEDGEMENTS, Disk, command_of, cut_often, record

from synth.errors import StudyProblem
from synth.journal import Journal
from synth.store import EventStore

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["synth.study"])
WRITERS = 8
ACTIONS = 150


def main() -> int:
    """Print what each trial found, and return 1 if anything was lost or damaged."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--cuts", type=int, default=1000)
    options.add_argument("--backups", type=int, default=50)
    given = options.parse_args()
    trials: dict[str, Callable[[], Found]] = {
        f"kill -9 of {WRITERS} writers, {given.kills} rounds": lambda: kill_writers(given.kills),
        f"{given.cuts} power cuts while writing": lambda: cut_power(given.cuts),
        f"{given.cuts // 5} power cuts in a migration": lambda: cut_power_in_migration(given.cuts // 5),
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
    return bool(problems)


# --- writers that are killed ---


def write_without_end(location: str, writer: int, acknowledged: Connection) -> None:
    """Make changes of two things each, and send the id of each action that is said to be saved."""
    journal = Journal(location, researcher=f"R{writer}")
    for number in count():
        key = f"{os.getpid()}-{number}"
        try:
            journal.change([("memo", key, {"text": "x" * (number % 50) * 40}), ("code", key, {"name": key})])
        except StudyProblem:  # the others kept it waiting too long; nothing is promised
            continue
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
        calls = record(command_of("durability", "write_and_acknowledge", folder, setting), Path(folder))
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

    problems = cut_often(rounds, disk, calls, look)
    return problems, f"in {len(calls):,} calls that changed files, {len(events)} events"


if __name__ == "__main__":
    sys.exit(main())
