"""Is keeping a customer cheaper than winning one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.ratios import LEVEL, gap, ratio

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.keeping"
LEAST_MONTHS, MONTHS = 6, 12


@analysis(KEY)
def retention_cost(expense_months: pd.DataFrame, flows: Result | Missing) -> Result | Missing:
    """What it cost to win a new customer and to keep an active one for a year, over the last twelve complete months.

    `expense_months` is the mart, `flows` the result of `loyalty.flows`. Winning: expenses to acquire, a new customer. Keeping:
    expenses to retain of twelve months, an active customer. Each month is a case. Averages of what was spent: they do not say
    what one peso more would do. Numbers: with_new, with_loyal, advantage (currency), win_over_keep (how often the one holds the
    other). Frame months: month, acquired_for, kept_for, new, active.

    >>> import pandas as pd
    >>> from clientela.results import Reason
    >>> retention_cost(pd.DataFrame(), Missing("loyalty.flows", Reason.TOO_SHORT_HISTORY)).key
    'loyalty.keeping'
    """
    months = monthly(expense_months, flows)
    if isinstance(months, Missing):
        return months
    table = months.tail(MONTHS)
    win, keep = ratio(table.acquired_for, table.new), ratio(table.kept_for * 12, table.active)
    apart, n = gap(win, keep), len(table)
    values = {
        "with_new": Number(win.value, "currency", n, win.low, win.high, LEVEL),
        "with_loyal": Number(keep.value, "currency", n, keep.low, keep.high, LEVEL),
        "advantage": Number(apart.value, "currency", n, apart.low, apart.high, LEVEL),
    }
    if keep.value > 0 and win.value > 0:
        swing = np.hypot(win.error / win.value, keep.error / keep.value)
        times = win.value / keep.value
        values["win_over_keep"] = Number(
            times,
            "ratio",
            n,
            float(times * np.exp(-1.96 * swing)),
            float(times * np.exp(1.96 * swing)),
            LEVEL,
        )
    return Result(KEY, n, values, {"months": table.reset_index(drop=True)})


def monthly(expense_months: pd.DataFrame, flows: Result | Missing) -> pd.DataFrame | Missing:
    """Month by month: spent to win and to keep, customers that came and those active at the end. Not the first, when all are new."""
    import pandas as pd

    if isinstance(flows, Missing):
        return Missing(KEY, flows.reason, flows.add, flows.have, flows.need)
    wanted = {"acquire": "acquired_for", "retain": "kept_for"}
    paid = expense_months[expense_months.purpose.isin(wanted)]
    if paid.empty or paid.purpose.nunique() < len(wanted):
        reason = Reason.NO_TABLE if expense_months.empty else Reason.NO_COLUMN
        return Missing(KEY, reason, ("expenses.period", "expenses.amount", "expenses.purpose"))
    spent = paid.assign(month=pd.to_datetime(paid.month)).pivot_table(
        index="month", columns="purpose", values="amount", aggfunc="sum"
    )
    table = flows.frames["flows"].iloc[1:].set_index("month")[["new", "active"]]
    inside = table.loc[spent.index.min() : spent.index.max()]
    joined = inside.join(spent.rename(columns=wanted)).fillna(0.0).reset_index()
    if len(joined) < LEAST_MONTHS:
        return Missing(
            KEY, Reason.TOO_SHORT_HISTORY, ("months", str(LEAST_MONTHS)), len(joined), LEAST_MONTHS
        )
    return joined[["month", "acquired_for", "kept_for", "new", "active"]]
