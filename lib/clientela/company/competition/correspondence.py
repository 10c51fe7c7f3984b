"""Correspondence analysis: two sets of names on one map, near one another where they go together more than chance has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Map:
    """The map: principal coordinates of rows and columns, the inertia of each axis, and what places other rows on it."""

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    inertias: NDArray[np.float64]
    standard: NDArray[np.float64]

    def place(self, counts: ArrayLike) -> NDArray[np.float64]:
        """Other rows of counts on the same map (supplementary points): their profiles as weighted means of the columns' vertices."""
        rows = np.asarray(counts, dtype=float)
        total = rows.sum(axis=-1, keepdims=True)
        # A row of which nothing is known has no place.
        profiles = np.divide(rows, total, out=np.full_like(rows, np.nan), where=total > 0)
        placed: NDArray[np.float64] = profiles @ self.standard
        return placed


def correspondence(counts: ArrayLike) -> Map:
    """The map of a table of counts, without empty rows or columns.

    Axes by falling inertia, which is a share of chi-square / n; an axis is turned so that its heaviest column lies to the right.
    Source: Greenacre 2017, Correspondence Analysis in Practice, appendix A.

    >>> smoking = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
    >>> correspondence(smoking).inertias.round(4).tolist()
    [0.0748, 0.01, 0.0004]
    """
    table = np.asarray(counts, dtype=float)
    share = table / table.sum()
    r, c = share.sum(axis=1), share.sum(axis=0)
    left, sizes, right = np.linalg.svd(
        (share - np.outer(r, c)) / np.sqrt(np.outer(r, c)), full_matrices=False
    )
    kept = min(table.shape) - 1
    left, sizes, right = left[:, :kept], sizes[:kept], right[:kept].T
    heaviest = np.abs(right).argmax(axis=0)
    turn = np.where(right[heaviest, np.arange(kept)] < 0, -1.0, 1.0)
    standard = right * turn / np.sqrt(c)[:, None]
    return Map(left * turn / np.sqrt(r)[:, None] * sizes, standard * sizes, sizes**2, standard)


def inertia(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chi-square over n of one table, or of each of a stack of tables: 0 where all rows have the same profile."""
    n = counts.sum(axis=(-2, -1), keepdims=True)
    expected = counts.sum(axis=-1, keepdims=True) * counts.sum(axis=-2, keepdims=True) / n
    parts = np.divide((counts - expected) ** 2, expected, out=np.zeros_like(counts), where=expected > 0)
    total: NDArray[np.float64] = parts.sum(axis=(-2, -1)) / n[..., 0, 0]
    return total
