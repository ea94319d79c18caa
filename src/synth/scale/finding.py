"""Findings of a table in partitions: what `synth.find` finds in the whole."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from dask.delayed import delayed

from synth.findings import find as find_here
from synth.scale.frames import Frame, make_frame
from synth.tables import FINDINGS, UTTERANCES


def find(utterances: Frame, *, cues: Sequence[str | Path] = ()) -> Frame:
    """Return the findings of each partition, as `synth.find` returns them for the whole.

    An answer is read with its question also where the question ends the partition before.

    Args:
        utterances: the utterances table.
        cues: TOML files with the study's own cues, where the workers find them.

    Returns:
        The findings table, in the same partitions; `read_account` tells, of a folder that it was written into, what was
        read in another way.

    Raises:
        TableProblem: the table lacks a column.
        LexiconProblem: a cue file cannot be used.
    """
    if isinstance(utterances, pd.DataFrame):
        return find_here(utterances, cues=cues)
    UTTERANCES.check(utterances._meta)
    find_here(utterances._meta, cues=cues)  # a cue file that cannot be used is told before the work begins
    parts, found = utterances.to_delayed(), []
    asked = delayed(utterances._meta)
    for part in parts:
        found.append(delayed(_find)(asked, part, cues=tuple(cues)))
        asked = delayed(_keep_question)(asked, part)
    return make_frame(found, meta=FINDINGS.make())


def _find(asked: pd.DataFrame, part: pd.DataFrame, *, cues: Sequence[str | Path]) -> pd.DataFrame:
    """Return the findings of a partition that follows an open question, or none."""
    findings = find_here(part if asked.empty else pd.concat([asked, part]), cues=cues)
    for row in findings.attrs["account"]:
        if row["what"].startswith("of the interviewer"):
            row["utterances"] -= len(asked)
    return findings


def _keep_question(asked: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Return the question that a partition leaves open: its row, or an empty table."""
    heard = part[(part["role"] == "interviewer") | (part["text"] != "")]
    last = heard.tail(1) if len(heard) else asked
    return last[last["role"] == "interviewer"]
