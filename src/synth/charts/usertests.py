"""Charts of user tests: before and after with their intervals, and every person's score."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from synth.charts.style import WIDTH
from synth.errors import TableProblem
from synth.usertests.comparison import summarise_tests
from synth.usertests.measures import MEASURES, list_values
from synth.usertests.questionnaires import QUESTIONNAIRES
from synth.wording import load_wording

COLOURS = ["#767676", "#0072B2", "#D55E00", "#009E73"]
SHAPES = ["circle", "diamond", "square", "triangle-up"]
"""Of the waves, the baseline first."""

HIGHEST = {"success": 100, "sus": 100, "umux_lite": 100}
"""Where the scale of a measure ends."""

ROW = 44


def draw_comparison(comparison: pd.DataFrame, *, language: str = "en") -> alt.TopLevelMixin:
    """Draw before and after as a dumbbell a task, each end with its 95 % interval, one panel a measure.

    Args:
        comparison: from `compare_waves`.
        language: nl, fr, de or en.

    Raises:
        TableProblem: it has no rows.
    """
    words = load_wording("usertest_charts", language)
    panels = [
        _draw_measure(_lengthen(part, words), words[measure], highest=HIGHEST.get(measure))
        for measure in MEASURES
        if len(part := comparison[comparison["measure"] == measure])
    ]
    if not panels:
        raise TableProblem("there is nothing to draw: give what compare_waves returned, with its rows.")
    return alt.vconcat(*panels, description=words["comparison_description"])


def draw_scores(tests: pd.DataFrame, *, questionnaire: str = "sus", language: str = "en") -> alt.TopLevelMixin:
    """Draw each person's score in each wave as a dot, a line between the dots of one person, and the mean of the wave.

    Args:
        tests: the tests table.
        questionnaire: sus or umux_lite.
        language: nl, fr, de or en.

    Raises:
        TableProblem: nobody filled in the questionnaire whole.
    """
    if questionnaire not in QUESTIONNAIRES:
        raise TableProblem(f"questionnaire is {questionnaire!r}; allowed are {', '.join(map(repr, QUESTIONNAIRES))}.")
    words = load_wording("usertest_charts", language)
    values = list_values(tests)
    values = values[(values["measure"] == questionnaire) & (values["left_out"] == "")]
    if values.empty:
        raise TableProblem(f"nobody filled in {questionnaire} whole, so there is no score to draw.")
    means = summarise_tests(tests)
    means = means[means["measure"] == questionnaire]
    waves = _order_waves(set(values["wave"]), words)
    values, means = (table.assign(wave=table["wave"].map(waves)) for table in (values, means))
    x = alt.X("wave:N", sort=[*waves.values()], title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=words[questionnaire], scale=alt.Scale(domain=[0, 100]))
    people = alt.Chart(values, width=alt.Step(150), height=260).encode(x=x)
    mean = alt.Chart(means, title=alt.Title(words["mean"], fontSize=11, fontWeight="normal")).encode(x=x)
    return alt.layer(
        people.mark_line(color="#999", opacity=0.5).encode(y=y, detail="participant_id:N"),
        people.mark_circle(size=50, color="#666", opacity=0.7).encode(y=y, tooltip=["participant_id", "wave", "value"]),
        mean.mark_rule(strokeWidth=4, color=COLOURS[1], xOffset=14).encode(y="low:Q", y2="high:Q"),
        mean.mark_point(filled=True, size=140, color=COLOURS[1], opacity=1, shape="diamond", xOffset=14).encode(
            y="value:Q",
            tooltip=["wave", "people", *(alt.Tooltip(name, format=".1f") for name in ("value", "low", "high"))],
        ),
        description=words["scores_description"],
    )


def _order_waves(waves: set[str], words: Mapping[str, str]) -> dict[str, str]:
    """Return the waves with what they are called in the chart, before ahead of all others."""
    ordered = sorted(waves, key=lambda wave: (wave != "before", wave))
    return {wave: words[wave] if wave in {"before", "after"} else wave for wave in ordered}


def _lengthen(part: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a task and wave; with several waves beside the baseline, each pair has a row of its own."""
    tasks = part["task"].where(part["task"] != "", words["whole"])
    first, names = (
        part[column].map(lambda wave: words[wave] if wave in {"before", "after"} else wave)
        for column in ("baseline", "wave")
    )
    labels = tasks if len(set(part["wave"])) == 1 else tasks + " · " + names
    ends = []
    for end, wave in (("before", first), ("after", names)):
        columns = {"value": end, "low": f"{end}_low", "high": f"{end}_high", "people": f"n_{end}"}
        ends.append(part[[*columns.values()]].set_axis([*columns], axis=1).assign(label=labels, wave=wave, end=end))
    return pd.concat(ends, ignore_index=True).dropna(subset="value")


def _draw_measure(ends: pd.DataFrame, title: str, *, highest: float | None) -> alt.LayerChart:
    waves = ends["wave"].drop_duplicates().tolist()
    rows = ends["label"].nunique()
    scale = alt.Scale(domain=[0, highest]) if highest else alt.Scale(domainMin=0)
    base = alt.Chart(ends, width=WIDTH, height=ROW * rows).encode(
        y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=200, domain=False, ticks=False)),
        yOffset=alt.YOffset("end:N", sort=["before", "after"], scale=alt.Scale(paddingOuter=0.6)),
    )
    colour = alt.Color("wave:N", title=None, sort=waves, scale=alt.Scale(domain=waves, range=COLOURS[: len(waves)]))
    shape = alt.Shape("wave:N", title=None, sort=waves, scale=alt.Scale(domain=waves, range=SHAPES[: len(waves)]))
    x = alt.X("value:Q", title=title, scale=scale)
    figures = [alt.Tooltip(name, format=".1f") for name in ("value", "low", "high")]
    layers: alt.LayerChart = alt.layer(
        base.mark_line(color="#999", strokeDash=[2, 2]).encode(x=x, detail="label:N"),
        base.mark_rule(strokeWidth=3, opacity=0.5).encode(x=alt.X("low:Q", title=title), x2="high:Q", color=colour),
        base.mark_point(filled=True, size=110, opacity=1).encode(
            x=x, color=colour, shape=shape, tooltip=["label", "wave", "people", *figures]
        ),
    )
    return layers
