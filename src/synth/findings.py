"""Find needs, pain points, suggestions, goals, workarounds and delights in what participants said."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from spacy.language import Language

from synth.component import SPANS_KEY, load_pipeline, stamp
from synth.tables import FINDINGS, LANGUAGES, UTTERANCES, make_id

MAX_PIECE = 100_000
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, from a broken file: spaCy refuses it


def find(utterances: pd.DataFrame, *, cues: Sequence[str | Path] = ()) -> pd.DataFrame:
    """Return the findings: exact spans of the participants' words, each with its kind and the cue that fired.

    The interviewer's turns are passed over. Utterances whose language has no lexicon are counted in
    `findings.attrs["left_out"]`, one plain dict a language.

    Args:
        utterances: the utterances table.
        cues: TOML files with the study's own cues, added to the shipped ones.

    Returns:
        The findings table, in the order of the utterances, with `cue_words`, the words that fired.

    Raises:
        TableProblem: the table lacks a column.
        LexiconProblem: a cue file cannot be used.

    >>> from synth.tables import UTTERANCES
    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "feedback", "role": "participant"}
    >>> find(UTTERANCES.make([turn | {"language": "en", "text": "Well. I can't find the form."}]))["quote"].tolist()
    ["I can't find the form."]
    """
    UTTERANCES.check(utterances)
    spoken = utterances[(utterances["role"] != "interviewer") & (utterances["text"] != "")]
    own = stamp(cues)
    rows: list[dict[str, Any]] = []
    for language, group in spoken.groupby("language", sort=True):
        if language in LANGUAGES:
            rows.extend(_find_in(load_pipeline(str(language), own), group))
    findings = FINDINGS.make(_in_order(rows, utterances))
    unknown = spoken["language"][~spoken["language"].isin(LANGUAGES)].value_counts().sort_index()
    findings.attrs["left_out"] = [
        {
            "language": language,
            "utterances": int(count),
            "reason": f"no lexicon; there is one for {', '.join(LANGUAGES)}",
        }
        for language, count in unknown.items()
    ]
    return findings


def _find_in(nlp: Language, group: pd.DataFrame) -> Iterator[dict[str, Any]]:
    pieces = (
        (_SURROGATE.sub("\ufffd", piece), (utterance_id, offset, text))
        for utterance_id, text in zip(group["utterance_id"].tolist(), group["text"].tolist(), strict=True)
        for offset, piece in _split(text)
    )
    for doc, (utterance_id, offset, text) in nlp.pipe(pieces, as_tuples=True):
        spans = doc.spans[SPANS_KEY]
        for span, score, words in zip(spans, spans.attrs["scores"], spans.attrs["words"], strict=True):
            start, end = offset + span.start_char, offset + span.end_char
            yield {
                "finding_id": make_id(utterance_id, start, end, span.label_),
                "utterance_id": utterance_id,
                "start": start,
                "end": end,
                "quote": text[start:end],
                "kind": span.label_,
                "cue": span.id_,
                "score": score,
                "cue_words": words,
            }


def _split(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text that is too long for spaCy at white space, with the place where each piece begins."""
    start = 0
    while len(text) - start > MAX_PIECE:
        ends = [text.rfind(mark, start, start + MAX_PIECE) + len(mark) for mark in ("\n", ". ", "! ", "? ")]
        space = text.rfind(" ", start, start + MAX_PIECE) + 1
        end = next((place for place in (max(ends), space) if place > start + 4), start + MAX_PIECE)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _in_order(rows: list[dict[str, Any]], utterances: pd.DataFrame) -> list[dict[str, Any]]:
    place = {utterance_id: number for number, utterance_id in enumerate(utterances["utterance_id"])}
    return sorted(rows, key=lambda row: (place[row["utterance_id"]], row["start"], row["end"], row["kind"]))
