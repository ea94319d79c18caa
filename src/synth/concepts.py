"""Concepts of public services: a small, editable lexicon that lets findings of four languages meet in one theme."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from synth.tables import LANGUAGES

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Concept:
    """One concept: its name, its label in each language, its words in all of them, and an expression to find them."""

    name: str
    label: dict[str, str]
    words: tuple[str, ...]
    expression: re.Pattern[str]


@cache
def load_concepts() -> tuple[Concept, ...]:
    """Load the shipped concepts.

    >>> [concept.name for concept in load_concepts()][:3]
    ['sign-in', 'forms', 'documents']
    """
    content = tomllib.loads((resources.files("synth") / "concepts.toml").read_text(encoding="utf-8"))
    concepts = []
    for name, entry in content.items():
        words = tuple(word for language in LANGUAGES for word in entry[language])
        concepts.append(Concept(name, entry["label"], words, _compile(words)))
    return tuple(concepts)


def count_concepts(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return how often each concept's words occur, as an array of texts by concepts.

    >>> concepts = [concept.name for concept in load_concepts()]
    >>> int(count_concepts(["Six weeks of waiting!"])[0, concepts.index("waiting")])
    2
    """
    concepts = load_concepts()
    counts = np.zeros((len(texts), len(concepts)))
    for row, text in enumerate(texts):
        small = text.lower()
        phrased = set()
        for word in _WORD.findall(small):
            alone, phrases = _look_up(word)
            for place, count in alone:
                counts[row, place] += count
            if phrases:
                phrased |= {place for phrase, place in phrases if phrase in small}
        for place in phrased:  # a phrase takes in words that would count alone
            counts[row, place] = len(concepts[place].expression.findall(small))
    return counts


@lru_cache(maxsize=100_000)
def _look_up(word: str) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    """Return how often each concept stands in a word, and which phrases, of which concepts, the word may be part of."""
    alone = [(place, len(concept.expression.findall(word))) for place, concept in enumerate(load_concepts())]
    phrases = [(phrase, place) for longest, phrase, place in _list_phrases() if longest in word]
    return [(place, count) for place, count in alone if count], phrases


@cache
def _list_phrases() -> list[tuple[str, str, int]]:
    """Return the entries of more than one word, each with its longest word and the place of its concept."""
    entries = [(word.lstrip("=*"), place) for place, concept in enumerate(load_concepts()) for word in concept.words]
    return [
        (max(_WORD.findall(entry), key=len), entry, place) for entry, place in entries if not _WORD.fullmatch(entry)
    ]


def _compile(words: Sequence[str]) -> re.Pattern[str]:
    whole = sorted({re.escape(word[1:]) for word in words if word.startswith("=")})
    inside = sorted({re.escape(word[1:]) for word in words if word.startswith("*")})
    begins = sorted({re.escape(word) for word in words if word[0] not in "=*"})
    choices = [rf"\b(?:{'|'.join(begins)})\w*", rf"\b(?:{'|'.join(whole)})\b" if whole else "", "|".join(inside)]
    return re.compile("|".join(choice for choice in choices if choice))
