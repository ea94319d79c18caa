"""How the steps on Dask grow: time, memory, two workers beside one, a killed worker, and what a sample misses.

    python benchmarks/scale.py growth [--comments 1000 10000 100000 1000000] [--workers 2]
    python benchmarks/scale.py workers [--comments 200000]
    python benchmarks/scale.py killed [--comments 20000]
    python benchmarks/scale.py rare [--comments 100000]

The comments are those of benchmarks/speed.py: about 100 characters, each different, a quarter in each language. They
are read from Parquet, and what is found is written to Parquet. Times are of the wall, from a cluster that has done a
first small round (`growth` tells the first one apart), and they mean something only on a machine that does nothing
else. Memory is that of all processes together, at its highest: this one, with Dask's scheduler, and the workers.
benchmarks/scale_hosts.py is the same on two hosts.
"""

import argparse
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
from speed import make_comments

from synth import scale
from synth.languages import identify
from synth.tables import LANGUAGES

ROWS = 10_000  # a partition
ROUNDS = 2  # of each number of workers
PLANTED = (0.001, 0.0025, 0.005, 0.01)  # the shares of the comments that speak of something rare
RARE = {
    "nl": ["De ringleiding voor mijn hoorapparaat doet het niet aan het loket.", "Zonder ringleiding hoor ik niets."],
    "fr": [
        "La boucle magnétique pour mon appareil auditif ne marche pas.",
        "Sans boucle magnétique je n'entends rien.",
    ],
    "de": [
        "Die Induktionsschleife für mein Hörgerät geht nicht.",
        "Ohne Induktionsschleife höre ich nichts.",
    ],
    "en": ["The hearing loop for my hearing aid does not work at the desk.", "Without a hearing loop I hear nothing."],
}


def main() -> None:
    """Run one of the four."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", choices=["growth", "workers", "killed", "rare"])
    options.add_argument("--comments", type=int, nargs="+")
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    run, usual = {
        "growth": (measure_growth, [1_000, 10_000, 100_000, 1_000_000]),
        "workers": (compare_workers, [200_000]),
        "killed": (kill_a_worker, [20_000]),
        "rare": (plant_rare_theme, [100_000]),
    }[given.what]
    with tempfile.TemporaryDirectory(prefix="synth-scale-") as folder:
        run(given.comments or usual, given.workers, Path(folder))


def measure_growth(sizes: Sequence[int], workers: int, folder: Path) -> None:
    """Tell time and memory of reading, finding, learning themes and assigning them, with the exponent of growth."""
    last: tuple[int, float] | None = None
    for size in sizes:
        source = write_comments(size, folder / f"{size}.parquet")
        with scale.connect(workers=workers), highest_memory() as memory:
            first = warm_up(folder)
            took, found = run_steps(source, folder / "out")
        total = sum(took.values())
        growth = f", exponent {np.log(total / last[1]) / np.log(size / last[0]):.2f}" if last else ""
        steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
        print(
            f"{size:>9,} comments: {total:.1f} s ({steps}){growth}; {max(memory) / 1e6:,.0f} MB in {workers + 1} "
            f"processes; {found['findings']:,} findings, {found['themes']} themes, {found['aside']:.1%} set aside; "
            f"first round {first:.1f} s",
            flush=True,
        )
        last = size, total
        source.unlink()


def compare_workers(sizes: Sequence[int], workers: int, folder: Path) -> None:
    """Tell how much faster several workers are than one, in turns, so that other work on the machine hits both."""
    for size in sizes:
        source = write_comments(size, folder / f"{size}.parquet")
        rounds: dict[int, list[float]] = {1: [], workers: []}
        for _ in range(ROUNDS):
            for count, times in rounds.items():
                with scale.connect(workers=count):
                    warm_up(folder)
                    times.append(sum(run_steps(source, folder / "out")[0].values()))
        one, several = (float(np.median(times)) for times in rounds.values())
        print(
            f"{size:,} comments, medians of {ROUNDS} rounds: one worker {one:.1f} s, {workers} {several:.1f} s, "
            f"{one / several:.2f} times as fast ({os.cpu_count()} cores)"
        )


def kill_a_worker(sizes: Sequence[int], workers: int, folder: Path) -> None:
    """Kill a worker in the middle, and compare the digests with those of an undisturbed run."""
    for size in sizes:
        source = write_comments(size, folder / f"{size}.parquet")
        with scale.connect(workers=workers):
            _, undisturbed = run_steps(source, folder / "out")
        with scale.connect(workers=workers) as client:
            pids = list(client.run(os.getpid).values())
            killed: list[int] = []
            watch = threading.Thread(target=_kill_when_writing, args=(folder / "out2", pids[0], killed))
            watch.start()
            _, disturbed = run_steps(source, folder / "out2")
            watch.join()
        print(f"{size:,} comments, worker {'killed' if killed else 'NOT killed'} while findings were written:")
        for name in ("found", "assigned"):
            same = "the same digest" if undisturbed[name] == disturbed[name] else "ANOTHER digest"
            print(f"  {name}: {undisturbed[name]} and {disturbed[name]}: {same}")


def _kill_when_writing(folder: Path, pid: int, killed: list[int]) -> None:
    while not list(folder.glob(".found.writing/part-*.parquet")):
        if (folder / "found").exists():
            return
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


def plant_rare_theme(sizes: Sequence[int], workers: int, folder: Path) -> None:
    """Hide a rare subject among the comments, and tell whether themes of a sample know it, with one look and two."""
    for size, share in product(sizes, PLANTED):
        source = write_comments(size, folder / f"{size}.parquet", planted=round(size * share))
        with scale.connect(workers=workers):
            comments = scale.read(source, rows=ROWS)
            findings = scale.write(scale.find(comments), folder / "found")
            themes = scale.fit_themes(findings, comments)
            once = scale.ScaledThemes(themes.table, themes.first)
            sources = comments[["utterance_id", "source_id"]].compute()
            about = findings[["finding_id", "utterance_id", "start"]].compute().merge(sources, on="utterance_id")
            rare = about.loc[(about["source_id"] == "rare") & (about["start"] == 0), "finding_id"]
            print(f"{size:,} comments, {share:.2%} of them with a sentence about a rare subject, in four languages:")
            for name, fitted in (("one look", once), ("two looks", themes)):
                assigned = scale.write(scale.assign_themes(findings, comments, fitted), folder / "assigned").compute()
                print(f"  {name}: {_tell_rare(assigned, rare, themes.table)}", flush=True)


def _tell_rare(assigned: pd.DataFrame, about_it: "pd.Series[str]", table: pd.DataFrame) -> str:
    """Tell how whole the themes are that are mostly of the rare subject."""
    rare = assigned["finding_id"].isin(about_it)
    themes = assigned.assign(rare=rare)[assigned["theme_id"] != ""].groupby("theme_id")["rare"].agg(["sum", "mean"])
    own = themes[themes["mean"] > 0.5]
    labels = table.set_index("theme_id").loc[own.index, "label"].tolist()
    aside = (assigned["theme_id"] == "").mean()
    return (
        f"{own['sum'].sum() / max(rare.sum(), 1):.0%} of its {rare.sum()} findings are in {len(own)} themes of its own "
        f"{labels}; {aside:.1%} of all findings set aside"
    )


def run_steps(source: Path, folder: Path) -> tuple[dict[str, float], dict[str, Any]]:
    """Return how long each step took, and what came of it."""
    shutil.rmtree(folder, ignore_errors=True)
    took: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = work()
        took[name] = time.perf_counter() - began
        return result

    comments = scale.read(source, rows=ROWS)
    findings = step("find", lambda: scale.write(scale.find(comments), folder / "found"))
    themes = step("learn themes", lambda: scale.fit_themes(findings, comments))
    assigned = step("assign", lambda: scale.write(scale.assign_themes(findings, comments, themes), folder / "assigned"))
    counts = step("count", lambda: scale.count_themes(assigned, comments, by=["language"]))
    total = int(counts["findings"].sum())
    return took, {
        "findings": total,
        "themes": len(themes.table),
        "aside": counts.loc[counts["theme_id"] == "", "findings"].sum() / total,
        "found": scale.digest(findings),
        "assigned": scale.digest(assigned),
    }


def warm_up(folder: Path) -> float:
    """Let each worker read its lexicons; return how long it took."""
    source = write_comments(400, folder / "few.parquet")
    began = time.perf_counter()
    comments = scale.read(source, rows=20)
    findings = scale.write(scale.find(comments), folder / "warm")
    scale.digest(scale.assign_themes(findings, comments, scale.fit_themes(findings, comments)))
    return time.perf_counter() - began


def write_comments(count: int, path: Path, *, planted: int = 0) -> Path:
    """Write comments to Parquet, in a process of its own whose memory is not told."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        apart.submit(_write, count, path, planted).result()
    return path


def _write(count: int, path: Path, planted: int) -> None:
    comments = make_comments(count, None)
    rng = np.random.default_rng(0)
    comments["participant_id"] = comments["utterance_id"].str.replace("u", "c#", regex=False)
    comments["language"] = identify(comments["text"])
    comments.loc[comments["language"] == "", "language"] = "nl"
    for number, row in enumerate(rng.choice(count, planted, replace=False)):
        language = LANGUAGES[number % len(LANGUAGES)]
        text = comments["text"].iloc[row]
        said = RARE[language][number // len(LANGUAGES) % 2]
        comments.loc[row, ["source_id", "language", "text"]] = ["rare", language, f"{said} {text[: len(text) // 3]}"]
    comments.to_parquet(path, row_group_size=ROWS, index=False)


@contextmanager
def highest_memory() -> Iterator[list[float]]:
    """Give a list that holds, at the end, what all processes of this run used together, twice a second."""
    seen: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            used = 0
            for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
                try:
                    used += process.memory_full_info().pss
                except psutil.Error:
                    continue
            seen.append(used)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main()
