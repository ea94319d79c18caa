"""What a report is made of: sections of blocks, blocks of text, numbers and quotes; no format yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any


@dataclass(frozen=True)
class Quote:
    """Words of a participant, verbatim, and where they stand: `text[start:end] == quote`."""

    evidence_id: str
    code: str  # such as E12, the same all over the report
    quote: str
    participant: str
    language: str
    source: str
    utterance: str
    start: int
    end: int


@dataclass(frozen=True)
class Number:
    """A number, how it is written, the recipe that computes it, and the evidence or the place where that can be seen.

    A number that counts quotes names them in `evidence`; `about` says in words what they are of. Any other number has
    a `place`, an anchor of the report. `value` is None where the report keeps it back.
    """

    value: float | None
    shown: str
    recipe: str
    about: str = ""
    evidence: tuple[str, ...] = ()
    place: str = "method"


Inline = str | Number | Quote
Line = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    """A line of text; `role` is "" or one of lead, note, warning."""

    line: Line
    role: str = ""


@dataclass(frozen=True)
class Listing:
    """A list of lines."""

    lines: Sequence[Line]


@dataclass(frozen=True)
class Table:
    """A table with a caption; each cell is a line. The cells of the first column are the rows' heads."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Line]]


@dataclass(frozen=True)
class Quotation:
    """A quote by itself; `label` stands before it ("But:")."""

    quote: Quote
    label: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG, with what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Card:
    """Blocks that belong together under a title, with a badge such as its status."""

    title: str
    badge: str
    blocks: "Sequence[Block]"


@dataclass(frozen=True)
class Passage:
    """A quote in its utterance, between what was said just before and after (speaker, words)."""

    quote: Quote
    text: str
    before: tuple[str, str]
    after: tuple[str, str]
    cited: bool


@dataclass(frozen=True)
class Tally:
    """What a number counted: the quotes that the report may show, and how many it may not."""

    anchor: str
    about: str
    quotes: Sequence[Quote]
    kept_back: Line


Block = Paragraph | Listing | Table | Quotation | Drawing | Card | Passage | Tally


@dataclass(frozen=True)
class Section:
    """A part of the report under a heading."""

    anchor: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """A whole report: its head, its sections, and the lock that proves it."""

    title: str
    subtitle: str
    badge: str
    facts: Sequence[Line]
    language: str
    sections: Sequence[Section]
    lock: dict[str, Any]


def walk(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Yield every piece of text, number and quote of some blocks, in the order of reading."""
    for block in blocks:
        if isinstance(block, Card):
            yield from walk(block.blocks)
        else:
            yield from _list_pieces(block)


def _list_pieces(block: Block) -> Iterable[Inline]:
    match block:
        case Paragraph(line=line) | Tally(kept_back=line):
            return line
        case Listing(lines=lines):
            return chain.from_iterable(lines)
        case Table(rows=rows):
            return chain.from_iterable(chain.from_iterable(rows))
        case Quotation(quote=quote) | Passage(quote=quote):
            return (quote,)
        case _:
            return ()
