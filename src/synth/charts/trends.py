"""Charts of how claims move over time and differ between groups, each with its interval."""

import altair as alt
import pandas as pd

from synth.charts.style import WIDTH

NEUTRAL, MARKED = "#767676", "#0072B2"


def draw_trends(trends: pd.DataFrame, *, columns: int = 3) -> alt.TopLevelMixin:
    """Draw the share of each claim at each time, wave or group, with its interval: a small chart a claim.

    Args:
        trends: what `measure_trends` returns.
        columns: how many charts stand side by side.
    """
    by = str(trends["by"].iloc[0])
    order = trends.drop_duplicates("value")["value"].tolist()
    claims = trends.groupby("claim")["share"].max().sort_values(ascending=False).index.tolist()
    base = alt.Chart(trends).encode(x=alt.X("value:O", sort=order, title=by, scale=alt.Scale(domain=order)))
    share = alt.Axis(format="%")
    ranges = base.mark_rule(color=NEUTRAL, strokeWidth=2).encode(
        y=alt.Y("low:Q", title="share", axis=share), y2="high:Q"
    )
    lines = base.mark_line(color=MARKED, point=alt.OverlayMarkDef(size=50, color=MARKED)).encode(
        y="share:Q",
        tooltip=["claim", "value", "quotes", "people", "heard", *_percent("share", "low", "high")],
    )
    layers = alt.layer(ranges, lines, width=WIDTH // columns - 40, height=90)
    chart: alt.FacetChart = layers.facet(
        facet=alt.Facet("claim:N", sort=claims, title=None, header=alt.Header(labelLimit=WIDTH // columns)),
        columns=columns,
        description=f"Share of each claim by {by}, with its interval",
    )
    return chart


def draw_contrasts(contrasts: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw how much more or less often each group makes each claim than all others, with the interval.

    A filled point is a difference that chance does not explain, after the correction for all comparisons.

    Args:
        contrasts: what `contrast_groups` returns.
    """
    by = str(contrasts["by"].iloc[0])
    shown = contrasts.assign(shown=contrasts["verdict"] != "no difference shown")
    claims = shown.groupby("claim")["difference"].agg(lambda part: part.abs().max()).sort_values(ascending=False)
    claim = alt.Y("claim:N", sort=claims.index.tolist(), title=None, axis=alt.Axis(labelLimit=260))
    base = alt.Chart(shown).encode(y=claim)
    zero = base.mark_rule(color="#999", strokeDash=[2, 2]).encode(x=alt.datum(0, type="quantitative"))
    ranges = base.mark_rule(color=NEUTRAL).encode(
        x=alt.X("low:Q", title="difference", axis=alt.Axis(format="+%")), x2="high:Q"
    )
    counts = ["people", "heard", "elsewhere", "elsewhere_heard"]
    points = base.mark_point(size=70, opacity=1, color=MARKED).encode(
        x="difference:Q",
        fill=alt.condition("datum.shown", alt.value(MARKED), alt.value("white")),
        tooltip=["claim", "value", *counts, *_percent("difference", "low", "high"), "p_adjusted", "verdict"],
    )
    layers = alt.layer(zero, ranges, points, width=WIDTH // 3)
    chart: alt.FacetChart = layers.facet(
        column=alt.Column("value:N", title=by),
        description=f"How much more or less often each {by} makes each claim than all others; filled: shown",
    )
    return chart


def _percent(*columns: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{column}:Q", format=".1%") for column in columns]
