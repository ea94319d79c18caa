"""Vectors in which texts of different languages meet: beside their words stand the concepts they speak of."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from synth.concepts import count_concepts
from synth.themes.vectors import TextVectors, Vectors


class BridgedVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Joins the vectors of texts to those of the concepts in `concepts.toml`, as `ThemeModel(embed=BridgedVectors())`.

    Args:
        embed: the transformer from texts to vectors; None for `TextVectors`.
        weight: how much the concepts count beside the words (1 is as much).
    """

    def __init__(self, embed: TransformerMixin | None = None, *, weight: float = 1.0) -> None:
        self.embed = embed
        self.weight = weight

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002
        """Learn the vectors of the texts, and how rare each concept is among them."""
        self.embed_ = (TextVectors() if self.embed is None else self.embed).fit(texts)
        self.rarity_ = TfidfTransformer(sublinear_tf=True).fit(csr_matrix(count_concepts(texts)))
        return self

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text: its vector of length 1, then its concepts of length `weight`."""
        concepts = self.rarity_.transform(csr_matrix(count_concepts(texts))).toarray()
        words = normalize(self.embed_.transform(texts))
        return np.hstack([words, self.weight * normalize(concepts)]).astype(np.float32)
