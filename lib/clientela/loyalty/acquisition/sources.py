"""Where new customers come from: what each one costs, how many come back and what the first year brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.customers.kinds import EVERYONE, kind_groups
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.effects import LEAST_POINTS, difference, shrink
from clientela.stats.intervals import wilson
from clientela.stats.ratios import LEVEL, UNKNOWN, Estimate, gap, mean, ratio
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

KEY = "loyalty.sources"
BACK_DAYS, EARLY_DAYS = 180, 90
# Fewer new customers than these say nothing about where they came from.
ENOUGH = 30
WAYS = ("acquired_by", "channel")


@analysis(KEY)
def sources(new_customers: pd.DataFrame, expense_months: pd.DataFrame) -> Result | Missing:
    """What a new customer of each source and first channel costs, how often it comes back and what its first year leaves.

    `new_customers` and `expense_months` are marts. New is who was first registered, or without a date first seen, within the
    history. Back: bought again within 180 days, of those who have had them; first year: margin (sales where no margin is
    known) of the first 365 days, of those who have had them. Cost: expenses to acquire whose channel is the name of a
    source, a new customer; customers of unknown source are shared out in proportion. Households and businesses apart
    where there are 200 of each. `back_compared` and `value_compared`: better or worse than the other sources together,
    errors of many comparisons controlled (Benjamini & Hochberg 1995); shrunken: drawn towards each other. Frame sources:
    one row a way in, source or channel, and kind. Comparisons are associated: who comes by a fair differs in more than the fair.
    """
    new = newcomers(new_customers)
    ways = [way for way in WAYS if len(new) and new[way].notna().any()]
    if not ways:
        return Missing(KEY, Reason.NO_COLUMN, ("customers.acquired_by", "transactions.channel"))
    most = max(int(new.groupby(["group", way]).size().max()) for way in ways)
    if most < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("customers",), most, ENOUGH)
    table = _compared([row for way in ways for row in _rows(new, way)])
    costs, unmatched = cost_of_one(new, expense_months)
    paid = [
        costs.get(plain(row.came_from), UNKNOWN) if row.way == "acquired_by" else UNKNOWN
        for row in rows_of(table)
    ]
    for place, name in enumerate(("cost_new", "cost_low", "cost_high")):
        table[name] = [one[place] for one in paid]
    table["left_over"] = table.first_year - table.cost_new
    table["left_low"], table["left_high"] = _net_limits(table)
    values = _values(new, costs, unmatched)
    return Result(KEY, len(new), values, {"sources": table}, Evidence.ASSOCIATED)


def newcomers(new_customers: pd.DataFrame) -> pd.DataFrame:
    """The customers who are certainly new; adds `earned` columns: margin where it is known for all, else sales.

    Without a date of registration, who buys in the first half year of the files (a quarter of a short history) may have
    bought before them.
    """
    import pandas as pd

    history = pd.to_datetime(new_customers.history_from)
    since, first = pd.to_datetime(new_customers.since), pd.to_datetime(new_customers.first_purchase)
    length = int(((first - history).dt.days + new_customers.T_days).max()) if len(new_customers) else 0
    settled = (first - history).dt.days >= min(BACK_DAYS, length // 4)
    unseen = np.where(new_customers.registered.astype(bool), since >= history, settled)
    new = new_customers[unseen].reset_index(drop=True)
    known = bool(len(new)) and bool(new.first_margin.notna().all())
    kind = "margin" if known else "amount"
    new = new.assign(acquired_by=one_spelling(new.acquired_by), channel=one_spelling(new.channel))
    earned = {f"earned_{days}": new[f"{kind}_{days}"].astype("float64") for days in (EARLY_DAYS, YEAR)}
    return new.assign(group=kind_groups(new), earned_as=kind, **earned)


def one_spelling(names: pd.Series) -> pd.Series:
    """Names that differ in capitals and blanks alone, all written as the commonest of them."""
    usual: dict[str, str] = {}
    for name in names.dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable").index:
        usual.setdefault(plain(name), str(name).strip())
    return names.map({name: usual[plain(name)] for name in names.dropna().unique()})


def _rows(new: pd.DataFrame, way: str) -> Iterable[dict[str, object]]:
    """One row for each thing of a way in and kind of customer that has enough of them."""
    for (kind, thing), part in new.groupby(["group", way], sort=True):
        if len(part) < ENOUGH:
            continue
        rest = new[(new.group == kind) & new[way].notna() & (new[way] != thing)]
        back, others = _back(part), _back(rest)
        low, high = wilson(*back)
        year, early = _earned(part, YEAR), _earned(part, EARLY_DAYS)
        apart = gap(year, _earned(rest, YEAR))
        yield {
            "way": way, "came_from": str(thing), "kind": kind, "newcomers": len(part),
            "back_180": back[0] / back[1] if back[1] else np.nan, "back_low": low, "back_high": high, "back_n": back[1],
            "early_value": early.value, "early_low": early.low, "early_high": early.high,
            "first_year": year.value, "year_low": year.low, "year_high": year.high, "year_n": year.n,
            **_apart("back", _shares_apart(back, others)), **_apart("value", (apart.value, apart.error)),
        }  # fmt: skip


def _back(part: pd.DataFrame) -> tuple[int, int]:
    """How many came back within half a year, of how many who have had half a year to do so."""
    seen = part[part.T_days >= BACK_DAYS]
    return int((seen.second_days <= BACK_DAYS).sum()), len(seen)


def _earned(part: pd.DataFrame, days: int) -> Estimate:
    return mean(part[f"earned_{days}"][part.T_days >= days])


def _shares_apart(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    if min(one[1], other[1]) < ENOUGH:
        return np.nan, np.nan
    value, low, high = difference((one[0], other[0]), (one[1], other[1]))
    return value, (high - low) / 3.92


def _apart(name: str, found: tuple[float, float]) -> dict[str, float]:
    return {f"{name}_apart": found[0], f"{name}_error": found[1]}


def _compared(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Adds which things stand out, of all those compared, and what each is worth drawn towards the others."""
    import pandas as pd

    columns = ["way", "came_from", "kind", "back_apart", "back_error", "value_apart", "value_error"]
    table = (
        pd.DataFrame(rows)
        if rows
        else pd.DataFrame(columns=[*columns, "first_year", "year_low", "year_high"])
    )
    table["back_compared"] = stands_out(table.back_apart, table.back_error, LEAST_POINTS)
    table["value_compared"] = stands_out(table.value_apart, table.value_error)
    table["year_shrunken"] = table.first_year
    for _name, part in table.groupby(["way", "kind"]):
        seen = part[part.value_error.notna() & part.year_low.notna()]
        errors = ((seen.year_high - seen.year_low) / 3.92).to_numpy(dtype=float)
        if len(seen) > 1 and (errors > 0).all():
            table.loc[seen.index, "year_shrunken"] = shrink(seen.first_year.to_numpy(dtype=float), errors)[0]
    return table.drop(columns=["back_error", "value_error"])


def stands_out(apart: pd.Series, error: pd.Series, least: float = 0.0) -> list[str]:
    """Better or worse than the others, or not told apart from them, or by less than matters: the false alarms among many comparisons held to 5 %.

    >>> import pandas as pd
    >>> stands_out(pd.Series([0.2, 0.01, -0.3]), pd.Series([0.02, 0.02, 0.03]))
    ['better', 'alike', 'worse']
    """
    from scipy.stats import false_discovery_control, norm

    words = np.full(len(apart), "alike", dtype=object)
    tested = (error > 0).to_numpy()
    if tested.any():
        score = (apart[tested] / error[tested]).to_numpy(dtype=float)
        sure = false_discovery_control(2 * norm.sf(np.abs(score))) <= 1 - LEVEL
        sure &= np.abs(apart[tested].to_numpy(dtype=float)) >= least
        words[np.flatnonzero(tested)[sure]] = np.where(score[sure] > 0, "better", "worse")
    return [str(word) for word in words]


def plain(name: object) -> str:
    """A name as it is compared: without capitals and outer blanks."""
    return str(name).strip().casefold()


def cost_of_one(new: pd.DataFrame, expense_months: pd.DataFrame) -> tuple[dict[str, Estimate], float]:
    """What one new customer of each source cost, and the expense whose channel is no source.

    Over the months from the first to the last with an expense, each month a case. Blank sources are shared out in proportion.
    """
    import pandas as pd

    paid = expense_months[expense_months.purpose == "acquire"]
    if paid.empty or not new.acquired_by.notna().any():
        return {}, float(paid.amount.sum()) if len(paid) else np.nan
    paid = paid.assign(source=paid.channel.map(plain, na_action="ignore"), month=pd.to_datetime(paid.month))
    known = new[new.acquired_by.notna()]
    spelt = {name: plain(name) for name in known.acquired_by.unique()}
    came = pd.DataFrame({"source": known.acquired_by.map(spelt), "month": _month(known)})
    months = pd.date_range(paid.month.min(), paid.month.max(), freq="MS")
    shared = came.month.isin(months).sum() / max(1, int(_month(new).isin(months).sum()))
    names = sorted(set(paid.source.dropna()) & set(came.source))
    arrivals = pd.crosstab(came.month, came.source).reindex(index=months, columns=names, fill_value=0)
    money = paid.pivot_table(index="month", columns="source", values="amount", aggfunc="sum")
    money = money.reindex(index=months, columns=names).fillna(0.0)
    costs = {name: ratio(money[name] * shared, arrivals[name]) for name in names}
    costs[EVERYONE] = ratio(
        paid.groupby("month").amount.sum().reindex(months, fill_value=0.0),
        _month(new).value_counts().reindex(months, fill_value=0),
    )  # fmt: skip
    return costs, float(paid.amount[~paid.source.isin(names)].sum())


def _month(customers: pd.DataFrame) -> pd.Series:
    """The month of each customer's first purchase."""
    import pandas as pd

    return pd.Series(
        pd.to_datetime(customers.first_purchase).to_numpy().astype("datetime64[M]").astype("datetime64[ns]"),
        customers.index,
    )


def _net_limits(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Limits of what is left of the first year once the cost is paid."""
    # The cost of a single month is what it was; it has no swing to speak of.
    swing = ((table.cost_high - table.cost_low) / 2).fillna(0.0)
    spread = np.hypot((table.year_high - table.year_low) / 2, swing)
    return table.left_over - spread, table.left_over + spread


def _values(new: pd.DataFrame, costs: dict[str, Estimate], unmatched: float) -> dict[str, Number]:
    back, year = _back(new), _earned(new, YEAR)
    values = {
        "newcomers": Number(len(new), "count", len(new)),
        "source_known": Number(float(new.acquired_by.notna().mean()), "share", len(new)),
    }
    if back[1]:
        values["back_180"] = Number(back[0] / back[1], "share", back[1], *wilson(*back), LEVEL)
    if year.n > 1:
        name = "first_year_margin" if new.earned_as.iloc[0] == "margin" else "first_year_amount"
        values[name] = Number(year.value, "currency", year.n, year.low, year.high, LEVEL)
    if EVERYONE in costs:
        one = costs[EVERYONE]
        values["cost_new"] = Number(one.value, "currency", one.n, one.low, one.high, LEVEL)
        values["cost_unmatched"] = Number(unmatched, "currency", one.n)
    return values
