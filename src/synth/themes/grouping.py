"""Group findings into themes: the same answer on every run, whatever the order of the rows."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from synth.errors import TableProblem
from synth.tables import FINDINGS, LANGUAGES, MADE_BY_HAND, THEMES, UTTERANCES, check_quotes
from synth.themes.bridging import BridgedVectors
from synth.themes.hierarchy import join_themes, split_themes
from synth.themes.labels import name_parts, name_themes
from synth.themes.layout import lay_out
from synth.themes.model import SET_ASIDE, ThemeModel
from synth.themes.stability import judge, measure_stability

CONTEXT = 200
BY_HAND = "set aside by hand"
ASIDE = "\0"  # the column of what was set aside by hand; "" is the column of what nobody placed
MEMBERS = ["theme_id", "finding_id", "similarity", "reason", "subtheme", "x", "y"]


class Placed(NamedTuple):
    """Where a researcher put a finding: the column, its name if a person gave it, and whether a person shaped it."""

    column: str
    label: str
    shaped: bool


NOT_PLACED = Placed("", "", shaped=False)


def group(
    findings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    n_themes: int | None = None,
    language: str | None = None,
    placements: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group findings into themes across the whole study.

    Args:
        findings: the findings table.
        utterances: the utterances it was found in; they tell language and participant.
        n_themes: how many themes; None for the rule of thumb of `suggest_count`.
        language: the language of the labels that synth gives; None for the one most findings are in.
        placements: what a researcher placed by hand, as `synth.collect_placements` gives it (finding_id, column,
            label, and shaped, for which a label speaks if it is left out): findings of one column share a theme, those
            of two columns never do, column "" is set aside, and a label given by hand stays. Placements of findings
            that are no longer there have no effect.

    Returns:
        The themes table, largest first, with `verdict` on its stability ("by hand" where a researcher named, joined,
        split off or made it), its `area`, the `concept` that links its
        languages and `because`, the words that tell of it; a typical `quote`, `languages`, and a column a kind that
        counts findings. And the membership table, one row a finding: theme_id ("" for one set aside, with the
        `reason`), finding_id, similarity (cosine to the theme's centre), `subtheme` (the key phrases of the part of
        a large theme that it is in, or ""), and `x` and `y` for a map.

    Raises:
        TableProblem: a table lacks a column, or there are no labels in that language.
    """
    check_quotes(FINDINGS.check(findings), UTTERANCES.check(utterances))
    if language is not None and language not in LANGUAGES:
        raise TableProblem(f"there are no labels in {language!r}; choose one of {', '.join(LANGUAGES)}.")
    about = _join(findings, utterances, placements)
    shown = about[about["column"] != ASIDE]
    about = about.assign(
        theme=SET_ASIDE, similarity=float("nan"), reason=BY_HAND, area=0, part=0, x=float("nan"), y=float("nan")
    )
    stability: list[float] = []
    if len(shown):
        placed, stability = _fit(shown, n_themes)
        about.loc[shown.index, placed.columns] = placed
    grouped = about[about["theme"] != SET_ASIDE]
    themes = name_themes(grouped, language or find_main_language(about["language"]))
    about["subtheme"] = name_parts(grouped).reindex(about.index, fill_value="")
    themes["stability"] = [stability[number] for number in themes["theme"]]
    made = set(grouped["theme"][grouped["shaped"]])
    themes["verdict"] = [
        MADE_BY_HAND if theme in made else judge(value)
        for theme, value in zip(themes["theme"], themes["stability"], strict=True)
    ]
    theme_ids = dict(zip(themes["theme"], themes["theme_id"], strict=True)) | {SET_ASIDE: ""}
    members = about.assign(theme_id=[theme_ids[theme] for theme in about["theme"]])[MEMBERS]
    return THEMES.make(themes.drop(columns="theme")), members.sort_values(["theme_id", "finding_id"]).reset_index(
        drop=True
    )


def _join(findings: pd.DataFrame, utterances: pd.DataFrame, placements: pd.DataFrame | None) -> pd.DataFrame:
    """Return the findings in order, each with its speaker, its words in context, and where it was placed by hand."""
    about = findings.merge(utterances[["utterance_id", "participant_id", "language", "text"]], on="utterance_id")
    about = about.sort_values(["quote", "finding_id"], kind="stable").reset_index(drop=True)
    by_hand = {} if placements is None else _read_placements(placements)
    hands = [by_hand.get(finding_id, NOT_PLACED) for finding_id in about["finding_id"]]
    return about.assign(
        words=[put_in_context(*row) for row in zip(about["text"], about["start"], about["end"], strict=True)],
        column=[hand.column for hand in hands],
        hand_label=[hand.label for hand in hands],
        shaped=[hand.shaped for hand in hands],
    )


def _read_placements(placements: pd.DataFrame) -> dict[str, Placed]:
    missing = [name for name in ("finding_id", "column", "label") if name not in placements]
    if missing:
        raise TableProblem(
            f"the placements lack the column {missing[0]!r}; they have {', '.join(map(str, placements)) or 'none'}. "
            "synth.collect_placements(study) gives them whole."
        )
    shaped = placements.get("shaped", placements["label"].fillna("") != "")
    rows = zip(placements["finding_id"], placements["column"], placements["label"], shaped, strict=True)
    return {key: Placed(column or ASIDE, label or "", bool(by_hand)) for key, column, label, by_hand in rows}


def _fit(about: pd.DataFrame, n_themes: int | None) -> tuple[pd.DataFrame, list[float]]:
    """Return theme, similarity, reason and place of each finding, and the stability of each theme."""
    texts = about["words"].tolist()
    columns = sorted(set(about["column"]) - {""})
    number = {column: place for place, column in enumerate(columns)} | {"": SET_ASIDE}
    known = np.array([number[column] for column in about["column"]])
    model = ThemeModel(n_themes, embed=BridgedVectors()).fit(texts, known)
    stability = measure_stability(model)
    themes = model.labels_.copy()
    for place in range(len(columns)):  # the same words may be in two columns: the hand decides for each finding
        theme = model.known_themes_.get(place, len(stability))
        themes[known == place] = theme
        stability += [float("nan")] * (theme == len(stability))
    reasons = np.where(themes == SET_ASIDE, model.give_reasons(texts), "")
    near = model.transform(texts)
    areas = np.append(join_themes(model.centres_), np.arange(len(stability) - len(model.centres_) + 1) - len(stability))
    places = lay_out(near, model.centres_)
    placed = {
        "theme": themes, "similarity": model.similarity_, "reason": reasons, "area": areas[themes],
        "part": split_themes(near, themes), "x": places[:, 0], "y": places[:, 1],
    }  # fmt: skip
    return pd.DataFrame(placed, index=about.index), stability


def put_in_context(text: str, start: int, end: int) -> str:
    """Return a quote followed by the words around it: what "they never answered" is about often stands just before."""
    return f"{text[start:end]}\n{text[max(0, start - CONTEXT) : end + CONTEXT]}"


def find_main_language(languages: "pd.Series[str]") -> str:
    """Return the language that most rows are in, of those that synth speaks; English where there is none."""
    known = languages[languages.isin(LANGUAGES)]
    return str(known.mode().iloc[0]) if len(known) else "en"
