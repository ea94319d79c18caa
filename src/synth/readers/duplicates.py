"""The same session twice: a transcript in two formats, an older version of it, or an export that was made again."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice

WORD = re.compile(r"\w+")
RUN = 4  # words in a row: rare enough that two interviews with the same guide share few of them
TURNS_COMPARED = 2000
ALIKE = 0.4
FEWEST_SHARED = 5


def find_duplicates(texts: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, float]]:
    """Return for each source that repeats another: the other, and the share of the shorter one's words in both.

    Compared are runs of four words (shingles; Broder 1997, containment) in the first 2,000 turns or rows.

    Args:
        texts: what is said in each source, by its id.

    >>> find_duplicates({"a": ["Het duurt veel te lang, en ik krijg geen antwoord."], "b": ["Ja."],
    ...     "c": ["Het duurt veel te lang, en ik krijg geen antwoord", "op mijn brief."]})
    {'a': ('c', 1.0), 'c': ('a', 1.0)}
    """
    runs = {source: _find_runs(islice(said, TURNS_COMPARED)) for source, said in texts.items()}
    places: dict[tuple[str, ...], list[str]] = {}
    for source, found in runs.items():
        for run in found:
            places.setdefault(run, []).append(source)
    shared = Counter(pair for sources in places.values() for pair in combinations(sources, 2))
    best: dict[str, tuple[str, float]] = {}
    for (one, two), number in shared.items():
        share = number / min(len(runs[one]), len(runs[two]))
        if number >= FEWEST_SHARED and share >= ALIKE:
            for source, other in ((one, two), (two, one)):
                if share > best.get(source, ("", 0.0))[1]:
                    best[source] = (other, share)
    return {source: best[source] for source in texts if source in best}


def _find_runs(said: Iterable[str]) -> set[tuple[str, ...]]:
    words = [word for text in said for word in WORD.findall(text.casefold())]
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))
