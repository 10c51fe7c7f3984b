"""Where a history begins, which periods may be compared, and how many working days an answer took, by pencil."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela.calendar.answer_clock import Clock
from clientela.calendar.deadlines import deadline
from clientela.calendar.history import opening, without_opening
from clientela.calendar.rest_days import public
from clientela.calendar.windows import compared, days_of, window_days


def months(*amounts: float) -> pd.DataFrame:
    first = pd.date_range("2023-01-01", periods=len(amounts), freq="MS")
    return pd.DataFrame({"month": first, "amount": amounts, "complete": True})


@pytest.mark.parametrize(("amounts", "left_out"), [
    # Less than a third of a year later, and of the months between: a beginning; a third exactly is none.
    ([29.0, *[90.0] * 19], 1), ([30.0, *[90.0] * 19], 0), ([29.0, 29.0, *[90.0] * 18], 2),
    # The same month of the year after is as low: a season. The others are as low: a peak a year later.
    ([20.0, *[90.0] * 11, 50.0, *[90.0] * 7], 0), ([20.0, *[50.0] * 11, 90.0, *[50.0] * 7], 0),
    # Nothing sold is a beginning, unless nothing was sold after it either.
    ([0.0, *[90.0] * 11, 0.0, *[90.0] * 7], 1), ([0.0] * 20, 0), ([0.0, *[0.0] * 11, 9.0, *[0.0] * 7], 1), ([0.0, *[9.0] * 11, 0.0, *[9.0] * 7], 1),
    # At most a quarter is left out, and thirteen months stay.
    ([1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, *[90000.0] * 13], 5), ([1.0, *[90.0] * 13], 1), ([1.0, *[90.0] * 12], 0), ([1.0, 1.0,
    *[90.0] * 13], 2),
    # What came only after the twelve months that follow does not count.
    ([20.0, *[50.0] * 12, *[900.0] * 7], 0), ([20.0, *[50.0] * 6, *[90.0] * 6, *[50.0] * 7], 1),
])  # fmt: skip
def test_where_a_company_begins_to_sell_as_it_does(amounts, left_out):
    assert opening(months(*amounts)) == left_out
    assert without_opening(months(*amounts)).amount.tolist() == amounts[left_out:]


def periods(first: str, last: str, before: str) -> pd.DataFrame:
    return pd.DataFrame({
        "period": ["before", "now"], "first_day": pd.to_datetime([before, first]), "last_day": pd.to_datetime([first, last]),
    })  # fmt: skip


def test_fifty_two_weeks_may_be_compared_and_a_day_less_may_not():
    year = periods("2025-01-02", "2025-12-31", "2024-01-04")
    assert days_of(year.iloc[1]) == window_days(year) == 364
    history = months(*[90.0] * 36)
    assert compared(year, history)
    assert not compared(periods("2025-01-03", "2025-12-31", "2024-01-05"), history)
    assert (compared(year.head(0), history), window_days(year.head(0))) == (False, 0)


def test_a_company_that_had_hardly_begun_may_not_be_compared():
    history = months(1.0, *[90.0] * 35)
    # It sells as it does from February 2023 on; the earlier period may begin on that very day, not before.
    assert compared(periods("2024-02-01", "2025-01-31", "2023-02-01"), history)
    assert not compared(periods("2024-01-31", "2025-01-31", "2023-01-31"), history)
    assert compared(
        periods("2024-01-31", "2025-01-31", "2023-01-31"),
        history.assign(complete=history.month > "2023-01-15"),
    )
    assert not compared(
        periods("2024-01-31", "2025-01-31", "2023-01-31"), history.sort_values("amount", ascending=False)
    )


def test_working_days_of_an_answer():
    clock = Clock(dt.date(2026, 6, 30), country="CO", own=(dt.date(2026, 6, 18),))
    start = pd.to_datetime(pd.Series(["2026-06-12", "2026-06-12", None, "2026-06-19", "2026-06-19"]))
    end = pd.to_datetime(pd.Series(["2026-06-19", None, "2026-06-19", "2026-06-19", "2026-06-22"]))
    # From Friday to Friday: Monday is a feast and Thursday the company's own.
    assert clock.working_days(start, end).tolist() == pytest.approx([3, np.nan, np.nan, 0, 1], nan_ok=True)
    assert clock.working_days(start[1:3], end[1:3]).tolist() == pytest.approx([np.nan] * 2, nan_ok=True)
    # Up to the thirtieth, less the feast on the twenty-ninth.
    assert clock.waited(start[3:]).tolist() == [6, 6]
    turn = pd.to_datetime(pd.Series(["2025-12-31", "2026-01-02"]))
    assert clock.working_days(turn[:1], turn[1:]).tolist() == [1]
    # The feast of the year before the end, and of the year of the beginning.
    both = pd.to_datetime(pd.Series(["2025-12-24", "2026-01-01"]))
    assert clock.working_days(both[:1], both[1:]).tolist() == [4]


def test_countries_with_and_without_a_calendar():
    assert dt.date(2027, 1, 1) in public("CO", 2026, 2027)
    assert dt.date(2028, 1, 1) not in public("CO", 2026, 2027)
    assert public("ZZ", 2026, 2026) == frozenset()
    assert deadline("co") == deadline("CO")
