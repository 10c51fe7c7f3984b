"""Two groups of people who answered the same thing: how far apart their means are, and whether that may be chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Less spread than this, beside the marks themselves, is only the last digits of a mean.
ONE_MIND = 1e-12


class Apart(NamedTuple):
    """By how much one mean exceeds another, its limits of 95 % and how likely as much is by chance."""

    by: float
    low: float
    high: float
    p_value: float


def apart(one: ArrayLike, other: ArrayLike) -> Apart:
    """How far the mean of some people lies from that of other people (Welch 1947).

    Fewer than two in either, or everybody of one mind in both, tell nothing of chance: the limits are then blank, and nothing is sure.

    >>> [round(part, 2) for part in apart([4, 5, 6, 5], [1, 2, 3, 2])]
    [3.0, 1.59, 4.41, 0.0]
    """
    a, b = _known(one), _known(other)
    if not a.size or not b.size:
        return _limits(float("nan"), 0.0, 0.0)
    parts = [float(group.var(ddof=1)) / group.size if group.size > 1 else 0.0 for group in (a, b)]
    by, error = float(a.mean() - b.mean()), sum(parts)
    if min(a.size, b.size) < 2 or error <= ONE_MIND:
        return _limits(by, 0.0, 0.0)
    freedom = error**2 / (parts[0] ** 2 / (a.size - 1) + parts[1] ** 2 / (b.size - 1))
    return _limits(by, error**0.5, freedom)


def off_zero(values: ArrayLike) -> Apart:
    """How far the mean of some people's differences lies from none, by Student's t.

    >>> [round(part, 2) for part in off_zero([1, 2, 3])]
    [2.0, -0.48, 4.48, 0.07]
    """
    a = _known(values)
    if a.size < 2 or a.var() <= ONE_MIND:
        return _limits(float(a.mean()) if a.size else float("nan"), 0.0, 0.0)
    return _limits(float(a.mean()), float(a.std(ddof=1)) / a.size**0.5, a.size - 1)


def _known(values: ArrayLike) -> NDArray[np.float64]:
    given = np.asarray(values, dtype=float)
    return given[~np.isnan(given)]


def _limits(by: float, error: float, freedom: float) -> Apart:
    """A difference with its limits; without a measure of chance, without them."""
    from scipy.special import stdtr, stdtrit

    if not error > 0:
        return Apart(by, float("nan"), float("nan"), 1.0)
    swing = float(stdtrit(freedom, 0.975)) * error
    return Apart(by, by - swing, by + swing, 2 * float(stdtr(freedom, -abs(by) / error)))
