"""Group findings into themes: the same answer on every run, whatever the order of the rows."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from synth.concepts import count_concepts, load_concepts
from synth.errors import TableProblem
from synth.phrases import find_key_phrases
from synth.tables import FINDINGS, KINDS, LANGUAGES, THEMES, UTTERANCES, check_quotes, make_id

MIN_TEXTS = 5
RESAMPLES = 20
WORDS = r"\w\w+|\S"  # single letters and emoji too, so that no text is without any
CONTEXT = 200
TRUSTED_STABILITY = 0.6

Vectors = NDArray[np.float64]


class ThemeModel(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Groups short texts by what they are about, with scikit-learn's contract.

    Words and parts of words (TF-IDF, reduced by latent semantic analysis) stand beside the shared concepts of
    `concepts.toml`, so that texts of different languages meet; Ward's method joins the nearest groups.

    Args:
        n_themes: how many themes; None takes the square root of half the number of texts, from 3 to 16.
        concept_weight: how much the shared concepts count beside the words (1 is as much).
        random_state: seed of the reduction; the answer depends on it, on the texts and on nothing else.

    Attributes:
        labels_: the theme of each text, numbered from the largest (0).
        centres_: one unit vector a theme.
        similarity_: how near each text is to its theme's centre (cosine).
    """

    def __init__(self, n_themes: int | None = None, *, concept_weight: float = 1.0, random_state: int = 0) -> None:
        self.n_themes = n_themes
        self.concept_weight = concept_weight
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002
        """Group the texts.

        Raises:
            TableProblem: there are fewer than 5 different texts.
        """
        different = sorted(set(texts))
        if len(different) < MIN_TEXTS:
            raise TableProblem(
                f"{len(different)} different texts cannot be grouped; {MIN_TEXTS} is the least. "
                "Read more files, or tag by hand."
            )
        if self.n_themes is not None and self.n_themes < 1:
            raise TableProblem(f"n_themes is {self.n_themes}; it is 1 or more, or None for the rule of thumb.")
        vectors = self._fit_vectors(different)
        n_themes = min(self.n_themes or suggest_count(len(different)), len(different))
        groups = AgglomerativeClustering(n_clusters=n_themes, linkage="ward").fit_predict(vectors)
        members = dict(zip(different, groups, strict=True))
        self._place(
            [members[text] for text in texts], np.vstack([vectors[groups == g].mean(axis=0) for g in range(n_themes)])
        )
        self.similarity_ = (self.transform(texts)[np.arange(len(texts)), self.labels_]).round(6)
        return self

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Return how near each text is to each theme: cosines, texts by themes."""
        check_is_fitted(self, "centres_")
        return self._vectors(list(texts)) @ self.centres_.T

    def predict(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the nearest theme of each text."""
        return np.asarray(self.transform(texts).argmax(axis=1), dtype=np.int64)

    def _place(self, groups: list[int], centres: Vectors) -> None:
        """Number the themes from the largest to the smallest."""
        sizes = np.bincount(groups, minlength=len(centres))
        order = sorted(range(len(centres)), key=lambda group: (-sizes[group], group))
        number = {group: place for place, group in enumerate(order)}
        self.labels_ = np.array([number[group] for group in groups], dtype=np.int64)
        self.centres_: Vectors = normalize(centres[order])

    def _fit_vectors(self, texts: list[str]) -> Vectors:
        self._words = TfidfVectorizer(sublinear_tf=True, min_df=1, ngram_range=(1, 2), token_pattern=WORDS)
        self._parts = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5), min_df=2)
        self._concepts = TfidfTransformer(sublinear_tf=True).fit(csr_matrix(count_concepts(texts)))
        try:
            self._parts.fit(texts)
        except ValueError:  # no part of a word occurs twice
            self._parts.set_params(min_df=1).fit(texts)
        joined = hstack([self._words.fit_transform(texts), self._parts.transform(texts)]).tocsr()
        self._reduce = TruncatedSVD(min(100, len(texts) - 1, joined.shape[1] - 1), random_state=self.random_state)
        self._reduce.fit(joined)
        return self._vectors(texts)

    def _vectors(self, texts: list[str]) -> Vectors:
        joined = hstack([self._words.transform(texts), self._parts.transform(texts)]).tocsr()
        meaning = normalize(self._reduce.transform(joined))
        concepts = normalize(self._concepts.transform(csr_matrix(count_concepts(texts))).toarray())
        return np.asarray(normalize(np.hstack([meaning, self.concept_weight * concepts])), dtype=np.float64)


def suggest_count(n_texts: int) -> int:
    """Return how many themes to begin with: the square root of half the number of texts, from 3 to 16.

    It is a rule of thumb; no criterion tells the right number, so look at the themes and choose.

    >>> suggest_count(20), suggest_count(200), suggest_count(5000)
    (3, 10, 16)
    """
    return int(np.clip(round((n_texts / 2) ** 0.5), 3, 16))


def group(
    findings: pd.DataFrame, utterances: pd.DataFrame, *, n_themes: int | None = None, language: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group findings into themes across the whole study.

    Args:
        findings: the findings table.
        utterances: the utterances it was found in; they tell language and participant.
        n_themes: how many themes; None for the rule of thumb of `suggest_count`.
        language: the language of the labels; None for the one most findings are in.

    Returns:
        The themes table, largest first ("mixed: ..." where a theme shares no concept and is not stable), with a column
        a kind that counts findings and a typical `quote`; and the
        membership table (theme_id, finding_id, similarity: cosine to the theme's centre).

    Raises:
        TableProblem: a table lacks a column, or there are fewer than 5 different findings.
    """
    check_quotes(FINDINGS.check(findings), UTTERANCES.check(utterances))
    if language is not None and language not in LANGUAGES:
        raise TableProblem(f"there are no labels in {language!r}; choose one of {', '.join(LANGUAGES)}.")
    about = findings.merge(utterances[["utterance_id", "participant_id", "language", "text"]], on="utterance_id")
    about = about.sort_values(["quote", "finding_id"], kind="stable").reset_index(drop=True)
    texts = [_in_context(*row) for row in zip(about["text"], about["start"], about["end"], strict=True)]
    model = ThemeModel(n_themes).fit(texts)
    about = about.assign(theme=model.labels_, similarity=model.similarity_)
    language = language or _main_language(about["language"])
    stability = measure_stability(texts, model)
    phrases = find_key_phrases(about["quote"], about["theme"], about["language"])
    rows = [
        _describe(about[about["theme"] == number], phrases[number], language, stability[number])
        for number in range(len(stability))
    ]
    themes = THEMES.make(_tell_apart(rows))
    theme_ids = themes["theme_id"].to_numpy()
    members = about.assign(theme_id=theme_ids[about["theme"]])[["theme_id", "finding_id", "similarity"]]
    return themes, members.sort_values(["theme_id", "finding_id"]).reset_index(drop=True)


def measure_stability(texts: Sequence[str], model: ThemeModel, *, resamples: int = RESAMPLES) -> list[float]:
    """Return how well each theme is found again in bootstrap samples of the texts: mean best Jaccard, 0 to 1.

    Above .75 a theme is stable, below .6 it is not to be trusted (Hennig 2007, Computational Statistics & Data
    Analysis 52, 258-271).
    """
    different = sorted(set(texts))
    theme_of = dict(zip(texts, model.labels_, strict=True))
    themes = np.array([theme_of[text] for text in different])
    vectors = model._vectors(different)
    found: list[list[float]] = [[] for _ in model.centres_]
    for seed in range(resamples):
        drawn = np.unique(
            np.random.default_rng([model.random_state, seed]).integers(len(different), size=len(different))
        )
        if len(drawn) < 2:  # one text, drawn each time, tells nothing
            continue
        n_clusters = min(len(model.centres_), len(drawn))
        again = AgglomerativeClustering(n_clusters=n_clusters, linkage="ward").fit_predict(vectors[drawn])
        for theme in np.unique(themes[drawn]):
            here = themes[drawn] == theme
            found[theme].append(max(_jaccard(here, again == other) for other in np.unique(again[here])))
    return [round(float(np.mean(scores)), 3) if scores else float("nan") for scores in found]


def _in_context(text: str, start: int, end: int) -> str:
    """Return a quote followed by the words around it: what "they never answered" is about often stands just before."""
    return f"{text[start:end]}\n{text[max(0, start - CONTEXT) : end + CONTEXT]}"


def _jaccard(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


def _describe(members: pd.DataFrame, phrases: list[str], language: str, stability: float) -> dict[str, Any]:
    typical = members.sort_values(["similarity", "finding_id"], ascending=[False, True])
    concept = _shared_concept(typical["quote"].tolist(), language)
    label = concept or " / ".join(phrases[:2]) or str(typical["quote"].iloc[0])
    return {
        "theme_id": make_id("theme", *sorted(members["finding_id"])),
        "label": label if concept or stability >= TRUSTED_STABILITY else f"mixed: {label}",
        "keywords": ", ".join(phrases),
        "size": len(members),
        "participants": members["participant_id"].nunique(),
        "stability": stability,
        "quote": typical["quote"].iloc[0],
        **{kind: int((members["kind"] == kind).sum()) for kind in KINDS},
    }


def _shared_concept(quotes: list[str], language: str) -> str:
    """Return the label of the concept that most quotes of a theme share, if at least half of them do."""
    share = (count_concepts(quotes) > 0).mean(axis=0)
    best = int(share.argmax())
    return load_concepts()[best].label[language] if share[best] >= 0.5 else ""


def _tell_apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add key phrases to a label that more than one theme has."""
    labels = [row["label"] for row in rows]
    return [
        row | {"label": f"{row['label']}: {', '.join(row['keywords'].split(', ')[:2])}".removesuffix(": ")}
        if labels.count(row["label"]) > 1
        else row
        for row in rows
    ]


def _main_language(languages: "pd.Series[str]") -> str:
    known = languages[languages.isin(LANGUAGES)]
    return str(known.mode().iloc[0]) if len(known) else "en"
