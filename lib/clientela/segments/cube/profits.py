"""What each customer of the last period left: its margin less what it cost to serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import step
from clientela.segments.windows import MIN_DAYS, Windows
from clientela.stats.rows import places, taken

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Costs

# What is counted of the work with a customer, and the unit cost of company.yml that it is paid with.
EFFORTS = {"orders": "order", "interactions": "interaction", "contacts": "contact", "returns": "return_"}
# With the margin of fewer customers than this, what they bought says more.
MOST_UNKNOWN = 0.2


@dataclass(frozen=True)
class Profits:
    """One row a buyer of the period: customer_id, kind, T_days, days_since_last, amount, orders, margin, serve, profit.

    `by` says what `profit` is: "profit" (margin less cost to serve), "margin" (no cost to serve is known) or "amount" (no margin is known).
    """

    rows: pd.DataFrame
    by: str
    days: int


@step("profits", past="periods", costs="company.costs")
def profits(past: Windows, efforts: pd.DataFrame, costs: Costs | None = None) -> Profits:
    """What each buyer of the last period left, counted with what the company knows: margin and cost to serve, margin, or sales alone.

    A history too short for two periods counts as one. `efforts` is the mart; of the unit costs those that are given count.
    """
    dated = past.days >= MIN_DAYS
    rows = past.year if dated else past.now
    if dated:
        then = taken(past.before.margin, places(past.before.customer_id, rows.customer_id))
        rows = rows.assign(margin=rows.margin.astype(float) - np.nan_to_num(then))
    rows = rows[rows.orders > 0].reset_index(drop=True)
    known = rows.margin.notna().mean() >= 1 - MOST_UNKNOWN if len(rows) else False
    serve = serving(rows.customer_id, efforts, costs)
    by = "amount" if not known else "margin" if serve is None else "profit"
    left = rows.amount.astype(float) if by == "amount" else rows.margin.astype(float).fillna(0.0)
    rows = rows.assign(serve=0.0 if serve is None else serve.to_numpy())
    rows = rows.assign(profit=left - (rows.serve if by == "profit" else 0.0))
    kept = [
        "customer_id",
        "kind",
        "T_days",
        "days_since_last",
        "amount",
        "orders",
        "margin",
        "serve",
        "profit",
    ]
    return Profits(rows[kept], by, past.days)


def serving(who: pd.Series, efforts: pd.DataFrame, costs: Costs | None) -> pd.Series | None:
    """The work with each customer at the company's unit costs; None where it gives none."""
    import pandas as pd

    prices = {name: getattr(costs, field, None) for name, field in EFFORTS.items()}
    paid = {name: float(price) for name, price in prices.items() if price}
    if not paid:
        return None
    each = efforts.assign(money=efforts[list(paid)].astype(float) @ pd.Series(paid))
    return who.map(each.groupby("customer_id").money.sum()).astype(float).fillna(0.0)
