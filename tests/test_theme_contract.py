"""ThemeModel keeps scikit-learn's contract, and its answer hangs on no thread count and no hash seed."""

import os
import subprocess
import sys

import pytest
from sklearn.utils import estimator_checks

from synth.themes import ThemeModel

# What scikit-learn checks of any estimator and a model of texts cannot pass, each with the reason.
ONE_COLUMN = "a text has no columns to count: one dimension is a list of texts, and any length of text will do"
DO_NOT_APPLY = {
    "check_n_features_in": ONE_COLUMN,
    "check_n_features_in_after_fitting": ONE_COLUMN,
    "check_fit2d_predict1d": ONE_COLUMN,
    "check_transformer_data_not_an_array": "texts come as a sequence or an array, not as an object of neither kind",
}

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
DIGEST = """
import hashlib
import pandas as pd
from synth import ThemeModel, group
from synth.tables import FINDINGS, UTTERANCES

words = "wachten brief loket dossier lettre guichet Formular Wartezeit card reader password reply form weeks".split()
texts = [f"{words[n % 13]} {words[n * 7 % 13]} {words[n * n % 13]} {words[n // 13 % 13]}" for n in range(150)]
utterances = UTTERANCES.make(
    {"utterance_id": f"u{n}", "source_kind": "feedback", "position": n, "participant_id": f"P{n % 9}",
     "role": "participant", "language": ["nl", "fr", "de", "en"][n % 4], "text": text}
    for n, text in enumerate(texts)
)
findings = FINDINGS.make(
    {"finding_id": f"f{n:03}", "utterance_id": f"u{n}", "start": 0, "end": len(text), "quote": text, "kind": "pain",
     "score": 0.5}
    for n, text in enumerate(texts)
)
model = ThemeModel(6).fit(texts)
told = [table.to_json(double_precision=15) for table in group(findings, utterances, n_themes=6)]
told += [str(model.labels_.tolist()), str(model.similarity_.tolist()), str(model.predict(texts).tolist())]
print(hashlib.sha256("".join(told).encode()).hexdigest())
"""


def digest(hash_seed, threads):
    environment = os.environ | {
        "PYTHONHASHSEED": hash_seed,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
    }
    command = [sys.executable, "-c", DIGEST]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300).stdout


@pytest.mark.slow
def test_another_hash_seed_and_thread_count_give_the_same_themes_and_labels():
    assert digest("1", "1") == digest("2", "2")


@estimator_checks.parametrize_with_checks([ThemeModel()], expected_failed_checks=lambda _: DO_NOT_APPLY)
def test_what_scikit_learn_asks_of_an_estimator_holds_for_vectors(estimator, check):
    check(estimator)
