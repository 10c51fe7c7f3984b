"""What each customer leaves, in parts that add up to the cent; and what sets the best tenth apart from the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.segments.cube.profits import MOST_UNKNOWN, serving

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Costs

KEY = "segments.earns"
MIN_CUSTOMERS = 40
PARTS = (
    "by_volume", "by_mix", "by_price", "by_discount", "by_cost", "by_returns", "by_gifts", "by_serving",
)  # fmt: skip
# The best and the last tenth.
PART = 0.1


@analysis(KEY, costs="company.costs")
def earns(earned: pd.DataFrame, efforts: pd.DataFrame, costs: Costs | None = None) -> Result | Missing:
    """What the margin of every buyer of the last period is made of, and why the best tenth leaves more than the last one.

    `earned` and `efforts` are marts. Of each customer: by_volume, its purchases at average full prices and the company's average margin; by_mix,
    richer or poorer products than the average; by_price, its own full prices against those of everybody; by_discount; by_cost, what its
    units cost more or less; by_returns; by_gifts; by_serving, the work with it. They add up to `profit` to the cent: a margin written in
    its parts, an identity and no estimate (activity-based customer profitability: Kaplan & Narayanan 2001). The best tenth is chosen by
    this very sum: what sets it apart is told of the past and promises nothing. Frames: `parts` (one row a part: the mean of the best and
    of the last tenth, and their difference) and `customers` (one row each, who leaves most on top).
    """
    if len(earned) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(earned), need=MIN_CUSTOMERS)
    known = 1 - float(earned.lines_without_margin.sum()) / float(earned.lines.sum())
    if known < 1 - MOST_UNKNOWN or not float(earned.at_average.sum()) > 0:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.cost", "costs.margin_rate"))
    serve = serving(earned.customer_id, efforts, costs)
    rows = decomposed(earned, np.zeros(len(earned)) if serve is None else serve.to_numpy(dtype=float))
    rows = rows.sort_values(["profit", "customer_id"], ascending=[False, True], ignore_index=True)
    lost = rows.profit[rows.profit < 0]
    values = {
        "profit_total": Number(float(rows.profit.sum()), "currency", len(rows)),
        "best_tenth_share": Number(_best(rows.profit), "share", len(rows)),
        "losing_customers": Number(len(lost), "count", len(rows)),
        "losing_amount": Number(float(lost.sum()), "currency", len(lost)),
        "serving_known": Number(int(serve is not None), "count", len(rows)),
    }
    return Result(KEY, len(rows), values, {"parts": _parts(rows), "customers": rows})


def decomposed(earned: pd.DataFrame, serve: np.ndarray) -> pd.DataFrame:
    """One row a customer: its profit and the parts, in cents that add up."""
    given = earned.drop(columns=["customer_id", "kind"]).astype(float).fillna(0.0)
    rate = 1 - given.cost_average.sum() / given.at_average.sum()
    rows = earned[["customer_id", "kind"]].assign(
        amount=given.amount.to_numpy(), profit=(given.margin - serve).round(2).to_numpy()
    )
    parts = {
        "by_volume": rate * given.at_average,
        "by_price": given.full_price - given.at_average,
        "by_discount": -given.discount,
        "by_cost": given.cost_average - given.cost,
        "by_returns": given.margin_of_returns,
        "by_gifts": given.margin_of_gifts,
        "by_serving": given.amount * 0 - serve,
    }
    rows = rows.assign(**{name: part.round(2).to_numpy() for name, part in parts.items()})
    # What is left is what was bought being richer or poorer than the average; half a cent of rounding goes with it.
    rest = rows.profit - rows[list(parts)].sum(axis=1)
    return rows.assign(by_mix=rest.round(2))[["customer_id", "kind", "amount", "profit", *PARTS]]


def _best(profit: pd.Series) -> float:
    total = float(profit.sum())
    return float(profit.iloc[: max(1, int(PART * len(profit)))].sum() / total) if total > 0 else float("nan")


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a part: what it is of the best tenth and of the last, for each customer, and the difference; the whole last."""
    import pandas as pd

    n = max(1, int(PART * len(rows)))
    names = [*PARTS, "profit"]
    best, last = rows[names].head(n).mean(), rows[names].tail(n).mean()
    table = pd.DataFrame({"earning_part": names, "best_tenth": best.array, "last_tenth": last.array})
    return table.assign(tenths_apart=table.best_tenth - table.last_tenth)
