"""Promised against delivered: how many promises are kept, and by whom; which are open and late today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats import ratios
from clientela.stats.intervals import LEVEL, wilson, wilson_each

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.promises"
ENOUGH = 30
# Promised so long ago and never ticked off: nobody knows whether it came.
FORGOTTEN = 90
SIDES = {
    "branch": "promise_branch",
    "channel": "promise_channel",
    "seller_id": "promise_seller",
    "category": "promise_category",
}


def state(deliveries: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """What became of each promise by a day: kept, late, overdue (not there yet), not_due, or unrecorded (long ago, and nobody wrote when it came).

    An order that came before its promised day counts from that day on: counted earlier, the quick ones would stand without the slow ones promised
    for the same day, and the last months would look better than they are.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"promised_on": ["2026-01-10"] * 3, "delivered_on": ["2026-01-09", "2026-01-12", None]}).apply(pd.to_datetime)
    >>> state(frame, dt.date(2026, 1, 20)).tolist(), state(frame, dt.date(2026, 1, 10)).tolist()
    (['kept', 'late', 'overdue'], ['not_due', 'not_due', 'not_due'])
    """
    import pandas as pd

    today = pd.Timestamp(as_of)
    came = deliveries["delivered_on"].where(deliveries["delivered_on"] <= today)
    promised = deliveries["promised_on"]
    known = np.select(
        [
            promised >= today,
            came <= promised,
            came > promised,
            promised >= today - pd.Timedelta(days=FORGOTTEN),
        ],
        ["not_due", "kept", "late", "overdue"],
        "unrecorded",
    )
    return pd.Series(known, index=deliveries.index)


@analysis(KEY)
def promises(deliveries: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """How many orders came by the day they were promised for: in all, by month, branch, channel, seller and category, and which are late today.

    `deliveries` is the mart: one row an order with a promised day. Rates are of the promises whose day is over and whose end is known (kept, late, or
    not there yet); not yet due and never ticked off are told apart. `kept_change` compares the last year (half of a shorter history) with the one
    before, each month a case of its own. Frames: `months`, `sides`, `states`, `overdue` (the open ones, the longest first).
    Returns Missing without promised or delivered days, or with fewer than 30 promises that are over.
    """
    if deliveries.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.promised_on", "transactions.delivered_on"))
    if not deliveries["delivered_on"].notna().any():
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.delivered_on",))
    told = deliveries.assign(state=state(deliveries, as_of))
    due = told[told["state"].isin(("kept", "late", "overdue"))]
    due = due.assign(
        kept=due["state"] == "kept", month=due["promised_on"].dt.to_period("M").dt.to_timestamp()
    )
    if len(due) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.promised_on",), len(due), ENOUGH)
    frames = {
        "months": _rates(due, ["month"]),
        "sides": _sides(due),
        "states": _states(told),
        "overdue": _overdue(told, as_of),
    }
    return Result(KEY, len(due), _values(told, due, as_of), frames)


def _rates(due: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Promises, those kept, the rate with its interval (Wilson 1927)."""
    table = due.groupby(by, as_index=False).agg(promised=("kept", "size"), promises_kept=("kept", "sum"))
    low, high = wilson_each(table["promises_kept"], table["promised"])
    rate = table["promises_kept"] / table["promised"]
    return table.assign(kept_rate=rate, kept_low=low, kept_high=high)


def _sides(due: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    parts = []
    for column, words in SIDES.items():
        known = due[due[column].notna()]
        if known[column].nunique() < 2:
            continue
        table = _rates(known.rename(columns={column: "promised_by"}), ["promised_by"]).assign(
            promise_side=words
        )
        parts.append(table[table["promised"] >= ENOUGH].sort_values(["kept_rate", "promised_by"]))
    columns = [
        "promise_side",
        "promised_by",
        "promised",
        "promises_kept",
        "kept_rate",
        "kept_low",
        "kept_high",
    ]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _states(told: pd.DataFrame) -> pd.DataFrame:
    order = ["kept", "late", "overdue", "not_due", "unrecorded"]
    sums = (
        told.groupby("state")
        .agg(promised=("state", "size"), amount=("amount", "sum"))
        .reindex(order)
        .dropna()
    )
    return sums.reset_index(names="promise_state").astype({"promised": "int64"})


def _overdue(told: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The orders that should be there and are not: the one that has waited longest first."""
    import pandas as pd

    late = told[told["state"] == "overdue"]
    late = late.assign(days_overdue=(pd.Timestamp(as_of) - late["promised_on"]).dt.days)
    late = late.sort_values(["days_overdue", "amount", "order_id"], ascending=[False, False, True])
    columns = [
        "order_id",
        "customer_id",
        "promised_on",
        "days_overdue",
        "branch",
        "seller_id",
        "category",
        "amount",
    ]
    return late[columns].reset_index(drop=True)


def _values(told: pd.DataFrame, due: pd.DataFrame, as_of: dt.date) -> dict[str, Number]:
    counts = told["state"].value_counts()
    kept, n = int(due["kept"].sum()), len(due)
    late = due[due["state"] == "late"]
    values = {
        "kept_rate": Number(kept / n, "share", n, *wilson(kept, n), LEVEL),
        **{
            f"promises_{name}": Number(int(counts.get(name, 0)), "count", len(told))
            for name in ("late", "overdue", "not_due", "unrecorded")
        },
    }
    if len(late):
        wait = (late["delivered_on"] - late["promised_on"]).dt.days
        values["late_days"] = Number(float(wait.median()), "days", len(late))
    return values | _change(due, as_of)


def _change(due: pd.DataFrame, as_of: dt.date) -> dict[str, Number]:
    """The kept rate of the last year less that of the year before, by whole months; nothing where a year is not there twice."""
    import pandas as pd

    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    months = due.groupby("month")["kept"].agg(["sum", "size"])
    months = months[[month + pd.DateOffset(months=1) <= end for month in months.index]]
    span = min(12, len(months) // 2)
    if span < 6:
        return {}
    now, before = months.iloc[-span:], months.iloc[-2 * span : -span]
    parts = [ratios.ratio(part["sum"], part["size"]) for part in (now, before)]
    gap = ratios.gap(*parts)
    names = ("kept_now", "kept_before")
    found = {
        name: Number(
            part.value, "share", int(frame["size"].sum()), max(0.0, part.low), min(1.0, part.high), LEVEL
        )
        for name, part, frame in zip(names, parts, (now, before), strict=True)
    }
    n = int(now["size"].sum() + before["size"].sum())
    return found | {"kept_change": Number(gap.value, "share", n, gap.low, gap.high, LEVEL)}
