"""Where a goal leads that ends beyond the forecast, if each year grows as the last one did; and what share of sales it would ask to be spent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Goal
    from clientela.results import Missing

# Three years, with what the calendar adds.
FARTHEST = 3 * 366
# Growth that no year keeps up: a fall to nothing, or a tripling.
LEAST, MOST = -0.9, 2.0


def growths(sold: Result | Missing | None) -> tuple[float, float, float] | None:
    """The growth of the last year, its lower and its upper end: what each year to come is supposed to do; None where it is not known."""
    found = sold.values.get("growth") if isinstance(sold, Result) else None
    if found is None or found.low is None or found.high is None:
        return None
    low, middle, high = np.clip([found.low, float(found.value or 0), found.high], LEAST, MOST)
    return float(low), float(middle), float(high)


def scenarios(
    known: pd.Series, goal: Goal, done: float, growth: tuple[float, float, float]
) -> tuple[float, float, float] | None:
    """What the goal's dates would hold in three scenarios: the last year again, grown each year by as much as the last one did.

    `known` has what was reached by day, or by month (margins); `done` is what of the goal's dates is on record. None beyond three years, and
    with less than a year on record.

    >>> import pandas as pd
    >>> from clientela.companies.config import Goal
    >>> days = pd.Series(1.0, index=pd.date_range("2025-01-01", periods=365))
    >>> two = Goal(value=900, start=dt.date(2026, 1, 1), end=dt.date(2027, 12, 31))
    >>> scenarios(days, two, 0.0, (0.0, 0.1, 0.2))
    (730.0, 843.15, 963.6)
    """
    import pandas as pd

    monthly = len(known) > 1 and (known.index[1] - known.index[0]).days > 1
    season = 12 if monthly else YEAR
    last = known.index[-1]
    farthest = FARTHEST + 31 * monthly
    if goal.end is None or len(known) < season or (pd.Timestamp(goal.end) - last).days > farthest:
        return None
    ahead = pd.date_range(last, pd.Timestamp(goal.end), freq="MS" if monthly else "D")[1:]
    inside = np.asarray(ahead >= pd.Timestamp(goal.start))
    base = known.to_numpy(dtype=float)[-season:]
    steps = np.arange(len(ahead))
    amounts, years = base[steps % season] * inside, steps // season + 1
    low, middle, high = (round(done + float((amounts * (1 + rate) ** years).sum()), 6) for rate in growth)
    return low, middle, high


def customers_ahead(
    goal: Goal, sold: Result | Missing | None, last: dt.date
) -> tuple[float, float, float, float] | None:
    """How many customers a year to come would see, if it changes as the last one did; and the growth that the goal asks for.

    Customers of months do not add up, those of years of the same length can be compared: the goal must be of a year that begins once the history
    ends. Least and most: as many came or left as two counts of different people differ by chance (Poisson), which is more than the truth.

    >>> year = {"window_days": 365, "customers": 1100, "customers_before": 1000}
    >>> from clientela.results import Number
    >>> sold = Result("company.sales", 1, {name: Number(value, "count", 1) for name, value in year.items()})
    >>> from clientela.companies.config import Goal
    >>> two = Goal(measure="customers", value=1320, start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31))
    >>> [round(one, 2) for one in customers_ahead(two, sold, dt.date(2025, 12, 31))]
    [1111.2, 1210.0, 1308.8, 0.2]
    """
    if not isinstance(sold, Result) or goal.end is None:
        return None
    named = [sold.values.get(name) for name in ("window_days", "customers", "customers_before")]
    days, now, before = (float(one.value or 0) if one else 0.0 for one in named)
    if min(now, before) <= 0 or days < YEAR - 1 or goal.measure != "customers":
        return None
    whole_year = abs((goal.end - goal.start).days + 1 - YEAR) <= 1
    years = round((goal.end - last).days / YEAR)
    if not whole_year or not 1 <= years <= 3 or (goal.start - last).days < 0:
        return None
    change, chance = now / before - 1, 1.96 * (now + before) ** 0.5 / before
    rates = np.clip([change - chance, change, change + chance], LEAST, MOST)
    low, middle, high = (round(now * float(1 + rate) ** years, 6) for rate in rates)
    return low, middle, high, goal.value / now - 1


def expense_ratio(
    spent: pd.DataFrame | None, sold: Result | Missing | None, last: dt.date
) -> tuple[float, float | None] | None:
    """What was spent to sell in the last year, as a share of its sales; and what one more peso of sales costs, by what new customers cost.

    None without a year of expenses beside a year of sales; the second is None where no expense was made to win customers, or none came.
    """
    import pandas as pd

    if (
        spent is None
        or spent.empty
        or not isinstance(sold, Result)
        or float(sold.values["window_days"].value or 0) < YEAR - 1
    ):
        return None
    month = pd.to_datetime(spent["month"])
    until = pd.Timestamp(last).to_period("M").to_timestamp()
    year = spent[(month > until - pd.DateOffset(years=1)) & (month <= until)]
    amount = float(sold.values["amount"].value or 0)
    if year["month"].nunique() < 12 or amount <= 0:
        return None
    new = sold.values.get("new_amount")
    winning = float(year.loc[year["purpose"] == "acquire", "amount"].sum())
    bought = float(new.value or 0) if new else 0.0
    return float(year["amount"].sum()) / amount, winning / bought if winning > 0 and bought > 0 else None


def asked(goal: float, expected: float, ratio: tuple[float, float | None] | None) -> float | None:
    """The expense-to-sales ratio that a goal would ask for: the usual one of what comes anyway, and what new customers cost of the rest.

    >>> asked(120.0, 100.0, (0.10, 0.40))
    0.15
    """
    if ratio is None or goal <= 0:
        return None
    usual, more = ratio
    rest = max(0.0, goal - expected)
    if rest and more is None:
        return None
    return round((usual * min(expected, goal) + rest * (more or 0.0)) / goal, 12)
