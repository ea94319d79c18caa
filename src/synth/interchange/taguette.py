"""Taguette's own export: an SQLite file with documents in HTML, and highlights placed in the bytes of their text.

As its source has it (taguette/database/models.py, taguette/extract.py): `documents.contents` is HTML, and
`start_offset` and `end_offset` of a highlight count the UTF-8 bytes of the text nodes, the end exclusive. A tag's
`path` is its name, in which a dot makes a hierarchy. Who highlighted stands in `commands` ("highlight_add").
"""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

from synth.interchange.assembly import Source, assemble
from synth.interchange.databases import Database, open_database
from synth.interchange.documents import Selection
from synth.interchange.offsets import Claim, Counting, locate
from synth.interchange.project import Project

NEEDS = {"projects", "documents", "highlights", "tags", "highlight_tags"}
BYTES = Counting("utf-8")
BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br", "blockquote", "pre", "table", "ul", "ol"}


def read_taguette(path: Path) -> Project:
    """Read a project; of a database with several, all of them, as one.

    Raises:
        ImportProblem: the file is no database of Taguette.
    """
    with open_database(path, needs=NEEDS, tool="Taguette") as database:
        tags = {row["id"]: row for row in database.rows("tags")}
        sources, tally = _sources(database, tags)
        projects = database.rows("projects")
        highlights = len(database.rows("highlights"))
    account = {
        "documents": (len(sources), len(sources), ""),
        "tags": (len(tags), len(tags), ""),
        "highlights": (highlights, highlights - tally["outside"], "the others lie outside their document"),
        "highlights without a tag": (tally["bare"], 0, "nothing is said of them"),
        "highlights whose place has other words than Taguette showed": (
            tally["other words"],
            tally["other words"],
            "look at them: their place in the document was taken",
        ),
    }
    memos = [{"about": "", "title": row["name"], "text": row["description"]} for row in projects if row["description"]]
    names = ", ".join(dict.fromkeys(row["name"] for row in projects))
    return assemble(names, sources, _codes(tags), account, memos=memos)


def html_text(html: str) -> tuple[str, list[int]]:
    """Return the text nodes of HTML as one text, and the places in it before which a line ends.

    >>> html_text("<p>Ja &amp; <b>nee</b>.</p><p>Wel.</p>")
    ('Ja & nee.Wel.', [0, 9, 13])
    """
    parser = _Text()
    parser.feed(html.replace("\r\n", "\n").replace("\r", "\n"))  # as HTML has it
    parser.close()
    return "".join(parser.parts), sorted(set(parser.breaks))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.breaks: list[int] = []
        self.length = 0

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self.length += len(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the base's name
        if tag in BLOCKS:
            self.breaks.append(self.length)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.breaks.append(self.length)


def _sources(database: Database, tags: dict[int, dict[str, Any]]) -> tuple[list[Source], Counter[str]]:
    """Return the documents with their highlights, and how many of these have no place, no tag or other words."""
    authors = _authors(database)
    tagged: dict[int, list[str]] = {}
    for row in database.rows("highlight_tags"):
        if row["tag_id"] in tags:
            tagged.setdefault(row["highlight_id"], []).append(_name(tags[row["tag_id"]]))
    highlights: dict[int, list[dict[str, Any]]] = {}
    for row in database.rows("highlights"):
        highlights.setdefault(row["document_id"], []).append(row)
    sources, tally = [], Counter[str]()
    for document in database.rows("documents"):
        text, breaks = html_text(document["contents"])
        source = Source(document["name"], _with_lines(text, breaks))
        rows = highlights.get(document["id"], [])
        spans = locate(text, (Claim(row["start_offset"], row["end_offset"]) for row in rows), BYTES)
        for row, span in zip(rows, spans, strict=True):
            codes = tagged.get(row["id"], [])
            tally.update(["outside"] * (span is None) + ["bare"] * (not codes))
            if span and _letters(text[slice(*span)]) != _letters(html_text(row["snippet"])[0]):
                tally["other words"] += 1
            if span and codes:
                researcher, at = authors.get(row["id"], ("", ""))
                start, end = (
                    _moved(place, breaks, is_end=is_end) for place, is_end in zip(span, (False, True), strict=True)
                )
                source.selections.append(Selection(start, end, codes, researcher, at))
        sources.append(source)
    return sources, tally


def _letters(text: str) -> str:
    return "".join(text.split())


def _with_lines(text: str, breaks: list[int]) -> str:
    """Return the text with a line break wherever a block of the HTML began or ended."""
    edges = [0, *breaks, len(text)]
    return "\n".join(text[start:end] for start, end in pairwise(edges))


def _moved(place: int, breaks: list[int], *, is_end: bool) -> int:
    """Return where a place of the text is once the line breaks are put in."""
    return place + sum(edge < place if is_end else edge <= place for edge in breaks)


def _authors(database: Database) -> dict[int, tuple[str, str]]:
    """Return who made each highlight, and when."""
    authors = {}
    for row in database.rows("commands"):
        try:
            payload = json.loads(row["payload"])
        except ValueError:
            continue
        if isinstance(payload, dict) and payload.get("type") == "highlight_add":
            at = re.sub(r" ", "T", str(row["date"]), count=1)
            authors[int(payload.get("highlight_id") or 0)] = (str(row["user_login"]), f"{at}+00:00" if at else "")
    return authors


def _name(tag: dict[str, Any]) -> str:
    return " ".join(str(tag["path"]).split())


def _codes(tags: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the codes; "contact.phone" hangs under "contact" where there is such a tag."""
    rows = {_name(tag): {"name": _name(tag), "definition": tag["description"]} for tag in tags.values()}
    for name, row in rows.items():
        above = name
        while "." in above:
            above = above.rpartition(".")[0]
            if above in rows:
                row["parent"] = above
                break
    return list(rows.values())
