"""Tables as files that a spreadsheet opens: whatever people said in them stays text and never runs as a formula."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from synth.errors import TableProblem

LIVE = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would take for a formula, or that was protected from it."""

LONGEST_CELL = 32_767
"""In characters: what a cell of .xlsx can hold."""


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as .csv or .xlsx, by the ending of its name, without live formulas, and return the path.

    In .csv a text that begins like a formula gets an apostrophe in front, which `protect` tells and `unprotect` takes
    away again. In .xlsx the words stay as they are: the cell says that it is text. An index with a name is written too.

    Args:
        table: any table of synth.
        path: where to; an existing file is replaced.

    Raises:
        TableProblem: the ending is another, or a text is too long for a cell of .xlsx.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_table(pd.DataFrame({"quote": ["=1+1"]}), f"{folder}/quotes.csv").read_text("utf-8-sig").split()
    ['quote', "'=1+1"]
    """
    write: dict[str, Callable[[pd.DataFrame, Path], None]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
    target = Path(path)
    if target.suffix.lower() not in write:
        raise TableProblem(f"{target.name}: a table is written as {' or '.join(write)}; end the name with one of them.")
    named = [name for name in table.index.names if name]
    write[target.suffix.lower()](table.reset_index() if named else table, target)
    return target


def protect(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> protect("=HYPERLINK(1)"), protect("- ja"), protect("ja")
    ("'=HYPERLINK(1)", "'- ja", 'ja')
    """
    return f"'{text}" if LIVE.match(text) else text


def unprotect(text: str) -> str:
    """Return the text that was protected.

    >>> unprotect(protect("'=1")), unprotect("'t is zo")
    ("'=1", "'t is zo")
    """
    return text[1:] if text.startswith("'") and LIVE.match(text) else text


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark, or Excel takes it for cp1252
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow([protect(str(column)) for column in table])
        for row in table.itertuples(index=False, name=None):
            rows.writerow([protect(value) if isinstance(value, str) else _plain(value) for value in row])


def _write_xlsx(table: pd.DataFrame, path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for place, column in enumerate(table, start=1):
        fill_cell(sheet.cell(1, place), str(column)).font = Font(bold=True)
    for number, row in enumerate(table.itertuples(index=False, name=None), start=2):
        for place, value in enumerate(row, start=1):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                raise TableProblem(
                    f"row {number - 1}, column {table.columns[place - 1]!r}: the text has {len(value):,} characters; a "
                    f"cell of .xlsx holds {LONGEST_CELL:,}. Write the table as .csv."
                )
            fill_cell(sheet.cell(number, place), value)
    sheet.freeze_panes = "A2"
    book.save(path)


def fill_cell(cell: Cell, value: Any) -> Cell:
    """Put a value into a cell of .xlsx, text as text whatever it looks like, and return the cell."""
    if not isinstance(value, str):
        cell.value = _plain(value)
        return cell
    cell.value = ILLEGAL_CHARACTERS_RE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    cell.data_type = "s"
    cell.quotePrefix = bool(LIVE.match(value))
    return cell


def _plain(value: Any) -> Any:
    """Return a number or a truth as Python has it, and nothing for a missing value."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
