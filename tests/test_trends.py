"""Trends and contrasts: people are counted once, chance is told, and what cannot be compared is said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from synth.charts import draw_contrasts, draw_trends
from synth.errors import TableProblem
from synth.proportions import adjust_holm, count_effective, newcombe, wilson
from synth.tables import UTTERANCES
from synth.trends import contrast_groups, measure_trends


def make_study(rows):
    """Utterances and evidence of (participant, group, wave, date, claims) rows, one utterance each."""
    utterances, evidence = [], []
    for place, (participant, group, wave, date, claims) in enumerate(rows):
        about = {"utterance_id": f"u{place}", "participant_id": participant, "group": group, "wave": wave, "date": date}
        utterances.append(
            about | {"position": place, "role": "participant", "source_kind": "feedback", "text": "Something."}
        )
        evidence += [{"utterance_id": f"u{place}", "claim": claim} for claim in claims]
    return UTTERANCES.make(utterances), pd.DataFrame(evidence, columns=["utterance_id", "claim"])


MANY = [(f"P{n}", "company" if n < 20 else "citizen", "after" if n % 2 else "before", "", []) for n in range(60)]
ONE_SIDED = [(*row[:4], ["cost"] if row[1] == "company" else ["waiting"]) for row in MANY]


@pytest.mark.parametrize(("hits", "size"), [(0, 7), (3, 9), (50, 50), (1, 1)])
def test_wilsons_interval_is_that_of_scipy(hits, size):
    expected = binomtest(hits, size).proportion_ci(method="wilson")
    np.testing.assert_allclose([*wilson(hits, size)], [expected.low, expected.high], atol=1e-12)


def test_newcombes_interval_is_that_of_statsmodels():
    expected = confint_proportions_2indep(9, 10, 3, 10, compare="diff", method="newcomb", correction=False)
    np.testing.assert_allclose([*newcombe(9, 10, 3, 10)], expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_holms_correction_is_that_of_statsmodels(p_values):
    np.testing.assert_allclose(adjust_holm(p_values), multipletests(p_values, method="holm")[1])


@given(st.lists(st.booleans(), min_size=2, max_size=30), st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_saying_the_same_many_times_is_worth_no_more_than_once(hits, times):
    once = count_effective(hits, np.ones(len(hits)))
    assert count_effective(np.array(hits) * times, np.full(len(hits), times)) == pytest.approx(once)


def test_a_person_who_says_it_five_times_counts_once():
    rows = [("P1", "", "before", "", ["cost"] * 5), ("P2", "", "before", "", []), ("P3", "", "after", "", ["cost"])]
    utterances, evidence = make_study(rows)
    trends = measure_trends(evidence, utterances)
    assert trends[["value", "quotes", "people", "heard", "share"]].to_numpy().tolist() == [
        ["before", 5, 1, 2, 0.5],
        ["after", 1, 1, 1, 1.0],
    ]


def test_one_talkative_person_makes_the_interval_of_quotes_wide():
    quiet = [(f"P{n}", "", "before", "", ["waiting"]) for n in range(9)]
    loud = [("P9", "", "before", "", ["cost"] * 20), ("P1", "", "after", "", ["cost"])]
    spread = [(f"Q{n}", "", "before", "", ["cost"]) for n in range(20)]
    by_one = measure_trends(*reversed(make_study(quiet + loud)), count="quotes").set_index(["claim", "value"])
    by_many = measure_trends(*reversed(make_study(quiet + spread + loud[1:])), count="quotes")
    by_many = by_many.set_index(["claim", "value"])
    one, many = by_one.loc[("cost", "before")], by_many.loc[("cost", "before")]
    assert one["share"] == many["share"]
    assert one["high"] - one["low"] > 1.5 * (many["high"] - many["low"])


def test_a_month_in_which_nobody_was_heard_is_there_without_a_share():
    rows = [("P1", "", "", "2024-01-30", ["cost"]), ("P2", "", "", "2024-03-01", []), ("P3", "", "", "spring", [])]
    utterances, evidence = make_study(rows)
    trends = measure_trends(evidence, utterances, by="month")
    assert trends["value"].tolist() == ["2024-01", "2024-02", "2024-03"]
    assert trends["heard"].tolist() == [1, 0, 1]
    assert np.isnan(trends["share"][1])
    assert trends.attrs["notes"][0] == "1 of 3 utterances have no month that can be read: left out."


def test_a_theme_of_one_group_alone_is_told_as_such():
    utterances, evidence = make_study(ONE_SIDED)
    contrasts = contrast_groups(evidence, utterances).set_index(["claim", "value"])
    assert contrasts["verdict"].to_dict() == {
        ("cost", "company"): "only here",
        ("cost", "citizen"): "never here",
        ("waiting", "citizen"): "only here",
        ("waiting", "company"): "never here",
    }


def test_the_mirror_images_of_two_groups_are_corrected_for_once():
    utterances, evidence = make_study(ONE_SIDED)
    contrasts = contrast_groups(evidence, utterances)
    assert contrasts["p_adjusted"].tolist() == pytest.approx((2 * contrasts["p_value"]).tolist(), abs=1e-5)


@pytest.mark.slow
def test_groups_that_differ_by_chance_alone_are_seldom_said_to_differ():
    false_alarms = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        rows = [(*row[:4], [f"c{c}" for c in range(6) if rng.random() < 0.3]) for row in MANY]
        contrasts = contrast_groups(*reversed(make_study(rows)))
        false_alarms += (contrasts["verdict"] != "no difference shown").any()
    assert false_alarms <= 6  # .05 of 60 and two standard errors


def test_the_order_of_the_rows_changes_nothing():
    utterances, evidence = make_study(ONE_SIDED)
    turned = contrast_groups(evidence[::-1], utterances[::-1])
    pd.testing.assert_frame_equal(turned, contrast_groups(evidence, utterances))


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (
            "wave",
            "by='wave': the 2 utterances have only one value, 'before', and a comparison takes two; give two when",
        ),
        ("group", "by='group': the 2 utterances have no value, and"),
        ("month", "no date can be read: they are written 'last week'. A date is written as 2024-01-08"),
        ("mood", "by is 'mood'; allowed are 'wave', 'group'"),
    ],
)
def test_what_cannot_be_compared_is_said(by, message):
    rows = [("P1", "", "before", "last week", ["cost"]), ("P2", "", "before", "", ["cost"])]
    utterances, evidence = make_study(rows)
    for compare in (measure_trends, contrast_groups):
        with pytest.raises(TableProblem, match=message.replace("(", r"\(")):
            compare(evidence, utterances, by=by)


def test_evidence_without_any_claim_is_said():
    utterances, evidence = make_study([(*row[:4], [""]) for row in MANY])
    with pytest.raises(TableProblem, match="no evidence has a claim"):
        measure_trends(evidence, utterances)


def test_people_in_two_waves_and_other_kinds_of_sources_are_told():
    utterances, evidence = make_study([("P1", "", "before", "", ["cost"]), ("P1", "", "after", "", ["cost"])])
    utterances["source_kind"] = ["interview", "feedback"]
    notes = " ".join(measure_trends(evidence, utterances).attrs["notes"])
    assert "1 of 1 people are in more than one wave" in notes
    assert "The waves differ in kinds of sources (feedback, interview)" in notes


@pytest.mark.slow
def test_the_charts_describe_themselves_and_draw_every_value():
    utterances, evidence = make_study(ONE_SIDED)
    trends, contrasts = (
        draw_trends(measure_trends(evidence, utterances)).to_dict(),
        draw_contrasts(contrast_groups(evidence, utterances)).to_dict(),
    )
    assert trends["description"] == "Share of each claim by wave, with its interval"
    assert contrasts["description"].startswith("How much more or less often each group makes each claim")
    assert len(next(iter(trends["datasets"].values()))) == 4
