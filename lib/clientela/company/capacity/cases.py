"""Units where cases wait on a list: what waits from week to week, since when it grows, and how sure it is to be done in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# A stretch of the past shorter than this is no regime.
SHORTEST = 3
# How much better two stretches must tell the past than one, in twice the logarithm: about one chance in fifty over all places of the cut.
CLEAR = 12.0
# Places of the cut that tell it nearly as well.
AS_WELL = 3.84


def waiting(arrivals: Any, done: Any, begin: Any = 0.0) -> Any:
    """What waits at the end of each week: what waited, and came, and could not be done (Lindley 1952).

    The last axis is time; what is not used in a week is lost.

    >>> waiting(np.array([3.0, 5.0, 1.0]), np.array([4.0, 4.0, 4.0])).tolist()
    [0.0, 1.0, 0.0]
    """
    arrivals, done = np.broadcast_arrays(np.asarray(arrivals, dtype=float), np.asarray(done, dtype=float))
    left, now = (
        np.empty_like(arrivals, dtype=float),
        np.broadcast_to(np.asarray(begin, dtype=float), arrivals.shape[:-1]),
    )
    for week in range(arrivals.shape[-1]):
        now = np.maximum(now + arrivals[..., week] - done[..., week], 0.0)
        left[..., week] = now
    return left


def in_time(arrivals: float, done: float, spread: float, days: float) -> float:
    """How sure a week that is like all others ends with no more waiting than can be done in so many days.

    Kingman's tail of a queue whose people are mostly busy (1962): exp(−2·room·spare / variance). `spread` is the variance of a week's arrivals.

    >>> round(in_time(30, 32, 30, 7), 3), in_time(30, 30, 30, 7)
    (0.986, 0.0)
    """
    if done <= arrivals:
        return 0.0
    room = done * days / 7
    return float(1 - np.exp(-2 * room * (done - arrivals) / max(spread, 1e-9)))


@dataclass(frozen=True)
class Since:
    """From which week a unit is busier than before, between which weeks that may lie, and what changed."""

    week: dt.date
    earliest: dt.date
    latest: dt.date
    arrivals_before: float
    arrivals_now: float
    hours_before: float
    hours_now: float


def since(weeks: pd.DataFrame) -> Since | None:
    """From when on a unit is busier: the cut that tells its weeks best; None where one regime tells them as well, or it became less busy.

    `weeks` are complete ones in order, with arrivals, net and handling. Arrivals are counts around a busyness × what could be done; the likelihood
    ratio is divided by how much more than counts they vary (quasi-likelihood).
    """
    arrivals, done = weeks["arrivals"].to_numpy(dtype=float), _done(weeks)
    usable = np.isfinite(done) & (done > 0)
    if usable.sum() < 2 * SHORTEST or usable.sum() < len(usable):
        return None
    gain = np.full(len(weeks), -np.inf)
    whole = _told(arrivals, done)
    for cut in range(SHORTEST, len(weeks) - SHORTEST + 1):
        gain[cut] = 2 * (_told(arrivals[:cut], done[:cut]) + _told(arrivals[cut:], done[cut:]) - whole)
    best = int(gain.argmax())
    spread = _dispersion(arrivals, done, best)
    before, now = (
        float(arrivals[part].sum() / done[part].sum()) for part in (slice(best), slice(best, None))
    )
    if gain[best] / spread < CLEAR or now <= before:
        return None
    near = np.flatnonzero((gain[best] - gain) / spread <= AS_WELL)
    days = weeks["week"].dt.date.tolist()
    length = weeks["weeks"].to_numpy(dtype=float)
    net = weeks["net"].to_numpy(dtype=float)

    def mean(values: Any, part: slice) -> float:
        return float(values[part].sum() / length[part].sum())

    before_, now_ = slice(best), slice(best, None)
    return Since(
        days[best], days[int(near[0])], days[int(near[-1])], mean(arrivals, before_), mean(arrivals, now_), mean(net, before_), mean(net, now_),
    )  # fmt: skip


def _done(weeks: pd.DataFrame) -> Any:
    """How many cases the hours of each week are enough for."""
    return (weeks["net"] * 60 / weeks["handling"].where(weeks["handling"] > 0)).to_numpy(dtype=float)


def _told(arrivals: Any, done: Any) -> float:
    """The logarithm of how likely the counts are, at the busyness that fits them best."""
    total = arrivals.sum()
    return (
        float(total * np.log(total / done.sum()) + (arrivals * np.log(done)).sum() - total)
        if total > 0
        else 0.0
    )


def _dispersion(arrivals: Any, done: Any, cut: int) -> float:
    expected = np.concatenate([
        part_done * part.sum() / part_done.sum()
        for part, part_done in ((arrivals[:cut], done[:cut]), (arrivals[cut:], done[cut:]))
    ])  # fmt: skip
    squares = (arrivals - expected) ** 2 / np.maximum(expected, 1e-9)
    return max(1.0, float(squares.sum() / max(len(arrivals) - 2, 1)))
