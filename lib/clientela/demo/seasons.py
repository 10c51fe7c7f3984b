"""The year in Colombia: weekdays, paydays, Holy Week, December, and what coffee costs on each day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from dateutil.easter import easter

from clientela.demo import plan

DATES = pd.date_range(plan.START, plan.END)
WEEKDAY_HOME = np.array([0.75, 0.8, 0.9, 0.95, 1.2, 1.6, 0.8])
PAYDAYS = (15, 16, 30, 31, 1)


def day_of(date: dt.date) -> int:
    """The number of a date in the story, from 0.

    >>> day_of(dt.date(2023, 7, 2))
    1
    """
    return (date - plan.START).days


def date_of(day: int) -> dt.date:
    """The date of a day of the story."""
    return plan.START + dt.timedelta(days=int(day))


def holy_week() -> np.ndarray:
    """True from Palm Sunday to Easter Sunday."""
    ends = [easter(year) for year in range(plan.START.year, plan.END.year + 1)]
    return np.isin(DATES.date, [end - dt.timedelta(days=back) for end in ends for back in range(8)])


def home_factor() -> np.ndarray:
    """How much likelier than usual a household shops on each day, holidays and paydays included."""
    factor = WEEKDAY_HOME[DATES.day_of_week]
    factor = factor * np.where(np.isin(DATES.day, PAYDAYS), 1.7, 0.9)
    factor = factor * np.where(holy_week(), 0.45, 1.0)
    december = (DATES.month == 12) & (DATES.day <= 24)
    closed = ((DATES.month == 12) & (DATES.day == 25)) | ((DATES.month == 1) & (DATES.day == 1))
    return np.where(closed, 0.0, factor * np.where(december, 1.45, 1.0))


def gift_factor() -> np.ndarray:
    """Chance a day that a household buys coffee to give away: December, and a little on Mother's Day."""
    december = (DATES.month == 12) & (DATES.day <= 24)
    mothers = (DATES.month == 5) & (DATES.day <= 12)
    return np.where(december, 0.0045, np.where(mothers, 0.002, 0.0))


def business_factor(kind: str) -> np.ndarray:
    """How much of its usual order a kind of business needs on each day."""
    quiet = holy_week() | ((DATES.month == 12) & (DATES.day > 18)) | ((DATES.month == 1) & (DATES.day < 14))
    if kind in ("oficina", "colegio"):
        return np.where(quiet, 0.35, 1.0)
    feast = (DATES.month == 12) | holy_week()
    return np.where(feast, 1.3 if kind in ("hotel", "restaurante") else 1.1, 1.0)


def price_index() -> np.ndarray:
    """The price of coffee on each day, 1 at the start."""
    index = np.ones(plan.DAYS)
    for date, factor, _, _ in plan.PRICE_RISES:
        index[day_of(date) :] *= factor
    return index
