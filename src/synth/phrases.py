"""Key phrases: what is typical of a group of texts, named as people name things, in the words they used."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from synth.phrase_words import Grammar, Word, cut_words, find_nouns, load_grammar

LONGER = 1.3  # words that go together tell more than one
COLUMNS = ["group", "language", "phrase", "texts", "share", "lift", "noun", "score"]


def find_key_phrases(
    texts: "pd.Series[str]",
    groups: "pd.Series[int]",
    languages: "pd.Series[str]",
    *,
    count: int = 6,
    sources: "pd.Series[str] | None" = None,
) -> dict[int, list[str]]:
    """Return the most typical phrases of each group, those of one text alone only for want of others.

    They are in the group's main language first; see `rank_phrases`.

    >>> texts = pd.Series(["no reply", "still no reply", "card reader broken", "the card reader"])
    >>> find_key_phrases(texts, pd.Series([0, 0, 1, 1]), pd.Series(["en"] * 4), count=1)
    {0: ['reply'], 1: ['card reader']}
    """
    ranked = rank_phrases(texts, groups, languages, sources=sources)
    best = ranked.groupby("group").head(count)
    return {int(group): best.loc[best["group"] == group, "phrase"].tolist() for group in sorted(groups.unique())}


def rank_phrases(
    texts: "pd.Series[str]",
    groups: "pd.Series[int]",
    languages: "pd.Series[str]",
    *,
    sources: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """Return the phrases of each group, the most typical first, none sharing a word with a better one of its language.

    A phrase is a noun, or a noun with another word that goes with it, and counts among the texts of its own language
    alone: the number of the group's texts it is in, times log(1 + how many times more often it is in the group's texts
    than in the others), after the class-based TF-IDF of Grootendorst 2022 (arXiv:2203.05794, section 3.3).

    Args:
        texts: the texts.
        groups: the group of each text.
        languages: the language of each text.
        sources: where each text is from: texts of one source count once. None: each different text counts once.

    Returns:
        group, language, phrase (as most texts write it), how many `texts` of the group it is in, their `share` among
        the group's texts of that language, the `lift` over the other groups, `noun` (whether it names something), and
        the score. The language with most texts in the group comes first.
    """
    table = pd.DataFrame({"text": texts.to_numpy(), "group": groups.to_numpy(), "language": languages.to_numpy()})
    table["source"] = table["text"] if sources is None else sources.to_numpy()
    found = [_rank(part, str(language)) for language, part in table.groupby("language", sort=True)]
    ranked = pd.concat([pd.DataFrame(columns=COLUMNS), *found]) if found else pd.DataFrame(columns=COLUMNS)
    sizes = table.groupby(["group", "language"]).size().to_dict()
    size = [-sizes[key] for key in zip(ranked["group"], ranked["language"], strict=True)]
    ranked = ranked.assign(size=size).sort_values(["group", "size", "language"], kind="stable")
    return ranked[COLUMNS].reset_index(drop=True)


def _rank(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the phrases of the groups' texts in one language."""
    grammar = load_grammar(language)
    cut = [cut_words(text, grammar) for text in table["text"]]
    nouns = find_nouns(cut, grammar)
    said = pd.DataFrame(
        [
            (int(group), source, _key(span), _write(text, span, grammar), len(span) > 1 or span[0].key in nouns)
            for text, group, source, words in zip(table["text"], table["group"], table["source"], cut, strict=True)
            for span in _find_spans(words, nouns, grammar)
        ],
        columns=["group", "source", "key", "phrase", "noun"],
    )
    forms = said.groupby(["key", "phrase"]).size().reset_index(name="count")
    forms["shouted"] = forms["phrase"].str.isupper()
    forms = forms.sort_values(["key", "count", "shouted", "phrase"], ascending=[True, False, True, True])
    once = said.drop_duplicates(["group", "source", "key"])
    counted = once.groupby(["group", "key"]).agg(texts=("source", "size"), noun=("noun", "max")).reset_index()
    size = counted["group"].map(table.groupby("group")["source"].nunique())
    others = counted["key"].map(once.groupby("key").size()) - counted["texts"]
    total = table.groupby("group")["source"].nunique().sum()
    lift = (counted["texts"] / size) / ((others + 1) / (total - size + 1))
    longer = np.where(counted["key"].str.contains(" "), LONGER, 1)
    counted = counted.assign(
        language=language,
        phrase=counted["key"].map(forms.drop_duplicates("key").set_index("key")["phrase"]),
        share=counted["texts"] / size,
        lift=lift,
        score=(longer * counted["texts"] * np.log1p(lift)).round(6),
        alone=counted["texts"] == 1,
    ).sort_values(["group", "noun", "alone", "score", "key"], ascending=[True, False, True, False, True])
    return counted[_is_new(counted["group"], counted["key"])]


def _is_new(groups: "pd.Series[int]", keys: "pd.Series[str]") -> list[bool]:
    """Return whether each phrase shares no word with a better one of its group, which stands above it."""
    said: dict[int, set[str]] = {}
    new = []
    for group, key in zip(groups, keys, strict=True):
        words = said.setdefault(group, set())
        new.append(words.isdisjoint(key.split()))
        words.update(key.split() if new[-1] else ())
    return new


def _find_spans(words: Sequence[Word], nouns: frozenset[str], grammar: Grammar) -> Iterator[Sequence[Word]]:
    """Yield the words that tell something, and those that go together around a noun."""
    for place, word in enumerate(words):
        if not word.tells:
            continue
        yield words[place : place + 1]
        rest = words[place + 1 : place + 4]
        if rest and rest[0].tells:
            head = word if grammar.noun_first else rest[0]
            if head.key in nouns:
                yield words[place : place + 2]
        elif word.key in nouns and rest and rest[0].plain in grammar.links:
            far = 2 if len(rest) > 2 and rest[1].plain in grammar.determiners else 1
            if len(rest) > far and rest[far].key in nouns:
                yield words[place : place + far + 2]


def _key(span: Sequence[Word]) -> str:
    return " ".join(word.key for word in span if word.tells)


def _write(text: str, span: Sequence[Word], grammar: Grammar) -> str:
    """Return the words as they stand, but for the capital of a sentence's first."""
    written = " ".join(text[span[0].start : span[-1].end].split()).replace("’", "'")
    small = span[0].begins and grammar.language != "de"
    return written[0].lower() + written[1:] if small and not written[:2].isupper() else written
