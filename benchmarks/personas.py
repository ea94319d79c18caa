"""How often personas are refused where there are no groups, and found where there are, beside the usual ways.

    python benchmarks/personas.py                # 100 simulated studies a setting, a few minutes on two cores
    python benchmarks/personas.py --studies 20   # a glance

The settings here are not those that the method was chosen on (18 claims, voiced by .2 and in their own group by .65,
talkativeness .6): see `SETTINGS`. The others work on the same matrix: average linkage on Gower's distance or Jaccard's,
the number of groups by silhouette; and non-negative matrix factorisation with the number by cross-validation of
its error, each participant in the strongest component. Neither of them says "one group" by itself.
"""

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a core a study; read when numpy is loaded

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import NMF
from sklearn.metrics import adjusted_rand_score, silhouette_score

from synth.personas.segments import ALPHA, FIRM, compare_with_chance

Labels = NDArray[np.int64]
Table = NDArray[np.int64]


@dataclass(frozen=True)
class Setting:
    """A kind of study. Chances are those of a participant of middling talkativeness to voice a claim."""

    participants: int
    groups: int
    own: float = 0.7  # of a claim of the participant's own group
    common: float = 0.25  # of any other claim, on average
    claims: int = 20
    talkative: float = 0.5  # the standard deviation of talkativeness, in logits and in the logarithm of quotes
    kinds: int = 1  # in how many ways a claim can be voiced: as a pain, a need ...
    shuffled: bool = False  # each column by itself, whatever the groups were


NULLS = {
    "12, each claim shuffled": Setting(12, 2, shuffled=True),
    "24, each claim shuffled": Setting(24, 3, shuffled=True),
    "48, each claim shuffled": Setting(48, 3, shuffled=True),
    "12, one group, some talkative, some not": Setting(12, 1, talkative=1.0),
    "24, one group, some talkative, some not": Setting(24, 1, talkative=1.0),
    "48, one group, some talkative, some not": Setting(48, 1, talkative=1.0),
    "24, the same, three kinds a claim": Setting(24, 1, talkative=1.0, kinds=3),
}
SETTINGS = {f"{n}, {groups} groups": Setting(n, groups) for groups in (2, 3) for n in (12, 24, 48)} | {
    "48, 3 faint groups": Setting(48, 3, own=0.55)
}


def simulate(setting: Setting, rng: np.random.Generator) -> tuple[Table, Labels, Labels]:
    """Return a study: participants by columns, which claim each column is about, and the planted groups."""
    n, n_claims = setting.participants, setting.claims
    groups = np.sort(np.arange(n) % setting.groups)
    chance = np.tile(rng.beta(6 * setting.common, 6 * (1 - setting.common), size=n_claims).clip(0.03, 0.9), (n, 1))
    owned = np.arange(n_claims) // (n_claims // (setting.groups + 1))  # what is left over is nobody's own
    if setting.groups > 1:
        chance[groups[:, None] == owned[None]] = setting.own
    talk = rng.normal(0, setting.talkative, size=(n, 1))
    voiced = rng.random((n, n_claims)) < 1 / (1 + np.exp(-(np.log(chance / (1 - chance)) + talk)))
    quotes = np.where(voiced, 1 + rng.poisson(0.7 * np.exp(talk), size=voiced.shape), 0)
    main = rng.integers(setting.kinds, size=n_claims)
    wander = rng.random((n, n_claims, setting.kinds)) * 0.7 + np.eye(setting.kinds)[main]
    share = wander / wander.sum(axis=2, keepdims=True)
    counts = rng.multinomial(quotes, share).reshape(n, -1) if setting.kinds > 1 else quotes
    if setting.shuffled:
        counts = rng.permuted(counts, axis=0)
    kept = (counts > 0).any(axis=0)
    return counts[:, kept].astype(np.int64), np.repeat(np.arange(n_claims), setting.kinds)[kept], groups


def by_synth(counts: Table, claims: Labels, rng: np.random.Generator) -> Labels:
    _, (labels, *_), p_value = compare_with_chance(counts, np.unique(claims, return_inverse=True)[1], rng)
    return labels if labels is not None and p_value <= ALPHA else np.zeros(len(counts), dtype=np.int64)


def by_linkage(counts: Table, _claims: Labels, _rng: np.random.Generator, *, metric: str) -> Labels:
    """Average linkage with the number of groups of the highest silhouette."""
    said = counts > 0
    distances = np.nan_to_num(pdist(said, "jaccard")) if metric == "jaccard" else pdist(_scale(counts), "cityblock")
    tree, square = linkage(distances, "average"), squareform(distances)
    splits = [fcluster(tree, number, "maxclust") - 1 for number in numbers(len(counts))]
    splits = [labels for labels in splits if len(set(labels)) > 1]
    scored = [(silhouette_score(square, labels, metric="precomputed"), -place) for place, labels in enumerate(splits)]
    return splits[-max(scored)[1]] if scored else np.zeros(len(counts), dtype=np.int64)


def by_factors(counts: Table, _claims: Labels, rng: np.random.Generator) -> Labels:
    """NMF of the logarithm of the counts; the number of factors by the error on cells that were held out."""
    said = np.log2(1 + counts)
    hidden = rng.random(said.shape) < 0.1
    filled = np.where(hidden, said.mean(axis=0), said)
    errors = {}
    for number in numbers(len(counts)):
        model = NMF(number, init="nndsvda", max_iter=500, tol=1e-2)
        errors[number] = float(((model.fit_transform(filled) @ model.components_ - said)[hidden] ** 2).sum())
    best = min(errors, key=lambda number: (errors[number], number))
    return np.asarray(NMF(best, init="nndsvda", max_iter=500, tol=1e-2).fit_transform(said).argmax(axis=1))


WAYS = {
    "synth": by_synth,
    "Gower, silhouette": partial(by_linkage, metric="gower"),
    "Jaccard, silhouette": partial(by_linkage, metric="jaccard"),
    "NMF": by_factors,
}


def numbers(participants: int) -> range:
    """Which numbers of groups each way may choose from: the same for all."""
    return range(2, 3 if participants < FIRM else 6)


def measure(setting: Setting, seed: int) -> list[tuple[int, float]]:
    """Return how many groups each way found in one study, and how well they agree with the planted ones (ARI)."""
    rng = np.random.default_rng(seed)
    counts, claims, planted = simulate(setting, rng)
    found = [way(counts, claims, rng) for way in WAYS.values()]
    return [(len(set(labels.tolist())), float(adjusted_rand_score(planted, labels))) for labels in found]


def _scale(counts: Table) -> NDArray[np.float64]:
    """Scale columns to 0-1, as Gower's coefficient does; shared absence counts as alike."""
    amount = np.log2(1 + counts)
    return np.asarray(amount / np.maximum(amount.max(axis=0), 1) / counts.shape[1])


def tabulate(pool: ProcessPoolExecutor, studies: int, seed: int) -> Iterator[str]:
    yield f"Refused where there are no groups, in % of {studies} simulated studies:\n"
    yield _row("participants", *WAYS)
    yield _row(*["---"] * (1 + len(WAYS)))
    for number, (name, setting) in enumerate(NULLS.items()):
        results = _run(pool, setting, studies, seed + 10_000 * number)
        yield _row(name, *(f"{100 * np.mean([n == 1 for n, _ in way]):.1f}" for way in results))
    yield f"\nFound where groups were planted: mean ARI (and the right number, in % of {studies}):\n"
    yield _row("participants", *WAYS, "synth finds any")
    yield _row(*["---"] * (2 + len(WAYS)))
    for number, (name, setting) in enumerate(SETTINGS.items(), start=len(NULLS)):
        results = _run(pool, setting, studies, seed + 10_000 * number)
        told = [
            f"{np.mean([ari for _, ari in way]):.2f} ({100 * np.mean([n == setting.groups for n, _ in way]):.0f})"
            for way in results
        ]
        yield _row(name, *told, f"{100 * np.mean([n > 1 for n, _ in results[0]]):.0f} %")


def _run(pool: ProcessPoolExecutor, setting: Setting, studies: int, seed: int) -> list[list[tuple[int, float]]]:
    measured = pool.map(partial(measure, setting), range(seed, seed + studies), chunksize=5)
    return [list(way) for way in zip(*measured, strict=True)]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=100, help="simulated studies a setting")
    parser.add_argument("--seed", type=int, default=1, help="of the first study")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many studies at once")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.processes) as pool:
        for line in tabulate(pool, options.studies, options.seed):
            print(line, flush=True)


if __name__ == "__main__":
    main()
