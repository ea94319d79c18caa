"""Sentence embeddings by a model that is on this machine, for those who have one: `pip install "synth[embeddings]"`."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from synth.errors import SynthError


class SentenceEmbedder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn transformer from texts to their embeddings, as `FindingRanker(embed=SentenceEmbedder(...))`.

    Nothing is downloaded: the model has to be in a folder, or in the cache of sentence-transformers.

    Args:
        model: the model's folder, or its name.
    """

    def __init__(self, model: str) -> None:
        self.model = model

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002
        """Load the model; there is nothing to learn.

        Raises:
            SynthError: sentence-transformers or the model is not there.
        """
        _load(self.model)
        return self

    def transform(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return one row a text, of length 1."""
        return np.asarray(_load(self.model).encode(list(texts), normalize_embeddings=True, show_progress_bar=False))


@cache
def _load(model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise SynthError('sentence embeddings need an extra: pip install "synth[embeddings]".') from error
    try:
        return SentenceTransformer(model, local_files_only=True)
    except OSError as error:
        raise SynthError(
            f"the embedding model {model!r} is not on this machine, and synth downloads nothing. Copy its folder here "
            "and give the path."
        ) from error
