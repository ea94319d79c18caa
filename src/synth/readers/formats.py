"""Which reader a file needs, told by its content and never by its name."""

import re

from synth.readers.archives import OLE_MAGIC, ZIP_MAGIC, open_archive
from synth.readers.captions import is_captions, read_captions
from synth.readers.documents import read_document
from synth.readers.draft import Draft, Unreadable
from synth.readers.encodings import decode
from synth.readers.headers import is_header
from synth.readers.opendocument import is_opendocument, read_opendocument
from synth.readers.parquet import PARQUET_MAGIC, read_parquet
from synth.readers.plaintext import count_heads, read_plaintext
from synth.readers.segments import is_whisper_tsv, read_whisper_tsv
from synth.readers.tabular import SAMPLE, find_delimiter, read_csv, read_xlsx
from synth.readers.whisper import read_whisper

EXCEL_DELIMITER = re.compile(r"^\ufeff?\"?sep=.\"?\r?\n")
# Formats that are recognised in order to say what to do with them.
FOREIGN = (
    (b"%PDF", "It is a PDF.", "Save its text as .docx or .txt (a PDF does not say where a turn begins)."),
    (b"{\\rtf", "It is a Rich Text document.", "Open it in Word or LibreOffice and save it as .docx."),
    (b"SQLite format 3", "It is a database.", "If it is a study, open it with synth.Study; it holds no transcript."),
)


def read_draft(
    data: bytes, name: str, *, labels: frozenset[str] = frozenset(), text_column: str = "", encoding: str = ""
) -> tuple[Draft, str]:
    """Return what a file holds, and the encoding of its text ("" for Office files).

    Args:
        data: the file's bytes.
        name: the file's name, for the participants of a table without a column for them.
        labels: speaker labels, in lower case, that are known to be labels.
        text_column: the header of a table's text.
        encoding: Python's name of a text's encoding, if the caller knows it.

    Raises:
        Unreadable: the file is empty, damaged, encrypted, or in a format that synth does not read.
        TableProblem: `text_column` is not among a table's columns.
    """
    if data.startswith(ZIP_MAGIC):
        return _read_office(data, name, labels=labels, text_column=text_column), ""
    if data.startswith(OLE_MAGIC):
        raise Unreadable(
            "It is an Office file with a password, or of Office 2003 or older.",
            "Open it in Word or Excel, remove the password (File > Info > Protect), and save it as .docx or .xlsx.",
        )
    if data.startswith(PARQUET_MAGIC):
        return read_parquet(data, name, text_column=text_column), ""
    for magic, problem, next_step in FOREIGN:
        if data.startswith(magic):
            raise Unreadable(problem, next_step)
    text, encoding = decode(data, encoding)
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable("It is empty.", "Export it again, or take it out of the folder.")
    return _read_text(text, name, labels=labels, text_column=text_column), encoding


def _read_text(text: str, name: str, *, labels: frozenset[str], text_column: str) -> Draft:
    if is_captions(text):
        return read_captions(text, labels=labels)
    if text.lstrip().startswith(("{", "[{")):
        return read_whisper(text)
    if is_whisper_tsv(text):
        return read_whisper_tsv(text)
    text = EXCEL_DELIMITER.sub("", text)
    delimiter = "" if _is_talk(text[:SAMPLE], labels) else find_delimiter(text)
    if delimiter:
        return read_csv(text, name, delimiter=delimiter, text_column=text_column)
    return read_plaintext(text, labels=labels)


def _is_talk(sample: str, labels: frozenset[str]) -> bool:
    """Say whether lines begin with speakers, though the commas and tabs in them may look like those of a table."""
    header = sample.partition("\n")[0].split("\t")
    is_table = len(header) > 1 and is_header(header)
    return not is_table and count_heads(sample, labels) > 0.3 * (sample.count("\n") + 1)


def _read_office(data: bytes, name: str, *, labels: frozenset[str], text_column: str) -> Draft:
    with open_archive(data) as archive:
        parts = {part.casefold() for part in archive.namelist()}
        if "word/document.xml" in parts:
            return read_document(archive, labels=labels)
        if "xl/workbook.xml" in parts:
            return read_xlsx(data, name, text_column=text_column)
        if "content.xml" in parts and is_opendocument(archive):
            return read_opendocument(archive, labels=labels)
    if "project.qde" in parts:
        raise Unreadable("It is a REFI-QDA project.", "Take the transcripts out of its folder sources/ and read those.")
    raise Unreadable(
        "It is a zip archive, but no .docx, .xlsx or .odt.",
        "Unpack it, and read the folder or save the document as .docx.",
    )
