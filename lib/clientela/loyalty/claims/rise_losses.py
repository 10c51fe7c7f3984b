"""Who was missing after prices rose, more than customers alike are at other dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.stats.ratios import UNKNOWN, Estimate, limits
from clientela.stats.rows import places, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

# Who bought in this many days before a date is watched; whoever leaves because of it may still use up what is on the way.
BEFORE, SKIP, WATCHED = 90, 45, 90
# Days without a rise on which the same is counted, so far apart.
STEP = 14
ENOUGH = 50
# As many customers alike at other dates weigh as much as all of the same group.
BORROWED = 10.0


class Watch(NamedTuple):
    """Those who bought shortly before a day: who, their group, a cell of customers of it who are alike, and whether they bought later."""

    who: NDArray[np.int64]
    group: NDArray[np.int64]
    cell: NDArray[np.int64]
    stayed: NDArray[np.bool_]


# The groups by tenure; where customers are grouped by something else too, both are told apart within it.
NEWER, OLDER = 0, 1


class Buying:
    """Purchases by day, cut quickly around any date; customers by their place in `new_customers`."""

    def __init__(self, customer_days: pd.DataFrame, new_customers: pd.DataFrame) -> None:

        bought = customer_days[customer_days.is_purchase.astype(bool)]
        place = places(new_customers.customer_id, bought.customer_id)
        day = numbered(bought.day)
        order = np.argsort(day[place >= 0], kind="stable")
        self.day, self.who = day[place >= 0][order], place[place >= 0][order]
        self.since = numbered(new_customers.since)
        self.business = (new_customers.kind == "organisation").to_numpy()
        self.first, self.last = (int(self.day[0]), int(self.day[-1])) if len(self.day) else (0, -1)

    def _between(self, low: int, high: int) -> slice:
        return slice(*np.searchsorted(self.day, [low, high + 1]))

    def around(self, date: int, standing: NDArray[np.int64] | None = None) -> Watch:
        """Who bought in the ninety days before a date, and whether they bought in the ninety watched.

        They are grouped by tenure; by `standing` (a place from zero on of each customer, -1 for who is left out) and by tenure where it is given.
        """
        part = self._between(date - BEFORE, date - 1)
        times = np.bincount(self.who[part], minlength=len(self.since))
        latest = np.full(len(self.since), -(10**9))
        np.maximum.at(latest, self.who[part], self.day[part])
        later = self._between(date + SKIP + 1, date + SKIP + WATCHED)
        after = np.zeros(len(self.since), dtype=bool)
        after[self.who[later]] = True
        chosen = np.flatnonzero(times if standing is None else (times > 0) & (standing >= 0))
        older = (date - self.since[chosen] >= YEAR).astype(np.int64)
        silent = np.minimum((date - 1 - latest[chosen]) // 30, 2)
        group = older if standing is None else 2 * standing[chosen] + older
        cell = ((group * 5 + np.minimum(times[chosen], 4)) * 3 + silent) * 2 + self.business[chosen]
        return Watch(chosen, group, cell, after[chosen])


def numbered(days: pd.Series) -> NDArray[np.int64]:
    import pandas as pd

    return pd.to_datetime(days).to_numpy().astype("datetime64[D]").astype(np.int64)


def watched(buying: Buying, date: int) -> bool:
    """Whether the records reach far enough before and after a date."""
    return date - BEFORE >= buying.first and date + SKIP + WATCHED <= buying.last


def quiet_dates(buying: Buying, rises: Sequence[int]) -> list[int]:
    """Dates with no rise near them: none in the months before that could still be felt, none while they are watched."""
    dates = range(buying.first + BEFORE, buying.last - SKIP - WATCHED + 1, STEP)
    return [
        date
        for date in dates
        if all(date - rise >= BEFORE + SKIP or rise - date >= SKIP + WATCHED for rise in rises)
    ]


def expected(watches: Sequence[Watch]) -> dict[int, float]:
    """By cell, the share still buying of customers alike at dates without a rise; few borrow from all of the same group."""
    cell, group, stayed = (
        np.concatenate([getattr(one, name) for one in watches]) for name in ("cell", "group", "stayed")
    )
    people, stays = np.bincount(group), np.bincount(group, stayed)
    n, hits = np.bincount(cell), np.bincount(cell, stayed)
    whose = np.zeros(len(n), dtype=np.int64)
    whose[cell] = group
    return {
        int(one): float((hits[one] + BORROWED * stays[whose[one]] / people[whose[one]]) / (n[one] + BORROWED))
        for one in np.flatnonzero(n)
    }


def lost(
    watch: Watch, rates: dict[int, float], inside: Callable[[NDArray[np.int64]], NDArray[np.bool_]]
) -> Estimate:
    """How much smaller the share still buying is than among those alike without a rise, of the groups that are `inside`."""
    usual = np.array([rates.get(int(cell), np.nan) for cell in range(int(watch.cell.max()) + 1)])[watch.cell]
    chosen = inside(watch.group) & np.isfinite(usual)
    n, share = int(chosen.sum()), usual[chosen]
    if not n:
        return UNKNOWN
    kept = float(watch.stayed[chosen].mean())
    # Where most stay anyway chance moves few; of those whom a rise drives away it moves more.
    left = np.minimum(1.0, share * kept / max(float(share.mean()), 1e-9))
    error = float(np.sqrt(max((part * (1 - part)).sum() for part in (share, left)))) / n
    return limits(float(share.mean()) - kept, error, n)


class Contrast(NamedTuple):
    """Whose loss is told, or how much more they lose than others: which groups are meant on either side."""

    of: Callable[[NDArray[np.int64]], NDArray[np.bool_]]
    than: Callable[[NDArray[np.int64]], NDArray[np.bool_]] | None = None

    def at(self, watch: Watch, rates: dict[int, float]) -> Estimate:
        """The loss on one date."""
        one = lost(watch, rates, self.of)
        if self.than is None:
            return one
        other = lost(watch, rates, self.than)
        return limits(one.value - other.value, float(np.hypot(one.error, other.error)), min(one.n, other.n))


TENURE = (
    Contrast(lambda group: group == NEWER),
    Contrast(lambda group: group == OLDER),
    Contrast(lambda group: group == NEWER, lambda group: group == OLDER),
)


def borne(customer_days: pd.DataFrame, new_customers: pd.DataFrame, rises: pd.DataFrame) -> pd.DataFrame:
    """For each rise: what part of the newer and of the older customers it drove away, and the difference.

    Of those who bought in the 90 days before, who bought again from the 46th to the 135th day after, beside customers alike (same
    tenure, purchases, silence, kind) at dates without a rise. The error holds chance and how much the same difference swings
    from one date without a rise to another. Columns: rise_day, rise, lost_new, lost_older, apart (each _low, _high), n_new, n_older.
    """
    import pandas as pd

    buying = Buying(customer_days, new_customers)
    dates = [int(number) for number in numbered(rises.rise_day)]
    quiet = [watch for date in quiet_dates(buying, dates) if _enough(watch := buying.around(date))]
    if len(quiet) < 3:
        return pd.DataFrame()
    swing = swings(quiet, TENURE)
    rates, rows = expected(quiet), []
    for date, row in zip(dates, rows_of(rises), strict=True):
        if not watched(buying, date) or not _enough(watch := buying.around(date)):
            continue
        new, old, apart = (
            wider(one.at(watch, rates), beyond) for one, beyond in zip(TENURE, swing, strict=True)
        )
        rows.append({
            "rise_day": row.rise_day, "rise": row.rise, "n_new": new.n, "n_older": old.n, **_columns("lost_new", new),
            **_columns("lost_older", old), **_columns("apart", apart), "apart_error": apart.error,
        })  # fmt: skip
    return pd.DataFrame(rows)


def wider(found: Estimate, swing: float) -> Estimate:
    """An estimate whose error holds, beside chance, how much it swings from date to date."""
    return limits(found.value, float(np.hypot(found.error, swing)), found.n)


def _enough(watch: Watch) -> bool:
    return bool(np.bincount(watch.group, minlength=2).min() >= ENOUGH)


def swings(quiet: Sequence[Watch], contrasts: Sequence[Contrast]) -> list[float]:
    """How much each contrast swings between dates without a rise, beyond chance."""
    rows: list[list[Estimate]] = []
    for place, watch in enumerate(quiet):
        rates = expected([*quiet[:place], *quiet[place + 1 :]])
        rows.append([one.at(watch, rates) for one in contrasts])
    found = []
    for column in zip(*rows, strict=True):
        seen = [one for one in column if np.isfinite(one.error)]
        if len(seen) < 3:
            found.append(0.0)
            continue
        excess = np.var([one.value for one in seen], ddof=1) - np.mean([one.error**2 for one in seen])
        found.append(float(np.sqrt(max(excess, 0.0))))
    return found


def _columns(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
