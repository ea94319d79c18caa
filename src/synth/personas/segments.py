"""Groups of participants who say much the same, tested against studies in which there are none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from synth.personas.matrix import standardise
from synth.personas.shuffles import shuffle_studies

MIN_PARTICIPANTS = 3
FIRM = 20  # under so many participants groups are hypotheses, and two at most
MAX_GROUPS = 5
SHUFFLES = 199
RESAMPLES = 100
SHUFFLED_STUDIES, SHUFFLED_RESAMPLES = 40, 10
ALPHA = 0.03  # leaves room for chance in the promise of 95 % refusals
EDGE = 0.5
ROUNDS = 20  # of k-means
LONERS = 3  # how many small branches a cut of the tree may leave

Labels = NDArray[np.int64]
Table = NDArray[np.int64]
Vectors = NDArray[np.float64]


@dataclass(frozen=True)
class Segments:
    """Groups of participants, and whether they are more than chance.

    Attributes:
        labels: each participant's group, numbered from 0, the largest (all 0 when there are no distinct groups).
        p_value: the share of studies, this and shuffled ones, that separate as well, over all the numbers of groups
            that were tried; None if there are no groups of 3 to compare.
        stability: for each group, how much of it is found again among other participants (mean Jaccard).
        code_stability: the same among other claims.
        shuffled_stability: the first for the groups that shuffled studies split into: what chance alone gives.
        membership: for each participant, in which share of the resamples it was found with its group.
    """

    labels: Labels
    p_value: float | None
    stability: tuple[float | None, ...] = (None,)
    code_stability: tuple[float | None, ...] = (None,)
    shuffled_stability: float | None = None
    membership: tuple[float, ...] = ()

    @property
    def n_groups(self) -> int:
        """How many groups there are; 1 if none are distinct."""
        return int(self.labels.max()) + 1

    @property
    def edge_cases(self) -> list[int]:
        """The places of the participants who fit no group well: found with theirs in less than half the resamples."""
        return [place for place, share in enumerate(self.membership) if share < EDGE]


def find_segments(counts: Table, claims: Labels | None = None, *, random_state: int = 0) -> Segments:
    """Find groups of participants, and refuse them if shuffled studies separate as well.

    Participants are grouped by Ward's method and k-means on the residuals of `standardise`. How well a number of groups
    separates (the share of the variance between them) is compared with studies of one group (`shuffle_studies`), in
    standard deviations; the number that stands out most is tested against the number that stands out most in each
    shuffled study, so that trying several numbers costs no false alarms. Each group needs 3 participants; under 20
    participants two groups are looked for at most, else five.

    Args:
        counts: participants by columns, how often each voiced what the column is about.
        claims: which claim each column is about, numbered from 0; None if each is about another.
        random_state: seed of the shuffles and resamples.

    >>> voiced = np.kron(np.eye(2, dtype=np.int64), np.ones((6, 4), dtype=np.int64))
    >>> find_segments(voiced).labels.tolist()
    [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    """
    rng = np.random.default_rng(random_state)
    claims = np.arange(counts.shape[1]) if claims is None else claims
    shuffled, splits, p_value = compare_with_chance(counts, claims, rng)
    labels = splits[0]
    if labels is None or p_value > ALPHA:
        return Segments(np.zeros(len(counts), dtype=np.int64), None if labels is None else p_value)
    by_chance = [(study, found) for study, found in zip(shuffled, splits[1:], strict=True) if found is not None]
    stability, membership = find_again(counts, labels, rng)
    expected = [
        value
        for study, found in by_chance[:SHUFFLED_STUDIES]
        for value in find_again(study, found, rng, resamples=SHUFFLED_RESAMPLES)[0]
        if value is not None
    ]
    return Segments(
        labels,
        p_value,
        tuple(stability),
        tuple(find_again_by_claims(counts, claims, labels, rng)),
        round(float(np.mean(expected)), 3) if expected else None,
        tuple(membership),
    )


def compare_with_chance(
    counts: Table, claims: Labels, rng: np.random.Generator
) -> tuple[list[Table], list[Labels | None], float]:
    """Split a study and its shuffled likes, each into the number of groups that stands out most, and compare them.

    Returns:
        The shuffled studies; the labels of the study and then of each of them, None if it has no groups of 3; and the
        p value of the study.
    """
    numbers = range(2, min(2 if len(counts) < FIRM else MAX_GROUPS, len(counts) // MIN_PARTICIPANTS) + 1)
    found = split(standardise(counts), numbers)
    if not found:
        return [], [None], 1.0
    shuffled = shuffle_studies(counts, claims, SHUFFLES, rng)
    studies = [found, *(split(standardise(study), numbers) for study in shuffled)]
    scores = _standardise_scores(studies, numbers)
    best = scores.max(axis=1)
    chosen = [
        groups[numbers[int(row.argmax())]][0] if groups else None for groups, row in zip(studies, scores, strict=True)
    ]
    return shuffled, chosen, round(float(np.mean(best >= best[0])), 4)


def split(
    vectors: Vectors, numbers: Sequence[int], *, min_size: int = MIN_PARTICIPANTS
) -> dict[int, tuple[Labels, float]]:
    """Split participants into each number of groups; return the labels, and the share of variance between the groups.

    Who stands alone in the tree joins the nearest group. A number for which there are not enough large groups is left
    out.

    Args:
        vectors: participants by claims, as `standardise` returns them.
        numbers: the numbers of groups to try.
        min_size: how many participants a group needs.
    """
    spread = float(((vectors - vectors.mean(axis=0)) ** 2).sum())
    if spread < 1e-9 or len(vectors) < 2:
        return {}
    tree = linkage(vectors, "ward")
    found = {}
    for number in numbers:
        labels = _cut(tree, number, min_size)
        if labels is not None:
            labels = _renumber(_settle(vectors, labels, number, min_size))
            within = float(((vectors - _centres(vectors, labels, number)[labels]) ** 2).sum())
            found[number] = (labels, round(1 - within / spread, 9))
    return found


def _cut(tree: Vectors, number: int, min_size: int) -> Labels | None:
    """Cut a tree where it has enough large groups, numbered from 0; participants of smaller ones get -1."""
    for n_groups in range(number, min(number + LONERS, len(tree) + 1) + 1):
        groups = _renumber(fcluster(tree, n_groups, "maxclust"))
        sizes = np.bincount(groups, minlength=number)
        if sizes[number - 1] >= min_size:
            return np.where(groups < number, groups, -1)
    return None


def _settle(vectors: Vectors, labels: Labels, number: int, min_size: int) -> Labels:
    """Move participants to the nearest centre until none moves, or a group would be too small (k-means)."""
    for _ in range(ROUNDS):
        centres = _centres(vectors, labels, number)
        distances = ((centres**2).sum(axis=1) - 2 * vectors @ centres.T).round(9)
        moved: Labels = distances.argmin(axis=1)
        if (labels < 0).any():  # who stood alone goes first, everybody else stays
            moved = np.where(labels < 0, moved, labels)
        if (moved == labels).all() or np.bincount(moved, minlength=number).min() < min_size:
            break
        labels = moved
    return labels


def _centres(vectors: Vectors, labels: Labels, number: int) -> Vectors:
    return np.vstack([vectors[labels == group].mean(axis=0) for group in range(number)])


def _standardise_scores(studies: list[dict[int, tuple[Labels, float]]], numbers: Sequence[int]) -> Vectors:
    """Return how far each number of groups stands out in each study, in standard deviations of all the studies."""
    scores = np.array([[found[k][1] if k in found else np.nan for k in numbers] for found in studies])
    known = ~np.isnan(scores)
    filled = np.where(known, scores, 0.0)
    count = np.maximum(known.sum(axis=0), 1)
    mean = filled.sum(axis=0) / count
    deviation = np.sqrt((np.where(known, scores - mean, 0.0) ** 2).sum(axis=0) / count)
    return np.where(known, (filled - mean) / np.maximum(deviation, 1e-9), -np.inf).round(9)


def find_again(
    counts: Table, labels: Labels, rng: np.random.Generator, *, resamples: int = RESAMPLES
) -> tuple[list[float | None], list[float]]:
    """Return the mean best Jaccard of each group over bootstrap samples of participants (Hennig 2007).

    With them comes each participant's membership: in which share of the samples that it is in it is found in the group
    that is most like its own.
    """
    number = int(labels.max()) + 1
    found: list[list[float]] = [[] for _ in range(number)]
    together, drawn_often = np.zeros(len(labels)), np.zeros(len(labels))
    for _ in range(resamples):
        drawn = np.unique(rng.integers(len(labels), size=len(labels)))
        again = _split_again(counts[drawn], number)
        if again is None:  # one participant drawn each time, or all alike: tells nothing
            continue
        drawn_often[drawn] += 1
        for group in np.unique(labels[drawn]):
            here = labels[drawn] == group
            overlaps = [_jaccard(here, again == other) for other in range(number)]
            found[group].append(max(overlaps))
            together[drawn[here & (again == int(np.argmax(overlaps)))]] += 1
    return _means(found), (together / np.maximum(drawn_often, 1)).round(3).tolist()


def find_again_by_claims(counts: Table, claims: Labels, labels: Labels, rng: np.random.Generator) -> list[float | None]:
    """Return the mean best Jaccard of each group over bootstrap samples of the claims."""
    number, n_claims = int(labels.max()) + 1, int(claims.max()) + 1
    found: list[list[float]] = [[] for _ in range(number)]
    for _ in range(RESAMPLES):
        drawn = np.unique(rng.integers(n_claims, size=n_claims))
        again = _split_again(counts[:, np.isin(claims, drawn)], number)
        for group in range(number) if again is not None else ():
            found[group].append(max(_jaccard(labels == group, again == other) for other in range(number)))
    return _means(found)


def _split_again(counts: Table, number: int) -> Labels | None:
    found = split(standardise(counts), [number], min_size=1)
    return found[number][0] if found else None


def _jaccard(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def _means(found: list[list[float]]) -> list[float | None]:
    return [round(float(np.mean(values)), 3) if values else None for values in found]


def _renumber(groups: Labels) -> Labels:
    """Number groups from 0, the largest first and then by their first member."""
    names = sorted(
        set(groups.tolist()), key=lambda name: (-int((groups == name).sum()), int(np.argmax(groups == name)))
    )
    return np.array([names.index(name) for name in groups], dtype=np.int64)
