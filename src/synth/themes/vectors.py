"""Vectors of short texts, learnt from the texts themselves: no model is downloaded."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from scipy.sparse.linalg import svds
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

Vectors = NDArray[np.float32]

WORD = re.compile(r"[^\W_]+|[^\w\s]")
PARTS = (3, 4, 5)
BATCH = 50_000
ENOUGH = 600  # texts from which the company of words counts in full
RARE = 3e-4  # a word with this share of all words counts half
FEW = 5  # of fewer texts even what one alone says is kept


class TextVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns each text into one vector: what its words are made of, beside what company they keep.

    The first half is latent semantic analysis of words and of their parts (3 to 5 letters, so that *Wartezeit* is near
    *warten* and *wachttijden* near *wachttijd*). The second half is learnt from which words share a text: positive
    pointwise mutual information, reduced (Levy and Goldberg 2014), averaged with less weight for frequent words and
    without the common direction (Arora, Liang and Ma 2017). It counts in full from 600 texts on, in proportion below:
    less text does not tell what company words keep. Both halves are sums over a text's words, so a new text costs one
    look-up a word, and a word never seen before counts by its parts.

    Args:
        size: how many numbers each half has.
        random_state: where the reductions begin.

    Attributes:
        words_: the place of each word that was seen.
    """

    def __init__(self, size: int = 100, *, random_state: int = 0) -> None:
        self.size = size
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002
        """Learn what the words of these texts are like."""
        self.words_: dict[str, int] = {}
        counts = _count(map(_split, texts), self.words_, grow=True)
        self._fit_form(counts)
        self._fit_company(counts)
        return self

    def transform(self, texts: Iterable[str]) -> Vectors:
        """Return one row a text; the first half has length 1, the second at most (0 where nothing is known)."""
        check_is_fitted(self, "words_")
        everything = list(texts)
        rows = [self._place(everything[start : start + BATCH]) for start in range(0, len(everything), BATCH)]
        return np.vstack(rows) if rows else np.zeros((0, self._form.shape[1] + self._company.shape[1]), np.float32)

    def _fit_form(self, counts: csr_matrix) -> None:
        """Reduce words and parts of words: a vector a word, and one a part for words to come."""
        least = 1 if counts.shape[0] < FEW else 2
        texts_with = np.bincount(counts.indices, minlength=counts.shape[1])
        names: dict[str, int] = {}
        parts = _count(map(_cut, self.words_), names, grow=True)
        shared = np.bincount((counts @ parts).indices, minlength=parts.shape[1])
        told = shared >= least
        self._parts = {name: number for number, name in enumerate(compress(names, told))}
        self._part_rarity = diags(_rarity(shared[told], counts.shape[0]).astype(np.float32))
        parts = parts[:, told]
        rarity = np.where(texts_with >= least, _rarity(texts_with, counts.shape[0]), 0)
        words = hstack([diags(rarity), self._weigh(parts)]).tocsr().astype(np.float32)
        used = normalize(_dampen(counts) @ words, copy=False)
        axes, _ = _find_axes(used, self.size, self.random_state)
        self._form: Vectors = words @ axes
        self._part_form: Vectors = axes[counts.shape[1] :]

    def _weigh(self, parts: csr_matrix) -> csr_matrix:
        return parts @ self._part_rarity

    def _fit_company(self, counts: csr_matrix) -> None:
        """Learn which words share a text with which: a vector a word."""
        texts_with = np.bincount(counts.indices, minlength=counts.shape[1])
        known = np.flatnonzero(texts_with > 1)
        there = counts[:, known].sign()
        together = (there.T @ there).tocoo()
        apart = together.row != together.col
        one, other, count = together.row[apart], together.col[apart], together.data[apart]
        share = np.bincount(one, count, minlength=len(known))
        surprise = np.log(count * share.sum() / (share[one] * share[other]))
        kept = surprise > 0
        self._company: Vectors = np.zeros((counts.shape[1], 1), np.float32)
        self._trust = min(counts.shape[0] / ENOUGH, 1)
        if not kept.any():
            return
        table = csr_matrix((surprise[kept], (one[kept], other[kept])), shape=(len(known), len(known)), dtype=np.float32)
        axes, strengths = _find_axes(table, self.size, self.random_state)
        meanings = normalize(table @ axes / np.sqrt(strengths))
        frequency = np.asarray(counts[:, known].sum(axis=0)).ravel() / counts.sum()
        weighted = meanings * (RARE / (RARE + frequency))[:, None]
        common = np.linalg.svd((there @ weighted).T @ (there @ weighted))[0][:, :1]
        self._company = np.zeros((counts.shape[1], meanings.shape[1]), np.float32)
        self._company[known] = weighted - weighted @ common @ common.T

    def _place(self, texts: Sequence[str]) -> Vectors:
        split = [_split(text) for text in texts]
        new = sorted({word for words in split for word in words} - self.words_.keys())
        counts = _count(split, self.words_ | {word: len(self.words_) + place for place, word in enumerate(new)})
        form = np.vstack([self._form, self._weigh(_count(map(_cut, new), self._parts)) @ self._part_form])
        company = counts[:, : len(self.words_)].sign() @ self._company
        return np.hstack([normalize(_dampen(counts) @ form), self._trust * normalize(company)]).astype(np.float32)


def _rarity(texts_with: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Return the inverse frequency of what stands in so many of the texts, smoothed as scikit-learn does."""
    return np.asarray(np.log((1 + count) / (1 + texts_with)) + 1)


def _find_axes(table: csr_matrix, size: int, seed: int) -> tuple[Vectors, Vectors]:
    """Return the first right singular vectors of a table, as columns, and their singular values, none of them 0."""
    if min(table.shape) <= size + 1:
        strengths, axes = np.linalg.svd(table.toarray(), full_matrices=False)[1:]
    else:
        start = np.random.default_rng(seed).standard_normal(min(table.shape)).astype(np.float32)
        strengths, axes = svds(table, size, v0=start)[1:]
        strengths, axes = strengths[::-1], axes[::-1]
    kept = max(np.count_nonzero(strengths > 1e-4 * strengths[0]), 1)
    return np.asarray(axes[:kept].T, np.float32), np.maximum(strengths[:kept], 1e-9).astype(np.float32)


def _split(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _cut(word: str) -> Iterator[str]:
    """Yield the parts of a word with its borders; a word shorter than a part is one itself."""
    marked = f" {word} "
    for length in PARTS:
        yield from (marked[start : start + length] for start in range(max(len(marked) - length + 1, 0)))


def _count(rows: Iterable[Iterable[str]], places: dict[str, int], *, grow: bool = False) -> csr_matrix:
    """Count names row by row; `grow` gives a new name the next place, otherwise an unknown one is left out."""
    indices: list[int] = []
    ends = [0]
    for row in rows:
        if grow:
            indices.extend(places.setdefault(name, len(places)) for name in row)
        else:
            indices.extend(places[name] for name in row if name in places)
        ends.append(len(indices))
    counts = csr_matrix(
        (np.ones(len(indices), np.float32), np.array(indices, np.int32), ends), shape=(len(ends) - 1, len(places))
    )
    counts.sum_duplicates()
    return counts


def _dampen(counts: csr_matrix) -> csr_matrix:
    """Return 1 + log(count): a word said twice tells more, but not twice as much."""
    dampened = counts.copy()
    dampened.data = 1 + np.log(dampened.data)
    return dampened
