"""Bars in parts with words of the reader's own language, for reports."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from synth.charts.style import WIDTH


def draw_parts(
    counts: pd.DataFrame, colours: Mapping[str, str], *, title: str, description: str, width: int = WIDTH
) -> alt.TopLevelMixin:
    """Draw one lying bar a label, split into parts by colour, in the order of the rows.

    Args:
        counts: label, part and count, one row a part of a bar.
        colours: the parts in their order, each with its colour.
        title: of the axis, what is counted.
        description: what the chart shows, in words.
        width: of the bars, in pixels.
    """
    names = list(colours)
    counts = counts.assign(place=counts["part"].map(names.index))
    bars: alt.Chart = alt.Chart(counts, width=width, height=alt.Step(24), description=description).mark_bar()
    chart: alt.Chart = bars.encode(
        x=alt.X("count:Q", title=title, axis=alt.Axis(tickMinStep=1, format="d")),
        y=alt.Y("label:N", sort=list(dict.fromkeys(counts["label"])), title=None, axis=alt.Axis(labelLimit=240)),
        color=alt.Color(
            "part:N",
            title=None,
            sort=names,
            scale=alt.Scale(domain=names, range=list(colours.values())),
            legend=alt.Legend(orient="top", columns=3, labelLimit=200),
        ),
        order="place:Q",
    )
    return chart
