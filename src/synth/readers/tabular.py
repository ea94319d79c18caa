"""Tables: .csv and .tsv with any delimiter, .xlsx; feedback, sticky boards, user tests and lists of participants."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import PurePath

from synth.errors import TableProblem
from synth.readers.draft import Draft, Turn, Unreadable, tell_number
from synth.readers.headers import SUCCESS, SUS, TASK, clean_header, find_columns, is_header, kind_of_table
from synth.readers.participants import name_attribute
from synth.readers.segments import find_segment_columns, read_segments
from synth.readers.surveys import find_survey, read_survey
from synth.readers.vocabulary import TEMPLATE
from synth.readers.workbooks import Row, limit_cells, read_sheets

DELIMITERS = ",;\t|"
LONG_ROW = 20
LONG_ROWS_TOLD = 5
SAMPLE = 20_000
COLUMNS_TOLD = 50


def find_delimiter(text: str) -> str:
    """Return the delimiter of a text that is a table, or "" if it does not look like one.

    The first row must be a known header, or else nearly all rows must have as many cells as the first.
    """
    sample = text
    if len(text) > SAMPLE:
        first_rows = text.find("\n", text.find("\n") + 1)  # a header of 100,000 columns is longer than the sample
        sample = text[: max(SAMPLE, first_rows + 1)].rpartition("\n")[0]
    for delimiter in sorted(DELIMITERS, key=lambda mark: -sample.partition("\n")[0].count(mark)):
        rows = _split_rows(sample, delimiter)
        if not rows or len(rows[0]) < 2:
            continue
        same = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        if (same >= 0.5 and is_header(rows[0])) or (same >= 0.9 and len(rows) > 1 and _may_be_header(rows[0])):
            return delimiter
    first = text.lstrip("\ufeff").partition("\n")[0].strip(' "\r').casefold()
    return "\x1f" if find_columns([first]).get("text") == 0 and len(first.split()) == 1 else ""


def _split_rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # told when the rows are read: the header says well enough that it is a table
        rows.extend(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
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
        Unreadable: a quote was never closed, or there are too many cells.
        TableProblem: `text_column` is not among the columns.
    """
    draft = begin_table(delimiter)
    read_rows(draft, list(limit_cells(split_rows(StringIO(text, newline=""), draft, delimiter))), name, text_column)
    return draft


def begin_table(delimiter: str) -> Draft:
    """Return the draft of a delimited text, without its rows."""
    marks = {"\t": "tab", "\x1f": "no delimiter"}
    return Draft(format=f"table ({marks.get(delimiter, delimiter)})", unit="row", is_table=True)


def split_rows(lines: Iterable[str], draft: Draft, delimiter: str) -> Iterator[Row]:
    """Yield each row with its place; the draft's checks gain the rows that run over suspiciously many lines.

    Raises:
        Unreadable: a quote was never closed.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    number = end = told = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if reader.line_num - end > LONG_ROW and told < LONG_ROWS_TOLD:
                told += 1
                draft.checks.append(f"row {number} runs over lines {end + 1}-{reader.line_num}: is a quote left open?")
            end = reader.line_num
            yield f"row {number}", cells
    except csv.Error as error:
        raise Unreadable(
            f"Its rows cannot be told apart after line {end} ({error}).",
            "Look for a quotation mark that is opened there and never closed.",
        ) from error


def read_xlsx(data: bytes, name: str, *, text_column: str = "") -> Draft:
    """Return the rows of each sheet of a workbook that has a column of text.

    Raises:
        Unreadable: the workbook is damaged or too large.
        TableProblem: `text_column` is not among the columns.
    """
    sheets, checks = read_sheets(data)
    filled = {title: rows for title, rows in sheets.items() if rows}
    chosen = {title: rows for title, rows in filled.items() if _is_wanted(rows, text_column)} or dict(
        list(filled.items())[:1]
    )
    draft = Draft(format="Excel", unit="row", is_table=True, checks=checks)
    for title, rows in chosen.items():
        prefix = f"{title}:" if len(chosen) > 1 else ""
        read_rows(draft, [(f"{prefix}{place}", cells) for place, cells in rows], name, text_column)
    if len(sheets) > 1:
        skipped = [title for title in sheets if title not in chosen]
        draft.notes.append(
            f"sheets read: {', '.join(chosen) or 'none'}; " + f"not read: {', '.join(skipped) or 'none'}"
        )
    return draft


def _is_wanted(rows: list[Row], text_column: str) -> bool:
    return text_column in rows[0][1] if text_column else is_header(rows[0][1]) and "text" in find_columns(rows[0][1])


def read_rows(draft: Draft, rows: Sequence[Row], name: str, text_column: str) -> None:
    """Add what the rows of a table hold to a draft, the header row first.

    Raises:
        TableProblem: `text_column` is not among the columns.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    if not rows:
        return
    headers = [cell.strip() for cell in rows[0][1]]
    if not text_column and find_segment_columns(headers):
        read_segments(draft, headers, rows[1:])
        return
    if (survey := find_survey(rows)) and text_column in {"", *headers}:
        read_survey(draft, survey, name, only=text_column)
        return
    columns = find_columns(headers)
    kind = kind_of_table(headers, columns)
    if text_column or kind == "feedback":
        columns["text"] = _text_column(draft, headers, columns, rows[1:], text_column)
    draft.source_kind = kind
    if kind == "labels":
        draft.left_out["label of a passage, not text"] = [place for place, _ in rows[1:]]
        draft.notes.append("labels, not read as text")
    elif kind == "participants" and not text_column:
        draft.attributes = [_attributes(headers, columns, cells) for _, cells in rows[1:]]
        draft.notes.append(f"{tell_number(len(rows) - 1, 'participant')}, joined to what they say")
    else:
        read_texts(draft, columns, rows[1:], name)
        repeats = len(draft.turns) - len({turn.text for turn in draft.turns})
        ragged = [place for place, cells in rows[1:] if len(cells) > len(headers)]
        note_rows(draft, headers, columns, repeats=repeats, longer=len(ragged), first="".join(ragged[:1]))


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
    draft.checks.append(f"the text was taken from “{headers[longest]}”, the longest; if not, set text_column=")
    return longest


def _attributes(headers: list[str], columns: Mapping[str, int], cells: list[str]) -> dict[str, str]:
    meanings = {place: meaning for meaning, place in columns.items()}
    plain = [clean_header(header).replace(" ", "_") for header in headers]
    names = [name_attribute(header) or meanings.get(place, header) for place, header in enumerate(plain)]
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def read_texts(draft: Draft, columns: Mapping[str, int], rows: Sequence[Row], name: str) -> None:
    """Add a turn for each row that has a text, and leave out the others with their place."""
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


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def note_rows(
    draft: Draft, headers: Sequence[str], columns: Mapping[str, int], *, repeats: int, longer: int, first: str
) -> None:
    """Note how many texts came before, which rows are longer than the header, and which columns were not read."""
    if repeats:
        draft.notes.append(f"{tell_number(repeats, 'repeat')} kept")
    if longer:
        draft.notes.append(f"{tell_number(longer, 'row')} with more cells than the header (first: {first})")
    unread = [header for place, header in enumerate(headers) if place not in columns.values() and header]
    if draft.source_kind == "user test":
        unread = [header for header in unread if clean_header(header).replace(" ", "") not in SUS | TASK | SUCCESS]
    if unread:
        more = f" and {len(unread) - COLUMNS_TOLD:,} more" if len(unread) > COLUMNS_TOLD else ""
        draft.notes.append(f"columns not read: {', '.join(unread[:COLUMNS_TOLD])}{more}")
