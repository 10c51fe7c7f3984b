"""Holidays that move trade: how many holidays, and how much of Holy Week, fall in each month or week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clientela.calendar.rest_days import public

if TYPE_CHECKING:
    import pandas as pd


def holidays_in(
    starts: pd.DatetimeIndex, unit: str, country: str, own: Sequence[dt.date] = ()
) -> pd.DataFrame:
    """Holidays and days of Holy Week in each period ("month" or "week") that starts on the given days.

    Holidays are those of the country, Sundays left out, and the company's own; Holy Week runs from Palm Sunday to Easter. Gives two columns,
    `holidays` and `holy_week`, with the periods as index. A country without a calendar has only the company's own days.
    """
    import pandas as pd
    from dateutil.easter import easter

    if not len(starts):
        return pd.DataFrame({"holidays": [], "holy_week": []}, index=starts, dtype=float)
    years = range(starts[0].year, starts[-1].year + 2)
    holy = {easter(year) - dt.timedelta(days=back) for year in years for back in range(8)}
    free = {day for day in {*public(country, years[0], years[-1]), *own} if day.weekday() != 6} - holy
    counts = {name: _count(days, starts, unit) for name, days in (("holidays", free), ("holy_week", holy))}
    return pd.DataFrame(counts, index=starts)


def _count(days: set[dt.date], starts: pd.DatetimeIndex, unit: str) -> Any:
    import numpy as np

    moments = np.array(sorted(days), dtype="datetime64[D]")
    # The first day of all was a Thursday.
    begins = moments.astype("datetime64[M]") if unit == "month" else moments - (moments.astype(int) + 3) % 7
    return (starts.to_numpy()[:, None] == begins).sum(axis=1).astype(float)
