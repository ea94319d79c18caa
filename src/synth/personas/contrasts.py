"""Contrasts: how many people voice a claim here and elsewhere, and whether chance would give as sharp a difference."""

from scipy.stats import hypergeom


def measure_contrast(count: int, size: int, elsewhere: int, elsewhere_size: int) -> float:
    """Return Fisher's exact p value: how often chance alone has so many of the voices here (one-sided).

    >>> round(measure_contrast(4, 5, 1, 9), 4)
    0.023
    """
    return float(hypergeom.sf(count - 1, size + elsewhere_size, count + elsewhere, size))
