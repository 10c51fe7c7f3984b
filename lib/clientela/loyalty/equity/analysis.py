"""What the base of customers is worth, what it was worth a period ago, and what moved it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.customers.rhythm import pace
from clientela.customers.status import ENOUGH_REPEATERS, standing
from clientela.engine import analysis, step
from clientela.marts.parts import each, filled
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.ratios import LEVEL, limits
from clientela.stats.rows import among, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from clientela.marts import Marts
    from clientela.marts.parts import Parts

    Floats = NDArray[np.float64]

KEY = "loyalty.equity"
# Days of a year, near enough.
YEAR = 364
DRIVERS = ("active_customers", "staying", "orders_each", "order_size", "margin_kept")
ENOUGH = 100
TOLD = ("customer_id", "day", "orders", "amount")
STANDING = ("customer_id", "kind", "repeat_days", "gap_mean", "gap_q90", "days_since_last")
# Customers leave the count in so many groups, one at a time, to see how far chance moves a figure.
GROUPS = 40


@dataclass(frozen=True)
class Spans:
    """Three days, one period apart each: today, one period ago and two; a period is a year, or a third of a shorter history.

    >>> Spans.within(dt.date(2023, 7, 1), dt.date(2026, 6, 30)).days[1]
    datetime.date(2025, 6, 30)
    """

    days: tuple[dt.date, dt.date, dt.date]

    @property
    def length(self) -> int:
        """Days of a period."""
        return (self.days[0] - self.days[1]).days

    @classmethod
    def within(cls, first: dt.date, last: dt.date) -> Spans:
        """The days of a history from its first to its last."""
        step = dt.timedelta(days=min(365, ((last - first).days + 1) // 3))
        return cls((last, last - step, last - 2 * step))

    @classmethod
    def of(cls, marts: Marts) -> Spans:
        """The days of a company's history; without purchases, today thrice."""
        first = marts.facts.get("first_day")
        return cls.within(dt.date.fromisoformat(first) if first else marts.as_of, marts.as_of)


@step()
def spans(marts: Marts) -> Spans:
    """The days of this company's history that are compared."""
    return Spans.of(marts)


@step()
def standings(marts: Marts, spans: Spans) -> list[pd.DataFrame]:
    """The customers as they stood on each of those days: whose they are and how they buy, which is all that is asked of three frames at once."""
    return [marts.customers_at(day, STANDING) for day in spans.days]


@analysis(KEY, customer_days="parts:customer_days", discount="discount_rate")
def equity(
    standings: Sequence[pd.DataFrame],
    customer_days: pd.DataFrame | Parts,
    spans: Spans,
    discount: float = 0.12,
) -> Result | Missing:
    """The worth of the active customers today and a period ago, and how much each of five things moved it.

    `standings`: the customer mart on the days of `spans`. Worth: active customers × orders of each in the period × size of an
    order × part kept as margin × periods they stay, discounted: q / (1 − q) with q = share that stayed active, less a
    period's discount (Blattberg & Deighton 1996). Kinds apart, then added. What moved it is shared out exactly (Shapley
    1953): the parts add up to the change. Limits by leaving out one of forty groups of customers at a time. Without
    a known margin the worth is one of sales. Frames: equity (one row a driver), factors (by kind, before and now).
    """
    import pandas as pd

    if spans.length < YEAR:
        # Parts of a year have other seasons: what moved between them moves back.
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, (), 3 * spans.length, 3 * YEAR)
    if any(len(one) < ENOUGH for one in standings):
        least = min((len(one) for one in standings), default=0)
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions",), least, ENOUGH)
    # Who stays, and how often each buys, is known of those who bought again.
    repeaters = int((standings[0].repeat_days > 0).sum())
    if repeaters < ENOUGH_REPEATERS:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions",), repeaters, ENOUGH_REPEATERS)
    known = filled(customer_days, "margin")
    rate = (1 + discount) ** (spans.length / 365) - 1
    sums = _sums(standings, customer_days, spans, "margin" if known else "amount")
    parts, factors = [], []
    for kind in sorted({str(key[1]) for key in sums}):
        now, before = (_factors(sums[(period, kind)], rate) for period in (0, 1))
        if not (np.isfinite(now[0]).all() and np.isfinite(before[0]).all()):
            return Missing(KEY, Reason.NO_FIT, ("transactions",))
        parts.append(np.stack([shapley(old, new) for old, new in zip(before, now, strict=True)]))
        factors += [_factor(kind, place, before[0], now[0], sums) for place in range(len(DRIVERS))]
        parts[-1] = np.column_stack([parts[-1], before.prod(axis=1), now.prod(axis=1)])
    total = np.sum(parts, axis=0)
    n = int(sum(len(one) for one in standings[:1]))
    found = [_jackknife(total[:, place], n) for place in range(total.shape[1])]
    table = pd.DataFrame({
        "equity_driver": DRIVERS, "moved": [one.value for one in found[:5]],
        "moved_low": [one.low for one in found[:5]], "moved_high": [one.high for one in found[:5]],
    })  # fmt: skip
    if not known:
        table = table[table.equity_driver != "margin_kept"].reset_index(drop=True)
    change = _jackknife(total[:, 6] - total[:, 5], n)
    names = {"base_value_before": found[5], "base_value": found[6], "base_change": change}
    values = {name: Number(one.value, "currency", n, one.low, one.high, LEVEL) for name, one in names.items()}
    values |= {
        "margin_known": Number(int(known), "count", n), "period_days": Number(spans.length, "days", n),
        "discount_rate": Number(discount, "share", n),
    }  # fmt: skip
    return Result(KEY, n, values, {"equity": table, "factors": pd.DataFrame(factors)})


def _sums(
    standings: Sequence[pd.DataFrame], customer_days: pd.DataFrame | Parts, spans: Spans, money: str
) -> dict[tuple[int, str], Floats]:
    """By period and kind, a row for all and one for each group left out: active, were active, stayed, orders, sales, margin."""
    import pandas as pd

    company = pace(standings[0])
    active = [one.customer_id[standing(one, company).status == "active"] for one in standings]
    people = standings[0][["customer_id"]].assign(kind=kind_groups(standings[0]))
    group = pd.util.hash_array(people.customer_id.to_numpy(dtype=object), categorize=False) % GROUPS
    told = [_bought(part, spans, money) for part in each(customer_days, *dict.fromkeys((*TOLD, money)))]
    found = {}
    for period in (0, 1):
        bought = pd.concat([both[period] for both in told])
        here, was = (among(people.customer_id, active[place]) for place in (period, period + 1))
        had = places(pd.Series(bought.index), people.customer_id)
        own = (
            np.vstack([bought.fillna(0.0).to_numpy(dtype=float), np.zeros(bought.shape[1])])[had]
            * here[:, None]
        )
        columns = np.column_stack([here, was, here & was, own]).astype(float)
        for kind in people.kind.unique():
            mine = (people.kind == kind).to_numpy()
            by_group = np.stack(
                [np.bincount(group[mine], column[mine], GROUPS) for column in columns.T], axis=1
            )
            whole = by_group.sum(axis=0)
            found[(period, str(kind))] = np.vstack([whole, (whole - by_group) * GROUPS / (GROUPS - 1)])
    return found


def _bought(customer_days: pd.DataFrame, spans: Spans, money: str) -> list[pd.DataFrame]:
    """Orders, sales and margin of each customer in the last period and in the one before."""
    import pandas as pd

    day, found = pd.to_datetime(customer_days.day), []
    for period in (0, 1):
        start, end = pd.Timestamp(spans.days[period + 1]), pd.Timestamp(spans.days[period])
        part = customer_days[(day > start) & (day <= end)]
        sums = part.assign(earned=part[money].astype("float64")).groupby("customer_id")
        found.append(sums[["orders", "amount", "earned"]].sum())
    return found


def _factors(sums: Floats, rate: float) -> Floats:
    """The five factors whose product is the worth, one row for all and one for each group left out."""
    active, was, stayed, orders, amount, earned = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        q = stayed / was / (1 + rate)
        return np.column_stack([active, q / (1 - q), orders / active, amount / orders, earned / amount])


def shapley(before: Floats, now: Floats) -> Floats:
    """How much each factor of a product moved it: its part averaged over every order in which the factors may change.

    >>> shapley(np.array([2.0, 3.0]), np.array([4.0, 5.0])).tolist()
    [8.0, 6.0]
    """
    count, places = len(before), range(len(before))
    moved = np.zeros(count)
    for place in places:
        others = [one for one in places if one != place]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for changed in combinations(others, size):
                rest = np.prod([now[one] if one in changed else before[one] for one in others])
                moved[place] += weight * rest * (now[place] - before[place])
    return moved


def _jackknife(replicates: Floats, n: int) -> Any:
    """A figure with its limits, from the figure of all and those with one group left out (Shao & Tu 1995)."""
    left = replicates[1:]
    error = float(np.sqrt((GROUPS - 1) / GROUPS * ((left - left.mean()) ** 2).sum()))
    return limits(float(replicates[0]), error, GROUPS)._replace(n=n)


def _factor(
    kind: str, place: int, before: Floats, now: Floats, sums: dict[tuple[int, str], Floats]
) -> dict[str, object]:
    """One factor before and now; of those who stay, the share rather than the periods."""
    old, new = float(before[place]), float(now[place])
    if DRIVERS[place] == "staying":
        old, new = (float(sums[(period, kind)][0, 2] / sums[(period, kind)][0, 1]) for period in (1, 0))
    return {"kind": kind, "equity_driver": DRIVERS[place], "factor_before": old, "factor_now": new}
