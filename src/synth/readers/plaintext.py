"""Plain text: `Name  0:04` above each turn (Otter, Teams in Word), or `Name: text` turns, or neither."""

import re
from math import nan

from synth.readers.draft import Draft, Turn, tell_places
from synth.readers.encodings import split_lines
from synth.readers.speakers import CLOCK, HEAD, accept_labels
from synth.readers.vocabulary import FRONT_MATTER

STAMPED = re.compile(
    rf"^\s*(?P<label>[^\W\d_][^:\n]{{0,60}}?)(?:\s{{2,20}}|\s?\t\s{{0,9}})[\[(]?(?P<time>{CLOCK})[\])]?\s*$"
)
TIME_ALONE = re.compile(rf"^\s*[\[(]?({CLOCK})[\])]?\s*$")
NOT_SPEECH = re.compile(
    r"^Transcribed by https?://|(?:started|stopped) transcription\s*$|transcriptie (?:gestart|gestopt|beëindigd)\s*$"
    r"|(?:démarré|commencé|arrêté) la transcription\s*$|Transkription (?:gestartet|beendet)\s*$",
    re.IGNORECASE,
)


def read_plaintext(text: str, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the turns of a transcript in plain text.

    Args:
        text: the file's text.
        labels: speaker labels, in lower case, that are known to be labels.
    """
    lines = split_lines(text)
    draft = Draft(format="plain text", unit="turn")
    spoken = _leave_out_frame(draft, lines)
    if sum(STAMPED.match(line) is not None for line in spoken.values()) >= max(1, len(lines) // 100):
        draft.format = "plain text, name and time above each turn"
        _read_stamped(draft, spoken)
    elif names := _names(spoken, labels):
        draft.format = "plain text, “Name: text”"
        _read_named(draft, spoken, names)
    else:
        _read_paragraphs(draft, spoken)
    draft.turns = [turn for turn in draft.turns if _has_text(draft, turn)]
    draft.read = len(draft.turns)
    return draft


def count_heads(text: str, labels: frozenset[str] = frozenset()) -> int:
    """Return how many lines of a text begin a turn, to tell a transcript from a table."""
    lines = dict(enumerate(split_lines(text)))
    names = _names(lines, labels)
    heads = (HEAD.match(line) for line in lines.values())
    return sum(head is not None and head["label"].casefold() in names for head in heads) + sum(
        STAMPED.match(line) is not None for line in lines.values()
    )


def _leave_out_frame(draft: Draft, lines: list[str]) -> dict[int, str]:
    """Return the lines by number (from 1), without a header ("Date: ...") and without what the service wrote."""
    filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
    first_block = next((n for n in range(filled[0], len(lines)) if not lines[n].strip()), 0) if filled else 0
    heads = [HEAD.match(line) for line in lines[:first_block]]
    is_header = any(head and head["label"].casefold() in FRONT_MATTER for head in heads)
    kept = {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and is_header and number <= first_block:
            draft.leave_out("header line", f"line {number}")
        elif NOT_SPEECH.search(line):
            draft.leave_out("line of the transcription service", f"line {number}")
        else:
            kept[number] = line
    return kept


def _names(lines: dict[int, str], labels: frozenset[str]) -> frozenset[str]:
    heads = [head["label"] for line in lines.values() if (head := HEAD.match(line))]
    return accept_labels(heads, sum(bool(line.strip()) for line in lines.values()), labels)


def _read_stamped(draft: Draft, lines: dict[int, str]) -> None:
    for number, line in lines.items():
        if head := STAMPED.match(line):
            _begin(draft, number, head["label"], seconds(head["time"]))
        else:
            _continue(draft, number, line)


def _read_named(draft: Draft, lines: dict[int, str], names: frozenset[str]) -> None:
    doubtful = []
    time = nan
    for number, line in lines.items():
        head = HEAD.match(line)
        if head and head["label"].casefold() in names:
            stamp = head["before"] or head["after"]
            _begin(draft, number, head["label"], seconds(stamp) if stamp else time, head["text"].strip())
            time = nan
        elif alone := TIME_ALONE.match(line):
            time = seconds(alone[1])
        else:
            _continue(draft, number, line)
            doubtful += [f"“{head['label']}:” (line {number})"] if head and head["label"][0].isupper() else []
    if doubtful:
        draft.notes.append(
            f"kept as text, not as speakers: {tell_places(doubtful)}; if it is one, set roles={{'...': 'participant'}}"
        )


def _read_paragraphs(draft: Draft, lines: dict[int, str]) -> None:
    """Without speakers, a paragraph is a turn; where no blank line divides paragraphs, a line is."""
    blocks = [block for block in re.split(r"\n\s*\n", "\n".join(lines.values())) if block.strip()]
    if len(blocks) == 1:
        blocks = blocks[0].split("\n")
    draft.turns = [Turn(" ".join(block.split("\n")).strip()) for block in blocks if block.strip()]
    draft.seen = len(draft.turns)


def _begin(draft: Draft, number: int, label: str, start_s: float, text: str = "") -> None:
    draft.turns.append(Turn(text, label.strip(), start_s, place=f"line {number}"))
    draft.seen += 1


def _continue(draft: Draft, number: int, line: str) -> None:
    if not line.strip():
        return
    if draft.turns:
        draft.turns[-1].text = f"{draft.turns[-1].text} {line.strip()}".strip()
    else:
        draft.leave_out("line before the first speaker", f"line {number}")


def _has_text(draft: Draft, turn: Turn) -> bool:
    if not turn.text:
        draft.leave_out("turn without text", turn.place)
    turn.place = ""
    return bool(turn.text)


def seconds(clock: str) -> float:
    """Return the seconds of `M:SS` or `H:MM:SS`.

    >>> seconds("1:02:03")
    3723.0
    """
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
