"""Mending a transcript: a wrong word or speaker is put right, the original stays, and what was decided moves along."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from synth.errors import StudyProblem
from synth.events import Thing
from synth.journal import Change, Journal
from synth.spans import move_span
from synth.tables import FINDINGS, ROLES, UTTERANCES, make_id
from synth.verdicts import move_verdicts

FIELDS = ("text", "participant_id", "role")
"""What of an utterance can be mended."""


def mend_utterances(utterances: pd.DataFrame, study: Journal) -> pd.DataFrame:
    """Return the utterances with the words, speakers and roles as the study's researchers mended them.

    `attrs["account"]` tells how many were mended, and how many mendings were passed over because the text that was
    read is none that was mended. A table that is mended already comes back as it is.

    Args:
        utterances: the utterances table, as it was read.
        study: where the mendings are.

    >>> from tempfile import TemporaryDirectory
    >>> from synth.study import Study
    >>> turn = {"utterance_id": "u1", "position": 0, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"participant_id": "P01", "text": "I wacht."}])
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     study.mend(table.iloc[0], text="I wait.")
    ...     mend_utterances(table, study)["text"].tolist()
    ['I wait.']
    """
    mended, account = UTTERANCES.check(utterances).copy(), Counter[str]()
    things = study.things("utterance")
    where = {key: place for place, key in enumerate(mended["utterance_id"]) if key in things}
    columns = {field: mended[field].tolist() for field in FIELDS}
    for key, place in where.items():
        if columns["text"][place] not in texts_of(things[key]):
            account["of another text, not mended"] += 1
            continue
        account["mended"] += 1
        for field in FIELDS:
            columns[field][place] = things[key][field]
    for field in FIELDS:
        mended[field] = pd.Series(columns[field], index=mended.index, dtype=mended[field].dtype)
    mended.attrs["account"] = [{"what": what, "utterances": count} for what, count in sorted(account.items())]
    return mended


def mend_findings(findings: pd.DataFrame, utterances: pd.DataFrame, study: Journal) -> pd.DataFrame:
    """Return findings of utterances as they were read, each where its words stand in the mended utterance.

    A finding that moves gets another id, as ids depend on the place. One whose words are gone is left out and counted
    in `attrs["account"]`.

    Args:
        findings: the findings table of these utterances.
        utterances: the utterances table before `mend_utterances`.
        study: where the mendings are.
    """
    things = study.things("utterance")
    texts = dict(zip(utterances["utterance_id"], utterances["text"], strict=True))
    rows: list[dict[str, Any]] = []
    for values in FINDINGS.check(findings).itertuples(index=False, name=None):
        row = dict(zip(findings.columns, values, strict=True))
        thing = things.get(row["utterance_id"])
        rows += move_findings([row], path_of(thing, texts[row["utterance_id"]])) if thing else [row]
    moved = FINDINGS.make(pd.DataFrame(rows, columns=findings.columns))
    moved.attrs["account"] = [{"what": "words are gone", "findings": len(findings) - len(moved)}]
    return moved


def plan_mending(
    study: Journal, utterance: Mapping[str, Any], mended: Mapping[str, str], findings: Iterable[Mapping[str, Any]]
) -> list[Change]:
    """Return the changes that mend an utterance: itself, its taggings, and the verdicts on its findings.

    Raises:
        StudyProblem: the words are empty, the role is unknown, or somebody else mended the utterance since.
    """
    key, old = utterance["utterance_id"], {field: str(utterance[field]) for field in FIELDS}
    new = {**old, **mended}
    if not new["text"].strip():
        raise StudyProblem("a turn needs words. What should not be read is left out of the analysis, not of the text.")
    if new["role"] not in ROLES:
        raise StudyProblem(f"the role is {new['role']!r}; allowed are {', '.join(ROLES)}.")
    before = study.things("utterance").get(key)
    if before and before["text"] != old["text"]:
        raise StudyProblem(f"utterance {key!r} was mended since you saw it. Look at its words again, then mend them.")
    if new == old:
        return []
    earlier = [*before["earlier"], {field: before[field] for field in FIELDS}] if before else [old]
    changes: list[Change] = [("utterance", key, {**new, "earlier": earlier})]
    if new["text"] == old["text"]:
        return changes
    ids = {row["finding_id"]: move_findings([row], [old["text"], new["text"]]) for row in findings}
    successors = {finding_id: moved[0]["finding_id"] for finding_id, moved in ids.items() if moved}
    for tagging_id, tagging in study.things("tagging").items():
        if tagging["utterance_id"] == key:
            changes += _plan_move(tagging_id, tagging, old["text"], new["text"], successors)
    return changes + move_verdicts(study.things("verdict"), successors)


def _plan_move(tagging_id: str, tagging: Thing, old: str, new: str, successors: Mapping[str, str]) -> list[Change]:
    """Return the change of a tagging whose words moved; one whose words are gone stays as it is, to be looked at."""
    if old[tagging["start"] : tagging["end"]] != tagging["quote"]:
        return []
    span = move_span(tagging["start"], tagging["end"], old, new)
    if span is None:
        return []
    finding_id = successors.get(tagging["finding_id"], tagging["finding_id"])
    place = {"start": span[0], "end": span[1], "quote": new[slice(*span)], "finding_id": finding_id}
    return [("tagging", tagging_id, {**tagging, **place})]


def texts_of(thing: Thing) -> list[str]:
    """Return the successive texts of a mended utterance, the original first."""
    return [version["text"] for version in (*thing["earlier"], thing)]


def path_of(thing: Thing, text: str) -> list[str]:
    """Return the texts that lead from one of them to the newest; from a text that is none of them, that text alone."""
    texts = texts_of(thing)
    return texts[texts.index(text) :] if text in texts else [text]


def move_findings(rows: Iterable[Mapping[str, Any]], texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows of findings moved from text to text; those whose words are gone are left out."""
    moved = [dict(row) for row in rows]
    for old, new in pairwise(texts):
        spans = [move_span(row["start"], row["end"], old, new) for row in moved]
        moved = [
            {**row, "start": span[0], "end": span[1], "quote": new[slice(*span)], "finding_id": _moved_id(row, span)}
            for row, span in zip(moved, spans, strict=True)
            if span is not None
        ]
    return moved


def _moved_id(row: Mapping[str, Any], span: tuple[int, int]) -> str:
    if span == (row["start"], row["end"]):
        return str(row["finding_id"])
    return make_id(row["utterance_id"], *span, row["kind"])
