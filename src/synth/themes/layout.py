"""A map of themes: where each text stands in the plane."""

import numpy as np
from numpy.typing import NDArray

from synth.themes.vectors import Vectors

PULL = 12.0
SPREAD = 0.15


def lay_out(near: Vectors, centres: Vectors) -> NDArray[np.float64]:
    """Return x and y of each text: among the themes it is near to, which stand as alike as they are.

    The themes are placed by classical scaling of their cosines (Torgerson 1952); a text stands at the mean of the
    themes, each counting by exp(12 * cosine), and its differences from that mean spread it a little.

    Args:
        near: cosines, texts by themes.
        centres: one unit vector a theme.
    """
    if len(centres) < 2 or not len(near):
        return np.zeros((len(near), 2))
    places = _scale(centres @ centres.T)
    weights = np.exp(PULL * (near - near.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    apart = near - weights @ (centres @ centres.T)
    spread = SPREAD * _stretch(apart @ places)
    return np.asarray((weights @ places + spread).round(4), dtype=np.float64)


def _scale(cosines: NDArray[np.floating]) -> NDArray[np.float64]:
    middle = np.eye(len(cosines)) - 1 / len(cosines)
    values, axes = np.linalg.eigh(middle @ cosines.astype(np.float64) @ middle)
    two = axes[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 0))
    leads = np.abs(two).argmax(axis=0)
    return _stretch(two * np.where(two[leads, [0, 1]] < 0, -1, 1))


def _stretch(places: NDArray[np.float64]) -> NDArray[np.float64]:
    return places / max(float(np.abs(places).max()), 1e-9)
