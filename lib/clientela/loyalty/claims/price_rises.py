"""When prices rose, and whether old and new customers bore it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clientela.stats.ratios import Estimate, limits
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

YEAR = 365
# A rise is common when products that make this part of the sales went up by this much and stayed up.
COMMON, LEAST_RISE = 0.3, 0.015
SIDE = 28
# Who bought in this many days before a date is watched; whoever leaves because of it may still use up what is on the way.
BEFORE, SKIP, WATCHED = 90, 45, 90
# Days without a rise on which the same is counted, so far apart.
STEP = 14
ENOUGH = 50
# As many customers alike at other dates weigh as much as all of the same tenure.
BORROWED = 10.0


def price_rises(prices: pd.DataFrame) -> pd.DataFrame:
    """The days on which the prices of much of what is sold rose together: day, rise, share_raised.

    `prices` is the mart: the price of a product on a day, before discounts. A product rose on a day when the median of its
    28 days from then on is 1.5 % or more above that of the 28 days before; rises of one product alone are none of these.
    """
    import pandas as pd

    empty = pd.DataFrame(columns=["rise_day", "rise", "share_raised"])
    if prices.empty:
        return empty
    days = pd.date_range(prices.day.min(), prices.day.max())
    if len(days) < 2 * SIDE:
        return empty
    weight = prices.groupby("product_id").amount.sum()
    weight = (weight / weight.sum()).sort_index()
    logs = prices.assign(log=np.log(prices.price)).pivot_table(
        index="day", columns="product_id", values="log"
    )
    # Days without a sale stay blank: an old price carried on would blur the edge.
    window = logs.reindex(index=days, columns=weight.index).rolling(SIDE, min_periods=3)
    step = _after(window.median()) - window.median().shift(1)
    edge = _after(window.mean()) - window.mean().shift(1)
    raised = step >= LEAST_RISE
    share = (raised * weight).sum(axis=1)
    contrast = (edge.where(raised) * weight).sum(axis=1)
    rows = []
    for _run, part in contrast[share >= COMMON].groupby((share < COMMON).cumsum()[share >= COMMON]):
        at = days.get_loc(part.index[int(part.to_numpy().argmax())])
        moved = raised.iloc[at].to_numpy()
        rise = float(np.expm1(np.average(edge.iloc[at].to_numpy()[moved], weights=weight.to_numpy()[moved])))
        rows.append({"rise_day": days[at], "rise": rise, "share_raised": float(share.to_numpy()[at])})
    return pd.DataFrame(rows, columns=empty.columns) if rows else empty


def _after(rolled: pd.DataFrame) -> pd.DataFrame:
    """A rolling figure of the days from each day on, instead of up to it."""
    return rolled.shift(1 - SIDE)


def price_index(rises: pd.DataFrame, days: pd.DatetimeIndex) -> Floats:
    """How much dearer everything is on each day than before the first rise, 1 then; what did not rise counts too.

    >>> import pandas as pd
    >>> rises = pd.DataFrame({"rise_day": [pd.Timestamp("2025-01-02")], "rise": [0.1], "share_raised": [0.5]})
    >>> [round(float(part), 2) for part in price_index(rises, pd.date_range("2025-01-01", "2025-01-03"))]
    [1.0, 1.05, 1.05]
    """
    index = np.ones(len(days))
    for row in rows_of(rises):
        index[np.asarray(days >= row.rise_day)] *= 1 + row.rise * row.share_raised
    return index


class Watch(NamedTuple):
    """Those who bought shortly before a day: their tenure group, a cell of customers alike, and whether they bought later."""

    older: NDArray[np.bool_]
    cell: NDArray[np.int64]
    stayed: NDArray[np.bool_]


class Buying:
    """Purchases by day, cut quickly around any date; customers by their place in `new_customers`."""

    def __init__(self, customer_days: pd.DataFrame, new_customers: pd.DataFrame) -> None:
        import pandas as pd

        bought = customer_days[customer_days.is_purchase.astype(bool)]
        place = pd.Index(new_customers.customer_id).get_indexer(bought.customer_id)
        day = _number(bought.day)
        order = np.argsort(day[place >= 0], kind="stable")
        self.day, self.who = day[place >= 0][order], place[place >= 0][order]
        self.since = _number(new_customers.since)
        self.business = (new_customers.kind == "organisation").to_numpy()
        self.first, self.last = (int(self.day[0]), int(self.day[-1])) if len(self.day) else (0, -1)

    def _between(self, low: int, high: int) -> slice:
        return slice(*np.searchsorted(self.day, [low, high + 1]))

    def around(self, date: int) -> Watch:
        """Who bought in the ninety days before a date, and whether they bought in the ninety watched."""
        part = self._between(date - BEFORE, date - 1)
        times = np.bincount(self.who[part], minlength=len(self.since))
        latest = np.full(len(self.since), -(10**9))
        np.maximum.at(latest, self.who[part], self.day[part])
        later = self._between(date + SKIP + 1, date + SKIP + WATCHED)
        after = np.zeros(len(self.since), dtype=bool)
        after[self.who[later]] = True
        chosen = np.flatnonzero(times)
        older = date - self.since[chosen] >= YEAR
        silent = np.minimum((date - 1 - latest[chosen]) // 30, 2)
        cell = (np.minimum(times[chosen], 4) * 3 + silent) * 4 + older * 2 + self.business[chosen]
        return Watch(older, cell, after[chosen])


def _number(days: pd.Series) -> NDArray[np.int64]:
    import pandas as pd

    return pd.to_datetime(days).to_numpy().astype("datetime64[D]").astype(np.int64)


def quiet_dates(buying: Buying, rises: Sequence[int]) -> list[int]:
    """Dates with no rise near them: none in the months before that could still be felt, none while they are watched."""
    dates = range(buying.first + BEFORE, buying.last - SKIP - WATCHED + 1, STEP)
    return [
        date
        for date in dates
        if all(date - rise >= BEFORE + SKIP or rise - date >= SKIP + WATCHED for rise in rises)
    ]


def expected(watches: Sequence[Watch]) -> dict[int, float]:
    """By cell, the share still buying of customers alike at dates without a rise; few borrow from all of the same tenure."""
    cell = np.concatenate([one.cell for one in watches])
    stayed = np.concatenate([one.stayed for one in watches])
    older = np.concatenate([one.older for one in watches])
    rate = {
        side: float(stayed[older == side].mean()) if (older == side).any() else np.nan
        for side in (False, True)
    }
    n, hits = np.bincount(cell), np.bincount(cell, stayed)
    return {
        int(one): float((hits[one] + BORROWED * rate[bool(one // 2 % 2)]) / (n[one] + BORROWED))
        for one in np.flatnonzero(n)
    }


def lost(watch: Watch, rates: dict[int, float]) -> dict[bool, Estimate]:
    """By tenure (older or not): how much smaller the share still buying is than among those alike without a rise."""
    usual = np.array([rates.get(int(cell), np.nan) for cell in range(int(watch.cell.max()) + 1)])[watch.cell]
    found = {}
    for side in (False, True):
        inside = (watch.older == side) & np.isfinite(usual)
        n, share = int(inside.sum()), usual[inside]
        if n:
            error = float(np.sqrt((share * (1 - share)).sum())) / n
            found[side] = limits(float(share.mean() - watch.stayed[inside].mean()), error, n)
    return found


def borne(customer_days: pd.DataFrame, new_customers: pd.DataFrame, rises: pd.DataFrame) -> pd.DataFrame:
    """For each rise: what part of the newer and of the older customers it drove away, and the difference.

    Of those who bought in the 90 days before, who bought again from the 46th to the 135th day after, beside customers alike (same
    tenure, purchases, silence, kind) at dates without a rise. The error holds chance and how much the same difference swings
    from one date without a rise to another. Columns: rise_day, rise, lost_new, lost_older, apart (each _low, _high), n_new, n_older.
    """
    import pandas as pd

    buying = Buying(customer_days, new_customers)
    dates = [int(number) for number in _number(rises.rise_day)]
    quiet = [watch for date in quiet_dates(buying, dates) if _enough(watch := buying.around(date))]
    if len(quiet) < 3:
        return pd.DataFrame()
    swing = _swing(quiet)
    rates, rows = expected(quiet), []
    for date, row in zip(dates, rows_of(rises), strict=True):
        if date - BEFORE < buying.first or date + SKIP + WATCHED > buying.last:
            continue
        watch = buying.around(date)
        if not _enough(watch):
            continue
        found = lost(watch, rates)
        new, old = found[False], found[True]
        apart = limits(new.value - old.value, float(np.hypot(new.error, old.error)), min(new.n, old.n))
        rows.append({
            "rise_day": row.rise_day, "rise": row.rise, "n_new": new.n, "n_older": old.n,
            **_columns("lost_new", _wider(new, swing[0])), **_columns("lost_older", _wider(old, swing[1])),
            **_columns("apart", _wider(apart, swing[2])), "apart_error": _wider(apart, swing[2]).error,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _wider(found: Estimate, swing: float) -> Estimate:
    """An estimate whose error holds, beside chance, how much it swings from date to date."""
    return limits(found.value, float(np.hypot(found.error, swing)), found.n)


def _enough(watch: Watch) -> bool:
    return bool(min(watch.older.sum(), (~watch.older).sum()) >= ENOUGH)


def _swing(quiet: Sequence[Watch]) -> tuple[float, float, float]:
    """How much the loss of the newer, of the older and their difference swing between dates without a rise, beyond chance."""
    rows, chance = [], []
    for place, watch in enumerate(quiet):
        found = lost(watch, expected([*quiet[:place], *quiet[place + 1 :]]))
        if len(found) == 2:
            new, old = found[False], found[True]
            rows.append((new.value, old.value, new.value - old.value))
            chance.append((new.error**2, old.error**2, new.error**2 + old.error**2))
    if len(rows) < 3:
        return 0.0, 0.0, 0.0
    excess = np.sqrt(np.maximum(np.var(rows, axis=0, ddof=1) - np.mean(chance, axis=0), 0.0))
    return float(excess[0]), float(excess[1]), float(excess[2])


def _columns(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
