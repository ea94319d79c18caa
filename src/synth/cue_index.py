"""An index over token patterns that finds all their matches in the words of a text, as spaCy's Matcher would.

Thousands of patterns are passed over at once: a pattern is looked at only where the rarest of the words that it
requires stands, if the next rarest stands in the text as well, and fitting words beside it where it requires them.
Each pattern is one bit, so that a few operations on whole numbers decide for all of them. No match can be lost.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
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


class Candidate(NamedTuple):
    """One token pattern under the key of its cue; it begins least to most words before its rarest word.

    `further` are the tests on words at a fixed distance from the rarest that are not known to be met where the pattern
    is looked at: the distance and the test. A pattern without gaps and optional words has nothing else (`fixed`).
    """

    key: str
    steps: tuple[Step, ...]
    least: int
    most: int
    fixed: bool
    further: tuple[tuple[int, int], ...]


class Description(NamedTuple):
    """What the index knows of one word: the tests that it meets, and patterns as the bits of whole numbers.

    It is the rarest word of the patterns in `anchors`, the next rarest of those in `seconds`, and it fits right before
    and right behind the rarest word of those in `precedes` and `follows`.
    """

    conditions: frozenset[int] = frozenset()
    anchors: int = 0
    seconds: int = 0
    precedes: int = 0
    follows: int = 0


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
        self._candidates: list[Candidate] = []
        self._anchors: dict[int, int] = defaultdict(int)
        self._seconds: dict[int, int] = defaultdict(int)
        self._precedes: dict[int, int] = defaultdict(int)
        self._follows: dict[int, int] = defaultdict(int)
        self._alone = 0  # patterns that require one word only
        self._open_before = 0  # patterns that require nothing right before their rarest word
        self._open_behind = 0
        self._rarity: dict[int, int] = {}
        self.uses_lemmas = False

    def add(self, key: str, token_patterns: Iterable[TokenPattern]) -> None:
        """Add the token patterns of one cue pattern under a key, before any word is described."""
        for tokens in token_patterns:
            steps = tuple(self._step(token) for token in tokens)
            required = {step.condition for step in steps if step.condition != GAP and not step.optional}
            anchor, *others = sorted(required, key=lambda condition: (self._rarity[condition], condition))
            place = steps.index(Step(anchor))
            least, most = sum(not step.optional for step in steps[:place]), sum(step.most for step in steps[:place])
            bit = 1 << len(self._candidates)
            fixed = not any(step.optional for step in steps)
            distances = enumerate((step.condition for step in steps), start=-place)
            further = tuple((distance, condition) for distance, condition in distances if abs(distance) > 1)
            self._candidates.append(Candidate(key, steps, least, most, fixed, further if fixed else ()))
            self._anchors[anchor] |= bit
            if others:
                self._seconds[others[0]] |= bit
            else:
                self._alone |= bit
            if place > 0 and not steps[place - 1].optional:
                self._precedes[steps[place - 1].condition] |= bit
            else:
                self._open_before |= bit
            if place + 1 < len(steps) and not steps[place + 1].optional:
                self._follows[steps[place + 1].condition] |= bit
            else:
                self._open_behind |= bit

    def describe(self, lower: str, lemma: str) -> Description:
        """Tell which tests a word meets, and what to look for because it is there."""
        met = {number for expression, number in self._expressions if expression.search(lower)}
        met |= self._of_literal.get(("LOWER", lower), set()) | self._of_literal.get(("LEMMA", lemma), set())
        by_role = (self._anchors, self._seconds, self._precedes, self._follows)
        return Description(frozenset(met), *(_join(patterns.get(number, 0) for number in met) for patterns in by_role))

    def find(self, words: "Sequence[Word]") -> list[Match]:
        """Return every match as (key, first word, end word), each once."""
        present = self._alone
        for word in words:
            present |= word.seconds
        matches: dict[Match, None] = {}
        last = len(words) - 1
        for at, word in enumerate(words):
            likely = word.anchors & present
            if likely:
                likely &= words[at - 1].precedes | self._open_before if at else self._open_before
                likely &= words[at + 1].follows | self._open_behind if at < last else self._open_behind
            while likely:
                lowest = likely & -likely
                likely ^= lowest
                candidate = self._candidates[lowest.bit_length() - 1]
                if candidate.fixed:
                    if not candidate.further or _fits(candidate.further, words, at):
                        start = at - candidate.least
                        matches[candidate.key, start, start + len(candidate.steps)] = None
                    continue
                first = candidate.steps[0]
                for start in range(max(0, at - candidate.most), at - candidate.least + 1):
                    if first.optional or first.condition in words[start].conditions:
                        for end in _ends(candidate.steps, words, start):
                            matches[candidate.key, start, end] = None
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


def _fits(further: Iterable[tuple[int, int]], words: "Sequence[Word]", at: int) -> bool:
    for distance, condition in further:
        if not 0 <= at + distance < len(words) or condition not in words[at + distance].conditions:
            return False
    return True


def _join(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


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
