"""Tables: .csv and .tsv with any delimiter, .xlsx; feedback, sticky boards, user tests and lists of participants."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import PurePath

from openpyxl import load_workbook

from synth.errors import TableProblem
from synth.readers.archives import DAMAGE, damaged
from synth.readers.draft import Draft, Turn, Unreadable, tell_number
from synth.readers.headers import SUCCESS, SUS, TASK, clean_header, find_columns, is_header, kind_of_table
from synth.readers.participants import name_attribute

Row = tuple[str, list[str]]  # its place ("row 7") and its cells
DELIMITERS = ",;\t|"
TEMPLATE = re.compile(
    r"(?:(?:type|write|add|enter) (?:here|text|something|your \w+)|(?:typ|schrijf) hier|(?:tapez|écrivez|saisissez) "
    r"(?:ici|votre texte)|(?:text )?hier (?:tippen|schreiben|eingeben))\b.{0,20}|sticky note",
    re.IGNORECASE,
)
LONG_ROW = 20
SAMPLE = 20_000


def find_delimiter(text: str) -> str:
    """Return the delimiter of a text that is a table, or "" if it does not look like one.

    The first row must be a known header, or else nearly all rows must have as many cells as the first.
    """
    sample = text[:SAMPLE].rpartition("\n")[0] if len(text) > SAMPLE else text
    for delimiter in sorted(DELIMITERS, key=lambda mark: -sample.partition("\n")[0].count(mark)):
        rows = _split_rows(sample, delimiter)
        if not rows or len(rows[0]) < 2:
            continue
        same = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        if (same >= 0.5 and is_header(rows[0])) or (same >= 0.9 and len(rows) > 1 and _may_be_header(rows[0])):
            return delimiter
    first = clean_header(text.lstrip("\ufeff").partition("\n")[0])
    return "\x1f" if find_columns([first]).get("text") == 0 and len(first.split()) == 1 else ""


def _split_rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    return [row for row in rows if any(cell.strip() for cell in row)]


def _may_be_header(cells: Sequence[str]) -> bool:
    """Say whether cells are short words rather than parts of a sentence with commas."""
    return (
        all(cell.strip() and len(cell) < 60 and not cell.startswith(" ") for cell in cells)
        and cells[-1][-1] not in ".!…"
    )


def read_csv(text: str, name: str, *, delimiter: str, text_column: str = "") -> Draft:
    """Return the rows of a delimited text.

    Raises:
        Unreadable: a quote was never closed.
        TableProblem: `text_column` is not among the columns.
    """
    rows: list[Row] = []
    notes = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    end = 0
    try:
        for cells in reader:
            if reader.line_num - end > LONG_ROW:
                notes.append(f"row {len(rows) + 1} runs over lines {end + 1}-{reader.line_num}: is a quote left open?")
            end = reader.line_num
            rows.append((f"row {len(rows) + 1}", cells))
    except csv.Error as error:
        raise Unreadable(
            f"Its rows cannot be told apart after line {end} ({error}).",
            "Look for a quotation mark that is opened there and never closed.",
        ) from error
    marks = {"\t": "tab", "\x1f": "no delimiter"}
    draft = Draft(format=f"table ({marks.get(delimiter, delimiter)})", unit="row", is_table=True, notes=notes)
    _read_rows(draft, rows, name, text_column)
    return draft


def read_xlsx(data: bytes, name: str, *, text_column: str = "") -> Draft:
    """Return the rows of each sheet of a workbook that has a column of text.

    Raises:
        Unreadable: the workbook is damaged.
        TableProblem: `text_column` is not among the columns.
    """
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheets = {sheet.title: _cells(sheet) for sheet in book.worksheets}
    except DAMAGE as error:
        raise damaged(error) from error
    filled = {title: rows for title, rows in sheets.items() if rows}
    chosen = {title: rows for title, rows in filled.items() if _is_wanted(rows, text_column)} or dict(
        list(filled.items())[:1]
    )
    draft = Draft(format="Excel", unit="row", is_table=True)
    for title, rows in chosen.items():
        prefix = f"{title}:" if len(chosen) > 1 else ""
        _read_rows(draft, [(f"{prefix}{place}", cells) for place, cells in rows], name, text_column)
    if len(sheets) > 1:
        skipped = [title for title in sheets if title not in chosen]
        draft.notes.append(
            f"sheets read: {', '.join(chosen) or 'none'}; " + f"not read: {', '.join(skipped) or 'none'}"
        )
    return draft


def _is_wanted(rows: list[Row], text_column: str) -> bool:
    return text_column in rows[0][1] if text_column else is_header(rows[0][1]) and "text" in find_columns(rows[0][1])


def _cells(sheet: object) -> list[Row]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # some tools declare a million columns
    rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    read = [(f"row {number}", [_tell(value) for value in row]) for number, row in enumerate(rows, start=1)]
    return [(place, cells) for place, cells in read if any(cells)]


def _tell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).removesuffix(" 00:00:00")


def _read_rows(draft: Draft, rows: Sequence[Row], name: str, text_column: str) -> None:
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    if not rows:
        return
    headers = [cell.strip() for cell in rows[0][1]]
    columns = find_columns(headers)
    kind = kind_of_table(headers, columns)
    if text_column or kind == "feedback":
        columns["text"] = _text_column(draft, headers, columns, rows[1:], text_column)
    draft.source_kind = kind
    if kind == "labels":
        draft.notes.append("labels, not read as text")
    elif kind == "participants" and not text_column:
        draft.attributes = [_attributes(headers, columns, cells) for _, cells in rows[1:]]
        draft.notes.append(f"{tell_number(len(rows) - 1, 'participant')}, joined to what they say")
    else:
        _read_texts(draft, headers, columns, rows[1:], name)


def _text_column(
    draft: Draft, headers: list[str], columns: Mapping[str, int], rows: Iterable[Row], text_column: str
) -> int:
    if text_column:
        if text_column not in headers:
            raise TableProblem(
                f"there is no column {text_column!r}; the columns are {', '.join(map(repr, headers))}. "
                "Give one of these as text_column=, or leave it out."
            )
        return headers.index(text_column)
    if "text" in columns:
        return columns["text"]
    sizes: Counter[int] = Counter()
    for _, cells in rows:
        sizes.update({place: len(cell) for place, cell in enumerate(cells[: len(headers)])})
    longest = sizes.most_common(1)[0][0] if sizes else 0
    draft.notes.append(f"the text was taken from “{headers[longest]}”, the longest; if not, set text_column=")
    return longest


def _attributes(headers: list[str], columns: Mapping[str, int], cells: list[str]) -> dict[str, str]:
    meanings = {place: meaning for meaning, place in columns.items()}
    plain = [clean_header(header).replace(" ", "_") for header in headers]
    names = [name_attribute(header) or meanings.get(place, header) for place, header in enumerate(plain)]
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _read_texts(draft: Draft, headers: list[str], columns: Mapping[str, int], rows: Sequence[Row], name: str) -> None:
    draft.seen += len(rows)
    empty = "row without a remark" if draft.source_kind == "user test" else "empty comment"
    place_of_text = columns.get("text")
    stem = PurePath(name).stem
    others = {meaning: place for meaning, place in columns.items() if meaning not in {"text", "participant"}}
    for place, cells in rows:
        text = _cell(cells, place_of_text)
        if not text:
            draft.leave_out(empty, place)
        elif draft.source_kind == "workshop" and TEMPLATE.fullmatch(text):
            draft.leave_out("note of the board's template", place)
        else:
            fields = {meaning: _cell(cells, where) for meaning, where in others.items()}
            draft.read += 1
            number = place.replace("row ", "")
            speaker = _cell(cells, columns.get("participant")) or f"{stem}#{number}"
            draft.turns.append(Turn(text, speaker, place=number, fields=fields))
    _note_rows(draft, headers, columns, rows)


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _note_rows(draft: Draft, headers: list[str], columns: Mapping[str, int], rows: Sequence[Row]) -> None:
    repeats = len(draft.turns) - len({turn.text for turn in draft.turns})
    if repeats:
        draft.notes.append(f"{tell_number(repeats, 'repeat')} kept")
    ragged = [place for place, cells in rows if len(cells) > len(headers)]
    if ragged:
        draft.notes.append(f"{tell_number(len(ragged), 'row')} with more cells than the header (first: {ragged[0]})")
    unread = [header for place, header in enumerate(headers) if place not in columns.values() and header]
    if draft.source_kind == "user test":
        unread = [header for header in unread if clean_header(header).replace(" ", "") not in SUS | TASK | SUCCESS]
    if unread:
        draft.notes.append(f"columns not read: {', '.join(unread)}")
