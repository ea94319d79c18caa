"""Counts of a table in partitions: how many findings and how many different people, exactly."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from synth.errors import TableProblem
from synth.scale.frames import Frame, collect
from synth.tables import UTTERANCES
from synth.trends import add_intervals, name_people, select_heard

NOT_BY = ("utterance_id", "position", "start_s", "end_s", "text", "participant_id", "role")


def count_findings(findings: Frame, utterances: Frame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how many findings of each kind there are, and of how many people.

    Args:
        findings: the findings table.
        utterances: the utterances it was found in, in the same partitions.
        by: columns of the utterances to count by as well, such as ["wave", "group"].

    Returns:
        One row a kind and value: kind, the columns of `by`, findings, people, heard (of how many people there is
        anything), share, and its Wilson interval low and high.

    Raises:
        TableProblem: a column of `by` is none to count by.
    """
    return _count(findings, utterances, what="kind", by=by)


def count_themes(assigned: Frame, utterances: Frame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how many findings each theme has, and of how many people; theme_id "" is what was set aside.

    Args:
        assigned: what `assign_themes` returns.
        utterances: the utterances it was found in, in the same partitions.
        by: columns of the utterances to count by as well, such as ["wave", "group"].

    Returns:
        One row a theme and value: theme_id, the columns of `by`, and counts and shares as `count_findings` gives them.

    Raises:
        TableProblem: a column of `by` is none to count by.
    """
    return _count(assigned, utterances, what="theme_id", by=by)


def _count(spans: Frame, utterances: Frame, *, what: str, by: Sequence[str]) -> pd.DataFrame:
    by = [by] if isinstance(by, str) else list(by)
    for column in by:
        allowed = [name for name in utterances.columns if name not in NOT_BY]
        if column not in allowed:
            raise TableProblem(f"by names {column!r}; allowed are {', '.join(map(repr, allowed))}.")
    parts = collect(_count_part, spans, utterances, label="counting", what=what, by=by)
    each = _stack([part for part, _ in parts], [what, *by])
    said = each.groupby([what, *by, "person"], observed=True, as_index=False).agg(findings=("findings", "sum"))
    counts = said.groupby([what, *by], observed=True, as_index=False).agg(
        findings=("findings", "sum"), people=("person", "size")
    )
    heard = _stack([part for _, part in parts], by).drop_duplicates()
    if by:
        sizes = heard.groupby(by, observed=True, as_index=False).agg(heard=("person", "size"))
        texts = dict.fromkeys(by, "str")
        counts = counts.astype(texts).merge(sizes.astype(texts), on=by, how="left")
    else:
        counts = counts.assign(heard=len(heard))
    return add_intervals(counts.astype({what: "str"}).sort_values([what, *by], ignore_index=True))


def _stack(parts: Sequence[pd.DataFrame], names: Sequence[str]) -> pd.DataFrame:
    """Return the rows of all partitions; what a row is about is a small number in it, and a text once in all."""
    columns: dict[str, Any] = {name: union_categoricals([part[name] for part in parts]) for name in names}
    numbers = [name for name in parts[0] if name not in names]
    return pd.DataFrame(columns | {name: np.concatenate([part[name] for part in parts]) for name in numbers})


def _count_part(
    spans: pd.DataFrame, utterances: pd.DataFrame, *, what: str, by: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return of a partition the number of spans a person, and who was heard; a person is a number of 64 bits."""
    UTTERANCES.check(utterances)
    about = utterances.assign(person=pd.util.hash_array(name_people(utterances).to_numpy(dtype=object)))
    said = spans[["utterance_id", what]].merge(about[["utterance_id", *by, "person"]], on="utterance_id")
    counts = said.groupby([what, *by, "person"], as_index=False).size().rename(columns={"size": "findings"})
    heard = select_heard(about)[[*by, "person"]].drop_duplicates()
    return counts.astype(dict.fromkeys([what, *by], "category")), heard.astype(dict.fromkeys(by, "category"))
