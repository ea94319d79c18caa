"""Signs of what a text may hold, told by its words and marks, so that an expression is tried only where it can match.

What stands between spaces is looked at once, however often it comes. A sign may show where nothing is. It never lacks
where a `Shape` matches, which counts odd letters as every sign; who asks for a sign alone may pass over a word in such
letters.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from itertools import count
from operator import or_
from typing import NamedTuple

from synth.privacy.name_lists import WORD

ODD, DIGIT = 1, 2
"""A word with an accent of its own or a Turkish i, which expressions read otherwise than `casefold`; any digit."""

_DIGIT = re.compile(r"\d")
_places = count(2)
_words: dict[str, int] = defaultdict(int)
_endings: list[tuple[tuple[str, ...], int]] = []
_likes: list[tuple[re.Pattern[str], int]] = []
_marks: dict[str, int] = defaultdict(int)
_numbers: list[tuple[re.Pattern[str], int]] = []


def sign(
    phrases: str | Iterable[str] = (), *, endings: str = "", like: str = "", marks: str = "", numbers: str = ""
) -> int:
    """Return a new sign, one bit, of texts that have one of these.

    Args:
        phrases: their last words tell, whatever their case; ~ is a space.
        endings: of words, whatever their case.
        like: an expression, found in a word in lower case.
        marks: what stands anywhere in the text; ~ is a space.
        numbers: an expression with a digit, found anywhere in the text.
    """
    bit = 1 << next(_places)
    for phrase in phrases.split() if isinstance(phrases, str) else phrases:
        for word in WORD.findall(phrase.casefold())[-1:]:
            _words[word] |= bit
    if endings:
        _endings.append((tuple(WORD.findall(ending.casefold())[-1] for ending in endings.split()), bit))
    if like:
        _likes.append((re.compile(like), bit))
    if numbers:
        _numbers.append((re.compile(numbers), bit))
    for mark in marks.split():
        _marks[mark.replace("~", " ")] |= bit
    look.cache_clear()
    return bit


@lru_cache(maxsize=8)
def tell(text: str) -> int:
    """Return the signs that a text bears."""
    told = reduce(or_, map(look, text.split()), 0)
    for mark, bits in _marks.items():
        if mark in text:
            told |= bits
    if _DIGIT.search(text):
        told |= DIGIT | _search(_numbers, text)
    return told


@lru_cache(maxsize=100_000)
def look(piece: str) -> int:
    """Return the signs that a word bears, or the words of what stands between two spaces."""
    return reduce(or_, map(_look_at_word, WORD.findall(piece)), 0)


def _look_at_word(word: str) -> int:
    folded = word.casefold()
    told = _words.get(folded, 0) | (0 if folded.isalpha() and "ı" not in folded else ODD)
    for endings, bit in _endings:
        if folded.endswith(endings):
            told |= bit
    return told | _search(_likes, folded)


def _search(expressions: Iterable[tuple[re.Pattern[str], int]], text: str) -> int:
    """Return the signs of the expressions that are found in a text."""
    return reduce(or_, (bit for expression, bit in expressions if expression.search(text)), 0)


class Shape(NamedTuple):
    """An expression, and what any text bears in which it matches: a sign of each group, ODD at least."""

    pattern: re.Pattern[str]
    needs: tuple[int, ...]

    def may_match(self, text: str) -> bool:
        """Say whether a text has the words and marks that the expression needs."""
        return all(map(tell(text).__and__, self.needs))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches of the expression."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())
