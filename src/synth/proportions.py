"""Intervals and corrections for shares: what a count of people can tell about the people who were not asked."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Values = NDArray[np.float64]


def wilson(hits: ArrayLike, size: ArrayLike, *, level: float = 0.95) -> tuple[Values, Values]:
    """Return the lower and upper bound of each share of hits; NaN where nobody was asked.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212. The numbers need not be whole: an
    effective number of observations is taken as it is.

    >>> [bound.round(3).tolist() for bound in wilson([0, 5], [10, 10])]
    [[0.0, 0.237], [0.278, 0.763]]
    """
    hits, size = np.asarray(hits, dtype=np.float64), np.asarray(size, dtype=np.float64)
    n = np.where(size > 0, size, np.nan)
    share, z = hits / n, norm.ppf(0.5 + level / 2)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def newcombe(
    hits: ArrayLike, size: ArrayLike, other_hits: ArrayLike, other_size: ArrayLike, *, level: float = 0.95
) -> tuple[Values, Values]:
    """Return the lower and upper bound of the difference of two independent shares.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> [round(float(bound), 4) for bound in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    share = np.asarray(hits, dtype=np.float64) / np.asarray(size, dtype=np.float64)
    other = np.asarray(other_hits, dtype=np.float64) / np.asarray(other_size, dtype=np.float64)
    low, high = wilson(hits, size, level=level)
    other_low, other_high = wilson(other_hits, other_size, level=level)
    difference = share - other
    return (
        difference - np.sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + np.sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def adjust_holm(p_values: ArrayLike) -> Values:
    """Return p-values that allow for how many there are: the chance of any false alarm among all stays below them.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70. What was not tested (NaN) counts for nothing.

    >>> adjust_holm([0.01, float("nan"), 0.04, 0.03]).tolist()
    [0.03, nan, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")[: int((~np.isnan(p)).sum())]
    stepped = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)))
    adjusted = np.full_like(p, np.nan)
    adjusted[order] = stepped
    return adjusted


def count_effective(hits: ArrayLike, sizes: ArrayLike) -> float:
    """Return how many independent observations a share is worth of which each person gives several.

    The variance of a ratio over persons (Cochran 1977, Sampling Techniques, section 3.12) tells it; where nobody or
    everybody is counted, it is the number of persons. With it, a Wilson interval allows for persons (Franco, Little,
    Louis and Slud 2019, Journal of Survey Statistics and Methodology 7, 334-364).

    Args:
        hits: how many of each person's observations are counted.
        sizes: how many observations each person gives.

    >>> round(count_effective([3, 0, 3, 0, 3], [3, 3, 3, 3, 3]), 6)
    4.0
    """
    hits, sizes = np.asarray(hits, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    persons, total = len(sizes), sizes.sum()
    if persons < 2:
        return float(persons)
    share = hits.sum() / total
    variance = persons / (persons - 1) * ((hits - share * sizes) ** 2).sum() / total**2
    if variance < 1e-12:
        return float(persons)
    return float(min(share * (1 - share) / variance, total))
