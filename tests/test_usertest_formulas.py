"""Scores, intervals and tests of user tests give published values, and those of scipy and statsmodels."""

from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower, TTestPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from synth.proportions import adjust_holm
from synth.usertests.means import (
    compare_counts,
    compare_means,
    compare_times,
    estimate_count,
    estimate_mean,
    estimate_time,
)
from synth.usertests.power import count_for_effect, count_testers
from synth.usertests.proportions import compare_paired_shares, compare_unpaired_shares, estimate_share
from synth.usertests.questionnaires import SUS_ITEMS, UMUX_ITEMS, score_sus, score_umux_lite

CHECKED = settings(max_examples=60, deadline=None)
people = st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=30)
pairs = st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=30)
scores = st.lists(st.integers(0, 40).map(lambda points: 2.5 * points), min_size=2, max_size=15).filter(
    lambda values: np.ptp(values) > 0
)
BEFORE = [35.0, 52.5, 47.5, 60.0, 40.0]
AFTER = [55.0, 50.0, 72.5, 70.0, 62.5]


def table(gained: int, lost: int, both: int, neither: int) -> tuple[list[int], list[int]]:
    before = [0] * gained + [1] * lost + [1] * both + [0] * neither
    return before, [1] * gained + [0] * lost + [1] * both + [0] * neither


def test_the_example_of_brooke_scores_55():
    answers = pd.DataFrame([[5, 4, 2, 1, 2, 3, 2, 4, 5, 2]], columns=[*SUS_ITEMS])
    assert score_sus(answers).tolist() == [55.0]


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10))
def test_a_sus_score_lies_between_0_and_100_and_its_mirror_makes_100(answers):
    both = pd.DataFrame([answers, [6 - answer for answer in answers]], columns=[*SUS_ITEMS])
    one, other = score_sus(both)
    assert 0 <= one <= 100
    assert one + other == 100


def test_a_questionnaire_with_a_missing_item_has_no_score():
    answers = pd.DataFrame([[3] * 9 + [float("nan")]], columns=[*SUS_ITEMS])
    assert isnan(score_sus(answers)[0])
    assert isnan(score_umux_lite(pd.DataFrame([[float("nan"), 7]], columns=[*UMUX_ITEMS]))[0])


def test_umux_lite_goes_from_0_to_100():
    assert score_umux_lite(pd.DataFrame([[1, 1], [7, 7], [4, 4]], columns=[*UMUX_ITEMS])).tolist() == [0, 100, 50]


@CHECKED
@given(people)
def test_the_interval_of_a_share_is_that_of_statsmodels(values):
    expected = proportion_confint(sum(values), len(values), method="agresti_coull")
    assert estimate_share(values)[1:] == pytest.approx(expected, abs=1e-9)


@CHECKED
@given(people, people)
def test_the_interval_of_a_difference_of_shares_is_that_of_statsmodels(before, after):
    expected = confint_proportions_2indep(
        sum(after), len(after), sum(before), len(before), compare="diff", method="agresti-caffo"
    )
    expected = max(-1, expected[0]), min(1, expected[1])
    assert compare_unpaired_shares(before, after)[1:3] == pytest.approx(expected, abs=1e-9)


def test_the_n_minus_1_chi_square_test_is_pearsons_times_n_minus_1_over_n():
    difference = compare_unpaired_shares([1] * 6 + [0] * 8, [1] * 12 + [0] * 3)
    pearson = stats.chi2_contingency([[6, 8], [12, 3]], correction=False).statistic
    assert difference.p_value == pytest.approx(stats.chi2.sf(pearson * 28 / 29, 1))


def test_where_an_expected_count_is_below_1_the_test_is_fishers():
    difference = compare_unpaired_shares([0] * 9, [1, 0])
    assert difference.test == "Fisher exact"
    assert difference.p_value == pytest.approx(stats.fisher_exact([[0, 9], [1, 1]]).pvalue)


def test_the_example_of_fagerland_lydersen_and_laake_gives_its_published_mid_p():
    assert compare_paired_shares(*table(gained=7, lost=1, both=1, neither=12)).p_value == pytest.approx(
        0.0391, abs=5e-5
    )


@CHECKED
@given(pairs)
def test_mid_p_is_the_exact_p_less_the_probability_of_what_was_seen(both):
    before, after = zip(*both, strict=True)
    gained = sum(one < other for one, other in both)
    lost = sum(one > other for one, other in both)
    exact = mcnemar([[0, gained], [lost, 0]], exact=True).pvalue
    seen = stats.binom.pmf(gained, gained + lost, 0.5) * (0.5 if gained == lost else 1)
    expected = exact - seen if gained + lost else 1.0
    assert compare_paired_shares(before, after).p_value == pytest.approx(expected)


def test_the_interval_for_pairs_is_that_of_agrestis_own_program():
    # diffpropci of Agresti, in R, for b = 1, c = 7, n = 21 and 95 %: diff 6/23, sd sqrt(9 - 36/23)/23
    difference = compare_paired_shares(*table(gained=7, lost=1, both=1, neither=12))
    half = stats.norm.ppf(0.975) * np.sqrt(9 - 36 / 23) / 23
    assert difference[:3] == pytest.approx((6 / 21, 6 / 23 - half, 6 / 23 + half))


@CHECKED
@given(pairs)
def test_swapping_before_and_after_turns_a_paired_difference_round(both):
    before, after = zip(*both, strict=True)
    there, back = compare_paired_shares(before, after), compare_paired_shares(after, before)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
    assert there.p_value == pytest.approx(back.p_value)


@CHECKED
@given(scores)
def test_the_interval_of_a_mean_is_that_of_statsmodels(values):
    assert estimate_mean(values)[1:] == pytest.approx(DescrStatsW(values).tconfint_mean())


@CHECKED
@given(scores, scores)
def test_different_people_are_compared_as_statsmodels_does(before, after):
    compared = compare_means(before, after, paired=False)
    other = CompareMeans.from_data(after, before)
    assert compared[1:3] == pytest.approx(other.tconfint_diff(usevar="unequal"))
    assert compared.p_value == pytest.approx(other.ttest_ind(usevar="unequal")[1])


def test_the_same_people_are_compared_by_their_differences():
    compared = compare_means(BEFORE, AFTER, paired=True)
    assert compared[1:3] == pytest.approx(DescrStatsW(np.subtract(AFTER, BEFORE)).tconfint_mean())
    assert compared.p_value == pytest.approx(stats.ttest_1samp(np.subtract(AFTER, BEFORE), 0).pvalue)


def test_the_time_is_the_geometric_mean_of_scipy():
    assert estimate_time([94, 95, 298]).value == pytest.approx(stats.gmean([94, 95, 298]))


def test_half_the_time_is_50_percent_less_in_whatever_unit():
    seconds = compare_times([100, 240, 150], [50, 110, 80], paired=True)
    minutes = compare_times([100 / 60, 240 / 60, 150 / 60], [50 / 60, 110 / 60, 80 / 60], paired=True)
    assert seconds[:4] == pytest.approx(minutes[:4])
    assert compare_times([100, 240], [50, 120], paired=True).value == pytest.approx(-0.5)


def test_the_interval_of_errors_is_the_bca_bootstrap_of_scipy_with_another_seed():
    errors = [0, 0, 1, 3, 0, 2, 1, 0, 5, 1]
    expected = stats.bootstrap([errors], np.mean, method="BCa", rng=np.random.default_rng(7)).confidence_interval
    assert estimate_count(errors)[1:] == pytest.approx(tuple(expected), abs=0.15)


def test_few_people_are_permuted_exactly():
    before, after = [3, 4, 2, 5], [1, 2, 1, 1]
    assert compare_counts(before, after, paired=True).p_value == pytest.approx(2 / 2**4)


def test_the_order_of_the_people_does_not_change_an_interval():
    before, after = [3, 4, 2, 5, 0, 1], [1, 2, 2, 1, 0, 4]
    assert compare_counts(before, after, paired=False) == compare_counts(before[::-1], after[::-1], paired=False)


@pytest.mark.parametrize("compare", [compare_means, compare_counts])
@pytest.mark.parametrize(
    ("before", "after", "paired"), [([1], [2], True), ([1], [2, 3], False), ([1, 2, 3], [2, 3, 4], True)]
)
def test_one_value_or_equal_changes_give_a_difference_and_no_interval(compare, before, after, paired):
    compared = compare(before, after, paired=paired)
    assert compared.value == pytest.approx(np.mean(after) - np.mean(before))
    assert np.isnan([compared.low, compared.high, compared.p_value]).all()


@pytest.mark.parametrize("effect", [0.2, 0.5, 0.8, 1.6])
def test_testers_are_counted_as_statsmodels_solves_for_them(effect):
    paired = TTestPower().solve_power(effect, power=0.8, alpha=0.05)
    different = TTestIndPower().solve_power(effect, power=0.8, alpha=0.05)
    assert count_for_effect(effect, paired=True) == np.ceil(paired)
    assert count_for_effect(effect, paired=False) == np.ceil(different)


def test_a_tiny_difference_asks_for_more_testers_than_there_are():
    assert isnan(count_testers("sus", [50.0, 60.0], [50.001, 60.002], paired=False))


def test_two_shares_need_as_many_testers_as_power_prop_test_of_r_says():
    # power.prop.test(p1 = .6, p2 = .7, power = .8): n = 356
    before, after = [1] * 60 + [0] * 40, [1] * 70 + [0] * 30
    assert count_testers("success", before, after, paired=False) == 356


def test_p_values_are_corrected_as_statsmodels_does():
    p_values = [0.001, 0.04, 0.03, 0.5, 0.011, 0.04]
    assert adjust_holm(np.array(p_values)) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-4)
