"""ThemeModel: groups short texts by what they are about, with scikit-learn's contract."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin, clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_array, check_is_fitted
from threadpoolctl import threadpool_limits

from synth.errors import TableProblem
from synth.tables import make_id
from synth.themes.graph import Groups, Tree, average, cut_tree, grow_tree, smooth
from synth.themes.vectors import TextVectors, Vectors

MIN_TEXTS = 5
MOST_FITTED = 100_000
MOST_POINTS = 5000
BLOCK = 8_192
EVEN = 256
MIN_FENCED, LEAST = 40, 1e-6
SET_ASIDE = -1
NO_WORDS, FITS_NONE = "no words", "fits no theme"

_SAYS_SOMETHING = re.compile(r"[^\W_]")

Texts = Sequence[str] | NDArray[Any]


class ThemeModel(ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Groups short texts by what they are about: the same answer on every run, and quick to place a million more.

    Each different text becomes a vector (`TextVectors`), moves towards its nearest neighbours in a graph, and Ward's
    tree of the moved texts is cut into themes. A theme's centre is the mean of its texts where they stood before; a
    text belongs to the nearest centre, whether the model was fitted on it or not. A text without a word, or one
    further from every theme than nearly all others, is set aside.

    Args:
        n_themes: how many themes; None for the rule of thumb of `suggest_count`.
        embed: another scikit-learn transformer from texts to vectors, as `SentenceEmbedder`; None for `TextVectors`.
            Instead of texts the model takes their vectors too, as an array of numbers.
        random_state: where the reductions begin. Nothing else is drawn, so that it changes next to nothing.

    Attributes:
        labels_: the theme of each text, numbered from the largest (0); -1 for a text set aside.
        similarity_: how near each text is to its theme's centre, or to the nearest one (cosine).
        centres_: one unit vector a theme.
        floor_: the cosine below which a text fits no theme.
        known_themes_: which theme each number of `y` became.

    >>> model = ThemeModel(2).fit(["no reply", "still no reply", "a late reply", "card reader", "the card reader"])
    >>> model.labels_.tolist(), model.predict(["card reader again", "?!"]).tolist()
    ([0, 0, 0, 1, 1], [1, -1])
    """

    def __init__(self, n_themes: int | None = None, *, embed: Any = None, random_state: int = 0) -> None:
        self.n_themes = n_themes
        self.embed = embed
        self.random_state = random_state

    def fit(self, texts: Texts, y: Sequence[int] | NDArray[Any] | None = None) -> Self:
        """Group the texts.

        Args:
            texts: the texts, or an array of their vectors (texts by numbers).
            y: what is known, as scikit-learn's semi-supervised estimators take it: texts of one number share a theme,
                texts of two numbers do not, -1 is unknown. Of a text that is there twice the larger number counts.

        Raises:
            TableProblem: there is no text, or `n_themes` is below 1.
        """
        _check_count(self.n_themes)
        different, place = _tell_apart(texts)
        known = np.full(len(different), SET_ASIDE)
        if y is not None:
            np.maximum.at(known, place, np.asarray(y))
        drawn = _draw(different, known)
        with threadpool_limits(limits=1):
            self._fit_embedder(different[drawn])
            self._vectors = self._embed(different[drawn])
            self._fit_points()
            self.tree_: Tree | None = grow_tree(self._points) if len(self._points) > 1 else None
        self._fitted = different, place, known, drawn
        return self._fit_themes()

    def cut(self, n_themes: int) -> "ThemeModel":
        """Return the same model with another number of themes: the tree is kept, so it is quick enough for a slider."""
        check_is_fitted(self, "centres_")
        _check_count(n_themes)
        other = copy(self)
        other.n_themes = n_themes
        return other._fit_themes()

    def transform(self, texts: Texts) -> Vectors:
        """Return how near each text is to each theme: cosines, texts by themes."""
        check_is_fitted(self, "centres_")
        with threadpool_limits(limits=1):
            near = [_compare(self._embed(block), self.centres_) for block in _blocks(texts)]
        return np.vstack(near) if near else np.zeros((0, len(self.centres_)), np.float32)

    def predict(self, texts: Texts) -> Groups:
        """Return the theme of each text, -1 for one that is set aside."""
        labels, similarity = self.place(texts)
        return np.where(similarity < self.floor_, SET_ASIDE, labels)

    def place(self, texts: Texts) -> tuple[Groups, NDArray[np.float64]]:
        """Return the nearest theme of each text and the cosine to it (6 decimals), -1 for both where there is no theme.

        A text without a word has cosine -1. Whether a text fits its theme is another question: see `predict`.
        """
        check_is_fitted(self, "centres_")
        if not len(self.centres_) or not len(texts):
            return np.full(len(texts), SET_ASIDE), np.full(len(texts), -1.0)
        nearest = []
        for block in _blocks(texts):
            near = self.transform(block).round(6)
            nearest.append((near.argmax(axis=1), np.where(_speak(block), near.max(axis=1), -1.0).round(6)))
        labels, similarity = zip(*nearest, strict=True)
        return np.concatenate(labels), np.concatenate(similarity)

    def give_reasons(self, texts: Texts) -> list[str]:
        """Return why each text is set aside, "no words" or "fits no theme"; "" for one that has a theme."""
        aside = self.predict(texts) == SET_ASIDE
        return [
            "" if not out else FITS_NONE if speaks else NO_WORDS
            for out, speaks in zip(aside, _speak(texts), strict=True)
        ]

    def fitted(self) -> tuple[Vectors, Groups]:
        """Return the vectors of the texts that the tree was grown from, and the theme of each."""
        check_is_fitted(self, "centres_")
        vectors = self._vectors[self._rows]
        return vectors, self.predict(vectors)

    @property
    def _n_features_out(self) -> int:
        return len(self.centres_)

    def _fit_embedder(self, texts: NDArray[Any]) -> None:
        self.embedder_: Any = None
        speaking = texts[_speak(texts)]
        if texts.ndim == 1 and len(speaking):
            embedder = TextVectors(random_state=self.random_state) if self.embed is None else clone(self.embed)
            self.embedder_ = embedder.fit(list(speaking))

    def _embed(self, texts: Texts) -> Vectors:
        """Return a unit vector a text, 0 for one without a word."""
        if not isinstance(texts, list) and np.ndim(texts) == 2:
            return np.asarray(normalize(np.asarray(texts, dtype=np.float32)))
        speaks = np.flatnonzero(_speak(texts))
        if self.embedder_ is None:
            return np.zeros((len(texts), 1), np.float32)
        vectors = normalize(np.asarray(self.embedder_.transform([texts[int(row)] for row in speaks]), dtype=np.float32))
        everyone = np.zeros((len(texts), vectors.shape[1]), np.float32)
        everyone[speaks] = vectors
        return everyone

    def _fit_points(self) -> None:
        """Move the texts, or at most 5,000 small groups of them where there are more, towards their neighbours."""
        rows = np.flatnonzero(self._vectors.any(axis=1))
        vectors = self._vectors[rows]
        point = np.arange(len(rows))
        if len(rows) > MOST_POINTS:
            gather = MiniBatchKMeans(MOST_POINTS // 2, batch_size=4096, n_init=1, max_iter=3, random_state=0)
            point = np.unique(gather.fit_predict(vectors), return_inverse=True)[1]
            vectors = normalize(average(vectors, point))
        self._rows, self._point = rows, point
        self._points = smooth(vectors) if len(vectors) else vectors

    def _fit_themes(self) -> Self:
        """Cut the tree, place every text, and number the themes from the largest to the smallest."""
        different, place, known, drawn = self._fitted
        seeds = np.unique(known[known != SET_ASIDE])
        n_themes = min(self.n_themes or suggest_count(len(self._rows)), len(self._points))
        with threadpool_limits(limits=1):
            centres = self._cut_centres(n_themes)
            self.centres_: Vectors = _heed(centres, self._vectors, known[drawn], seeds, n_themes)
        labels, similarity = self.place(different)
        placed = known != SET_ASIDE
        labels[placed] = np.searchsorted(seeds, known[placed])
        self.floor_ = _find_floor(similarity[similarity > 0])
        labels[(similarity < self.floor_) & ~placed] = SET_ASIDE
        sizes = np.bincount(labels[place] + 1, minlength=len(self.centres_) + 1)[1:]
        order = np.lexsort((np.arange(len(sizes)), -sizes))[: np.count_nonzero(sizes)]
        self.centres_ = self.centres_[order]
        number = np.full(len(sizes) + 1, SET_ASIDE)  # the last place is that of SET_ASIDE
        number[order] = np.arange(len(order))
        self.known_themes_: dict[int, int] = {int(seed): int(number[row]) for row, seed in enumerate(seeds)}
        self.labels_: Groups = number[labels][place]
        self.similarity_: NDArray[np.float64] = similarity[place]
        return self

    def _cut_centres(self, n_themes: int) -> Vectors:
        vectors = self._vectors[self._rows]
        if self.tree_ is None:
            return vectors[:1]
        return np.asarray(normalize(average(vectors, cut_tree(self.tree_, self._points, n_themes)[self._point])))


def _heed(centres: Vectors, vectors: Vectors, known: Groups, seeds: Groups, n_themes: int) -> Vectors:
    """Let what is known have themes of its own, in place of the ones most like it (seeded k-means, Basu et al. 2002).

    The themes of the seeds come first, in the seeds' order; their centres take in the texts that fall to them.
    """
    if not len(seeds):
        return centres
    sown = np.asarray(normalize(np.vstack([vectors[known == seed].mean(axis=0) for seed in seeds])))
    free = centres
    for centre in sown[: max(len(seeds) + len(free) - n_themes, 0)]:
        free = np.delete(free, (free @ centre).argmax(), axis=0)
    together = np.vstack([sown, free]) if len(free) else sown
    for _ in range(2):
        nearest = (vectors @ together.T).argmax(axis=1)
        nearest = np.where(known == SET_ASIDE, nearest, np.searchsorted(seeds, known))
        for number in np.unique(nearest):
            together[number] = normalize(vectors[nearest == number].mean(axis=0)[None, :])[0]
    return together


def _compare(vectors: Vectors, centres: Vectors) -> Vectors:
    """Return the cosines, each the same to the last bit whatever the other rows are.

    A product of a few rows is summed in another order than one of many, so rows of 0 are added up to a multiple of 256.
    """
    missing = -len(vectors) % EVEN
    padded = np.pad(vectors, ((0, missing), (0, 0))) if missing else vectors
    return np.asarray((padded @ centres.T)[: len(vectors)])


def suggest_count(n_texts: int) -> int:
    """Return how many themes to begin with: the square root of half the number of texts, 2 to 60; one under 5 texts.

    It is a rule of thumb; no criterion tells the right number, so look at the themes and choose.

    >>> suggest_count(20), suggest_count(200), suggest_count(5000)
    (3, 10, 50)
    """
    return int(np.clip(round((n_texts / 2) ** 0.5), 2, 60)) if n_texts >= MIN_TEXTS else 1


def _check_count(n_themes: int | None) -> None:
    if n_themes is not None and n_themes < 1:
        raise TableProblem(f"n_themes is {n_themes}; it is 1 or more, or None for the rule of thumb.")


def _tell_apart(texts: Texts) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the different texts in order, and the place of each text among them."""
    if issparse(texts) or np.ndim(texts) == 2:
        array = check_array(texts)
        different, place = np.unique(array, axis=0, return_inverse=True)
        return different, place.ravel()
    strange = next((text for text in texts if not isinstance(text, str)), None)
    if strange is not None:
        raise TableProblem(
            f"the model groups texts, or vectors as an array of texts by numbers; {strange!r} is neither. "
            "Reshape your data, or turn each item into a text with str()."
        )
    names = sorted(set(texts))
    if not names:
        raise TableProblem("there is no text to group. Read some files, or look at what was left out before.")
    number = {text: row for row, text in enumerate(names)}
    return np.array(names, dtype=object), np.array([number[text] for text in texts])


def _speak(texts: Texts) -> NDArray[np.bool_]:
    """Return whether each text has a letter or a digit (a vector: whether it has a number that is not 0)."""
    if not isinstance(texts, list) and np.ndim(texts) == 2:
        return np.asarray(np.asarray(texts).any(axis=1), dtype=bool)
    return np.array([_SAYS_SOMETHING.search(text) is not None for text in texts], dtype=bool)


def _draw(different: NDArray[Any], known: Groups) -> NDArray[np.int64]:
    """Return the rows to fit on: all, or 100,000 that depend on the texts alone and on no row order."""
    if len(different) <= MOST_FITTED:
        return np.arange(len(different))
    keys = np.array([make_id(*np.atleast_1d(text)) for text in different])
    drawn = np.lexsort((keys, known == SET_ASIDE))[:MOST_FITTED]
    return np.sort(drawn)


def _blocks(texts: Texts) -> Iterator[Any]:
    for start in range(0, len(texts), BLOCK):
        yield texts[start : start + BLOCK]


def _find_floor(similarity: NDArray[np.float64]) -> float:
    """Return Tukey's lower fence of the cosines, or their 5th percentile where that is lower; next to 0 of few."""
    if len(similarity) < MIN_FENCED:
        return LEAST
    low, first, third = np.quantile(similarity, [0.05, 0.25, 0.75])
    return round(float(max(min(first - 1.5 * (third - first), low), LEAST)), 6)
