"""Passages: everything a researcher could say yes or no to, the findings and the sentences in which no cue fired."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from synth.finder import load_finder
from synth.sentences import split_sentences, trim
from synth.study import Study
from synth.tables import FINDINGS, TAGGINGS, UTTERANCES, make_id
from synth.words import find_places

MIN_WORDS = 3


def collect_passages(utterances: pd.DataFrame, findings: pd.DataFrame, *, study: Study | None = None) -> pd.DataFrame:
    """Return the findings and, between them, the participants' sentences of three words or more without a finding.

    Args:
        utterances: the utterances table.
        findings: the findings table of these utterances.
        study: where the researcher's decisions are.

    Returns:
        A table with passage_id (a finding's own id), utterance_id, start, end, text, kind and cue ("" without a
        finding), score (0 without) and accepted (True, False, or missing where nothing is decided), in the order of
        the utterances.
    """
    UTTERANCES.check(utterances)
    FINDINGS.check(findings)
    columns = ["finding_id", "utterance_id", "start", "end", "quote", "kind", "cue", "score"]
    rows = [
        dict(zip(["passage_id", *columns[1:4], "text", *columns[5:]], row, strict=True))
        for row in findings[columns].itertuples(index=False, name=None)
    ]
    covered: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        covered.setdefault(row["utterance_id"], []).append((row["start"], row["end"]))
    spoken = utterances[utterances["role"] != "interviewer"]
    for utterance_id, language, text in spoken[["utterance_id", "language", "text"]].itertuples(index=False, name=None):
        for start, end in _sentences(text, language):
            if not any(begin < end and start < stop for begin, stop in covered.get(utterance_id, ())):
                rows.append(_passage(utterance_id, start, end, text))
    place = {utterance_id: number for number, utterance_id in enumerate(utterances["utterance_id"])}
    rows.sort(key=lambda row: (place[row["utterance_id"]], row["start"], row["end"], row["kind"]))
    passages = pd.DataFrame(rows, columns=["passage_id", *columns[1:4], "text", *columns[5:]])
    taggings = study.taggings() if study else TAGGINGS.make()
    return passages.assign(accepted=read_decisions(passages, taggings, study.rejected() if study else ()))


def read_decisions(passages: pd.DataFrame, taggings: pd.DataFrame, rejected: Iterable[str]) -> pd.Series:
    """Return what the researcher has decided of each passage: True, False, or missing where nothing is decided.

    A finding is accepted by a tag on it and rejected by name. A sentence without a finding counts as accepted where a
    tag lies on it, and as passed over where everything else in its utterance is decided.

    Args:
        passages: from `collect_passages`.
        taggings: the study's taggings.
        rejected: the ids of the rejected findings.

    Returns:
        A series of pandas' type "boolean" beside the passages.
    """
    accepted, refused = {*taggings["finding_id"]} - {""}, {*rejected}
    tagged: dict[str, list[tuple[int, int]]] = {}
    for utterance_id, start, end in taggings[["utterance_id", "start", "end"]].itertuples(index=False, name=None):
        tagged.setdefault(utterance_id, []).append((start, end))
    decided = passages["passage_id"].isin(accepted | refused)
    is_finding = passages["kind"] != ""
    undecided = {*passages.loc[is_finding & ~decided, "utterance_id"]}
    finished = ({*passages.loc[decided, "utterance_id"]} | {*tagged}) - undecided
    labels: list[bool | None] = []
    for passage_id, utterance_id, start, end, kind in passages[
        ["passage_id", "utterance_id", "start", "end", "kind"]
    ].itertuples(index=False, name=None):
        if kind:
            labels.append(passage_id in accepted if passage_id in accepted | refused else None)
        elif any(begin < end and start < stop for begin, stop in tagged.get(utterance_id, ())):
            labels.append(True)
        else:
            labels.append(False if utterance_id in finished else None)
    return pd.Series(labels, index=passages.index, dtype="boolean", name="accepted")


def _sentences(text: str, language: str) -> Iterable[tuple[int, int]]:
    for begin, words, _ in load_finder(language).read(text):
        places = find_places(words, begin)
        for sentence in split_sentences(words):
            start, end = trim(words, *sentence)
            if sum(word.is_plain for word in words[start:end]) >= MIN_WORDS:
                yield places[start][0], places[end - 1][1]


def _passage(utterance_id: str, start: int, end: int, text: str) -> dict[str, Any]:
    return {
        "passage_id": make_id(utterance_id, start, end, ""),
        "utterance_id": utterance_id,
        "start": start,
        "end": end,
        "text": text[start:end],
        "kind": "",
        "cue": "",
        "score": 0.0,
    }
