"""Office files are zip archives: open them with limits, read their XML with entities refused."""

import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException

from synth.readers.draft import Unreadable

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
MOST_BYTES = 500_000_000
MOST_FILES = 10_000

# What zipfile, the XML parser and openpyxl are known to raise on a damaged or hostile archive.
DAMAGE = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(ParseError, DefusedXmlException),
    *(AttributeError, IndexError, KeyError, TypeError, ValueError),
)


def open_archive(data: bytes) -> ZipFile:
    """Return the archive, once its size when unpacked is known to be bearable.

    Raises:
        Unreadable: it is damaged, or would unpack to more than MOST_BYTES.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except DAMAGE as error:
        raise damaged(error) from error
    size = sum(info.file_size for info in archive.infolist())  # zipfile reads no more than a file declares
    if size > MOST_BYTES or len(archive.infolist()) > MOST_FILES:
        raise Unreadable(
            f"It would unpack to {size:,} bytes in {len(archive.infolist()):,} files; "
            f"at most {MOST_BYTES:,} bytes in {MOST_FILES:,} files are opened.",
            "Check where it comes from; if it is what it should be, split it or save the text as .csv or .txt.",
        )
    return archive


def damaged(error: Exception) -> Unreadable:
    """Return the problem to raise for an archive that cannot be read to its end."""
    return Unreadable(
        f"It is a damaged Office file ({type(error).__name__}: {error}).",
        "Open it in Word, Excel or LibreOffice, save it again as .docx, .xlsx or .csv, and read that.",
    )
