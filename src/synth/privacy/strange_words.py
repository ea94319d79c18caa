"""Words that no dictionary of the four languages has: a name, a firm or a place in small letters, or a slip."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from simplemma import is_known

from synth.languages import load_stop_words
from synth.tables import LANGUAGES

COMPOUNDING = ("nl", "de")  # where two words are written as one
SHORTEST_PART = 4
_WORD = re.compile(r"(?<![\w@.'’-])[^\W\dA-Z_][^\W\d_]{2,}(?![\w@])")


def find_strange_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a word in small letters stands that is in no dictionary, and is not made of two that are.

    >>> [place for place in find_strange_words("ask vrantsidis about the schoolfoto")]
    [(4, 14)]
    """
    return (match.span() for match in _WORD.finditer(text) if not _is_known(match[0]))


@lru_cache(maxsize=100_000)
def _is_known(word: str) -> bool:
    return (
        word in _little_words()
        or any(is_known(word, language, low_memory=True) for language in LANGUAGES)
        or any(_is_made_of_two(word, language) for language in COMPOUNDING)
    )


def _is_made_of_two(word: str, language: str) -> bool:
    """Say whether a word is two others, with or without an s between them."""
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, second = word[:at], word[at:]
        if any(is_known(form, language, low_memory=True) for form in (second, second.capitalize())) and any(
            is_known(form, language, low_memory=True)
            for form in (first, first.capitalize(), first.removesuffix("s").capitalize(), first.removesuffix("s"))
        ):
            return True
    return False


@cache
def _little_words() -> frozenset[str]:
    return frozenset[str]().union(*map(load_stop_words, LANGUAGES))
