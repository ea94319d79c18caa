"""How fast a study saves, undoes, looks again and opens, when it is new and when it is large.

    python benchmarks/saving.py [--events 100000] [--postgres URL]

Times are those of a clock on the wall, so nothing else should run; a bare flush of the same disk stands beside them.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from synth.events import Event
from synth.study import Study

TURN = {"utterance_id": "u1", "text": "I never hear back."}


def main() -> None:
    """Print the times."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--events", type=int, default=100_000)
    options.add_argument("--postgres", help="the URL of an empty database, to time saving there too")
    given = options.parse_args()
    with TemporaryDirectory(dir=".") as folder:  # on a disk, not in memory
        measure(f"{folder}/study.db", given.events)
    if given.postgres:
        measure(given.postgres, given.events)


def measure(location: str, events: int) -> None:
    """Print how long it takes to save a tag, to undo, to look again and to open, in a new and in a large study."""
    study = Study(location)
    dialect = study._store._engine.dialect.name
    if dialect == "sqlite":
        print(f"this disk: {_time({'a flush': _flusher(Path(location).parent)})}; a save needs three")
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


def _flusher(folder: Path) -> Callable[[], None]:
    handle = os.open(folder / "flushed", os.O_CREAT | os.O_WRONLY)

    def flush() -> None:
        os.pwrite(handle, b"x" * 4096, 0)
        os.fsync(handle)

    return flush


def _time_changes(study: Study, name: str) -> str:
    numbers = count()
    changes: dict[str, Callable[[], object]] = {
        "a tag saved": lambda: study.tag(TURN, 0, 7, f"{name} {next(numbers)}"),
        "undo": study.undo,
        "redo": study.redo,
        "refresh": study.refresh,
    }
    return _time(changes)


def _time(changes: dict[str, Callable[[], object]]) -> str:
    told = []
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
    main()
