"""Concepts of public services: a small, editable lexicon that lets findings of four languages meet in one theme."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from synth.tables import LANGUAGES


@dataclass(frozen=True)
class Concept:
    """One concept: its name, its label in each language, and one expression that finds its words in any of them."""

    name: str
    label: dict[str, str]
    expression: re.Pattern[str]


@cache
def load_concepts() -> tuple[Concept, ...]:
    """Load the shipped concepts.

    >>> [concept.name for concept in load_concepts()][:3]
    ['sign-in', 'forms', 'documents']
    """
    content = tomllib.loads((resources.files("synth") / "concepts.toml").read_text(encoding="utf-8"))
    return tuple(
        Concept(name, entry["label"], _compile([word for language in LANGUAGES for word in entry[language]]))
        for name, entry in content.items()
    )


def count_concepts(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return how often each concept's words occur, as an array of texts by concepts.

    >>> concepts = [concept.name for concept in load_concepts()]
    >>> int(count_concepts(["Six weeks of waiting!"])[0, concepts.index("waiting")])
    2
    """
    concepts = load_concepts()
    counts = [[len(concept.expression.findall(text.lower())) for concept in concepts] for text in texts]
    return np.array(counts, dtype=np.float64).reshape(len(texts), len(concepts))


def _compile(words: list[str]) -> re.Pattern[str]:
    whole = sorted({re.escape(word[1:]) for word in words if word.startswith("=")})
    inside = sorted({re.escape(word[1:]) for word in words if word.startswith("*")})
    begins = sorted({re.escape(word) for word in words if word[0] not in "=*"})
    choices = [rf"\b(?:{'|'.join(begins)})\w*", rf"\b(?:{'|'.join(whole)})\b" if whole else "", "|".join(inside)]
    return re.compile("|".join(choice for choice in choices if choice))
