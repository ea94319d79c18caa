"""The lists of names and of the words around them, and how one name compares with another."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

HIDDEN = "\ufffc"
UPPER = "".join(chr(code) for code in range(0x250) if chr(code).isupper())
ACCENT = "\u0300-\u036f"
WORD = re.compile(rf"[^\W\d_]++(?:[{ACCENT}]++[^\W\d_]*+)*+")


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((resources.files("synth.privacy") / name).read_text(encoding="utf-8"))


LISTS, PEOPLE = _read("names.toml"), _read("people.toml")


def choice(words: str | Iterable[str]) -> str:
    """Return an expression that matches any of the words, the longest first; ~ in a word stays as it is.

    Words that begin with the same letter are grouped behind it, so that a text rules all of them out at once.
    """
    each = words.split() if isinstance(words, str) else words
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(set(each), key=lambda word: (-len(word), word)):
        groups[word[0]].append(re.escape(word[1:]))
    expressions = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return "|".join(expressions).replace(r"\~", "~")


@cache
def fold(word: str) -> str:
    """Return a word without case and accents, so that one name compares equal however it is typed.

    >>> fold("Zoë") == fold("ZOE")
    True
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark))
    return bare.casefold()


WORDS = {key: frozenset(words.casefold().split()) for key, words in LISTS["words"].items()}
NOT_NAMES, PLACES, PARTICLES = WORDS["not_names"], WORDS["places"], WORDS["particles"]
NOUN_ENDINGS = tuple(LISTS["words"]["noun_endings"].split())
GIVEN = frozenset(" ".join(PEOPLE["given"].values()).split())
LAST = frozenset(" ".join(PEOPLE["last"].values()).split())
ORDINARY = {language: frozenset(words.split()) for language, words in LISTS["ordinary"].items()}
ANY_ORDINARY = frozenset[str]().union(*ORDINARY.values())
LAST_COMMON = frozenset(PEOPLE["last_common"]["all"].split())
WITH_PARTICLE = frozenset(" ".join(PEOPLE["last_with_particle"]["all"].split()).split(", "))
_SMALL = frozenset(name.casefold() for name in GIVEN | LAST if len(name) > 3) - ANY_ORDINARY - NOT_NAMES - PLACES
_COMMON = {language: frozenset(words.split()) for language, words in PEOPLE["common"].items()}
SMALL_NAMES = {language: _SMALL - words for language, words in _COMMON.items()}
ANY_SMALL_NAMES = _SMALL.difference(*_COMMON.values())


@lru_cache(maxsize=100_000)
def is_ordinary(word: str, language: str) -> bool:
    """Say whether a name is a common word of the language too; of any, if it is unknown."""
    return word.casefold() in ORDINARY.get(language, ANY_ORDINARY)


_AT_HOME = {language: frozenset(LISTS["words"][f"letters_{language}"]) for language in ORDINARY}


@lru_cache(maxsize=100_000)
def is_foreign(word: str, language: str) -> bool:
    """Say whether a word has a letter that the words of a language do not have.

    >>> is_foreign("Öztürk", "en"), is_foreign("Öztürk", "de"), is_foreign("Łukasz", "de")
    (True, False, True)
    """
    own = _AT_HOME.get(language)
    return own is not None and any(
        letter > "\x7f" and letter.isalpha() and letter not in own for letter in word.casefold()
    )


@lru_cache(maxsize=100_000)
def is_given(word: str) -> bool:
    """Say whether a word is a given name of the list, or its genitive."""
    return _is_in(GIVEN, _first(word))


@lru_cache(maxsize=100_000)
def is_last(word: str) -> bool:
    """Say whether a word is a last name of the list, or its genitive."""
    return _is_in(LAST, _first(word))


def _is_in(names: frozenset[str], word: str) -> bool:
    return word in names or (len(word) > 3 and word.endswith("s") and word[:-1] in names)


def _first(word: str) -> str:
    return unicodedata.normalize("NFC", word).split("-")[0]
