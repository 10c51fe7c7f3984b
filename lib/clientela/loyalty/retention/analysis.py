"""Who comes back: the second purchase within 90 days, and what is left of each generation of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import year_or_half
from clientela.engine import analysis
from clientela.marts.parts import each
from clientela.results import Missing, Number, Reason, Result
from clientela.stats import intervals
from clientela.stats.intervals import LEVEL, by_day, median_wait, wilson

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.retention"
REPEAT_DAYS = 90
ENOUGH_NEW = 30
# Ages in months, from and to, that the figure puts together: fine where most is lost, coarse later.
BANDS = ((1, 3), (4, 6), (7, 12), (13, 18), (19, 24), (25, 36))
# A share of fewer customers born together is none.
FEWEST_BORN = 10
MOST_ROWS = 8


def second_purchases(interpurchase_times: pd.DataFrame | Parts, as_of: dt.date) -> pd.DataFrame:
    """How long each customer took to buy a second time, or has been waiting since the first.

    `interpurchase_times` is the mart, one row a customer and purchase day. One row a customer: customer_id, first_purchase, days, came.
    """
    import pandas as pd

    told = each(interpurchase_times, "customer_id", "day", "next_day", "repeat_days")
    first = pd.concat([part[part.repeat_days == 0] for part in told])
    until = first.next_day.fillna(pd.Timestamp(as_of))
    return pd.DataFrame({
        "customer_id": first.customer_id.array, "first_purchase": first.day.array, "days": (until - first.day).dt.days.array,
        "came": first.next_day.notna().array,
    })  # fmt: skip


@analysis(KEY, interpurchase_times="parts:interpurchase_times")
def retention(
    interpurchase_times: pd.DataFrame | Parts,
    cohorts: pd.DataFrame,
    months: pd.DataFrame,
    as_of: dt.date,
) -> Result | Missing:
    """What share comes back for a second time within 90 days, and how many of each generation still buy.

    `interpurchase_times`, `cohorts` and `months` are marts. repeat_90 is of the customers who first bought in the last window (a
    year, or half the history; of everybody where those are too few), repeat_90_before of the year before, when at least
    90 earlier days say that they were new. Kaplan–Meier, so that a customer of last week counts for the week it has had.

    Source: Kaplan & Meier 1958, «Nonparametric estimation from incomplete observations».

    Returns Missing with fewer than 30 new customers, or a history under 90 days.

    >>> import pandas as pd
    >>> times = pd.DataFrame({"customer_id": [f"c{n}" for n in range(40)], "day": pd.Timestamp("2025-01-01"), "repeat_days": 0})
    >>> times = times.assign(next_day=[pd.Timestamp("2025-02-01")] * 10 + [pd.NaT] * 30)
    >>> cohorts = pd.DataFrame({"cohort": [pd.Timestamp("2025-01-01")] * 2, "age": [0, 1], "customers": [40, 10], "amount": [400.0, 100.0]})
    >>> months = pd.DataFrame({"month": pd.date_range("2025-01-01", periods=12, freq="MS"), "complete": True})
    >>> retention(times, cohorts, months, pd.Timestamp("2025-12-31").date()).values["repeat_90"].value
    0.25
    """
    import pandas as pd

    pairs = second_purchases(interpurchase_times, as_of)
    if len(pairs) < ENOUGH_NEW:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.customer_id",), len(pairs), ENOUGH_NEW)
    observed = (pd.Timestamp(as_of) - pairs.first_purchase.min()).days
    if observed < REPEAT_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, (), observed, REPEAT_DAYS)
    values = _repeats(pairs, as_of)
    curve = intervals.waits(pairs.days, pairs.came, 1)
    if (middle := median_wait(curve)) is not None:
        values["second_median"] = Number(middle, "days", len(pairs))
    grown = _grown(cohorts, months)
    frames = {"curve": curve, "ages": _ages(grown), "cohorts": grown, "bands": _bands(grown)}
    return Result(KEY, len(pairs), values, frames)


def _repeats(pairs: pd.DataFrame, as_of: dt.date) -> dict[str, Number]:
    import pandas as pd

    today, start = pd.Timestamp(as_of), pairs.first_purchase.min()
    window = pd.Timedelta(days=year_or_half(start, today))
    new = pairs[pairs.first_purchase > today - window]
    values = {"repeat_90_all": _repeat(pairs)}
    if len(new) < ENOUGH_NEW:
        return values | {"repeat_90": _repeat(pairs)}
    values["repeat_90"] = _repeat(new)
    old = pairs[(pairs.first_purchase <= today - window) & (pairs.first_purchase > today - 2 * window)]
    # Only the same season of another year is alike; and who buys first just after the files begin may be an old customer.
    known_new = window.days >= 364 and today - 2 * window - start >= pd.Timedelta(days=REPEAT_DAYS)
    return values | {"repeat_90_before": _repeat(old)} if known_new and len(old) >= ENOUGH_NEW else values


def _repeat(pairs: pd.DataFrame) -> Number:
    watched = int((pairs.came | (pairs.days >= REPEAT_DAYS)).sum())
    share, low, high = by_day(intervals.waits(pairs.days, pairs.came, 1), REPEAT_DAYS, watched)
    return Number(share, "share", len(pairs), low, high, LEVEL)


def _grown(cohorts: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Cohort, age, size, customers, amount: every complete month of every cohort, months without a purchase included."""
    import pandas as pd

    complete = pd.PeriodIndex(pd.to_datetime(months.month[months.complete.astype(bool)]), freq="M")
    born = cohorts.assign(cohort=pd.PeriodIndex(pd.to_datetime(cohorts.cohort), freq="M"))
    size = born[born.age == 0].set_index("cohort").customers
    size = size[size.index.isin(complete)]
    if size.empty:
        return pd.DataFrame(columns=["cohort", "age", "started", "customers", "amount", "share"])
    last = complete.max()
    rows = [(cohort, age) for cohort in size.index for age in range((last - cohort).n + 1)]
    full = pd.DataFrame(rows, columns=["cohort", "age"]).merge(
        born[["cohort", "age", "customers", "amount"]], on=["cohort", "age"], how="left"
    )
    full = full.fillna({"customers": 0, "amount": 0.0})
    full["started"] = full.cohort.map(size)
    full = full.astype({"customers": "int64", "started": "int64", "amount": "float64"})
    return full.assign(cohort=full.cohort.dt.to_timestamp(), share=full.customers / full["started"])


def _ages(grown: pd.DataFrame) -> pd.DataFrame:
    """The share that buys in each month of its life, all generations together, with its interval."""
    table = grown[grown.age > 0].groupby("age")[["started", "customers"]].sum().reset_index()
    table = table[table["started"] >= ENOUGH_NEW]
    limits = [wilson(hits, n) for hits, n in zip(table.customers, table["started"], strict=True)]
    return table.assign(
        share=table.customers / table["started"],
        share_low=[low for low, _high in limits],
        share_high=[high for _low, high in limits],
    )


def _bands(grown: pd.DataFrame) -> pd.DataFrame:
    """One row a generation (month, quarter or half-year of the first purchase) and band of age: the share that buys in an average month."""
    import pandas as pd

    if grown.empty:
        return pd.DataFrame(columns=["generation", "first_age", "last_age", "started", "share"])
    step = next(step for step in (1, 3, 6, 12) if grown.cohort.nunique() / step <= MOST_ROWS or step == 12)
    month = grown.cohort.dt.month - 1
    generation = pd.to_datetime({"year": grown.cohort.dt.year, "month": month // step * step + 1, "day": 1})
    rows = []
    for born, family in grown.groupby(generation):
        size = int(family[family.age == 0]["started"].sum())
        if size < FEWEST_BORN:
            continue
        youngest = int(family.groupby("cohort").age.max().min())
        for first, last in BANDS:
            inside = family[family.age.between(first, last)]
            # A band counts when its youngest month of birth has lived through it.
            share = inside.customers.sum() / inside["started"].sum() if youngest >= last else np.nan
            # A quarter that began before the data did bears the first month there is.
            rows.append((max(born, grown.cohort.min()), first, last, size, share))
    table = pd.DataFrame(rows, columns=["generation", "first_age", "last_age", "started", "share"])
    for name in ("first_age", "generation"):
        table = table.groupby(name).filter(lambda band: bool(band["share"].notna().any()))
    return table
