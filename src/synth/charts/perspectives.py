"""Chart of perspectives: a square a claim and group, with how many people lean where."""

import altair as alt
import pandas as pd

from synth.errors import TableProblem
from synth.wording import load_wording

COLOURS = {"change": "#F4B183", "mixed": "#D9D9D9", "keep": "#9DC3E6", "single": "#FFFFFF"}
"""Light, so that black figures can be read on them."""


def draw_perspectives(perspectives: pd.DataFrame, *, by: str = "group", language: str = "en") -> alt.TopLevelMixin:
    """Draw groups side by side: in each square how many people ask for a change, and for how many it works.

    Args:
        perspectives: from `compare_perspectives`.
        by: the column that tells the groups.
        language: nl, fr, de or en.

    Raises:
        TableProblem: there is nothing to draw.
    """
    if perspectives.empty:
        raise TableProblem("no claim has a side to draw: see what compare_perspectives left out, in its attrs.")
    words = load_wording("perspectives", language)
    counts = perspectives.drop(columns="evidence")
    counts["sides"] = counts["change"].astype(str) + " : " + counts["keep"].astype(str)
    heads = {reading: words["reading_" + reading.replace(" ", "_")] for reading in set(counts["reading"])}
    counts["row"] = counts["claim"] + " (" + counts["reading"].map(heads) + ")"
    names = {leaning: words[f"leaning_{leaning}"] for leaning in COLOURS}
    counts["leaning"] = counts["leaning"].map(names)
    base = alt.Chart(counts, width=alt.Step(96), height=alt.Step(26)).encode(
        x=alt.X(f"{by}:N", title=None, axis=alt.Axis(labelAngle=0, orient="top", labelLimit=92)),
        y=alt.Y("row:N", sort=counts["row"].drop_duplicates().tolist(), title=None, axis=alt.Axis(labelLimit=360)),
    )
    scale = alt.Scale(domain=[*names.values()], range=[*COLOURS.values()])
    squares = base.mark_rect(stroke="#999", strokeWidth=0.5).encode(
        color=alt.Color("leaning:N", title=None, scale=scale, legend=alt.Legend(symbolStrokeColor="#999")),
        tooltip=["claim", by, "people", "change", "keep", "change_quote", "keep_quote", "verdict"],
    )
    title = alt.Title(words["people"], fontSize=11, fontWeight="normal", anchor="start")
    return alt.layer(squares, base.mark_text().encode(text="sides:N"), title=title, description=words["description"])
