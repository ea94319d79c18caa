"""What stands around a cue in its sentence and changes what it means: negation, "if it were", "they say"."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from synth.lexicon import WEIGHT_DIGITS, Cue
from synth.words import Word

CHANGING = frozenset({"negation", "hypothetical", "reported"})  # what alone changes the meaning of a cue
SIGNS = CHANGING | frozenset("not_negation boundary yes no unsure".split())
EXPERIENCES = frozenset({"pain", "delight", "workaround"})  # an "if" tells that these did not happen
BEFORE = 3
AFTER = 6
HYPOTHETICAL_REACH = 8
REPORTED_WEIGHT = 0.7


class Reading(NamedTuple):
    """What a cue points to where it stands: a kind ("" for nothing), the weight that it has there, and why."""

    kind: str
    weight: float
    why: str = ""


class Context:
    """The words of one sentence that deny, suppose or report."""

    def __init__(self, words: Sequence[Word], signs: Iterable[tuple[str, int, int]], start: int, end: int) -> None:
        """Sort the signs by what they do.

        Args:
            words: the words of the text.
            signs: (class, first word, end word) of each sign in the sentence, counted from its beginning.
            start: where the sentence begins.
            end: where it ends.
        """
        self._words, self._end = words, end
        by_sign: dict[str, list[tuple[int, int]]] = {}
        for sign, first, last in signs:
            by_sign.setdefault(sign, []).append((start + first, start + last))
        exempt = {i for first, last in by_sign.get("not_negation", ()) for i in range(first, last)}
        self._negators = [place for place in by_sign.get("negation", ()) if not exempt & {*range(*place)}]
        self._borders = {i for first, last in by_sign.get("boundary", ()) for i in range(first, last)}
        self._hypothetical, self._reported = by_sign.get("hypothetical", ()), by_sign.get("reported", ())

    def read(self, cue: Cue, first: int, last: int, *, denies: bool) -> Reading:
        """Say what a cue means that fired on the words first to last.

        Args:
            cue: the cue.
            first: where the words begin that fired.
            last: where they end.
            denies: whether the pattern names a negation itself; otherwise one that a gap passed over denies it.
        """
        supposed = self._before(self._hypothetical, first, HYPOTHETICAL_REACH)
        if supposed and cue.kind in EXPERIENCES:
            return Reading("", 0.0)
        kind, why = cue.kind, ""
        negator = self._negator(cue, first, last, denies=denies)
        if negator:
            kind, why = cue.negated, f"denied by {self._text(negator)}"
        reported = next((place for place in self._reported if place[1] <= first), None)
        if kind and reported:
            weight = round(cue.weight * REPORTED_WEIGHT, WEIGHT_DIGITS)
            return Reading(kind, weight, "; ".join(filter(None, [why, f"told by {self._text(reported)}"])))
        return Reading(kind, cue.weight, why if kind else "")

    def _negator(self, cue: Cue, first: int, last: int, *, denies: bool) -> tuple[int, int] | None:
        if cue.negated == "same":
            return None
        inside = next((place for place in self._negators if first <= place[0] and place[1] <= last), None)
        if inside and not denies:
            return inside
        before = self._before(self._negators, first, BEFORE)
        if before or cue.scope == "before":
            return before
        reach = range(last, min(self._end, last + AFTER))
        stop = next((i for i in reach if self._parts(i)), reach.stop)
        return next((place for place in self._negators if last <= place[0] < stop), None)

    def _before(self, places: Iterable[tuple[int, int]], first: int, reach: int) -> tuple[int, int] | None:
        """Return the first of the places that ends shortly before a word, with nothing in between that parts them."""
        for place in places:
            if first - reach < place[1] <= first and not any(map(self._parts, range(place[1], first))):
                return place
        return None

    def _parts(self, at: int) -> bool:
        return self._words[at].is_punct or at in self._borders

    def _text(self, place: tuple[int, int]) -> str:
        return f"“{' '.join(word.text for word in self._words[slice(*place)])}”"
