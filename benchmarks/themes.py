"""How well themes are found, how long it takes and how much memory, beside BERTopic, LDA, NMF and k-means.

    python benchmarks/themes.py FOLDER [PYTHON OF THE PEERS] [all|unseen]

FOLDER holds `banking77/` (PolyAI, CC BY 4.0) and `clinc150/` (clinc/oos-eval, CC BY 3.0), and may hold
`cimt_thematic_de/` (CIMT PartEval, CC BY-SA 4.0): 697 German contributions with any of twelve themes each, on which
only synth and k-means on LSA are compared, by how far two texts of one group share their themes (Jaccard). The
peers live in an environment of their own (`pip install bertopic tomotopy`); without one, BERTopic and LDA are left out.
5,000 texts of each set, three seeds, one setting for both; no method uses a downloaded model.

The settings of `ThemeModel` were chosen on every other intent of both sets, the first, third, ... in order of the
alphabet; `unseen` measures on the intents between them alone.

NMI, ARI and accuracy (best one-to-one match of groups to intents) are means over the seeds; what a method sets aside
counts as one more group. *coherence* is the mean NPMI, over all texts, of pairs of the ten words most typical of a
group, chosen alike for all methods (in how many of its texts, times log(1 + 1 / share of all texts)): 1 where two words
always stand together, 0 by chance, -1 where they never do. Each method runs in a process of its own on one thread:
*first* is its first fit there, *s* the median of the later ones, *MB* the most memory the process held, *agree* the
mean ARI between two seeds.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

TEXTS = 5000
SEEDS = (0, 1, 2)
LSA = 100
TYPICAL = 10
OWN = ("synth", "k-means", "NMF")
PEERS = ("BERTopic", "LDA")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "TQDM_DISABLE": "1"}


def main() -> None:
    """Measure every method on both sets, each in a process of its own, and print one table."""
    folder = Path(sys.argv[1])
    peers = next((path for path in sys.argv[2:] if path not in ("all", "unseen")), "")
    part = "unseen" if "unseen" in sys.argv else "all"
    rows = []
    for data in ("banking77", "clinc150"):
        for method in (*OWN, *(PEERS if peers else ())):
            python = peers if method in PEERS else sys.executable
            command = [python, __file__, str(folder), "measure", method, data, part]
            done = subprocess.run(
                command, capture_output=True, text=True, env=os.environ | ONE_THREAD, check=False, timeout=1800
            )
            if done.returncode:
                sys.exit(f"{method} on {data} failed:\n{done.stderr[-2000:]}")
            rows += json.loads(done.stdout.splitlines()[-1])
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format="%.3f", na_rep=""))
    measures = ["NMI", "ARI", "accuracy", "coherence"]
    given = table[table["given"]].groupby("method", sort=False)[measures].mean()
    print("\nMean of both sets, number of themes given\n")
    print(given.to_string(float_format="%.3f"))
    german = folder / "cimt_thematic_de" / "dataset-Ottensen-thematic-d1a.csv"
    if german.exists():
        print("\nGerman contributions with several themes each\n")
        print(compare_overlapping(german).to_string(float_format="%.3f"))


def compare_overlapping(path: Path) -> pd.DataFrame:
    """Return how far two texts of one group share their themes, a row a method; `any two` is chance."""
    content = pd.read_csv(path)
    texts = [f"{title}. {text}" for title, text in content[["title", "text"]].fillna("").to_numpy()]
    themes = content.iloc[:, 4:].to_numpy().astype(int)
    shared = themes @ themes.T
    either = themes.sum(axis=1)[:, None] + themes.sum(axis=1)[None, :] - shared
    jaccard = shared / np.maximum(either, 1)
    apart = ~np.eye(len(texts), dtype=bool)
    rows = {"any two": {"shared": jaccard[apart].mean(), "aside": 0.0}}
    for method in ("synth", "k-means"):
        answers = [np.array(METHODS[method](texts, themes.shape[1], seed)) for seed in SEEDS]
        pairs = [(answer[:, None] == answer[None, :]) & (answer >= 0)[:, None] & apart for answer in answers]
        rows[method] = {
            "shared": np.mean([jaccard[together].mean() for together in pairs]),
            "aside": np.mean([(answer < 0).mean() for answer in answers]),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def measure(folder: Path, method: str, data: str, part: str) -> list[dict[str, Any]]:
    """Return the figures of one method on one set: the number of themes given, and not given where it can choose."""
    texts, intents = load(folder, data, part)
    rows = []
    for count in (len(set(intents)), None):
        if count is None and method not in ("synth", "BERTopic"):
            continue
        answers, seconds = [], []
        for seed in SEEDS:
            begun = time.perf_counter()
            answers.append(METHODS[method](texts, count, seed))
            seconds.append(time.perf_counter() - begun)
        memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
        scores = np.mean([score(intents, answer) for answer in answers], axis=0)
        said = count_words(texts)
        rows.append(
            {
                "data": data, "method": method, "given": count is not None, "intents": len(set(intents)),
                "found": float(np.median([len(set(answer) - {-1}) for answer in answers])),
                "NMI": scores[0], "ARI": scores[1], "accuracy": scores[2],
                "coherence": float(np.mean([measure_coherence(said, answer) for answer in answers])),
                "aside": float(np.mean([np.mean(np.array(answer) == -1) for answer in answers])),
                "first": seconds[0] if count is not None else None, "s": float(np.median(seconds[1:])),
                "MB": memory,
                "agree": float(np.mean([adjusted_rand_score(*pair) for pair in combinations(answers, 2)])),
            }
        )  # fmt: skip
    return rows


def load(folder: Path, data: str, part: str) -> tuple[list[str], list[str]]:
    """Return 5,000 texts of a set and their intents, of all intents or of those not looked at."""
    if data == "banking77":
        frame = pd.concat([pd.read_csv(folder / data / name) for name in ("train.csv", "test.csv")])
        rows = list(zip(frame["text"], frame["category"], strict=True))
    else:
        content = json.loads((folder / data / "data_full.json").read_text(encoding="utf-8"))
        rows = [(text, intent) for name in ("train", "val", "test") for text, intent in content[name]]
    intents = sorted({intent for _, intent in rows})
    kept = set(intents[1::2] if part == "unseen" else intents)
    rows = [row for row in rows if row[1] in kept]
    drawn = np.random.default_rng(0).permutation(len(rows))[:TEXTS]
    texts, labels = zip(*(rows[row] for row in drawn), strict=True)
    return list(texts), list(labels)


def score(intents: Sequence[str], answer: Sequence[int]) -> tuple[float, float, float]:
    """Return NMI, ARI, and the accuracy of the best one-to-one match."""
    both = pd.crosstab(np.array(intents), np.array(answer)).to_numpy()
    rows, columns = linear_sum_assignment(-both)
    return (
        float(normalized_mutual_info_score(intents, answer)),
        float(adjusted_rand_score(intents, answer)),
        float(both[rows, columns].sum() / len(intents)),
    )


def count_words(texts: Sequence[str]) -> csr_matrix:
    """Return which words stand in which texts, texts by words, without little words and those of one text alone."""
    return CountVectorizer(stop_words="english", min_df=2, binary=True).fit_transform(texts).astype(np.float64)


def measure_coherence(there: csr_matrix, answer: Sequence[int]) -> float:
    """Return the mean NPMI of the typical words of each group (Bouma 2009; Lau, Newman and Baldwin 2014)."""
    share = np.asarray(there.mean(axis=0)).ravel()
    means = []
    for group in sorted(set(answer) - {-1}):
        often = np.asarray(there[np.array(answer) == group].sum(axis=0)).ravel()
        typical = np.argsort(-often * np.log(1 + 1 / share), kind="stable")[:TYPICAL]
        words = typical[often[typical] > 0]
        pairs = np.triu_indices(len(words), 1)
        together = ((there[:, words].T @ there[:, words]).toarray() / there.shape[0])[pairs]
        apart = np.outer(share[words], share[words])[pairs]
        means += [
            np.log(both / by_chance) / -np.log(both) if both else -1
            for both, by_chance in zip(together, apart, strict=True)
        ]
    return float(np.mean(means))


def fit_synth(texts: list[str], count: int | None, seed: int) -> list[int]:
    from synth import ThemeModel

    return [int(label) for label in ThemeModel(count, random_state=seed).fit(texts).labels_]


def fit_kmeans(texts: list[str], count: int | None, seed: int) -> list[int]:
    reduce = make_pipeline(TfidfVectorizer(min_df=2), TruncatedSVD(LSA, random_state=seed), Normalizer())
    assert count
    return list(KMeans(count, n_init=1, random_state=seed).fit_predict(reduce.fit_transform(texts)))


def fit_nmf(texts: list[str], count: int | None, seed: int) -> list[int]:
    counts = TfidfVectorizer(min_df=2, stop_words="english").fit_transform(texts)
    return list(NMF(count, init="nndsvda", random_state=seed, max_iter=200).fit_transform(counts).argmax(axis=1))


def fit_lda(texts: list[str], count: int | None, seed: int) -> list[int]:
    import tomotopy

    model = tomotopy.LDAModel(k=count, seed=seed + 1, min_df=2)
    analyse = TfidfVectorizer(stop_words="english").build_analyzer()
    for text in texts:
        model.add_doc(analyse(text) or ["?"])
    model.train(300, workers=1)
    return [int(np.argmax(doc.get_topic_dist())) for doc in model.docs]


def fit_bertopic(texts: list[str], count: int | None, seed: int) -> list[int]:
    """Fit BERTopic as its documentation tells for use without a model; k-means where the number is given."""
    from bertopic import BERTopic
    from umap import UMAP

    backend = make_pipeline(TfidfVectorizer(min_df=2), TruncatedSVD(LSA, random_state=seed))
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    cluster = {"hdbscan_model": KMeans(count, n_init=1, random_state=seed)} if count else {}
    labels, _ = BERTopic(embedding_model=backend, umap_model=umap, **cluster).fit_transform(texts)
    return [int(label) for label in labels]


METHODS: dict[str, Callable[[list[str], int | None, int], list[int]]] = {
    "synth": fit_synth, "k-means": fit_kmeans, "NMF": fit_nmf, "BERTopic": fit_bertopic, "LDA": fit_lda,
}  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if "measure" in sys.argv:
        print(json.dumps(measure(Path(sys.argv[1]), *sys.argv[3:6])))
    else:
        main()
