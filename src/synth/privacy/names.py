"""Names of persons in running text: after a title or a family word, by a list of given names, or known to the study."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

HIDDEN = "\ufffc"
UPPER = "".join(chr(code) for code in range(0x250) if chr(code).isupper())
LISTS: Mapping[str, Any] = tomllib.loads((resources.files("synth.privacy") / "names.toml").read_text(encoding="utf-8"))


def choice(words: str | Iterable[str]) -> str:
    """Return an expression that matches any of the words, the longest first."""
    each = words.split() if isinstance(words, str) else words
    return "|".join(re.escape(word) for word in sorted(set(each), key=lambda word: (-len(word), word)))


@cache
def fold(word: str) -> str:
    """Return a word without case and accents, so that one name compares equal however it is typed.

    >>> fold("Zoë") == fold("ZOE")
    True
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark))
    return bare.casefold()


_ACCENT = "\u0300-\u036f"
WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_ACCENT}])*")
_WORDS = {key: frozenset(words.casefold().split()) for key, words in LISTS["words"].items()}
NOT_NAMES, PLACES, PARTICLES = _WORDS["not_names"], _WORDS["places"], _WORDS["particles"]
NOUN_ENDINGS = tuple(LISTS["words"]["noun_endings"].split())
GIVEN = frozenset(" ".join(LISTS["given"].values()).split())
ORDINARY = {language: frozenset(words.split()) for language, words in LISTS["ordinary"].items()}
ANY_ORDINARY = frozenset[str]().union(*ORDINARY.values())

_NAME = (
    rf"[{UPPER}](?:(?:\.-?[{UPPER}])*\.|(?:(?:[^\W\d_]|[{_ACCENT}]|['’](?=[{UPPER}h]))*"
    rf"(?:-[{UPPER}](?:[^\W\d_]|[{_ACCENT}])*)*))(?![\w@]|[.]\w)"
)
_NAME_WORD = re.compile(_NAME)
_LEAD = re.compile(rf"(?:(?i:{choice(PARTICLES)})(?:[ \u00a0]|(?<=['’]))){{0,3}}")
_GAP = re.compile("[ \u00a0]")
_TITLE = rf"(?:(?i:{choice(LISTS['titles'])})|{choice(LISTS['case_titles'])})[ \u00a0]"
_INTRO = choice(LISTS["cues"]["introductions"])
_VERB = choice(LISTS["cues"]["verbs"])
_CLOSING = re.compile(rf"(?<!\w)(?i:{choice(LISTS['cues']['closings'])})[ ,.!:\n]{{1,4}}")
_END = re.compile(r"[ .!]*(?:\n|$)")
_SAINT = re.compile(rf"(?<!\w)(?i:{choice(LISTS['words']['saints'])})\.?[ -]$")
_STREET = re.compile(r"(?:straat|laan|plein|school|college|straße|strasse|platz|park|kaai)$")
_BARE = re.compile(rf"(?<![\w-])(?<![OM]['’]){_NAME}")
CUE_WORDS = frozenset(WORD.findall(" ".join(_INTRO.replace("\\", "").split("|")).casefold())) | frozenset(
    WORD.findall(
        " ".join([LISTS["titles"], LISTS["case_titles"], *LISTS["kin"].values(), *LISTS["cues"]["closings"]]).casefold()
    )
)


def _compile_cues(languages: Iterable[str]) -> re.Pattern[str]:
    kin = choice(" ".join(LISTS["kin"][language] for language in languages))
    return re.compile(
        rf"(?<![\w'’-])(?:(?P<title>(?:{_TITLE}){{1,3}})|(?P<intro>(?i:{_INTRO})[ \u00a0])"
        rf"|(?P<kin>(?i:{kin})[ \u00a0](?:(?i:{_VERB})[ \u00a0])?))"
    )


_CUES = {language: _compile_cues([language]) for language in LISTS["kin"]}
_ANY_CUES = _compile_cues(LISTS["kin"])
_SURE = {"title": 0.9, "intro": 0.9, "kin": 0.8}


@dataclass(frozen=True)
class Hit:
    """A name at a place in a text, in code points, and how sure it is (0 to 1)."""

    start: int
    end: int
    score: float


def find_names(text: str, language: str = "") -> Iterator[Hit]:
    """Yield the names that their surroundings or the list of given names tell, which may overlap.

    >>> text = "Mijn dochter Lien sprak met mevrouw Van den Broeck."
    >>> [text[hit.start : hit.end] for hit in find_names(text, "nl")]
    ['Lien', 'Van den Broeck', 'Lien']
    """
    for cue in _CUES.get(language, _ANY_CUES).finditer(text):
        by = str(cue.lastgroup)
        is_kin = by == "kin" or text.endswith("eine ", 0, cue.start())  # "meine Frau"
        end = _read_name(text, cue.end(), language, strict=is_kin)
        if end:
            guess = is_kin and language == "de" and not is_given(text[cue.end() : end].split(maxsplit=1)[0])
            yield Hit(cue.end(), end, 0.5 if guess else _SURE[by])
    for cue in _CLOSING.finditer(text):
        end = _read_name(text, cue.end(), language, strict=False)
        if end and _END.match(text, end):
            yield Hit(cue.end(), end, 0.7)
    for match in _BARE.finditer(text):
        if is_given(match[0]) and not _SAINT.search(text[max(0, match.start() - 8) : match.start()]):
            yield from _read_given(text, match, language)


def _read_given(text: str, match: re.Match[str], language: str) -> Iterator[Hit]:
    end = _read_name(text, match.start(), language, strict=False)
    is_ordinary = match[0].casefold() in ORDINARY.get(language, ANY_ORDINARY)
    if end and not is_ordinary:
        yield Hit(match.start(), end, 0.7)
    elif end and language != "de" and not starts_sentence(text, match.start()):
        yield Hit(match.start(), end, 0.7 if end > match.end() else 0.5)


def starts_sentence(text: str, place: int) -> bool:
    """Say whether a capital letter at this place of a text may be due to its place alone."""
    before = text[max(0, place - 40) : place].rstrip(" \"“«'‘(–—-")
    return not before or before[-1] in ".!?…:;\n”»"


def _read_name(text: str, start: int, language: str, *, strict: bool) -> int:
    """Return where the name that begins at a place ends, or 0 if none begins there."""
    lead = _LEAD.match(text, start)
    place = lead.end() if lead else start
    word = _NAME_WORD.match(text, place)
    is_plain = place > start and text[start].islower()
    if not word or not _may_be_name(word[0], language, strict=strict or is_plain):
        return 0
    if is_plain and word[0].casefold() in PLACES:
        return 0
    end, is_known = word.end(), strict or _first(word[0]) in GIVEN or word[0].endswith(".")
    for _ in range(3 if is_known or not is_given(word[0]) else 0):
        longer = _read_more(text, end, language, is_known=is_known)
        if not longer:
            break
        end = longer
    return 0 if word[0].endswith(".") and end == word.end() else end


def _read_more(text: str, end: int, language: str, *, is_known: bool) -> int:
    gap = _GAP.match(text, end)
    if not gap:
        return 0
    lead = _LEAD.match(text, gap.end())
    place = lead.end() if lead else gap.end()
    word = _NAME_WORD.match(text, place)
    if not word or word[0].casefold() in PLACES or not _may_be_name(word[0], language, strict=True):
        return 0
    has_particle = place > gap.end()
    is_free = is_known if has_particle and text[gap.end()].islower() else is_known or language != "de"
    return word.end() if is_free else 0


def _may_be_name(word: str, language: str, *, strict: bool) -> bool:
    bare = word.casefold()
    is_name = is_given(word) and bare not in ORDINARY.get(language, ANY_ORDINARY)
    if len(word) < 2 or _STREET.search(bare) or (not is_name and not NOT_NAMES.isdisjoint((bare, bare.split("-")[0]))):
        return False
    if word.isupper() and len(word) <= 4 and not word.endswith("."):
        return False
    if language == "de" and not is_given(word):
        return (
            bare not in _WORDS["nouns"] and not (strict and bare.endswith(NOUN_ENDINGS)) and not bare.endswith("erin")
        )
    return True


def is_given(word: str) -> bool:
    """Say whether a word is a given name of the list, or its genitive."""
    first = _first(word)
    return first in GIVEN or (len(first) > 3 and first.endswith("s") and first[:-1] in GIVEN)


def _first(word: str) -> str:
    return unicodedata.normalize("NFC", word).split("-")[0]
