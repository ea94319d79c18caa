"""Questionnaires after a test: the System Usability Scale and UMUX-Lite, each a score from 0 to 100."""

import pandas as pd

SUS_ITEMS = tuple(f"sus_{number}" for number in range(1, 11))
UMUX_ITEMS = ("umux_1", "umux_2")
QUESTIONNAIRES = {"sus": SUS_ITEMS, "umux_lite": UMUX_ITEMS}
HIGHEST = {"sus": 5, "umux_lite": 7}
"""The highest answer to an item; the lowest is 1."""


def score_sus(answers: pd.DataFrame) -> pd.Series:
    """Return the SUS score of each row, NaN where an item is missing.

    2.5 times the sum of the odd items less 1 each and of 5 less each even item: Brooke (1996), SUS: a quick and dirty
    usability scale, whose own example is 22 points, a score of 55:

    >>> example = [5, 4, 2, 1, 2, 3, 2, 4, 5, 2]
    >>> score_sus(pd.DataFrame([example], columns=SUS_ITEMS)).tolist()
    [55.0]

    Args:
        answers: columns sus_1 to sus_10, each from 1 to 5.
    """
    items = answers[[*SUS_ITEMS]].to_numpy(dtype="float64")
    points = (items[:, 0::2] - 1).sum(axis=1) + (5 - items[:, 1::2]).sum(axis=1)
    return pd.Series(2.5 * points, index=answers.index, name="sus")


def score_umux_lite(answers: pd.DataFrame) -> pd.Series:
    """Return the UMUX-Lite score of each row on 0 to 100, NaN where an item is missing.

    The two items ("meets my requirements", "easy to use") less 1 each, out of 12: Lewis, Utesch and Maher (2013),
    UMUX-LITE: when there's no time for the SUS, Proceedings of CHI, 2099-2102. Their further regression to the SUS
    (0.65 times this + 22.9) is not applied.

    >>> score_umux_lite(pd.DataFrame({"umux_1": [6, 7], "umux_2": [5, 7]})).tolist()
    [75.0, 100.0]

    Args:
        answers: columns umux_1 and umux_2, each from 1 to 7.
    """
    items = answers[[*UMUX_ITEMS]].to_numpy(dtype="float64")
    return pd.Series((items - 1).sum(axis=1) / 12 * 100, index=answers.index, name="umux_lite")
