"""Key phrases: the words that are typical of a group of texts, as people wrote them."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import spacy

from synth.tables import LANGUAGES

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")


def find_key_phrases(
    texts: "pd.Series[str]", groups: "pd.Series[int]", languages: "pd.Series[str]", *, count: int = 6
) -> dict[int, list[str]]:
    """Return the most typical words and word pairs of each group, those of one text alone only for want of others.

    A phrase counts by the number of the group's texts it is in, times log(1 + mean group size / number of all texts it
    is in), after the class-based TF-IDF of Grootendorst 2022 (arXiv:2203.05794, section 3.3).

    >>> texts = pd.Series(["no reply", "still no reply", "card reader broken", "the card reader"])
    >>> find_key_phrases(texts, pd.Series([0, 0, 1, 1]), pd.Series(["en"] * 4), count=1)
    {0: ['reply'], 1: ['card reader']}
    """
    counts: dict[int, Counter[str]] = {int(group): Counter() for group in sorted(groups.unique())}
    for text, group, language in zip(texts, groups, languages, strict=True):
        counts[int(group)].update(set(_phrases(text, language)))
    overall: Counter[str] = sum(counts.values(), Counter())
    mean_size = sum(overall.values()) / max(len(counts), 1)
    return {group: _best(found, overall, mean_size, count) for group, found in counts.items()}


def _best(found: Counter[str], overall: Counter[str], mean_size: float, count: int) -> list[str]:
    def typical(phrase: str) -> tuple[bool, float, str]:
        # A pair that is nearly always said together tells more than its words.
        longer = 1.3 if " " in phrase else 1.0
        return (found[phrase] == 1, -longer * found[phrase] * float(np.log1p(mean_size / overall[phrase])), phrase)

    chosen: list[str] = []
    for phrase in sorted(found, key=typical):
        if not any(set(phrase.split()) & set(other.split()) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == count:
            break
    return chosen


def _phrases(text: str, language: str) -> list[str]:
    stop = _stop_words(language)
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    kept = [word if len(word) > 2 and word not in stop else "" for word in words]
    return [word for word in kept if word] + [f"{one} {two}" for one, two in pairwise(kept) if one and two]


@cache
def _stop_words(language: str) -> frozenset[str]:
    if language not in LANGUAGES:
        return frozenset()
    return frozenset(word.replace("’", "'") for word in spacy.blank(language).Defaults.stop_words) | _FILLERS[language]


# What speech is full of and spaCy's stop words lack.
_FILLERS = {
    "nl": frozenset(
        "euh euhm hé allee allez ja nee dus gewoon eigenlijk echt natuurlijk weer heel ge gij da't".split()
    ),
    "fr": frozenset(
        "euh ben bah hein quoi enfin voilà oui non c'est j'ai j'avais d'accord qu'on qu'il vraiment".split()
    ),
    "de": frozenset("äh ähm halt na ja nein eben also schon mal eigentlich einfach dann nun gar ne".split()),
    "en": frozenset(
        "erm uhm yeah yes well just like know i'm it's don't didn't that's i've can't got get thing".split()
    ),
}
