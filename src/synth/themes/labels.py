"""What a theme is called: a concept that its findings share, or the phrases that are typical of it."""

from collections import Counter
from typing import Any

import pandas as pd

from synth.concepts import Concept, count_concepts, load_concepts
from synth.phrases import find_key_phrases
from synth.tables import KINDS, make_id

SHARED = 0.5
COLUMNS = [
    "theme", "theme_id", "label", "keywords", "size", "participants", "area", "concept", "because", "languages",
    "quote", *KINDS,
]  # fmt: skip


def name_themes(about: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return one row a theme, largest first, with its label and what it holds.

    Args:
        about: the grouped findings: theme (a number), finding_id, quote, kind, participant_id, language, similarity,
            and hand_label, a label given by hand or "".
        language: the language of the labels.
    """
    if about.empty:
        return pd.DataFrame(columns=COLUMNS)
    phrases = find_key_phrases(about["quote"], about["theme"], about["language"])
    rows = [_describe(members, phrases[int(theme)], language) for theme, members in about.groupby("theme")]
    rows = sorted(_tell_apart(rows), key=lambda row: (-row["size"], row["theme_id"]))
    areas = about.groupby("theme")["area"].first()
    for row in rows:
        labels = [other["label"] for other in rows if areas[other["theme"]] == areas[row["theme"]]]
        row["area"] = " + ".join(labels[:2])
    return pd.DataFrame(rows, columns=COLUMNS)


def name_parts(about: pd.DataFrame) -> "pd.Series[str]":
    """Return the key phrases of each finding's sub-theme; "" where its theme has no parts."""
    numbers = about["theme"] * 100 + about["part"]
    split = about.groupby("theme")["part"].transform("max") > 0
    phrases = find_key_phrases(about["quote"][split], numbers[split], about["language"][split], count=2)
    return pd.Series([" / ".join(phrases.get(int(number), [])) for number in numbers], numbers.index, dtype=object)


def _describe(members: pd.DataFrame, phrases: list[str], language: str) -> dict[str, Any]:
    typical = members.sort_values(["similarity", "finding_id"], ascending=[False, True])
    concept = _shared_concept(members["quote"].tolist())
    by_hand = sorted(set(members["hand_label"]) - {""})
    languages = members["language"].value_counts()
    return {
        "theme": int(members["theme"].iloc[0]),
        "theme_id": make_id("theme", *sorted(members["finding_id"])),
        "label": by_hand[0]
        if by_hand
        else (concept.label[language] if concept else " / ".join(phrases[:2])) or str(typical["quote"].iloc[0]),
        "by_hand": bool(by_hand),
        "keywords": ", ".join(phrases),
        "size": len(members),
        "participants": members["participant_id"].nunique(),
        "area": "",
        "concept": concept.name if concept else "",
        "because": _give_words(members, concept) if concept else "",
        "languages": ", ".join(f"{name or '?'} {count}" for name, count in sorted(languages.items())),
        "quote": typical["quote"].iloc[0],
        **{kind: int((members["kind"] == kind).sum()) for kind in KINDS},
    }


def _shared_concept(quotes: list[str]) -> Concept | None:
    """Return the concept that most quotes of a theme share, if at least half of them do."""
    share = (count_concepts(quotes) > 0).mean(axis=0)
    best = int(share.argmax())
    return load_concepts()[best] if share[best] >= SHARED else None


def _give_words(members: pd.DataFrame, concept: Concept) -> str:
    """Return the words that tell of the concept, the most frequent one or two of each language."""
    told = []
    for language, quotes in members.groupby("language")["quote"]:
        words = Counter(word for quote in quotes for word in set(concept.expression.findall(quote.lower())))
        best = sorted(words, key=lambda word: (-words[word], word))[:2]
        told += [f"{language or '?'}: {', '.join(best)}"] if best else []
    return "; ".join(told)


def _tell_apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add key phrases to a label that more than one theme has; what a person wrote stays."""
    labels = [row["label"] for row in rows]
    return [
        row | {"label": f"{row['label']}: {', '.join(row['keywords'].split(', ')[:2])}".removesuffix(": ")}
        if labels.count(row["label"]) > 1 and not row["by_hand"]
        else row
        for row in rows
    ]
