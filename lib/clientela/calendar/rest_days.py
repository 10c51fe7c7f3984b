"""Days on which a country rests: what the forecast of sales and the time of an answer both leave out."""

from __future__ import annotations

import datetime as dt
from functools import cache


@cache
def public(country: str, first: int, last: int) -> frozenset[dt.date]:
    """The public holidays of a country in the years from `first` to `last`.

    >>> dt.date(2026, 7, 20) in public("CO", 2026, 2026)
    True
    """
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=range(first, last + 1)))
    except NotImplementedError:
        # The library's word for a country without a calendar: it has only the company's own days.
        return frozenset()
