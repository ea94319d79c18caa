"""Charts of a study: Altair objects that JupyterLab draws offline and that a report shows as SVG."""

import altair as alt
import pandas as pd

from synth.tables import KINDS

# Okabe and Ito's colours for colour-blind readers; the kinds' names stand beside them, never colour alone.
KIND_COLOURS = {
    "need": "#0072B2",
    "pain": "#D55E00",
    "suggestion": "#CC79A7",
    "goal": "#009E73",
    "workaround": "#E69F00",
    "delight": "#56B4E9",
}
WIDTH = 560

# Altair's own default fetches its drawing code from the network; JupyterLab draws this type by itself.
alt.renderers.enable("mimetype")


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
    return _bars(counts, kind, colour, description=f"Findings of each kind, split by {by.replace('_', ' ')}")


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


def draw_themes(themes: pd.DataFrame) -> alt.TopLevelMixin:
    """Draw the themes, largest first, each bar split by kind of finding."""
    kinds = [kind for kind in KINDS if kind in themes]
    counts = themes.melt(id_vars=["label"], value_vars=kinds, var_name="kind", value_name="findings")
    labels = themes.sort_values("size", ascending=False)["label"].tolist()
    colours = alt.Scale(domain=kinds, range=[KIND_COLOURS[kind] for kind in kinds])
    label = alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(labelLimit=260))
    colour = alt.Color("kind:N", scale=colours)
    return _bars(counts, label, colour, description="Findings in each theme, split by kind")


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


def _bars(counts: pd.DataFrame, y: alt.Y, colour: alt.Color, *, description: str) -> alt.TopLevelMixin:
    bars: alt.Chart = alt.Chart(counts, width=WIDTH, description=description).mark_bar()
    chart: alt.Chart = bars.encode(
        x=alt.X("findings:Q", title="findings"), y=y, color=colour, tooltip=list(counts.columns)
    )
    return chart
