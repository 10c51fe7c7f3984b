"""Which months the plan rests on, which it is for, and which one has ended and can be judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from clientela.engine import step

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Goal
    from clientela.marts import Marts

YEAR = 12
# A goal for longer than this is long-term: of it, the plan of a year takes its part by days.
LONGEST = 400


class Dated(NamedTuple):
    """A goal in sales with both its dates."""

    value: float
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Periods:
    """Months of the plan: `base` the last twelve complete ones, `judged` those of the period that ended.

    `goal` is what is left to sell from `start` to `end` (None without a goal in company.yml), `judged_goal` what the judged months had to bring.
    """

    as_of: dt.date
    months: tuple[pd.Timestamp, ...]
    start: dt.date
    end: dt.date
    goal: float | None = None
    sold_already: float = 0.0
    judged: tuple[pd.Timestamp, ...] = ()
    judged_goal: float | None = None

    @property
    def base(self) -> tuple[pd.Timestamp, ...]:
        """The last twelve complete months; none where there are fewer."""
        return self.months[-YEAR:] if len(self.months) >= YEAR else ()

    def before(self, months: Sequence[pd.Timestamp], years: int = 1) -> tuple[pd.Timestamp, ...]:
        """The same months some years earlier, where all of them are complete; else none."""
        import pandas as pd

        earlier = tuple(month - pd.DateOffset(years=years) for month in months)
        return earlier if set(earlier) <= set(self.months) else ()

    @classmethod
    def of(cls, months: pd.DataFrame, days: pd.DataFrame, goals: Sequence[Goal], as_of: dt.date) -> Periods:
        """The periods of a company: `months` and `days` are marts, `goals` those of company.yml (sales only).

        The plan is for the goal that ends next; without one, for the year that follows. Judged is the latest goal that has ended with
        all its months on record, and their year before; without one, the last twelve complete months.
        """
        import pandas as pd

        known = tuple(pd.to_datetime(months.month[months.complete.astype(bool)]).sort_values())
        # One without an end is no plan.
        dated = [
            Dated(goal.value, goal.start, goal.end) for goal in goals if goal.measure == "amount" and goal.end
        ]
        sales = [goal for goal in dated if goal.end > goal.start]
        tomorrow = as_of + dt.timedelta(days=1)
        found: dict[str, Any] = {"start": tomorrow, "end": _year_on(tomorrow)}
        ahead = sorted((goal for goal in sales if goal.end > as_of), key=lambda goal: (goal.end, goal.start))
        if ahead:
            found = _ahead(ahead[0], days, as_of)
        judged, judged_goal = _judged(sales, known, as_of)
        return cls(as_of, known, **found, judged=judged, judged_goal=judged_goal)

    def factor(self, amounts: pd.Series) -> float:
        """How much of a year the plan's dates hold, each month weighing what it sold in the base year (1 for a whole year).

        `amounts` is the company's sales by month.
        """
        import pandas as pd

        weight = amounts.reindex(list(self.base)).fillna(0.0).clip(lower=0)
        by_month = dict(zip([month.month for month in self.base], weight, strict=True))
        total = sum(by_month.values())
        if not total > 0:
            return ((self.end - self.start).days + 1) / 365
        days = pd.Series(pd.date_range(self.start, self.end))
        share = days.dt.month.map(by_month) / days.dt.days_in_month
        return round(float(share.sum() / total), 12)


def _year_on(day: dt.date) -> dt.date:
    """The last day of the year that starts on a day."""
    import pandas as pd

    return (pd.Timestamp(day) + pd.DateOffset(years=1) - pd.Timedelta(days=1)).date()


def _ahead(goal: Dated, days: pd.DataFrame, as_of: dt.date) -> dict[str, Any]:
    """What is left of the goal to come, from tomorrow on (or from its own start)."""
    import pandas as pd

    start = max(goal.start, as_of + dt.timedelta(days=1))
    when = pd.to_datetime(days.day)
    inside = (when >= pd.Timestamp(goal.start)) & (when <= pd.Timestamp(as_of))
    sold = float(days.amount[inside].astype(float).sum())
    left = max(0.0, goal.value - sold)
    if (goal.end - goal.start).days + 1 <= LONGEST:
        return {"start": start, "end": goal.end, "goal": left, "sold_already": sold}
    end = min(goal.end, _year_on(start))
    part = ((end - start).days + 1) / ((goal.end - start).days + 1)
    return {"start": start, "end": end, "goal": left * part, "sold_already": sold}


def _judged(
    goals: Sequence[Dated], known: tuple[pd.Timestamp, ...], as_of: dt.date
) -> tuple[tuple[pd.Timestamp, ...], float | None]:
    """The months of the latest goal that ended, all on record with their year before; else the last twelve."""
    import pandas as pd

    for goal in sorted(goals, key=lambda goal: goal.end, reverse=True):
        whole = goal.start.day == 1 and (goal.end + dt.timedelta(days=1)).day == 1
        if goal.end > as_of or not whole or (goal.end - goal.start).days > LONGEST:
            continue
        months = tuple(pd.date_range(goal.start, goal.end, freq="MS"))
        if {*months, *(month - pd.DateOffset(years=1) for month in months)} <= set(known):
            return months, goal.value
    last = known[-YEAR:]
    earlier = {month - pd.DateOffset(years=1) for month in last}
    return (last, None) if len(last) == YEAR and earlier <= set(known) else ((), None)


@dataclass(frozen=True)
class Groups:
    """Who stands in which segment, and with which seller, on the days the plan needs: day → customer → segment (or seller)."""

    segments: dict[dt.date, pd.Series] = field(default_factory=dict)
    sellers: dict[dt.date, pd.Series] = field(default_factory=dict)
    today: dt.date = dt.date.min

    @classmethod
    def of(
        cls, marts: Marts, periods: Periods, handed: pd.DataFrame | None, thresholds: dict[str, float]
    ) -> Groups:
        """Segments of today as stage 3 handed them over, and of earlier days by the same rules; sellers of the accounts."""
        segments: dict[dt.date, pd.Series] = {}
        for day in {periods.as_of, *learn_days(periods)}:
            given = handed if day == periods.as_of else None
            segments[day] = _segments(marts, day, thresholds) if given is None else _by_id(given)
        return cls(segments, {day: homes(marts.served, day) for day in segments}, periods.as_of)


def _segments(marts: Marts, day: dt.date, thresholds: dict[str, float]) -> pd.Series:
    """The segment of each customer on a day."""
    # Stage 3 stands on this stage's rhythm: its rules are asked for only here.
    from clientela.customers.rfm import assign

    customers = marts.customers if day == marts.as_of else marts.customers_at(day)
    return _by_id(assign(customers, thresholds) if len(customers) else customers.assign(segment=""))


def _by_id(customers: pd.DataFrame) -> pd.Series:
    return customers.set_index("customer_id").segment


def learn_days(periods: Periods) -> list[dt.date]:
    """The eves of the base year, of the judged months and of the year before both: on them the segments are taken again."""
    starts = [months[0] for months in (periods.base, periods.judged) if months]
    starts += [
        months[0] for months in (periods.before(periods.base), periods.before(periods.judged)) if months
    ]
    return sorted({eve(start) for start in starts})


def eve(month: pd.Timestamp) -> dt.date:
    """The day before a month begins."""
    return (month - dt.timedelta(days=1)).date()


def homes(served: pd.DataFrame, day: dt.date) -> pd.Series:
    """The seller of each account on a day: the one of its last purchase."""
    import pandas as pd

    when = pd.to_datetime(served.day)
    past = served[served.is_purchase.astype(bool) & (when <= pd.Timestamp(day))]
    last = past.sort_values("day", kind="stable").drop_duplicates("customer_id", keep="last")
    return last.set_index("customer_id").seller_id


@step(goals="company.goals")
def periods(months: pd.DataFrame, days: pd.DataFrame, goals: Sequence[Goal], as_of: dt.date) -> Periods:
    """The periods of this company."""
    return Periods.of(months, days, goals, as_of)


@step()
def groups(marts: Marts, periods: Periods, handed: pd.DataFrame | None, cuts: dict[str, float]) -> Groups:
    """Who stands where in this company, on the days the plan needs."""
    return Groups.of(marts, periods, handed, cuts)
