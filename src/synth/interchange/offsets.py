"""Places in a text, as another tool counts them, told from what it says the words at its places are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Unit = Literal["code point", "utf-16", "utf-8"]
Newline = Literal["as it is", "one", "two"]
CR, LF = 13, 10
CUT = ("…", "...")
"""How a tool marks words that it cut short."""

UNITS: tuple[Unit, ...] = ("code point", "utf-16")
NEWLINES: tuple[Newline, ...] = ("as it is", "one", "two")


@dataclass(frozen=True)
class Counting:
    """How a tool counts: the unit, what a line break (CRLF or LF) counts, and whether an end is the last character.

    `newline` "as it is" counts each character, "one" counts CRLF once, "two" counts a lone LF twice, which is what a
    tool did that had CRLF before its file was written with LF.
    """

    unit: Unit = "code point"
    newline: Newline = "as it is"
    inclusive: bool = False

    def measure(self, text: str) -> NDArray[np.int64]:
        r"""Return where each character of a text begins, and where the text ends, as the tool counts.

        >>> Counting("utf-16").measure("a😀b").tolist(), Counting(newline="one").measure("a\r\nb").tolist()
        ([0, 1, 3, 4], [0, 1, 2, 2, 3])
        """
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        widths = np.ones(len(letters), dtype=np.int64)
        for beyond in {"code point": (), "utf-16": (0xFFFF,), "utf-8": (0x7F, 0x7FF, 0xFFFF)}[self.unit]:
            widths += letters > beyond
        feeds = letters == LF
        after_return = np.concatenate(([False], letters == CR))[:-1] if len(letters) else feeds
        if self.newline == "one":
            widths[feeds & after_return] = 0
        elif self.newline == "two":
            widths[feeds & ~after_return] = 2
        return np.concatenate(([0], np.cumsum(widths)))


@dataclass(frozen=True)
class Claim:
    """A place as a tool gives it, and the words that it says stand there ("" if it says none)."""

    start: int
    end: int
    words: str = ""


COUNTINGS = [Counting(unit, newline, inclusive) for inclusive, newline, unit in product((False, True), NEWLINES, UNITS)]
"""What is tried, the likeliest first: tools that say nothing mostly give the place after the last character."""


def infer_counting(texts: Iterable[tuple[str, Sequence[Claim]]]) -> tuple[Counting, int, int]:
    """Return how a tool counts, told from all of its claims, with how many of those with words agree, and their number.

    A counting that would put a place outside its text is out, as far as there is another. Of the rest, the one whose
    words agree most often is taken.

    Args:
        texts: each text with the claims about it.

    >>> infer_counting([("Yes 😀 no.", [Claim(0, 3, "Yes"), Claim(7, 9, "no")])])
    (Counting(unit='utf-16', newline='as it is', inclusive=False), 2, 2)
    """
    given = [(text, claims) for text, claims in texts if claims]
    scores = {}
    for counting in COUNTINGS:
        outside = whole = begun = 0
        for text, claims in given:
            places = counting.measure(text)
            for claim in claims:
                span = _find(claim, places, counting)
                outside += span is None
                if span and claim.words:
                    agreement = _agree(text[slice(*span)], claim.words)
                    whole += agreement == "whole"
                    begun += agreement != ""
        scores[counting] = (-outside, whole, begun)
    best = max(COUNTINGS, key=lambda counting: scores[counting])
    told = sum(bool(claim.words) for _, claims in given for claim in claims)
    return best, scores[best][2], told


def locate(text: str, claims: Iterable[Claim], counting: Counting) -> list[tuple[int, int] | None]:
    """Return each claim's place in code points, end exclusive; None where it is outside the text or empty.

    >>> locate("a😀b", [Claim(1, 3), Claim(9, 10)], Counting("utf-16"))
    [(1, 2), None]
    """
    places = counting.measure(text)
    return [_find(claim, places, counting) for claim in claims]


def _find(claim: Claim, places: NDArray[np.int64], counting: Counting) -> tuple[int, int] | None:
    start, end = claim.start, claim.end + counting.inclusive
    if not 0 <= start < end <= places[-1]:
        return None
    after = np.searchsorted(places, (start, end), side="right")  # past what counts nothing, such as LF after CR
    first, last = int(after[0]) - 1, int(after[1]) - int(places[after[1] - 1] == end)
    return (first, last) if first < last else None


def _agree(found: str, words: str) -> str:
    """Return "whole" if the words are those found, "begun" if the words were cut short and begin them, else ""."""
    seen, said = re.sub(r"\s+", "", found), re.sub(r"\s+", "", words)
    if seen == said:
        return "whole"
    cut = next((said.removesuffix(mark) for mark in CUT if said.endswith(mark)), "")
    return "begun" if cut and seen.startswith(cut) else ""
