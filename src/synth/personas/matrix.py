"""Who voiced what: participants by claims, and the same as departures from what talkativeness alone would give."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import hypergeom

FORMING = ("need", "pain", "goal", "workaround", "")
"""The kinds that may form a group: what people need, suffer, want and do; "" is what a researcher tagged by hand."""
RIDGE = 0.05  # keeps a claim that hardly anybody voices from ruling the distances
CEILING = 0.95  # the most that a claim is expected of anybody
ONE_LANGUAGE = 0.05


def count_claims(evidence: pd.DataFrame) -> pd.DataFrame:
    """Count quotes per participant (rows) and per kind and claim (columns).

    The order of the columns goes by the counts and not by the claims' names, so that what is drawn at random from them
    is the same in whatever language the claims are named.
    """
    counts = pd.crosstab(evidence["participant_id"], [evidence["kind"], evidence["claim"]])
    columns: dict[str, list[tuple[str, list[int], int]]] = {}
    for place, (kind, claim) in enumerate(zip(*map(counts.columns.get_level_values, ("kind", "claim")), strict=True)):
        columns.setdefault(claim, []).append((kind, counts.iloc[:, place].tolist(), place))
    order = [place for _, told in sorted(columns.items(), key=_alike_under_any_name) for *_, place in told]
    return counts.iloc[:, order]


def _alike_under_any_name(
    claim: tuple[str, list[tuple[str, list[int], int]]],
) -> tuple[list[tuple[str, list[int]]], str]:
    """Return what a claim is sorted by: who voiced it in which kinds, and last its name."""
    name, told = claim
    return [(kind, counts) for kind, counts, _ in told], name


def standardise(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how far each participant departs, claim by claim, from what one group of people would say.

    With `e` as expected from how many claims the participant voices and how many participants voice the claim, a claim
    that is voiced or not departs by (1 - e) or (0 - e), in units of its standard deviation: the residuals of
    correspondence analysis (Greenacre 2017, chapter 4) with a Bernoulli variance. The distance between two participants
    is the Euclidean one between their rows.

    That is how a shared absence is treated: that two talkative people both leave out what most people voice makes them
    a little alike, that two quiet ones leave out a rare claim does not. Jaccard's and Gower's distances, which ignore
    shared absence or count it in full, both take quiet people for a group of their own.

    Args:
        counts: participants by claims, how often each was voiced.

    >>> standardise(np.array([[1, 0], [0, 3]])).round(2).tolist()
    [[0.91, -0.91], [-0.91, 0.91]]
    """
    said = (counts > 0).astype(np.float64)
    expected = said.sum(axis=1, keepdims=True) * said.sum(axis=0) / max(said.sum(), 1.0)
    expected = np.clip(expected, 0.0, CEILING)
    residuals: NDArray[np.float64] = (said - expected) / np.sqrt(expected * (1 - expected) + RIDGE)
    return residuals


def find_language_claims(spoken: pd.DataFrame) -> list[str]:
    """Return the claims that tell languages apart rather than people: nearly all who voice them speak one of several.

    A claim is one of them if so many speakers of one language would meet by chance in fewer than 5 % of draws from the
    participants (hypergeometric). A theme of words that only one language has is such a claim.

    Args:
        spoken: the interviews' rows of the evidence table.
    """
    language = spoken.groupby("participant_id")["language"].agg(lambda values: values.mode().iloc[0])
    spoken_by, found = language.value_counts(), []
    for claim, speakers in spoken.groupby("claim")["participant_id"].unique().items():
        heard = language[list(speakers)].value_counts()
        chances = hypergeom.sf(heard - 1, len(language), spoken_by[heard.index], heard.sum())
        if chances.min() < ONE_LANGUAGE:
            found.append(str(claim))
    return found
