"""Names that a study knows: found again in every form in which people use them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from synth.privacy.name_lists import (
    ANY_ORDINARY,
    GIVEN,
    NOT_NAMES,
    PARTICLES,
    PLACES,
    WORD,
    fold,
    is_given,
    is_ordinary,
)
from synth.privacy.name_reading import starts_sentence
from synth.privacy.names import Hit

_NO_FORMS = (NOT_NAMES | PLACES | PARTICLES) - {fold(name) for name in GIVEN}
Words = tuple[str, ...]


@lru_cache(maxsize=100_000)
def split_name(name: str) -> Words:
    """Return the words of a name, folded.

    >>> split_name("Zoë D'Hondt")
    ('zoe', 'd', 'hondt')
    """
    return tuple(fold(word) for word in WORD.findall(name))


def fold_words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded; what stands between spaces is read once, however often it comes."""
    return chain.from_iterable(map(split_name, text.split()))


def make_forms(name: str) -> tuple[set[Words], set[Words]]:
    """Return the ways to write a whole name, and its parts that people use alone: first name, last name.

    >>> sorted(make_forms("An Van den Broeck")[1])
    [('an',), ('van', 'den', 'broeck')]
    """
    last, comma, first = (part.strip() for part in name.partition(","))
    parts = f"{first} {last}".split() if comma else name.split()
    words = [split_name(part) for part in parts]
    words = [word for word in words if word]
    whole = sum(words, ())
    if len(words) < 2:
        return {whole} - {()}, set()
    if words[0][0] in PARTICLES:  # a last name alone
        return {whole}, set()
    rest = sum(words[1:], ())
    alone = {words[0], rest} | ({words[-1]} if not any(word[0] in PARTICLES for word in words[1:]) else set())
    return {whole, rest + words[0]}, {form for form in alone if form[-1] not in PARTICLES}


_BETWEEN = re.compile(r"[\s\-'’._,]{1,2}")


@dataclass
class KnownNames:
    """The names that a study knows, by every form in which they are written; a form may belong to several persons."""

    forms: dict[Words, dict[str, None]] = field(default_factory=dict)
    whole: set[Words] = field(default_factory=set)
    longest: dict[str, int] = field(default_factory=dict)
    first_words: set[str] = field(default_factory=set)

    def add(self, name: str, person: str) -> bool:
        """Add a person's name; say whether any form of it is new."""
        whole, parts = make_forms(name)
        new = False
        for form in sorted(whole | parts):
            if len("".join(form)) > 1 and not (len(form) == 1 and form[0] in _NO_FORMS):
                new |= form not in self.forms
                self.forms.setdefault(form, {})[person] = None
                self.first_words |= {form[0], f"{form[0]}s"}
                self.longest[form[0]] = max(len(form), self.longest.get(form[0], 0))
        self.whole |= {form for form in whole if len(form) > 1}
        return new

    def persons(self, quote: str) -> list[str]:
        """Return who may be meant by a quote, also in the genitive ("Karels")."""
        words = split_name(quote)
        owners = self.forms.get(words) or self.forms.get(_without_s(words)) or {}
        return list(owners)

    def may_stand_in(self, text: str) -> bool:
        """Say whether any word of a text begins a known name."""
        return not self.first_words.isdisjoint(fold_words(text))

    def find(
        self, text: str, language: str, *, common: Mapping[str, set[str]], only_whole: bool, any_case: bool = False
    ) -> Iterator[Hit]:
        """Yield where known names stand, the longest form at each place.

        Args:
            text: the text.
            language: its language, "" if unknown.
            common: the words in lower case that the study uses, by language: at a sentence's start they are no names.
            only_whole: take no first or last name alone.
            any_case: take names without a capital too.
        """
        tokens = list(WORD.finditer(text))
        place = 0
        while place < len(tokens):
            size = self._match(text, tokens, place, language, only_whole=only_whole, any_case=any_case)
            if size and not (size == 1 and _is_common(text, tokens[place], language, common)):
                last = tokens[place + size - 1]
                end = last.end() + (len(last[0]) == 1 and text[last.end() : last.end() + 1] == ".")  # "Hilde V."
                yield Hit(tokens[place].start(), end, 0.9 if size > 1 else 0.6)
            place += size or 1

    def _match(
        self, text: str, tokens: list[re.Match[str]], place: int, language: str, *, only_whole: bool, any_case: bool
    ) -> int:
        """Return how many words from a place on are a form of a known name."""
        first = fold(tokens[place][0])
        most = max(self.longest.get(first, 0), self.longest.get(first.removesuffix("s"), 0))
        if not most:
            return 0
        for size in range(min(most, len(tokens) - place), 0, -1):
            some = tokens[place : place + size]
            words = tuple(fold(token[0]) for token in some)
            forms = [words, _without_s(words)] if language in {"nl", "de", ""} else [words]
            is_form = any(form in (self.whole if only_whole else self.forms) for form in forms)
            if is_form and _holds_together(text, some) and (_has_capital(some) or (any_case and _is_rare(some))):
                return size
        return 0


def _without_s(words: Words) -> Words:
    return (*words[:-1], words[-1].removesuffix("s")) if words and len(words[-1]) > 2 else words


def _holds_together(text: str, tokens: list[re.Match[str]]) -> bool:
    pairs = pairwise(tokens)
    around = text[tokens[0].start() - 1 : tokens[0].start()] + text[tokens[-1].end() : tokens[-1].end() + 1]
    return all(_BETWEEN.fullmatch(text, one.end(), two.start()) for one, two in pairs) and not re.search(
        r"[\d_]", around
    )


def _has_capital(tokens: list[re.Match[str]]) -> bool:
    names = [token for token in tokens if token[0].casefold() not in PARTICLES]
    return len(names) > 1 or tokens[-1][0][0].isupper()


def _is_rare(tokens: list[re.Match[str]]) -> bool:
    return len(tokens[-1][0]) > 2 and tokens[-1][0].casefold() not in ANY_ORDINARY


def _is_common(text: str, token: re.Match[str], language: str, common: Mapping[str, set[str]]) -> bool:
    word = token[0].casefold()
    is_common = is_ordinary(word, language) or (word in common.get(language, ()) and not is_given(token[0]))
    has_genitive = text[token.end() : token.end() + 2] in {"'s", "’s"}
    return is_common and not has_genitive and (language == "de" or starts_sentence(text, token.start()))
