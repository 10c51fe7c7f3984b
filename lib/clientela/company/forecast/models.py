"""How sales may move from month to month: hundreds of answers side by side, each weighed by how well it tells the past.

A company's months are a level that wanders (or returns to its own), a trend, a season, feasts and noise, on a scale of multiples. How much there
is of each is not known, and least of all from two years; so no single answer is chosen: a grid of them is kept, and what is unsure of
level, trend, season and noise is in the band. One factorisation of a matrix gives the forecast of every earlier day too.
Source: Rasmussen & Williams, Gaussian Processes for Machine Learning, chapters 2 and 5; Harvey, Forecasting, Structural Time Series Models.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Series = NDArray[np.float64]

YEAR = 12
# Older months say nothing of the next ones.
LONGEST = 96
SEED = 20_240_229
# The grid, in parts of the usual month: chance of a single month; steps of the level, and how much of it stays (1: all of it);
# size of the season; growth a month, and by how much it changes from one month to the next.
NOISE = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.4)
LEVELS = ((0.0, 1.0), *((step, 1.0) for step in (0.01, 0.03, 0.08, 0.2)))
RETURNING = tuple((step, stays) for stays in (0.5, 0.85) for step in (0.03, 0.08, 0.2))
SEASON = (0.0, 0.1, 0.3, 0.8)
GROWTH = ((0.004, 0.0), (0.02, 0.0), (0.02, 0.003))
# A level that stays where it is counts as much as two that wander, one that returns as a third.
STILL, RETURNS = 2.0, 1 / 3
# What one day more of a feast may do to a month.
FEAST = 0.03


@dataclass(frozen=True)
class Scale:
    """How much of each part there may be from one step to the next, and how far back to look."""

    longest: int
    feast: float
    noise: tuple[float, ...]
    levels: tuple[tuple[float, float], ...]
    season: tuple[float, ...]
    growth: tuple[tuple[float, float], ...]

    def grid(self) -> Series:
        """Every answer side by side: noise, step of the level and how much of it stays, season, growth and its change."""
        return np.array(
            [
                (chance, *level, size, *growth)
                for chance, level, size, growth in product(self.noise, self.levels, self.season, self.growth)
            ]
        )


MONTHS = Scale(LONGEST, FEAST, NOISE, (*LEVELS, *RETURNING), SEASON, GROWTH)


class Structural:
    """The months (or weeks) of one measure as the grid tells them; what it expected at any of them, from what was known then.

    `amounts` are complete months in order, `feasts` has one row a month, the `ahead` months to come included; `months` the month of the year
    (0 to 11) of each. `scale` says how many to look back to, how much there may be of everything, and what a day of a feast may do.
    """

    def __init__(
        self, amounts: Series, feasts: Series, months: Series, ahead: int, scale: Scale | None = None
    ) -> None:
        scale = scale or MONTHS
        cut = max(0, len(amounts) - scale.longest)
        amounts, feasts = amounts[cut:], feasts[cut:]
        self.n, self.ahead, self.cut = len(amounts), ahead, cut
        # Growth and seasons are multiples: logarithms, or square roots where there is a month without sales.
        self.logs = bool((amounts > 0).all())
        self.usual = float(np.median(amounts[amounts > 0]))
        self.grid = scale.grid()
        self.root: Any = _root(
            scale, tuple(int(one) for one in months[cut:]), feasts.tobytes(), feasts.shape[1]
        )
        level = self.scaled(amounts)
        self.middle = float(level.mean())
        self.white = whitened(self.root, level - self.middle)

    def scaled(self, amounts: Any) -> Any:
        """Amounts on the scale on which the grid works: parts of the usual month, near enough."""
        return (
            np.log(amounts / self.usual) if self.logs else 2 * np.sqrt(np.maximum(amounts, 0.0) / self.usual)
        )

    def amounts(self, scaled: Any) -> Any:
        """Back from that scale: never below zero."""
        return self.usual * (
            np.exp(np.clip(scaled, -40, 40)) if self.logs else (np.maximum(scaled, 0.0) / 2) ** 2
        )

    def weights(self, until: int) -> Series:
        """How far each answer of the grid is believed after so many months."""
        steps, stays = self.grid[:, 1], self.grid[:, 2]
        belief = np.log(np.where(steps == 0, STILL, np.where(stays < 1, RETURNS, 1.0)))
        size = np.log(np.diagonal(self.root, axis1=1, axis2=2)[:, :until]).sum(axis=1)
        told = belief - size - 0.5 * (self.white[:, :until] ** 2).sum(axis=1)
        weight = np.exp(told - told.max())
        return np.asarray(weight / weight.sum())

    def futures(self, until: int, ahead: int, paths: int) -> Series:
        """Simulated months after the first `until`, on the grid's scale: one row a future, one column a month."""
        chance = np.random.default_rng(SEED)
        end, times = until + ahead, chance.multinomial(paths, self.weights(until))
        used = np.flatnonzero(times)
        root = self.root[used, until:end, :end]
        expected = np.einsum("gai,gi->ga", root[:, :, :until], self.white[used, :until])
        whose = np.repeat(np.arange(len(used)), times[used])
        steps = np.einsum("pab,pb->pa", root[whose, :, until:], chance.standard_normal((paths, ahead)))
        return np.asarray(expected[whose] + steps + self.middle)


def whitened(root: Any, values: Any) -> Any:
    """What each month brought that those before it did not tell, under each answer of the grid: forward substitution, a month at a time.

    A general solver would take the triangles apart again, which costs as many steps more as there are months.

    >>> whitened(np.array([[[2.0, 0.0], [1.0, 4.0]]]), np.array([2.0, 9.0])).tolist()
    [[1.0, 2.0]]
    """
    white = np.empty((len(root), len(values)))
    for place, value in enumerate(values):
        told = np.einsum("gi,gi->g", root[:, place, :place], white[:, :place])
        white[:, place] = (value - told) / root[:, place, place]
    return white


# It depends on the calendar alone: units whose weeks are the same, and measures of the same months, share it.
@lru_cache(maxsize=1)
def _root(scale: Scale, months: tuple[int, ...], feasts: bytes, kinds: int) -> Series:
    """The matrix of every answer of the grid, factorised."""
    days = np.frombuffer(feasts).reshape(len(months), kinds)
    covariances = _covariances(scale.grid(), np.array(months, dtype=float), days, scale.feast)
    found: Series = np.asarray(np.linalg.cholesky(covariances), dtype=np.float64)
    found.setflags(write=False)
    return found


def _covariances(grid: Series, months: Series, feasts: Series, feast: float = FEAST) -> Series:
    """How any two months move together, under each answer of the grid."""
    time = np.arange(len(months), dtype=float)
    apart = np.abs(time[:, None] - time)
    wandering = np.minimum(time[:, None], time)
    season = (months[:, None] == months).astype(float) - 1 / YEAR
    growth = np.outer(time - time.mean(), time - time.mean())
    # A growth that changes by a step each month: what all those steps have made of two months, together.
    turning = wandering * (wandering + 1) / 6 * (3 * np.maximum(time[:, None], time) - wandering + 1)
    # Of the level nothing is known beforehand; a millionth keeps the matrix sound.
    always = 9.0 + feast**2 * (feasts @ feasts.T) + 1e-6 * np.eye(len(months))
    chance, step, stays, size, slope, turn = grid.T
    parts, amounts = [np.eye(len(months)), season, growth, turning], [chance, size, slope, turn]
    for kept in np.unique(stays):
        parts.append(wandering if kept == 1 else kept**apart / (1 - kept**2))
        amounts.append(np.where(stays == kept, step, 0.0))
    much = np.stack(amounts, axis=1) ** 2
    found: Series = (much @ np.reshape(parts, (len(parts), -1))).reshape(len(grid), *apart.shape) + always
    return found


def year_ago(amounts: Series, until: int, ahead: int) -> Series:
    """The naive rival: each month as the same one of the last year known."""
    return amounts[until - YEAR + np.arange(ahead) % YEAR]
