"""How much of the change in sales is price, how much quantity, and how much products that came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.calendar.windows import YEAR_DAYS, both_periods, comparable, days_of
from clientela.company.sales.analysis import swing_of_months
from clientela.engine import analysis
from clientela.marts.parts import Parts, each
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.price_volume_mix import MOST_UNCOUNTED, ONE_MONTH, SUMS, parts

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.price"


@analysis(KEY, sold="parts:sold_months")
def price(
    sold: pd.DataFrame | Parts, windows: pd.DataFrame, months: pd.DataFrame | None = None
) -> Result | Missing:
    """How much of the change in sales came from dearer or cheaper prices, from more or fewer units, and from new or gone products.

    `sold` is the mart sold_months, `windows` and `months` the marts of those names; they count the same sales, so the three parts add up to
    the change exactly. by_price: what was sold less the same at the prices of a year before (same product, kind of customer, seller and season);
    by_quantity: more or fewer units, and dearer or cheaper products among them, at the prices of then, with the band of 95 % of
    customers who come and go each on its own, or of months in which all move together, whichever is more; by_products: products that
    nobody bought then less those that nobody buys now, and what has no quantity. `price_rise` is by_price of the same at old prices.

    Returns Missing without two years, or where a fifth of the sales has no product or no quantity.

    >>> import pandas as pd
    >>> price(pd.DataFrame(), pd.DataFrame()).add
    ('transactions.date', 'transactions.amount')
    """
    counted = _counted(sold)
    if counted.empty or windows.empty:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.date", "transactions.amount"))
    now, _before = both_periods(windows)
    swing, days = swing_of_months(now), days_of(now)
    if days < YEAR_DAYS or not (months is None or comparable(windows, months)):
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), int(2 * days / 30.4), 24)
    sums = counted.groupby("period")[["amount", "uncounted"]].sum()
    if len(sums) < 2 or not (sums["amount"] > 0).all():
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.amount",))
    if (without := float((sums["uncounted"] / sums["amount"]).max())) > MOST_UNCOUNTED:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "transactions.quantity"))
    return _result(counted.assign(now=counted["period"] == "now", all="all"), without, swing)


def _counted(sold: pd.DataFrame | Parts) -> pd.DataFrame:
    """What was sold in each period, by customer; sales without one as they stand."""
    import pandas as pd

    if not len(sold):
        return pd.DataFrame(columns=["period"])
    sums, found = [*SUMS, "uncounted"], []
    for part in each(sold, "period", "customer_id", *sums):
        inside = (
            part[part["period"].notna()]
            .astype(dict.fromkeys(sums, "float64"))
            .fillna(dict.fromkeys(sums, 0.0))
        )
        named = inside.groupby(["period", "customer_id"], as_index=False)[sums].sum()
        found += [named, inside[inside["customer_id"].isna()]]
    return pd.concat(found, ignore_index=True)


def _result(tagged: pd.DataFrame, without: float, months: float) -> Result:
    row = parts(tagged, ["all"]).iloc[0]
    n = int(tagged["customer_id"].nunique())
    by_price, quantity = float(row.by_price), float(row.by_volume + row.by_mix)
    old = float(tagged.loc[tagged.now, "old_value"].sum())
    swing = max(1.96 * _spread(tagged), months, abs(by_price) / ONE_MONTH)
    values = {
        "sold_before": Number(float(row.sold_before), "currency", n),
        "change_amount": Number(float(row.sold - row.sold_before), "currency", n),
        "by_price": Number(by_price, "currency", n),
        "by_quantity": Number(quantity, "currency", n, quantity - swing, quantity + swing, 0.95),
        "by_products": Number(float(row.by_new + row.by_dropped), "currency", n),
        "price_rise": Number(by_price / old if old > 0 else None, "share", n),
        "uncounted": Number(without, "share", n),
    }
    return Result(KEY, n, values)


def _spread(tagged: pd.DataFrame) -> float:
    """How far quantities may swing by chance: each customer on its own, and each row of sales without one."""
    moves = tagged["old_value"].where(tagged.now, tagged["dropped_amount"] - tagged["amount"])
    unnamed = tagged.index.to_series().map("row {}".format)
    buyers = moves.groupby(tagged["customer_id"].where(tagged["customer_id"].notna(), unnamed)).sum()
    return float((buyers**2).sum() ** 0.5)


def cause(result: Result) -> str:
    """What moved sales, in a word: "price_only", "price_almost", "price_most", "cheaper", "hidden" or "quantity".

    hidden: prices rose while clearly less was bought and sold; cheaper: falling prices took more than a hundredth of the sales.
    """
    values = {name: float(number.value or 0) for name, number in result.values.items()}
    change, dearer = values["change_amount"], values["by_price"]
    if dearer < -0.01 * values["sold_before"]:
        return "cheaper"
    if dearer > 0 and change > 0:
        part = dearer / change
        return (
            "price_only"
            if part >= 1
            else "price_almost"
            if part >= 0.8
            else "price_most"
            if part > 0.5
            else "quantity"
        )
    high = result.values["by_quantity"].high
    return "hidden" if dearer > 0 and high is not None and high < 0 else "quantity"
