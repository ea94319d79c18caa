"""What a person should still look at: words with a capital, names in small letters, and numbers that no proposal covers."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from synth.privacy.name_lists import ANY_ORDINARY, GIVEN, HIDDEN, LAST, LISTS, NOT_NAMES, UPPER, choice
from synth.privacy.spans import hide, hide_pseudonyms
from synth.tables import UTTERANCES, check_quotes

COLUMNS = {"utterance_id": "str", "start": "int64", "end": "int64", "quote": "str", "before": "str", "after": "str"}
CONTEXT = 40
_CANDIDATE = re.compile(
    rf"(?<!\w)[{UPPER}][\w'’]*(?:[-.][\w]+)*(?:[ \u00a0](?:(?:de|den|der|des|du|van|von|la|le|of|op)[ \u00a0]){{0,2}}[{UPPER}][\w'’]*(?:-\w+)*)*"
    r"|(?<!\w)[A-Z]?\d+(?:[ ./:,-]{0,2}\w*\d\w*)*"
)
_NUMBER_WORDS = re.compile(
    rf"(?<!\w)(?:{choice(LISTS['numbers']['ones'])})?(?:en|ën|und)?-?(?:{choice(' '.join(LISTS['numbers'][key] for key in ('tens', 'teens', 'tens_fr', 'zero')))})(?:[\w-]*|[ -](?:et[ -])?\w+)(?!\w)",
    re.IGNORECASE,
)
_SMALL = frozenset(name.casefold() for name in GIVEN | LAST if len(name) > 2) - NOT_NAMES - ANY_ORDINARY
_WORD = re.compile(r"(?<![\w@.])[^\W\dA-Z_][^\W\d_]{2,}(?![\w@])")


def find_candidates(utterances: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    """Return what may still be personal data beside the proposals, for a person to look through.

    These are words with a capital (but for the usual ones that begin a sentence), names of the lists in small letters,
    and numbers.

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
    for row in check_quotes(proposals, utterances).itertuples():
        covered[row.utterance_id].append((row.start, row.end))
    rows = []
    for key, text in zip(utterances["utterance_id"], utterances["text"], strict=True):
        for start, end in _find_in(hide(hide_pseudonyms(text), covered[key])):
            rows.append(
                (key, start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
            )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _find_in(text: str) -> Iterator[tuple[int, int]]:
    found = [match.span() for match in _CANDIDATE.finditer(text) if not _is_usual(match[0])]
    found += [match.span() for match in _WORD.finditer(text) if match[0] in _SMALL and HIDDEN not in match[0]]
    found += [match.span() for match in _NUMBER_WORDS.finditer(text) if HIDDEN not in match[0]]
    return _part(sorted(found))


def _part(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that begin after the one before has ended."""
    place = 0
    for start, end in spans:
        if start >= place:
            yield start, end
            place = end


def _is_usual(words: str) -> bool:
    """Say whether these are words that begin a sentence or name a service, and no one."""
    return " " not in words and words.casefold() in NOT_NAMES
