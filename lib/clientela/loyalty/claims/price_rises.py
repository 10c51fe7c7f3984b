"""When the prices of much of what is sold rose together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A rise is common when products that make this part of the sales went up by this much and stayed up.
COMMON, LEAST_RISE = 0.3, 0.015
SIDE = 28


def price_rises(prices: pd.DataFrame) -> pd.DataFrame:
    """The days on which the prices of much of what is sold rose together: day, rise, share_raised.

    `prices` is the mart: the price of a product on a day, before discounts. A product rose on a day when the median of its
    28 days from then on is 1.5 % or more above that of the 28 days before; rises of one product alone are none of these.
    """
    import pandas as pd

    empty = pd.DataFrame(columns=["rise_day", "rise", "share_raised"])
    if prices.empty:
        return empty
    days = pd.date_range(prices.day.min(), prices.day.max())
    if len(days) < 2 * SIDE:
        return empty
    weight = prices.groupby("product_id").amount.sum()
    weight = (weight / weight.sum()).sort_index()
    logs = prices.assign(log=np.log(prices.price)).pivot_table(
        index="day", columns="product_id", values="log"
    )
    # Days without a sale stay blank: an old price carried on would blur the edge.
    window = logs.reindex(index=days, columns=weight.index).rolling(SIDE, min_periods=3)
    step = _after(window.median()) - window.median().shift(1)
    edge = _after(window.mean()) - window.mean().shift(1)
    raised = step >= LEAST_RISE
    share = (raised * weight).sum(axis=1)
    contrast = (edge.where(raised) * weight).sum(axis=1)
    rows = []
    for _run, part in contrast[share >= COMMON].groupby((share < COMMON).cumsum()[share >= COMMON]):
        at = days.get_loc(part.index[int(part.to_numpy().argmax())])
        moved = raised.iloc[at].to_numpy()
        rise = float(np.expm1(np.average(edge.iloc[at].to_numpy()[moved], weights=weight.to_numpy()[moved])))
        rows.append({"rise_day": days[at], "rise": rise, "share_raised": float(share.to_numpy()[at])})
    return pd.DataFrame(rows, columns=empty.columns) if rows else empty


def _after(rolled: pd.DataFrame) -> pd.DataFrame:
    """A rolling figure of the days from each day on, instead of up to it."""
    return rolled.shift(1 - SIDE)


def price_index(rises: pd.DataFrame, days: pd.DatetimeIndex) -> Floats:
    """How much dearer everything is on each day than before the first rise, 1 then; what did not rise counts too.

    >>> import pandas as pd
    >>> rises = pd.DataFrame({"rise_day": [pd.Timestamp("2025-01-02")], "rise": [0.1], "share_raised": [0.5]})
    >>> [round(float(part), 2) for part in price_index(rises, pd.date_range("2025-01-01", "2025-01-03"))]
    [1.0, 1.05, 1.05]
    """
    index = np.ones(len(days))
    for row in rows_of(rises):
        index[np.asarray(days >= row.rise_day)] *= 1 + row.rise * row.share_raised
    return index
