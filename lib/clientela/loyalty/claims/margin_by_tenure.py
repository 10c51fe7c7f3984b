"""Does a customer leave more with every year it stays?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.customers.kinds import kind_groups
from clientela.engine import analysis
from clientela.loyalty.claims.price_rises import price_index
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.ratios import LEVEL, Estimate, limits, mean, ratio
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    from numpy.typing import NDArray

KEY = "loyalty.growth"
ENOUGH = 50
# Who buys in so many days before the first year and in as many after the second was there all the time; fewer tell too little.
MOST_EDGE, LEAST_EDGE = 182, 60


@dataclass(frozen=True)
class Years:
    """Two whole years, one after the other, with as many days before the first as after the second."""

    first: pd.Timestamp
    second: pd.Timestamp
    end: pd.Timestamp
    edge: int

    @classmethod
    def of(cls, customer_days: pd.DataFrame, as_of: dt.date) -> Years | None:
        """The latest two that a history has room for; None where it has none."""
        import pandas as pd

        if customer_days.empty:
            return None
        last = pd.Timestamp(as_of)
        room = (last - pd.to_datetime(customer_days.day).min()).days + 1 - 2 * YEAR
        edge = min(MOST_EDGE, room // 2)
        end = last - pd.Timedelta(days=edge - 1)
        return (
            cls(end - pd.Timedelta(days=2 * YEAR), end - pd.Timedelta(days=YEAR), end, edge)
            if edge >= LEAST_EDGE
            else None
        )


@analysis(KEY, customer_days="sample:customer_days", price_tolerance="price_tolerance")
def margin_by_tenure(
    customer_days: pd.DataFrame,
    new_customers: pd.DataFrame,
    as_of: dt.date,
    price_tolerance: Result | Missing | None = None,
) -> Result | Missing:
    """What the same customers leave in one year and in the next, at constant prices, beside what comparing different ones says.

    `customer_days` and `new_customers` are marts, `price_tolerance` the result whose price rises are taken out. The years are two of the calendar,
    the same for everybody: a year that begins with a purchase of its own would be short of one. Stayed: bought in the months before the first
    year and in as many after the second, so that nobody is chosen by what the years hold. Started: bought before, whether they stayed or not.
    Naive: everybody who bought in the first year against those of them who were there before it and still buy, who are others. Frame growth: one
    row a kind and way of comparing, with_new (the earlier year), with_loyal (the later one), change with its limits, n. Numbers: change of
    those who stayed, by kind, and of the others.
    """
    import pandas as pd

    years = Years.of(customer_days, as_of)
    if years is None:
        return Missing(
            KEY, Reason.TOO_SHORT_HISTORY, ("months", str(round((2 * YEAR + 2 * LEAST_EDGE) / 30.4)))
        )
    pairs = two_years(customer_days, years, _rises(price_tolerance))
    stayed = pairs[pairs.stayed]
    if len(stayed) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.customer_id",), len(stayed), ENOUGH)
    kinds = kind_groups(new_customers.set_index("customer_id"))
    pairs = pairs.assign(group=pairs.customer_id.map(kinds).fillna("all"))
    rows = []
    for kind, part in pairs.groupby("group"):
        rows += [
            _row(str(kind), "stayed", part[part.stayed]),
            _row(str(kind), "started", part[part.before]),
            _naive(str(kind), part),
        ]
    table = pd.DataFrame(rows)
    table = table[table.n >= ENOUGH].reset_index(drop=True)
    values = _values(table, str(pairs.group[pairs.stayed].value_counts().idxmax()))
    return Result(KEY, len(stayed), values, {"growth": table}, Evidence.ASSOCIATED)


def _rises(price_tolerance: Result | Missing | None) -> pd.DataFrame | None:
    return price_tolerance.frames["rises"] if isinstance(price_tolerance, Result) else None


def two_years(customer_days: pd.DataFrame, years: Years, rises: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a customer: what it left in each year, and whether it bought before the first, in both, and after the second.

    customer_id, earned, earned_next (margin where it is known for all, else sales; at the prices of the first day), bought, bought_next,
    before, stayed.
    """
    import pandas as pd

    day = pd.to_datetime(customer_days.day)
    edge = pd.Timedelta(days=years.edge)
    money = customer_days["margin" if customer_days.margin.notna().all() else "amount"].astype("float64")
    buys = customer_days.is_purchase.astype(bool)
    level = _deflator(pd.DatetimeIndex([years.first, years.second]), rises)
    one, two = (day >= years.first) & (day < years.second), (day >= years.second) & (day < years.end)
    table = pd.DataFrame(
        {
            "earned": money.where(one, 0.0) / level[0], "earned_next": money.where(two, 0.0) / level[1], "bought": buys & one,
            "bought_next": buys & two, "before": buys & (day >= years.first - edge) & (day < years.first), "after": buys & (day >= years.end),
        }
    )  # fmt: skip
    table = table.groupby(customer_days.customer_id.to_numpy()).sum().rename_axis("customer_id").reset_index()
    there = table[["before", "after"]] > 0
    return table.assign(before=there.before, stayed=there.before & there.after).drop(columns="after")


def _deflator(begins: pd.DatetimeIndex, rises: pd.DataFrame | None) -> NDArray[np.float64]:
    """The mean price level of the year that begins on each day."""
    import pandas as pd

    if rises is None or rises.empty or not len(begins):
        return np.ones(len(begins))
    days = pd.date_range(begins.min(), begins.max() + pd.Timedelta(days=YEAR))
    running = np.concatenate([[0.0], np.cumsum(price_index(rises, days))])
    place = (begins - days[0]).days.to_numpy()
    return (running[place + YEAR] - running[place]) / YEAR


def _row(kind: str, comparison: str, part: pd.DataFrame) -> dict[str, object]:
    """The later year against the earlier one, of the same customers."""
    change = ratio(part.earned_next - part.earned, part.earned) if len(part) else limits(np.nan, np.nan, 0)
    return _line(kind, comparison, (mean(part.earned), mean(part.earned_next)), change, len(part))


def _naive(kind: str, part: pd.DataFrame) -> dict[str, object]:
    """Everybody who bought in a year against old customers who bought in the next: others, and those who had not left."""
    one, other = (
        mean(part.earned[part.bought > 0]),
        mean(part.earned_next[part.before & (part.bought_next > 0)]),
    )
    value = other.value / one.value - 1 if one.n and one.value > 0 else np.nan
    error = (
        (1 + value) * float(np.hypot(one.error / one.value, other.error / other.value))
        if one.n and other.n and other.value > 0
        else np.nan
    )
    n = min(one.n, other.n)
    return _line(kind, "different", (one, other), limits(value, error, n), n)


def _line(
    kind: str, comparison: str, pair: tuple[Estimate, Estimate], change: Estimate, n: int
) -> dict[str, object]:
    return {
        "kind": kind, "comparison": comparison, "with_new": pair[0].value, "with_loyal": pair[1].value,
        "advantage": change.value, "advantage_low": change.low, "advantage_high": change.high, "n": n,
    }  # fmt: skip


def _values(table: pd.DataFrame, largest: str) -> dict[str, Number]:
    values: dict[str, Number] = {}
    for row in rows_of(table):
        endings = [*([""] if row.kind == largest else []), *([f"_{row.kind}"] if row.kind != "all" else [])]
        for ending in endings:
            n, name = int(row.n), "" if row.comparison == "stayed" else f"_{row.comparison}"
            values[f"advantage{name}{ending}"] = Number(
                row.advantage, "share", n, row.advantage_low, row.advantage_high, LEVEL
            )
            if not name:
                values[f"with_new{ending}"] = Number(row.with_new, "currency", n)
                values[f"with_loyal{ending}"] = Number(row.with_loyal, "currency", n)
    return values
