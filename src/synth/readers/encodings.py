"""Bytes to text, by a ladder: byte order mark, UTF-16 without one, strict UTF-8, Windows-1252."""

import codecs
import re

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
    text, encoding = _decode_as(data, encoding) if encoding else _decode_any(data)
    controls = len(CONTROL.findall(text))
    if "\x00" in text or controls > len(text) / 100:
        raise Unreadable(
            "It holds bytes that no text has (it looks like a picture, a recording, a database or a damaged file).",
            "Export the transcript or the comments again as .vtt, .docx, .txt, .csv or .xlsx.",
        )
    return text, encoding


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


def _decode_any(data: bytes) -> tuple[str, str]:
    for mark, codec, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), encoding
    if codec := _wide_codec(data):
        return data.decode(codec, "replace"), codec.upper()
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    if sum(character > "\x7f" for character in mended) > 2 * broken:
        return mended, "UTF-8" + BROKEN.format(broken)
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _wide_codec(data: bytes) -> str:
    """UTF-16 without a mark: in European text nearly every second byte is zero, always on the same side."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = len(sample) / 50, len(sample) / 5
    if odd > many and even < few:
        return "utf-16-le"
    return "utf-16-be" if even > many and odd < few else ""
