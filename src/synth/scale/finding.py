"""Findings of a table in partitions: what `synth.find` finds in the whole."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from dask.delayed import delayed

from synth.findings import find as find_here
from synth.scale.frames import Frame, make_frame
from synth.tables import FINDINGS, UTTERANCES


def find(utterances: Frame, *, cues: Sequence[str | Path] = (), models: Mapping[str, str] | None = None) -> Frame:
    """Return the findings of each partition, as `synth.find` returns them for the whole.

    An answer is read with its question also where the question ends the partition before.

    Args:
        utterances: the utterances table.
        cues: TOML files with the study's own cues, where the workers find them.
        models: the name of an installed spaCy pipeline for a language, on all workers.

    Returns:
        The findings table, in the same partitions; `read_account` tells, of a folder that it was written into, what was
        read in another way.

    Raises:
        TableProblem: the table lacks a column.
        LexiconProblem: a cue file cannot be used.
        SynthError: a model is not installed.
    """
    search = partial(find_here, cues=tuple(cues), models=models)
    if isinstance(utterances, pd.DataFrame):
        return search(utterances)
    UTTERANCES.check(utterances._meta)
    search(utterances._meta)  # a cue file that cannot be used is told before the work begins
    parts, found = utterances.to_delayed(), []
    asked = delayed(utterances._meta)
    for part in parts:
        found.append(delayed(_find)(search, asked, part))
        asked = delayed(_keep_question)(asked, part)
    return make_frame(found, meta=FINDINGS.make())


def _find(search: Callable[[pd.DataFrame], pd.DataFrame], asked: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of a partition that follows an open question, or none."""
    findings = search(part if asked.empty else pd.concat([asked, part]))
    for row in findings.attrs["account"]:
        if row["what"].startswith("of the interviewer"):
            row["utterances"] -= len(asked)
    return findings


def _keep_question(asked: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Return the question that a partition leaves open: its row, or an empty table."""
    heard = part[(part["role"] == "interviewer") | (part["text"] != "")]
    last = heard.tail(1) if len(heard) else asked
    return last[last["role"] == "interviewer"]
