"""What the findings cover and what they leave out: who says what or nothing, how strongly, what goes together."""

import re
from functools import cache

import pandas as pd

from synth.finder import Finder
from synth.lexicon import Cue, Lexicon, load_lexicon
from synth.tables import FINDINGS, KINDS, LANGUAGES, UTTERANCES

_WORD = re.compile(r"[^\W\d_]{4,}")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}|!{2,}|\?!|!\?|\?{2,}")


def measure_coverage(utterances: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return how much of what each participant said is in a finding, those of whom little is used first.

    Args:
        utterances: the utterances table.
        findings: the findings table of these utterances.

    Returns:
        One row a participant and kind of source: participant_id, source_kind, utterances, characters, covered (share of
        the characters, 0 to 1), findings, and one column a kind. A participant with 0 findings is silent in all that is
        built on them.
    """
    UTTERANCES.check(utterances)
    FINDINGS.check(findings)
    said = utterances[(utterances["role"] != "interviewer") & (utterances["participant_id"] != "")]
    said = said.assign(characters=said["text"].str.len(), used=said["utterance_id"].map(_covered(findings)).fillna(0))
    counts = pd.crosstab(findings["utterance_id"], findings["kind"]).reindex(columns=KINDS, fill_value=0)
    said = said.join(counts, on="utterance_id").fillna(dict.fromkeys(KINDS, 0))
    sums = said.groupby(["participant_id", "source_kind"]).agg(
        utterances=("utterance_id", "size"),
        characters=("characters", "sum"),
        used=("used", "sum"),
        **{kind: (kind, "sum") for kind in KINDS},
    )
    kinds = sums[[*KINDS]].astype(int)
    rows = sums[["utterances", "characters"]].assign(
        covered=(sums["used"] / sums["characters"].clip(lower=1)).round(3), findings=kinds.sum(axis=1), **kinds
    )
    return rows.reset_index().sort_values(["covered", "participant_id"], kind="stable").reset_index(drop=True)


def count_together(findings: pd.DataFrame) -> pd.DataFrame:
    """Return how many utterances hold both of two kinds; on the diagonal, how many hold the kind at all.

    Args:
        findings: the findings table.

    Returns:
        A symmetric table with the six kinds as index and columns.
    """
    FINDINGS.check(findings)
    there = pd.crosstab(findings["utterance_id"], findings["kind"]).reindex(columns=KINDS, fill_value=0).gt(0)
    together: pd.DataFrame = there.astype(int).T @ there.astype(int)
    return together.rename_axis(index="kind", columns=None)


def measure_intensity(findings: pd.DataFrame, utterances: pd.DataFrame) -> pd.Series:
    """Return how strongly each finding is put: how many signs of emphasis its quote holds.

    Counted are words that strengthen (the lexicons' class `intensifier`: "so", "veel te", "vraiment", "total"), words
    in capitals of four letters or more, and stretched letters or marks ("sooo", "!!", "?!").

    Args:
        findings: the findings table.
        utterances: the utterances table, for the language.

    Returns:
        Whole numbers from 0 on, with the index of the findings.
    """
    languages = findings["utterance_id"].map(utterances.set_index("utterance_id")["language"])
    signs = [_count_signs(quote, language) for quote, language in zip(findings["quote"], languages, strict=True)]
    return pd.Series(signs, index=findings.index, dtype="int64", name="intensity")


def _covered(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many characters of each utterance lie in a finding."""
    covered: dict[str, set[int]] = {}
    for utterance_id, start, end in findings[["utterance_id", "start", "end"]].itertuples(index=False, name=None):
        covered.setdefault(utterance_id, set()).update(range(start, end))
    return {utterance_id: len(places) for utterance_id, places in covered.items()}


def _count_signs(quote: str, language: str) -> int:
    finder = _load_intensifiers(language) if language in LANGUAGES else None
    strengthened = len(finder.match(finder.reader.read(quote))) if finder else 0
    shouted = sum(map(str.isupper, _WORD.findall(quote)))
    return strengthened + shouted + len(_STRETCHED.findall(quote))


@cache
def _load_intensifiers(language: str) -> Finder:
    classes = load_lexicon(language).classes
    return Finder(Lexicon(language, classes, (Cue("intensifier", "pain", ("{intensifier}",), negated="same"),)))
