"""What a person decided about names and other quotes: remembered by how they are spelled, and undoable."""

import re
from collections.abc import Iterable, Mapping

from synth.errors import KeyProblem
from synth.privacy.name_lists import fold
from synth.privacy.personal_data import PSEUDONYM

KEEP, REPLACE = "keep", "replace"
SMALL = "~"  # before a spelling in small letters

Step = dict[str, tuple[str | None, str | None]]  # what was decided before and after, by what it is about


def squash(quote: str) -> str:
    """Return a quote without case, accents and signs.

    >>> squash("Zoë  D'Hondt"), squash("0470/12.34.56")
    ('zoe d hondt', '0470 12 34 56')
    """
    return re.sub(r"[\W_]+", " ", fold(quote)).strip() or quote


def spell(quote: str) -> str:
    """Return how a decision names a quote: "Will" however it is accented and punctuated, and apart from it "will".

    >>> spell("Will"), spell("WILL"), spell("will")
    ('will', 'will', '~will')
    """
    has_form = any(sign.isupper() or sign.isdigit() for sign in quote)
    return squash(quote) if has_form else f"{SMALL}{squash(quote)}"


class Decisions:
    """Decisions, "keep" or the pseudonym to use, by spelling (see `spell`) and by the pseudonym that stood there."""

    def __init__(self) -> None:
        """Begin without any."""
        self.decisions: Mapping[str, str] = {}
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def save(self) -> None:
        """Write the decisions, if they have a file.

        Raises:
            KeyProblem: they cannot be written.
        """
        raise NotImplementedError

    def decision_on(self, quote: str, pseudonym: str = "") -> str:
        """Return what was decided about a quote, by what stands for it or by itself: "keep", a pseudonym, or ""."""
        decision = self.decisions.get(pseudonym) or self.decisions.get(spell(quote)) or ""
        return decision if decision == KEEP else self.follow(decision)

    def follow(self, pseudonym: str) -> str:
        """Return the pseudonym that one shares, after all decisions; itself if it shares none."""
        seen = {pseudonym}
        while (further := self.decisions.get(pseudonym, "")) not in seen and PSEUDONYM.fullmatch(further):
            seen.add(pseudonym := further)
        return pseudonym

    def refresh(self) -> None:
        """Nothing to take in: nobody else writes an open key."""

    def undo(self) -> str | None:
        """Take back the latest decision since the key was opened; return what it was, or None if there is none."""
        return self._revert(self._done, self._undone, 0)

    def redo(self) -> str | None:
        """Decide again what was undone last."""
        return self._revert(self._undone, self._done, 1)

    def _set(self, places: Iterable[str], decision: str | None) -> None:
        """Decide about spellings and pseudonyms, in one step that is undone as one."""
        step = {place: (self.decisions.get(place), decision) for place in places}
        step = {place: sides for place, sides in step.items() if sides[0] != sides[1]}
        if step:
            self._apply(step, 1)
            self._done.append(step)
            self._undone.clear()

    def _revert(self, source: list[Step], target: list[Step], side: int) -> str | None:
        if not source:
            return None
        self._apply(source[-1], side)
        target.append(source.pop())
        return "decision"

    def _apply(self, step: Step, side: int) -> None:
        """Take one side of a step; if it cannot be written, nothing is decided."""
        before = self.decisions
        changed = {**before, **{place: sides[side] for place, sides in step.items()}}
        self.decisions = {place: decision for place, decision in changed.items() if decision is not None}
        try:
            self.save()
        except KeyProblem:
            self.decisions = before
            raise
