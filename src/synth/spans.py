"""Spans of a text that was changed: where their words stand in the new text."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

LIKE = 0.5
"""How much of their letters words must share (difflib's ratio) to be the same words, mended."""

_WORD = re.compile(r"\w+|\W")


def move_span(start: int, end: int, old: str, new: str) -> tuple[int, int] | None:
    """Return where a span of the old text stands in the new one, or None if nothing like it is left.

    The texts are aligned word by word. A word that was put in another's place belongs to the spans that held the other;
    what was put in at the edge of a span stays outside.

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
    if begin >= stop:
        return None
    alike = old[start:end] == new[begin:stop] or _ratio(old[start:end], new[begin:stop]) >= LIKE
    return (begin, stop) if alike else None


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
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    old_at, new_at = _edges(old_words), _edges(new_words)
    codes = SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    return tuple((old_at[a], old_at[b], new_at[c], new_at[d]) for code, a, b, c, d in codes if code != "equal")


def _edges(words: list[str]) -> list[int]:
    edges = [0]
    for word in words:
        edges.append(edges[-1] + len(word))
    return edges


def _ratio(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
