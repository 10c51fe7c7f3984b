"""One unit of the company as it is now: how busy, what it holds of its promise, and what another person would change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.capacity import cases
from clientela.company.capacity.bands import HOUR, QUEUE, recent
from clientela.company.capacity.lines import LATELY, Line, line
from clientela.company.seasonality.analysis import WEEKDAYS

if TYPE_CHECKING:
    import pandas as pd

# Weeks that tell how busy a unit is now, and the fewest that bear an interval.
NOW, FEWEST = 8, 4
LEVEL = 0.95
# So sure has a unit with a list to be that what waits is done in time.
SURE = 0.95
ALL = 10_000
MOST_PEOPLE = 500
HOURS = [
    "unit", "weekday", "hour_of_week", "arrivals_week", "staff", "staff_needed", "occupancy", "service_level", "level_model", "n",
]  # fmt: skip
PAST = ["unit", "week_start", "arrivals", "cases_done", "backlog", "staff", "hours_there"]


@dataclass(frozen=True)
class Unit:
    """A unit in its last complete weeks; what nobody knows is None.

    n: cases seen; arrivals, asked and net: cases, hours of work they take and hours there are, a week; busy: asked over net; level: the part
    attended in time, as counted (queues) or as the tail of the list has it; past: its weeks with what waited.
    """

    name: str
    kind: str
    n: int
    seen: int
    seen_ever: int
    last_day: dt.date
    arrivals: float | None = None
    asked: float | None = None
    net: float | None = None
    handling: float | None = None
    staff: float | None = None
    spread: float = 0.0
    cost: float | None = None
    busy: float | None = None
    busy_low: float | None = None
    busy_high: float | None = None
    level: float | None = None
    level_low: float | None = None
    level_high: float | None = None
    level_model: float | None = None
    lost: float | None = None
    backlog: float | None = None
    needed: int | None = None
    overloaded: bool = False
    chokes: bool = False
    since: cases.Since | None = None
    line: Line | None = field(default=None, repr=False)
    past: pd.DataFrame | None = field(default=None, repr=False)
    target: float = 0.8
    wait_days: float = 7.0
    serves: str = ""

    @property
    def done(self) -> float | None:
        """Cases a week that the people who are there can do."""
        return self.net * HOUR / self.handling if self.net and self.handling else None

    def growth(self, more: int) -> float | None:
        """How many cases a week the list grows by (less than zero: shrinks) with so many people more."""
        done = self._done(more)
        return None if self.kind == QUEUE or done is None or self.arrivals is None else self.arrivals - done

    def _done(self, more: int) -> float | None:
        if self.done is None or not self.staff:
            return None if more else self.done
        return self.done * max(self.staff + more, 0.0) / self.staff

    def with_more(self, more: int) -> dict[str, Any] | None:
        """What one person less or more does to busyness, level and wait; None where nobody knows who is there."""
        if not self.staff or self.staff + more <= 0 or self.net is None or self.asked is None:
            return None
        row: dict[str, Any] = {"unit": self.name, "people_more": more, "staff": round(self.staff + more, 2)}
        if self.line is not None:
            queue = self.line.queue(more=more)
            return row | {
                "occupancy": self._busy(queue, more), "service_level": self.line.level(more=more), "wait_minutes": self.line.mean(queue.wait),
                "gave_up": self.line.mean(queue.lost), "list_growth": None, "weeks_to_clear": None,
            }  # fmt: skip
        if self.kind == QUEUE:
            return None
        done, growth = self._done(more) or 0.0, self.growth(more) or 0.0
        clear = (self.backlog or 0.0) / -growth if growth < 0 else None
        return row | {
            "occupancy": (self.arrivals or 0.0) / done if done else None,
            "service_level": cases.in_time(self.arrivals or 0.0, done, self.spread, self.wait_days),
            "wait_minutes": None, "gave_up": None, "list_growth": growth, "weeks_to_clear": clear,
        }  # fmt: skip

    def _busy(self, queue: Any, more: int) -> float:
        """The part of the people's time that is taken, over the week."""
        cells = self.line.cells if self.line else None
        assert cells is not None
        there = (cells["staff"] + more) * (1 - cells["shrinkage"]) * cells["minutes"] * cells["times"]
        return float((queue.busy * there).sum() / there.sum())

    def hours(self) -> pd.DataFrame:
        """The hours of its week: what comes, who is there, what is attended in time, and how many people it takes."""
        found = self.line
        assert found is not None
        cells, queue = found.cells, found.queue()
        return cells.assign(
            unit=self.name, weekday=[WEEKDAYS[day] for day in cells["weekday"]], hour_of_week=[clock(hour) for hour in cells["hour"]],
            arrivals_week=cells["a_week"], occupancy=queue.busy, service_level=cells["counted"],
            level_model=found.corrected(queue.level), staff_needed=found.needed(), n=cells["arrivals"].astype(int),
        )[HOURS]  # fmt: skip


def clock(hour: float) -> str:
    """An hour of the day as a clock shows it.

    >>> clock(8.5)
    '8:30'
    """
    return f"{int(hour)}:{round(hour % 1 * 60):02d}"


def unit_of(
    name: str, bands: pd.DataFrame, loads: pd.DataFrame, promise: tuple[float, float], looked_at: int
) -> Unit:
    """A unit from its bands and weeks; `promise` is the level asked of queues and the days asked of lists."""
    target, days = promise
    own, every = bands[bands["unit"] == name], recent(loads, name, ALL)
    kind = str(own["kind"].iloc[0])
    weeks = every.tail(NOW)
    serves = own["serves"].dropna()
    about: dict[str, Any] = {
        "serves": str(serves.iloc[-1]) if len(serves) else "",
        "wait_days": days,
        "target": target,
    }
    about |= _cost(own)
    seen = int(every["arrivals"].sum()) if len(every) else int(own["arrivals"].fillna(0).sum())
    last = own.loc[own["known"].astype(bool), "end"].max()
    end = (own["end"].max() if last != last else last) - np.timedelta64(1, "s")
    if weeks.empty:
        return Unit(name, kind, seen, 0, 0, end.date(), **about)
    about |= _busy(weeks, looked_at)
    if kind == QUEUE:
        about |= _line(own, every, target, looked_at)
    else:
        about |= _list(every, about, days)
    if about["chokes"]:
        about["since"] = cases.since(every)
    return Unit(name, kind, seen, len(weeks), len(every), end.date(), **about)


def _cost(own: pd.DataFrame) -> dict[str, Any]:
    cost = own["cost_per_hour"].dropna()
    return {"cost": float(cost.iloc[-1]) if len(cost) else None}


def _busy(weeks: pd.DataFrame, looked_at: int) -> dict[str, Any]:
    """Hours asked over hours there are, with its interval; and whether more comes than can be done, whichever unit was looked at."""
    from scipy.special import stdtrit

    length = float(weeks["weeks"].sum())
    spent = (weeks["arrivals"] * weeks["handling"] / HOUR).to_numpy(dtype=float)
    net = weeks["net"].to_numpy(dtype=float)
    mean = float(weeks["arrivals"].sum() / length)
    found: dict[str, Any] = {
        "arrivals": mean, "asked": float(spent.sum() / length) if np.isfinite(spent).all() else None,
        "staff": _known(weeks["staff"].mean()), "handling": _known(weeks["handling"].iloc[-1]), "chokes": False,
        # At least that of counts: few weeks may look quieter than chance allows.
        "spread": max(mean, float(weeks["arrivals"].var() if len(weeks) > 1 else 0.0)),
    }  # fmt: skip
    if weeks["lost"].notna().all() and weeks["arrivals"].sum() > 0:
        found["lost"] = float(weeks["lost"].sum() / weeks["arrivals"].sum())
        spent = spent * (
            1
            - (weeks["lost"] / weeks["arrivals"].where(weeks["arrivals"] > 0))
            .fillna(0.0)
            .to_numpy(dtype=float)
        )
    if not (np.isfinite(net).all() and np.isfinite(spent).all() and net.sum() > 0):
        return found
    busy = float(spent.sum() / net.sum())
    found |= {"net": float(net.sum() / length), "busy": busy}
    if len(weeks) < FEWEST:
        return found
    off = spent - busy * net
    error = max(float(off.std(ddof=1)), _of_counts(weeks)) * len(weeks) ** 0.5 / net.sum()
    swing, many = (float(stdtrit(len(weeks) - 1, 1 - (1 - LEVEL) / 2 / of)) for of in (1, looked_at))
    return found | {
        "busy_low": max(busy - swing * error, 0.0), "busy_high": busy + swing * error,
        "overloaded": busy - many * error > 1, "chokes": busy - many * error > 1,
    }  # fmt: skip


def _of_counts(weeks: pd.DataFrame) -> float:
    """The hours by which a week's work differs from the usual where arrivals are plain counts."""
    return float(weeks["arrivals"].mean() ** 0.5 * weeks["handling"].mean() / HOUR)


def _line(own: pd.DataFrame, every: pd.DataFrame, target: float, looked_at: int) -> dict[str, Any]:
    """What is held of the promise on the line: as counted, and as the formulas have it."""
    from scipy.special import stdtrit

    weeks = every.tail(LATELY)
    found: dict[str, Any] = {}
    told = weeks[weeks["told"].gt(0)]
    if len(told):
        by_week = (told["met"] / told["told"]).to_numpy(dtype=float)
        level = float(told["met"].sum() / told["told"].sum())
        found["level"] = level
        if len(told) >= FEWEST:
            error = float(by_week.std(ddof=1)) / len(told) ** 0.5
            swing, many = (float(stdtrit(len(told) - 1, 1 - (1 - LEVEL) / 2 / of)) for of in (1, looked_at))
            found |= {
                "level_low": max(level - swing * error, 0.0),
                "level_high": min(level + swing * error, 1.0),
            }
            found["chokes"] = level + many * error < target
    usual = line(own, weeks, target)
    if usual is not None:
        found |= {"line": usual, "level_model": usual.level(), "needed": int(usual.needed().max())}
        found["staff"] = float(usual.cells["staff"].max())
    return found


def _list(every: pd.DataFrame, about: dict[str, Any], days: float) -> dict[str, Any]:
    """What waits on the list, and how many people would keep it in time."""
    done = (every["net"] * HOUR / every["handling"].where(every["handling"] > 0)).to_numpy(dtype=float)
    if not np.isfinite(done).all() or about.get("net") is None:
        return {}
    left = cases.waiting(every["arrivals"].to_numpy(dtype=float), done)
    past = every.assign(week_start=every["week"], cases_done=done, backlog=left, hours_there=every["net"])[
        PAST
    ]
    found: dict[str, Any] = {"past": past, "backlog": float(left[-1])}
    a_week = about["net"] * HOUR / about["handling"]
    found["level_model"] = cases.in_time(about["arrivals"], a_week, about["spread"], days)
    if about["staff"]:
        each = a_week / about["staff"]
        enough = (
            people
            for people in range(1, MOST_PEOPLE)
            if cases.in_time(about["arrivals"], each * people, about["spread"], days) >= SURE
        )
        found["needed"] = next(enough, None)
    return found


def _known(value: Any) -> float | None:
    return None if value != value else float(value)
