"""Nine segments by days since the last purchase, number of purchases and amount: the rule, on any day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.bands import bands, cuts_of
from clientela.customers.kinds import kind_groups
from clientela.customers.rhythm import rhythm
from clientela.customers.status import ABSENT_DAYS, ABSENT_TIMES

if TYPE_CHECKING:
    import pandas as pd

# In the order a page shows them: from those who keep the company going to those who are gone.
SEGMENTS = (
    "champions", "regulars", "growing", "newcomers", "valuable_cooling", "valuable_lost", "cooling", "once_only", "dormant",
)  # fmt: skip
QUIET = SEGMENTS[4:]


def assign(
    customers: pd.DataFrame, thresholds: Mapping[str, float] | None = None, limits: pd.Series | None = None
) -> pd.DataFrame:
    """Each customer's three bands (5 = best) and segment; `limits` are days until quiet known from elsewhere.

    The bands are relative: two fifths of the customers always stand in the two lowest. Whether someone has gone quiet is therefore judged by
    their own rhythm (or by the company's `rfm_quiet_days`), not by their band.
    """
    days, kinds = customers["days_since_last"], kind_groups(customers)
    given = cuts_of(thresholds, "days")
    limit = (thresholds or {}).get("rfm_quiet_days")
    rows = customers[
        ["customer_id", "days_since_last", "purchase_days", "amount", "T_days", "last_purchase"]
    ].assign(
        days_band=_bands(kinds, -days.astype(float), None if given is None else [-cut for cut in given]),
        purchases_band=_bands(kinds, customers["purchase_days"], cuts_of(thresholds, "purchases")),
        amount_band=_bands(kinds, customers["amount"], cuts_of(thresholds, "amount")),
        quiet_after=(rhythm(customers).threshold_days if limits is None else limits)
        if limit is None
        else float(limit),
        yearly=_yearly(customers),
    )
    # A company that says itself how long is too long has its own pace.
    least = ABSENT_DAYS if limit is None else 0.0
    rows = rows.assign(
        # Where nobody ever came back there is no wait to learn from: a first purchase is recent until people are absent.
        quiet=(days > rows.quiet_after.fillna(ABSENT_DAYS)).to_numpy(),
        absent_after=(ABSENT_TIMES * rows.quiet_after).clip(lower=least),
    )
    return rows.assign(segment=_segment(rows)).drop(columns="absent_after")


def _bands(kinds: pd.Series, values: pd.Series, cuts: list[float] | None) -> Any:
    """A household stands among households, an organisation among organisations, where there are enough of both."""
    if cuts is not None:
        return bands(values, cuts)
    return values.astype(float).groupby(kinds).transform(bands)


def _segment(rows: pd.DataFrame) -> np.ndarray:
    """The first rule that holds; the last catches the rest, so that nobody stands in two or in none."""
    once = rows.purchase_days == 1
    # Who is not absent yet may still remember the last purchase: a call can meet somebody.
    lately = rows.days_since_last <= rows.absent_after
    rules = {
        "newcomers": ~rows.quiet & once,
        "champions": ~rows.quiet
        & (rows.days_band >= 3)
        & (rows.purchases_band >= 4)
        & (rows.amount_band >= 4),
        "regulars": ~rows.quiet & (rows.purchases_band >= 3),
        "growing": ~rows.quiet,
        "valuable_cooling": lately & (rows.amount_band >= 4),
        "once_only": once,
        "valuable_lost": ~lately & (rows.amount_band >= 4),
        "cooling": lately,
    }
    return np.select([rule.to_numpy() for rule in rules.values()], list(rules), default="dormant")


def _yearly(customers: pd.DataFrame) -> pd.Series:
    """What each customer bought per year; those of less than a year count with what they bought, no more."""
    return (customers["amount"] * 365 / customers["T_days"].clip(lower=365)).clip(lower=0)
