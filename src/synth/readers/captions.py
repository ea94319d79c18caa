"""Captions: WebVTT (Teams, Zoom, plain), SRT and SBV.

One scanner for the three, because a researcher must know the line of what could not be read: webvtt-py and srt drop a
cue with a broken timing without a word, or glue it to the one before. The tests hold this scanner to both libraries on
well-formed files.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from math import nan

from synth.readers.draft import Draft, Turn, tell_places
from synth.readers.encodings import split_lines
from synth.readers.heads import read_head
from synth.readers.speakers import accept_labels

CLOCK = r"(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,6})?)"
TIMING = re.compile(rf"\s*{CLOCK}\s*(?:-->|,)\s*{CLOCK}(?=\s|$)")
SBV_TIMING = re.compile(r"\s*\d+:\d\d:\d\d\.\d{1,3},\d+:\d\d:\d\d\.\d{1,3}\s*$")
BROKEN_TIMING = re.compile(r"^[\s\d:.,]*\d[\s:.,]*-->|-->\s*\d+[:.,\d]*")
SPOKEN = {"beside", "loose"}
BLOCK_WORD = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
VOICE = re.compile(r"<v(?:\.[^\s>]{0,99})?\s{1,9}([^>]{0,200})>")
TAG = re.compile(r"</?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\an?\d+\}", re.IGNORECASE)


@dataclass
class Cue:
    """One cue as it stands in the file: the line of its timing (from 1), its times in seconds, its lines of text."""

    line: int
    start_s: float = nan
    end_s: float = nan
    problem: str = ""
    lines: list[str] = field(default_factory=list)


def is_captions(text: str) -> bool:
    """Say whether a text is captions: it begins with WEBVTT, or has the timing lines of SRT or SBV."""
    head = split_lines(text[:4000])
    return text.lstrip().startswith("WEBVTT") or any("-->" in line and TIMING.match(line) for line in head) or (
        any(SBV_TIMING.match(line) for line in head)
    )  # fmt: skip


def read_captions(text: str, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the cues of WebVTT, SRT or SBV captions, each with its speaker if one is named.

    Args:
        text: the file's text.
        labels: speaker labels, in lower case, that are known to be labels.
    """
    is_vtt = text.lstrip().startswith("WEBVTT")
    cues = _scan(split_lines(text), ids_are_numbers=not is_vtt)
    has_voices = any(VOICE.search(line) for cue in cues for line in cue.lines)
    kind = "WebVTT" if is_vtt else "SRT" if "-->" in text else "SBV"
    draft = Draft(format=f"{kind} with <v> speakers" if has_voices else kind, unit="cue", seen=len(cues))
    heads = [head for cue in cues if (head := read_head(_plain(" ".join(cue.lines)))) and head.style in SPOKEN]
    names = frozenset[str]() if has_voices else accept_labels(heads, len(cues), labels)
    speaker = ""
    for cue in cues:
        parts = _voices(cue.lines) if has_voices else _named(cue.lines, names, speaker)
        parts = [(name, words) for name, words in parts if words]
        if not parts:
            draft.leave_out("cue without text", f"line {cue.line}")
        draft.read += bool(parts)
        for name, words in parts:
            draft.turns.append(Turn(words, name, cue.start_s, cue.end_s))
            speaker = name
    _note_problems(draft, cues)
    return draft


def _scan(lines: list[str], *, ids_are_numbers: bool) -> list[Cue]:
    cues: list[Cue] = []
    in_block = False
    for number, line in enumerate(lines, start=1):
        timed = _read_timing(line, number)
        if timed:
            if cues:
                _drop_id(cues[-1].lines, ids_are_numbers=ids_are_numbers)
            cues.append(timed)
            in_block = False
        elif not line.strip():
            in_block = False
            if cues:
                cues[-1].lines.append("")
        elif cues and not in_block:
            in_block = not ids_are_numbers and cues[-1].lines[-1:] == [""] and BLOCK_WORD.match(line) is not None
            if not in_block:
                cues[-1].lines.append(line)
    return cues


def _read_timing(line: str, number: int) -> Cue | None:
    match = TIMING.match(line) if "-->" in line or SBV_TIMING.match(line) else None
    if match:
        start, end = _seconds(*match.group(1, 2, 3)), _seconds(*match.group(4, 5, 6))
        return Cue(number, start, end) if end >= start else Cue(number, problem="ends before it starts")
    if "-->" in line and BROKEN_TIMING.search(line):
        return Cue(number, problem="has a broken timing")
    return None


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return round(int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", ".")), 3)


def _drop_id(lines: list[str], *, ids_are_numbers: bool) -> None:
    """Take the next cue's identifier off the end of a cue: a number, or in WebVTT any line that follows a blank one."""
    if lines and (lines[-1].strip().isdecimal() or (not ids_are_numbers and lines[-2:-1] == [""])):
        lines.pop()


def _plain(text: str) -> str:
    """Return a cue's text without tags, entities resolved, its wrapped lines on one line."""
    return unescape(TAG.sub("", text)).strip()


def _voices(lines: list[str]) -> list[tuple[str, str]]:
    pieces = VOICE.split(" ".join(line.strip() for line in lines if line.strip()))
    named = zip(pieces[1::2], pieces[2::2], strict=True)
    return [("", _plain(pieces[0])), *((unescape(name).strip(), _plain(words)) for name, words in named)]


def _named(lines: list[str], names: frozenset[str], speaker: str) -> list[tuple[str, str]]:
    """Split at each line that begins with a name; a cue without one continues the last speaker."""
    parts: list[tuple[str, str]] = [(speaker, "")]
    for line in lines:
        words = _plain(line)
        head = read_head(words)
        if head and head.label.casefold() in names:
            parts.append((head.label, head.text))
        else:
            name, before = parts[-1]
            parts[-1] = (name, f"{before} {words}".strip())
    return parts


def _note_problems(draft: Draft, cues: list[Cue]) -> None:
    for problem in ("has a broken timing", "ends before it starts"):
        places = [f"line {cue.line}" for cue in cues if cue.problem == problem]
        if places:
            draft.checks.append(f"{tell_places(places)}: the cue {problem}; its text was kept, without times")
