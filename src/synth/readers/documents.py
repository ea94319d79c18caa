"""Word documents: the text of word/document.xml, paragraph by paragraph, then read as plain text.

Read here rather than with a library: docx2python writes list marks and picture names into the text and stops at some
small documents; python-docx loses tracked insertions. A quote must be what stands on the page, and nothing else.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from synth.readers.archives import damaged, read_xml
from synth.readers.draft import Draft
from synth.readers.plaintext import TIME_ALONE, read_plaintext

LEFT_OUT = {"del", "moveFrom", "delText", "instrText", "Fallback", "txbxContent", "pPr", "rPr"}
MARKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011"}
MEET_TURN = re.compile(r"^\d\d:\d\d:\d\d[^\S\n]*+\n\s*+\S[^:\n]{0,60}:\s", re.MULTILINE)


def read_document(archive: ZipFile, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the turns of a transcript in a .docx.

    Args:
        archive: the opened .docx.
        labels: speaker labels, in lower case, that are known to be labels.

    Raises:
        Unreadable: the document is damaged or too large.
    """
    part = next(name for name in archive.namelist() if name.casefold() == "word/document.xml")
    root = read_xml(archive, part)
    try:
        text = "\n\n".join(_blocks(root))
    except RecursionError as error:
        raise damaged(error) from error
    summary, text = _divide(text)
    draft = read_plaintext(text, labels=labels)
    draft.format = draft.format.replace("plain text", "Word")
    for place in range(summary):
        draft.leave_out("paragraph of the summary above the transcript", f"paragraph {place + 1}")
    return draft


def _divide(text: str) -> tuple[int, str]:
    """Cut what stands above the first `HH:MM:SS` line and `Name: text` (Google Meet puts a machine's summary there)."""
    match = MEET_TURN.search(text)
    if not match:
        return 0, text
    above = [block for block in text[: match.start()].split("\n\n") if block.strip()]
    return len(above), text[match.start() :]


def _blocks(element: Element) -> Iterator[str]:
    """Yield each paragraph, and each row of a table as `speaker: text`."""
    for child in element:
        name = _name(child)
        if name == "p":
            yield "".join(_words(child))
        elif name == "tr":
            yield _row([" ".join(_blocks(cell)).strip() for cell in child if _name(cell) == "tc"])
        elif name not in LEFT_OUT:
            yield from _blocks(child)


def _row(cells: list[str]) -> str:
    cells = [cell for cell in cells if cell]
    time = next((cell for cell in cells[:-1] if TIME_ALONE.match(cell)), "")
    cells = [cell for cell in cells if cell != time]
    if len(cells) == 2 and len(cells[0]) <= 60:
        cells[0] = cells[0].removesuffix(":").strip() + ":"
    return f"[{time}] ".removeprefix("[] ") + " ".join(cells)


def _words(element: Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in MARKS:
            yield MARKS[name]
        elif name not in LEFT_OUT:
            yield from _words(child)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
