"""Themes of a table in partitions: learned on a sample, looked for again in what fits none, assigned everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synth.errors import TableProblem
from synth.phrases import find_key_phrases
from synth.scale.frames import Frame, apply, collect
from synth.scale.sampling import draw_lowest, draw_sample
from synth.tables import FINDINGS, UTTERANCES, make_id
from synth.themes import CONTEXT, MIN_TEXTS, ThemeModel

SAMPLE = 5_000
BATCH = 4_096  # texts that are placed at a time
MISFITS = 0.05
"""The share of the sample that fits its theme worst; what fits no better is looked at a second time."""
LEAST = 10  # different texts of a theme of the second look
DIGITS = 6
ASIDE = "fits no theme"
MEMBERS = {"finding_id": "str", "utterance_id": "str", "theme_id": "str", "similarity": "float64", "reason": "str"}


@dataclass(frozen=True)
class Look:
    """One model, and what of it counts.

    Attributes:
        model: the model.
        rows: the row of each of its themes in the table of themes, -1 for one that does not hold together.
        floor: how near to its theme a text has to be at least.
    """

    model: ThemeModel
    rows: NDArray[np.int64]
    floor: float


@dataclass(frozen=True)
class ScaledThemes:
    """Themes that were learned on a sample of a large table.

    Attributes:
        table: one row a theme: theme_id, label, keywords, quote, `sampled` (how many texts of the sample are in it) and
            `found` ("sample", or "second look": among the texts that fitted none).
        looks: what a text is compared with, one after the other until it fits.
    """

    table: pd.DataFrame
    looks: tuple[Look, ...]

    def place(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the row of each text's theme in the table, -1 where none fits, and how near the nearest one is."""
        rows = np.full(len(texts), -1, dtype=np.int64)
        nearness = np.zeros(len(texts))
        todo = np.arange(len(texts))
        for look in self.looks:
            nearest, similarity = _find_nearest(look.model, [texts[row] for row in todo])
            fits = (similarity >= look.floor) & (look.rows[nearest] >= 0)
            rows[todo[fits]] = look.rows[nearest[fits]]
            nearness[todo] = np.where(fits, similarity, np.maximum(nearness[todo], similarity))
            todo = todo[~fits]
        return rows, nearness


def fit_themes(
    findings: Frame, utterances: Frame, *, n_themes: int | None = None, sample: int = SAMPLE, random_state: int = 0
) -> ScaledThemes:
    """Learn themes from a sample of the findings, and then from a sample of those that fit none of them.

    The sample is of different texts, half of it in equal parts by language. What is too rare to be in it fits its
    themes badly, and so comes into the second sample, where it is no longer rare.

    Args:
        findings: the findings table.
        utterances: the utterances it was found in, in the same partitions.
        n_themes: how many themes to learn at the first look; None for ThemeModel's own choice.
        sample: how many texts to learn from, at each look.
        random_state: the seed of the models.

    Raises:
        TableProblem: there are fewer than 5 different findings, or `sample` is less.
    """
    if sample < MIN_TEXTS:
        raise TableProblem(f"sample is {sample}; it takes {MIN_TEXTS} texts or more, such as {SAMPLE}.")
    texts = apply(_make_texts, findings, utterances)
    drawn = _draw(texts, size=sample)
    first, table, cohesion = _look(drawn, random_state=random_state, n_themes=n_themes)
    themes = ScaledThemes(table.assign(found="sample"), (first,))
    misfits = _draw(apply(_select_misfits, texts, themes=themes), size=sample)
    if misfits["text"].nunique() < LEAST:
        return themes
    second, rare, _ = _look(misfits, random_state=random_state, above=len(table), cohesion=cohesion)
    table = pd.concat([themes.table, rare.assign(found="second look")], ignore_index=True)
    return ScaledThemes(table, (first, second))


def assign_themes(findings: Frame, utterances: Frame, themes: ScaledThemes) -> Frame:
    """Return the theme of each finding.

    Args:
        findings: the findings table.
        utterances: the utterances it was found in, in the same partitions.
        themes: what `fit_themes` learned.

    Returns:
        One row a finding, in the same partitions: finding_id, utterance_id, theme_id ("" where it is set aside),
        similarity (to the theme, or to the nearest one) and `reason` (why it is set aside, else "").
    """
    return apply(_assign, apply(_make_texts, findings, utterances), themes=themes)


def _make_texts(findings: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Return what is compared of each finding: its words and those around them, as `synth.group` takes them."""
    FINDINGS.check(findings)
    about = UTTERANCES.check(utterances).set_index("utterance_id").loc[findings["utterance_id"], ["text", "language"]]
    places = zip(about["text"], findings["start"], findings["end"], strict=True)
    texts = findings[["finding_id", "utterance_id", "quote"]].assign(
        text=[_in_context(*place) for place in places], language=about["language"].to_numpy()
    )
    return texts.astype("str").reset_index(drop=True)


def _in_context(text: str, start: int, end: int) -> str:
    return f"{text[start:end]}\n{text[max(0, start - CONTEXT) : end + CONTEXT]}"


def _draw(texts: Frame, *, size: int) -> pd.DataFrame:
    """Return a sample of the texts, by language."""
    drawn = collect(_draw_part, texts, label="drawing a sample", size=size)
    counts = pd.concat([count for _, count in drawn]).groupby(level=0).sum()
    return draw_sample((rows for rows, _ in drawn), counts, size=size, by="language")


def _draw_part(texts: pd.DataFrame, *, size: int) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    return draw_lowest(texts, size=size, by="language"), texts["language"].value_counts()


def _select_misfits(texts: pd.DataFrame, *, themes: ScaledThemes) -> pd.DataFrame:
    rows, _ = themes.place(texts["text"].tolist())
    return texts[rows < 0]


def _look(
    drawn: pd.DataFrame,
    *,
    random_state: int,
    n_themes: int | None = None,
    above: int = 0,
    cohesion: float = 0.0,
) -> tuple[Look, pd.DataFrame, float]:
    """Learn from a sample; return what holds together, its themes, and how near a text of them is as a rule.

    Args:
        drawn: the sample.
        random_state: the model's seed.
        n_themes: how many themes.
        above: how many themes there are already, which come before in the table.
        cohesion: how near to its theme the median text of one has to be.
    """
    texts = drawn["text"].tolist()
    model = ThemeModel(n_themes, random_state=random_state).fit(texts)
    nearest, similarity = _find_nearest(model, texts)
    medians = pd.Series(similarity).groupby(nearest).median()
    sizes = pd.Series(nearest).value_counts()
    kept = [number for number in sorted(medians.index) if not above or _holds(medians[number], sizes[number], cohesion)]
    rows = np.full(int(nearest.max()) + 1, -1, dtype=np.int64)
    rows[kept] = np.arange(above, above + len(kept))
    return (
        Look(model, rows, float(np.quantile(similarity, MISFITS))),
        _describe(drawn.assign(number=nearest, similarity=similarity), kept),
        float(medians.min()),
    )


def _holds(median: float, size: int, cohesion: float) -> bool:
    return median >= cohesion and size >= LEAST


def _find_nearest(model: ThemeModel, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the nearest theme of each text and how near it is, rounded, so that no order of adding changes it."""
    nearest, similarity = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for start in range(0, len(texts), BATCH):
        found = np.asarray(model.transform(texts[start : start + BATCH])).round(DIGITS)
        nearest.append(found.argmax(axis=1))
        similarity.append(found.max(axis=1))
    return np.concatenate(nearest), np.concatenate(similarity)


def _describe(drawn: pd.DataFrame, numbers: Sequence[int]) -> pd.DataFrame:
    """Return a row for each of these themes of a sample."""
    phrases = find_key_phrases(drawn["quote"], drawn["number"], drawn["language"])
    rows = []
    for number in numbers:
        members = drawn[drawn["number"] == number].sort_values(["similarity", "finding_id"], ascending=[False, True])
        words = phrases[number]
        quote = members["quote"].iloc[0]
        rows.append(
            {
                "theme_id": make_id("theme", *sorted(members["finding_id"])),
                "label": " / ".join(words[:2]) or quote,
                "keywords": ", ".join(words),
                "quote": quote,
                "sampled": len(members),
            }
        )
    return pd.DataFrame(rows, columns=["theme_id", "label", "keywords", "quote", "sampled"])


def _assign(texts: pd.DataFrame, *, themes: ScaledThemes) -> pd.DataFrame:
    rows, similarity = themes.place(texts["text"].tolist())
    theme_ids = np.array([*themes.table["theme_id"], ""], dtype=object)[rows]  # -1 is the last
    reasons = np.where(rows < 0, ASIDE, "")
    assigned = texts[["finding_id", "utterance_id"]].assign(theme_id=theme_ids, similarity=similarity, reason=reasons)
    return assigned.astype(MEMBERS)
