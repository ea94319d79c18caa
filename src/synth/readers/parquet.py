"""Parquet: a table whose values become text as they would in a .csv, read like any other table."""

from io import BytesIO
from math import isnan

import pyarrow
from pyarrow import parquet

from synth.readers.draft import Draft, Unreadable
from synth.readers.tabular import read_rows
from synth.readers.workbooks import MOST_CELLS, tell_cell

PARQUET_MAGIC = b"PAR1"


def read_parquet(data: bytes, name: str, *, text_column: str = "") -> Draft:
    """Return the rows of a Parquet file.

    Args:
        data: the file's bytes.
        name: the file's name, for participants who are only numbered.
        text_column: the column of the text, where it is not recognised.

    Raises:
        Unreadable: the file is damaged or too large.
        TableProblem: `text_column` is not among the columns.
    """
    try:
        about = parquet.read_metadata(BytesIO(data))
        if about.num_rows * about.num_columns > MOST_CELLS:
            raise Unreadable(
                f"It has {about.num_rows:,} rows of {about.num_columns:,} columns; at most {MOST_CELLS:,} cells "
                "are read into memory.",
                "Take out columns, or write it in parts.",
            )
        table = parquet.read_table(BytesIO(data))
        columns = [[_tell(value) for value in column.to_pylist()] for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise Unreadable(
            f"It is a damaged Parquet file ({type(error).__name__}).", "Write it again, or save the table as .csv."
        ) from error
    draft = Draft(format="Parquet", unit="row", is_table=True)
    rows = [(f"row {number}", list(cells)) for number, cells in enumerate(zip(*columns, strict=True), start=2)]
    read_rows(draft, [("row 1", list(table.column_names)), *rows], name, text_column)
    return draft


def _tell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_tell, value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if isinstance(value, float) and isnan(value) else tell_cell(value)
