"""Pieces of a text that are personal data: their kinds, how to hide them, and how expressions find them."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from synth.privacy.name_lists import HIDDEN, LISTS, choice
from synth.privacy.signs import ODD, Shape

KINDS = (
    "person", "phone", "e-mail", "url", "iban", "national number", "vat", "plate", "address", "birth date", "age",
    "organisation",
)  # fmt: skip
PSEUDONYM = re.compile(
    rf"\[(?:interviewer|{'|'.join(kind.replace(' ', '-') for kind in KINDS)})(?:-\d+)?\]|(?<!\w)P\d{{2,}}(?!\w)"
)


class Span(NamedTuple):
    """One piece of a text, in code points, its kind, and how sure it is (0 to 1)."""

    start: int
    end: int
    kind: str
    score: float


Detector = Callable[[str, str], Iterable[Span]]


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span covered, character by character; no two spans overlap.

    >>> hide("Ann!", [(0, 3)]) == HIDDEN * 3 + "!"
    True
    """
    ordered = sorted(spans)
    if not ordered:
        return text
    pieces, place = [], 0
    for start, end in ordered:
        pieces += [text[place:start], HIDDEN * (end - start)]
        place = end
    return "".join([*pieces, text[place:]])


def hide_pseudonyms(text: str) -> str:
    """Return the text with the pseudonyms that already stand in it covered."""
    return PSEUDONYM.sub(lambda match: HIDDEN * len(match[0]), text)


def compile_shape(expression: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Compile an expression in which ~ is a space, also one that does not break; new lines count for nothing."""
    blank = " \u00a0\u202f"
    joined = re.sub(r"\n\s+", "", expression).replace("[~", f"[{blank}").replace("~", f"[{blank}]")
    return re.compile(joined, flags)


def make_shape(expression: str, flags: re.RegexFlag = re.NOFLAG, *, needs: tuple[int, ...]) -> Shape:
    """Compile an expression as `compile_shape` does, to be tried on a text that bears one sign of each group only."""
    return Shape(compile_shape(expression, flags), tuple(need | ODD for need in needs))


def words(key: str) -> str:
    """Return an expression for the words of a list under [shapes] in names.toml, in which ~ is a space."""
    return choice(LISTS["shapes"][key])


def make_detector(kind: str, shape: Shape, *, score: float = 0.9) -> Detector:
    """Return the detector of one shape; its named group, if one matches, is what counts."""

    def detect(text: str, _language: str) -> Iterator[Span]:
        return (Span(*match.span(match.lastgroup or 0), kind, score) for match in shape.finditer(text))

    return detect
