"""Read a CSV that is larger than the memory allowed for it: peak memory and time of synth.read_to_parquet.

    python benchmarks/big_csv.py [--megabytes 300] [--encoding utf-8] [--language nl] [--folder FOLDER]

The file is made of the sample study's comments, each with a number so that no two are alike, an empty one in every
twenty, ids such as 001, NA and None. Memory is the highest that a process of its own had, less what it had with
synth.readers loaded and before it read anything; times are processor seconds.
"""

import argparse
import resource
import subprocess
import sys
import time
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow.parquet as pq

from synth.readers import read_to_parquet

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def main() -> None:
    """Make the file, read it in a process of its own, and print what it took."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--megabytes", type=int, default=300)
    options.add_argument("--encoding", default="utf-8")
    options.add_argument("--language")
    options.add_argument("--folder", type=Path)
    options.add_argument("--read", type=Path)
    given = options.parse_args()
    if given.read:
        measure(given.read, given.language)
        return
    with TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder, "comments.csv")
        rows, empty = make_table(path, given.megabytes * 1_000_000, given.encoding)
        print(f"{path.stat().st_size / 1e6:,.0f} MB, {rows:,} rows, {empty:,} of them without a comment")
        more = ["--language", given.language] if given.language else []
        subprocess.run([sys.executable, __file__, "--read", path, *more], check=True)
        target = path.with_suffix(".parquet")
        file = pq.ParquetFile(target)
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        print(f"Parquet: {target.stat().st_size / 1e6:,.0f} MB, {sum(sizes):,} rows in {len(sizes)} groups")
        if sum(sizes) != rows - empty:
            raise SystemExit(f"{rows - empty:,} rows were expected")


def make_table(path: Path, size: int, encoding: str) -> tuple[int, int]:
    """Write a table of about so many bytes, and return how many rows it has and how many without a comment."""
    comments = pd.read_csv(SAMPLES / "comments-before.csv", sep=None, engine="python", dtype=str, keep_default_na=False)
    texts = cycle(max((comments[name].tolist() for name in comments), key=lambda column: len("".join(column))))
    ids = cycle(["001", "NA", "None"])
    written = number = empty = 0
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        file.write("id,group,comment\n")
        for number in count(1):
            text = "" if number % 20 == 0 else f'"{next(texts).replace(chr(34), chr(39))} ({number})"'
            empty += not text
            written += file.write(f"{next(ids)},citizen,{text}\n") * (2 if "16" in encoding else 1)
            if written >= size:
                break
    return number, empty


def measure(path: Path, language: str | None) -> None:
    """Read a table in this process and print the memory and time above what it began with."""
    before, began, wall = _peak(), time.process_time(), time.monotonic()
    summary = read_to_parquet(path, path.with_suffix(".parquet"), language=language)
    told = summary.loc[0, ["encoding", "language", "read", "left_out", "notes"]]
    print("; ".join(f"{name}: {value}" for name, value in told.items() if value))
    print(
        f"memory above the interpreter: {_peak() - before:,.0f} MB (its own {before:,.0f} MB); "
        f"{time.process_time() - began:,.0f} s of processor, {time.monotonic() - wall:,.0f} s in all"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
