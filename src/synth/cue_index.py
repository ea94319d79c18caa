"""An index over token patterns that finds all their matches in the words of a text, as spaCy's Matcher would.

Thousands of patterns are passed over at once: a pattern is looked at only where the rarest of the words that it
requires stands, if the next rarest stands in the text as well, and fitting words beside it where it requires them.
Each pattern is one bit, so that a few operations on whole numbers decide for all of them. No match can be lost.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import attrgetter, or_
from typing import TYPE_CHECKING, Any, NamedTuple

from spacy.lexeme import Lexeme

from synth.patterns import ANYWHERE, Place, TokenPattern

if TYPE_CHECKING:
    from synth.words import Word

GAP = -1
_BORDER = -2  # met by marks and white space, and by the ends of a sentence
Match = tuple[str, int, int]
# How much more common a mark, a word by its length, and a little word is than another, in the choice of the rarest.
_MARK, _SHORT, _LITTLE = 500, {1: 400, 2: 400, 3: 150}, 50

_AT_ONCE = (0,)
_seconds = attrgetter("seconds")


class Step(NamedTuple):
    """One place of a pattern: a word that meets a test, behind a gap of at most so many words, or a gap alone."""

    condition: int
    optional: bool = False
    gap: int = 0


class Candidate(NamedTuple):
    """One token pattern under the key of its cue, read from its rarest word outwards.

    The words right beside the rarest that it requires are known to fit where the pattern is looked at: `before` and
    `behind` are the steps beyond them, nearest first, and `to_left` and `to_right` (0 or 1) where these begin.
    """

    key: str
    to_left: int
    before: tuple[Step, ...]
    to_right: int
    behind: tuple[Step, ...]


class Description(NamedTuple):
    """What the index knows of one word: the tests that it meets, and patterns as the bits of whole numbers.

    It is the whole of the patterns with the keys in `whole`. It is the rarest word of the patterns in `anchors`, the
    next rarest of those in `seconds`, and it fits right before and right behind the rarest word of those in `precedes`
    and `follows`.
    """

    conditions: frozenset[int] = frozenset()
    whole: tuple[str, ...] = ()
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
        self._described: dict[frozenset[int], Description] = {}
        self._whole: dict[int, list[str]] = defaultdict(list)  # keys of patterns that are one word
        self._of_purpose: dict[str, int] = defaultdict(int)
        self._alone = 0  # further patterns that require one word only
        self._rarity: dict[int, int] = {}
        self._longest = 0  # of the words with a star, without it
        self.uses_lemmas = False

    def add(
        self, key: str, token_patterns: Iterable[TokenPattern], *, place: Place = ANYWHERE, purpose: str = ""
    ) -> None:
        """Add the token patterns of one cue pattern, before any word is described.

        Args:
            key: what its matches are told by.
            token_patterns: as for spaCy's Matcher.
            place: where it has to stand in its sentence; most matches that stand elsewhere are passed over, not all.
            purpose: what it is looked for, if not with all others.
        """
        for tokens in token_patterns:
            steps = tuple(self._step(token) for token in tokens)
            required = {step.condition for step in steps if step.condition != GAP and not step.optional}
            anchor, *others = sorted(required, key=lambda condition: (self._rarity[condition], condition))
            if len(steps) == 1 and not purpose and not any(place):
                self._whole[anchor].append(key)
                continue
            at = steps.index(Step(anchor))
            before, behind = steps[:at][::-1], steps[at + 1 :]
            to_left, to_right = (int(bool(side) and not side[0].optional) for side in (before, behind))
            bit = 1 << len(self._candidates)
            further = map(_close_gaps, (before[to_left:], behind[to_right:]))
            self._candidates.append(Candidate(key, to_left, next(further), to_right, next(further)))
            self._of_purpose[purpose] |= bit
            self._anchors[anchor] |= bit
            if others:
                self._seconds[others[0]] |= bit
            else:
                self._alone |= bit
            beside = (before, place.at_start, self._precedes), (behind, place.at_end, self._follows)
            for side, at_border, fitting in beside:
                for condition in _nearest(side, at_border=at_border):
                    fitting[condition] |= bit

    def describe(self, lexeme: Lexeme, lemma: str) -> Description:
        """Tell which tests a word meets that has this lemma, and what to look for because it is there."""
        lower = lexeme.lower_
        met = {number for expression, number in self._expressions if expression.search(lower)}
        met.update(self._of_literal.get(("LEMMA", lemma), ()))
        for literal in (lower, *_with_stars(lower, self._longest)):
            met.update(self._of_literal.get(("LOWER", literal), ()))
        conditions = frozenset(met | {_BORDER if lexeme.is_punct or lexeme.is_space else GAP})
        if conditions not in self._described:
            by_role = (self._anchors, self._seconds, self._precedes, self._follows)
            bits = (reduce(or_, map(patterns.__getitem__, conditions & patterns.keys()), 0) for patterns in by_role)
            whole = (self._whole[condition] for condition in sorted(met & self._whole.keys()))
            self._described[conditions] = Description(conditions, (*dict.fromkeys(chain.from_iterable(whole)),), *bits)
        return self._described[conditions]

    def find(self, words: "Sequence[Word]", *, purpose: str = "") -> list[Match]:
        """Return every match of the patterns of a purpose as (key, first word, end word), each once."""
        present = reduce(or_, filter(None, map(_seconds, words)), self._alone) & self._of_purpose[purpose]
        matches: dict[Match, None] = {}
        last = len(words) - 1
        for at, word in enumerate(words):
            for key in () if purpose else word.whole:
                matches[key, at, at + 1] = None
            likely = word.anchors & present
            if likely:
                likely &= words[at - 1].precedes if at else self._precedes[_BORDER]
                likely &= words[at + 1].follows if at < last else self._follows[_BORDER]
            while likely:
                lowest = likely & -likely
                likely ^= lowest
                key, to_left, before, to_right, behind = self._candidates[lowest.bit_length() - 1]
                start, end = at - to_left, at + to_right + 1
                ends = _reach(behind, words[end:]) if behind else _AT_ONCE
                starts = _reach(before, words[start - 1 :: -1] if start else ()) if before and ends else _AT_ONCE
                for left in starts:
                    for right in ends:
                        matches[key, start - left, end + right] = None
        return list(matches)

    def _step(self, token: dict[str, Any]) -> Step:
        if "LOWER" not in token and "LEMMA" not in token:
            return Step(GAP, optional=True, gap=int(token["OP"].strip("{}").split(",")[1]))
        (attribute,) = token.keys() & {"LOWER", "LEMMA"}
        return Step(self._condition(attribute, token[attribute]), optional="OP" in token)

    def _condition(self, attribute: str, test: dict[str, Any]) -> int:
        """Return the number of a test on one word ({"IN": [...]} or {"REGEX": ...}), the same for equal tests."""
        name = f"{attribute} {test}"
        if name not in self._conditions:
            number = self._conditions[name] = len(self._conditions)
            self.uses_lemmas |= attribute == "LEMMA"
            self._rarity[number] = 0
            for word in test.get("IN") or split_expression(test["REGEX"]):
                core = word.removeprefix("*").removesuffix("*")
                self._rarity[number] += self._weigh(core) + ("*" in word)
                if core and "*" not in core:
                    self._of_literal[attribute, word].add(number)
                    self._longest = max(self._longest, len(core) if "*" in word else 0)
                else:
                    self._expressions.append((re.compile(test["REGEX"]), number))
        return self._conditions[name]

    def _weigh(self, word: str) -> int:
        if not any(map(str.isalpha, word)):
            return _MARK
        return _SHORT.get(len(word), _LITTLE) if word in self._frequent or len(word) < len(_SHORT) else 1


def split_expression(expression: str) -> list[str]:
    r"""Return the words that a test by an expression allows, with `*` where anything may stand.

    >>> split_expression(r"^(?:wait.*|.*frust.*|e\.g\.)$")
    ['wait*', '*frust*', 'e.g.']
    """
    choices = expression.removeprefix("^(?:").removesuffix(")$").replace(".*", "*").split("|")
    return [re.sub(r"\\(.)", r"\1", choice) for choice in choices]


def _with_stars(word: str, longest: int) -> Iterator[str]:
    """Yield what fits a word with a star before it, behind it or on both sides: "wai*", "*ing", "*ait*" ("waiting")."""
    size = len(word)
    for start in range(size):
        for end in range(start + 1, min(size, start + longest) + 1):
            yield f"*{word[start:end]}*"
            if start == 0:
                yield f"{word[:end]}*"
            if end == size:
                yield f"*{word[start:]}"


def _nearest(steps: Iterable[Step], *, at_border: bool) -> set[int]:
    """Return the tests of which what stands right beside has to meet one."""
    conditions = set()
    for condition, optional, _ in steps:
        conditions.add(condition)
        if not optional:
            return conditions
    return conditions | ({_BORDER} if at_border else {GAP, _BORDER})


def _close_gaps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Join each gap with the word that has to stand behind it, so that one look finds both."""
    closed: list[Step] = []
    for step in steps:
        behind_gap = closed and closed[-1].condition == GAP and step.condition != GAP and not step.optional
        closed.append(step._replace(gap=closed.pop().gap) if behind_gap else step)
    return tuple(closed)


def _reach(steps: tuple[Step, ...], ahead: "Sequence[Word]") -> list[int]:
    """Return how many of the words ahead the steps can take, in all ways."""
    taken = [0]
    for condition, optional, gap in steps:
        reached = taken.copy() if optional else []
        for count in taken:
            if not gap:
                if count < len(ahead) and condition in ahead[count].conditions:
                    reached.append(count + 1)
                continue
            for at, word in enumerate(ahead[count : count + gap + (condition != GAP)], start=count + 1):
                if condition in word.conditions:
                    reached.append(at)
                if not word.is_plain:
                    break
        if not reached:
            return reached
        taken = [*dict.fromkeys(reached)] if len(reached) > 1 else reached
    return taken
