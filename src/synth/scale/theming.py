"""Themes of a table in partitions: learned on a sample, looked for again in what fits none, assigned everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synth.errors import TableProblem
from synth.scale.frames import Frame, apply, collect
from synth.scale.sampling import choose_keys, keep_share, take_chosen, tell_keys
from synth.tables import FINDINGS, LANGUAGES, UTTERANCES
from synth.themes.bridging import BridgedVectors
from synth.themes.grouping import find_main_language, put_in_context
from synth.themes.hierarchy import join_themes
from synth.themes.labels import name_themes
from synth.themes.model import FITS_NONE, MIN_TEXTS, SET_ASIDE, ThemeModel

SAMPLE = 5_000
MISFITS = 0.05
"""The share of the sample that fits its theme worst; what fits no better is looked at a second time."""
LEAST = 10  # different texts of a theme of the second look
ENOUGH = 60
"""Misfits are looked for in 60 times as many findings as are drawn of them: one in twenty is one."""
MEMBERS = {"finding_id": "str", "utterance_id": "str", "theme_id": "str", "similarity": "float64", "reason": "str"}
SHOWN = ["theme_id", "label", "keywords", "concept", "languages", "quote", "sampled", "found"]


@dataclass(frozen=True)
class Look:
    """One model, and what of it counts.

    Attributes:
        model: the model.
        rows: the row of each of its themes in the table of themes, -1 for one that does not hold together; and -1 at
            the end, which is the place of no theme.
        floor: the cosine to its theme below which a text is a misfit.
    """

    model: ThemeModel
    rows: NDArray[np.int64]
    floor: float


@dataclass(frozen=True)
class ScaledThemes:
    """Themes that were learned on a sample of a large table.

    Attributes:
        table: one row a theme, largest in the sample first: theme_id, label, keywords, concept, languages, quote,
            `sampled` (how many texts of the sample are in it) and `found` ("sample", or "second look": of misfits).
        first: what each text is compared with.
        second: what the misfits are compared with; None where they have nothing in common.
    """

    table: pd.DataFrame
    first: Look
    second: Look | None = None

    def place(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.object_]]:
        """Return the row of each text's theme in the table, how near it is, and why it is set aside.

        A misfit of the first look goes to a theme of the second, if it fits one. If not, it stays where it was unless
        `ThemeModel` sets it aside: row -1, with the reason.
        """
        numbers, similarity = self.first.model.place(texts)
        rows = self.first.rows[numbers]
        aside = (similarity < self.first.model.floor_) | (rows == SET_ASIDE)
        misfits = np.flatnonzero(similarity < self.first.floor)
        if self.second is not None and len(misfits):
            numbers, near = self.second.model.place([texts[row] for row in misfits.tolist()])
            found = self.second.rows[numbers]
            fits = (near >= self.second.floor) & (found != SET_ASIDE)
            rows[misfits[fits]], similarity[misfits[fits]], aside[misfits[fits]] = found[fits], near[fits], False
        rows[aside] = SET_ASIDE
        reasons = np.full(len(texts), "", dtype=object)
        told = self.first.model.give_reasons([texts[row] for row in np.flatnonzero(aside).tolist()])
        reasons[aside] = [reason or FITS_NONE for reason in told]
        return rows, similarity, reasons


def fit_themes(
    findings: Frame,
    utterances: Frame,
    *,
    n_themes: int | None = None,
    language: str | None = None,
    sample: int = SAMPLE,
) -> ScaledThemes:
    """Learn themes from a sample of the findings, and then from a sample of those that fit none of them.

    The sample is of different texts, half of it in equal parts by language. What is too rare to be in it fits its
    themes badly, and so comes into the second sample, where it is no longer rare.

    Args:
        findings: the findings table.
        utterances: the utterances it was found in, in the same partitions.
        n_themes: how many themes to learn at the first look; None for the rule of thumb of `suggest_count`.
        language: the language of the labels; None for the one most of the sample is in.
        sample: how many texts to learn from, at each look.

    Raises:
        TableProblem: there are no findings, `sample` is less than 5, or there are no labels in that language.
    """
    if sample < MIN_TEXTS:
        raise TableProblem(f"sample is {sample}; it takes {MIN_TEXTS} texts or more, such as {SAMPLE}.")
    if language is not None and language not in LANGUAGES:
        raise TableProblem(f"there are no labels in {language!r}; choose one of {', '.join(LANGUAGES)}.")
    texts = apply(_make_texts, findings, utterances)
    drawn, total = _draw(texts, size=sample)
    first = _learn(drawn["text"].tolist(), n_themes)
    share = ENOUGH * sample / max(total, 1)
    misfits, _ = _draw(texts, size=sample, among=apply(_select_misfits, texts, look=first, share=share))
    second = None
    if misfits["text"].nunique() >= LEAST:
        second = _keep_what_holds(_learn(misfits["text"].tolist(), None), first)
    both = pd.concat([drawn, misfits]).drop_duplicates("finding_id", ignore_index=True)
    return _describe(ScaledThemes(pd.DataFrame(), first, second), both, language)


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
    about = UTTERANCES.check(utterances).set_index("utterance_id").loc[findings["utterance_id"]]
    places = zip(about["text"], findings["start"], findings["end"], strict=True)
    texts = findings[["finding_id", "utterance_id", "quote", "kind"]].assign(
        text=[put_in_context(*place) for place in places],
        language=about["language"].to_numpy(),
        participant_id=about["participant_id"].to_numpy(),
    )
    return texts.astype("str").reset_index(drop=True)


def _draw(texts: Frame, *, size: int, among: Frame | None = None) -> tuple[pd.DataFrame, int]:
    """Return a sample of the texts, or of some among them, by language; and of how many it is."""
    told = collect(tell_keys, texts if among is None else among, label="drawing a sample", by="language")
    chosen = choose_keys(told, size=size)
    rows = collect(take_chosen, texts, label="reading the sample", chosen=chosen, by="language")
    sample = take_chosen(pd.concat(rows, ignore_index=True), chosen=chosen, by="language")
    return sample, sum(counts.total() for _, counts in told)


def _select_misfits(texts: pd.DataFrame, *, look: Look, share: float) -> pd.DataFrame:
    some = keep_share(texts, share)
    _, similarity = look.model.place(some["text"].tolist())
    return some[similarity < look.floor]


def _learn(texts: list[str], n_themes: int | None) -> Look:
    model = ThemeModel(n_themes, embed=BridgedVectors()).fit(texts)
    rows = np.append(np.arange(len(model.centres_)), SET_ASIDE)
    return Look(model, rows, float(np.quantile(model.similarity_, MISFITS)))


def _keep_what_holds(second: Look, first: Look) -> Look:
    """Return the second look with those themes alone that have ten texts, as near as in the loosest of the first."""
    loosest = _measure_nearness(first.model)["median"].min()
    near = _measure_nearness(second.model)
    held = near.index[(near["median"] >= loosest) & (near["size"] >= LEAST)]
    rows = np.full(len(second.rows), SET_ASIDE)
    rows[held] = len(first.model.centres_) + np.arange(len(held))
    return Look(second.model, rows, second.floor)


def _measure_nearness(model: ThemeModel) -> pd.DataFrame:
    """Return the median cosine and the number of texts of each theme."""
    placed = pd.DataFrame({"theme": model.labels_, "near": model.similarity_})
    return placed[placed["theme"] != SET_ASIDE].groupby("theme")["near"].agg(["median", "size"])


def _describe(themes: ScaledThemes, drawn: pd.DataFrame, language: str | None) -> ScaledThemes:
    """Return the themes with their table: what a sample has of each, named as `synth.group` names themes."""
    numbers, similarity, _ = themes.place(drawn["text"].tolist())
    areas = join_themes(themes.first.model.centres_)
    count = len(areas)
    if themes.second:  # a theme of the second look is an area of its own
        areas = np.append(areas, count + np.arange(len(themes.second.rows)))
    inside = numbers != SET_ASIDE
    about = drawn.assign(theme=numbers, similarity=similarity, words=drawn["text"], hand_label="")[inside]
    about = about.assign(area=areas[numbers[inside]])
    named = name_themes(about, language or find_main_language(drawn["language"]))
    row_of = np.full(len(areas) + 1, SET_ASIDE)
    row_of[named["theme"].to_numpy(dtype=np.int64)] = np.arange(len(named))
    found = np.where(named["theme"] < count, "sample", "second look")
    table = named.rename(columns={"size": "sampled"}).assign(found=found)[SHOWN]
    looks = [Look(look.model, row_of[look.rows], look.floor) for look in (themes.first, themes.second) if look]
    return ScaledThemes(table, *looks)


def _assign(texts: pd.DataFrame, *, themes: ScaledThemes) -> pd.DataFrame:
    rows, similarity, reasons = themes.place(texts["text"].tolist())
    theme_ids = np.array([*themes.table["theme_id"], ""], dtype=object)[rows]  # -1 is the last
    assigned = texts[["finding_id", "utterance_id"]].assign(theme_id=theme_ids, similarity=similarity, reason=reasons)
    assigned["similarity"] = assigned["similarity"].astype("float64").round(6)
    return assigned.astype(MEMBERS)
