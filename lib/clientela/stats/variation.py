"""How much of what varies is the group: the intraclass correlation, from the sums of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def intraclass(cases: ArrayLike, total: ArrayLike, squares: ArrayLike) -> tuple[float, float, float] | None:
    """Which part of the variation among cases is between their groups: value, low, high; None where nothing varies.

    One-way analysis of variance, groups of any size; interval by Searle 1971 (of shares, too: Ridout, Demétrio & Firth 1999). A value
    below 0 says what chance would: no part of it.

    >>> [round(part, 2) for part in intraclass([2, 2], [2.0, 6.0], [2.0, 18.0])]
    [1.0, 1.0, 1.0]
    """
    from scipy.stats import f

    n, sums, squared = (np.asarray(part, dtype=float) for part in (cases, total, squares))
    k, whole = len(n), float(n.sum())
    if k < 2 or whole <= k:
        return None
    between = float((sums**2 / n).sum() - sums.sum() ** 2 / whole) / (k - 1)
    within = float((squared - sums**2 / n).sum()) / (whole - k)
    size = (whole - float((n**2).sum()) / whole) / (k - 1)
    if between <= 0 and within <= 0:
        return None
    if within <= 0:
        return 1.0, 1.0, 1.0
    ratio = between / within
    ends = (f.ppf(0.975, k - 1, whole - k), f.ppf(0.025, k - 1, whole - k))
    value, low, high = ((part - 1) / (part + size - 1) for part in (ratio, ratio / ends[0], ratio / ends[1]))
    return float(value), float(low), float(high)
