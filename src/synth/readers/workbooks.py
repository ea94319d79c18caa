"""The sheets of an Excel workbook as rows of text, within limits, whatever the workbook declares."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from synth.readers.archives import DAMAGE, check_workbook, damaged, has_formulas, open_archive
from synth.readers.draft import Unreadable, tell_number, tell_places

Row = tuple[str, list[str]]  # its place ("row 7") and its cells
MOST_CELLS = 5_000_000
MOST_SHEET_ROWS = 1_048_576  # Excel's own limit


def read_sheets(data: bytes) -> tuple[dict[str, list[Row]], list[str]]:
    """Return the rows of each sheet that hold something, by its title, and what to check: formulas without a result.

    A cell with a formula gives the result that was saved with it: nothing is computed, and no link is followed.

    Raises:
        Unreadable: the workbook is damaged or too large.
    """
    try:
        with open_archive(data) as archive:
            check_workbook(archive)
            computes = has_formulas(archive)
        sheets: dict[str, list[Row]] = {}
        for sheet in _open(data, results=True):
            before = sum(len(cells) for rows in sheets.values() for _, cells in rows)
            sheets[sheet.title] = list(limit_cells(_rows(sheet), before=before))
        checks = _check_formulas(data, sheets) if computes else []
    except DAMAGE as error:
        raise damaged(error) from error
    return sheets, checks


def limit_cells(rows: Iterable[Row], *, before: int = 0) -> Iterator[Row]:
    """Yield the rows of a table that is to be held in memory.

    Raises:
        Unreadable: there are more than MOST_CELLS cells, those read before included.
    """
    count = before
    for place, cells in rows:
        count += len(cells)
        if count > MOST_CELLS:
            raise Unreadable(
                f"It has more than {MOST_CELLS:,} cells (reached at {place}).",
                "Save it as .csv if it is a workbook, and use synth.read_to_parquet; or take out columns.",
            )
        yield place, cells


def _open(data: bytes, *, results: bool) -> Sequence[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and validations, which are not read
        return list(load_workbook(BytesIO(data), read_only=True, data_only=results, keep_links=False).worksheets)


def _rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows that hold something, without the empty cells at their ends."""
    sheet.reset_dimensions()  # some tools declare a million columns
    for number, row in enumerate(islice(sheet.iter_rows(values_only=True), MOST_SHEET_ROWS + 1), start=1):
        if number > MOST_SHEET_ROWS:
            raise damaged(f"the sheet “{sheet.title}” has a row beyond {MOST_SHEET_ROWS:,}")
        cells = [tell_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield f"row {number}", cells


def tell_cell(value: object) -> str:
    """Return a cell's value as the text that a .csv would hold."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else unescape(str(value)).removesuffix(" 00:00:00")  # "_x000D_" is a carriage return


def _check_formulas(data: bytes, sheets: Mapping[str, Sequence[Row]]) -> list[str]:
    places = []
    for sheet in _open(data, results=False):
        results = dict(sheets[sheet.title])
        for place, cells in _rows(sheet):
            known = results.get(place, [])
            places += [place for number, cell in enumerate(cells) if cell and not "".join(known[number : number + 1])]
    if not places:
        return []
    return [
        f"{tell_number(len(places), 'formula')} without a saved result, read as empty ({tell_places(places)}); "
        "open the workbook in Excel or LibreOffice and save it"
    ]
