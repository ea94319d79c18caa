"""JSON of Whisper, WhisperX (who spoke each word) and whisper.cpp (in milliseconds), whole or one segment a line."""

import json
from collections.abc import Iterator
from math import nan
from typing import Any

from synth.readers.draft import Draft, Turn, Unreadable
from synth.readers.encodings import split_lines
from synth.readers.heads import first_known

MOST_SECONDS = 1e9
NEXT_STEP = (
    "Export the transcript as .vtt, .srt or .txt, or as Whisper writes it: {“segments”: [{“start”, “end”, “text”}]}."
)


def read_whisper(text: str) -> Draft:
    """Return the segments of a Whisper transcript, parted where WhisperX hears another speaker within one.

    Args:
        text: the file's text.

    Raises:
        Unreadable: the text is no JSON, or JSON without segments.
    """
    content = _load(text)
    segments = _segments(content)
    kind = "whisper.cpp" if isinstance(content, dict) and "transcription" in content else "Whisper"
    kind = "WhisperX" if any(isinstance(part, dict) and _speakers(part) for part in segments) else kind
    draft = Draft(format=f"{kind} JSON", unit="segment", seen=len(segments))
    for number, segment in enumerate(segments, start=1):
        words = segment.get("text") if isinstance(segment, dict) else None
        if not isinstance(words, str) or not words.strip():
            draft.leave_out("segment without text", f"segment {number}")
            continue
        draft.read += 1
        draft.turns += _part(segment)
    return draft


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        try:
            return [json.loads(line) for line in split_lines(text) if line.strip()]  # one segment a line
        except (ValueError, RecursionError):
            raise Unreadable(f"It begins like JSON but cannot be read as such ({error}).", NEXT_STEP) from error


def _segments(content: Any) -> list[Any]:
    if isinstance(content, dict):
        content = content.get("segments", content.get("transcription", [content]))
    if isinstance(content, list) and any(isinstance(part, dict) and "text" in part for part in content):
        return content
    raise Unreadable("It is JSON, but holds no list of segments with a text.", NEXT_STEP)


def _speakers(segment: dict[str, Any]) -> list[str]:
    words = segment.get("words")
    return [_name(word) for word in words if isinstance(word, dict) and _name(word)] if isinstance(words, list) else []


def _part(segment: dict[str, Any]) -> Iterator[Turn]:
    """Yield the segment as one turn, or as several where its words have several speakers; the text stays verbatim."""
    text, whole = segment["text"], _name(segment)
    start, end = _times(segment)
    if len(set(_speakers(segment))) < 2:
        yield Turn(text.strip(), whole or next(iter(_speakers(segment)), ""), start, end)
        return
    begin, place, speaker, until = 0, 0, "", nan
    for word in segment["words"]:
        found = text.find(str(word.get("word", "")).strip() or "\0", place) if isinstance(word, dict) else -1
        if found < 0:
            continue
        name = _name(word) or speaker or whole
        if speaker and name != speaker:
            yield Turn(text[begin:found].strip(), speaker, start, until)
            begin, start = found, first_known(_times(word)[0], until)
        speaker, place = name, found + len(str(word["word"]).strip())
        until = first_known(_times(word)[1], until)
    yield Turn(text[begin:].strip(), speaker, start, end)


def _name(part: dict[str, Any]) -> str:
    """Return the speaker of a segment or word; whisper.cpp numbers them and writes "?" for one it cannot tell."""
    name = str(part.get("speaker") or "").strip().removesuffix("?")
    return f"Speaker {name}" if name.isdecimal() else name


def _times(segment: dict[str, Any]) -> tuple[float, float]:
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        return _number(offsets.get("from")) / 1000, _number(offsets.get("to")) / 1000
    return _number(segment.get("start")), _number(segment.get("end"))


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return nan
    return float(value) if 0 <= value < MOST_SECONDS else nan
