"""How many contacts fit in a week of one unit: what will come, what a contact adds, and how sure the promise is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.capacity.bands import HOUR, QUEUE
from clientela.company.capacity.units import Unit
from clientela.company.room.demand import Ahead
from clientela.company.room.response import SEED, Response

if TYPE_CHECKING:
    import pandas as pd

KEPT = 0.95
# Arrivals, against the usual week, at which the level of a queue is worked out; between them it is read off.
TIMES = np.array([0.25, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0, 5.0])
# Where no other noise was seen, a week's level moves by this much, as shares do.
LEAST_NOISE = 0.005
# No week has room for more contacts than this many times its usual arrivals.
MOST = 50
# A list is felt for so many weeks.
FORESIGHT = 6


@dataclass(frozen=True)
class Week:
    """One week of a unit: arrivals expected, cases that can be done (None: a queue), contacts that fit, how sure the promise is."""

    start: dt.date
    expected: float
    done: float | None
    room: int
    p_now: float
    p_kept: float
    p_double: float
    people: float | None


def weeks(unit: Unit, ahead: Ahead, loads: pd.DataFrame, response: Response, target: float) -> list[Week]:
    """The weeks to come of one unit, each with the contacts that fit if the ones before were used too; none where nobody knows what it can do."""
    maker = _Queue.of(unit, ahead, loads, target) if unit.kind == QUEUE else _List.of(unit, ahead, loads)
    if maker is None:
        return []
    answers = response.draws(len(ahead.paths))
    luck = np.random.default_rng(SEED + 1).standard_normal(len(ahead.paths))
    found = []
    for place, start in enumerate(ahead.starts):

        def added(contacts: float) -> Any:
            """The cases that so many contacts bring in each future: a binomial count, near enough."""
            mean = contacts * answers
            return np.maximum(mean + luck * np.sqrt(mean * np.maximum(1 - answers, 0.0)), 0.0)

        alone = maker.kept(place, added(0))
        # A list of this week must not break a later one either, of those that would be kept without it.
        watched = [True, *(float(later) >= KEPT for later in alone.mean(axis=0)[1:])]

        def sure(contacts: float, week: int = place, watched: Sequence[bool] = tuple(watched)) -> float:
            return float(maker.kept(week, added(contacts)).mean(axis=0)[list(watched)].min())

        most = int(MOST * max(float(np.median(ahead.paths[:, place])), 1.0))
        room = _largest(sure, most)
        now = float(alone.mean(axis=0)[0])
        about = (maker.done(place), room, now, sure(room), sure(2 * room), maker.people(place))
        found.append(Week(start, float(np.median(ahead.paths[:, place])), *about))
        maker.use(place, added(room))
    return found


def _largest(sure: Any, most: int) -> int:
    """The largest number for which it is sure enough, by halving; nothing where not even none is."""
    if sure(0) < KEPT:
        return 0
    low, high = 0, most
    if sure(high) >= KEPT:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sure(middle) >= KEPT else (low, middle)
    return low


class _List:
    """A unit with a list: kept means that at the week's end no more waits than can be done in the days promised."""

    def __init__(
        self, paths: Any, can: Any, begin: float, days: float, staff: Sequence[float | None]
    ) -> None:
        self.paths, self.can, self.days, self.staff = paths, can, days, staff
        self.waiting = np.full(len(paths), begin)

    @classmethod
    def of(cls, unit: Unit, ahead: Ahead, loads: pd.DataFrame) -> _List | None:
        if unit.done is None or unit.backlog is None or not unit.handling:
            return None
        net, staff = _planned(unit, ahead, loads)
        return cls(ahead.paths, np.array(net) * HOUR / unit.handling, unit.backlog, unit.wait_days, staff)

    def kept(self, week: int, added: Any) -> Any:
        """Is it kept in this week, and in those after it if nobody else is contacted: a column each."""
        left, found = self.waiting, []
        for place in range(week, min(week + FORESIGHT, len(self.can))):
            left = np.maximum(
                left + self.paths[:, place] + (added if place == week else 0.0) - self.can[place], 0.0
            )
            # Done in the days to come: as many as the next week has people for.
            found.append(left <= self.can[min(place + 1, len(self.can) - 1)] * self.days / 7 + 1e-9)
        return np.column_stack(found)

    def use(self, week: int, added: Any) -> None:
        self.waiting = np.maximum(self.waiting + self.paths[:, week] + added - self.can[week], 0.0)

    def done(self, week: int) -> float | None:
        return float(self.can[week])

    def people(self, week: int) -> float | None:
        return self.staff[week]


class _Queue:
    """A unit where people wait on the line: kept means that the week's level is at least the one asked."""

    def __init__(
        self, paths: Any, base: float, levels: Any, noise: Any, target: float, staff: Sequence[float | None]
    ) -> None:
        self.paths, self.base, self.levels, self.noise, self.target, self.staff = (
            paths,
            base,
            levels,
            noise,
            target,
            staff,
        )

    @classmethod
    def of(cls, unit: Unit, ahead: Ahead, loads: pd.DataFrame, target: float) -> _Queue | None:
        if unit.line is None or not unit.arrivals or not unit.net:
            return None
        base = float(unit.line.cells["a_week"].sum())
        net, staff = _planned(unit, ahead, loads)
        table = {
            ratio: [unit.line.level(times, more=ratio) for times in TIMES]
            for ratio in {_more(unit, one) for one in net}
        }
        noise = np.random.default_rng(SEED + 2).standard_normal(len(ahead.paths)) * _noise(unit, loads, base)
        return cls(ahead.paths, base, [table[_more(unit, one)] for one in net], noise, target, staff)

    def kept(self, week: int, added: Any) -> Any:
        times = (self.paths[:, week] + added) / self.base
        return (np.interp(times, TIMES, self.levels[week]) + self.noise >= self.target)[:, None]

    def use(self, week: int, added: Any) -> None:
        """Who was not attended has gone by the next week."""

    def done(self, week: int) -> float | None:
        return None

    def people(self, week: int) -> float | None:
        return self.staff[week]


def _planned(unit: Unit, ahead: Ahead, loads: pd.DataFrame) -> tuple[list[float], list[float | None]]:
    """The hours of work and the people of each week to come: as planned, else as usual."""
    own = loads[(loads["unit"] == unit.name) & loads["planned"].astype(bool)]
    net = {week.date(): float(value) for week, value in zip(own["week"], own["net"], strict=True)}
    staff = {week.date(): float(value) for week, value in zip(own["week"], own["staff"], strict=True)}
    usual = float(unit.net or 0.0)
    return [net.get(start, usual) for start in ahead.starts], [
        staff.get(start, unit.staff) for start in ahead.starts
    ]


def _more(unit: Unit, net: float) -> float:
    """How many people more or less than usual are on the roster of a week with so many hours."""
    cells = unit.line.cells if unit.line is not None else None
    usual = float(cells["staff"].mean()) if cells is not None else 0.0
    return round(usual * (net / unit.net - 1), 2) if unit.net else 0.0


def _noise(unit: Unit, loads: pd.DataFrame, base: float) -> float:
    """By how much a week's counted level differs from what its arrivals alone would make it."""
    own = loads[(loads["unit"] == unit.name) & loads["complete"].astype(bool) & loads["told"].gt(0)].tail(26)
    if len(own) < 4 or unit.line is None:
        return 2 * LEAST_NOISE
    expected = np.interp(own["arrivals"] / base, TIMES, [unit.line.level(times) for times in TIMES])
    return max(float(((own["met"] / own["told"]) - expected).std(ddof=1)), LEAST_NOISE)
