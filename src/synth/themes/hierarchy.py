"""Areas above the themes, sub-themes below, and what another number of themes would give."""

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from synth.themes.graph import Groups, cut_tree, grow_tree, smooth
from synth.themes.model import SET_ASIDE, ThemeModel, suggest_count
from synth.themes.stability import judge, measure_levels
from synth.themes.vectors import Vectors

LEAST_FOR_AREAS, LEAST_FOR_PARTS, MOST_PARTS = 6, 12, 4


def join_themes(centres: Vectors) -> Groups:
    """Return the area of each theme: the square root of their number; of few, each is its own."""
    if len(centres) < LEAST_FOR_AREAS:
        return np.arange(len(centres))
    with threadpool_limits(limits=1):
        return cut_tree(grow_tree(centres), centres, round(len(centres) ** 0.5))


def split_themes(vectors: Vectors, themes: Groups) -> Groups:
    """Return the sub-theme of each text, numbered within its theme: two to four of one with 12 texts or more."""
    parts = np.zeros(len(themes), dtype=np.int64)
    for theme in np.unique(themes[themes != SET_ASIDE]):
        rows = np.flatnonzero(themes == theme)
        different, place = np.unique(vectors[rows].round(5), axis=0, return_inverse=True)
        if len(different) >= LEAST_FOR_PARTS:
            with threadpool_limits(limits=1):
                points = smooth(different)
                count = min(suggest_count(len(different)), MOST_PARTS)
                parts[rows] = cut_tree(grow_tree(points), points, count)[place.ravel()]
    return parts


def compare_cuts(model: ThemeModel, counts: list[int] | None = None) -> pd.DataFrame:
    """Return what each number of themes would give, from few broad areas to many sub-themes, one row a number.

    Args:
        model: a fitted model.
        counts: the numbers to compare; None for a quarter of the model's own number of themes up to three times it.

    Returns:
        n_themes, stability (mean over the themes, each counting by its size), how many themes are stable, doubtful, to
        dissolve or too few to judge, the smallest and largest, the share of texts set aside, and `chosen` for the
        model's own number.

    >>> texts = ["no reply", "still no reply", "a late reply", "card reader", "the card reader", "my card reader"]
    >>> compare_cuts(ThemeModel(2).fit(texts), [1, 2])[["n_themes", "stable", "largest"]].to_numpy().tolist()
    [[1, 0, 6], [2, 2, 3]]
    """
    own = len(model.centres_)
    asked = counts or [max(round(own * factor), 2) for factor in (0.25, 0.5, 1, 1.5, 2, 3)]
    cuts = [model.cut(count) for count in sorted(set(asked))]
    rows = []
    for cut, stability in zip(cuts, measure_levels(cuts), strict=True):
        sizes = np.bincount(cut.labels_[cut.labels_ != SET_ASIDE], minlength=len(cut.centres_))
        verdicts = [judge(value) for value in stability]
        known = ~np.isnan(stability)
        rows.append(
            {
                "n_themes": len(sizes),
                "stability": round(float(np.average(np.array(stability)[known], weights=sizes[known])), 3)
                if known.any()
                else float("nan"),
                **{verdict: verdicts.count(verdict) for verdict in ("stable", "doubtful", "dissolve", "too few")},
                "smallest": int(sizes.min(initial=0)),
                "largest": int(sizes.max(initial=0)),
                "aside": round(float((cut.labels_ == SET_ASIDE).mean()), 3),
                "chosen": len(sizes) == own,
            }
        )
    return pd.DataFrame(rows).drop_duplicates("n_themes").reset_index(drop=True)
