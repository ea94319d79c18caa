"""The evidence lock: make a report again from its study, and tell every place where it differs."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import pandas as pd

from synth.errors import StudyProblem
from synth.report.composing import FORMAT, compose
from synth.report.conclusions import BEGINNING, Conclusions, conclude
from synth.report.formats import Piece, find_format
from synth.tables import LANGUAGES


class Difference(NamedTuple):
    """One thing that the report tells otherwise than the study."""

    place: str
    what: str
    reported: str
    recomputed: str


def verify_report(report: str | Path, folder: str | Path) -> pd.DataFrame:
    """Compare a report with its study: each quote with its source, each number and word with what is computed anew.

    The report is made again, from the same sources, the decisions up to its last one and the same seed, in its
    language; then everything in it is compared, what one sees and what one does not. A page must agree in every byte;
    of .docx and .xlsx, which office programs write anew, each paragraph and cell must.

    Args:
        report: a file that `write_report` wrote.
        folder: the study folder.

    Returns:
        One row a difference: place, what (lock, setting, source, quote, number, text or markup), reported ("" if it is
        missing in the report) and recomputed ("" if the study does not give it). No row: the report is proved.

    Raises:
        StudyProblem: the report or the study cannot be read.
    """
    path = Path(report)
    if not path.is_file():
        raise StudyProblem(f"{path}: there is no such file. Make the report with synth report {folder}.")
    kind, content = find_format(path), path.read_bytes()
    try:
        lock, pieces = kind.read(content)
    except (BadZipFile, KeyError, ValueError) as error:
        raise StudyProblem(f"{path}: it cannot be read as {path.suffix} ({error}). Make the report again.") from error
    if lock.get("format") != FORMAT or lock.get("language") not in LANGUAGES:
        told = Difference(path.name, "lock", str(lock.get("format", "")), FORMAT)
        return pd.DataFrame([told], columns=Difference._fields)
    conclusions = conclude(folder, language=lock["language"], until=lock.get("until") or BEGINNING)
    document = compose(conclusions, language=lock["language"], shareable=bool(lock.get("shareable")))
    anew = kind.render(document)
    lock_anew, pieces_anew = kind.read(anew)
    found = [*_compare_locks(lock, lock_anew, conclusions), *_compare_pieces(pieces, pieces_anew)]
    if kind.exact and not found and content != anew:
        found.append(Difference(*_find_line(content, anew)))
    return pd.DataFrame(found, columns=Difference._fields)


def _compare_locks(lock: Mapping[str, Any], anew: Mapping[str, Any], conclusions: Conclusions) -> Iterator[Difference]:
    """Yield what the lock tells otherwise: settings, sources, quotes at their places, numbers by their recipes."""
    for name in sorted({*anew, *lock} - {"sources", "numbers", "quotes", "settings"}):
        yield from _compare(f"lock, {name}", "lock", lock.get(name), anew.get(name))
    if "sources" not in anew:
        return
    for name in sorted({*anew["settings"], *_dict(lock, "settings")}):
        told, there = _dict(lock, "settings").get(name), anew["settings"].get(name)
        yield from _compare(f"study.toml, {name}", "setting", told, there)
    for source in sorted({*conclusions.hashes, *_dict(lock, "sources")}):
        yield from _compare(source, "source", _dict(lock, "sources").get(source), conclusions.hashes.get(source))
    yield from _compare_quotes(lock, conclusions)
    told_numbers, numbers = _index(lock, "numbers", "recipe"), _index(anew, "numbers", "recipe")
    for recipe in sorted({*told_numbers, *numbers}):
        told, there = told_numbers.get(recipe, {}), numbers.get(recipe, {})
        yield from _compare(f"lock, {recipe}", "number", told.get("shown"), there.get("shown"))
        yield from _compare(f"lock, {recipe}", "number", told.get("value"), there.get("value"))
    told_quotes, quotes = _index(lock, "quotes", "evidence_id"), _index(anew, "quotes", "evidence_id")
    for evidence_id in sorted({*told_quotes, *quotes}):
        told, there = told_quotes.get(evidence_id, {}), quotes.get(evidence_id, {})
        code = there.get("code") or told.get("code")
        for field in sorted({*told, *there}):
            yield from _compare(f"lock, {code}, {field}", "quote", told.get(field), there.get(field))


def _compare_quotes(lock: Mapping[str, Any], conclusions: Conclusions) -> Iterator[Difference]:
    """Look up each quote of the lock in its source, character by character."""
    texts = dict(zip(conclusions.utterances["utterance_id"], conclusions.utterances["text"], strict=True))
    for quote in _index(lock, "quotes", "evidence_id").values():
        start, end = quote.get("start"), quote.get("end")
        text = texts.get(str(quote.get("utterance")), "")
        stands = text[start:end] if isinstance(start, int) and isinstance(end, int) else ""
        if stands != quote.get("quote"):
            place = f"{quote.get('source')}, {quote.get('code')}, characters {start}-{end}"
            yield Difference(place, "quote", str(quote.get("quote")), stands)


def _compare_pieces(pieces: Sequence[Piece], anew: Sequence[Piece]) -> Iterator[Difference]:
    """Yield what stands in the report otherwise than in the one made anew."""
    first = next((place for place, pair in enumerate(zip(pieces, anew, strict=False)) if pair[0] != pair[1]), None)
    if first is None and len(pieces) == len(anew):
        return
    first = min(len(pieces), len(anew)) if first is None else first
    told, there = pieces[first:], anew[first:]
    for change, begin, end, start, stop in SequenceMatcher(None, told, there, autojunk=False).get_opcodes():
        if change != "equal":
            for one, other in zip_longest(told[begin:end], there[start:stop]):
                piece = other or one
                yield Difference(piece.place, piece.kind, one.text if one else "", other.text if other else "")


def _compare(place: str, what: str, told: object, there: object) -> Iterator[Difference]:
    told, there = (list(value) if isinstance(value, tuple) else value for value in (told, there))
    if told != there:
        yield Difference(place, what, "" if told is None else str(told), "" if there is None else str(there))


def _dict(lock: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = lock.get(name)
    return value if isinstance(value, dict) else {}


def _index(lock: Mapping[str, Any], name: str, key: str) -> dict[str, dict[str, Any]]:
    """Return the entries of a list of the lock by their key; what is none is left to the other comparisons."""
    value = lock.get(name)
    entries = value if isinstance(value, list) else []
    return {str(entry.get(key)): entry for entry in entries if isinstance(entry, dict)}


def _find_line(content: bytes, anew: bytes) -> tuple[str, str, str, str]:
    """Return the first line in which two files differ."""
    pairs = zip_longest(content.split(b"\n"), anew.split(b"\n"), fillvalue=b"")
    number, one, other = next((number, *pair) for number, pair in enumerate(pairs, start=1) if pair[0] != pair[1])
    return f"line {number}", "markup", one.decode(errors="replace").strip(), other.decode(errors="replace").strip()
