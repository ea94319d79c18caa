"""Find needs, pain points, suggestions, goals, workarounds and delights in what participants said."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from spacy.language import Language

from synth.finder import Finder, Hit, Stamps, load_finder, stamp
from synth.languages import load_nlp, part_languages
from synth.lexicon import ANY_LANGUAGE
from synth.tables import FINDINGS, LANGUAGES, UTTERANCES, make_id
from synth.words import find_places

MAX_PIECE = 100_000


class Turn(NamedTuple):
    """What is needed of one utterance."""

    utterance_id: str
    source_id: str
    source_kind: str
    role: str
    language: str
    text: str


def find(
    utterances: pd.DataFrame, *, cues: Sequence[str | Path] = (), models: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the findings: exact spans of the participants' words, each with its kind and the cue that fired.

    The interviewer's turns are passed over, except that an answer is read with its question. A text in more than one
    language is read sentence by sentence. `findings.attrs["account"]` tells what was read in another way or held
    nothing to read, with the number of utterances, one plain dict each.

    Args:
        utterances: the utterances table.
        cues: TOML files with the study's own cues, added to the shipped ones.
        models: the name of an installed spaCy pipeline for a language ({"nl": "nl_core_news_md"}), whose lemmas are
            used; a cue inside a name that it marks does not count.

    Returns:
        The findings table, in the order of the utterances; `cue_words` are the words that fired, `context` what around
        them changed their meaning.

    Raises:
        TableProblem: the table lacks a column.
        LexiconProblem: a cue file cannot be used.
        SynthError: a model is not installed.

    >>> from synth.tables import UTTERANCES
    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "feedback", "role": "participant"}
    >>> find(UTTERANCES.make([turn | {"language": "en", "text": "Well. I can't find the form."}]))["quote"].tolist()
    ["I can't find the form."]
    """
    UTTERANCES.check(utterances)
    own, account = stamp(cues), Counter[str]()
    readers = {language: Reader(language, own, (models or {}).get(language)) for language in (*LANGUAGES, ANY_LANGUAGE)}
    load_finder(ANY_LANGUAGE, own)  # a cue file that cannot be used is told even where no text is in its language
    rows: list[tuple[object, ...]] = []
    question: tuple[str, str] = ("", "")
    columns = (utterances[column].tolist() for column in Turn._fields)
    for turn in map(Turn._make, zip(*columns, strict=True)):
        if turn.role == "interviewer":
            account["of the interviewer, not searched"] += 1
            question = (turn.source_id, turn.text)
        elif not turn.text:
            account["empty"] += 1
        else:
            rows.extend(_find_in(turn, readers, question[1] if question[0] == turn.source_id else "", account))
            question = ("", "")
    findings = FINDINGS.make(pd.DataFrame(rows, columns=list(FINDINGS.columns)))
    findings.attrs["account"] = [{"what": what, "utterances": count} for what, count in sorted(account.items())]
    return findings


class Reader:
    """Reads texts of one language with its cues, through a trained pipeline if there is one."""

    def __init__(self, language: str, cues: Stamps, model: str | None) -> None:
        """Take a language, the study's own cue files and the name of a trained pipeline, and load nothing yet."""
        self._language, self._cues, self._model = language, cues, model

    @cached_property
    def finder(self) -> Finder:
        """The finder of the language."""
        return load_finder(self._language, self._cues, self._model)

    @cached_property
    def _nlp(self) -> Language | None:
        return load_nlp(self._language, model=self._model) if self._model else None

    def read(self, text: str, question: str, *, spoken: bool) -> tuple[list[Hit], list[int], list[int]]:
        """Return the findings of a text, with where each of its words begins and ends."""
        finder = self.finder
        if self._nlp:
            doc = self._nlp(text)
            hits, words = finder.find_in(doc, spoken=spoken), finder.reader.read_doc(doc)
        else:
            words = finder.reader.read(text)
            hits = finder.find(words, spoken=spoken)
        if question:
            answers = finder.find_answer(finder.reader.read(question), words)
            known = {(hit.kind, hit.start) for hit in hits}
            hits = [hit for hit in answers if (hit.kind, hit.start) not in known] + hits
        if not hits:
            return [], [], []
        words = words[: max(hit.end for hit in hits)]
        starts = find_places(words, text)
        return hits, starts, [start + len(word.text) for start, word in zip(starts, words, strict=True)]


def _find_in(
    turn: Turn, readers: Mapping[str, Reader], question: str, account: Counter[str]
) -> Iterator[tuple[object, ...]]:
    """Yield the findings of one utterance as rows, and count what was out of the ordinary."""
    parts = part_languages(turn.text, turn.language)
    if len(parts) > 1:
        account["in more than one language, read by sentence"] += 1
    elif turn.language not in LANGUAGES:
        language = repr(turn.language) if turn.language else "unknown"
        account[f"language {language} without lexicon, read by signs such as emoji alone"] += 1
    if not any(map(str.isalnum, turn.text)):
        account["without a letter or digit"] += 1
    for begin, part, language in parts:
        reader = readers[language if language in readers else ANY_LANGUAGE]
        for offset, piece in split_pieces(part):
            hits, starts, ends = reader.read(piece, question, spoken=turn.source_kind == "interview")
            question = ""
            for hit in hits:
                yield _make_row(turn, hit, begin + offset, starts, ends)


def _make_row(turn: Turn, hit: Hit, offset: int, starts: list[int], ends: list[int]) -> tuple[object, ...]:
    """Return the values of the findings table, in the order of its columns."""
    start, end = offset + starts[hit.start], offset + ends[hit.end - 1]
    finding_id = make_id(turn.utterance_id, start, end, hit.kind)
    fired = turn.text[offset + starts[hit.first] : offset + ends[hit.last - 1]]
    quote = turn.text[start:end]
    return finding_id, turn.utterance_id, start, end, quote, hit.kind, hit.cue.cue_id, hit.score, fired, hit.why


def split_pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text of more than 100,000 characters at white space, with the place where each piece begins."""
    start = 0
    while len(text) - start > MAX_PIECE:
        ends = [text.rfind(mark, start, start + MAX_PIECE) + len(mark) for mark in ("\n", ". ", "! ", "? ")]
        space = text.rfind(" ", start, start + MAX_PIECE) + 1
        end = next((place for place in (max(ends), space) if place > start + 4), start + MAX_PIECE)
        yield start, text[start:end]
        start = end
    yield start, text[start:]
