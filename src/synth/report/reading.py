"""Read a report's page back: its lock, and every piece of it with the place where it stands."""

from collections.abc import Iterator
from typing import Any

from lxml import html

from synth.report.formats import Piece, parse_lock

LOCK = "synth-lock"


def read_page(content: bytes) -> tuple[dict[str, Any], list[Piece]]:
    """Return the lock of a page ({} if there is none), and its quotes, numbers, texts and markup in order."""
    root = html.document_fromstring(content.decode("utf-8", errors="replace") or "<html></html>")
    found = root.xpath(f"//script[@id='{LOCK}']")
    lock = parse_lock(found[0].text_content()) if found else {}
    return lock, [piece for piece in _walk(root, "head") if piece.text]


def _walk(element: Any, place: str) -> Iterator[Piece]:
    """Yield the pieces of an element and all that is in it."""
    if not isinstance(element.tag, str):
        yield Piece(place, "markup", str(element))
        return
    place = _find_place(element, place)
    attributes = " ".join(f'{name}="{value}"' for name, value in sorted(element.attrib.items()))
    yield Piece(place, "markup", f"<{element.tag} {attributes}>")
    kind = _find_kind(element)
    if element.get("id") != LOCK:  # it is compared as data
        yield Piece(place, kind, _squeeze(element.text, kind))
    for child in element:
        yield from _walk(child, place)
        yield Piece(place, "text", _squeeze(child.tail, "text"))


def _find_kind(element: Any) -> str:
    if element.get("data-evidence"):
        return "quote"
    if element.get("data-recipe"):
        return "number"
    return "markup" if element.tag in ("script", "style") else "text"


def _find_place(element: Any, place: str) -> str:
    """Return the place in words: the section's heading, then the card, table, quote or number."""
    if element.tag in ("section", "article") and (heading := element.find(".//h2")) is not None:
        return str(heading.text_content().strip())
    if element.tag in ("header", "nav", "footer") and element.getparent().tag == "body":
        return str(element.tag)
    if element.tag == "article":
        title = element.find("header/h3")
        return f"{place}, {element.get('id') or ('' if title is None else title.text_content().strip())}"
    if element.tag == "details":
        return f"{place}, {element.findtext('summary') or element.get('id')}"
    return f"{place}, {element.findtext('caption')}" if element.tag == "table" else place


def _squeeze(text: str | None, kind: str) -> str:
    """Return text without the white space between elements; a quote stays as it is, character by character."""
    return text or "" if kind == "quote" else (text or "").strip()
