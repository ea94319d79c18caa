"""The formats of a report: how each is written, and how its pieces are read back to be verified."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from synth.errors import StudyProblem
from synth.report.document import Document


class Piece(NamedTuple):
    """A piece of a written report: where it stands, what it is (quote, number, text or markup), and its words."""

    place: str
    kind: str
    text: str


class Format(NamedTuple):
    """A format: what writes a document as bytes, and what reads a report's lock and pieces back."""

    render: Callable[[Document], bytes]
    read: Callable[[bytes], tuple[dict[str, Any], Sequence[Piece]]]
    exact: bool  # whether a program that opens the file and saves it again keeps its bytes


def find_format(path: str | Path) -> Format:
    """Return the format of a report by the ending of its name.

    Raises:
        StudyProblem: the ending is none of .html, .docx and .xlsx.
    """
    from synth.report import page, reading, text_document, workbook  # noqa: PLC0415  # each needs what stands above

    formats = {
        ".html": Format(lambda document: page.render_page(document).encode(), reading.read_page, exact=True),
        ".docx": Format(text_document.render_text_document, text_document.read_text_document, exact=False),
        ".xlsx": Format(workbook.render_workbook, workbook.read_workbook, exact=False),
    }
    name = Path(path)
    if name.suffix.lower() not in formats:
        raise StudyProblem(f"{name.name}: a report is {', '.join(formats)}; end its name with one of them.")
    return formats[name.suffix.lower()]


def shorten_lock(document: Document) -> str:
    """Return what a file without room for the lock says of it: how it was made, and the lock's SHA-256."""
    lock = document.lock
    told = {name: lock[name] for name in ("format", "synth", "language", "shareable", "until")}
    digest = sha256(json.dumps(lock, sort_keys=True).encode()).hexdigest()
    return json.dumps({**told, "lock": digest}, sort_keys=True)


def parse_lock(text: str) -> dict[str, Any]:
    """Return a lock, empty if it is no lock."""
    try:
        lock = json.loads(text)
    except ValueError:
        return {}
    return lock if isinstance(lock, dict) else {}
