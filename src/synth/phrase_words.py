"""The words that key phrases are made of: cut from texts, with what tells a noun from other words without a model."""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import spacy

from synth.tables import LANGUAGES
from synth.words import load_lemmatizer

NOUN_SHARE = 0.2
CAPITAL_SHARE = 0.5

_WORD = re.compile(
    r"(?:\b(?:j|d|l|n|s|c|m|t|qu|jusqu|lorsqu|puisqu)['’](?=\w))|[^\W_](?:[\w'’-]*\w)?|[^\w\s]|\n", re.IGNORECASE
)
_PLAIN_WORD = re.compile(r"[^\W_](?:[\w'’-]*\w)?|[^\w\s]|\n")
_PLACEHOLDER = re.compile(r"\[[^\]\n]{1,40}\]")  # what stands for a name or number that was taken out
_CONTRACTION = re.compile(r"(?:n't|'(?:s|d|ll|ve|re|m))$")
_ENDS = frozenset(".!?…\n:;")


class Word(NamedTuple):
    """One word or mark of a text.

    `plain` is in lower case with straight apostrophes, `key` its dictionary form; `tells` says that it may tell of a
    subject; `begins` that a sentence begins with it.
    """

    start: int
    end: int
    plain: str
    key: str
    tells: bool
    capital: bool
    begins: bool


@dataclass(frozen=True, eq=False)
class Grammar:
    """What is known of a language in `phrases.toml` and spaCy's stop words; nothing of a language that is not there."""

    language: str
    fillers: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    noun_first: bool = False


@cache
def load_grammar(language: str) -> Grammar:
    """Load what is known of a language.

    >>> "formulier" in load_grammar("nl").fillers, "het" in load_grammar("nl").determiners
    (False, True)
    """
    if language not in LANGUAGES:
        return Grammar(language)
    words = tomllib.loads((resources.files("synth") / "phrases.toml").read_text(encoding="utf-8"))[language]
    common = {word.replace("’", "'") for word in spacy.blank(language).Defaults.stop_words}
    fillers = frozenset(common | set(words["fillers"]))
    sets = {name: frozenset(words[name]) for name in ("determiners", "subjects", "links")}
    return Grammar(language, fillers, **sets, noun_first=words["adjectives"] == "after")


def cut_words(text: str, grammar: Grammar) -> list[Word]:
    """Return the words and marks of a text; a French elision ("l'", "qu'") is a word of its own.

    >>> [word.plain for word in cut_words("J'attends l’accusé de réception.", load_grammar("fr")) if word.tells]
    ['attends', 'accusé', 'réception']
    """
    text = _PLACEHOLDER.sub(lambda found: "." * len(found[0]), text)
    expression = _WORD if grammar.language == "fr" else _PLAIN_WORD
    words: list[Word] = []
    begins = True
    for found in expression.finditer(text):
        written, plain, key, tells = _read(found[0], grammar)
        start = found.start()
        words.append(Word(start, start + len(written), plain, key, tells, written[0].isupper(), begins))
        begins = plain in _ENDS or (begins and not plain[0].isalnum())
    return words


def find_nouns(texts: Sequence[Sequence[Word]], grammar: Grammar) -> frozenset[str]:
    """Return the keys of the words that are used as nouns somewhere in these texts, and not mostly as verbs.

    A noun follows a determiner ("the form", "the long form") without another noun behind it; a verb follows a subject
    ("we wait", "must wait"). In German a noun stands capitalised inside a sentence. Every word of a language of which
    nothing is known may be one.
    """
    seen: Counter[str] = Counter()
    noun: Counter[str] = Counter()
    verb: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for words in texts:
        for place, word in enumerate(words):
            if not word.tells:
                continue
            seen[word.key] += not (grammar.language == "de" and word.begins)
            capital[word.key] += word.capital and not word.begins
            noun[word.key] += _stands_as_noun(words, place, grammar)
            verb[word.key] += place > 0 and words[place - 1].plain in grammar.subjects - grammar.determiners
    if not grammar.determiners:
        return frozenset(seen)
    if grammar.language == "de":
        return frozenset(key for key in seen if capital[key] > CAPITAL_SHARE * seen[key])
    return frozenset(key for key in seen if noun[key] > max(NOUN_SHARE * seen[key], verb[key]))


def _stands_as_noun(words: Sequence[Word], place: int, grammar: Grammar) -> bool:
    before = words[place - 1].plain if place else ""
    if grammar.noun_first:
        return before in grammar.determiners
    if place + 1 < len(words) and words[place + 1].tells:
        return False
    two_before = words[place - 2].plain if place > 1 and words[place - 1].tells else ""
    return before in grammar.determiners or two_before in grammar.determiners


@lru_cache(maxsize=100_000)
def _read(found: str, grammar: Grammar) -> tuple[str, str, str, bool]:
    """Return a word without its genitive, in lower case, its key, and whether it may tell of a subject."""
    written = found.replace("’", "'")
    if grammar.language == "en" or (grammar.language == "de" and written.endswith("'s")):
        written = written.removesuffix("'s")
    plain = written.lower()
    contracted = grammar.language == "en" and _CONTRACTION.search(plain)
    tells = len(plain) > 2 and plain[0].isalpha() and plain not in grammar.fillers and not contracted
    key = _find_key(written, grammar.language) if tells else plain
    return written, plain, key, tells and key not in grammar.fillers


def _find_key(word: str, language: str) -> str:
    """Return the dictionary form of a word as it is written: a German noun is told by its capital."""
    return load_lemmatizer(language)(word) if language in LANGUAGES else word.lower()
