"""Tables in partitions: opened from Parquet, made from a table in memory, and compared."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from os import PathLike
from pathlib import Path
from typing import Any

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from dask.delayed import Delayed, delayed
from numpy.typing import NDArray

from synth.errors import ImportProblem, TableProblem
from synth.readers import read as read_files
from synth.scale.cluster import compute
from synth.scale.manifests import NAME, list_parts

ROWS = 20_000
"""How many rows are in a partition: a worker needs about 10 kB for each, everything included."""

Piece = tuple[str, int, int, int]  # a Parquet file, the number of a row group, the first row in it and the last but one
Frame = pd.DataFrame | dd.DataFrame


def read(*paths: str | PathLike[str], rows: int = ROWS, **options: Any) -> dd.DataFrame:
    """Open utterances, or any table that `write` wrote, as a Dask DataFrame in partitions.

    Parquet is read where it is needed, row group by row group, as `read_to_parquet` writes them; nothing is loaded now.
    Other files are read here by `synth.read`, all together, and then parted.

    Args:
        *paths: Parquet files, folders that `write` wrote, or else files and folders as `synth.read` takes them. The
            workers need to find them under the same path.
        rows: the most rows of a partition.
        **options: what `synth.read` takes, for files other than Parquet.

    Raises:
        TableProblem: `rows` is less than 1, Parquet stands beside other files, or Parquet is given options.
        ImportProblem: a file cannot be read.
        StudyProblem: a folder was not written to its end.
    """
    if rows < 1:
        raise TableProblem(f"rows is {rows}; a partition has 1 or more, such as {ROWS}.")
    given = [Path(path).absolute() for path in paths]
    columnar = [path for path in given if path.suffix == ".parquet" or (path / NAME).exists()]
    if not columnar:
        return split(read_files(*paths, **options), rows=rows)
    if len(columnar) < len(given) or options:
        other = next((path.name for path in given if path not in columnar), None) or next(iter(options))
        raise TableProblem(
            f"{other!r} does not go with Parquet, which is taken as it is. Read other files apart, or make Parquet of "
            "each with synth.read_to_parquet, which takes the options."
        )
    pieces = [piece for path in columnar for piece in _list_pieces(path, rows)]
    return make_frame([delayed(_load)(piece) for piece in pieces], meta=_load((*pieces[0][:2], 0, 0)))


def split(table: pd.DataFrame, *, rows: int = ROWS) -> dd.DataFrame:
    """Return a table in memory as a Dask DataFrame, without any column or value changed."""
    starts = range(0, max(len(table), 1), rows)
    parts = [table.iloc[start : start + rows].copy() for start in starts]
    for part in parts:
        part.attrs = {}
    return make_frame([delayed(part, traverse=False) for part in parts], meta=parts[0])


def make_frame(parts: Sequence[Delayed], *, meta: pd.DataFrame) -> dd.DataFrame:
    """Return the Dask DataFrame of tasks that each make a partition; texts stay as pandas has them."""
    with dask.config.set({"dataframe.convert-string": False}):
        made: dd.DataFrame = dd.from_delayed(list(parts), meta=meta.iloc[:0], verify_meta=False)
    return made


def apply(function: Callable[..., pd.DataFrame], *tables: Frame, **options: Any) -> Frame:
    """Return what a function makes of tables: of pandas ones at once, of Dask ones partition by partition, when needed.

    Raises:
        TableProblem: tables that belong together are partitioned in different ways.
    """
    if all(isinstance(table, pd.DataFrame) for table in tables):
        return function(*tables, **options)
    shipped = {name: delayed(value, traverse=False) for name, value in options.items()}  # once, not in each task
    tasks = [delayed(function)(*parts, **shipped) for parts in list_partitions(*tables)]
    empty = [table if isinstance(table, pd.DataFrame) else table._meta for table in tables]
    return make_frame(tasks, meta=function(*empty, **options))


def collect(function: Callable[..., Any], *tables: Frame, label: str, **options: Any) -> list[Any]:
    """Return what a function tells of each partition, in order; a pandas DataFrame is one partition.

    Raises:
        TableProblem: tables that belong together are partitioned in different ways.
    """
    if all(isinstance(table, pd.DataFrame) for table in tables):
        return [function(*tables, **options)]
    shipped = {name: delayed(value, traverse=False) for name, value in options.items()}
    return compute([delayed(function)(*parts, **shipped) for parts in list_partitions(*tables)], label)


def list_partitions(*tables: Frame) -> list[tuple[Delayed, ...]]:
    """Return the partitions of tables that belong together, one tuple each.

    Raises:
        TableProblem: the tables are partitioned in different ways.
    """
    large = [table for table in tables if not isinstance(table, pd.DataFrame)]
    sizes = [1 if isinstance(table, pd.DataFrame) else table.npartitions for table in tables]
    if len({*sizes}) > 1 or len(large) < len(tables):
        raise TableProblem(
            f"the tables have {' and '.join(map(str, sizes))} partitions; each needs the same ones. Take the findings "
            "that scale.find made of these very utterances, and give both as Dask DataFrames."
        )
    return list(zip(*(table.to_delayed() for table in large), strict=True))


def digest(table: Frame) -> str:
    """Return 32 hexadecimal digits that are the same for the same rows in the same order, in whatever partitions.

    >>> table = pd.DataFrame({"quote": ["too long", "no answer"], "score": [0.5, 0.7]})
    >>> digest(table) == digest(split(table, rows=1)) != digest(table[::-1])
    True
    """
    hashes = collect(_hash_rows, table, label="comparing")
    whole = blake2b("\x1f".join(map(str, table.columns)).encode(), digest_size=16)
    for part in hashes:
        whole.update(part.tobytes())
    return whole.hexdigest()


def _list_pieces(path: Path, rows: int) -> list[Piece]:
    pieces: list[Piece] = []
    for file in [path] if path.suffix == ".parquet" else list_parts(path):
        try:
            about = pq.read_metadata(file)
        except (OSError, pa.ArrowException) as error:
            raise ImportProblem(f"{file}: it cannot be read as Parquet ({error}). Write it again.") from error
        sizes = [about.row_group(number).num_rows for number in range(about.num_row_groups)] or [0]
        for number, size in enumerate(sizes):
            starts = range(0, max(size, 1), rows)
            pieces += [(str(file), number, start, min(start + rows, size)) for start in starts]
    return pieces


def _load(piece: Piece) -> pd.DataFrame:
    path, number, start, stop = piece
    with pq.ParquetFile(path) as file:
        whole = file.read_row_group(number) if file.num_row_groups else file.schema_arrow.empty_table()
        rows: pd.DataFrame = whole.slice(start, stop - start).to_pandas()
    return rows.reset_index(drop=True)


def _hash_rows(part: pd.DataFrame) -> NDArray[np.uint64]:
    texts = part.select_dtypes(include=["str", "object", "string"]).columns
    return (
        pd.util.hash_pandas_object(part.astype(dict.fromkeys(texts, object)), index=False)
        .to_numpy(dtype="<u8")
        .view(np.uint64)
    )
