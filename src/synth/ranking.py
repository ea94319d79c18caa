"""Learns from a researcher's yes and no which passages are worth a look, and never does worse than the rules alone."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from synth.errors import SynthError

COLUMNS = ["utterance_id", "text", "kind", "cue", "score"]
FOLDS = 5
SURE = 2.13  # standard errors: Student's t with 4 degrees of freedom, 95 % on one side
EVEN = 1e-3


@dataclass(frozen=True)
class Verdict:
    """What cross-validation said: which way is used and how both rank held-out labels (average precision, 0 to 1)."""

    used: str
    labels: int
    accepted: int
    rules: float
    learned: float
    standard_error: float

    def __str__(self) -> str:
        """Say it in one sentence."""
        decided = f"{self.labels} decisions, {self.accepted} of them yes"
        if np.isnan(self.learned):
            return f"The rules alone are used: there are too few decisions to learn from ({decided})."
        compared = f"average precision {self.learned:.2f}, the rules {self.rules:.2f}, on decisions held back"
        if self.used == "learned":
            return f"What you decided is used: {compared} ({decided})."
        return f"The rules alone are used: learning is not surely better ({compared}; {decided})."


class FindingRanker(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier of passages: the chance that the researcher accepts each.

    Words, pairs of words and parts of words go into a logistic regression together with the rules' kind, cue and score.
    Utterances are held back in turn (5 folds); the model is used only where its average precision there is surely above
    that of the rules (paired t, 95 %), and its chances are calibrated on the same folds (Platt 1999). With fewer than
    `min_labels` decisions, or fewer than `min_each` of yes or no, the rules' own scores stay as they are.

    Args:
        min_labels: decisions needed before anything is learned.
        min_each: how many of them have to be yes, and how many no.
        strength: inverse strength of regularisation (scikit-learn's C).
        embed: a scikit-learn transformer from a list of texts to an array, such as `SentenceEmbedder`, whose output
            joins the features.

    Attributes:
        verdict_: which way is used, and why.
        classes_: array([False, True]).
    """

    def __init__(
        self, *, min_labels: int = 100, min_each: int = 15, strength: float = 0.5, embed: Any | None = None
    ) -> None:
        self.min_labels = min_labels
        self.min_each = min_each
        self.strength = strength
        self.embed = embed

    def fit(self, passages: pd.DataFrame, accepted: ArrayLike) -> Self:
        """Learn from decided passages.

        Args:
            passages: with the columns utterance_id, text, kind, cue and score.
            accepted: whether the researcher accepted each (True or False).

        Raises:
            SynthError: a column is missing, or there is not one decision for each passage.
        """
        known, decisions = _check(passages), np.asarray(accepted, dtype=bool)
        if len(decisions) != len(known):
            raise SynthError(f"there are {len(known)} passages and {len(decisions)} decisions; give one for each.")
        self.classes_ = np.array([False, True])
        self.n_features_in_, self.feature_names_in_ = len(COLUMNS), np.array(COLUMNS, dtype=object)
        self._model: Pipeline | None = None
        self._calibration: LogisticRegression | None = None
        yes = int(decisions.sum())
        self.verdict_ = Verdict("rules", len(decisions), yes, float("nan"), float("nan"), float("nan"))
        if len(decisions) < self.min_labels or min(yes, len(decisions) - yes) < self.min_each:
            return self
        held_out, by_fold = self._hold_out(known, decisions)
        rules, learned = by_fold.mean(axis=0)
        error = float((by_fold[:, 1] - by_fold[:, 0]).std(ddof=1) / np.sqrt(len(by_fold)))
        used = "learned" if learned - rules > SURE * error + EVEN else "rules"
        self.verdict_ = Verdict(used, len(decisions), yes, float(rules), float(learned), error)
        if used == "learned":
            self._model = self.make_model().fit(known, decisions)
            self._calibration = _calibrate(held_out, decisions)
        else:
            self._calibration = _calibrate(_logit(known["score"]), decisions)
        return self

    def decision_function(self, passages: pd.DataFrame) -> NDArray[np.float64]:
        """Return a number a passage that is higher the more worth a look it is."""
        check_is_fitted(self)
        known = _check(passages)
        values: NDArray[np.float64] = self._model.decision_function(known) if self._model else _logit(known["score"])
        return values

    def predict_proba(self, passages: pd.DataFrame) -> NDArray[np.float64]:
        """Return the chance of no and of yes, one row a passage."""
        raw = self.decision_function(passages)
        calibrated = self._calibration
        chance = calibrated.predict_proba(raw[:, None])[:, 1] if calibrated else 1 / (1 + np.exp(-raw))
        return np.column_stack([1 - chance, chance])

    def predict(self, passages: pd.DataFrame) -> NDArray[np.bool_]:
        """Return whether each passage is more likely accepted than not."""
        return self.predict_proba(passages)[:, 1] >= 0.5

    def _hold_out(
        self, passages: pd.DataFrame, accepted: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the model's values for passages that it had not seen, and both ways' average precision a fold."""
        folds = StratifiedGroupKFold(n_splits=FOLDS, shuffle=True, random_state=0)
        values, by_fold = np.zeros(len(accepted)), []
        for seen, unseen in folds.split(passages, accepted, groups=passages["utterance_id"]):
            if len({*accepted[seen]}) < 2:
                continue
            model = self.make_model().fit(passages.iloc[seen], accepted[seen])
            values[unseen] = model.decision_function(passages.iloc[unseen])
            if accepted[unseen].any():
                rules = average_precision_score(accepted[unseen], passages["score"].iloc[unseen])
                by_fold.append([rules, average_precision_score(accepted[unseen], values[unseen])])
        return values, np.array(by_fold)

    def make_model(self) -> Pipeline:
        """Return the model that learns, not yet fitted."""
        texts = [
            ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), "text"),
            ("parts", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2), "text"),
            ("rules", OneHotEncoder(handle_unknown="ignore"), ["kind", "cue"]),
            ("score", FunctionTransformer(_logit_column), ["score"]),
        ]
        if self.embed is not None:
            texts.append(("meaning", make_pipeline(FunctionTransformer(_to_list), clone(self.embed)), "text"))
        return make_pipeline(ColumnTransformer(texts), LogisticRegression(C=self.strength, max_iter=2000))


def _check(passages: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in COLUMNS if column not in passages]
    if missing:
        raise SynthError(f"the passages lack the column {missing[0]!r}; take them from synth.collect_passages.")
    return passages[COLUMNS]


def _logit(scores: pd.Series) -> NDArray[np.float64]:
    bounded = scores.to_numpy(dtype=float).clip(0.02, 0.98)
    values: NDArray[np.float64] = np.log(bounded / (1 - bounded))
    return values


def _logit_column(table: pd.DataFrame) -> NDArray[np.float64]:
    return _logit(table["score"])[:, None]


def _to_list(texts: pd.Series) -> list[str]:
    return texts.tolist()


def _calibrate(values: NDArray[np.float64], accepted: NDArray[np.bool_]) -> LogisticRegression | None:
    """Return a curve from values to chances (Platt 1999), or nothing where it would turn the order round."""
    curve = LogisticRegression(C=1.0).fit(values[:, None], accepted)
    return curve if curve.coef_[0, 0] > 0 else None
