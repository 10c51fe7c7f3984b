"""Segments by days since the last purchase, number of purchases and amount: every customer in exactly one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.bands import cuts_of
from clientela.customers.rfm import SEGMENTS, assign
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.segments.windows import MIN_DAYS, Windows
from clientela.stats.effects import difference
from clientela.stats.intervals import LEVEL, wilson
from clientela.stats.intervals import Z as LIMIT
from clientela.stats.ratios import mean

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.rfm"
# Below this many customers a fifth of them says nothing.
MIN_CUSTOMERS = 20


@analysis(KEY, without_money=True, thresholds="cuts", past="periods")
def rfm(
    customers: pd.DataFrame, thresholds: Mapping[str, float] | None = None, past: Windows | None = None
) -> Result | Missing:
    """Every customer in one of nine segments, with what each segment bought.

    `customers` is the mart; `thresholds` may hold the company's own cuts (see `bands.cuts_of`) and `rfm_quiet_days`. With `past` the segments'
    sales are those of its last period and of the one before; without it, of the whole history. The segments themselves always rest on the
    whole history. Frames: `customers` (one row each, with the three bands and `sold_now`) and `segments` (one row each, in the order of SEGMENTS,
    empty ones too).
    """
    need = 1 if cuts_of(thresholds, "amount") else MIN_CUSTOMERS
    if len(customers) < need:
        add = () if len(customers) else ("transactions.customer_id",)
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, add, have=len(customers), need=need)
    rows = assign(customers, thresholds)
    dated = past is not None and past.days >= MIN_DAYS
    year = past.year if past is not None and dated else customers.assign(amount_before=np.nan)
    rows = rows.assign(sold_now=year.amount.to_numpy(), sold_earlier=year.amount_before.to_numpy())
    segments = summarise(rows)
    values = _numbers(rows, segments)
    if past is not None and dated:
        values["period_days"] = Number(past.days, "days", len(rows))
        values |= beside(rows, assign(past.before, thresholds)) if len(past.before) >= MIN_CUSTOMERS else {}
    return Result(KEY, len(rows), values, {"customers": rows, "segments": segments})


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a segment: customers, sales of the period and of the one before, their parts, the typical days since the last purchase."""
    groups = rows.groupby("segment")
    frame = groups.agg(
        customers=("customer_id", "size"), amount=("sold_now", "sum"), amount_before=("sold_earlier", "sum"),
        days_since_last=("days_since_last", "median"), purchase_days=("purchase_days", "median"), yearly=("yearly", "sum"),
    ).reindex(SEGMENTS)  # fmt: skip
    zeros = {"customers": 0, "amount": 0.0, "amount_before": 0.0, "yearly": 0.0}
    frame = frame.fillna(zeros).astype({"customers": "int64"})
    total = frame.amount.sum()
    share = frame.amount / total if total > 0 else frame.amount * np.nan
    frame = frame.assign(share_customers=frame.customers / frame.customers.sum(), share_amount=share)
    return frame.rename_axis("segment").reset_index()


def beside(rows: pd.DataFrame, then: pd.DataFrame) -> dict[str, Number]:
    """What would be so anyway: how many of the valuable were cooling one period ago, and what the champions of that day bought since.

    Some of the valuable are always silent for a while, and whoever is chosen for having bought most has bought most.
    """
    counts = []
    for state in (rows, then):
        valued = state[(state.amount_band >= 4) & ~state.segment.isin(["valuable_lost", "once_only"])]
        counts.append((int((valued.segment == "valuable_cooling").sum()), len(valued)))
    (now, n), (before, of) = counts
    values = {}
    if min(n, of) >= MIN_CUSTOMERS:
        more, low, high = difference((now, before), (n, of))
        values["valuable_cooling_usual"] = Number(before / of, "share", of, *wilson(before, of), LEVEL)
        values["valuable_cooling_more"] = Number(more, "share", n + of, low, high, LEVEL)
    bought = (
        rows.set_index("customer_id")
        .sold_now.reindex(then.customer_id[~then.quiet.to_numpy()])
        .astype("float64")
    )
    best = bought.index.isin(then.customer_id[then.segment == "champions"])
    if min(best.sum(), (~best).sum()) >= MIN_CUSTOMERS and min(bought[~best].sum(), bought[best].sum()) > 0:
        sides = [mean(bought[best]), mean(bought[~best])]
        times = sides[0].value / sides[1].value
        swing = (
            LIMIT * times * float(np.hypot(sides[0].error / sides[0].value, sides[1].error / sides[1].value))
        )
        values["champions_then_times"] = Number(
            times, "ratio", len(bought), times - swing, times + swing, LEVEL
        )
        values["champions_then_share"] = Number(
            float(bought[best].sum() / rows.sold_now.sum()), "share", len(bought)
        )
        values["champions_then_customers"] = Number(int(best.sum()), "count", len(bought))
    return values


def _numbers(rows: pd.DataFrame, segments: pd.DataFrame) -> dict[str, Number]:
    n = len(rows)
    table = segments.set_index("segment")
    found = {f"{name}_customers": Number(int(table.customers[name]), "count", n) for name in SEGMENTS}
    found["champions_share_amount"] = Number(float(table.share_amount["champions"]), "share", n)
    found["quiet_share"] = Number(float(rows.quiet.mean()), "share", n)
    found["valuable_cooling_yearly"] = Number(float(table.yearly["valuable_cooling"]), "currency", n)
    return found
