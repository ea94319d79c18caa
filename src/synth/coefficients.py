"""Coefficients of agreement between coders, for ratings of which each kind is given once with its weight.

All functions take `patterns`, an array of kinds of units by coders (the category of each rating from 0, or -1 where a
coder did not rate), and `weights`, an array (..., kinds of units): how much of the material is of each kind. The
leading axes are resamples. A coefficient that is not defined, because all ratings are alike, is NaN.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Patterns = NDArray[np.int64]
Values = NDArray[np.float64]


def measure_percent(patterns: Patterns, weights: Values) -> Values:
    """Return the share of pairs of ratings that agree, over units with two ratings or more."""
    counts, rated = _count(patterns)
    pairs = np.where(rated > 1, rated * (rated - 1), 1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / pairs
    return _divide(weights @ np.where(rated > 1, agreeing, 0.0), weights @ (rated > 1).astype(float))


def measure_shares(patterns: Patterns, weights: Values) -> Values:
    """Return how often each category is used, as an array (..., categories): the mean over coders and units."""
    counts, rated = _count(patterns)
    shares = counts / np.where(rated, rated, 1)[:, None]
    return _divide(weights @ shares, (weights @ (rated > 0).astype(float))[..., None])


def measure_kappa(patterns: Patterns, weights: Values) -> Values:
    """Return Cohen's kappa; of more than two coders the mean of all pairs.

    Cohen (1960), Educational and Psychological Measurement 20, 37-46; Light (1971), Psychological Bulletin 76, 365-377.
    """
    pairs = [_kappa_of_two(patterns[:, list(pair)], weights) for pair in combinations(range(patterns.shape[1]), 2)]
    return np.asarray(np.mean(pairs, axis=0), dtype=np.float64)


def measure_fleiss(patterns: Patterns, weights: Values) -> Values:
    """Return Fleiss' kappa; of two coders it is Scott's pi. Missing ratings as in Gwet.

    Fleiss (1971), Psychological Bulletin 76, 378-382; Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition.
    """
    by_chance = (measure_shares(patterns, weights) ** 2).sum(axis=-1)
    return _correct(measure_percent(patterns, weights), by_chance)


def measure_ac1(patterns: Patterns, weights: Values) -> Values:
    """Return Gwet's AC1, which stays near the percentage where one category is rare.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48.
    """
    shares = measure_shares(patterns, weights)
    by_chance = (shares * (1 - shares)).sum(axis=-1) / max(shares.shape[-1] - 1, 1)
    return _correct(measure_percent(patterns, weights), by_chance)


def measure_alpha(patterns: Patterns, weights: Values, *, values: Values | None = None) -> Values:
    """Return Krippendorff's alpha.

    Args:
        patterns: kinds of units by coders.
        weights: how much of the material is of each kind. Where units are characters, this is the alpha of
            Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality & Quantity 50, 2347-2364, for spans on a text.
        values: the number that each category stands for, for ratings on an interval scale; None for names.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    counts, rated = _count(patterns)
    n_categories = counts.shape[1]
    distance = 1.0 - np.eye(n_categories) if values is None else (values[:, None] - values) ** 2
    counts = counts * (rated > 1)[:, None]
    differing = np.einsum("ik,kl,il->i", counts, distance, counts) / np.where(rated > 1, rated - 1, 1)
    used = weights @ counts
    n = used.sum(axis=-1)
    expected = np.einsum("...k,kl,...l->...", used, distance, used) / np.where(n > 1, n - 1, np.nan)
    return 1 - _divide(weights @ differing, expected)


def _count(patterns: Patterns) -> tuple[Values, Values]:
    """Return how many coders chose each category (kinds of units by categories), and how many rated."""
    categories = np.arange(int(patterns.max(initial=0)) + 1)
    counts = (patterns[:, :, None] == categories).sum(axis=1).astype(np.float64)
    return counts, counts.sum(axis=1)


def _kappa_of_two(patterns: Patterns, weights: Values) -> Values:
    weights = weights * (patterns >= 0).all(axis=1)
    categories = np.arange(int(patterns.max(initial=0)) + 1)
    total = weights.sum(axis=-1)
    one, other = (
        _divide(weights @ (patterns[:, [coder]] == categories).astype(float), total[..., None]) for coder in (0, 1)
    )
    observed = _divide(weights @ (patterns[:, 0] == patterns[:, 1]).astype(float), total)
    return _correct(observed, (one * other).sum(axis=-1))


def _correct(observed: Values, by_chance: Values) -> Values:
    """Return how much of what chance leaves open is agreed on."""
    return _divide(observed - by_chance, 1 - by_chance)


def _divide(one: Values, other: Values) -> Values:
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    nothing = np.abs(other) < 1e-12
    return np.where(nothing, np.nan, one / np.where(nothing, 1.0, other))
