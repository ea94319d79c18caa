"""Charts of insights: which to answer first, and whether further interviews still bring anything new."""

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from synth.charts.style import WIDTH
from synth.errors import TableProblem
from synth.insights.priorities import rank_insights
from synth.saturation import THRESHOLD

HEIGHT = 320
LABEL = 46
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#767676"


def draw_priorities(insights: Iterable[Mapping[str, Any]], *, by: str = "opportunity") -> alt.TopLevelMixin:
    """Draw which insights to answer first, each a numbered point; the list beside it tells the numbers.

    Args:
        insights: from `study.insights()`; what is dropped or not rated is left out.
        by: "opportunity" draws importance against satisfaction, with the lines of the scores 10 and 15; "worth" draws
            impact against effort.

    Raises:
        TableProblem: `by` is neither, or no insight is rated.
    """
    ranked = rank_insights(insights, by=by).dropna(subset=by).reset_index(drop=True)
    if ranked.empty:
        fields = "importance and satisfaction" if by == "opportunity" else "impact and effort"
        raise TableProblem(f"no insight is rated yet. Give {fields} with study.save_insight or in synth.InsightEditor.")
    ranked["place"] = ranked.index + 1
    ranked["label"] = [f"{row.place}. {_shorten(str(row.statement))}" for row in ranked.itertuples()]
    x, y, (low, high) = ("satisfaction", "importance", (0, 10)) if by == "opportunity" else ("effort", "impact", (1, 5))
    scale = alt.Scale(domain=[low - 0.4, high + 0.4], nice=False)
    base = alt.Chart(ranked, width=360, height=HEIGHT).encode(
        x=alt.X(f"{x}:Q", title=f"{x} ({low} to {high})", scale=scale, axis=alt.Axis(values=[*range(low, high + 1)])),
        y=alt.Y(f"{y}:Q", title=f"{y} ({low} to {high})", scale=scale, axis=alt.Axis(values=[*range(low, high + 1)])),
        tooltip=["statement", x, y, by],
    )
    points = base.mark_circle(size=420, opacity=0.9, color=BLUE)
    numbers = base.mark_text(color="white", fontWeight="bold").encode(text="place:Q")
    lines = _score_lines() if by == "opportunity" else _middle_lines()
    names = ranked["label"].tolist()
    listed = (
        alt.Chart(ranked, width=30, height=alt.Step(24), title=by)
        .mark_text(align="left", dx=-12)
        .encode(
            y=alt.Y("label:N", sort=names, title=None, axis=alt.Axis(labelLimit=330, orient="left", ticks=False)),
            text=alt.Text(f"{by}:Q", format=".1f"),
        )
    )
    told = "; ".join(f"{name}: {value:.1f}" for name, value in zip(names, ranked[by], strict=True))
    return alt.hconcat(
        alt.layer(*lines, points, numbers), listed, description=f"{y} against {x}, by {by}, highest first: {told}"
    )


def draw_saturation(curve: pd.DataFrame, *, threshold: float = THRESHOLD) -> alt.TopLevelMixin:
    """Draw how much each run of interviews still brings, with the band of random orders and the threshold.

    Args:
        curve: from `trace_saturation` or `assess_sufficiency(...).saturation`.
        threshold: where the line is drawn, from 0 to 1.

    Raises:
        TableProblem: the curve is empty: there are too few interviews.
    """
    if curve.empty:
        raise TableProblem("the curve is empty: it takes the 4 interviews of the base and a run of 2 to begin it.")
    table = curve.assign(length=[f"run of {run}" for run in curve["run"]])
    most = max(float(table["high"].max()), float(table["share"].max()), 2 * threshold)
    x = alt.X("interviews:O", title="interviews", axis=alt.Axis(labelAngle=0))
    y = alt.Y(
        "share:Q", title="new, as a share of the first 4", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, most])
    )
    colour = alt.Color("length:N", title=None, scale=alt.Scale(range=[BLUE, ORANGE]))
    base = alt.Chart(table, width=WIDTH, height=220)
    band = base.mark_area(opacity=0.15).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour)
    line = base.mark_line(point=alt.OverlayMarkDef(size=60)).encode(
        x=x,
        y=y,
        color=colour,
        strokeDash=alt.StrokeDash("length:N", title=None),
        tooltip=["interviews", "new", "share"],
    )
    rule = alt.Chart(pd.DataFrame({"share": [threshold]})).mark_rule(color=GREY, strokeDash=[2, 3]).encode(y="share:Q")
    last = table.groupby("length", sort=True).last()
    told = "; ".join(f"{name}, {row.interviews} interviews: {row.share:.0%}" for name, row in last.iterrows())
    return alt.layer(band, rule, line, description=f"New information by number of interviews, at the end {told}")


def _score_lines() -> list[alt.Chart]:
    """Return the lines on which the opportunity score is 10 and 15."""
    corners = [(10, 0, 5), (10, 10, 10), (15, 0, 7.5), (15, 5, 10)]
    lines = pd.DataFrame(corners, columns=["score", "satisfaction", "importance"])
    return _lines(lines, "satisfaction:Q", "importance:Q", "score:N")


def _middle_lines() -> list[alt.Chart]:
    halves = pd.DataFrame([(1, 3, 0.6), (1, 3, 5.4), (2, 0.6, 3), (2, 5.4, 3)], columns=["line", "effort", "impact"])
    return _lines(halves, "effort:Q", "impact:Q", "line:N")


def _lines(table: pd.DataFrame, x: str, y: str, which: str) -> list[alt.Chart]:
    line: alt.Chart = alt.Chart(table).mark_line(color=GREY, strokeDash=[3, 3]).encode(x=x, y=y, detail=which)
    return [line]


def _shorten(statement: str) -> str:
    return statement if len(statement) <= LABEL else f"{statement[:LABEL].rstrip()}…"
