"""Months of invented companies, kind by kind: what they sold, and what they went on to sell.

The method's settings are chosen on the kinds of CHOOSING alone; APART is what it is judged by, and nothing is set on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Kind = Callable[[np.random.Generator, int], Series]
AHEAD = 12
LENGTHS = (24, 30, 36, 48, 60, 84)


def _noise(chance: np.random.Generator, months: int, least: float = 0.03, most: float = 0.2) -> Series:
    return chance.normal(0, np.exp(chance.uniform(np.log(least), np.log(most))), months)


def _season(chance: np.random.Generator, months: int, size: float | None = None) -> Series:
    """Twelve months of their own, and one of two companies has none."""
    size = chance.choice([0.0, 1.0]) * chance.uniform(0.1, 0.4) if size is None else size
    return chance.normal(0, size or 1e-9, 12)[(chance.integers(12) + np.arange(months)) % 12]


def _walk(chance: np.random.Generator, months: int, step: float) -> Series:
    return np.cumsum(chance.normal(0, step, months))


def _drifting(chance: np.random.Generator, months: int) -> Series:
    step = np.exp(chance.uniform(np.log(0.01), np.log(0.1)))
    return np.exp(_walk(chance, months, step) + _noise(chance, months) + _season(chance, months))


def _steady(chance: np.random.Generator, months: int) -> Series:
    return np.exp(_noise(chance, months) + _season(chance, months))


def _trending(chance: np.random.Generator, months: int) -> Series:
    return np.exp(
        chance.normal(0, 0.012) * np.arange(months) + _noise(chance, months) + _season(chance, months)
    )


def _returning(chance: np.random.Generator, months: int) -> Series:
    stays, level = chance.uniform(0.5, 0.95), np.zeros(months)
    steps = chance.normal(0, chance.uniform(0.03, 0.12), months)
    for month in range(1, months):
        level[month] = stays * level[month - 1] + steps[month]
    return np.exp(level + _noise(chance, months) + _season(chance, months))


def _shifted(chance: np.random.Generator, months: int) -> Series:
    """Once, on a day of its own in the past or in the year to come, a level of another height."""
    jump = chance.choice([-1, 1]) * chance.uniform(0.15, 0.5)
    after = np.arange(months) >= chance.integers(6, months + 1)
    return np.exp(jump * after + _noise(chance, months) + _season(chance, months))


def _heavy(chance: np.random.Generator, months: int) -> Series:
    """Now and then a month far from the usual."""
    tails = chance.standard_t(3, months) * chance.uniform(0.05, 0.15)
    return np.exp(np.clip(tails, -2, 2) + _season(chance, months))


def _broken_trend(chance: np.random.Generator, months: int) -> Series:
    """Growth that turns, once, anywhere between the first year and the end of the next."""
    before, after = chance.normal(0, 0.02, 2)
    bend = chance.integers(12, months + 1)
    time = np.arange(months)
    trend = before * np.minimum(time, bend) + after * np.maximum(time - bend, 0)
    return np.exp(trend + _noise(chance, months) + _season(chance, months))


def _growing_season(chance: np.random.Generator, months: int) -> Series:
    """A season that becomes half as large again, or less, every year."""
    size = _season(chance, months, chance.uniform(0.15, 0.3))
    return np.exp(size * (1 + chance.uniform(-0.1, 0.25) * np.arange(months) / 12) + _noise(chance, months))


def _uneven(chance: np.random.Generator, months: int) -> Series:
    """Chance that multiplies, larger in some months of the year than in others."""
    wide = chance.uniform(0.03, 0.3, 12)[np.arange(months) % 12]
    shape = 1 / wide**2
    drift = np.exp(_walk(chance, months, chance.uniform(0, 0.04)))
    return np.exp(_season(chance, months)) * drift * chance.gamma(shape, 1 / shape)


def _intermittent(chance: np.random.Generator, months: int) -> Series:
    """Months with nothing, and orders of any size in the others."""
    sells = chance.random(months) < chance.uniform(0.4, 0.85)
    amounts = sells * chance.lognormal(0, chance.uniform(0.3, 0.8), months)
    return amounts if amounts[-AHEAD * 2 : -AHEAD].sum() > 0 else _intermittent(chance, months)


def _new_shop(chance: np.random.Generator, months: int) -> Series:
    """It climbs to what it can sell, quickly or slowly, and stays there."""
    climb = 1 - np.exp(-(np.arange(months) + chance.uniform(0.5, 3)) / chance.uniform(4, 20))
    return climb * np.exp(_noise(chance, months) + _season(chance, months) + _walk(chance, months, 0.01))


def _few_customers(chance: np.random.Generator, months: int) -> Series:
    """A dozen or two of customers, each with a pace and a size of order of its own, who come and go."""
    count = chance.integers(15, 60)
    stay = chance.uniform(18, 120)
    born = chance.uniform(-120, months, int(count * (1 + (months + 120) / stay)))
    gone = born + chance.exponential(stay, len(born))
    rates, sizes = chance.gamma(1, 0.7, len(born)), chance.lognormal(0, 1, len(born))
    time = np.arange(months)
    there = (born[:, None] <= time) & (gone[:, None] > time)
    orders = chance.poisson(rates[:, None] * there)
    return (orders * sizes[:, None] * chance.lognormal(-0.08, 0.4, orders.shape)).sum(axis=0)


def _turning_season(chance: np.random.Generator, months: int) -> Series:
    """No two years have the same one: each month of the year wanders by itself."""
    years = -(-months // 12)
    season = chance.normal(0, 0.2, 12) + np.cumsum(chance.normal(0, 0.06, (years, 12)), axis=0)
    return np.exp(season.ravel()[:months] + _noise(chance, months) + _walk(chance, months, 0.01))


def _steps_up(chance: np.random.Generator, months: int) -> Series:
    """Branches that open and close: several jumps, each of a part of the whole."""
    jumps = (chance.random(months) < 0.05) * chance.normal(0, 0.15, months)
    return np.exp(np.cumsum(jumps) + _noise(chance, months) + _season(chance, months))


def _straight(chance: np.random.Generator, months: int) -> Series:
    """So much more each month, in money and not in parts."""
    growth = chance.uniform(0.0, 0.05)
    level = 1 + growth * np.arange(months)
    return np.maximum(level * (1 + _noise(chance, months)) * np.exp(_season(chance, months)), 0.0)


CHOOSING: Mapping[str, Kind] = {
    "it drifts": _drifting,
    "it stays": _steady,
    "it grows or falls evenly": _trending,
    "it returns to its level": _returning,
    "the level shifts, once": _shifted,
    "months far from the usual": _heavy,
}
APART: Mapping[str, Kind] = {
    "the trend breaks": _broken_trend,
    "the season grows": _growing_season,
    "the season wanders": _turning_season,
    "chance that multiplies, uneven": _uneven,
    "some months sell nothing": _intermittent,
    "a new shop": _new_shop,
    "few customers, lumpy orders": _few_customers,
    "several jumps": _steps_up,
    "growth in money": _straight,
}


def drawn(name: str, number: int) -> tuple[Series, Series]:
    """The months known and the twelve that came after, of one company of a kind."""
    kind = {**CHOOSING, **APART}[name]
    chance = np.random.default_rng([number, *name.encode()])
    known = LENGTHS[number % len(LENGTHS)]
    amounts = 1e6 * kind(chance, known + AHEAD)
    return amounts[:known], amounts[known:]
