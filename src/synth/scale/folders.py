"""Folders of Parquet, one file a partition: each is there whole or not at all, whatever happens to who writes it."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import dask.dataframe as dd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from dask.delayed import delayed

from synth.errors import StudyProblem
from synth.scale.cluster import compute
from synth.scale.frames import Frame, read
from synth.scale.manifests import NAME, read_manifest, write_manifest

_PART = "part-{:05d}.parquet"


def write(table: Frame, folder: str | os.PathLike[str]) -> dd.DataFrame:
    """Compute a table, write it into a folder, one Parquet file a partition, and return it as read from there.

    A file gets its name, which depends on its place alone, when it is whole and on the disk. So a partition that is
    computed twice, because a worker broke off or was out of reach for a while, is there once. The list of the files is
    written last, and then the folder takes its place: until then, what was there is as it was. A bar shows how far
    it is.

    Args:
        table: what to compute, such as `find` returns; a pandas DataFrame is one partition.
        folder: where to write, under a path that all workers share; what `write` wrote there before is replaced at the
            end, so the table may come from there.

    Raises:
        StudyProblem: the folder cannot be written, or holds something else.
        SynthError: a worker broke off several times at one partition.
    """
    folder = Path(folder).absolute()
    begun = _begin(folder)
    parts = [delayed(table, traverse=False)] if isinstance(table, pd.DataFrame) else table.to_delayed()
    tasks = [delayed(_write_part)(part, str(begun), number) for number, part in enumerate(parts)]
    written = compute(tasks, f"writing {folder.name}")
    account = sum_accounts(part.pop("account") for part in written)
    write_manifest(begun, written, account)
    _put_in_place(begun, folder)
    return read(folder, rows=max([1, *(part["rows"] for part in written)]))


def read_account(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """Return what a step read in another way or left out (what, utterances), as `find` tells it, for a whole folder.

    Raises:
        StudyProblem: the folder was not written to its end.
    """
    return pd.DataFrame(read_manifest(Path(folder))["account"], columns=["what", "utterances"])


def sum_accounts(accounts: Iterable[Iterable[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return the sum of the accounts of partitions."""
    sums = Counter[str]()
    for account in accounts:
        for row in account:
            sums[row["what"]] += int(row["utterances"])
    return [{"what": what, "utterances": count} for what, count in sorted(sums.items())]


def _begin(folder: Path) -> Path:
    """Return a new folder beside one, in which to write what will take its place."""
    begun = folder.with_name(f".{folder.name}.writing")
    try:
        if folder.exists() and not (folder / NAME).exists() and any(folder.iterdir()):
            raise StudyProblem(f"{folder}: it holds something else. Choose a folder that `write` made, or a new one.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        if begun.exists():  # of a run that broke off
            shutil.rmtree(begun)
        begun.mkdir()
    except OSError as error:
        raise StudyProblem(
            f"{folder}: cannot be written ({error.strerror or error}). Choose a folder that may be written to."
        ) from error
    return begun


def _put_in_place(written: Path, folder: Path) -> None:
    for leftover in written.glob(".*.tmp"):  # of workers that were killed
        leftover.unlink(missing_ok=True)
    if folder.exists():
        before = folder.with_name(f".{folder.name}.before")
        shutil.rmtree(before, ignore_errors=True)
        folder.replace(before)
        written.replace(folder)
        shutil.rmtree(before)
    else:
        written.replace(folder)


def _write_part(part: pd.DataFrame, folder: str, number: int) -> dict[str, Any]:
    """Write a partition under a name of its own, and then give it its place."""
    name = _PART.format(number)
    account = part.attrs.get("account", [])
    scratch = Path(folder, f".{name}.{uuid4().hex}.tmp")
    with scratch.open("wb") as file:
        pq.write_table(pa.Table.from_pandas(_plain(part), preserve_index=False), file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(Path(folder, name))
    return {"file": name, "rows": len(part), "account": account}


def _plain(part: pd.DataFrame) -> pd.DataFrame:
    bare = part.copy(deep=False)
    bare.attrs = {}
    return bare
