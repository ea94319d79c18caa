"""An index over token patterns that finds all their matches in the words of a text, as spaCy's Matcher would.

Thousands of patterns are passed over at once: a pattern is looked at only where the rarest of the words that it
requires stands, and only if the others stand in the text as well. So no match can be lost.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from synth.patterns import TokenPattern

if TYPE_CHECKING:
    from synth.words import Word

GAP = -1
Match = tuple[str, int, int]
# How much more common a mark, a word by its length, and a little word is than another, in the choice of the rarest.
_MARK, _SHORT, _LITTLE = 500, {1: 400, 2: 400, 3: 150}, 50


class Step(NamedTuple):
    """One place of a pattern: a word that meets a test, or a gap of at most so many words."""

    condition: int
    optional: bool = False
    most: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One token pattern under the key of its cue, with the tests that some other word of the text has to meet (bits).

    Where its rarest word stands, a match begins `least` to `most` words before, and the word right after has to meet
    the test `following` (GAP if it may be any).
    """

    key: str
    steps: tuple[Step, ...]
    others: int
    least: int
    most: int
    following: int


class Description(NamedTuple):
    """What the index knows of one word.

    `conditions` are the tests that it meets, `companions` those of them that patterns require beside their rarest word,
    as bits of one number: the quickest way to join them over a sentence. `candidates` are the patterns whose rarest
    word it is, by the companion that is the next rarest.
    """

    conditions: frozenset[int] = frozenset()
    companions: int = 0
    candidates: tuple[tuple[int, tuple[Candidate, ...]], ...] = ()


class CueIndex:
    """Finds all matches of many token patterns in the words of a text."""

    def __init__(self, *, frequent: Iterable[str] = ()) -> None:
        """Begin an empty index.

        Args:
            frequent: words in lower case that many texts hold, which make poor words to look patterns up by.
        """
        self._frequent = frozenset(frequent)
        self._conditions: dict[str, int] = {}
        self._of_literal: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._expressions: list[tuple[re.Pattern[str], int]] = []
        self._by_anchor: dict[int, dict[int, list[Candidate]]] = defaultdict(dict)
        self._companions: set[int] = set()
        self._rarity: dict[int, int] = {}
        self.uses_lemmas = False

    def add(self, key: str, token_patterns: Iterable[TokenPattern]) -> None:
        """Add the token patterns of one cue pattern under a key, before any word is described."""
        for tokens in token_patterns:
            steps = tuple(self._step(token) for token in tokens)
            required = frozenset(step.condition for step in steps if step.condition != GAP and not step.optional)
            anchor = min(required, key=lambda condition: (self._rarity[condition], condition))
            place = next(i for i, step in enumerate(steps) if step == Step(anchor))
            least, most = sum(not step.optional for step in steps[:place]), sum(step.most for step in steps[:place])
            after = steps[place + 1] if place + 1 < len(steps) else Step(GAP, optional=True)
            following = GAP if after.optional else after.condition
            others = sorted(required - {anchor}, key=lambda condition: (self._rarity[condition], condition))
            self._companions.update(others)
            candidate = Candidate(key, steps, _to_bits(others[1:]), least, most, following)
            self._by_anchor[anchor].setdefault(_to_bits(others[:1]), []).append(candidate)

    def describe(self, lower: str, lemma: str) -> Description:
        """Tell which tests a word meets, and what to look for because it is there."""
        met = {number for expression, number in self._expressions if expression.search(lower)}
        met |= self._of_literal.get(("LOWER", lower), set()) | self._of_literal.get(("LEMMA", lemma), set())
        by_other: dict[int, list[Candidate]] = {}
        for number in sorted(met):
            for other, candidates in self._by_anchor.get(number, {}).items():
                by_other.setdefault(other, []).extend(candidates)
        return Description(
            frozenset(met),
            _to_bits(met & self._companions),
            tuple((other, tuple(candidates)) for other, candidates in by_other.items()),
        )

    def find(self, words: "Sequence[Word]") -> list[Match]:
        """Return every match as (key, first word, end word), each once."""
        present = 0
        for word in words:
            present |= word.companions
        matches: dict[Match, None] = {}
        for at, word in enumerate(words):
            for other, candidates in word.candidates:
                if other & present == other:
                    for candidate in candidates:
                        if candidate.others & present == candidate.others:
                            _match(candidate, words, at, matches)
        return list(matches)

    def _step(self, token: dict[str, Any]) -> Step:
        if "LOWER" not in token and "LEMMA" not in token:
            return Step(GAP, optional=True, most=int(token["OP"].strip("{}").split(",")[1]))
        (attribute,) = token.keys() & {"LOWER", "LEMMA"}
        return Step(self._condition(attribute, token[attribute]), optional="OP" in token)

    def _condition(self, attribute: str, test: dict[str, Any]) -> int:
        """Return the number of a test on one word ({"IN": [...]} or {"REGEX": ...}), the same for equal tests."""
        name = f"{attribute} {test}"
        if name not in self._conditions:
            number = self._conditions[name] = len(self._conditions)
            self.uses_lemmas |= attribute == "LEMMA"
            if "IN" in test:
                for word in test["IN"]:
                    self._of_literal[attribute, word].add(number)
                self._rarity[number] = sum(map(self._weigh, test["IN"]))
            else:
                self._expressions.append((re.compile(test["REGEX"]), number))
                self._rarity[number] = name.count("|") + 2
        return self._conditions[name]

    def _weigh(self, word: str) -> int:
        if not any(map(str.isalpha, word)):
            return _MARK
        return _SHORT.get(len(word), _LITTLE) if word in self._frequent or len(word) < len(_SHORT) else 1


def _to_bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


def _match(candidate: Candidate, words: "Sequence[Word]", at: int, matches: dict[Match, None]) -> None:
    """Add the matches of a pattern whose rarest word stands here."""
    following = candidate.following
    if following != GAP and (at + 1 == len(words) or following not in words[at + 1].conditions):
        return
    for start in range(max(0, at - candidate.most), at - candidate.least + 1):
        for end in _ends(candidate.steps, words, start):
            matches[candidate.key, start, end] = None


def _ends(steps: tuple[Step, ...], words: "Sequence[Word]", start: int) -> Iterable[int]:
    """Return where the steps can end when they begin at this word."""
    places = [start]
    for condition, optional, most in steps:
        reached = places.copy() if optional else []
        for place in places:
            if condition == GAP:
                for at in range(place, min(place + most, len(words))):
                    if words[at].is_punct or words[at].is_space:
                        break
                    reached.append(at + 1)
            elif place < len(words) and condition in words[place].conditions:
                reached.append(place + 1)
        if not reached:
            return ()
        places = [*dict.fromkeys(reached)] if len(reached) > 1 else reached
    return places
