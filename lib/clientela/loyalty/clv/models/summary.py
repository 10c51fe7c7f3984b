"""From purchase days to what the models need: how often, how recently, how long observed.

The models of this room count repeat purchase days (x), the time from the first to the last of them (t_x) and the time
from the first purchase to today (T). Frames hold days; `Rows` holds weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Places = NDArray[np.intp]
DAYS_PER_WEEK, DAYS_PER_YEAR = 7.0, 365.25
# Of fewer purchase days the mean says nothing about prices.
LEAST_TOLD = 200


def dot(left: NDArray[Any], right: NDArray[Any]) -> float:
    """The sum of the products of two columns.

    Not `@`: BLAS shares it out over threads, which is slower here and may change the last digits from run to run.

    >>> dot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    return float((left * right).sum())


@dataclass(frozen=True)
class Rows:
    """Distinct purchase histories in weeks, with how many customers share each."""

    x: Array
    t_x: Array
    T: Array
    weight: Array
    inverse: Places
    """The place of each customer's history among the distinct ones."""

    @property
    def n(self) -> int:
        """How many customers stand behind the rows."""
        return int(self.weight.sum())

    @cached_property
    def by_x(self) -> tuple[Array, Places, Array]:
        """Distinct x, each row's place among them, and their weights: gamma functions are computed once an x."""
        values, place = np.unique(self.x, return_inverse=True)
        return values, place, np.asarray(np.bincount(place, self.weight), float)

    @cached_property
    def by_t_x(self) -> tuple[Array, Places]:
        """Distinct t_x and each row's place among them: logarithms are taken once a value."""
        return np.unique(self.t_x, return_inverse=True)

    @cached_property
    def by_T(self) -> tuple[Array, Places]:
        """Distinct T and each row's place among them."""
        return np.unique(self.T, return_inverse=True)

    def timed(self, t_x: Array, T: Array) -> Rows:
        """The same histories in other weeks; these, which change at every look, each for itself: sorting them takes longer than it spares."""
        told, each = Rows(self.x, t_x, T, self.weight, self.inverse), np.arange(len(T))
        vars(told).update(by_x=self.by_x, by_t_x=(t_x, each), by_T=(T, each))
        return told

    def every(self, step: int) -> Rows:
        """Each step-th row, with its weight: a small, spread sample to look for a good start on."""
        some = slice(None, None, step)
        return Rows(self.x[some], self.t_x[some], self.T[some], self.weight[some], np.empty(0, np.intp))


@dataclass(frozen=True)
class Clock:
    """Time as all customers live it: a week of high season counts for more than one of low season; a year is a year.

    `until` is today (days since 1970-01-01), `shape` the weights of the sines and cosines of the year, on the logarithm, and
    `trend` how the pace of all has moved by the year until today; it is held where it is now, not drawn on.

    >>> steady = Clock(19_000, (0.0, 0.0))
    >>> float(steady.ahead(3.0).round(6)), steady.back(np.array([0, 14])).round(6).tolist()
    (3.0, [0.0, 2.0])
    """

    until: int
    shape: tuple[float, ...] = ()
    trend: float = 0.0

    @staticmethod
    def waves(days: NDArray[Any], waves: int) -> Array:
        """Cosines and sines of once, twice … a year, on each of some days: (days, 2 × waves)."""
        year = 2 * np.pi * np.asarray(days, float) / DAYS_PER_YEAR
        return np.column_stack([side(n * year) for n in range(1, waves + 1) for side in (np.cos, np.sin)])

    def pace(self, days: NDArray[Any]) -> Array:
        """How fast the clock runs on some days; 1 is the mean of a year as of today."""
        moved = np.exp(self.trend * np.minimum(np.asarray(days, float) - self.until, 0.0) / DAYS_PER_YEAR)
        if not self.shape:
            return np.asarray(moved)
        waves, shape = len(self.shape) // 2, np.array(self.shape)
        year = np.exp(self.waves(np.arange(366), waves) @ shape).mean()
        return np.asarray(moved * np.exp(self.waves(days, waves) @ shape) / year)

    def back(self, days: NDArray[Any]) -> Array:
        """The weeks from so many days ago until today, by this clock."""
        longest = int(np.max(days, initial=0))
        passed = np.cumsum(self.pace(self.until - np.arange(longest))) / DAYS_PER_WEEK
        return np.r_[0.0, passed][np.asarray(days, int)]

    def ahead(self, weeks: float | Array) -> Array:
        """The coming weeks, by this clock."""
        days = np.arange(int(np.ceil(np.max(weeks) * DAYS_PER_WEEK)) + 1)
        passed = np.r_[0.0, np.cumsum(self.pace(self.until + 1 + days))] / DAYS_PER_WEEK
        return np.asarray(np.interp(np.asarray(weeks, float) * DAYS_PER_WEEK, np.r_[0, days + 1], passed))


def distinct(customers: pd.DataFrame, clock: Clock | None = None) -> Rows:
    """Group customers with the same history, so that a million customers cost as little as their distinct histories.

    `customers` has one row a customer with `x` (or `repeat_days`), `t_x_days` and `T_days`, in whole days; with a `clock` the
    weeks are those that it counts.

    >>> import pandas as pd
    >>> rows = distinct(pd.DataFrame({"x": [0, 0, 2], "t_x_days": [0, 0, 14], "T_days": [70, 70, 70]}))
    >>> rows.weight.tolist(), rows.t_x.tolist(), rows.inverse.tolist()
    ([2.0, 1.0], [0.0, 2.0], [0, 0, 1])
    """
    counts = customers["x" if "x" in customers else "repeat_days"]
    x, t_x, T = (np.asarray(c, np.int64) for c in (counts, customers["t_x_days"], customers["T_days"]))
    span = int(max(T.max(initial=0), t_x.max(initial=0))) + 1
    # One whole number a history: sorting it is many times faster than grouping by three columns.
    key, inverse, weight = np.unique((x * span + t_x) * span + T, return_inverse=True, return_counts=True)
    days_T, days_t_x = key % span, key // span % span
    weeks_T = clock.back(days_T) if clock else days_T / DAYS_PER_WEEK
    weeks_t_x = weeks_T - clock.back(days_T - days_t_x) if clock else days_t_x / DAYS_PER_WEEK
    return Rows((key // span**2).astype(float), weeks_t_x, weeks_T, weight.astype(float), inverse)


def repeat_spend(customers: pd.DataFrame) -> tuple[Array, Array]:
    """On how many repeat days it is known what each customer spent, and the mean of them (zero when there were none).

    A customer whose amounts are not known tells as little about money as one who never came back.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"repeat_days": [2, 0, 3], "repeat_mean": [5.0, None, None]})
    >>> [part.tolist() for part in repeat_spend(frame)]
    [[2.0, 0.0, 0.0], [5.0, 0.0, 0.0]]
    """
    x = np.asarray(customers["x" if "x" in customers else "repeat_days"], float)
    mean = customers["repeat_mean"].to_numpy(float, na_value=np.nan)
    known = (x > 0) & np.isfinite(mean)
    return np.where(known, x, 0.0), np.where(known, mean, 0.0)


def price_level(days: Days, until: int) -> float:
    """How much more a purchase day brings lately than over all of each customer's history; 1 where too few tell.

    Lately is the last year, or the last third of a shorter history: what the same customers paid then, over what as many days
    at their own means would have brought. A mean of ten years forecasts the prices of five years ago.
    """
    first = int(days.day.min(initial=until))
    lately = until - min(365, (until - first + 1) // 3)
    inside, recent = days.day <= until, (days.day > lately) & (days.day <= until)
    n, size = int(recent.sum()), len(days.ids)
    if n < LEAST_TOLD:
        return 1.0
    bought = np.maximum(np.bincount(days.code[inside], minlength=size), 1)
    own = np.bincount(days.code[inside], days.amount[inside], size) / bought
    usual = dot(np.asarray(np.bincount(days.code[recent], minlength=size)), own)
    paid = float(days.amount[recent].sum())
    return paid / usual if usual > 0 and paid > 0 else 1.0


@dataclass(frozen=True)
class Days:
    """Purchase days sorted by customer and day, ready to be summarized as of any date."""

    ids: NDArray[np.object_]
    code: Places
    day: Places
    amount: Array

    @classmethod
    def of(cls, customer_days: pd.DataFrame) -> Days:
        """Read a frame of `customer_id`, `day` and, if there, `amount`: one row a customer and purchase day.

        Days with nothing but returns, marked by `is_purchase`, are left out.
        """
        import pandas as pd

        if "is_purchase" in customer_days:
            bought = np.asarray(customer_days["is_purchase"].fillna(False), bool)
            customer_days = customer_days[bought]
        code, ids = pd.factorize(customer_days["customer_id"], sort=True)
        day = np.asarray(customer_days["day"]).astype("datetime64[D]").astype(np.int64)
        amount = (
            np.asarray(customer_days["amount"], float) if "amount" in customer_days else np.ones(len(day))
        )
        order = np.lexsort((day, code))
        return cls(np.asarray(ids, object), code[order], day[order], amount[order])

    def until(self, day: int) -> Days:
        """The same, without anything after a day (days counted from 1970-01-01)."""
        keep = self.day <= day
        return Days(self.ids, self.code[keep], self.day[keep], self.amount[keep])

    def counts(self, after: int, until: int) -> Array:
        """Purchase days of each customer after one day and up to another."""
        inside = (self.day > after) & (self.day <= until)
        return np.bincount(self.code[inside], minlength=len(self.ids)).astype(float)


def sample(days: Days, most: int) -> Days:
    """At most about so many customers, always the same ones for the same ids."""
    from pandas.util import hash_array

    share = len(days.ids) // most + 1
    if share == 1:
        return days
    kept = hash_array(days.ids, categorize=False) % share == 0
    rows = kept[days.code]
    return Days(days.ids[kept], (np.cumsum(kept) - 1)[days.code[rows]], days.day[rows], days.amount[rows])


def summarize(days: Days, until: int) -> pd.DataFrame:
    """One row a customer as of a day: x, t_x_days, T_days, repeat_mean, as the models read them.

    Customers whose first purchase is later are left out. `log_gaps` is the sum of the logarithms of the weeks between
    purchase days, a constant in the likelihood of models with k > 1.

    >>> import pandas as pd
    >>> bought = pd.to_datetime(["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-10"])
    >>> frame = pd.DataFrame({"customer_id": ["a", "a", "a", "b"], "day": bought, "amount": [5.0, 4.0, 6.0, 1.0]})
    >>> summary = summarize(Days.of(frame), as_day("2024-01-20"))
    >>> summary[["customer_id", "x", "t_x_days", "T_days", "repeat_mean"]].values.tolist()
    [['a', 2, 14, 19, 5.0], ['b', 0, 0, 10, 0.0]]
    """
    import pandas as pd

    past = days.until(until)
    starts = (
        np.flatnonzero(np.r_[True, past.code[1:] != past.code[:-1]]) if len(past.code) else np.empty(0, int)
    )
    ends = np.r_[starts[1:], len(past.code)] - 1 if len(starts) else starts
    first, last, x = past.day[starts], past.day[ends], ends - starts
    repeat = np.add.reduceat(past.amount, starts) - past.amount[starts] if len(starts) else np.empty(0)
    gaps = np.diff(past.day, prepend=0) / DAYS_PER_WEEK
    gaps[starts] = 1.0
    summary = {
        "customer_id": past.ids[past.code[starts]],
        "x": x,
        "t_x_days": last - first,
        "T_days": until - first,
        "repeat_mean": np.where(x > 0, repeat / np.maximum(x, 1), 0.0),
        "log_gaps": np.add.reduceat(np.log(gaps), starts) if len(starts) else repeat,
    }
    return pd.DataFrame(summary)


def as_day(date: object) -> int:
    """A date as the number of days since 1970-01-01."""
    import pandas as pd

    return int(np.datetime64(pd.Timestamp(str(date)), "D").astype(np.int64))
