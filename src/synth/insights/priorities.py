"""Which insight to answer first: by the opportunity that it leaves open, or by impact and effort."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synth.errors import TableProblem

COLUMNS = ["insight_id", "statement", "importance", "satisfaction", "opportunity", "impact", "effort", "worth"]
WAYS = ("opportunity", "worth")


def measure_opportunity(importance: float, satisfaction: float) -> float:
    """Return the opportunity score, importance + max(importance - satisfaction, 0), from 0 to 20.

    Above 10 an answer is worth looking for; above 15 the need is important and hardly met (Ulwick, What Customers
    Want, 2005; importance and satisfaction are from 0 to 10).

    >>> measure_opportunity(9, 3), measure_opportunity(5, 8)
    (15.0, 5.0)
    """
    return float(importance + max(importance - satisfaction, 0))


def rank_insights(insights: Iterable[Mapping[str, Any]], *, by: str = "opportunity") -> pd.DataFrame:
    """Put insights in the order in which they are worth an answer, those that nobody rated last.

    Args:
        insights: from `study.insights()`; what is dropped is left out.
        by: "opportunity" (importance and satisfaction, each 0 to 10), or "worth" (impact / effort, each 1 to 5).

    Returns:
        insight_id, statement, importance, satisfaction, opportunity (0 to 20), impact, effort, worth (0.2 to 5); NaN
        where a number was not given.

    Raises:
        TableProblem: `by` is neither.
    """
    if by not in WAYS:
        raise TableProblem(f"by is {by!r}; allowed are {' and '.join(map(repr, WAYS))}.")
    rows = [_rate(insight) for insight in insights if insight.get("status") != "dropped"]
    numbers = dict.fromkeys((*COLUMNS[2:],), "float64")
    table = pd.DataFrame(rows, columns=COLUMNS).astype(numbers)
    order = table.sort_values([by, "insight_id"], ascending=[False, True], na_position="last")
    return order.reset_index(drop=True)


def _rate(insight: Mapping[str, Any]) -> dict[str, Any]:
    rated = {name: insight.get(name) for name in ("importance", "satisfaction", "impact", "effort")}
    importance, satisfaction, impact, effort = rated.values()
    opportunity = None if importance is None or satisfaction is None else measure_opportunity(importance, satisfaction)
    worth = None if impact is None or not effort else round(impact / effort, 3)
    return {
        "insight_id": insight["insight_id"],
        "statement": insight["statement"],
        **rated,
        "opportunity": opportunity,
        "worth": worth,
    }
