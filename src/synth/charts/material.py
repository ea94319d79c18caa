"""Charts of the material: kinds of findings, coverage, learning."""

import altair as alt
import pandas as pd

from synth.charts.style import WIDTH, draw_bars
from synth.tables import KINDS


def draw_kinds(findings: pd.DataFrame, utterances: pd.DataFrame, *, by: str = "source_kind") -> alt.TopLevelMixin:
    """Draw how many findings of each kind there are, one bar a kind, split by a column of the utterances.

    Args:
        findings: the findings table.
        utterances: the utterances table.
        by: a column of the utterances, such as source_kind, wave, group or language.
    """
    about = findings.merge(utterances[["utterance_id", by]], on="utterance_id")
    counts = about.groupby(["kind", by]).size().rename("findings").reset_index()
    kind = alt.Y("kind:N", sort=list(KINDS), title=None)
    colour = alt.Color(f"{by}:N", title=by.replace("_", " "), scale=alt.Scale(scheme="tableau10"))
    return draw_bars(counts, kind, colour, description=f"Findings of each kind, split by {by.replace('_', ' ')}")


def draw_together(together: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw which kinds of finding share an utterance: a square a pair, with the number of utterances in it.

    Args:
        together: from `count_together`; the diagonal, a kind with itself, is left out.
    """
    pairs = (
        together.rename_axis(index="kind").reset_index().melt(id_vars="kind", var_name="with", value_name="utterances")
    )
    pairs = pairs[pairs["kind"] != pairs["with"]]
    base = alt.Chart(
        pairs, width=alt.Step(70), height=alt.Step(26), description="Kinds that share an utterance"
    ).encode(
        x=alt.X("with:N", sort=list(KINDS), title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("kind:N", sort=list(KINDS), title=None),
    )
    most = max(int(pairs["utterances"].max()), 1) if len(pairs) else 1
    squares = base.mark_rect().encode(color=alt.Color("utterances:Q", scale=alt.Scale(scheme="blues"), legend=None))
    dark = alt.datum.utterances > most / 2
    numbers = base.mark_text().encode(
        text="utterances:Q", color=alt.condition(dark, alt.value("white"), alt.value("black"))
    )
    return alt.layer(squares, numbers)


def draw_coverage(coverage: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw how much of what each interviewed participant said is in a finding, least first.

    Args:
        coverage: from `measure_coverage`.
    """
    spoken = coverage[coverage["source_kind"].isin(["interview", "user test"])]
    order = spoken["participant_id"].tolist()
    bars: alt.Chart = alt.Chart(spoken, width=WIDTH, description="Share of each participant's words in a finding")
    chart: alt.Chart = bars.mark_bar().encode(
        x=alt.X("covered:Q", title="share of what they said", axis=alt.Axis(format="%")),
        y=alt.Y("participant_id:N", sort=order, title=None),
        tooltip=["participant_id", "utterances", "findings", alt.Tooltip("covered", format=".1%")],
    )
    return chart


def draw_learning(curve: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw the learning curve beside the rules alone, with a band of one standard deviation.

    Args:
        curve: from `trace_learning`.
    """
    decisions = alt.X("decisions:Q", title="decisions learned from")
    long = curve.melt(id_vars="decisions", value_vars=["learned", "rules"], var_name="way", value_name="precision")
    axis = alt.Y("precision:Q", title="average precision on decisions held back", scale=alt.Scale(zero=False))
    band = alt.Chart(curve, width=WIDTH).mark_area(opacity=0.2, color="#0072B2")
    lines = alt.Chart(long).mark_line(point=True)
    return alt.layer(
        band.encode(x=decisions, y="low:Q", y2="high:Q"),
        lines.encode(
            x=decisions,
            y=axis,
            color=alt.Color("way:N", title=None, scale=alt.Scale(range=["#0072B2", "#999999"])),
            strokeDash=alt.StrokeDash("way:N", title=None),
        ),
        description="How well decisions held back are ranked, by the number of decisions learned from",
    )
