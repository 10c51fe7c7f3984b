"""Does winning a customer, or keeping one, cost more from year to year?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.claims.retention_cost import monthly
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.ratios import LEVEL, Estimate, limits, ratio

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.dearer"
YEAR = 12
# What is paid for, and among how many it is shared; keeping is told for a year, so each month's average counts as a twelfth.
SIDES = {"won": ("acquired_for", "new", 1.0), "kept": ("kept_for", "active", float(YEAR))}
# A year in which fewer months than these were paid for is no record of what it cost.
PAID_MONTHS = 6


@analysis(KEY)
def dearer(expense_months: pd.DataFrame, flows: Result | Missing) -> Result | Missing:
    """What a new customer cost, and an active one a year, in each whole year on record; and how much dearer the last one was.

    `expense_months` is the mart, `flows` the result of `loyalty.flows`. Years are of twelve complete months up to the last one; the
    first year of sales is none of them, for whoever bought before the file begins looks new in it;
    money is that of its own year, prices that rose with everything else are in it. The change is tested month against the same
    month, so that a season is none (ratio of two ratios by linearisation, Cochran 1977, chapter 6; Student's t of eleven).
    Frame years: year_to, won_cost and kept_cost with their limits, new, active. Numbers: won_cost, kept_cost of the last year;
    won_dearer, kept_dearer, the part by which it is more.

    Returns Missing under three whole years of sales.

    >>> import pandas as pd
    >>> from clientela.results import Reason
    >>> dearer(pd.DataFrame(), Missing("loyalty.flows", Reason.TOO_SHORT_HISTORY)).key
    'loyalty.dearer'
    """
    import pandas as pd

    if isinstance(flows, Missing):
        return Missing(KEY, flows.reason, flows.add, flows.have, flows.need)
    months = monthly(expense_months, flows)
    if isinstance(months, Missing):
        return Missing(KEY, months.reason, months.add, months.have, months.need)
    known = len(months)
    months = months[months.month >= flows.frames["flows"].month.min() + pd.DateOffset(years=1)]
    if len(months) < 2 * YEAR:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months", str(3 * YEAR)), known, 3 * YEAR)
    whole = months.tail(len(months) // YEAR * YEAR).reset_index(drop=True)
    years = [whole.iloc[start : start + YEAR] for start in range(0, len(whole), YEAR)]
    values: dict[str, Number] = {}
    for side in SIDES:
        last, moved = _cost(years[-1], side), change(years[-2], years[-1], side)
        if last is not None:
            values[f"{side}_cost"] = _number(last, "currency")
        if moved is not None:
            values[f"{side}_dearer"] = _number(moved, "share")
    if not any(name.endswith("_dearer") for name in values):
        return Missing(KEY, Reason.NO_COLUMN, ("expenses.period", "expenses.amount", "expenses.purpose"))
    return Result(KEY, len(whole), values, {"years": _table(years)})


def _number(found: Estimate, unit: str) -> Number:
    return Number(found.value, unit, found.n, found.low, found.high, LEVEL)  # type: ignore[arg-type]  # one of the two units above


def _table(years: list[pd.DataFrame]) -> pd.DataFrame:
    """One row a year: its last month, what one cost of each side, how many came and how many were there."""
    import pandas as pd

    rows = []
    for year in years:
        row = {
            "year_to": year.month.iloc[-1],
            "new": int(year.new.sum()),
            "active": float(year.active.mean()),
        }
        for side in SIDES:
            found = _cost(year, side)
            parts = (np.nan, np.nan, np.nan) if found is None else (found.value, found.low, found.high)
            row |= dict(zip((f"{side}_cost", f"{side}_cost_low", f"{side}_cost_high"), parts, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def _cost(year: pd.DataFrame, side: str) -> Estimate | None:
    """What one cost in a year; None where most of its months paid nothing for it or nobody was there."""
    spent, shared, times = SIDES[side]
    if int((year[spent] > 0).sum()) < PAID_MONTHS or not float(year[shared].sum()) > 0:
        return None
    return ratio(year[spent] * times, year[shared])


def change(before: pd.DataFrame, now: pd.DataFrame, side: str) -> Estimate | None:
    """How much dearer a year was than the one before: its cost over the other's, less one; each month beside the same month of then."""
    costs = [_cost(year, side) for year in (before, now)]
    if costs[0] is None or costs[1] is None:
        return None
    spent, shared, times = SIDES[side]
    moves = [
        (year[spent] * times - cost.value * year[shared]).to_numpy() / float((year[spent] * times).sum())
        for year, cost in zip((before, now), costs, strict=True)
        if cost is not None
    ]
    error = float(np.sqrt(((moves[1] - moves[0]) ** 2).sum() * YEAR / (YEAR - 1)))
    logs = limits(float(np.log(costs[1].value / costs[0].value)), error, YEAR)
    value, low, high = (float(np.expm1(part)) for part in logs[:3])
    return Estimate(value, low, high, error, YEAR)
