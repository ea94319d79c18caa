"""What a comparison gives: an estimate with its interval, and a difference with its interval and test."""

from math import nan
from typing import NamedTuple

LEVEL = 0.95
"""Of every interval here."""


class Estimate(NamedTuple):
    """A figure of one wave with its 95 % interval; NaN where the values do not give one."""

    value: float
    low: float = nan
    high: float = nan


class Difference(NamedTuple):
    """After less before, with its 95 % interval, the p-value of a test and the test's name; NaN where there is none."""

    value: float
    low: float = nan
    high: float = nan
    p_value: float = nan
    test: str = ""
