"""Since when: one step in a series of months, how sure it is, and between which months it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Fewer months than these on one side are an episode.
FEWEST = 2
LEVEL = 0.95


@dataclass(frozen=True)
class Step:
    """The likeliest step: `at` is the place of the first month after it, low and high the first and last place where it may lie."""

    at: int
    low: int
    high: int
    size: float
    p_value: float


def tail(size: float, degrees: float) -> float:
    """How likely a standardised distance is by chance, either way, when its measure of chance rests on few months (Student's t)."""
    from scipy.special import stdtr

    return float(2 * stdtr(degrees, -abs(size)))


def degrees(months: int) -> float:
    """How many free months a moving range of so many is worth (it uses neighbours only: about six tenths)."""
    return max(2.0, 0.6 * (months - 1))


def step(values: Floats, errors: Floats) -> Step | None:
    """Where a series of values with known standard errors steps from one level to another; None where it is too short.

    The step is where the two levels fit best (Hinkley 1970); its p-value counts all the places where it was looked for (Bonferroni, and Student's
    tails because the errors are estimated). The place's interval holds 95 % of what the series says of it, each place alike beforehand (Smith 1975),
    and everything between its ends.

    >>> found = step(np.array([1.0] * 6 + [9.0] * 6), np.ones(12))
    >>> found.at, found.low, found.high, found.size
    (6, 6, 6, 8.0)
    """
    n = len(values)
    places = np.arange(FEWEST, n - FEWEST + 1)
    if len(places) < 2:
        return None
    weight = 1 / errors**2
    first, first_sum = np.cumsum(weight)[places - 1], np.cumsum(weight * values)[places - 1]
    last, last_sum = weight.sum() - first, (weight * values).sum() - first_sum
    size = last_sum / last - first_sum / first
    score = np.abs(size) / np.sqrt(1 / first + 1 / last)
    best = int(score.argmax())
    told = np.exp((score**2 - score[best] ** 2) / 2) / np.sqrt(first * last)
    inside = _likeliest(told / told.sum())
    return Step(
        at=int(places[best]),
        low=int(places[inside.min()]),
        high=int(places[inside.max()]),
        size=float(size[best]),
        p_value=min(1.0, len(places) * tail(float(score[best]), degrees(n))),
    )


def _likeliest(chance: Floats) -> NDArray[np.int64]:
    """The fewest places that hold the level together."""
    order = np.argsort(-chance, kind="stable")
    enough = int(np.searchsorted(np.cumsum(chance[order]), LEVEL - 1e-12)) + 1
    return order[:enough]
