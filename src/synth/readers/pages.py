"""What the readers of .docx and .odt share: paragraphs and tables become lines, read as plain text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from synth.readers.draft import Draft, tell_number
from synth.readers.headers import clean_header
from synth.readers.heads import TIME_ALONE
from synth.readers.plaintext import read_plaintext
from synth.readers.segments import COLUMNS
from synth.readers.vocabulary import ANSWERS, QUESTIONS

LONGEST_LABEL = 60
SPEAKER = COLUMNS["speaker"] | {*"name naam nom who wie qui wer person persoon personne".split()}


@dataclass
class Page:
    """A document in the order of its text: paragraphs as strings, tables as rows of cells.

    `beside` counts what stands beside the text, by what it is ("comment in the margin"); `accepted` the tracked
    insertions and deletions, which are read as if accepted.
    """

    blocks: list[str | list[list[str]]] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)

    def count(self, counts: dict[str, int], what: str, number: int = 1) -> None:
        """Count what stands beside the text, or a change that was tracked."""
        if number:
            counts[what] = counts.get(what, 0) + number


def read_page(page: Page, kind: str, *, labels: frozenset[str] = frozenset()) -> Draft:
    """Return the turns of a document.

    Args:
        page: its blocks.
        kind: what to call it: "Word".
        labels: speaker labels, in lower case, that are known to be labels.
    """
    lines: list[str] = []
    skipped: dict[str, list[str]] = {}
    for block in page.blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            rows, speakers = _name_rows(block, skipped)
            lines += rows
            labels |= speakers
    draft = read_plaintext("\n\n".join(lines), labels=labels)
    draft.format = draft.format.replace("plain text", kind)
    draft.left_out.update(skipped)
    for what, number in page.beside.items():
        for place in range(number):
            draft.leave_out(what, f"number {place + 1}")
    if page.accepted:
        changes = ", ".join(tell_number(number, what) for what, number in page.accepted.items())
        draft.notes.append(f"tracked changes read as accepted: {changes}")
    return draft


def _name_rows(rows: Sequence[Sequence[str]], skipped: dict[str, list[str]]) -> tuple[list[str], frozenset[str]]:
    """Return the rows of a table as lines `[time] speaker: text`, and its speakers if a header tells their column."""
    columns = _find_columns(rows[0]) if rows else {}
    if not columns:
        return [_guess_row(row) for row in rows], frozenset()
    lines, speakers = [], set()
    skipped.setdefault("header row of a table", []).append("row 1")
    for number, row in enumerate(rows[1:], start=2):
        said = {meaning: row[place] for meaning, place in columns.items() if place < len(row)}
        if "answer" in said:
            lines += [f"{name}: {said[meaning]}" for meaning, name in (("question", "Question"), ("answer", "Answer"))]
        else:
            speakers.add(said.get("speaker", "").casefold())
            lines.append(_write(said.get("start", ""), said.get("speaker", ""), said.get("text", "")))
        for place, cell in enumerate(row):
            if cell and place not in columns.values():
                head = rows[0][place] if place < len(rows[0]) else f"number {place + 1}"
                skipped.setdefault(f"cell of the column “{head}”", []).append(f"row {number}")
    return lines, frozenset(speakers - {""})


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the columns of a table of turns, or of questions and answers, by its header."""
    cleaned = [clean_header(cell) for cell in header]
    wanted: Mapping[str, Iterable[str]] = {
        "question": QUESTIONS | {"questions", "vragen", "fragen"},
        "answer": ANSWERS | {"answers", "antwoorden", "réponses", "antworten"},
    }
    if not all(any(cell in words for cell in cleaned) for words in wanted.values()):
        wanted = COLUMNS | {"speaker": SPEAKER}
    found = {
        meaning: next((n for n, cell in enumerate(cleaned) if cell in words), -1) for meaning, words in wanted.items()
    }
    found = {meaning: place for meaning, place in found.items() if place >= 0}
    return found if "answer" in found or {"speaker", "text"} <= found.keys() else {}


def _guess_row(row: Sequence[str]) -> str:
    cells = [cell for cell in row if cell]
    time = next((cell for cell in cells[:-1] if TIME_ALONE.match(cell)), "")
    cells = [cell for cell in cells if cell != time]
    if len(cells) == 2 and len(cells[0]) <= LONGEST_LABEL:
        return _write(time, *cells)
    return _write(time, "", " ".join(cells))


def _write(time: str, speaker: str, text: str) -> str:
    label = f"{speaker.strip().removesuffix(':').strip()}: " if speaker.strip() else ""
    stamp = time.strip("[]() ")
    return f"[{stamp}] {label}{text}" if stamp else f"{label}{text}"
