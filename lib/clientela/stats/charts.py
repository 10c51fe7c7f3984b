"""Control charts: what a steady process does by itself, and which points are more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

# The mean distance of two neighbours drawn from one normal law, in standard deviations.
NEIGHBOURS = 1.128
# Limits that a steady process leaves three times in a thousand.
SIGMAS = 3.0


def moving_sigma(values: ArrayLike) -> float:
    """The standard deviation as neighbouring points tell it: a step in the series hardly moves it.

    >>> round(moving_sigma([1.0, 2.0, 1.0, 2.0]), 3)
    0.887
    """
    steps = np.abs(np.diff(np.asarray(values, dtype=float)))
    return float(steps.mean()) / NEIGHBOURS if len(steps) else np.nan


def p_limits(p: float, cases: ArrayLike, sigma: float = 1.0) -> tuple[Floats, Floats]:
    """Between which shares a steady process stays, with so many cases a point; `sigma` is Laney's, 1 for the plain chart.

    Sources: Shewhart 1931; Laney 2002, improved control charts for attributes.

    >>> [float(round(end[0], 4)) for end in p_limits(347 / 1500, [50])]
    [0.0524, 0.4102]
    """
    half = SIGMAS * sigma * np.sqrt(p * (1 - p) / np.asarray(cases, dtype=float))
    return np.clip(p - half, 0, 1), np.clip(p + half, 0, 1)


def u_limits(rate: float, cases: ArrayLike, sigma: float = 1.0) -> tuple[Floats, Floats]:
    """The same for a count beside its occasions: complaints beside orders, which may be more than one each."""
    half = SIGMAS * sigma * np.sqrt(rate / np.asarray(cases, dtype=float))
    return np.clip(rate - half, 0, None), rate + half


def xmr_limits(values: ArrayLike) -> tuple[float, float, float]:
    """The middle of a series of single values and its natural limits, from the moving range.

    Source: Wheeler 2000, understanding variation.

    >>> [round(part, 2) for part in xmr_limits([10.0, 12.0, 11.0, 13.0])]
    [11.5, 7.07, 15.93]
    """
    series = np.asarray(values, dtype=float)
    middle, half = float(series.mean()), SIGMAS * moving_sigma(series)
    return middle, middle - half, middle + half


def laney(z: ArrayLike) -> float:
    """By how much the points of a chart of shares spread more than the number of cases explains, at least 1 (Laney 2002).

    `z` are the points less their middle, each in its own standard deviations.
    """
    sigma = moving_sigma(z)
    return max(1.0, sigma) if np.isfinite(sigma) else 1.0


def funnel_sigma(z: ArrayLike) -> float:
    """By how much units spread more than chance, at least 1; the tenth at each end is drawn in, so that one bad unit does not hide itself.

    Source: Spiegelhalter 2005, funnel plots for comparing institutional performance.

    >>> funnel_sigma([0.5, -0.5, 1.0, -1.0, 0.2, -0.2, 0.1, -0.3, 0.4, 30.0]) < 1.5
    True
    """
    scores = np.asarray(z, dtype=float)
    if len(scores) < 2:
        return 1.0
    low, high = np.quantile(scores, (0.1, 0.9), method="inverted_cdf")
    return float(max(1.0, np.sqrt(np.mean(np.clip(scores, low, high) ** 2))))
