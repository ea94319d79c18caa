"""How many comments voice each claim, with an interval: comments weigh the needs, and make no persona."""

import pandas as pd

from synth.errors import TableProblem
from synth.proportions import wilson
from synth.tables import UTTERANCES

COMMENTS = ("feedback", "survey")
COLUMNS = ["kind", "claim", "count", "size", "share", "low", "high", "interviews", "interviewed"]


def weigh_needs(evidence: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Count how many comments voice each claim, beside how many interviewed participants do.

    Args:
        evidence: the evidence table of `collect_evidence`.
        utterances: the utterances table; it says how many comments and participants there are in all.

    Returns:
        One row a kind and claim, most comments first: kind, claim, count and size (comments), share, low and high
        (Wilson's 95 % interval, 1927; comments of one writer, who is not known, count as several), interviews and
        interviewed (participants).

    Raises:
        TableProblem: the utterances table lacks a column, or there are no comments.
    """
    UTTERANCES.check(utterances)
    said = utterances[utterances["role"] == "participant"]
    size = int(said["source_kind"].isin(COMMENTS).sum())
    if not size:
        raise TableProblem(
            f"there are no comments to weigh by: no utterance has the source_kind {' or '.join(map(repr, COMMENTS))}. "
            "Read feedback or a survey, or leave the weights out."
        )
    interviewed = said.loc[said["source_kind"] == "interview", "participant_id"].nunique()
    claimed = evidence[evidence["claim"] != ""]
    by = ["kind", "claim"]
    comments = claimed[claimed["source_kind"].isin(COMMENTS)].groupby(by)["utterance_id"].nunique()
    people = claimed[claimed["source_kind"] == "interview"].groupby(by)["participant_id"].nunique()
    table = pd.DataFrame({"count": comments, "interviews": people}).fillna(0).astype("int64").reset_index()
    low, high = (bound.round(4) for bound in wilson(table["count"], size))
    table = table.assign(size=size, share=(table["count"] / size).round(4), low=low, high=high, interviewed=interviewed)
    return table.sort_values(["count", "interviews", *by], ascending=[False, False, True, True])[COLUMNS].reset_index(
        drop=True
    )
