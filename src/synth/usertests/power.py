"""How many testers it takes to show a difference as large as the one seen: a hint for the next round, no verdict.

The difference seen is itself uncertain, so take the number as an order of magnitude.
"""

from math import ceil, nan, sqrt

import numpy as np
from scipy.stats import nct, norm, t

POWER = 0.8
ALPHA = 0.05
MOST = 10_000
"""Testers; beyond that, no user test will show it."""

_Z_ALPHA, _Z_POWER = float(norm.isf(ALPHA / 2)), float(norm.ppf(POWER))


def count_testers(measure: str, before: list[float], after: list[float], *, paired: bool) -> float:
    """Return how many testers a wave would show the difference seen with a chance of 80 %, NaN if no test would.

    Args:
        measure: success, time (compared as logarithms), errors, or a questionnaire.
        before: the values of one wave.
        after: those of the other; of the same people in the same order, if paired.
        paired: whether they are.
    """
    if measure == "success":
        return _count_for_shares(before, after, paired=paired)
    one, other = (np.log(before), np.log(after)) if measure == "time" else (np.asarray(before), np.asarray(after))
    if paired:
        change = other - one
        return count_for_effect(abs(change.mean()) / change.std(ddof=1), paired=True)
    spread = sqrt((_variance(one) + _variance(other)) / 2)
    return count_for_effect(abs(other.mean() - one.mean()) / spread, paired=False) if spread else nan


def count_for_effect(effect: float, *, paired: bool) -> float:
    """Return how many people a wave a two-sided t test at .05 needs for a standardised effect, with power .8.

    Cohen (1988), Statistical Power Analysis, 2nd edition; the same as `solve_power` of statsmodels.

    >>> count_for_effect(0.5, paired=True), count_for_effect(0.5, paired=False)
    (34, 64)
    """
    high = 2
    while _find_power(effect, high, paired=paired) < POWER:
        high *= 2
        if high > MOST:
            return nan
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _find_power(effect, middle, paired=paired) >= POWER else (middle, high)
    return high


def _find_power(effect: float, people: int, *, paired: bool) -> float:
    freedom = people - 1 if paired else 2 * people - 2
    shift = effect * sqrt(people if paired else people / 2)
    bound = float(t.isf(ALPHA / 2, freedom))
    if shift > 10 * bound:
        return 1.0  # where the distribution can no longer be computed
    return float(nct.sf(bound, freedom, shift) + nct.cdf(-bound, freedom, shift))


def _count_for_shares(before: list[float], after: list[float], *, paired: bool) -> float:
    """Connor (1987), Biometrics 43, 207-211, for pairs; Fleiss (1981), chapter 3, for different people."""
    one, other = np.asarray(before), np.asarray(after)
    p_1, p_2 = float(one.mean()), float(other.mean())
    if paired:
        moved = float((one != other).mean())
        needed = _Z_ALPHA * sqrt(moved) + _Z_POWER * sqrt(moved - (p_2 - p_1) ** 2)
    else:
        middle = (p_1 + p_2) / 2
        needed = _Z_ALPHA * sqrt(2 * middle * (1 - middle)) + _Z_POWER * sqrt(p_1 * (1 - p_1) + p_2 * (1 - p_2))
    people = (needed / (p_2 - p_1)) ** 2
    return ceil(people) if people <= MOST else nan


def _variance(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0
