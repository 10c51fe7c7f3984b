"""Who came back after a long absence: how many, how long after, and what they buy since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.rhythm import shrunk
from clientela.customers.status import ABSENT_DAYS, ABSENT_TIMES, status_of
from clientela.engine import analysis, step
from clientela.marts.parts import each
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats import intervals
from clientela.stats.intervals import LEVEL, Z
from clientela.stats.rows import among

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.comebacks"
ENOUGH_ABSENT, ENOUGH_BACK = 30, 10
# How long the time before leaving and the time after coming back are, when both are compared.
WINDOW = 180


@step(interpurchase_times="parts:interpurchase_times")
def absences(
    interpurchase_times: pd.DataFrame | Parts, status: Result | Missing, as_of: dt.date
) -> pd.DataFrame | None:
    """Every long absence so far: customer_id, day (last purchase before), began, next_day (empty while it lasts), repeat_days.

    `interpurchase_times` is the mart, `status` the result of `status`. Nobody knows an absence before it has begun: it begins on the day on
    which silence has lasted twice as long as was normal in the customer then, and 90 days at least. None without a status.
    """
    import pandas as pd

    if isinstance(status, Missing):
        return None
    known, pace = status.frames["customers"], status.frames["pace"]
    # Where all borrow one pace nobody's kind is asked for.
    apart = "kind" in known and len(pace) > 1
    kinds = known.set_index("customer_id").kind if apart else None
    found = [
        _lasted(part, kinds, pace, pd.Timestamp(as_of))
        for part in each(interpurchase_times, "customer_id", "day", "next_day", "repeat_days", "gap_q90")
    ]
    return pd.concat(found, ignore_index=True)


def _lasted(
    waits: pd.DataFrame, kinds: pd.Series | None, pace: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    """The waits that became a long absence."""
    import pandas as pd

    whose = waits.assign(day=pd.to_datetime(waits.day), next_day=pd.to_datetime(waits.next_day))
    if kinds is not None:
        whose = whose.assign(kind=whose.customer_id.map(kinds))
    limit = shrunk(whose, "gap_q90", pace, "long_gap")
    longest = np.maximum(np.floor(ABSENT_TIMES * limit), ABSENT_DAYS)
    whose = whose.assign(began=whose.day + pd.to_timedelta(longest + 1, unit="D"))
    lasted = whose[whose.began <= whose.next_day.fillna(today)]
    return lasted[["customer_id", "day", "began", "next_day", "repeat_days"]]


@analysis(KEY, without_money=True, found="absences", customer_days="sample:customer_days")
def comebacks(
    found: pd.DataFrame | None, status: Result | Missing, customer_days: pd.DataFrame, as_of: dt.date
) -> Result | Missing:
    """Of the long absences, how many ended in a purchase, how long after, and what those customers bought since.

    `found` is what `absences` gives. Frames: comebacks (the share back by the days since the absence began; Kaplan and
    Meier), before_after (purchases and sales in the 180 days up to the last purchase before, and from the return on).
    Numbers: absent_back_90, absent_back_180, absent_back_365 with limits; away_median, days without a purchase of those who came back;
    stay_back, of those the share that bought again within 180 days; worth_back, sales after as a share of sales before.
    """
    import pandas as pd

    if found is None:
        return (
            status_of(KEY, status) if isinstance(status, Missing) else Missing(KEY, Reason.TOO_FEW_CUSTOMERS)
        )
    if len(found) < ENOUGH_ABSENT:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months", "13"), len(found), ENOUGH_ABSENT)
    came = found.next_day.notna()
    lasted = (found.next_day.fillna(pd.Timestamp(as_of)) - found.began).dt.days
    curve = intervals.waits(lasted, came, np.ones(len(found)))
    longest = int(lasted.max())
    values = {
        "absences": Number(len(found), "count", len(found)),
        "came_again": Number(int(came.sum()), "count", len(found)),
    }
    for days in (90, 180, 365):
        if days <= longest:
            share, low, high = intervals.by_day(curve, days, len(found))
            values[f"absent_back_{days}"] = Number(share, "share", len(found), low, high, LEVEL)
    frames = {"comebacks": curve}
    if int(came.sum()) >= ENOUGH_BACK:
        away = (found.next_day - found.day).dt.days[came]
        values["away_median"] = Number(float(away.median()), "days", int(came.sum()))
        pairs = _before_after(found[came], customer_days, as_of)
        values |= _worth(pairs)
        if "worth_back" in values:
            frames["before_after"] = _summary(pairs)
    return Result(KEY, len(found), values, frames, Evidence.MEASURED)


def _before_after(back: pd.DataFrame, customer_days: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """One row a return watched for 180 days: purchases and amount in the 180 days up to the last purchase, and from the return on."""
    import pandas as pd

    watched = back[back.next_day <= pd.Timestamp(as_of) - pd.Timedelta(days=WINDOW - 1)].reset_index(
        names="absence"
    )
    days = customer_days[among(customer_days.customer_id, watched.customer_id)].assign(
        day=lambda one: pd.to_datetime(one.day)
    )
    both = watched.merge(
        days[["customer_id", "day", "amount", "is_purchase"]], on="customer_id", suffixes=("", "_of")
    )
    before = (both.day_of <= both.day) & (both.day_of > both.day - pd.Timedelta(days=WINDOW))
    after = (both.day_of >= both.next_day) & (both.day_of < both.next_day + pd.Timedelta(days=WINDOW))
    rows = {
        "purchases_before": both.is_purchase & before, "purchases_after": both.is_purchase & after,
        "amount_before": both.amount.where(before, 0.0), "amount_after": both.amount.where(after, 0.0),
    }  # fmt: skip
    return pd.DataFrame(rows).astype("float64").groupby(both.absence).sum()


def _worth(pairs: pd.DataFrame) -> dict[str, Number]:
    """What they buy since as a share of before (ratio of sums, delta method), and how many bought again."""
    n = len(pairs)
    if n < ENOUGH_BACK or not pairs.amount_before.sum() > 0:
        return {}
    again = int((pairs.purchases_after > 1).sum())
    before, after = pairs.amount_before.to_numpy(), pairs.amount_after.to_numpy()
    ratio = after.sum() / before.sum()
    half = Z * float(np.std(after - ratio * before, ddof=1)) / (np.sqrt(n) * before.mean())
    return {
        "stay_back": Number(again / n, "share", n, *intervals.wilson(again, n), LEVEL),
        "worth_back": Number(
            float(ratio), "share", n, float(max(0.0, ratio - half)), float(ratio + half), LEVEL
        ),
    }


def _summary(pairs: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"when_bought": words, "n": len(pairs), "purchases_mean": pairs[f"purchases_{name}"].mean(),
         "spent_mean": pairs[f"amount_{name}"].mean(), "spent_median": pairs[f"amount_{name}"].median()}
        for name, words in (("before", "before_absence"), ("after", "after_return"))
    ]  # fmt: skip
    return pd.DataFrame(rows)
