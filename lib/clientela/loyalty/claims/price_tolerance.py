"""Do old customers bear a price rise better than new ones?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.loyalty.claims.price_rises import price_rises
from clientela.loyalty.claims.rise_losses import borne
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.ratios import LEVEL, limits

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.bearing"
TENTH = 0.1


@analysis(KEY, customer_days="sample:customer_days")
def price_tolerance(
    prices: pd.DataFrame, customer_days: pd.DataFrame, new_customers: pd.DataFrame
) -> Result | Missing:
    """What part of the newer and of the older customers each common price rise drove away, and whether the older bore it better.

    `prices`, `customer_days`, `new_customers` are marts. See `price_rises` and `rise_losses.borne`: customers alike at dates without
    a rise say how many would have gone anyway (difference in differences). Numbers: rises; with_new, with_loyal (the part
    that a rise of a tenth drives away, if twice the rise drives away twice as many) and advantage (new less older). Frames: rises,
    bearing.
    """
    rises = price_rises(prices)
    if rises.empty:
        reason = Reason.NO_COLUMN if prices.empty else Reason.NO_VARIATION
        add = ("transactions.product_id", "transactions.quantity") if prices.empty else ()
        return Missing(KEY, reason, add)
    table = borne(customer_days, new_customers, rises)
    if table.empty:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("transactions", "customers.joined_on"))
    n = int(table.n_new.sum() + table.n_older.sum())
    values = {"rises": Number(len(rises), "count", n), **_pooled(table, n)}
    frames = {"rises": rises, "bearing": table.drop(columns="apart_error")}
    return Result(KEY, n, values, frames, Evidence.ASSOCIATED)


def _pooled(table: pd.DataFrame, n: int) -> dict[str, Number]:
    """What a rise of a tenth does, a line through the origin over all rises; the surer and the larger count for more."""
    size = table.rise.to_numpy(dtype=float) / TENTH
    weight = size / table.apart_error.to_numpy(dtype=float) ** 2
    known = float((weight * size).sum())
    new, older, apart = (
        float((weight * table[name]).sum()) / known for name in ("lost_new", "lost_older", "apart")
    )
    found = limits(apart, known**-0.5, n)
    return {
        "with_new": Number(new, "share", int(table.n_new.sum())),
        "with_loyal": Number(older, "share", int(table.n_older.sum())),
        "advantage": Number(found.value, "share", n, found.low, found.high, LEVEL),
    }
