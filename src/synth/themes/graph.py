"""The graph of nearest texts: each text moves a little towards those most like it, so that themes stand apart."""

from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from synth.themes.vectors import Vectors

NEIGHBOURS = 15
STEPS = 6
SHARPNESS = 4
BLOCK = 64
MOST_IN_TREE = 1500

Tree = NDArray[np.float64]
Groups = NDArray[np.int64]


def smooth(vectors: Vectors) -> Vectors:
    """Return the vectors after six steps, each half-way to the mean of the 15 nearest, the near ones counting most.

    The near count by the fourth power of their cosine. Where texts are few a text has fewer neighbours: a third of
    them, so that a small study does not run into one.
    """
    neighbours = min(NEIGHBOURS, max(len(vectors) // 3, 1), len(vectors) - 1)
    if neighbours < 1:
        return vectors
    nearest, near = _find_nearest(vectors, neighbours)
    ends = np.arange(0, len(vectors) * neighbours + 1, neighbours)
    links = csr_matrix((near.ravel() ** SHARPNESS, nearest.ravel(), ends), shape=(len(vectors), len(vectors)))
    links = normalize(links.maximum(links.T), norm="l1")
    for _ in range(STEPS):
        vectors = normalize(vectors + links @ vectors)
    return vectors


def _find_nearest(vectors: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
    """Return the nearest others of each row and their cosines (never below 0), block by block to spare memory."""
    nearest = np.empty((len(vectors), count), np.int64)
    near = np.empty((len(vectors), count), np.float32)
    for start in range(0, len(vectors), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors.T
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = -1
        found = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        nearest[start : start + BLOCK] = found
        near[start : start + BLOCK] = np.maximum(np.take_along_axis(cosines, found, axis=1), 0)
    return nearest, near


def grow_tree(points: Vectors) -> Tree:
    """Return Ward's tree of the points: which two groups are joined next, and at what cost.

    Of more than 1,500 points it is the tree of 1,500 of them, spread evenly over their order.
    """
    return np.asarray(linkage(points[_spread(len(points))].astype(np.float64), method="ward"))


def _spread(count: int) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, min(count, MOST_IN_TREE)).round().astype(np.int64))


def cut_tree(tree: Tree, points: Vectors, count: int) -> Groups:
    """Return the group of each point: the tree cut into so many groups, mended by k-means that begins there.

    Starting from the tree makes k-means give one answer: there is no draw of first centres to depend on.
    """
    groups = np.asarray(fcluster(tree, count, criterion="maxclust") - 1, dtype=np.int64)
    centres = average(points[_spread(len(points))], groups)
    with catch_warnings():  # equal points leave a group empty
        simplefilter("ignore", ConvergenceWarning)
        mended = KMeans(len(centres), init=centres, n_init=1, max_iter=30).fit_predict(points)
    return np.unique(mended, return_inverse=True)[1].astype(np.int64)


def average(points: Vectors, groups: Groups) -> Vectors:
    """Return the mean of each group's points, the groups being numbered from 0 without a gap."""
    member = csr_matrix((np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))))
    return np.asarray((member @ points) / np.maximum(np.bincount(groups), 1)[:, None], dtype=np.float32)
