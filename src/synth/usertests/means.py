"""Means of scores, times and errors: intervals and tests that hold for a handful of testers.

All take the values of one wave, or of two waves; in a paired comparison the same people in the same order. Where the
values give no interval (a single one, or all alike), it is NaN rather than invented.
"""

import warnings
from collections.abc import Callable, Sequence
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from synth.usertests.estimates import LEVEL, Difference, Estimate

Values = Sequence[float] | NDArray[np.float64]

RESAMPLES = 9_999
SEED = 0


def estimate_mean(values: Values) -> Estimate:
    """Return the mean with its t interval, for scores such as SUS.

    Sauro and Lewis (2016), Quantifying the User Experience, 2nd edition, chapter 3.

    >>> [round(figure, 1) for figure in estimate_mean([90, 77.5, 72.5, 95, 62.5, 57.5, 100, 95, 95, 80])]
    [82.5, 71.9, 93.1]
    """
    if not _vary(values):
        return Estimate(float(np.mean(values)))
    interval = stats.ttest_1samp(values, 0).confidence_interval(LEVEL)
    return Estimate(float(np.mean(values)), float(interval.low), float(interval.high))


def compare_means(before: Values, after: Values, *, paired: bool) -> Difference:
    """Compare two means: the t test for pairs, or Welch's for different people, each with its interval.

    >>> difference = compare_means([50, 60, 55, 65], [60, 65, 70, 70], paired=True)
    >>> difference.test, [round(figure, 2) for figure in difference[:4]]
    ('paired t', [8.75, 1.13, 16.37, 0.04])
    """
    value, test = float(np.mean(after) - np.mean(before)), "paired t" if paired else "Welch t"
    if not _give_interval(before, after, paired=paired):
        return Difference(value, test=test)
    result = stats.ttest_rel(after, before) if paired else stats.ttest_ind(after, before, equal_var=False)
    interval = result.confidence_interval(LEVEL)
    return Difference(value, float(interval.low), float(interval.high), float(result.pvalue), test)


def estimate_time(seconds: Values) -> Estimate:
    """Return the geometric mean of times with its interval, which is a t interval of their logarithms.

    Sauro and Lewis (2010), Average task times in usability tests, Proceedings of CHI, 2347-2350: under 25 people it is
    nearer to the median of the population than the mean or the median of the sample.

    >>> [round(figure) for figure in estimate_time([94, 95, 96, 113, 121, 132, 190, 193, 255, 298])]
    [146, 107, 198]
    """
    value, low, high = estimate_mean(np.log(seconds))
    return Estimate(exp(value), exp(low), exp(high))


def compare_times(before: Values, after: Values, *, paired: bool) -> Difference:
    """Compare two geometric means as a relative change: -0.25 is a quarter less time. The t test is on logarithms.

    >>> difference = compare_times([100, 200, 150], [50, 100, 80], paired=True)
    >>> [round(figure, 3) for figure in difference[:3]]
    [-0.489, -0.534, -0.44]
    """
    compared = compare_means(np.log(before), np.log(after), paired=paired)
    value, low, high = (exp(figure) - 1 for figure in compared[:3])
    return Difference(value, low, high, compared.p_value, f"{compared.test}, logarithms")


def estimate_count(counts: Values) -> Estimate:
    """Return the mean of counts, such as errors, with its BCa bootstrap interval: counts pile up at zero.

    Efron (1987), Journal of the American Statistical Association 82, 171-185, as `scipy.stats.bootstrap` has it.

    >>> [round(figure, 2) for figure in estimate_count([0, 0, 1, 3, 0, 2])]
    [1.0, 0.17, 2.17]
    """
    value = float(np.mean(counts))
    return Estimate(value, *_bootstrap([np.sort(counts)], np.mean)) if _vary(counts) else Estimate(value)


def compare_counts(before: Values, after: Values, *, paired: bool) -> Difference:
    """Compare two means of counts: BCa bootstrap interval and a permutation test, exact where few enough.

    >>> difference = compare_counts([3, 4, 2, 5, 3, 4], [1, 2, 2, 1, 0, 1], paired=True)
    >>> difference.test, round(difference.value, 2), round(difference.p_value, 3)
    ('permutation, paired', -2.33, 0.062)
    """
    value = float(np.mean(after) - np.mean(before))
    test = "permutation, paired" if paired else "permutation"
    if not _give_interval(before, after, paired=paired):
        return Difference(value, test=test)
    if paired:
        low, high = _bootstrap([np.sort(np.subtract(after, before))], np.mean)
    else:
        low, high = _bootstrap([np.sort(after), np.sort(before)], _difference)
    return Difference(value, low, high, _permute(before, after, paired=paired), test)


def _difference(after: NDArray[np.float64], before: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    return np.asarray(np.mean(after, axis=axis) - np.mean(before, axis=axis))


def _bootstrap(samples: Sequence[Values], statistic: Callable[..., object]) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)  # NaN tells it
        result = stats.bootstrap(
            samples,
            statistic,
            n_resamples=RESAMPLES,
            confidence_level=LEVEL,
            method="BCa",
            rng=np.random.default_rng(SEED),
        )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def _permute(before: Values, after: Values, *, paired: bool) -> float:
    """Return the two-sided p-value of a permutation test: of signs for pairs, else of who belongs to which wave."""
    samples = [np.sort(np.subtract(after, before))] if paired else [np.sort(after), np.sort(before)]
    result = stats.permutation_test(
        samples,
        np.mean if paired else _difference,
        permutation_type="samples" if paired else "independent",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return float(result.pvalue)


def _give_interval(before: Values, after: Values, *, paired: bool) -> bool:
    if paired:
        return _vary(np.subtract(after, before))
    return len(before) > 1 and len(after) > 1 and (_vary(before) or _vary(after))


def _vary(values: Values) -> bool:
    return len(values) > 1 and float(np.ptp(values)) > 1e-12
