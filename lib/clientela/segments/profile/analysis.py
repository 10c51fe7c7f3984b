"""Micro-segments: customers by kind, tenure, volume and the way they buy, with counts and amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.bands import bands
from clientela.customers.closed import closed_days
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.segments.profile.consumed import CONSUMERS, CONSUMPTION, REFILLS, SERVED, consumed, largest
from clientela.segments.profile.regularity import rhythm
from clientela.segments.windows import MIN_DAYS, Windows
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.profile"
MIN_CUSTOMERS = 20
TIME_TO_RETURN = 182
TENURES = {"tenure_quarter": 90, "tenure_year": 365, "tenure_two_years": 730, "tenure_longer": np.inf}
CADENCES = {"weekly": 10, "fortnightly": 21, "monthly": 45, "quarterly": 135, "rarer": np.inf}
BASKETS = ("basket_small", "basket_medium", "basket_large")
RHYTHMS = ("steady", "random", "bursts", "few")
ORDER = (
    "kind", "tenure", "volume", "cadence", "rhythm", "basket", "moment", "channel", "branch", *CONSUMPTION,
)  # fmt: skip
# Class A makes the first 80 % of the sales, B the next 15, C the last 5.
CLASSES = {"volume_a": 0.80, "volume_b": 0.95, "volume_c": np.inf}


@analysis(KEY, past="periods", consumption="consumption")
def profile(
    customers: pd.DataFrame,
    habits: pd.DataFrame,
    past: Windows | None = None,
    consumption: pd.DataFrame | None = None,
) -> Result | Missing:
    """Every customer placed on each basis, and the combinations that sell most.

    `customers`, `habits` and `consumption` are marts. With `past` the sales are those of its last period, and so are the classes of volume;
    habits always rest on the whole history. Frames: `groups` (one row a basis and group; the groups of a basis add up to all customers),
    `cells` (kind × volume × cadence) and `customers` (one row each). A basis nobody has data for is left out.
    """
    if len(customers) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(customers), need=MIN_CUSTOMERS)
    dated = past is not None and past.days >= MIN_DAYS
    rows = place(customers, habits, past.year if past is not None and dated else customers)
    if consumption is not None:
        rows = rows.assign(**consumed(customers, consumption))
    bases = [name for name in rows.columns if name not in {"customer_id", "amount", "orders"}]
    groups = _groups(rows, bases)
    cells = _cells(rows, [name for name in ("kind", "volume", "cadence") if name in rows])
    values = _numbers(rows) | _settled(customers)
    if past is not None and dated:
        values["period_days"] = Number(past.days, "days", len(rows))
    return Result(KEY, len(rows), values, {"groups": groups, "cells": cells, "customers": rows})


def place(customers: pd.DataFrame, habits: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """One row a customer: the group on each basis, in words of a closed list (channel and branch in the company's own).

    `sold` has the same customers with the amount and the orders to show.
    """
    joined = customers.merge(habits, on="customer_id", how="left", validate="one_to_one")
    ticket = joined.amount / joined.orders.clip(lower=1)
    cadence = _cut(joined.gap_mean, CADENCES).where(joined.repeat_days > 0, "once")
    rows = sold[["customer_id", "amount", "orders"]].assign(
        tenure=tenure(joined["T_days"]),
        volume=volume_class(sold.amount),
        cadence=cadence,
        rhythm=rhythm(joined.clumpiness, joined.repeat_days),
        basket=np.asarray(BASKETS)[_thirds(ticket)],
    )
    for name in ("kind", "moment", "channel", "branch"):
        if joined[name].notna().any():
            rows = rows.assign(**{name: largest(joined[name])})
    return rows


def tenure(days: pd.Series) -> pd.Series:
    """For how long each is a customer, in words of a closed list."""
    return _cut(days, TENURES)


def _cut(values: pd.Series, limits: dict[str, float]) -> pd.Series:
    import pandas as pd

    names = np.asarray([*limits, list(limits)[-1]])
    return pd.Series(
        names[np.searchsorted(list(limits.values()), values.to_numpy(dtype=float))], index=values.index
    )


def _thirds(values: pd.Series) -> np.ndarray:
    numbers_ = values.to_numpy(dtype=float)
    return bands(numbers_, np.quantile(numbers_, [1 / 3, 2 / 3], method="lower")) - 1


def volume_class(amount: pd.Series) -> pd.Series:
    """Class A, B or C of each customer: A makes the first 80 % of the sales, B the next 15 %; equal sales share a class."""
    import pandas as pd

    sales = amount.astype(float).clip(lower=0)
    if not sales.sum() > 0:
        return pd.Series("volume_c", index=amount.index)
    order = sales.sort_values(ascending=False, kind="stable")
    # What stands before a customer decides, so that the one who crosses 80 % is still an A.
    before = (order.cumsum() - order).groupby(order).transform("min") / order.sum()
    classes = np.searchsorted(list(CLASSES.values()), before.to_numpy(), side="right")
    return pd.Series(np.asarray(list(CLASSES))[classes], index=order.index).reindex(amount.index)


def _settled(customers: pd.DataFrame) -> dict[str, Number]:
    """The part that bought once of those who have had half a year to come back: who came last week has not stayed away."""
    settled = customers[customers["T_days"] >= TIME_TO_RETURN]
    # Where nobody new comes the second purchase is nobody's next work.
    if len(settled) < MIN_CUSTOMERS or closed_days(customers) is not None:
        return {}
    once, n = int((settled.repeat_days == 0).sum()), len(settled)
    return {"once_settled": Number(once / n, "share", n, *wilson(once, n), LEVEL)}


def _groups(rows: pd.DataFrame, bases: list[str]) -> pd.DataFrame:
    import pandas as pd

    known = [
        *TENURES, *CLASSES, *CADENCES, "once", *RHYTHMS, *BASKETS, "person", "organisation", "morning", "afternoon", "evening", "night",
        *REFILLS, *CONSUMERS, *SERVED,
    ]  # fmt: skip
    # The company's own words (channels, branches) come after ours, by sales; the rest and the blanks last.
    order = {name: place for place, name in enumerate(known)} | {
        "others": len(known) + 1,
        "unknown": len(known) + 2,
    }
    parts = []
    for base in sorted(bases, key=ORDER.index):
        sums = _sums(rows.groupby(base)).rename_axis("micro_group").reset_index()
        rank = sums.micro_group.map(order).fillna(len(known))
        parts.append(
            sums.assign(criterion=base, rank=rank).sort_values(
                ["rank", "amount"], ascending=[True, False], kind="stable"
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    return frame[
        ["criterion", "micro_group", "customers", "share_customers", "amount", "share_amount", "ticket"]
    ]


def _sums(groups: pd.api.typing.DataFrameGroupBy) -> pd.DataFrame:
    sums, customers = groups[["amount", "orders"]].sum(), groups.size()
    total = sums.amount.sum()
    return customers.to_frame("customers").assign(
        amount=sums.amount,
        share_customers=customers / customers.sum(),
        share_amount=sums.amount / total if total > 0 else np.nan,
        ticket=sums.amount / sums.orders.clip(lower=1),
    )


def _cells(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    frame = _sums(rows.groupby(names)).reset_index()
    return frame.sort_values(["amount", *names], ascending=[False] + [True] * len(names), ignore_index=True)


def _numbers(rows: pd.DataFrame) -> dict[str, Number]:
    n = len(rows)
    judged = rows[rows.rhythm != "few"]
    found: dict[str, Number] = {
        "once_share": Number(float((rows.cadence == "once").mean()), "share", n),
        "volume_a_customers": Number(int((rows.volume == "volume_a").sum()), "count", n),
        "rhythm_customers": Number(len(judged), "count", n),
    }
    if "refill" in rows and (able := rows[rows.refill != "refill_few"]).size:
        found["refills_share"] = Number(float((able.refill == "refill_same").mean()), "share", len(able))
    for name in ("steady", "bursts"):
        if len(judged):
            found[f"{name}_share"] = Number(float((judged.rhythm == name).mean()), "share", len(judged))
    return found
