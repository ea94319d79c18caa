"""Bytes to text, by a ladder: byte order mark, UTF-16 without one, strict UTF-8, Windows-1252."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from synth.readers.draft import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with BOM"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32 LE"),  # before UTF-16 LE, whose mark begins alike
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE"),
)
CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")
BROKEN = " ({} broken characters shown as \ufffd)"
LINE_END = re.compile(r"\r\n|\r|\n")
MOST_LINE = 10_000_000


@dataclass(frozen=True)
class Codec:
    """How bytes become text: Python's name of the encoding, one for people, what to do with errors, bytes to skip."""

    name: str
    label: str
    errors: str = "strict"
    skip: int = 0


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text and the name of its encoding.

    Args:
        data: the bytes of a text.
        encoding: Python's name of its encoding, if the caller knows it.

    Raises:
        Unreadable: the bytes are no text.

    >>> decode("Zoë".encode("cp1252"))
    ('Zoë', 'Windows-1252')
    """
    if encoding:
        text, label = _decode_as(data, encoding)
    else:
        codec = find_codec(lambda: [data])
        text, label = data[codec.skip :].decode(codec.name, codec.errors), codec.label
    refuse_binary([text])
    return text, label


def find_codec(read: Callable[[], Iterable[bytes]]) -> Codec:
    """Return the encoding of bytes that come in pieces.

    Args:
        read: gives the pieces from the first one on, each time it is called; the first has at least 4,096 bytes if
            there are as many.
    """
    first = next(iter(read()), b"")
    for mark, codec, label in MARKS:
        if first.startswith(mark):
            return Codec(codec, label, "replace", len(mark))
    if codec := _wide_codec(first):
        return Codec(codec, codec.upper(), "replace")
    if _is_valid(read, "utf-8"):
        return Codec("utf-8", "UTF-8")
    broken = special = 0
    for text in decode_pieces(read(), Codec("utf-8", "", "replace")):
        broken += text.count("\ufffd")
        special += len(text) - len(text.encode("ascii", "ignore"))
    if special > 2 * broken:
        return Codec("utf-8", "UTF-8" + BROKEN.format(broken), "replace")
    return Codec("cp1252", "Windows-1252") if _is_valid(read, "cp1252") else Codec("latin-1", "Latin-1")


def decode_pieces(pieces: Iterable[bytes], codec: Codec) -> Iterator[str]:
    """Yield the text of bytes that come in pieces, which may part a character."""
    decoder = codecs.getincrementaldecoder(codec.name)(codec.errors)
    skip = codec.skip
    for piece in pieces:
        yield decoder.decode(piece[skip:])
        skip = 0
    yield decoder.decode(b"", final=True)


def refuse_binary(pieces: Iterable[str]) -> None:
    """Go through a text in pieces.

    Raises:
        Unreadable: it holds what no text has.
    """
    length = controls = 0
    has_nul = False
    for text in pieces:
        length += len(text)
        controls += len(CONTROL.findall(text))
        has_nul = has_nul or "\x00" in text
    if has_nul or controls > length / 100:
        raise Unreadable(
            "It holds bytes that no text has (it looks like a picture, a recording, a database or a damaged file).",
            "Export the transcript or the comments again as .vtt, .docx, .txt, .csv or .xlsx.",
        )


def read_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of an open text.

    Raises:
        Unreadable: a line has MOST_LINE characters or more.
    """
    number = 0
    while line := file.readline(MOST_LINE):
        number += 1
        if len(line) == MOST_LINE:
            raise Unreadable(
                f"Its line {number:,} has {MOST_LINE:,} characters or more.", "Export it again, one row a line."
            )
        yield line


def split_lines(text: str) -> list[str]:
    r"""Return the lines; unlike str.splitlines, a rare separator inside a sentence ends no line.

    >>> split_lines("a\r\nb\u2028c")
    ['a', 'b\u2028c']
    """
    return LINE_END.split(text)


def _decode_as(data: bytes, encoding: str) -> tuple[str, str]:
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    broken = text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")
    return text, f"{encoding}, as set" + (BROKEN.format(broken) if broken else "")


def _is_valid(read: Callable[[], Iterable[bytes]], name: str) -> bool:
    try:
        for _ in decode_pieces(read(), Codec(name, "")):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _wide_codec(data: bytes) -> str:
    """UTF-16 without a mark: in European text nearly every second byte is zero, always on the same side."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = len(sample) / 50, len(sample) / 5
    if odd > many and even < few:
        return "utf-16-le"
    return "utf-16-be" if even > many and odd < few else ""
