"""Counts of a table in partitions: how many findings and how many different people, exactly."""

from collections.abc import Sequence

import pandas as pd

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
    said = pd.concat([part for part, _ in parts]).groupby([what, *by, "person"], as_index=False)["findings"].sum()
    counts = said.groupby([what, *by], as_index=False).agg(findings=("findings", "sum"), people=("person", "size"))
    heard = pd.concat([part for _, part in parts]).drop_duplicates()
    if by:
        sizes = heard.groupby(by, as_index=False).size().rename(columns={"size": "heard"})
        counts = counts.merge(sizes, on=by, how="left")
    else:
        counts = counts.assign(heard=len(heard))
    return add_intervals(counts.sort_values([what, *by], ignore_index=True))


def _count_part(
    spans: pd.DataFrame, utterances: pd.DataFrame, *, what: str, by: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return of a partition the number of spans a person, and who was heard; a person is a number of 64 bits."""
    UTTERANCES.check(utterances)
    about = utterances.assign(person=pd.util.hash_array(name_people(utterances).to_numpy(dtype=object)))
    said = spans[["utterance_id", what]].merge(about[["utterance_id", *by, "person"]], on="utterance_id")
    counts = said.groupby([what, *by, "person"], as_index=False).size().rename(columns={"size": "findings"})
    return counts, select_heard(about)[[*by, "person"]].drop_duplicates()
