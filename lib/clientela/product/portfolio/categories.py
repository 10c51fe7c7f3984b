"""Which categories push the sales up and which hold them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.calendar.windows import compared, window_days
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.multiple_testing import moved, moves

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.categories"
SHOWN = 10


@analysis(KEY, changes="category_changes", monthly="category_months", windows="windows")
def categories(
    changes: pd.DataFrame, monthly: pd.DataFrame, months: pd.DataFrame, windows: pd.DataFrame | None = None
) -> Result | Missing:
    """What each category added to the change in sales, with its band of chance, and its sales month by month.

    The frames are the marts `category_changes`, `category_months`, `months` and `windows`; only complete months count. Where quantities are
    known, price and quantity are told apart (`by_price`, `by_quantity` with its interval), and what rises or falls does so in quantity.

    Returns Missing without products, with a single category, or under two years: half a year against another is the season.
    """
    if changes.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "products.category"))
    frame = moves(changes[changes["category"] != ""]).rename(columns={"amount_before": "sales_before"})
    frame = frame[(frame["amount_now"] != 0) | (frame["sales_before"] != 0)]
    if len(frame) < 2:
        return Missing(KEY, Reason.NO_COLUMN, ("products.category",), have=len(frame), need=2)
    if windows is not None and not compared(windows, months):
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), int(2 * window_days(windows) / 30.4), 24)
    by = moved(frame)
    frame = frame.sort_values([by, "category"], ascending=[False, True]).reset_index(drop=True)
    up, down = (frame[frame["trend"] == word] for word in ("trend_up", "trend_down"))
    values = {
        "categories": Number(len(frame), "count", len(frame)),
        "rising_amount": Number(float(up[by].sum()), "currency", len(up)),
        "falling_amount": Number(float(down[by].sum()), "currency", len(down)),
    }
    whole = months.loc[months["complete"], ["month"]]
    series = monthly[monthly["category"] != ""].merge(whole, on="month").sort_values(["category", "month"])
    columns = [
        "category",
        "amount_now",
        "sales_before",
        "gain",
        "gain_low",
        "gain_high",
        "change",
        "by_price",
        "by_quantity",
        "quantity_low",
        "quantity_high",
        "trend",
        "trend_sales",
        "buyers",
    ]
    told = frame[[name for name in columns if name in frame]]
    return Result(KEY, len(frame), values, {"categories": told, "monthly": series.reset_index(drop=True)})
