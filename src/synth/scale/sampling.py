"""A sample of different texts that is the same whatever the partitions and the order of the rows."""

from collections.abc import Iterable

import pandas as pd

from synth.tables import make_id

KEY = "place"


def draw_lowest(texts: pd.DataFrame, *, size: int, by: str) -> pd.DataFrame:
    """Return of each value of a column the rows of up to `size` different texts, those with the lowest hashes.

    What is drawn of the whole is what is drawn of the draws of its parts, so each partition draws by itself (bottom-k
    sampling: Cohen and Kaplan 2007, Summarizing data using bottom-k sketches, PODC, 225-234). A text that was copied a
    thousand times has no better chance than any other.

    Args:
        texts: a table with the columns `text`, `finding_id` and `by`.
        size: how many different texts of each value.
        by: the column of the strata, such as the language.

    >>> table = pd.DataFrame({"text": ["a", "a", "b", "c"], "finding_id": list("1234"), "language": "en"})
    >>> draws = [draw_lowest(part, size=2, by="language") for part in (table[:2], table[2:])]
    >>> draw_lowest(pd.concat(draws), size=2, by="language").equals(draw_lowest(table, size=2, by="language"))
    True
    """
    first = texts.sort_values(["text", "finding_id"], kind="stable").drop_duplicates(["text", by])
    if KEY not in first:
        first = first.assign(**{KEY: [make_id("sample", text) for text in first["text"]]})
    ranked = first.sort_values([by, KEY, "text"], kind="stable")
    return ranked.groupby(by, sort=False).head(size).reset_index(drop=True)


def allot(counts: "pd.Series[int]", *, size: int) -> dict[str, int]:
    """Return how many texts to take of each stratum: half of the sample in equal parts, the rest by number.

    So a language that few people write is not drowned.

    >>> allot(pd.Series({"nl": 9_000, "de": 50}), size=100)
    {'nl': 75, 'de': 25}
    """
    equal = size // (2 * max(len(counts), 1))
    share = (size - equal * len(counts)) / max(int(counts.sum()), 1)
    return {str(name): equal + round(share * count) for name, count in counts.items()}


def draw_sample(draws: Iterable[pd.DataFrame], counts: "pd.Series[int]", *, size: int, by: str) -> pd.DataFrame:
    """Return the sample of the whole, from what was drawn of its parts.

    Args:
        draws: what `draw_lowest` drew of each part, `size` or more of each stratum.
        counts: how many texts there are of each stratum.
        size: how many texts to return at most, but for rounding.
        by: the column of the strata.
    """
    lowest = draw_lowest(pd.concat(list(draws), ignore_index=True), size=size, by=by)
    allotted = lowest[by].map(allot(counts, size=size)).astype("int64")  # of no text, the column would be of text
    return lowest[lowest.groupby(by).cumcount() < allotted].reset_index(drop=True)
