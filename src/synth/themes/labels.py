"""What a theme is called: a concept that its findings share, or the phrases that are typical of it."""

from collections import Counter
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd

from synth.concepts import Concept, count_concepts, load_concepts
from synth.phrases import find_key_phrases, rank_phrases
from synth.tables import KINDS, make_id

SHARED, SHARED_AROUND = 0.5, 0.8  # of the quotes; of the quotes with the words around them
TYPICAL_SHARE, TYPICAL_LIFT = 0.1, 2.0
LONGEST, QUOTED = 60, "“"
KEYWORDS = 6
COLUMNS = [
    "theme", "theme_id", "label", "keywords", "size", "participants", "area", "concept", "because", "languages",
    "quote", *KINDS,
]  # fmt: skip


def name_themes(about: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return one row a theme, largest first, with its label and what it holds.

    A label given by hand stays. Otherwise it is the concept that most findings of the theme speak of, or one or two
    phrases that are typical of it, or else its most typical quote.

    Args:
        about: the grouped findings: theme (a number), area, finding_id, utterance_id, quote, words (the quote in its
            context), kind, participant_id, language, similarity, and hand_label, a label given by hand or "".
        language: the language of the labels.
    """
    if about.empty:
        return pd.DataFrame(columns=COLUMNS)
    ranked = rank_phrases(about["words"], about["theme"], about["language"], sources=about["utterance_id"])
    phrases = dict(iter(ranked.groupby("group")))
    concepts = _find_concepts(about)
    rows = [
        _describe(members, phrases.get(theme, ranked[:0]), language, concepts.get(int(members["theme"].iloc[0])))
        for theme, members in about.groupby("theme", sort=True)
    ]
    rows = sorted(_tell_apart(rows), key=lambda row: (-row["size"], row["theme_id"]))
    areas = about.groupby("theme")["area"].first()
    for row in rows:
        near = [other for other in rows if areas[other["theme"]] == areas[row["theme"]]]
        named = sorted(near, key=lambda other: other["label"].startswith(QUOTED))
        row["area"] = " + ".join(other["label"] for other in named[:2])
    return pd.DataFrame(rows, columns=COLUMNS)


def name_parts(about: pd.DataFrame) -> "pd.Series[str]":
    """Return the key phrases of each finding's sub-theme; "" where its theme has no parts."""
    numbers = about["theme"] * 100 + about["part"]
    split = about.groupby("theme")["part"].transform("max") > 0
    phrases = find_key_phrases(
        about["words"][split],
        numbers[split],
        about["language"][split],
        count=2,
        sources=about["utterance_id"][split],
    )
    return pd.Series([" / ".join(phrases.get(int(number), [])) for number in numbers], numbers.index, dtype=object)


def _describe(members: pd.DataFrame, ranked: pd.DataFrame, language: str, concept: Concept | None) -> dict[str, Any]:
    typical = members.sort_values(["similarity", "finding_id"], ascending=[False, True])
    by_hand = sorted(set(members["hand_label"]) - {""})
    languages = members["language"].value_counts()
    phrases = _choose_phrases(ranked, members, language, concept)
    quote = str(typical["quote"].iloc[0])
    label = concept.label[language] if concept else ", ".join(phrases) or _shorten(quote)
    return {
        "theme": int(members["theme"].iloc[0]),
        "theme_id": make_id("theme", *sorted(members["finding_id"])),
        "label": by_hand[0] if by_hand else label,
        "by_hand": bool(by_hand),
        "apart": [*phrases[:1], _shorten(quote)] if concept else [_shorten(quote)],
        "keywords": ", ".join(_choose_keywords(ranked)),
        "size": len(members),
        "participants": members["participant_id"].nunique(),
        "area": "",
        "concept": concept.name if concept else "",
        "because": _give_words(members, concept) if concept else "",
        "languages": ", ".join(f"{name or '?'} {count}" for name, count in sorted(languages.items())),
        "quote": quote,
        **{kind: int((members["kind"] == kind).sum()) for kind in KINDS},
    }


def _find_concepts(about: pd.DataFrame) -> dict[int, Concept]:
    """Return the concept of each theme that has one.

    Most of the theme's quotes speak of it, or nearly all with the words around them, and twice as often as elsewhere.
    """
    alone = count_concepts(about["quote"].tolist()) > 0
    around = count_concepts(about["words"].tolist()) > 0
    found = {}
    for theme in sorted(about["theme"].unique()):
        inside = (about["theme"] == theme).to_numpy()
        own, context = alone[inside].mean(axis=0), around[inside].mean(axis=0)
        elsewhere = around[~inside].mean(axis=0) if not inside.all() else np.zeros(len(own))
        holds = ((own >= SHARED) | (context >= SHARED_AROUND)) & (context >= TYPICAL_LIFT * elsewhere)
        if holds.any():
            found[int(theme)] = load_concepts()[int(np.where(holds, own + context, -1).argmax())]
    return found


def _choose_phrases(ranked: pd.DataFrame, members: pd.DataFrame, language: str, concept: Concept | None) -> list[str]:
    """Return one or two typical phrases of the labels' language, or else of the language most of the theme is in.

    The second has to be said with the first somewhere: two words that never meet are no name.
    """
    good = ranked[_is_typical(ranked)]
    if concept:
        good = good[~good["phrase"].str.lower().str.contains(concept.expression)]
    for wanted in [language, *ranked["language"].drop_duplicates()]:
        rows = good[good["language"] == wanted]
        if len(rows):
            first, *others = rows["phrase"]
            texts = [text.lower() for text in members["words"] if first.lower() in text.lower()]
            return [first, *[other for other in others if any(other.lower() in text for text in texts)][:1]]
    return []


def _is_typical(ranked: pd.DataFrame) -> "pd.Series[bool]":
    """Return which phrases name something, are in two texts and a tenth of them, and twice as often as elsewhere."""
    often = (ranked["texts"] > 1) & (ranked["share"] >= TYPICAL_SHARE)
    return ranked["noun"].astype(bool) & often & (ranked["lift"] >= TYPICAL_LIFT)


def _choose_keywords(ranked: pd.DataFrame) -> list[str]:
    """Return the best phrases in the order of the languages' sizes; those of one text alone only for want of others."""
    good = ranked[ranked["noun"].astype(bool) & (ranked["texts"] > 1) & (ranked["lift"] >= TYPICAL_LIFT)]
    rows = good if len(good) else ranked[ranked["noun"].astype(bool)]
    best = rows.groupby("language", sort=False).head(KEYWORDS // 2)
    return list(dict.fromkeys(best["phrase"]))[:KEYWORDS]


def _shorten(quote: str) -> str:
    return f"{QUOTED}{shorten(quote, LONGEST, placeholder=' …')}”"


def _give_words(members: pd.DataFrame, concept: Concept) -> str:
    """Return the words that tell of the concept, the most frequent one or two of each language."""
    told = []
    for language in sorted(members["language"].unique()):
        quotes = members.loc[members["language"] == language, "words"]
        words = Counter(word for quote in quotes for word in set(concept.expression.findall(quote.lower())))
        best = sorted(words, key=lambda word: (-words[word], word))[:2]
        told += [f"{language or '?'}: {', '.join(best)}"] if best else []
    return "; ".join(told)


def _tell_apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add a phrase, and then the quote, to a label that more than one theme has; what a person wrote stays."""
    for _ in range(2):
        labels = Counter(row["label"] for row in rows)
        rows = [
            row | {"label": f"{row['label']} – {row['apart'][0]}", "apart": row["apart"][1:]}
            if labels[row["label"]] > 1 and row["apart"] and not row["by_hand"]
            else row
            for row in rows
        ]
    return rows
