"""A report as a text document for a word processor, with real headings, tables, links and page numbers."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import Any

import docx
import vl_convert
from docx.document import Document as TextDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as TextTable
from docx.text.paragraph import Paragraph as TextParagraph

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
    Table,
    Tally,
)
from synth.report.formats import Piece, parse_lock, shorten_lock
from synth.report.packing import settle
from synth.report.page import find_numeric, find_target
from synth.report.phrases import Phrases

ACCENT, SOFT = RGBColor(0x16, 0x4A, 0x8A), RGBColor(0x55, 0x60, 0x6E)


def render_text_document(document: Document) -> bytes:
    """Return the report as .docx."""
    content = BytesIO()
    _Builder(document).build().save(content)
    return settle(content.getvalue())


def read_text_document(content: bytes) -> tuple[dict[str, Any], list[Piece]]:
    """Return the short lock of a text document ({} if there is none), and its paragraphs and cells in order."""
    text = docx.Document(BytesIO(content))
    return parse_lock(text.core_properties.comments), list(_read(text))


def _read(text: TextDocument) -> Iterator[Piece]:
    place = ""
    for inner in text.iter_inner_content():
        if isinstance(inner, TextTable):
            for row in inner.rows:
                for cell in row.cells:
                    yield Piece(place, "text", _words(cell.paragraphs[0]))
        elif _words(inner):
            style = str(inner.style.name) if inner.style else ""
            if style.startswith("Heading"):
                place = _words(inner)
            yield Piece(place, "quote" if style == "Quote" else "text", _words(inner))


def _words(paragraph: TextParagraph) -> str:
    """Return a paragraph's text, that of its links and the descriptions of its pictures too."""
    pictures = [shape.get("descr", "") for shape in paragraph._p.iter(qn("wp:docPr"))]
    return "".join([paragraph.text, *pictures])


class _Builder:
    """A text document while it is made: it numbers the bookmarks."""

    def __init__(self, document: Document) -> None:
        self.document, self.phrases = document, Phrases(document.language)
        self.text = docx.Document()
        self.marks = self.phrases["quoted"].split("{quote}")
        self._bookmarks = count(1)

    def build(self) -> TextDocument:
        """Return the whole document."""
        self._set_up()
        self.text.add_heading(self.document.title, 0)
        for fact in ((self.document.subtitle,), (self.document.badge,), *self.document.facts):
            self._fill(self.text.add_paragraph(), fact)
        for section in self.document.sections:
            paragraph = self._paragraph("ListNumber")
            self._link(paragraph, section.title, section.anchor)
        for section in self.document.sections:
            heading = self.text.add_heading(section.title, 1)
            heading.paragraph_format.page_break_before = section.anchor in ("summary", "insights", "counts", "evidence")
            self._mark(heading, section.anchor)
            for block in section.blocks:
                self._add(block, level=2)
        return self.text

    def _set_up(self) -> None:
        """Set paper, language, typeface, footer and what the file tells of itself."""
        section = self.text.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        for name in ("Normal", "Title", *(f"Heading {level}" for level in (1, 2, 3))):
            style = self.text.styles[name]
            style.font.name = "Calibri"
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            if name != "Normal":
                style.font.color.rgb = ACCENT
        normal = self.text.styles["Normal"]
        normal.font.size, normal.paragraph_format.space_after = Pt(10.5), Pt(5)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), str(self.phrases.locale).replace("_", "-"))
        normal.element.get_or_add_rPr().append(language)
        footer = section.footer.paragraphs[0]
        footer.add_run(f"{self.document.title} · ")
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = footer.add_run()._r
            piece = OxmlElement("w:fldChar" if kind else "w:instrText")
            piece.set(qn("w:fldCharType"), kind) if kind else setattr(piece, "text", words)
            run.append(piece)
        told = self.text.core_properties
        told.title, told.author, told.comments = self.document.title, "synth", shorten_lock(self.document)
        told.language = self.document.language

    def _paragraph(self, style: str) -> TextParagraph:
        """Add a paragraph of a style, by its id: looking a style up by its name takes most of the time of a report."""
        paragraph = self.text.add_paragraph()
        paragraph._p.style = style
        return paragraph

    def _add(self, block: Block, *, level: int) -> None:  # noqa: C901  # one case a kind of block
        match block:
            case Paragraph(line=line, role="heading"):
                self._fill(self.text.add_heading(level=level), line)
            case Paragraph(line=line):
                self._fill(self.text.add_paragraph(), line)
            case Listing(lines=lines):
                for line in lines:
                    self._fill(self._paragraph("ListBullet"), line)
            case Table():
                self._add_table(block)
            case Quotation(quote=quote, label=label):
                paragraph = self._paragraph("Quote")
                if label:
                    paragraph.add_run(f"{label} ").bold = True
                self._fill(paragraph, (quote,))
            case Drawing():
                self._add_drawing(block)
            case Card(title=title, badge=badge, blocks=blocks):
                self.text.add_heading(f"{title} ({badge})", level)
                for inner in blocks:
                    self._add(inner, level=level + 1)
            case Tally():
                self._add_tally(block)
            case Passage():
                self._add_passage(block)

    def _add_table(self, table: Table) -> None:
        caption = self._paragraph("Caption")
        caption.add_run(table.caption)
        caption.paragraph_format.keep_with_next = True
        numeric = find_numeric(table)
        made = self.text.add_table(rows=1, cols=len(table.head), style="Light List Accent 1")
        head = made.rows[0]
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        rows: Sequence[Sequence[Line]] = [[(cell,) for cell in table.head], *table.rows]
        for number, row in enumerate(rows):
            cells = (made.add_row() if number else head).cells
            for place, line in enumerate(row):
                paragraph = cells[place].paragraphs[0]
                paragraph.alignment = 2 if place in numeric else 0
                self._fill(paragraph, line)
        self.text.add_paragraph()

    def _add_drawing(self, drawing: Drawing) -> None:
        picture = BytesIO(vl_convert.svg_to_png(drawing.svg, scale=2))
        self.text.add_picture(picture, width=Mm(165))
        shape = self.text.paragraphs[-1]._p.find(f".//{qn('wp:docPr')}")
        shape.set("descr", drawing.alt)

    def _add_tally(self, tally: Tally) -> None:
        paragraph = self.text.add_paragraph()
        self._mark(paragraph, tally.anchor)
        paragraph.add_run(f"{tally.about}: ").bold = True
        for quote in tally.quotes:
            self._link(paragraph, f"{quote.code} ", quote.code)
        self._fill(paragraph, tally.kept_back)

    def _add_passage(self, passage: Passage) -> None:
        quote = passage.quote
        head = self.text.add_paragraph()
        self._mark(head, quote.code)
        head.add_run(quote.code).bold = True
        head.add_run(f" {quote.participant or self.phrases['unknown']} · {quote.source}").font.color.rgb = SOFT
        head.paragraph_format.keep_with_next = True
        if passage.before[1]:
            self._add_turn(passage.before)
        start, end = (quote.start, quote.end) if passage.text != quote.quote else (0, len(passage.text))
        turn = self._paragraph("Quote")
        turn.add_run(_clean(passage.text[:start]))
        turn.add_run(_clean(passage.text[start:end])).bold = True
        turn.add_run(_clean(passage.text[end:]))
        if passage.after[1]:
            self._add_turn(passage.after)

    def _add_turn(self, turn: tuple[str, str]) -> None:
        self.text.add_paragraph().add_run(_clean(f"{turn[0]}: {turn[1]}")).font.color.rgb = SOFT

    def _fill(self, paragraph: TextParagraph, line: Line) -> None:
        for piece in line:
            if isinstance(piece, str):
                paragraph.add_run(_clean(piece))
            elif isinstance(piece, Number):
                self._link(paragraph, piece.shown, find_target(piece))
            else:
                self._add_quote(paragraph, piece)

    def _add_quote(self, paragraph: TextParagraph, quote: Quote) -> None:
        paragraph.add_run(f"{self.marks[0]}{_clean(quote.quote)}{self.marks[1]} ")
        self._link(paragraph, f"{quote.participant or self.phrases['unknown']} · {quote.code}", quote.code)

    def _link(self, paragraph: TextParagraph, words: str, anchor: str) -> None:
        """Add words that lead to a bookmark."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _name(anchor))
        run = paragraph.add_run(_clean(words))
        run.font.color.rgb = ACCENT
        link.append(run._r)
        paragraph._p.append(link)

    def _mark(self, paragraph: TextParagraph, anchor: str) -> None:
        """Put a bookmark around a paragraph's text."""
        number = str(next(self._bookmarks))
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for piece in (begin, end):
            piece.set(qn("w:id"), number)
        begin.set(qn("w:name"), _name(anchor))
        paragraph._p.append(begin)
        paragraph._p.append(end)


def _name(anchor: str) -> str:
    """Return an anchor as the name of a bookmark, which has no hyphen."""
    return anchor.replace("-", "_")


def _clean(text: str) -> str:
    r"""Return text with U+FFFD in the place of what XML cannot hold.

    >>> _clean("a\x00b\ud83d")
    'a�b�'
    """
    return "".join(
        sign if sign in "\t\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff") else "�" for sign in text
    )
