"""How far to trust each theme: is it found again when the texts are drawn anew?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from synth.tables import MADE_BY_HAND
from synth.themes.graph import Groups, cut_tree, grow_tree, smooth
from synth.themes.model import SET_ASIDE, ThemeModel

STABLE, TRUSTED_STABILITY = 0.75, 0.6
RESAMPLES = 20
MOST_DRAWN = 1000


def measure_stability(model: ThemeModel, *, resamples: int = RESAMPLES) -> list[float]:
    """Return how well each theme is found again in bootstrap samples of the texts: mean best Jaccard, 0 to 1.

    From .75 a theme is stable, below .6 it is not to be trusted (Hennig 2007, Computational Statistics & Data Analysis
    52, 258-271). The vectors of the texts are kept, the graph and the tree are made anew; a sample holds at most 1,000
    different texts. NaN where there is one theme or less, or where too few texts tell nothing.

    >>> texts = ["no reply", "still no reply", "a late reply", "card reader", "the card reader", "my card reader"]
    >>> measure_stability(ThemeModel(2).fit(texts))
    [1.0, 1.0]
    """
    return measure_levels([model], resamples=resamples)[0]


def measure_levels(models: Sequence[ThemeModel], *, resamples: int = RESAMPLES) -> list[list[float]]:
    """Return the stability of the themes of each model; the models are cuts of one tree."""
    vectors, _ = models[0].fitted()
    themes = [model.fitted()[1] for model in models]
    found = [np.full((resamples, len(model.centres_)), np.nan) for model in models]
    for sample in range(resamples if len(vectors) > 2 else 0):
        generator = np.random.default_rng([sample, len(vectors)])
        drawn = np.unique(generator.integers(len(vectors), size=len(vectors)))
        drawn = np.sort(generator.permutation(drawn)[:MOST_DRAWN])
        if len(drawn) < 2:  # one text, drawn each time, tells nothing
            continue
        with threadpool_limits(limits=1):
            points = smooth(vectors[drawn])
            tree = grow_tree(points)
            for theme, scores in zip(themes, found, strict=True):
                if scores.shape[1] > 1:
                    again = cut_tree(tree, points, min(scores.shape[1], len(drawn)))
                    scores[sample] = _best_jaccard(theme[drawn], again, scores.shape[1])
    return [_mean(scores) for scores in found]


def judge(stability: float) -> str:
    """Return what a stability means: "stable", "doubtful", "dissolve", or "too few" where it cannot be measured.

    >>> [judge(value) for value in (0.8, 0.7, 0.2, float("nan"))]
    ['stable', 'doubtful', 'dissolve', 'too few']
    """
    if np.isnan(stability):
        return "too few"
    return "stable" if stability >= STABLE else "doubtful" if stability >= TRUSTED_STABILITY else "dissolve"


def find_trusted(themes: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each theme whether it may stand for its quotes: made by hand, or not found too seldom in resamples.

    >>> themes = pd.DataFrame({"stability": [0.8, 0.3, 0.3], "verdict": ["stable", "dissolve", MADE_BY_HAND]})
    >>> find_trusted(themes).tolist()
    [True, False, True]
    """
    by_hand = themes["verdict"] == MADE_BY_HAND if "verdict" in themes else pd.Series(False, index=themes.index)
    return by_hand | ~(themes["stability"] < TRUSTED_STABILITY)


def _best_jaccard(themes: Groups, again: Groups, n_themes: int) -> NDArray[np.float64]:
    """Return the Jaccard index of each theme with the group that is most like it; NaN for a theme not drawn."""
    both = np.zeros((n_themes, int(again.max()) + 1))
    kept = themes != SET_ASIDE
    np.add.at(both, (themes[kept], again[kept]), 1)
    either = both.sum(axis=1)[:, None] + np.bincount(again, minlength=both.shape[1])[None, :] - both
    best = (both / either).max(axis=1)
    return np.where(both.any(axis=1), best, np.nan)


def _mean(scores: NDArray[np.float64]) -> list[float]:
    known = ~np.isnan(scores)
    total = np.where(known, scores, 0).sum(axis=0)
    return [round(float(t / n), 3) if n else float("nan") for t, n in zip(total, known.sum(axis=0), strict=True)]
