"""Does a customer leave more with every year it stays?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.loyalty.economics.ratios import LEVEL, Estimate, limits, mean, ratio
from clientela.loyalty.economics.rises import price_index
from clientela.loyalty.economics.rows import rows_of
from clientela.loyalty.value.groups import kind_groups
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

KEY = "loyalty.growth"
YEAR = 365
ENOUGH = 50


def growth(
    tenures: pd.DataFrame,
    entrants: pd.DataFrame,
    customers: pd.DataFrame,
    bearing: Result | Missing | None = None,
) -> Result | Missing:
    """What the same customers leave in one year and in the next, at constant prices, beside what comparing different ones says.

    `tenures`, `entrants`, `customers` are marts, `bearing` the result whose price rises are taken out. Stayed: customers who
    bought in the earlier of two whole years and went on buying after the later one; the first purchase is left out, every
    customer has it. Started: the same two years of everybody, those who left with nothing. Naive: customers of a later year
    against customers of the first, who are others. Frame growth: one row a kind and way of comparing, with_new (the earlier year),
    with_loyal (the later one), change with its limits, n. Numbers: change of those who stayed, by kind, and of the others.
    """
    import pandas as pd

    pairs = two_years(tenures, entrants, customers, _rises(bearing))
    stayed = pairs[pairs.stayed]
    if len(stayed) < ENOUGH:
        return Missing(
            KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions", "customers.joined_on"), len(stayed), ENOUGH
        )
    kinds = kind_groups(entrants.set_index("customer_id"))
    pairs = pairs.assign(group=pairs.customer_id.map(kinds))
    rows = []
    for kind, part in pairs.groupby("group"):
        rows += [
            _row(str(kind), "stayed", part[part.stayed]),
            _row(str(kind), "started", part[part.tenure_year == 0]),
        ]
        rows.append(_naive(str(kind), part))
    table = pd.DataFrame(rows)
    table = table[table.n >= ENOUGH].reset_index(drop=True)
    values = _values(table, str(stayed.customer_id.map(kinds).value_counts().idxmax()))
    return Result(KEY, len(stayed), values, {"growth": table}, Evidence.ASSOCIATED)


def _rises(bearing: Result | Missing | None) -> pd.DataFrame | None:
    return bearing.frames["rises"] if isinstance(bearing, Result) else None


def two_years(
    tenures: pd.DataFrame, entrants: pd.DataFrame, customers: pd.DataFrame, rises: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every two neighbouring years of a customer that lie whole within the history: what it left in each, and whether it stayed.

    customer_id, tenure_year (of the earlier one), earned, earned_next (margin where it is known for all, else sales; at the
    prices of the first day), bought, bought_next, stayed.
    """
    import pandas as pd

    who = entrants.merge(customers[["customer_id", "last_purchase"]], on="customer_id")
    since, history = pd.to_datetime(who.since), pd.to_datetime(who.history_from)
    as_of = pd.to_datetime(who.first_purchase) + pd.to_timedelta(who.T_days.astype(int), unit="D")
    start = pd.Series(np.ceil((history - since).dt.days / YEAR)).clip(lower=0).astype(int)
    end = ((as_of - since).dt.days + 1) // YEAR
    years = (end - start - 1).clip(lower=0).to_numpy(dtype=np.int64)
    at = np.repeat(np.arange(len(who)), years)
    year = start.to_numpy()[at] + _steps(years)
    money = "margin" if tenures.margin.notna().all() and len(tenures) else "amount"
    first = who[f"first_{money}"].to_numpy(dtype=float)
    key = pd.MultiIndex.from_arrays([tenures.customer_id, tenures.tenure_year.astype(int)])
    earned = pd.Series(tenures[money].to_numpy(dtype=float), index=key)
    days = pd.Series(tenures.purchase_days.to_numpy(dtype=float), index=key)
    table = pd.DataFrame({"customer_id": who.customer_id.to_numpy()[at], "tenure_year": year})
    opening = pd.to_datetime(who.first_purchase).to_numpy()[at]
    begun = since.to_numpy()[at]
    for name, later in (("", 0), ("_next", 1)):
        index = pd.MultiIndex.from_arrays([table.customer_id, table.tenure_year + later])
        from_day = begun + pd.to_timedelta((year + later) * YEAR, unit="D").to_numpy()
        holds_first = (opening >= from_day) & (opening < from_day + np.timedelta64(YEAR, "D"))
        deflator = _deflator(pd.DatetimeIndex(from_day), rises)
        table[f"earned{name}"] = (
            earned.reindex(index).fillna(0.0).to_numpy() - holds_first * first[at]
        ) / deflator
        table[f"bought{name}"] = days.reindex(index).fillna(0.0).to_numpy() - holds_first
    over = begun + pd.to_timedelta((year + 2) * YEAR, unit="D").to_numpy()
    table["stayed"] = (table.bought > 0) & (pd.to_datetime(who.last_purchase).to_numpy()[at] >= over)
    return table


def _steps(counts: NDArray[Any]) -> NDArray[np.int64]:
    """0, 1, 2 … within each customer.

    >>> _steps(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


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
    # Who is there with several years is one case, not several.
    sums = part.groupby("customer_id")[["earned", "earned_next"]].sum()
    change = ratio(sums.earned_next - sums.earned, sums.earned) if len(sums) else limits(np.nan, np.nan, 0)
    pair = mean(part.earned), mean(part.earned_next)
    return _line(kind, comparison, pair, change, len(sums))


def _naive(kind: str, part: pd.DataFrame) -> dict[str, object]:
    """Customers who bought in a later year against those who bought in the first: others, and those who had not left."""
    first = part.earned[(part.tenure_year == 0) & (part.bought > 0)]
    later = part.earned_next[part.bought_next > 0]
    one, other = mean(first), mean(later)
    value = other.value / one.value - 1 if one.n and one.value > 0 else np.nan
    error = (
        (1 + value) * float(np.hypot(one.error / one.value, other.error / other.value))
        if one.n and other.n
        else np.nan
    )
    return _line(
        kind, "different", (one, other), limits(value, error, min(one.n, other.n)), min(one.n, other.n)
    )


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
