"""What the rules passed over and a person should look at: the remaining words with a capital."""

import re
from collections import defaultdict
from collections.abc import Container
from functools import cache

import pandas as pd
import spacy

from synth.privacy.names import ANY_ORDINARY, CUE_WORDS, NOT_NAMES, ORDINARY, WORD, starts_sentence
from synth.privacy.personal_data import hide, hide_pseudonyms

COLUMNS = {"utterance_id": "str", "start": "int64", "end": "int64", "quote": "str"}
_RUN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


def find_candidates(utterances: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    """Return each word with a capital that no proposal covers, neighbours as one.

    Left out are words that the study writes without a capital too, and ordinary words where a sentence begins.

    Args:
        utterances: the utterances table.
        proposals: what `find_personal_data` returned for it.

    Returns:
        One row a place: utterance_id, start and end (code points), quote.

    >>> turn = {"utterance_id": "u1", "language": "nl", "text": "Ik woon in Zottegem."}
    >>> find_candidates(pd.DataFrame([turn]), pd.DataFrame(columns=list(COLUMNS)))["quote"].tolist()
    ['Zottegem']
    """
    covered = defaultdict(list)
    for utterance_id, start, end in proposals[["utterance_id", "start", "end"]].itertuples(index=False):
        covered[utterance_id].append((start, end))
    lower: dict[str, set[str]] = defaultdict(set)
    for language, text in zip(utterances["language"], utterances["text"], strict=True):
        lower[language].update(re.findall(r"\b[^\W\d_A-Z][^\W\d_]*", text))
    rows = []
    columns = utterances[["utterance_id", "language", "text"]].itertuples(index=False)
    for utterance_id, language, text in columns:
        shown = hide_pseudonyms(hide(text, covered[utterance_id]))
        ordinary = (
            lower[language] | ORDINARY.get(language, ANY_ORDINARY) | NOT_NAMES | CUE_WORDS | _stop_words(language)
        )
        for start, end in _find_runs(shown, ordinary):
            rows.append((utterance_id, start, end, text[start:end]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


@cache
def _stop_words(language: str) -> set[str]:
    return set(spacy.blank(language).Defaults.stop_words) if language else set()


def _find_runs(text: str, ordinary: Container[str]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for word in WORD.finditer(text):
        bare = word[0].casefold()
        is_name = word[0][0].isupper() and len(bare) > 1
        if is_name and not (bare in ordinary and starts_sentence(text, word.start())):
            if runs and re.fullmatch(r"[ '’-]", text[runs[-1][1] : word.start()]):
                runs[-1] = (runs[-1][0], word.end())
            else:
                runs.append(word.span())
    return runs
