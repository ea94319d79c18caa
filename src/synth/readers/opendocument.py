"""OpenDocument text (.odt of LibreOffice and Google Docs): the text of content.xml, tracked changes as accepted."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from synth.readers.archives import DAMAGE, damaged, read_xml
from synth.readers.draft import Draft
from synth.readers.pages import Page, read_page

MIMETYPE = b"application/vnd.oasis.opendocument.text"
PARAGRAPHS = {"p", "h"}
BESIDE = {"annotation": "comment in the margin", "note": "footnote", "text-box": "text box"}
LEFT_OUT = {*BESIDE, "tracked-changes", "annotation-end", "forms", "sequence-decls"}
MARKS = {"line-break": "\n", "tab": "\t"}
WHITE = re.compile(r"[ \t\r\n]+")
MOST_SPACES = 1000


def is_opendocument(archive: ZipFile) -> bool:
    """Say whether an archive is an OpenDocument text, and not a table or slides.

    Raises:
        Unreadable: the archive is damaged.
    """
    try:
        return "mimetype" not in archive.namelist() or archive.read("mimetype").strip().startswith(MIMETYPE)
    except DAMAGE as error:
        raise damaged(error) from error


def read_opendocument(archive: ZipFile, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the turns of a transcript in an .odt.

    Args:
        archive: the opened .odt.
        labels: speaker labels, in lower case, that are known to be labels.

    Raises:
        Unreadable: the document is damaged or too large.
    """
    root = read_xml(archive, "content.xml")
    page = Page()
    body = next((part for part in root.iter() if _name(part) == "text"), root)
    try:
        page.blocks = list(_blocks(body))
    except RecursionError as error:
        raise damaged(error) from error
    for element in root.iter():
        name = _name(element)
        if name in BESIDE and "".join(element.itertext()).strip():
            page.count(page.beside, BESIDE[name])
        elif name in {"insertion", "deletion"}:
            page.count(page.accepted, name)
    return read_page(page, "OpenDocument", labels=labels)


def _blocks(element: Element) -> Iterator[str | list[list[str]]]:
    for child in element:
        name = _name(child)
        if name in PARAGRAPHS:
            yield "".join(_words(child))
        elif name == "table":
            rows = [row for row in child.iter() if _name(row) == "table-row"]
            yield [[_cell(cell) for cell in row if _name(cell) == "table-cell"] for row in rows]
        elif name not in LEFT_OUT:
            yield from _blocks(child)


def _cell(cell: Element) -> str:
    return " ".join(block for block in _blocks(cell) if isinstance(block, str)).strip()


def _words(element: Element) -> Iterator[str]:
    """Yield the words of a paragraph; white space in the markup counts as one space, as when it is shown."""
    yield WHITE.sub(" ", element.text or "")
    for child in element:
        name = _name(child)
        if name == "s":
            yield " " * min(_number_of_spaces(child), MOST_SPACES)
        elif name in MARKS:
            yield MARKS[name]
        elif name not in LEFT_OUT:
            yield from _words(child)
        yield WHITE.sub(" ", child.tail or "")


def _number_of_spaces(element: Element) -> int:
    number = next((value for key, value in element.attrib.items() if key.endswith("}c")), "1")
    return int(number) if number.isdecimal() else 1


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
