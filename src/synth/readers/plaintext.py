"""Plain text and Markdown: a name beside or above each turn, questions and answers, times, or paragraphs."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from math import isnan, nan

from synth.readers.draft import Draft, Turn, tell_number, tell_places
from synth.readers.encodings import split_lines
from synth.readers.heads import STYLES, TIME_ALONE, TIME_BEFORE, Head, first_known, read_head, seconds, take_marks
from synth.readers.questions import find_questions, name_questions
from synth.readers.speakers import accept_labels
from synth.readers.vocabulary import FRONT_MATTER

NOT_SPEECH = re.compile(
    r"^Transcribed by https?://|(?:started|stopped) transcription\s*$|transcriptie (?:gestart|gestopt|beëindigd)\s*$"
    r"|(?:démarré|commencé|arrêté) la transcription\s*$|Transkription (?:gestartet|beendet)\s*$"
    r"|^\W*(?:la |die |de )?trans[ck]ri\w{2,8}\s.{0,40}\d\d:\d\d:\d\d\W*$"
    r"|^\W*This editable transcript was computer generated",
    re.IGNORECASE,
)
MEET_TURN = re.compile(
    r"^(?:### )?(?P<time>\d\d:\d\d:\d\d)[ \t]*(?:\n[ \t]*){1,5}(?:\*\*)?(?=\S)(?!\d\d:\d\d)[^:\n]{1,60}:(?:\*\*)?\s",
    re.MULTILINE,
)
TRANSCRIPT_TITLE = re.compile(r"^.{0,80}\btrans[ck]ri\w{2,8}\W*$", re.IGNORECASE | re.MULTILINE)
LINE_NUMBER = re.compile(r"^\s{0,9}(?P<number>\d{1,6})(?:\t|[.:)]?\s)\s{0,9}(?P<text>\S.*)$")
NAME_ALONE = re.compile(r"[^\W\d_][^:.?!…\n]{0,59}")
MOST_WORDS_OF_A_LABEL = 4
LONGEST_HEADER = 60  # lines
HEADING = re.compile(r"^\s{0,3}#{1,6}\s|^\s{0,3}(?:---+|\*\*\*+|___+)\s*$")


def read_plaintext(text: str, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the turns of a transcript in plain text or Markdown.

    Args:
        text: the file's text.
        labels: speaker labels, in lower case, that are known to be labels.
    """
    draft = Draft(format="plain text", unit="turn")
    lines = _leave_out_frame(draft, _leave_out_summary(draft, split_lines(text)))
    unnumbered = _without_numbers(lines)
    if unnumbered is not lines:
        draft.notes.append("running numbers before the lines were left out")
    lines, times = _take_marks(draft, unnumbered)
    heads, names = _find_heads(lines, labels)
    if names:
        styles = Counter(head.style for head in heads.values() if head.label.casefold() in names)
        draft.format = f"plain text, {STYLES[styles.most_common(1)[0][0]]}"
        _read_named(draft, lines, {n: head for n, head in heads.items() if head.label.casefold() in names}, times)
        _note_doubtful(draft, {n: head for n, head in heads.items() if head.label.casefold() not in names})
    elif questions := find_questions(lines):
        draft.format = "plain text, questions and answers"
        _read_named(draft, lines, name_questions(lines, questions), times)
        draft.notes.append(f"{tell_number(len(questions), 'question')} told by form, what stands below is the answer")
    else:
        _read_unnamed(draft, lines, times)
    draft.turns = [turn for turn in draft.turns if _has_text(draft, turn)]
    draft.read = len(draft.turns)
    return draft


def count_heads(text: str, labels: frozenset[str] = frozenset()) -> int:
    """Return how many lines of a text begin a turn, to tell a transcript from a table."""
    heads, names = _find_heads(_without_numbers(dict(enumerate(split_lines(text)))), labels)
    return sum(head.label.casefold() in names for head in heads.values())


def _find_heads(lines: Mapping[int, str], labels: frozenset[str]) -> tuple[dict[int, Head], frozenset[str]]:
    heads = {number: head for number, line in lines.items() if (head := read_head(line))}
    heads |= _find_names_by_times(lines)
    stamped = {number: head for number, head in heads.items() if head.text and TIME_ALONE.match(head.text)}
    if len(stamped) > len(heads) / 2:  # `Speaker 1: 00:00:01`, with the words below
        heads |= {n: replace(head, text="", start_s=seconds(head.text), is_marked=True) for n, head in stamped.items()}
    spoken = sum(bool(line.strip()) and not TIME_ALONE.match(line) for line in lines.values())
    return heads, accept_labels(list(heads.values()), spoken, labels)


def _find_names_by_times(lines: Mapping[int, str]) -> dict[int, Head]:
    """Return the names that stand on a line of their own, each above a time or each below one (copied from Teams)."""
    filled = [number for number, line in lines.items() if line.strip()]
    times = [place for place, number in enumerate(filled) if TIME_ALONE.match(lines[number])]
    for step in (-1, 1):
        beside = [filled[place + step] for place in times if 0 <= place + step < len(filled)]
        names = [lines[number].strip() for number in beside]
        if len(names) > len(set(names)) > 1 and all(NAME_ALONE.fullmatch(name) for name in names):
            stamps = [seconds(lines[filled[place]]) for place in times if 0 <= place + step < len(filled)]
            return {
                n: Head(name, "", stamp, "above", is_marked=True)
                for n, name, stamp in zip(beside, names, stamps, strict=True)
            }
    return {}


def _leave_out_summary(draft: Draft, lines: list[str]) -> dict[int, str]:
    """Cut what stands above the first `HH:MM:SS` line and `Name: text` (Google Meet puts a machine's summary there).

    Only where that time is the beginning, or a title above says that a transcript begins: else it is speech.
    """
    text = "\n".join(lines)
    match = MEET_TURN.search(text)
    above = text[: match.start()] if match else ""
    is_summary = match and (match["time"].startswith("00:00:") or TRANSCRIPT_TITLE.search(above))
    first = above.count("\n") if is_summary else 0
    for number, line in enumerate(lines[:first], start=1):
        if line.strip():
            draft.leave_out("line of the summary above the transcript", f"line {number}")
    return dict(enumerate(lines[first:], start=first + 1))


def _leave_out_frame(draft: Draft, lines: dict[int, str]) -> dict[int, str]:
    """Return the lines without a header ("Date: ...") and without what the service wrote."""
    header_end = _find_header_end(lines)
    kept = {}
    for number, line in lines.items():
        if line.strip() and number <= header_end:
            draft.leave_out("header line", f"line {number}")
        elif NOT_SPEECH.search(line):
            draft.leave_out("line of the transcription service", f"line {number}")
        else:
            kept[number] = line
    return kept


def _find_header_end(lines: Mapping[int, str]) -> int:
    """Return the last line of the header: the first blocks with a line like "Date: ...", and a title above them."""
    end = 0
    for place, block in enumerate(_find_blocks(dict(islice(lines.items(), LONGEST_HEADER)))):
        heads = [head.label for number in block if (head := read_head(lines[number]))]
        fronts = [number for number in block if _is_front_matter(lines[number])]
        if fronts:
            is_form = len(heads) == len(set(heads)) and not any(
                lines[number].rstrip().endswith("?") for number in block
            )
            end = block[-1] if is_form else fronts[-1]
        elif place or heads:
            break
    return end


def _find_blocks(lines: Mapping[int, str]) -> list[list[int]]:
    """Return the numbers of the lines of each block between blank lines."""
    blocks: list[list[int]] = []
    for number in (number for number, line in lines.items() if line.strip()):
        if blocks and blocks[-1][-1] == number - 1:
            blocks[-1].append(number)
        else:
            blocks.append([number])
    return blocks


def _is_front_matter(line: str) -> bool:
    head = read_head(line.strip(" *_"))
    return head is not None and head.style == "beside" and head.label.casefold().split()[0] in FRONT_MATTER


def _without_numbers(lines: dict[int, str]) -> dict[int, str]:
    """Return the lines without the running numbers that a program put before each of them, if it did."""
    found = {number: match for number, line in lines.items() if (match := LINE_NUMBER.match(line))}
    counted = [int(match["number"]) for match in found.values()]
    filled = sum(bool(line.strip()) for line in lines.values())
    if len(counted) < max(3, 0.9 * filled) or counted != list(range(counted[0], counted[0] + len(counted))):
        return lines
    return {number: found[number]["text"] if number in found else line for number, line in lines.items()}


def _take_marks(draft: Draft, lines: dict[int, str]) -> tuple[dict[int, str], dict[int, tuple[float, float]]]:
    taken = {number: take_marks(line) for number, line in lines.items()}
    times = {number: (start, end) for number, (_, start, end) in taken.items() if not (isnan(start) and isnan(end))}
    if times:
        draft.notes.append(f"time marks (#00:00:00-0#) on {tell_number(len(times), 'line')} were read as times")
    return {number: line for number, (line, *_) in taken.items()}, times


def _read_named(
    draft: Draft, lines: Mapping[int, str], heads: Mapping[int, Head], times: Mapping[int, tuple[float, float]]
) -> None:
    time = nan  # what a line with a time alone, or the mark that ended the turn before, says of the next turn
    for number, line in lines.items():
        before, after = times.get(number, (nan, nan))
        if head := heads.get(number):
            _begin(draft, number, head.label, first_known(head.start_s, before, time), head.text)
            time = nan
        elif alone := TIME_ALONE.match(line):
            time = seconds(alone["time"])
        elif HEADING.match(line):
            draft.leave_out("heading", f"line {number}")
        else:
            _continue(draft, number, line)
        if not isnan(after) and draft.turns:
            draft.turns[-1].end_s = time = after


def _read_unnamed(draft: Draft, lines: Mapping[int, str], times: Mapping[int, tuple[float, float]]) -> None:
    """Without speakers a time begins a turn, else a paragraph; where no blank line divides paragraphs, a line does."""
    stamps = {number: stamp for number, line in lines.items() if (stamp := _read_stamp(line))}
    if len(stamps) + len(times) > 1:
        draft.format = "plain text, a time before each turn"
        _read_named(draft, lines, stamps | {n: Head("", lines[n], nan, "") for n in times}, times)
        return
    blocks = _find_blocks(lines)
    if len(blocks) == 1:
        blocks = [[number] for number in blocks[0]]
    for block in blocks:
        kept = [number for number in block if not HEADING.match(lines[number])]
        for number in block:
            if [number] == kept[:1]:
                _begin(draft, number, "", nan, lines[number].strip())
            elif number in kept:
                _continue(draft, number, lines[number])
            else:
                draft.leave_out("heading", f"line {number}")


def _read_stamp(line: str) -> Head | None:
    if stamp := TIME_BEFORE.match(line):
        return Head("", stamp["text"].strip(), seconds(stamp["time"]), "")
    alone = TIME_ALONE.match(line)
    return Head("", "", seconds(alone["time"]), "") if alone else None


def _note_doubtful(draft: Draft, heads: Mapping[int, Head]) -> None:
    beside = {number: head.label for number, head in heads.items() if head.style == "beside"}
    doubtful = [
        f"“{label}:” (line {number})"
        for number, label in beside.items()
        if label[0].isupper() and len(label.split()) <= MOST_WORDS_OF_A_LABEL
    ]
    if doubtful:
        draft.checks.append(
            f"kept as text, not as speakers: {tell_places(doubtful)}; if it is one, set roles={{'...': 'participant'}}"
        )


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
