"""Word documents: the text of word/document.xml, paragraph by paragraph, with tracked changes as accepted.

Read here rather than with a library: docx2python writes list marks and picture names into the text and stops at some
small documents; python-docx loses tracked insertions. A quote must be what stands on the page, and nothing else.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from synth.readers.archives import DAMAGE, damaged, read_xml
from synth.readers.draft import Draft
from synth.readers.pages import Page, read_page

DELETED = {"del", "moveFrom"}
LEFT_OUT = {*DELETED, "delText", "instrText", "Fallback", "txbxContent", "pPr", "rPr"}
MARKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011"}
PARTS = (
    (re.compile(r"word/comments\.xml"), ("comment",), "comment in the margin"),
    (re.compile(r"word/(?:foot|end)notes\.xml"), ("footnote", "endnote"), "footnote"),
    (re.compile(r"word/(?:header|footer)\d*\.xml"), ("hdr", "ftr"), "header or footer of the page"),
)


def read_document(archive: ZipFile, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the turns of a transcript in a .docx.

    Args:
        archive: the opened .docx.
        labels: speaker labels, in lower case, that are known to be labels.

    Raises:
        Unreadable: the document is damaged or too large.
    """
    page = Page()
    try:
        for part in archive.namelist():
            if part.casefold() == "word/document.xml":
                root = read_xml(archive, part)
                page.blocks = list(_blocks(root))
                _count_changes(page, root)
            for name, elements, what in PARTS:
                if name.fullmatch(part.casefold()):
                    page.count(page.beside, what, _count(read_xml(archive, part), elements))
    except DAMAGE as error:
        raise damaged(error) from error
    return read_page(page, "Word", labels=labels)


def _blocks(element: Element) -> Iterator[str | list[list[str]]]:
    for child in element:
        name = _name(child)
        if name == "p":
            yield "".join(_words(child))
        elif name == "tbl":
            yield [[_cell(cell) for cell in row if _name(cell) == "tc"] for row in child if _name(row) == "tr"]
        elif name not in LEFT_OUT:
            yield from _blocks(child)


def _cell(cell: Element) -> str:
    """Return the paragraphs of a cell on one line; a table within it counts as its paragraphs."""
    return " ".join("".join(_words(part)) for part in cell.iter() if _name(part) == "p").strip()


def _words(element: Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in MARKS:
            yield MARKS[name]
        elif name not in LEFT_OUT:
            yield from _words(child)


def _count_changes(page: Page, root: Element) -> None:
    for element in _current(root):
        name = _name(element)
        if name in {"ins", "moveTo"} and _text(element, "t"):
            page.count(page.accepted, "insertion")
        elif name in DELETED and _text(element, "delText"):
            page.count(page.accepted, "deletion")
        elif name == "txbxContent" and _text(element, "t"):
            page.count(page.beside, "text box")


def _current(element: Element) -> Iterator[Element]:
    """Yield what is in an element, without the copies that Word adds for older readers."""
    for child in element:
        if _name(child) != "Fallback":
            yield child
            yield from _current(child)


def _count(root: Element, names: tuple[str, ...]) -> int:
    return sum(_text(element, "t") != "" for element in root.iter() if _name(element) in names)


def _text(element: Element, name: str) -> str:
    return "".join(part.text or "" for part in element.iter() if _name(part) == name).strip()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
