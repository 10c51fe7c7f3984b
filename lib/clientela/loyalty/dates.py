"""The earlier days that today is compared with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.calendar.windows import year_or_half
from clientela.engine import step
from clientela.present import numbers
from clientela.present.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clientela.marts import Marts

QUARTER = 90


def span(days: float | None) -> str:
    r"""How long a time is, as people say it: a year is a year and not 365 days.

    >>> span(365), span(364), span(120)
    ('un año', 'un año', '120 días')
    """
    length = round(days or 0)
    return _("un año") if 364 <= length <= 366 else _("{days} días").format(days=numbers.count(length))


@dataclass(frozen=True)
class Dates:
    """Days on which to look back: one window before today, another window before that, and one quarter before today.

    The window is a year, or half the history where that is shorter; the quarter 90 days, or a third of the history.

    >>> Dates.within(dt.date(2025, 1, 1), dt.date(2025, 12, 31)).before
    datetime.date(2025, 7, 2)
    """

    before: dt.date
    quarter: dt.date
    long_before: dt.date

    @classmethod
    def within(cls, first: dt.date, last: dt.date) -> Dates:
        """The days to look back to, of a history from its first to its last day."""
        history = (last - first).days + 1
        window, quarter = year_or_half(first, last), min(QUARTER, history // 3)
        back = (window, quarter, 2 * window)
        return cls(*(last - dt.timedelta(days=days) for days in back))

    @classmethod
    def of(cls, marts: Marts) -> Dates:
        """The days to look back to, of a company's marts; without purchases, today."""
        first = marts.facts.get("first_day")
        return cls.within(dt.date.fromisoformat(first) if first else marts.as_of, marts.as_of)


@step()
def dates(marts: Marts) -> Dates:
    """The days that this company's today is compared with."""
    return Dates.of(marts)


@step()
def customers_before(marts: Marts, dates: Dates) -> pd.DataFrame:
    """The customers as they stood one window ago."""
    return marts.customers_at(dates.before)


@step()
def customers_long_before(marts: Marts, dates: Dates) -> pd.DataFrame:
    """The customers as they stood two windows ago."""
    return marts.customers_at(dates.long_before)


@step()
def customers_quarter(marts: Marts, dates: Dates) -> pd.DataFrame:
    """The customers as they stood a quarter ago."""
    return marts.customers_at(dates.quarter)


@step()
def some_days(marts: Marts, sample_customers: int) -> pd.DataFrame:
    """The days on which customers bought, as the models are fitted on them: of all, or of a sample where there are very many."""
    return marts.sampled("customer_days", sample_customers)


@step()
def handed(tables: Callable[[str], pd.DataFrame | None]) -> pd.DataFrame | None:
    """Who stands in which segment, as stage 3 handed it over."""
    told = tables("segments.rfm_customers")
    return None if told is None else told[["customer_id", "segment"]]
