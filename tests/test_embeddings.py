"""Sentence embeddings come from a model on this machine or not at all."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.base import clone

from synth import embeddings
from synth.embeddings import SentenceEmbedder
from synth.errors import SynthError


class StandIn:
    """Has the call of sentence-transformers that is used; the package itself is too large for a test."""

    def __init__(self, name, *, local_files_only):
        if name == "gone" or not local_files_only:
            raise OSError(name)

    def encode(self, texts, *, normalize_embeddings, show_progress_bar):
        assert normalize_embeddings
        assert not show_progress_bar
        return np.array([[len(text), 1.0] for text in texts])


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=StandIn))
    embeddings._load.cache_clear()
    yield
    embeddings._load.cache_clear()


def test_each_text_becomes_a_row(installed):
    embedder = clone(SentenceEmbedder("folder"))
    assert embedder.fit(["a"]).transform(["a", "bcd"]).tolist() == [[1.0, 1.0], [3.0, 1.0]]


def test_a_model_that_is_not_here_is_not_fetched(installed):
    with pytest.raises(SynthError, match="'gone' is not on this machine, and synth downloads nothing"):
        SentenceEmbedder("gone").fit([])


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    embeddings._load.cache_clear()
    with pytest.raises(SynthError, match=r'pip install "synth\[embeddings\]"'):
        SentenceEmbedder("folder").fit([])
