"""Two groups of people who answered the same thing: how far apart their means are, and whether that may be chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


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
    from scipy.stats import ttest_ind

    a, b = (np.asarray(side, dtype=float) for side in (one, other))
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    blank = float("nan")
    if min(a.size, b.size) < 1:
        return Apart(blank, blank, blank, 1.0)
    by = float(a.mean() - b.mean())
    if min(a.size, b.size) < 2 or a.var() + b.var() == 0:
        return Apart(by, blank, blank, 1.0)
    test = ttest_ind(a, b, equal_var=False)
    low, high = test.confidence_interval()
    return Apart(by, float(low), float(high), float(test.pvalue))


def off_zero(values: ArrayLike) -> Apart:
    """How far the mean of some people's differences lies from none, by Student's t.

    >>> [round(part, 2) for part in off_zero([1, 2, 3])]
    [2.0, -0.48, 4.48, 0.07]
    """
    from scipy.stats import ttest_1samp

    a = np.asarray(values, dtype=float)
    a = a[~np.isnan(a)]
    blank = float("nan")
    if a.size < 2 or a.var() == 0:
        return Apart(float(a.mean()) if a.size else blank, blank, blank, 1.0)
    test = ttest_1samp(a, 0.0)
    low, high = test.confidence_interval()
    return Apart(float(a.mean()), float(low), float(high), float(test.pvalue))
