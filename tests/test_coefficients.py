"""Coefficients of agreement give published values, and those of the libraries of the field."""

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

from synth.coefficients import measure_ac1, measure_alpha, measure_fleiss, measure_kappa, measure_percent

# Gwet's example of four raters and five categories: units by raters, 0 where somebody did not rate.
FOUR_RATERS = np.array([
    [1, 1, 0, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [0, 5, 5, 5], [0, 0, 1, 1], [0, 0, 3, 0],
])  # fmt: skip
# The example that comes with the library krippendorff: three coders, fifteen units.
THREE_CODERS = np.array([
    [0, 0, 0, 0, 0, 3, 4, 1, 2, 1, 1, 3, 3, 0, 3],
    [1, 0, 2, 1, 3, 3, 4, 3, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 2, 1, 3, 4, 4, 0, 2, 1, 1, 3, 3, 0, 4],
]).T  # fmt: skip
# Two coders who each code nine tenths of a text by chance: both, the first, the second, nobody.
BY_CHANCE = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])

ratings = arrays(np.int64, st.tuples(st.integers(4, 12), st.integers(2, 4)), elements=st.integers(0, 3))
CHECKED = settings(max_examples=40, deadline=None)


def measured(measure, units, **options):
    return measure(units - 1, np.ones(len(units)), **options)


@pytest.mark.parametrize(
    ("measure", "value"), [(measure_fleiss, 0.76117), (measure_ac1, 0.77544), (measure_alpha, 0.74342)]
)
def test_the_example_of_four_raters_gives_its_published_values(measure, value):
    assert measured(measure, FOUR_RATERS) == pytest.approx(value, abs=1e-5)


def test_the_example_of_three_coders_gives_its_published_nominal_alpha():
    assert measured(measure_alpha, THREE_CODERS) == pytest.approx(0.691358, abs=1e-6)


def test_the_example_of_three_coders_gives_its_published_interval_alpha():
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert measured(measure_alpha, THREE_CODERS, values=values) == pytest.approx(0.810845, abs=1e-6)


@pytest.mark.parametrize("measure", [measure_kappa, measure_fleiss, measure_alpha])
def test_coding_nine_tenths_of_a_text_by_chance_agrees_on_82_percent_and_is_worth_nothing(measure):
    weights = np.array([8100.0, 900.0, 900.0, 100.0])
    assert measure_percent(BY_CHANCE, weights) == pytest.approx(0.82)
    assert measure(BY_CHANCE, weights) == pytest.approx(0.0, abs=1e-3)


def test_where_a_tag_is_rare_kappa_and_ac1_part():
    weights = np.array([4.0, 11.0, 4.0, 188.0])
    assert measure_percent(BY_CHANCE, weights) > 0.9
    assert measure_kappa(BY_CHANCE, weights) < 0.4
    assert measure_ac1(BY_CHANCE, weights) > 0.9


@CHECKED
@given(ratings)
def test_alpha_is_that_of_the_library_krippendorff(units):
    assume(len(np.unique(units)) > 1)
    expected = krippendorff.alpha(reliability_data=units.T, level_of_measurement="nominal")
    assert measure_alpha(units, np.ones(len(units))) == pytest.approx(expected)


@CHECKED
@given(ratings)
def test_fleiss_is_that_of_statsmodels(units):
    assume(len(np.unique(units)) > 1)
    counts = np.array([np.bincount(unit, minlength=4) for unit in units])
    assert measure_fleiss(units, np.ones(len(units))) == pytest.approx(fleiss_kappa(counts))


@CHECKED
@given(ratings)
def test_kappa_of_two_is_that_of_scikit_learn(units):
    one, other = units[:, 0], units[:, 1]
    assume(len(np.unique(units[:, :2])) > 1)
    assert measure_kappa(units[:, :2], np.ones(len(units))) == pytest.approx(cohen_kappa_score(one, other))


@CHECKED
@given(ratings, st.integers(2, 5))
def test_a_weight_counts_as_much_as_the_same_unit_again(units, times):
    assume(len(np.unique(units)) > 1)
    weights = np.ones(len(units))
    weights[0] = times
    again = np.vstack([units, *[units[:1]] * (times - 1)])
    for measure in (measure_percent, measure_kappa, measure_fleiss, measure_ac1, measure_alpha):
        np.testing.assert_allclose(measure(units, weights), measure(again, np.ones(len(again))), atol=1e-9)


def test_ratings_that_are_all_alike_have_no_coefficient():
    units = np.ones((5, 2), dtype=np.int64)
    assert [np.isnan(measure(units, np.ones(5))) for measure in (measure_kappa, measure_fleiss, measure_alpha)] == [
        True
    ] * 3
