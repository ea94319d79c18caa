"""Contrasts: how many people voice a claim here and elsewhere, and whether chance would give as sharp a difference."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import hypergeom


def measure_contrast(count: int, size: int, elsewhere: int, elsewhere_size: int) -> float:
    """Return Fisher's exact p value: how often chance alone has so many of the voices here (one-sided).

    >>> round(measure_contrast(4, 5, 1, 9), 4)
    0.023
    """
    return float(hypergeom.sf(count - 1, size + elsewhere_size, count + elsewhere, size))


def correct_many(p_values: Sequence[float]) -> list[float]:
    """Return p values corrected for how many there are, so that one is wrong in 5 % of studies at most (Holm 1979).

    >>> correct_many([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    steps = np.asarray(p_values)[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.maximum.accumulate(steps).clip(max=1.0)
    return [round(float(value), 6) for value in corrected]
