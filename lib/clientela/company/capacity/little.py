"""Little's law as a check: as many wait at any time as come, times how long each waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.calendar.windows import YEAR

if TYPE_CHECKING:
    import pandas as pd

# Fewer closed cases than this say nothing of how long one stays open.
FEWEST = 30
DAYS = 7


def little(voices: pd.DataFrame) -> pd.DataFrame | None:
    """Messages that were open on average in the last year, counted day by day, beside what comes a week × weeks open; None with too few.

    Little 1961: L = λW, whatever the order and the spread. Counted over the same year, cases open at its ends make the only difference:
    a larger one says that the dates do not fit together. `voices` is the mart of messages. One row: cases, arrivals_week, open_days_mean,
    open_counted, open_expected, still_open.
    """
    import pandas as pd

    if voices.empty or voices["closed_on"].notna().sum() < FEWEST:
        return None
    opened, last = pd.to_datetime(voices["day"]), pd.to_datetime(voices["day"]).max()
    begin = max(last - pd.Timedelta(days=YEAR - 1), opened.min())
    closed = pd.to_datetime(voices["closed_on"])
    span = (last - begin).days + 1
    # A case counts from its day until the one before it is closed; what is still open until the last day.
    end = last + pd.Timedelta(days=1)
    until = closed.where(closed.notna() & (closed < end), end)
    within = (until - opened.where(opened > begin, begin)).dt.days.clip(lower=0)
    came = (opened >= begin) & closed.notna()
    days = (closed - opened).dt.days[came]
    if not len(days):
        return None
    arrivals = float((opened >= begin).sum() / span)
    return pd.DataFrame([{
        "cases": int((opened >= begin).sum()), "arrivals_week": arrivals * DAYS, "open_days_mean": float(days.mean()),
        "open_counted": float(within.sum() / span), "open_expected": arrivals * float(days.mean()),
        "still_open": int((closed.isna() & opened.notna()).sum()),
    }])  # fmt: skip
