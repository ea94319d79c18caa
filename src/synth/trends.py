"""How themes move and differ: their share over time, by wave and by stakeholder group, with what chance explains."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact

from synth.errors import TableProblem
from synth.proportions import adjust_holm, count_effective, newcombe, wilson
from synth.tables import UTTERANCES

PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
COLUMNS = ("wave", "group", "language", "source_kind")
WAVES = ("before", "during", "after")
ALPHA = 0.05
SHOWN = 3


def measure_trends(
    evidence: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    by: str = "wave",
    count: Literal["people", "quotes"] = "people",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of each claim (theme or tag) at each time, wave or group, with an interval.

    With `count="people"`, the share of the people heard there who make the claim, each counted once, and its Wilson
    interval. With `count="quotes"`, the share of the quotes there, and the Wilson interval of as many independent
    quotes as they are worth, because one person may say many things.

    Args:
        evidence: the evidence table of `collect_evidence`; rows without a claim are passed over.
        utterances: the utterances table; it tells who was heard when.
        by: wave, group, language or source_kind; or day, week, month, quarter or year of the date (2024-01-08).
        count: what is counted.
        level: how sure the interval is.

    Returns:
        One row a claim and value, the values in their order: claim, by, value, quotes, people, heard (people; or all
        quotes), share, low, high (0 to 1; NaN where nobody was heard). `.attrs["notes"]` tells what was left out or
        limits the comparison.

    Raises:
        TableProblem: `by` is no such thing, no date can be read, there is one value only, or nothing has a claim.
    """
    if count not in {"people", "quotes"}:
        raise TableProblem(f"count is {count!r}; allowed are 'people' and 'quotes'.")
    heard, said, values, notes = _gather(evidence, utterances, by)
    claims = sorted(said["claim"].unique())
    cells = pd.MultiIndex.from_product([claims, values], names=["claim", "value"])
    counts = pd.DataFrame(
        {
            "quotes": said.groupby(["claim", "value"]).size(),
            "people": said.groupby(["claim", "value"])["person"].nunique(),
        }
    )
    rows = counts.reindex(cells, fill_value=0).reset_index()
    if count == "people":
        rows["heard"] = rows["value"].map(heard.groupby("value")["person"].nunique()).fillna(0).astype(int)
        rows = add_intervals(rows, level=level)
    else:
        rows = _add_quote_intervals(rows, said, level)
    rows.insert(1, "by", by)
    rows.attrs["notes"] = notes
    return rows


def contrast_groups(
    evidence: pd.DataFrame, utterances: pd.DataFrame, *, by: str = "group", level: float = 0.95
) -> pd.DataFrame:
    """Return which claims one group raises more or less than all others do, and which it alone raises.

    People are counted, each once. The difference has Newcombe's interval, and Fisher's exact test; its p-values are
    corrected by Holm for all comparisons made.

    Args:
        evidence: the evidence table of `collect_evidence`; rows without a claim are passed over.
        utterances: the utterances table; it tells who was heard.
        by: group, wave, language or source_kind; or day, week, month, quarter or year.
        level: how sure the interval is.

    Returns:
        One row a claim and group, the surest first: claim, by, value, people, heard, elsewhere, elsewhere_heard,
        share, elsewhere_share, difference, low, high, p_value, p_adjusted and verdict ("only here", "never here", "more
        here", "less here", or "no difference shown"). `.attrs["notes"]` tells what limits the comparison.

    Raises:
        TableProblem: as `measure_trends`.
    """
    heard, said, values, notes = _gather(evidence, utterances, by)
    people = {value: set(part) for value, part in heard.groupby("value")["person"]}
    making = {claim: set(part) for claim, part in said.groupby("claim")["person"]}
    in_value = {pair: set(part) for pair, part in said.groupby(["claim", "value"])["person"]}
    everyone = set(heard["person"])
    rows = []
    for claim, who in sorted(making.items()):
        for value in values:
            here, others = people.get(value, set()), everyone - people.get(value, set())
            table = (len(in_value.get((claim, value), set())), len(here), len(who & others), len(others))
            if len(here) and len(others):
                rows.append((claim, by, value, *table))
    names = ["claim", "by", "value", "people", "heard", "elsewhere", "elsewhere_heard"]
    found = _compare(pd.DataFrame(rows, columns=names), level)
    found.attrs["notes"] = notes
    return found


def add_intervals(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return counts of people (columns people and heard) with their share and its Wilson interval."""
    low, high = wilson(counts["people"], counts["heard"], level=level)
    share = counts["people"] / counts["heard"].where(counts["heard"] > 0)
    return counts.assign(share=share.round(6), low=low.round(6), high=high.round(6))


def select_heard(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return what was said to the researchers: not their own questions, and no empty texts."""
    return utterances[(utterances["role"] != "interviewer") & (utterances["text"] != "")]


def name_people(utterances: pd.DataFrame) -> "pd.Series[str]":
    """Return who said each utterance; one without a participant counts as somebody of its own."""
    return utterances["participant_id"].where(utterances["participant_id"] != "", utterances["utterance_id"])


def _gather(
    evidence: pd.DataFrame, utterances: pd.DataFrame, by: str
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]]:
    """Return who was heard where, who said what where, the values in order, and what limits the comparison."""
    missing = [column for column in ("utterance_id", "claim") if column not in evidence]
    if missing:
        raise TableProblem(f"the evidence lacks the column {missing[0]!r}; take it from synth.collect_evidence.")
    UTTERANCES.check(utterances)
    heard = select_heard(utterances)
    heard = heard.assign(value=_read_values(heard, by), person=name_people(heard))
    known = heard[heard["value"] != ""]
    values = _order(known, by)
    if len(values) < 2:
        raise TableProblem(_tell_single(values, utterances, by))
    claimed = evidence[evidence["claim"] != ""]
    if claimed.empty:
        raise TableProblem("no evidence has a claim; group the findings into themes or tag some quotes first.")
    said = claimed[["utterance_id", "claim"]].merge(known[["utterance_id", "value", "person"]], on="utterance_id")
    if said.empty:
        raise TableProblem(f"no quote with a claim has a {by}; the utterances that have one hold no evidence.")
    return known, said, values, _note(heard, known, by)


def _read_values(heard: pd.DataFrame, by: str) -> "pd.Series[str]":
    if by in COLUMNS:
        return heard[by]
    if by not in PERIODS:
        raise TableProblem(f"by is {by!r}; allowed are {', '.join(map(repr, [*COLUMNS, *PERIODS]))}.")
    days = pd.to_datetime(heard["date"].str.slice(0, 10), format="ISO8601", errors="coerce")
    if days.isna().all():
        seen = sorted(set(heard["date"]) - {""})[:SHOWN]
        found = f"they are written {', '.join(map(repr, seen))}" if seen else "there are none"
        raise TableProblem(
            f"no date can be read: {found}. A date is written as 2024-01-08; add or rewrite the column `date`, or "
            'compare by="wave".'
        )
    if by == "week":
        return days.dt.strftime("%G-W%V").fillna("")
    return days.dt.to_period(PERIODS[by]).astype("str").where(days.notna(), "")


def _order(known: pd.DataFrame, by: str) -> list[str]:
    """Return the values in order: periods with the empty ones between, waves as they came, others by name."""
    values = sorted(known["value"].unique())
    if by in PERIODS and by != "week" and values:
        return [str(period) for period in pd.period_range(values[0], values[-1], freq=PERIODS[by])]
    if by == "wave":
        first = known[known["date"] != ""].groupby("value")["date"].min()
        rank = {wave: place for place, wave in enumerate(WAVES)}
        return sorted(values, key=lambda wave: (rank.get(wave, len(WAVES)), first.get(wave, "9999"), wave))
    return values


def _tell_single(values: Sequence[str], utterances: pd.DataFrame, by: str) -> str:
    there = f"only one value, {values[0]!r}" if values else "no value"
    way = f"give two when you read, as synth.read(path, {by}=...), or compare by something else"
    if by in PERIODS:
        way = "choose a shorter period, such as by='month' or by='day'"
    elif by == "source_kind":
        way = "compare by something else"
    return f"by={by!r}: the {len(utterances)} utterances have {there}, and a comparison takes two; {way}."


def _note(heard: pd.DataFrame, known: pd.DataFrame, by: str) -> list[str]:
    notes = []
    if len(known) < len(heard):
        notes.append(f"{len(heard) - len(known)} of {len(heard)} utterances have no {by} that can be read: left out.")
    places = known[["person", "value"]].drop_duplicates().groupby("person").size()
    if (places > 1).any():
        notes.append(
            f"{(places > 1).sum()} of {len(places)} people are in more than one {by}. The intervals and tests take "
            "those as different people."
        )
    shares = pd.crosstab(known["value"], known["source_kind"], normalize="index")
    if by != "source_kind" and (shares.max() - shares.min()).max() > 0.1:
        notes.append(
            f"The {by}s differ in kinds of sources ({', '.join(shares.columns)}); who is interviewed says more than "
            "who leaves a comment. Compare one kind at a time."
        )
    return notes


def _add_quote_intervals(rows: pd.DataFrame, said: pd.DataFrame, level: float) -> pd.DataFrame:
    quotes = pd.crosstab([said["value"], said["person"]], said["claim"])
    effective, totals = {}, {}
    for value, part in quotes.groupby(level=0):
        sizes = part.sum(axis=1)
        totals[value] = int(sizes.sum())
        for claim in part:
            effective[claim, value] = count_effective(part[claim], sizes)
    rows = rows.assign(heard=rows["value"].map(totals).fillna(0).astype(int))
    share = rows["quotes"] / rows["heard"].where(rows["heard"] > 0)
    worth = np.array([effective.get(cell, 0.0) for cell in zip(rows["claim"], rows["value"], strict=True)])
    low, high = wilson(share * worth, worth, level=level)
    return rows.assign(share=share.round(6), low=low.round(6), high=high.round(6))


def _compare(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    sides = [rows[column] for column in ("people", "heard", "elsewhere", "elsewhere_heard")]
    low, high = newcombe(*sides, level=level)
    share, elsewhere_share = sides[0] / sides[1], sides[2] / sides[3]
    p_values = np.array(
        [fisher_exact([[a, n - a], [b, m - b]]).pvalue for a, n, b, m in zip(*sides, strict=True)], dtype=np.float64
    )
    compared = rows.assign(
        share=share.round(6),
        elsewhere_share=elsewhere_share.round(6),
        difference=(share - elsewhere_share).round(6),
        low=low.round(6),
        high=high.round(6),
        p_value=p_values.round(6),
        p_adjusted=_adjust(rows["value"], p_values).round(6),
    )
    compared["verdict"] = [
        _judge(*row)
        for row in zip(*(compared[name] for name in ("p_adjusted", "difference", "people", "elsewhere")), strict=True)
    ]
    return compared.sort_values(["p_adjusted", "p_value", "claim", "value"], ignore_index=True)


def _adjust(values: "pd.Series[str]", p_values: np.ndarray) -> np.ndarray:
    """Correct for all comparisons; of two groups, each is the mirror of the other and counts once."""
    if values.nunique() != 2:
        return adjust_holm(p_values)
    first = (values == values.iloc[0]).to_numpy()
    return np.repeat(adjust_holm(p_values[first]), 2)


def _judge(p_adjusted: float, difference: float, people: int, elsewhere: int) -> str:
    if p_adjusted >= ALPHA:
        return "no difference shown"
    if difference > 0:
        return "more here" if elsewhere else "only here"
    return "less here" if people else "never here"
