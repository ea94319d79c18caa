"""Read the table of a user test: success, times, errors and questionnaires, one row a participant, wave and task."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from math import isfinite, nan
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from synth.errors import ImportProblem, TableProblem
from synth.readers.archives import ZIP_MAGIC
from synth.readers.draft import Unreadable
from synth.readers.encodings import decode
from synth.readers.files import load
from synth.readers.formats import EXCEL_DELIMITER
from synth.readers.tabular import begin_table, find_delimiter, split_rows
from synth.readers.workbooks import Row, limit_cells, read_sheets, tell_cell
from synth.tables import TESTS, make_id
from synth.usertests.columns import Layout, find_layout, read_measure
from synth.usertests.questionnaires import HIGHEST, QUESTIONNAIRES

YES = set("1 yes ja oui true vrai wahr x ✓ success geslaagd gelukt réussi geschafft completed".split())
NO = set("0 no nee nein non false faux falsch fail failed failure mislukt échec échoué gescheitert".split())
CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}(?:[.,]\d+)?)")
ITEM_OF = {item: name for name, items in QUESTIONNAIRES.items() for item in items}


class Value(NamedTuple):
    """One value as the table says it: where, of whom, in which wave and task, of which measure."""

    row: str
    participant_id: str
    group: str
    wave: str
    task: str
    measure: str
    said: str
    factor: float = 1.0


Place = tuple[str, str, str]
LeftOut = dict[str, str]


def read_tests(
    source: str | PathLike[str] | pd.DataFrame, *, columns: Mapping[str, str] | None = None, wave: str = ""
) -> pd.DataFrame:
    """Read a user test, one row a participant, wave and task.

    The table may have a row a task (as the sample study), a row a participant with columns such as "sign in: success",
    or a row a value with columns "measure" and "value"; its headers may be Dutch, French, German or English. Remarks
    are not read here: they are what people said, which `synth.read` reads and `synth.pseudonymise` protects.

    Args:
        source: a .csv, .tsv or .xlsx file, or a frame.
        columns: what a column means where its header does not tell, such as {"Q1": "sus_1", "Klaar?": "success"}.
        wave: the wave ("before", "after") of rows that do not tell their own.

    Returns:
        The tests table; times in seconds, success 1 or 0, NaN for what is not known. `attrs["left_out"]` lists every
        value that cannot be used (row, participant_id, wave, task, measure, value, reason): an answer out of range, a
        questionnaire with an item missing, a task that stands there twice. `attrs["unread"]` names other columns.

    Raises:
        ImportProblem: the file cannot be read as a table.
        TableProblem: no column says who took part, or none holds a measure.

    >>> said = {"participant": ["T01", "T02"], "task": "apply", "success": ["yes", "maybe"], "time_s": ["61", "2:05"]}
    >>> tests = read_tests(pd.DataFrame(said), wave="before")
    >>> tests[["participant_id", "success", "time_s"]].to_numpy().tolist()
    [['T01', 1.0, 61.0], ['T02', nan, 125.0]]
    >>> [(left["row"], left["reason"]) for left in tests.attrs["left_out"]]
    [('row 1', 'success is neither yes nor no')]
    """
    rows = _rows_of(source)
    headers = [cell.strip() for cell in rows[0][1]]
    layout = find_layout(headers, columns or {})
    if not layout.measures and not layout.long:
        raise TableProblem(
            "no column holds success, time, errors, SUS or UMUX-Lite; "
            f"the columns are {', '.join(map(repr, headers))}. "
            'Name them with columns={"its header": "success"}.'
        )
    left_out: list[LeftOut] = []
    said = list(_list_values(rows[1:], layout, wave, left_out))
    tests = TESTS.make(_gather(said, left_out))
    _note_incomplete(said, tests, left_out)
    tests.attrs["left_out"] = sorted(left_out, key=lambda left: (_number(left["row"]), left["measure"]))
    tests.attrs["unread"] = layout.unread
    return tests


def _rows_of(source: str | PathLike[str] | pd.DataFrame) -> list[Row]:
    if isinstance(source, pd.DataFrame):
        cells = source.reset_index(drop=True).astype(object).where(source.reset_index(drop=True).notna(), None)
        body = [
            (f"row {label}", [tell_cell(cell) for cell in row])
            for label, row in zip(source.index, cells.to_numpy().tolist(), strict=True)
        ]
        return [("header", [str(column) for column in source]), *body]
    path = Path(source)
    try:
        rows = _read_file(load(path))
    except OSError as error:
        raise ImportProblem(f"{path}: it cannot be opened ({error.strerror or error}). Check the path.") from error
    except Unreadable as error:
        raise ImportProblem(f"{path}: {error}") from error
    if not rows:
        raise ImportProblem(f"{path}: it holds no table of a user test. Export it again, as .csv or .xlsx.")
    return rows


def _read_file(data: bytes) -> list[Row]:
    if data.startswith(ZIP_MAGIC):
        sheets, _ = read_sheets(data)
        rows = next((rows for rows in sheets.values() if rows), [])
    else:
        text = EXCEL_DELIMITER.sub("", decode(data)[0])
        delimiter = find_delimiter(text) or ","
        lines = StringIO(text.lstrip("\ufeff"), newline="")
        rows = list(limit_cells(split_rows(lines, begin_table(delimiter), delimiter)))
    return [row for row in rows if any(cell.strip() for cell in row[1])]


def _list_values(rows: Sequence[Row], layout: Layout, wave: str, left_out: list[LeftOut]) -> Iterator[Value]:
    """Yield each value that is not empty; a row without a participant is left out."""
    for place, cells in rows:
        at = {name: _cell(cells, column) for name, column in layout.places.items()}
        who, task = at["participant_id"], at.get("task", "")
        where = (at.get("group", ""), at.get("wave", "") or wave)
        if not who:
            left_out.append(_leave_out(Value(place, who, *where, task, "", ""), "no participant"))
            continue
        for column, measure, own_task, factor in layout.measures:
            if said := _cell(cells, column):
                yield Value(place, who, *where, task or own_task, measure, said, factor)
        if layout.long and (said := _cell(cells, layout.long[1])):
            name = _cell(cells, layout.long[0])
            meaning = read_measure(name)
            if meaning is None:
                left_out.append(_leave_out(Value(place, who, *where, task, name, said), "an unknown measure"))
            else:
                yield Value(place, who, *where, task, meaning[0], said, meaning[2])


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _gather(said: Iterable[Value], left_out: list[LeftOut]) -> list[dict[str, object]]:
    """Return one row a participant, wave and task; a value that stands there twice, and differs, is in none."""
    found: dict[Place, dict[str, list[tuple[float, Value]]]] = {}
    groups: dict[Place, str] = {}
    for value in said:
        place = (value.participant_id, value.wave, value.task)
        measures = found.setdefault(place, {})
        groups[place] = groups.get(place) or value.group
        number, reason = _read_number(value)
        if reason:
            left_out.append(_leave_out(value, reason))
        else:
            measures.setdefault(value.measure, []).append((number, value))
    rows = []
    for place in sorted(found):
        row: dict[str, object] = dict(zip(("participant_id", "wave", "task"), place, strict=True))
        row |= {"test_id": make_id("test", *place), "group": groups[place]}
        for measure, values in found[place].items():
            if len({number for number, _ in values}) == 1:
                row[measure] = values[0][0]
            else:
                left_out += [_leave_out(value, "it stands there more than once and differs") for _, value in values]
        rows.append(row)
    return rows


def _read_number(value: Value) -> tuple[float, str]:
    """Return the number that a value is, and why it cannot be used ("" if it can)."""
    said, measure = value.said.casefold(), value.measure
    if measure == "success":
        return (float(said in YES), "") if said in YES | NO else (nan, "success is neither yes nor no")
    number = _parse(said) * value.factor
    if not isfinite(number):
        return nan, f"{measure} is no number"
    if measure in ITEM_OF:
        highest = HIGHEST[ITEM_OF[measure]]
        fits = 1 <= number <= highest and number.is_integer()
        return number, "" if fits else f"{measure} is not one of 1 to {highest}"
    if measure == "time_s":
        return number, "" if number > 0 else "a time is longer than 0 s"
    return number, "" if number >= 0 and number.is_integer() else "errors are counted in whole numbers from 0"


def _parse(said: str) -> float:
    if clock := CLOCK.fullmatch(said):
        hours, minutes, seconds = clock.groups(default="0")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    try:
        return float(said.removesuffix("s").strip().replace(",", "."))
    except ValueError:
        return nan


def _note_incomplete(said: Iterable[Value], tests: pd.DataFrame, left_out: list[LeftOut]) -> None:
    """List each questionnaire that somebody began and that gives no score, with the items that are missing."""
    begun: dict[tuple[Place, str], Value] = {}
    for value in said:
        if value.measure in ITEM_OF:
            place = (value.participant_id, value.wave, value.task)
            begun.setdefault((place, ITEM_OF[value.measure]), value)
    rows = {(row["participant_id"], row["wave"], row["task"]): row for row in tests.to_dict("records")}
    for (place, name), value in begun.items():
        missing = [item for item in QUESTIONNAIRES[name] if pd.isna(rows[place][item])]
        if missing:
            items = ", ".join(item.partition("_")[2] for item in missing)
            whole = value._replace(measure=name, said="")
            left_out.append(_leave_out(whole, f"no score: item {items} is missing or cannot be used"))


def _leave_out(value: Value, reason: str) -> LeftOut:
    about = {field: getattr(value, field) for field in ("row", "participant_id", "wave", "task", "measure")}
    return about | {"value": value.said, "reason": reason}


def _number(row: str) -> tuple[int, str]:
    digits = row.rpartition(" ")[2]
    return (int(digits), "") if digits.isdecimal() else (0, row)
