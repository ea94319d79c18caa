"""Charts of themes: how large they are, who speaks of them, and when."""

import altair as alt
import pandas as pd

from synth.charts.style import KIND_COLOURS, WIDTH, draw_bars
from synth.tables import KINDS


def draw_themes(themes: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw the themes, largest first, each bar split by kind of finding."""
    kinds = [kind for kind in KINDS if kind in themes]
    counts = themes.melt(id_vars=["label"], value_vars=kinds, var_name="kind", value_name="findings")
    labels = themes.sort_values("size", ascending=False)["label"].tolist()
    colours = alt.Scale(domain=kinds, range=[KIND_COLOURS[kind] for kind in kinds])
    label = alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(labelLimit=260))
    colour = alt.Color("kind:N", scale=colours)
    return draw_bars(counts, label, colour, description="Findings in each theme, split by kind")


def draw_waves(evidence: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw the share of comments' evidence that each claim has, before and after: a dumbbell a claim.

    Args:
        evidence: the evidence table; only feedback rows with a wave are drawn.
    """
    feedback = evidence[(evidence["source_kind"] == "feedback") & (evidence["wave"] != "") & (evidence["claim"] != "")]
    counts = feedback.groupby(["claim", "wave"]).size().rename("quotes").reset_index()
    counts["share"] = counts["quotes"] / counts.groupby("wave")["quotes"].transform("sum")
    order = counts.groupby("claim")["share"].max().sort_values(ascending=False).index.tolist()
    claim = alt.Y("claim:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    base = alt.Chart(counts, width=WIDTH)
    lines = base.mark_line(color="#999").encode(
        y=claim, x=alt.X("share:Q", title="share of the wave's quotes", axis=alt.Axis(format="%")), detail="claim:N"
    )
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        y=claim,
        x="share:Q",
        color=alt.Color("wave:N", sort=["before", "after"], scale=alt.Scale(range=["#999999", "#0072B2"])),
        shape=alt.Shape("wave:N", sort=["before", "after"]),
        tooltip=["claim", "wave", "quotes", alt.Tooltip("share", format=".1%")],
    )
    return alt.layer(lines, points, description="Share of each claim among the quotes of each wave")


def draw_claims(evidence: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw who of the interviewed participants speaks of what: a square a participant and claim, darker with quotes."""
    spoken = evidence[(evidence["source_kind"] == "interview") & (evidence["claim"] != "")]
    counts = spoken.groupby(["participant_id", "claim"]).size().rename("quotes").reset_index()
    order = counts.groupby("claim")["participant_id"].nunique().sort_values(ascending=False).index.tolist()
    chart: alt.Chart = (
        alt.Chart(
            counts,
            width=alt.Step(30),
            height=alt.Step(22),
            description="Which participant speaks of which claim",
        )
        .mark_rect()
        .encode(
            x=alt.X("participant_id:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("claim:N", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color("quotes:Q", scale=alt.Scale(scheme="blues")),
            tooltip=["participant_id", "claim", "quotes"],
        )
    )
    return chart
