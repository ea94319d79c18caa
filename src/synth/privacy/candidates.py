"""What a person should still look at: capitals, names in small letters, strange words and numbers not proposed."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pandas as pd

from synth.languages import load_stop_words
from synth.privacy.name_lists import ANY_SMALL_NAMES, GIVEN, HIDDEN, LISTS, NOT_NAMES, SMALL_NAMES, UPPER, choice
from synth.privacy.name_reading import starts_sentence
from synth.privacy.spans import hide, hide_pseudonyms
from synth.privacy.strange_words import find_strange_words
from synth.tables import LANGUAGES, UTTERANCES, check_quotes

COLUMNS = {"utterance_id": "str", "start": "int64", "end": "int64", "quote": "str", "before": "str", "after": "str"}
CONTEXT = 40
_LINK = r"(?:(?:de|den|der|des|du|van|von|la|le|of|op)[ \u00a0]){0,2}"
_CANDIDATE = re.compile(
    rf"(?<!\w)[{UPPER}][\w'’]*(?:[-.][\w]+)*(?:[ \u00a0]{_LINK}[{UPPER}][\w'’]*(?:-\w+)*)*"
    r"|(?<!\w)(?:[A-Z]?\d+|[^\W\d_]+\d\w*)(?:[ ./:,-]{0,2}\w*\d\w*)*"
)
_NUMBERS = LISTS["numbers"]
_ROUND = choice(" ".join(_NUMBERS[key] for key in ("tens", "teens", "tens_fr", "zero")))
_NUMBER_WORDS = re.compile(
    rf"(?<!\w)(?:(?:{choice(_NUMBERS['ones'])})?(?:en|ën|und)?-?(?:{_ROUND})(?:[\w-]*|[ -](?:et[ -])?\w+)"
    rf"|(?:{choice(_NUMBERS['ones'])})[ -](?:jaar|jarige?|ans?|jahre?|jährige?|years?)|[a-z]+t(?:ies|igers?))(?!\w)",
    re.IGNORECASE,
)
_ONE_NUMBER = choice(" ".join(_NUMBERS[key] for key in ("ones", "tens", "teens", "tens_fr", "zero")))
_SAID_NUMBERS = re.compile(rf"(?<!\w)(?:{_ONE_NUMBER})(?:[ ,-]+(?:{_ONE_NUMBER})){{2,}}(?!\w)", re.IGNORECASE)
_TITLES = frozenset(f"{LISTS['titles']} {LISTS['case_titles']}".casefold().split())
_TITLED = re.compile(  # a name in small letters behind a title
    rf"(?<![\w-])(?i:{choice(LISTS['titles'])})[ \u00a0](?P<it>[^\W\d_]{{2,}})(?!\w)"
)
_WORD = re.compile(r"(?<![\w@.])[^\W\dA-Z_][^\W\d_]{2,}(?![\w@])")


def find_candidates(utterances: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    """Return what may still be personal data beside the proposals, for a person to look through.

    These are words with a capital (but for the usual ones that begin a sentence), names of the lists in small letters,
    words that no dictionary has, and numbers.

    Args:
        utterances: the utterances table.
        proposals: the spans that are proposed already, as `find_personal_data` returns them.

    Returns:
        One row a candidate: utterance_id, start and end (code points), quote, before and after (up to 40 characters).

    Raises:
        TableProblem: a table lacks a column, or a proposal does not stand in the text.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"language": "en", "text": "Then I rang Wozniak in room 12."}])
    >>> find_candidates(table, pd.DataFrame(columns=["utterance_id", "start", "end", "quote"]))["quote"].tolist()
    ['Wozniak', '12']
    """
    UTTERANCES.check(utterances)
    covered: dict[str, list[tuple[int, int]]] = defaultdict(list)
    spans = check_quotes(proposals, utterances)
    for key, start, end in zip(spans["utterance_id"], spans["start"], spans["end"], strict=True):
        covered[key].append((start, end))
    rows = []
    for key, text, language in utterances[["utterance_id", "text", "language"]].itertuples(index=False):
        for start, end in _find_in(hide(hide_pseudonyms(text), covered[key]), language):
            rows.append(
                (key, start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
            )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _find_in(text: str, language: str) -> Iterator[tuple[int, int]]:
    small = SMALL_NAMES.get(language, ANY_SMALL_NAMES)
    little = _little_words(language)
    capitals = (_skip(match, little | _TITLES) for match in _CANDIDATE.finditer(text))
    found = [(start, end) for start, end in capitals if not _is_usual(text, start, end, little)]
    found += [match.span() for match in _WORD.finditer(text) if match[0] in small and HIDDEN not in match[0]]
    titled = (match for match in _TITLED.finditer(text) if match["it"] not in little)
    found += [match.span("it") for match in titled if HIDDEN not in match["it"]]
    numbers = (*_SAID_NUMBERS.finditer(text), *_NUMBER_WORDS.finditer(text))
    found += [match.span() for match in numbers if HIDDEN not in match[0]]
    found += find_strange_words(text)
    return _part(sorted(found, key=lambda span: (span[0], -span[1])))


def _part(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that begin after the one before has ended."""
    place = 0
    for start, end in spans:
        if start >= place:
            yield start, end
            place = end


def _skip(match: re.Match[str], usual: frozenset[str]) -> tuple[int, int]:
    """Return where a candidate stands, without the usual words that it begins with ("In Zottegem", "Dokter Claes")."""
    words = list(re.finditer(r"\S+", match[0]))
    first = next((word for word in words[:-1] if word[0].casefold() not in usual), words[-1])
    return match.start() + first.start(), match.end()


def _is_usual(text: str, start: int, end: int, little: frozenset[str]) -> bool:
    """Say whether these are words that begin a sentence, name a service or are a title, and no one."""
    words = text[start:end].casefold().split()
    return _TITLES.union(NOT_NAMES).issuperset(words) or (little.issuperset(words) and starts_sentence(text, start))


@cache
def _little_words(language: str) -> frozenset[str]:
    """Return the little words of a language that are no given names."""
    words = load_stop_words(language) if language in LANGUAGES else frozenset[str]()
    return frozenset(words - {name.casefold() for name in GIVEN})
