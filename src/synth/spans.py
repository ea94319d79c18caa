"""Spans of a text that was changed: where their words stand in the new text."""

import re
from functools import lru_cache
from itertools import accumulate, groupby, takewhile

from rapidfuzz.distance import Indel, LCSseq

LIKE = 0.5
"""How much of their letters words must share (Indel similarity, 0 to 1) to be the same words, mended."""

MOST_PAIRS = 400_000_000
"""Of words compared at once, 50 MB; a longer stretch that was changed at both ends counts as written anew."""

_WORD = re.compile(r"\w+|\W")


def move_span(start: int, end: int, old: str, new: str) -> tuple[int, int] | None:
    """Return where a span of the old text stands in the new one, or None if nothing like it is left.

    The texts are aligned word by word. A word that was put in another's place belongs to the spans that held the other;
    what was put in at the edge of a span stays outside. Words that stand once in both texts are found wherever they
    went.

    Args:
        start: where the span begins in the old text, in code points.
        end: where it ends, exclusive.
        old: the text that the span is of.
        new: the text as it is now.

    >>> old, new = "I wacht for weeks.", "Well, I wait for weeks."
    >>> start, end = move_span(2, 11, old, new)
    >>> new[start:end]
    'wait for'
    >>> move_span(2, 11, old, "Something else.") is None
    True
    """
    begin, stop = _place(start, old, new, is_end=False), _place(end, old, new, is_end=True)
    words = old[start:end]
    if begin < stop and (words == new[begin:stop] or Indel.normalized_similarity(words, new[begin:stop]) >= LIKE):
        return begin, stop
    before, after = (find_words(words, text) for text in (old, new))
    return (after[0], after[0] + len(words)) if len(before) == len(after) == 1 else None


def find_words(words: str, text: str) -> list[int]:
    """Return where words stand in a text, whole words alone.

    >>> find_words("one", "one, none, one")
    [0, 11]
    """
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _place(at: int, old: str, new: str, *, is_end: bool) -> int:
    """Return where an edge of a span is in the new text. An edge inside of changed words goes to their outer side."""
    shift = 0
    for old_start, old_end, new_start, new_end in _changes(old, new):
        if at < old_start or (at == old_start and (is_end or old_start < old_end)):
            break
        if at < old_end:
            return new_end if is_end else new_start
        shift = new_end - old_end
    return at + shift


@lru_cache(maxsize=256)
def _changes(old: str, new: str) -> tuple[tuple[int, int, int, int], ...]:
    """Return what was changed: (start, end) in the old text and in the new one, in order."""
    words, others = _WORD.findall(old), _WORD.findall(new)
    head = _same(words, others)
    tail = _same(words[head:][::-1], others[head:][::-1])
    begin = sum(map(len, words[:head]))
    words, others = words[head : len(words) - tail], others[head : len(others) - tail]
    places, new_places = _edges(words, begin), _edges(others, begin)
    if len(words) * len(others) > MOST_PAIRS:
        return ((begin, places[-1], begin, new_places[-1]),)
    codes = LCSseq.opcodes(words, others)
    changed: list[tuple[int, int, int, int]] = []
    for is_equal, group in groupby(codes, key=lambda code: code.tag == "equal"):
        if is_equal:
            continue
        run = [*group]
        old_place, new_place = places[run[0].src_start], new_places[run[0].dest_start]
        changed.append((old_place, places[run[-1].src_end], new_place, new_places[run[-1].dest_end]))
    return tuple(changed)


def _same(words: list[str], others: list[str]) -> int:
    """Return how many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, others, strict=False)))


def _edges(words: list[str], begin: int) -> list[int]:
    return [*accumulate(map(len, words), initial=begin)]
