"""Customers buy more in some months than in others, or less each year: a clock that runs as the pace of all does.

Each customer's pace is the own one × s(t), which all share; the models then hold as they are, in time counted by that clock,
the integral of s: a few waves of the year, or a steady fall. Found by maximum likelihood together with the model's parameters.

Sources: the idea of covariates in the purchase process that all customers share, Bachmann, Meierer & Näf (2021), The role of
time-varying contextual factors in latent attrition models for customer base analysis, Marketing Science 40(4); operational time,
Cox & Lewis (1966), The Statistical Analysis of Series of Events, chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.loyalty.clv.models.bg_cnbd import MBG_NBD
from clientela.loyalty.clv.models.climb import BOUND, descend
from clientela.loyalty.clv.models.fitting import fit
from clientela.loyalty.clv.models.summary import (
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    Array,
    Clock,
    Days,
    Rows,
    distinct,
    dot,
    sample,
    summarize,
)

# Below a year nobody knows what is season and what is trend.
LEAST_DAYS = 364
WAVES = (2, 3)
# The season of all is told by so many customers; they are taken by a stable hash of their id.
SAMPLE = 4_000
STEP = 1e-5
# Of a fall so much is the pace of those who stay; the rest is customers who leave sooner than the model has it, which it sees as
# well. On five cuts of public data somewhat more than half erred least.
BELIEVED = 0.6


@dataclass(frozen=True)
class _Past:
    """What the search reads: distinct histories with their first and last days, and the repeat purchases of each day."""

    rows: Rows
    first: Array
    last: Array
    bought: Array

    @classmethod
    def of(cls, days: Days, until: int) -> _Past:
        """The past as of a day, counted in days from the first of all."""
        past = days.until(until)
        start, rows = int(past.day.min()), distinct(summarize(past, until))
        first = until - start - np.rint(rows.T * DAYS_PER_WEEK)
        repeat = np.r_[False, past.code[1:] == past.code[:-1]]
        bought = np.bincount(past.day[repeat] - start, minlength=until - start + 1).astype(float)
        return cls(rows, first.astype(int), (first + np.rint(rows.t_x * DAYS_PER_WEEK)).astype(int), bought)

    def likelihood(self, theta: Array, shape: Array) -> tuple[float, Array]:
        """How likely the past is when the clock runs at e^shape each day, and the slope along the model's parameters."""
        told, when = self._told(shape)
        value, slope = MBG_NBD.log_likelihood(theta, told)
        return value + when, slope

    def value(self, theta: Array, shape: Array) -> float:
        """The same, for who needs no slope."""
        told, when = self._told(shape)
        return MBG_NBD.value(theta, told) + when

    def _told(self, shape: Array) -> tuple[Rows, float]:
        """The histories in the weeks of a clock, and how likely the days of the purchases are by it."""
        pace = np.exp(shape)
        clock = np.cumsum(pace) / pace.mean() / DAYS_PER_WEEK
        first = clock[self.first]
        told = self.rows.timed(clock[self.last] - first, clock[-1] - first)
        return told, dot(self.bought, shape - np.log(pace.mean()))


def find_clock(days: Days, until: int) -> Clock | None:
    """The clock that all customers live by, from what was known on a day; None where an even one does as well.

    Two are tried, a fall of the pace over time and a season, and the one is taken that makes the past most likely, by more than
    its parameters cost (Schwarz 1978): a cohort that buys ever less is no season. A fall is held where it has come to, not
    drawn on; a rise is not believed, as it cannot be told from customers who leave later than the model has it. At least a
    year is needed.
    """
    past = days.until(until)
    if not len(past.day) or until - int(past.day.min()) < LEAST_DAYS:
        return None
    known = _Past.of(sample(past, SAMPLE), until)
    flat = fit(MBG_NBD, known.rows)
    if flat.degenerate in {"no_repeats", "too_few_rows", "not_finite"}:
        return None
    on = np.arange(until - len(known.bought) + 1, until + 1)
    cost = 0.5 * float(np.log(max(known.bought.sum(), 1.0)))
    best, found = flat.log_likelihood, None
    value, trend = _search(known, flat.theta, (on - until)[:, None] / DAYS_PER_YEAR)
    if value - cost > best:
        best, found = value - cost, Clock(until, trend=BELIEVED * float(trend[0])) if trend[0] < 0 else None
    for waves in WAVES:
        value, shape = _search(known, flat.theta, Clock.waves(on, waves))
        if value - cost * 2 * waves <= best:
            break
        best, found = value - cost * 2 * waves, Clock(until, tuple(float(one) for one in shape))
    return found


def _search(known: _Past, theta: Array, columns: Array) -> tuple[float, Array]:
    """The highest likelihood and the weights of the columns that give it, the model's parameters moving with them."""
    units = theta

    def downhill(place: Array) -> tuple[float, Array]:
        at, shape = units * np.exp(place[: len(units)]), place[len(units) :]
        value, slope = known.likelihood(at, columns @ shape)
        moved = [known.value(at, columns @ (shape + move)) for move in STEP * np.eye(len(shape))]
        steps = np.r_[slope * at, (np.array(moved) - value) / STEP]
        if not (np.isfinite(value) and np.isfinite(steps).all()):
            return np.inf, np.zeros_like(place)
        return -value / known.rows.n, -steps / known.rows.n

    place, low, _ = descend(downhill, (np.zeros(len(units) + columns.shape[1]), None), 1e-8)
    shape = place[len(units) :]
    return (-np.inf if np.abs(place).max() > BOUND - 0.01 else -low * known.rows.n), shape
