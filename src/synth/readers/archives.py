"""Office files are zip archives: open them with limits, read their XML with entities refused.

Nothing is ever unpacked to the disk, so the names inside an archive lead nowhere.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from synth.readers.draft import Unreadable

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENTRY_MAGIC = b"PK\x01\x02"  # begins each entry of an archive's list of files
ENCRYPTED = 0x1
MOST_BYTES = 500_000_000
MOST_FILES = 10_000
MOST_XML = 50_000_000  # bytes of one part that is read as a whole
MOST_TAGS = 2_000_000  # the same, in marks "<": its tree takes about 150 bytes each
MOST_TAGS_ASIDE = 300_000  # of a workbook's styles and lists, which openpyxl makes into objects
MOST_TAGS_A_ROW = 1_000_000  # of one row or one shared text; 100,000 columns take 600,000
CHUNK = 1 << 20

# What zipfile, the XML parser and openpyxl are known to raise on a damaged or hostile archive.
DAMAGE = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(SyntaxError, DefusedXmlException),  # each parser's complaint about XML is a SyntaxError
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)


def open_archive(data: bytes) -> ZipFile:
    """Return the archive, once its size when unpacked is known to be bearable.

    Raises:
        Unreadable: it is damaged, encrypted, or would unpack to more than MOST_BYTES.
    """
    most = f"at most {MOST_BYTES:,} bytes in {MOST_FILES:,} files are opened."
    count = data.count(ENTRY_MAGIC)  # before zipfile makes an object of each
    if count > MOST_FILES:
        raise _too_much(f"It would unpack to {count:,} files; {most}")
    try:
        archive = ZipFile(BytesIO(data))
    except DAMAGE as error:
        raise damaged(error) from error
    members = archive.infolist()
    size = sum(member.file_size for member in members)  # zipfile reads no more than a file declares
    if size > MOST_BYTES:
        raise _too_much(f"It would unpack to {size:,} bytes in {len(members):,} files; {most}")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Unreadable("It is an archive with a password.", "Open it with its password, and save it without one.")
    for member in members:
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise damaged(f"{member.filename} is packed in a way that Office does not use")
    return archive


def read_xml(archive: ZipFile, part: str) -> Element:
    """Return the root of one part of an Office file.

    Raises:
        Unreadable: it is missing or damaged, declares entities, or is larger than MOST_XML or MOST_TAGS.
    """
    try:
        member = archive.getinfo(part)
        if member.file_size > MOST_XML:
            raise _too_much(f"Its part {part} has {member.file_size:,} bytes; at most {MOST_XML:,} are read.")
        data = archive.read(part)
        tags = data.count(b"<")
        if tags > MOST_TAGS:
            raise _too_much(f"Its part {part} has {tags:,} tags; at most {MOST_TAGS:,} are read.")
        root: Element = fromstring(data)
    except DAMAGE as error:
        raise damaged(error) from error
    return root


def check_workbook(archive: ZipFile) -> None:
    """Look through the parts of a workbook before openpyxl makes trees and objects of them.

    Rows and shared texts are read one by one, so one of them must not be too large; everything else is read as a whole.

    Raises:
        Unreadable: a part is damaged or too large.
    """
    for member in archive.infolist():
        name = member.filename.casefold()
        if name.startswith("xl/media/"):
            continue
        in_rows = "sheets/" in name or name.endswith("strings.xml")
        most = MOST_TAGS_A_ROW if in_rows else MOST_TAGS_ASIDE
        try:
            tags = max(_count_tags(archive, member, parted=in_rows), default=0)
            if tags > most:
                where = "a row of " if in_rows else ""
                raise _too_much(f"It holds {where}{member.filename} with {tags:,} tags; at most {most:,} are read.")
            if name.endswith((".xml", ".rels")) and not in_rows and not name.startswith("xl/externallinks/"):
                fromstring(archive.read(member))  # where lxml is installed, openpyxl reads it and refuses no entities
        except DAMAGE as error:
            raise damaged(error) from error


def has_formulas(archive: ZipFile) -> bool:
    """Say whether a sheet of a workbook seems to compute anything."""
    for member in archive.infolist():
        if "sheets/" in member.filename.casefold():
            with archive.open(member) as part:
                rest = b""
                while chunk := part.read(CHUNK):
                    if b"<f>" in (data := rest + chunk) or b"<f " in data:
                        return True
                    rest = data[-2:]
    return False


def _count_tags(archive: ZipFile, member: ZipInfo, *, parted: bool) -> Iterator[int]:
    """Yield how many tags each row or shared text of a part has (or the part, so far), in one pass over its bytes."""
    tags, rest = 0, b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            data = rest + chunk
            # An end tag may be cut by the chunk's end: its last bytes are looked at with the next one.
            data, rest = data[:-8], data[-8:]
            pieces = data.replace(b"si>", b"row>").split(b"row>") if parted else [data]
            for piece in pieces[:-1]:
                yield tags + piece.count(b"<")
                tags = 0
            tags += pieces[-1].count(b"<")
    yield tags + rest.count(b"<")


def damaged(reason: Exception | str) -> Unreadable:
    """Return the problem to raise for an archive that cannot be read to its end."""
    if isinstance(reason, RecursionError):
        reason = "it is nested deeper than any document"
    told = f"{type(reason).__name__}: {reason}" if isinstance(reason, Exception) else reason
    return Unreadable(
        f"It is a damaged Office file ({' '.join(told.split())[:300]}).",
        "Open it in Word, Excel or LibreOffice, save it again as .docx, .xlsx or .csv, and read that.",
    )


def _too_much(problem: str) -> Unreadable:
    return Unreadable(
        problem, "Check where it comes from; if it is what it should be, split it or save the text as .csv or .txt."
    )
