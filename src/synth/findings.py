"""Find needs, pain points, suggestions, goals, workarounds and delights in what participants said."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from synth.finder import Finder, load_finder, stamp
from synth.hits import Hit
from synth.languages import part_languages
from synth.lexicon import ANY_LANGUAGE
from synth.tables import FINDINGS, LANGUAGES, UTTERANCES, make_id
from synth.words import Word, find_starts

BATCH = 5_000
"""Rows that are plain Python objects at a time; a table holds them in a fifth of the memory."""


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
    trained = models or {}
    load = cache(lambda language: load_finder(language, own, trained.get(language)))
    if cues:
        load(ANY_LANGUAGE)  # a cue file that cannot be used is told even where no text is in its language
    answers = _ask(_turns(utterances), account)
    tables = [_make_table([])]
    while batch := [*islice(answers, BATCH)]:
        tables.append(_make_table(_find_each(batch, load, account)))
    findings = FINDINGS.check(pd.concat(tables, ignore_index=True))
    findings.attrs["account"] = [{"what": what, "utterances": count} for what, count in sorted(account.items())]
    return findings


def _turns(utterances: pd.DataFrame) -> Iterator[Turn]:
    for start in range(0, len(utterances), BATCH):
        batch = utterances.iloc[start : start + BATCH]
        yield from map(Turn._make, zip(*(batch[column].tolist() for column in Turn._fields), strict=True))


def _make_table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return FINDINGS.make(pd.DataFrame(rows, columns=list(FINDINGS.columns)))


def _ask(turns: Iterable[Turn], account: Counter[str]) -> Iterator[tuple[Turn, str]]:
    """Yield what participants said, each with the question that it answers, or ""."""
    question: tuple[str, str] = ("", "")
    for turn in turns:
        if turn.role == "interviewer":
            account["of the interviewer, not searched"] += 1
            question = (turn.source_id, turn.text)
        elif not turn.text:
            account["empty"] += 1
        else:
            yield turn, question[1] if question[0] == turn.source_id else ""
            question = ("", "")


def _find_each(
    answers: Sequence[tuple[Turn, str]], load: Callable[[str], Finder], account: Counter[str]
) -> list[tuple[object, ...]]:
    """Return the findings as rows, in the order of the answers; they are read language by language, which is faster."""
    found: dict[int, list[tuple[object, ...]]] = {}
    for place, (turn, question) in sorted(enumerate(answers), key=lambda answer: answer[1][0].language):
        found[place] = [*_find_in(turn, load, question, account)]
    return [row for place in range(len(answers)) for row in found[place]]


def _find_in(
    turn: Turn, load: Callable[[str], Finder], question: str, account: Counter[str]
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
    for start, part, language in parts:
        finder = load(language)
        for begin, words, names in finder.read(part):
            hits = finder.find(words, names=names, spoken=turn.source_kind == "interview")
            if question:
                hits = _with_answers(hits, finder, question, words)
                question = ""
            if hits:
                yield from _make_rows(turn, hits, words, start + begin)


def _with_answers(hits: list[Hit], finder: Finder, question: str, words: Sequence[Word]) -> list[Hit]:
    """Return the findings of an answer with those that its question makes, unless they are the same."""
    asked = [word for piece in finder.read(question) for word in piece.words]
    known = {(hit.kind, hit.start) for hit in hits}
    return [hit for hit in finder.find_answer(asked, words) if (hit.kind, hit.start) not in known] + hits


def _make_rows(turn: Turn, hits: Iterable[Hit], words: Sequence[Word], at: int) -> Iterator[tuple[object, ...]]:
    """Yield the values of the findings table, in the order of its columns; the words begin at a place of the text."""
    starts = find_starts(words, at)
    for cue, kind, first, last, begin, stop, score, why in hits:
        start, end = starts[begin], starts[stop - 1] + len(words[stop - 1].text)
        finding_id = make_id(turn.utterance_id, start, end, kind)
        fired = turn.text[starts[first] : starts[last - 1] + len(words[last - 1].text)]
        yield finding_id, turn.utterance_id, start, end, turn.text[start:end], kind, cue.cue_id, score, fired, why
