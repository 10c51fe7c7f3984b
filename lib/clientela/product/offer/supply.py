"""Supply against demand: the days that a product was not there, the calls that nobody took, and what that may have cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson, wilson_each

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "product.supply"


@analysis(KEY)
def supply(offers: pd.DataFrame, shifts: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """What a year without stock may have cost, as a range: from nothing, if all took something else, to all that would have been sold.

    `offers` and `shifts` are the marts. A product sold on the days it was there as it would have on the others: the most that was lost is its
    sales by day of stock times its days without, with the limits of so few orders (Poisson, exact). How many took another product is not known, so
    the least is nothing. Calls and visits given up stand beside by unit, with Wilson's interval: what they would have bought is not known either.
    Frames: lost (one row a product that ran out), unattended (one row a unit). Missing where neither days without stock nor calls given up are
    written down.

    >>> import datetime as dt, pandas as pd
    >>> offers = pd.DataFrame({"product_id": ["A"], "name": ["A"], "days_out": [65.0], "amount_year": [3000.0], "orders_year": [30]})
    >>> shifts = pd.DataFrame({"unit": [], "start": [], "arrivals": [], "abandoned": []})
    >>> found = supply(offers, shifts, dt.date(2026, 6, 30)).frames["lost"]
    >>> found.unsold_most.round(2).tolist()
    [650.0]
    """
    out = offers[(offers.days_out > 0) & (offers.days_out < YEAR) & (offers.amount_year > 0)]
    given = _unattended(shifts, as_of)
    if not offers.days_out.notna().any() and given.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("products.stock_outs", "capacity.abandoned"))
    lost = _lost(out)
    values = {"products_out": Number(len(lost), "count", len(offers))}
    if len(lost):
        total = float(lost.unsold_most.sum())
        # Products run out one by one: the arms of a sum of independent counts.
        arm = float(np.sqrt(((lost.unsold_high - lost.unsold_most) ** 2).sum()))
        values["lost_sales_most"] = Number(
            total, "currency", int(lost.orders_year.sum()), 0.0, total + arm, LEVEL
        )
        values["days_out_all"] = Number(float(lost.days_out.sum()), "days", len(lost))
    if len(given):
        hits, n = float(given.unattended.sum()), float(given.arrived.sum())
        values["unattended_share"] = Number(hits / n, "share", int(n), *wilson(hits, n), LEVEL)
    return Result(KEY, len(offers), values, {"lost": lost, "unattended": given})


def _lost(out: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import chi2

    orders = out.orders_year.to_numpy(dtype=float)
    share = (out.days_out / (YEAR - out.days_out)).to_numpy(dtype=float)
    amount = out.amount_year.to_numpy(dtype=float)
    above = chi2.ppf((1 + LEVEL) / 2, 2 * (orders + 1)) / 2 / np.maximum(orders, 1)
    table = out.assign(
        unsold_most=amount * share, unsold_high=amount * share * above, unsold_orders=orders * share
    )
    columns = [
        "product_id",
        "name",
        "days_out",
        "amount_year",
        "orders_year",
        "unsold_orders",
        "unsold_most",
        "unsold_high",
    ]
    return (
        table[columns]
        .rename(columns={"name": "product", "amount_year": "sold_year"})
        .sort_values("unsold_most", ascending=False)
        .reset_index(drop=True)
    )


def counted(shifts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The year's shifts of which both who came and who did not wait are written down."""
    import pandas as pd

    recent = pd.to_datetime(shifts.start) > pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)
    return shifts[recent & shifts.arrivals.notna() & shifts.abandoned.notna()]


def _unattended(shifts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Of the year's arrivals of each unit that counts them, those that did not wait."""
    units = counted(shifts, as_of).groupby("unit", as_index=False)
    table = units.agg(arrived=("arrivals", "sum"), unattended=("abandoned", "sum"))
    table = table[table.arrived > 0].reset_index(drop=True)
    low, high = wilson_each(table.unattended, table.arrived)
    share = (table.unattended / table.arrived).astype(float)
    return table.assign(unattended_share=share, unattended_low=low, unattended_high=high)
