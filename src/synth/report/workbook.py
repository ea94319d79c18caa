"""A report as a spreadsheet: a sheet a section, numbers as numbers, each linked to the quotes that it counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from synth.report.document import (
    Block,
    Card,
    Document,
    Drawing,
    Line,
    Listing,
    Number,
    Paragraph,
    Passage,
    Quotation,
    Quote,
    Section,
    Table,
    Tally,
)
from synth.report.formats import Piece, parse_lock, shorten_lock
from synth.report.packing import settle
from synth.report.page import find_target
from synth.report.phrases import Phrases
from synth.spreadsheets import LONGEST_CELL, fill_cell

WIDTHS = (58, 16, 16, 30, 60, 60)
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Entry:
    """A cell to be: its value, the anchor that it links to, whether it is a head."""

    value: str | float
    link: str = ""
    head: bool = False


@dataclass(frozen=True)
class Row:
    """A row to be, with the anchor by which others link to it."""

    entries: Sequence[Entry]
    anchor: str = ""


def render_workbook(document: Document) -> bytes:
    """Return the report as .xlsx, without live formulas."""
    book = Workbook()
    book.remove(book.worksheets[0])
    phrases = Phrases(document.language)
    names = _name_sheets(document.sections)
    sheets = {name: list(_lay_out(section, phrases)) for name, section in zip(names, document.sections, strict=True)}
    sheets[names[0]] = [*_lay_out_head(document), *sheets[names[0]]]
    places = {section.anchor: f"'{name}'!A1" for name, section in zip(names, document.sections, strict=True)}
    for name, rows in sheets.items():
        places |= {row.anchor: f"'{name}'!A{number}" for number, row in enumerate(rows, start=1) if row.anchor}
    for name, rows in sheets.items():
        _write(book.create_sheet(name), rows, places)
    book.properties.title, book.properties.creator = document.title, "synth"
    book.properties.description = shorten_lock(document)
    content = BytesIO()
    book.save(content)
    return settle(content.getvalue())


def read_workbook(content: bytes) -> tuple[dict[str, Any], list[Piece]]:
    """Return the short lock of a spreadsheet ({} if there is none), and what is in its cells, in order."""
    book = load_workbook(BytesIO(content))
    pieces = [
        Piece(f"{sheet.title}!{cell.coordinate}", "text" if isinstance(cell.value, str) else "number", str(cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    return parse_lock(book.properties.description or ""), pieces


def _name_sheets(sections: Sequence[Section]) -> list[str]:
    """Return a name for each section's sheet, short enough and none twice."""
    return [f"{number} {FORBIDDEN.sub('’', section.title)}"[:31] for number, section in enumerate(sections, start=1)]


def _lay_out_head(document: Document) -> Iterator[Row]:
    yield Row([Entry(document.title, head=True)])
    for fact in ((document.subtitle,), (document.badge,), *document.facts):
        yield Row([_join(fact)])
    yield Row([])


def _lay_out(section: Section, phrases: Phrases) -> Iterator[Row]:
    yield Row([Entry(section.title, head=True)])
    if any(isinstance(block, Passage) for block in section.blocks):
        names = ("m_evidence", "m_people", "m_source", "e_before", "e_turn", "e_after")
        yield Row([Entry(phrases[name], head=True) for name in names])
    for block in section.blocks:
        yield from _lay_out_block(block)


def _lay_out_block(block: Block) -> Iterator[Row]:  # noqa: C901  # one case a kind of block
    match block:
        case Paragraph(line=line, role=role):
            yield Row([_join(line, head=role == "heading")])
        case Listing(lines=lines):
            for line in lines:
                yield Row([_join(line)])
        case Table():
            yield from _lay_out_table(block)
        case Quotation(quote=quote, label=label):
            yield Row(
                [Entry(f"{label} {quote.quote}".strip(), quote.code), Entry(quote.participant), Entry(quote.code)]
            )
        case Drawing(alt=alt):
            yield Row([Entry(alt)])
        case Card(title=title, badge=badge, blocks=blocks):
            yield Row([])
            yield Row([Entry(title, head=True), Entry(badge)])
            for inner in blocks:
                yield from _lay_out_block(inner)
        case Tally(anchor=anchor, about=about, quotes=quotes, kept_back=line):
            codes = ", ".join(quote.code for quote in quotes)
            yield Row([Entry(about), Entry(len(quotes)), Entry(codes), _join(line)], anchor)
        case Passage(quote=quote):
            told = [Entry(quote.quote), Entry(quote.participant), Entry(f"{quote.code} {quote.source}")]
            around = [": ".join(filter(None, turn)) for turn in (block.before, ("", block.text), block.after)]
            yield Row([*told, *map(Entry, around)], quote.code)


def _lay_out_table(table: Table) -> Iterator[Row]:
    yield Row([])
    yield Row([Entry(table.caption, head=True)])
    yield Row([Entry(cell, head=True) for cell in table.head])
    for row in table.rows:
        yield Row([_join(cell) for cell in row])
    yield Row([])


def _join(line: Line, *, head: bool = False) -> Entry:
    """Return a line as one entry: a number if it is nothing else, linked to what its first number or quote rests on."""
    link = next((_link(piece) for piece in line if not isinstance(piece, str)), "")
    if len(line) == 1 and isinstance(line[0], Number) and line[0].value is not None:
        return Entry(line[0].value, link)
    return Entry("".join(map(_write_piece, line)), link, head)


def _link(piece: Number | Quote) -> str:
    return find_target(piece) if isinstance(piece, Number) else piece.code


def _write_piece(piece: str | Number | Quote) -> str:
    if isinstance(piece, str):
        return piece
    return piece.shown if isinstance(piece, Number) else piece.quote


def _write(sheet: Any, rows: Sequence[Row], places: dict[str, str]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, entry in enumerate(row.entries, start=1):
            if entry.value == "":
                continue
            value = entry.value[:LONGEST_CELL] if isinstance(entry.value, str) else entry.value
            cell = fill_cell(sheet.cell(number, place), value)
            linked = entry.link in places
            if linked:
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=places[entry.link])
            cell.font = Font(
                bold=entry.head, underline="single" if linked else None, color="164A8A" if linked else None
            )
            cell.alignment = Alignment(wrap_text=not entry.head, vertical="top")
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
