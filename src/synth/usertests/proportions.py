"""Shares of people who succeed: intervals and tests that hold for a handful of testers."""

from collections.abc import Sequence
from math import sqrt

from scipy.stats import binom, fisher_exact, norm
from scipy.stats.contingency import expected_freq

from synth.usertests.estimates import LEVEL, Difference, Estimate

Z = float(norm.ppf((1 + LEVEL) / 2))


def estimate_share(values: Sequence[float]) -> Estimate:
    """Return the share of people who succeeded with its adjusted Wald interval.

    Agresti and Coull (1998), The American Statistician 52, 119-126; recommended for completion rates by Sauro and Lewis
    (2005), Proceedings of the Human Factors and Ergonomics Society 49, 2100-2103. It is `proportion_confint(...,
    method="agresti_coull")` of statsmodels.

    Args:
        values: of each person, 1 for success or 0; at least one person.

    >>> [round(share, 3) for share in estimate_share([1] * 7 + [0] * 3)]
    [0.7, 0.392, 0.897]
    """
    successes, people = round(sum(values)), len(values)
    centre = (successes + Z**2 / 2) / (people + Z**2)
    half = Z * sqrt(centre * (1 - centre) / (people + Z**2))
    return Estimate(successes / people, max(0.0, centre - half), min(1.0, centre + half))


def compare_shares(before: Sequence[float], after: Sequence[float], *, paired: bool) -> Difference:
    """Compare the successes (1) and failures (0) of two waves; in a paired comparison, of the same people in order."""
    return compare_paired_shares(before, after) if paired else compare_unpaired_shares(before, after)


def compare_unpaired_shares(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Compare the successes (1) and failures (0) of two groups of different people.

    The interval is the adjusted Wald interval of Agresti and Caffo (2000), The American Statistician 54, 280-288. The
    test is the N - 1 chi-square test, and Fisher's exact one where an expected count is below 1: Campbell (2007),
    Statistics in Medicine 26, 3661-3675.

    >>> difference = compare_unpaired_shares([1] * 6 + [0] * 8, [1] * 12 + [0] * 3)
    >>> difference.test, [round(figure, 3) for figure in difference[:4]]
    ('N-1 chi-square', [0.371, 0.011, 0.643, 0.043])
    """
    (k_1, n_1), (k_2, n_2) = ((round(sum(wave)), len(wave)) for wave in (before, after))
    value = k_2 / n_2 - k_1 / n_1
    p_1, p_2 = (k_1 + 1) / (n_1 + 2), (k_2 + 1) / (n_2 + 2)
    half = Z * sqrt(p_1 * (1 - p_1) / (n_1 + 2) + p_2 * (1 - p_2) / (n_2 + 2))
    p_value, test = _test_shares(k_1, n_1, k_2, n_2)
    return Difference(value, max(-1.0, p_2 - p_1 - half), min(1.0, p_2 - p_1 + half), p_value, test)


def _test_shares(k_1: int, n_1: int, k_2: int, n_2: int) -> tuple[float, str]:
    n, successes = n_1 + n_2, k_1 + k_2
    if successes in {0, n}:
        return 1.0, "N-1 chi-square"
    table = [[k_1, n_1 - k_1], [k_2, n_2 - k_2]]
    if expected_freq(table).min() < 1:
        return float(fisher_exact(table).pvalue), "Fisher exact"
    z = (k_2 / n_2 - k_1 / n_1) * sqrt((n - 1) * n_1 * n_2 / (successes * (n - successes)))
    return float(2 * norm.sf(abs(z))), "N-1 chi-square"


def compare_paired_shares(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Compare the successes (1) and failures (0) of the same people before and after.

    The interval is the adjusted Wald interval for matched pairs of Agresti and Min (2005), Statistics in Medicine 24,
    729-740: half a person is added to each cell. The test is McNemar's with the mid-p of Fagerland, Lydersen and Laake
    (2013), BMC Medical Research Methodology 13, 91, whose example of 21 children this is:

    >>> before, after = [1] * 1 + [1] * 1 + [0] * 7 + [0] * 12, [1] * 1 + [0] * 1 + [1] * 7 + [0] * 12
    >>> round(float(compare_paired_shares(before, after).p_value), 3)
    0.039

    Args:
        before: of each person, 1 or 0.
        after: of the same people in the same order.
    """
    n = len(before)
    gained = sum(one < other for one, other in zip(before, after, strict=True))
    lost = sum(one > other for one, other in zip(before, after, strict=True))
    centre = (gained - lost) / (n + 2)
    half = Z * sqrt((gained + lost + 1) - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    low, high = max(-1.0, centre - half), min(1.0, centre + half)
    return Difference((gained - lost) / n, low, high, _mid_p(gained, lost), "McNemar mid-p")


def _mid_p(gained: int, lost: int) -> float:
    moved = binom(gained + lost, 0.5)
    if gained == lost:
        return 1 - float(moved.pmf(gained)) / 2 if gained else 1.0
    least = min(gained, lost)
    return 2 * float(moved.cdf(least)) - float(moved.pmf(least))
