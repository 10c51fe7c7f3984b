"""Means and ratios of sums with intervals that hold for long-tailed money and for few months."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LEVEL = 0.95


class Estimate(NamedTuple):
    """A figure with its limits, its standard error and the number of cases behind it."""

    value: float
    low: float
    high: float
    error: float
    n: int


UNKNOWN = Estimate(np.nan, np.nan, np.nan, np.nan, 0)


def limits(value: float, error: float, n: int) -> Estimate:
    """A figure with 95 % limits by Student's t; without an error, without limits.

    >>> [round(part, 2) for part in limits(10.0, 1.0, 5)[:3]]
    [10.0, 7.22, 12.78]
    """
    from scipy.special import stdtrit

    if n < 2 or not np.isfinite(error):
        return Estimate(value, np.nan, np.nan, np.nan, n)
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * error
    return Estimate(value, value - half, value + half, error, n)


def mean(values: ArrayLike) -> Estimate:
    """The mean of some cases.

    >>> mean([1.0, 2.0, 3.0]).value
    2.0
    """
    cases = np.asarray(values, dtype=float)
    if not len(cases):
        return UNKNOWN
    error = float(cases.std(ddof=1) / np.sqrt(len(cases))) if len(cases) > 1 else np.nan
    return limits(float(cases.mean()), error, len(cases))


def ratio(above: ArrayLike, below: ArrayLike) -> Estimate:
    """One sum divided by another, each month or customer a case of its own (Cochran 1977, chapter 6).

    >>> found = ratio([30.0, 10.0, 20.0], [3.0, 1.0, 2.0])
    >>> found.value, found.error
    (10.0, 0.0)
    """
    one, other = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    total, n = float(other.sum()), len(other)
    if not n or total <= 0:
        return UNKNOWN
    value = float(one.sum()) / total
    left = one - value * other
    error = float(np.sqrt((left**2).sum() * n / (n - 1))) / total if n > 1 else np.nan
    return limits(value, error, n)


def gap(one: Estimate, other: Estimate) -> Estimate:
    """How much one estimate exceeds another that was made of other cases.

    >>> round(gap(limits(5.0, 3.0, 1000), limits(1.0, 4.0, 1000)).error, 6)
    5.0
    """
    n = min(one.n, other.n)
    return limits(one.value - other.value, float(np.hypot(one.error, other.error)), n)
