"""Tables whose rows are segments of a transcript: Whisper's .tsv and .csv, or any with a speaker and a text."""

import re
from collections.abc import Mapping, Sequence

from synth.readers.draft import Draft, Turn
from synth.readers.encodings import split_lines
from synth.readers.headers import WORDS, clean_header
from synth.readers.heads import seconds

COLUMNS = {
    "text": {*WORDS["text"].split(), "transcript", "transcription", "utterance", "words"},
    "speaker": {*"speaker spreker locuteur locutrice intervenant sprecher sprecherin".split(), "speaker name"},
    "start": {
        "start",
        "start time",
        "starttijd",
        "begin",
        "début",
        "time",
        "tijd",
        "temps",
        "zeit",
        "timecode",
        "from",
    },
    "end": {"end", "end time", "eindtijd", "einde", "fin", "ende", "to"},
}
WHISPER = ("start", "end", "text")


def find_segment_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return the columns of a table of segments, or nothing if it has no text with a speaker, or with a start and end.

    >>> find_segment_columns(["Speaker", "Start time", "Text"])
    {'text': 2, 'speaker': 0, 'start': 1}
    """
    cleaned = [clean_header(header) for header in headers]
    found = {
        meaning: next(place for place, header in enumerate(cleaned) if header in words)
        for meaning, words in COLUMNS.items()
        if not words.isdisjoint(cleaned)
    }
    return found if "text" in found and ("speaker" in found or {"start", "end"} <= found.keys()) else {}


def is_whisper_tsv(text: str) -> bool:
    """Say whether a text is Whisper's .tsv, whose texts stand unquoted."""
    return tuple(text.lstrip("\ufeff").partition("\n")[0].rstrip("\r").split("\t")) == WHISPER


def read_whisper_tsv(text: str) -> Draft:
    """Return the segments of Whisper's .tsv; its times are milliseconds."""
    draft = Draft(format="Whisper TSV", unit="segment")
    lines = enumerate(split_lines(text.rstrip("\r\n")), start=1)
    rows = [(f"line {number}", line.split("\t", 2)) for number, line in lines if number > 1]
    read_segments(draft, WHISPER, rows)
    return draft


def read_segments(draft: Draft, headers: Sequence[str], rows: Sequence[tuple[str, list[str]]]) -> None:
    """Add the segments of a table to a draft.

    Args:
        draft: what the file holds; it becomes that of a transcript.
        headers: the names of the columns.
        rows: each its place ("row 7") and its cells.
    """
    columns = find_segment_columns(headers)
    draft.is_table, draft.unit, draft.source_kind = False, "segment", "interview"
    draft.seen += len(rows)
    in_ms = {clean_header(header) for header in headers} <= {*WHISPER, "speaker", "id"} and all(
        _cell(cells, columns, "end").isdecimal() for _, cells in rows
    )
    for place, cells in rows:
        text = _cell(cells, columns, "text")
        if not text:
            draft.leave_out("segment without text", place)
            continue
        draft.read += 1
        start, end = (_time(_cell(cells, columns, which), in_ms=in_ms) for which in ("start", "end"))
        draft.turns.append(Turn(text, _cell(cells, columns, "speaker"), start, end))
    if in_ms:
        draft.notes.append("times read as milliseconds")
    unread = [header for place, header in enumerate(headers) if header and place not in columns.values()]
    if unread:
        draft.notes.append(f"columns not read: {', '.join(unread)}")


def _cell(cells: Sequence[str], columns: Mapping[str, int], meaning: str) -> str:
    place = columns.get(meaning, len(cells))
    return cells[place].strip() if place < len(cells) else ""


def _time(cell: str, *, in_ms: bool) -> float:
    if re.fullmatch(r"\d+(?:[.,]\d+)?", cell):
        return float(cell.replace(",", ".")) / (1000 if in_ms else 1)
    return seconds(cell)
