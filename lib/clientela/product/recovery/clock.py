"""The clock by which this company's answers are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientela.calendar.answer_clock import Clock
from clientela.engine import step

if TYPE_CHECKING:
    import datetime as dt


@step(country="company.country", holidays="company.holidays")
def clock(as_of: dt.date, answer_days: int, country: str, holidays: Sequence[dt.date]) -> Clock:
    """The company's own clock."""
    return Clock(as_of, answer_days, country, holidays)
