"""Where a name ends, and which words can be none."""

import re
from functools import lru_cache

from synth.privacy.name_lists import (
    ACCENT,
    GIVEN,
    NOT_NAMES,
    NOUN_ENDINGS,
    PARTICLES,
    PLACES,
    UPPER,
    WORDS,
    choice,
    is_given,
    is_last,
    is_ordinary,
)

_MORE = rf"(?:[^\W\d_]|[{ACCENT}])"
NAME_REST = (
    rf"(?:(?:\.-?[{UPPER}])*\.|(?:(?:[^\W\d_]|[{ACCENT}]|['’](?=[{UPPER}h]))*"
    rf"(?:-[{UPPER}]{_MORE}*)*))(?![\w@]|[.]\w)"
)
NAME = rf"[{UPPER}]{NAME_REST}"
_NAME_WORD = re.compile(NAME)
_LEAD = re.compile(rf"(?:(?i:{choice(PARTICLES)})(?:[ \u00a0]|(?<=['’]))){{0,3}}")
_GAP = re.compile("[ \u00a0]")
_STREET = re.compile(r"(?:straat|laan|plein|school|college|straße|strasse|platz|park|kaai)$")


def starts_sentence(text: str, place: int) -> bool:
    """Say whether a capital letter at this place of a text may be due to its place alone."""
    before = text[max(0, place - 40) : place].rstrip(" \"“«'‘(–—-")
    return not before or before[-1] in ".!?…:;\n”»"


def read_name(text: str, start: int, language: str, *, strict: bool) -> int:
    """Return where the name that begins at a place ends, or 0 if none begins there."""
    lead = _LEAD.match(text, start)
    place = lead.end() if lead else start
    word = _NAME_WORD.match(text, place)
    is_plain = place > start and text[start].islower()
    if not word or not may_be_name(word[0], language, strict=strict or is_plain):
        return 0
    if is_plain and word[0].casefold() in PLACES:
        return 0
    end, is_known = word.end(), strict or _is_plainly_given(word[0]) or word[0].endswith(".")
    for _ in range(3 if is_known or not is_given(word[0]) else 0):
        longer = _read_more(text, end, language, is_known=is_known)
        if not longer:
            break
        end = longer
    return 0 if word[0].endswith(".") and end == word.end() else end


def _is_plainly_given(word: str) -> bool:
    return is_given(word) and (word.split("-", maxsplit=1)[0] in GIVEN or not word.endswith("s"))


def _read_more(text: str, end: int, language: str, *, is_known: bool) -> int:
    gap = _GAP.match(text, end)
    if not gap:
        return 0
    lead = _LEAD.match(text, gap.end())
    place = lead.end() if lead else gap.end()
    word = _NAME_WORD.match(text, place)
    if word and len(word[0]) == 1 and not word[0].endswith(".") and (next_gap := _GAP.match(text, word.end())):
        word = _NAME_WORD.match(text, next_gap.end())  # "Kate M Begum"
    if not word or word[0].casefold() in PLACES or not may_be_name(word[0], language, strict=True):
        return 0
    has_particle = place > gap.end()
    if (
        has_particle
        and language == "de"
        and text[gap.end() : place].endswith(("der ", "dem ", "den "))
        and not (is_last(word[0]) or is_given(word[0]))
    ):
        return 0  # "Karin von der Ausleihe"
    is_free = is_known if has_particle and text[gap.end()].islower() else is_known or language != "de"
    return word.end() if is_free else 0


@lru_cache(maxsize=100_000)
def may_be_name(word: str, language: str, *, strict: bool) -> bool:
    """Say whether nothing speaks against a word being a name: no service, street, abbreviation or German noun."""
    bare = word.casefold()
    is_name = is_given(word) and not is_ordinary(word, language)
    if len(word) < 2 or _STREET.search(bare) or (not is_name and not NOT_NAMES.isdisjoint((bare, bare.split("-")[0]))):
        return False
    if word.isupper() and len(word) <= 4 and not word.endswith("."):
        return False
    if language == "de" and not is_given(word):
        return bare not in WORDS["nouns"] and not (strict and bare.endswith(NOUN_ENDINGS)) and not bare.endswith("erin")
    return True
