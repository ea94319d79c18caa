"""A sample of different texts that is the same whatever the partitions and the order of the rows.

Each text has a key, a hash of its words, and those with the lowest keys are drawn (bottom-k sampling: Cohen and Kaplan
2007, Summarizing data using bottom-k sketches, PODC, 225-234). So a text that was copied a thousand times has no better
chance than any other. First each partition tells its keys, which are small; then it gives the rows of the chosen ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synth.tables import make_id

Keys = Mapping[str, NDArray[np.uint64]]


def tell_keys(texts: pd.DataFrame, *, by: str) -> tuple[Keys, Counter[str]]:
    """Return of each value of a column the keys of its different texts, in order, and how many rows have it.

    Args:
        texts: a table with the columns `text` and `by`.
        by: the column of the strata, such as the language.
    """
    keys = _make_keys(texts)
    rows = {str(value): places for value, places in texts.groupby(by).indices.items()}
    return {value: np.unique(keys[places]) for value, places in rows.items()}, Counter(texts[by].tolist())


def choose_keys(told: Iterable[tuple[Keys, Counter[str]]], *, size: int) -> Keys:
    """Return the keys that are drawn, of what the partitions told: half of the sample in equal parts by stratum."""
    found: dict[str, list[NDArray[np.uint64]]] = {}
    counts: Counter[str] = Counter()
    for keys, rows in told:
        counts.update(rows)
        for value, some in keys.items():
            found.setdefault(value, []).append(some)
    allotted = allot(counts, size=size)
    return {value: np.unique(np.concatenate(parts))[: allotted[value]] for value, parts in found.items()}


def take_chosen(texts: pd.DataFrame, *, chosen: Keys, by: str) -> pd.DataFrame:
    """Return the rows whose texts were chosen, one of each text: in the order of the strata, and then of the keys.

    What is taken of the whole is what is taken of what was taken of its parts.

    Args:
        texts: a table with the columns `text`, `finding_id` and `by`.
        chosen: the keys, from `choose_keys`.
        by: the column of the strata.
    """
    keys = _make_keys(texts)
    kept = np.zeros(len(texts), dtype=bool)
    for value, places in texts.groupby(by).indices.items():
        kept[places] = np.isin(keys[places], chosen.get(str(value), ()))
    ordered = texts.assign(key=keys)[kept].sort_values([by, "key", "text", "finding_id"], kind="stable")
    return ordered.drop_duplicates(["text", by]).drop(columns="key").reset_index(drop=True)


def keep_share(texts: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return the rows whose texts are among a share of all that could be, those with the lowest keys."""
    return texts[_make_keys(texts) <= share * np.iinfo(np.uint64).max] if share < 1 else texts


def allot(counts: Mapping[str, int], *, size: int) -> dict[str, int]:
    """Return how many texts to take of each stratum: half of the sample in equal parts, the rest by number.

    So a language that few people write is not drowned.

    >>> allot({"nl": 9_000, "de": 50}, size=100)
    {'nl': 75, 'de': 25}
    """
    equal = size // (2 * max(len(counts), 1))
    share = (size - equal * len(counts)) / max(sum(counts.values()), 1)
    return {name: equal + round(share * count) for name, count in counts.items()}


def _make_keys(texts: pd.DataFrame) -> NDArray[np.uint64]:
    return np.array([int(make_id("sample", text), 16) for text in texts["text"]], dtype=np.uint64)
