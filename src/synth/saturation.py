"""Saturation: whether further interviews still bring what nobody said before (Guest, Namey and Chen 2020)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synth.errors import TableProblem

BASE = 4
RUNS = (2, 3)
THRESHOLD = 0.05
ORDERS = 1000
COLUMNS = ["run", "interviews", "participant_id", "claims", "new", "share", "low", "high", "reached"]


def trace_saturation(
    evidence: pd.DataFrame,
    *,
    order: Sequence[str] | None = None,
    base: int = BASE,
    runs: Sequence[int] = RUNS,
    threshold: float = THRESHOLD,
    orders: int = ORDERS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Trace how much each run of interviews brings that those before it did not.

    The share is the number of claims that are new in a run of 2 or 3 interviews, divided by the number of claims in the
    first 4 (Guest, Namey and Chen 2020, PLOS ONE 15(5), e0232076). At 5 % or less it is saturated "at 6+2": after 6
    interviews, with 2 more that show it.

    Args:
        evidence: the evidence table of `collect_evidence`. Its claims should be tags: themes are made of the whole
            material, so few are ever new. Only interviews count, and of these whoever has a claim: an interview that
            is not coded yet would look as if it brought nothing new.
        order: participant_ids as they were interviewed; None takes them by name.
        base: how many interviews give the number to compare with.
        runs: how many interviews a run has.
        threshold: the largest share at which nothing new is said to come, from 0 to 1.
        orders: how many random orders of the participants give the band.
        random_state: seed of these orders.

    Returns:
        One row a run length and a last interview of a run: run, interviews (how many with the run), participant_id (the
        last one), claims (so far), new (in the run), share, low and high (within them are 90 % of the random orders),
        reached (share <= threshold). No rows if there are fewer interviews than a base and a run.

    Raises:
        TableProblem: base, runs or orders are not 1 or more, or `order` leaves out who has evidence.
    """
    if base < 1 or orders < 1 or not runs or min(runs) < 1:
        raise TableProblem(f"base is {base}, runs {tuple(runs)}, orders {orders}; each is 1 or more.")
    said = _list_claims(evidence, order)
    here = np.arange(len(said))[None, :]
    rng = np.random.default_rng(random_state)
    shuffled = rng.permuted(np.tile(here, (orders, 1)), axis=1)
    claims = said.to_numpy(dtype=bool)
    rows: list[dict[str, object]] = []
    for run in runs:
        news, shares = _run(claims, here, base, run)
        _, by_chance = _run(claims, shuffled, base, run)
        known = _first_said(claims, here)[0].cumsum()
        for place in range(news.shape[1]):
            low, high = np.quantile(by_chance[:, place], [0.05, 0.95])
            interviews = base + run + place
            rows.append(
                {
                    "run": run,
                    "interviews": interviews,
                    "participant_id": str(said.index[interviews - 1]),
                    "claims": int(known[interviews - 1]),
                    "new": int(news[0, place]),
                    "share": round(float(shares[0, place]), 4),
                    "low": round(float(low), 4),
                    "high": round(float(high), 4),
                    "reached": bool(shares[0, place] <= threshold),
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def find_saturation(curve: pd.DataFrame, run: int) -> str:
    """Return where a run length first reached saturation, as "6+2"; "" if it did not.

    Args:
        curve: from `trace_saturation`.
        run: the run length.
    """
    reached = curve[(curve["run"] == run) & curve["reached"]]
    return f"{int(reached['interviews'].iloc[0]) - run}+{run}" if len(reached) else ""


def _list_claims(evidence: pd.DataFrame, order: Sequence[str] | None) -> pd.DataFrame:
    """Return who voices which claim, a row an interviewed participant, in the order of the interviews."""
    claimed = list_coded(evidence)
    said = pd.crosstab(claimed["participant_id"], claimed["claim"]).gt(0)
    names = sorted(said.index) if order is None else list(dict.fromkeys(order))
    if left_out := sorted(set(said.index) - set(names)):
        raise TableProblem(f"order leaves out {', '.join(left_out)}; name every participant who has evidence.")
    return said.reindex([name for name in names if name in said.index])


def list_coded(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence of interviews that has a claim and a speaker."""
    named = (evidence["participant_id"] != "") & (evidence["claim"] != "")
    return evidence[(evidence["source_kind"] == "interview") & named]


def _first_said(claims: NDArray[np.bool_], orders: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many claims are said for the first time in each interview, orders by interviews."""
    known: NDArray[np.int64] = np.maximum.accumulate(claims[orders], axis=1).sum(axis=2)
    return np.diff(known, axis=1, prepend=0)


def _run(
    claims: NDArray[np.bool_], orders: NDArray[np.int64], base: int, run: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the new claims of each run and their share of those of the base, orders by runs."""
    if claims.shape[0] < base + run:
        return np.zeros((len(orders), 0), dtype=np.int64), np.zeros((len(orders), 0))
    first = _first_said(claims, orders)
    news = np.lib.stride_tricks.sliding_window_view(first[:, base:], run, axis=1).sum(axis=2)
    known = first[:, :base].sum(axis=1, keepdims=True)
    return news, np.where(known > 0, news / np.maximum(known, 1), 1.0)  # where the base says nothing, all is new
