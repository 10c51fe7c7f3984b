"""The last period and the one before it: how long each is, and whether they may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.calendar.history import opening

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

# Two periods of fifty-two weeks have the same seasons; shorter ones have not, and are not compared.
YEAR_DAYS = 364
# A year as people say it, where something is looked at from today back.
YEAR = 365


def year_or_half(first: dt.date, last: dt.date) -> int:
    """How many days are set against as many before them: a year, or half of a history that has no two.

    >>> import datetime as dt
    >>> year_or_half(dt.date(2025, 1, 1), dt.date(2025, 12, 31)), year_or_half(dt.date(2020, 1, 1), dt.date(2025, 12, 31))
    (182, 365)
    """
    return min(YEAR, ((last - first).days + 1) // 2)


def days_of(period: Any) -> int:
    """How many days a period has."""
    return int((period["last_day"] - period["first_day"]).days) + 1


def comparable(windows: pd.DataFrame, months: pd.DataFrame) -> bool:
    """May the last period be compared with the one before: are both whole years, of a company that had begun?"""
    import pandas as pd

    now, before = both_periods(windows)
    if days_of(now) < YEAR_DAYS:
        return False
    whole = months[months["complete"]].sort_values("month")
    left_out = opening(whole)
    return not left_out or pd.Timestamp(whole["month"].iloc[left_out]) <= pd.Timestamp(before["first_day"])


def both_periods(windows: pd.DataFrame) -> tuple[Any, Any]:
    """The rows of the last period and of the one before."""
    now, before = (windows.set_index("period").loc[period] for period in ("now", "before"))
    return now, before


def compared(windows: pd.DataFrame, months: pd.DataFrame) -> bool:
    """May what sells now be compared with before: are there two whole years, as for the sales of the company?"""
    return not windows.empty and comparable(windows, months)


def window_days(windows: pd.DataFrame) -> int:
    """How long a period of comparison is; 0 where there is none."""
    return 0 if windows.empty else days_of(windows.iloc[-1])
