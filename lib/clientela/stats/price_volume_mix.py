"""A change in sales in exact parts: price, volume, mix, and products that came and went. Stages 1 and 5 both count by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SUMS = ("amount", "quantity", "old_value", "new_amount", "new_quantity", "dropped_amount", "dropped_quantity")
PARTS = ("by_volume", "by_price", "by_mix", "by_new", "by_dropped")
# Of what was sold, at most this part may lack a product or a quantity.
MOST_UNCOUNTED = 0.2
# Where prices rise from one month to the next, the price of then may be read a month off: a twelfth of what prices did in a year.
ONE_MONTH = 12


def parts(tagged: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row a cell of the columns `by`: sold, sold before, and the parts of the difference, which add up to it.

    `tagged`: sums of sold_months, and in `now` whether a row is of the later period. by_price: what was sold at its own prices less the
    same at the prices of a year before; by_volume: units more or less, at the average price of then; by_mix: dearer or cheaper products
    among them; by_new and by_dropped: products nobody bought then, or nobody buys now. Units and average prices are taken within the
    cell, so that parts may be added up over any cells.
    """
    import pandas as pd

    by = list(by)
    names = pd.MultiIndex.from_frame(tagged[by].drop_duplicates().sort_values(by))
    now, then = (_sums(tagged[tagged.now == when], by).reindex(names).fillna(0.0) for when in (True, False))
    kept_now, kept_then = now.amount - now.new_amount, then.amount - then.dropped_amount
    units_now, units_then = now.quantity - now.new_quantity, then.quantity - then.dropped_quantity
    # Who bought nothing then has no average price of then: all of it is volume.
    known = (kept_then > 0) & (units_then > 0)
    mean = (kept_then / units_then).where(known, now.old_value / units_now.where(units_now > 0)).fillna(0.0)
    volume = (units_now - units_then) * mean
    return pd.DataFrame({
        "sold": now.amount, "sold_before": then.amount, "by_volume": volume, "by_price": kept_now - now.old_value,
        "by_mix": now.old_value - kept_then - volume, "by_new": now.new_amount, "by_dropped": -then.dropped_amount,
    }).reset_index()  # fmt: skip


def _sums(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    import pandas as pd

    sums = rows.groupby(by)[list(SUMS)].sum()
    # One column alone gives a plain index, which would not meet the names.
    return (
        sums if sums.index.nlevels > 1 else sums.set_axis(pd.MultiIndex.from_arrays([sums.index], names=by))
    )
