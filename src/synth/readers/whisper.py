"""Whisper's JSON: `segments` in seconds (speaker optional), or `transcription` of whisper.cpp in milliseconds."""

import json
from math import nan
from typing import Any

from synth.readers.draft import Draft, Turn, Unreadable, tell_places

NEXT_STEP = (
    "Export the transcript as .vtt, .srt or .txt, or as Whisper writes it: {“segments”: [{“start”, “end”, “text”}]}."
)
LONGEST = 10**12  # milliseconds; 31 years


def read_whisper(text: str) -> Draft:
    """Return the segments of a Whisper transcript.

    Args:
        text: the file's text.

    Raises:
        Unreadable: the text is no JSON, or JSON without segments.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"It begins like JSON but cannot be read as such ({error}).", NEXT_STEP) from error
    segments = _segments(content)
    draft = Draft(format="Whisper JSON", unit="segment", seen=len(segments))
    backwards = []
    for number, segment in enumerate(segments, start=1):
        words = segment.get("text") if isinstance(segment, dict) else None
        if not isinstance(words, str) or not words.strip():
            draft.leave_out("segment without text", f"segment {number}")
            continue
        draft.read += 1
        start, end = _times(segment)
        if end < start:
            backwards.append(f"segment {number}")
            start = end = nan
        draft.turns.append(Turn(words.strip(), str(segment.get("speaker") or "").strip(), start, end))
    if backwards:
        draft.notes.append(
            f"{tell_places(backwards)}: the segment ends before it starts; its text was kept, without times"
        )
    return draft


def _segments(content: Any) -> list[Any]:
    if isinstance(content, dict):
        content = content.get("segments", content.get("transcription"))
    if isinstance(content, list) and any(isinstance(part, dict) and "text" in part for part in content):
        return content
    raise Unreadable("It is JSON, but holds no list of segments with a text.", NEXT_STEP)


def _times(segment: dict[str, Any]) -> tuple[float, float]:
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        return _number(offsets.get("from")) / 1000, _number(offsets.get("to")) / 1000
    return _number(segment.get("start")), _number(segment.get("end"))


def _number(value: object) -> float:
    """Return a time as it stands, NaN for what is none (no number, below zero, or beyond any recording)."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LONGEST:
        return float(value)
    return nan
