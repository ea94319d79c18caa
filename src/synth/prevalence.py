"""How often each tag holds in material too large to tag: learned from what was tagged, corrected, with an interval.

A classifier alone miscounts: its mistakes do not cancel out. Here they are measured on texts that were drawn at random
and tagged by hand, and taken off.
"""

from collections.abc import Collection, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_union
from sklearn.utils.validation import check_is_fitted

from synth.errors import TableProblem
from synth.proportions import count_effective, wilson
from synth.tables import UTTERANCES
from synth.trends import name_people, select_heard

LEAST_TEXTS = 30
LEAST_EACH = 8
"""A tag that fewer texts have, or lack, is not learned: its share is that of the hand-tagged texts alone."""
COLUMNS = [
    "tag", "tagged", "sample", "by_hand", "by_hand_low", "by_hand_high", "machine", "share", "low", "high", "worth",
]  # fmt: skip
FOLDS = 5
BATCH = 10_000

Values = NDArray[np.float64]


class TagClassifier(BaseEstimator):  # type: ignore[misc]
    """Learns which texts have which tags, and what it would have said of each text had it not seen it.

    Words and parts of words (TF-IDF), a logistic regression a tag. It is the mean of five models, each of which did not
    see a fifth of the texts; `held_out_` is what each says of the fifth that it did not see.

    Args:
        strength: the inverse of how much the regressions are held back.

    Attributes:
        tags_: the tags that are learned.
        held_out_: texts by tags, the chance of each tag as told without having seen the text.
    """

    def __init__(self, *, strength: float = 10.0) -> None:
        self.strength = strength

    def fit(self, texts: Sequence[str], marks: pd.DataFrame, *, groups: Sequence[str] | None = None) -> Self:
        """Learn.

        Args:
            texts: the texts.
            marks: which text has which tag: texts by tags, true or false; the columns are the tags.
            groups: who said each text, so that nobody is judged by what was learned from them; None for everybody once.
        """
        self.tags_ = [str(tag) for tag in marks if LEAST_EACH <= marks[tag].sum() <= len(marks) - LEAST_EACH]
        self._vectors = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
        )
        self.held_out_: Values = np.zeros((len(texts), len(self.tags_)))
        self._models: list[list[Any]] = []
        if not self.tags_:
            return self
        known = self._vectors.fit_transform(texts)
        people = np.asarray(range(len(texts)) if groups is None else groups)
        folds = GroupKFold(min(FOLDS, len(np.unique(people))), shuffle=True, random_state=0)
        for seen, unseen in folds.split(known, groups=people):
            models = [self._learn(known[seen], marks[tag].to_numpy(dtype=bool)[seen]) for tag in self.tags_]
            self.held_out_[unseen] = _tell(models, known[unseen])
            self._models.append(models)
        return self

    def predict_proba(self, texts: Sequence[str]) -> Values:
        """Return the chance of each learned tag, texts by tags."""
        check_is_fitted(self, "tags_")
        chances = [np.zeros((0, len(self.tags_)))]
        for start in range(0, len(texts) if self.tags_ else 0, BATCH):
            known = self._vectors.transform(texts[start : start + BATCH])
            chances.append(np.mean([_tell(models, known) for models in self._models], axis=0))
        return np.concatenate(chances) if self.tags_ else np.zeros((len(texts), 0))

    def _learn(self, known: Any, marks: NDArray[np.bool_]) -> Any:
        if marks.all() or not marks.any():
            return float(marks.mean())
        return clone(LogisticRegression(C=self.strength, max_iter=1000)).fit(known, marks)


def estimate_prevalence(
    utterances: pd.DataFrame, taggings: pd.DataFrame, sample: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Return the share of each tag in all utterances, from a random sample that was tagged by hand.

    The tags of the sample become a classifier; what it says of all other utterances is corrected by its mistakes on the
    sample, measured on texts that it had not seen. Where it is of no help, the share by hand remains. The interval
    holds for this material, if the sample was drawn at random (as `draw_sample` does) and every text in it was read
    for every tag.

    Args:
        utterances: the utterances table; what the interviewer said and empty texts are passed over.
        taggings: the tags, as `study.taggings()` returns them.
        sample: the utterances that were drawn and tagged; a tag that is not there counts as no.
        level: how sure the interval is.

    Returns:
        One row a tag: tag, tagged (texts of the sample), sample (how many), by_hand with by_hand_low and by_hand_high,
        machine (what the classifier says uncorrected; NaN where there is none), share with low and high, and worth (how
        many hand-tagged texts the interval is worth).

    Raises:
        TableProblem: fewer than 30 texts were tagged, the sample is not of these utterances, or no tag is in it.

    The corrected share is the difference estimator of survey sampling (Särndal, Swensson and Wretman 1992, Model
    Assisted Survey Sampling, chapter 6) with predictions crossed over folds (Zrnic and Candès 2024, PNAS 121,
    e2322083121) and weighed by their use (Angelopoulos, Duchi and Zrnic 2023, PPI++, arXiv:2311.01453); its interval is
    Wilson's for the effective number of texts.
    """
    tagged, marks = read_sample(taggings, sample)
    model = TagClassifier().fit(tagged["text"].tolist(), marks, groups=name_people(tagged).tolist())
    rest = sum_rest(utterances, model=model, sample=frozenset(tagged["utterance_id"]))
    return correct(model, marks, name_people(tagged).tolist(), [rest], level=level)


def read_sample(taggings: pd.DataFrame, sample: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the hand-tagged texts, and which of them has which tag.

    Raises:
        TableProblem: there are too few, or none has a tag.
    """
    said = select_heard(UTTERANCES.check(sample)).sort_values("utterance_id")
    if len(said) < LEAST_TEXTS:
        raise TableProblem(
            f"{len(said)} texts were tagged by hand; {LEAST_TEXTS} is the least, and 200 is a good beginning. Draw "
            "more with synth.draw_sample, and tag them."
        )
    tags = taggings.loc[taggings["utterance_id"].isin(said["utterance_id"]), ["utterance_id", "tag"]]
    if tags.empty:
        raise TableProblem("no text of the sample has a tag. Give the utterances that were tagged as sample=.")
    marks = pd.crosstab(tags["utterance_id"], tags["tag"]).gt(0).reindex(said["utterance_id"], fill_value=False)
    return said.reset_index(drop=True), marks.reset_index(drop=True)


def sum_rest(utterances: pd.DataFrame, *, model: TagClassifier, sample: Collection[str]) -> tuple[int, int, Values]:
    """Return how many utterances are in the sample, how many are not, and the sum of the chances of the latter."""
    said = select_heard(utterances)
    drawn = said["utterance_id"].isin(sample)
    rest = said.loc[~drawn, "text"].tolist()
    return int(drawn.sum()), len(rest), model.predict_proba(rest).sum(axis=0)


def correct(
    model: TagClassifier,
    marks: pd.DataFrame,
    people: Sequence[str],
    rest: Sequence[tuple[int, int, Values]],
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the table of `estimate_prevalence`, from what was told of the parts of the material.

    Raises:
        TableProblem: the sample is not of this material.
    """
    found, others = sum(part[0] for part in rest), sum(part[1] for part in rest)
    if found != len(marks):
        raise TableProblem(
            f"{len(marks) - found} of the {len(marks)} texts of the sample are not among the utterances. Give all the "
            "utterances that the sample was drawn from, with the same pseudonyms."
        )
    sums = dict(zip(model.tags_, np.sum([part[2] for part in rest], axis=0), strict=True))
    held_out = dict(zip(model.tags_, model.held_out_.T, strict=True))
    persons = np.asarray(people)
    rows = []
    for tag in marks:
        yes = marks[tag].to_numpy(dtype=np.float64)
        row = _count_by_hand(yes, persons, others, level)
        if tag in model.tags_:
            row |= _correct_one(yes, held_out[tag], sums[tag] / max(others, 1), others, persons)
        low, high = wilson(row["share"] * row["worth"], row["worth"], level=level)
        row |= {"low": float(low), "high": float(high)}
        told = {name: round(value, 6) for name, value in row.items()} | {"worth": round(row["worth"])}
        rows.append({"tag": tag, "tagged": int(yes.sum()), "sample": len(yes)} | told)
    return pd.DataFrame(rows)[COLUMNS].sort_values(["share", "tag"], ascending=[False, True], ignore_index=True)


def _count_by_hand(yes: Values, persons: NDArray[Any], others: int, level: float) -> dict[str, float]:
    """Return the share of a tag in the hand-tagged texts, which is the answer where no classifier helps."""
    share = float(yes.mean())
    known = len(yes) / (len(yes) + others)  # of the material
    groups = pd.Series(yes).groupby(persons).agg(["sum", "size"])
    worth = count_effective(groups["sum"], groups["size"]) / max(1 - known, 1e-9)
    low, high = wilson(share * worth, worth, level=level)
    by_hand = {"by_hand": share, "by_hand_low": float(low), "by_hand_high": float(high)}
    return by_hand | {"machine": float("nan"), "share": share, "worth": worth}


def _correct_one(yes: Values, chances: Values, told: float, others: int, persons: NDArray[Any]) -> dict[str, float]:
    """Return the corrected share of one tag, and how many hand-tagged texts it is worth.

    Args:
        yes: whether each text of the sample has it (0 or 1).
        chances: what the classifier says of each without having seen it.
        told: what it says of the other texts, on average.
        others: how many these are.
        persons: who said each text of the sample.
    """
    everything = len(yes) + others
    machine = (told * others + float(chances.sum())) / everything
    spread = float(chances.var())
    use = float(np.clip(np.cov(yes, chances, ddof=0)[0, 1] / spread, 0, 1)) if spread > 0 else 0.0
    errors = yes - use * chances
    share = float(np.clip(use * machine + errors.mean(), 0, 1))
    sums = pd.Series(errors - errors.mean()).groupby(persons).sum().to_numpy()
    variance = len(sums) / (len(sums) - 1) * float((sums**2).sum()) / len(yes) ** 2 * others / everything
    if not 0 < share < 1 or variance <= 0:
        return {"machine": machine}
    return {"machine": machine, "share": share, "worth": share * (1 - share) / variance}


def _tell(models: Sequence[Any], known: Any) -> Values:
    columns = [
        np.full(known.shape[0], model) if isinstance(model, float) else model.predict_proba(known)[:, 1]
        for model in models
    ]
    return np.column_stack(columns)
