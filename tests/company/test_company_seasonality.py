"""The rhythm of the week and of the year."""

from __future__ import annotations

import pandas as pd
import pytest

from clientela.company import seasonality, seasonality_advice, year_advice
from clientela.company.seasonality.analysis import WEEKDAYS
from clientela.company.seasonality.page import (
    plot_hours,
    plot_month_of_year,
    plot_seasonality,
    seasonality_findings,
)
from clientela.results import Missing, Result

NO_HOURS = pd.DataFrame({"weekday": [1], "hour": [0], "orders": [1]})


def shop(weeks: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A shop with 10 orders a day, more on Saturdays, none on Sundays, on which it is closed."""
    day = pd.date_range("2024-01-01", periods=7 * weeks, freq="D")
    orders = pd.Series(10, index=range(len(day))).where(day.day_of_week != 5, 20)
    # A different number each week, so that there is something to vary.
    days = pd.DataFrame(
        {
            "day": day,
            "week": day - pd.to_timedelta(day.day_of_week, "D"),
            "orders": orders + (day.day_of_year // 7) % 2,
        }
    )
    days = days[day.day_of_week != 6]
    return days, days.groupby("week", as_index=False)["orders"].sum().assign(complete=True)


def year(count: int) -> pd.DataFrame:
    """Months of 100, Decembers of 200."""
    month = pd.date_range("2022-01-01", periods=count, freq="MS")
    wave = [1 + (place % 3) / 100 for place in range(count)]
    return pd.DataFrame(
        {
            "month": month,
            "amount": [w * (200 if m.month == 12 else 100) for m, w in zip(month, wave, strict=True)],
            "complete": True,
        }
    )


def test_a_closed_sunday_counts_as_zero() -> None:
    days, weeks = shop(10)
    result = seasonality(days, weeks, year(10), NO_HOURS)
    assert isinstance(result, Result)
    weekday = result.frames["weekday"].set_index("weekday")
    assert weekday.loc["sunday", "pace"] == 0
    # 20 of about 70 orders a week, against a mean day of 10.
    assert weekday.loc["saturday", "pace"] == pytest.approx(2.0, abs=0.06)
    assert weekday["share"].sum() == pytest.approx(1)
    assert "month_of_year" not in result.frames
    assert plot_hours(result) is None
    assert plot_month_of_year(result) is None


def test_december_shows_in_two_full_years_only() -> None:
    days, weeks = shop(10)
    assert "month_of_year" not in seasonality(days, weeks, year(23), NO_HOURS).frames  # type: ignore[union-attr]
    result = seasonality(days, weeks, year(36), NO_HOURS)
    assert isinstance(result, Result)
    december = result.frames["month_of_year"].set_index("month_of_year").loc["month_12"]
    # Twice the others; against the geometric mean of the year, 2 to the power 11/12.
    assert december["pace"] == pytest.approx(2 ** (11 / 12), rel=0.02)
    assert december["pace_low"] < december["pace"] < december["pace_high"]


def test_equal_days_move_no_shift() -> None:
    even = pd.date_range("2024-01-01", periods=70, freq="D")
    same = pd.DataFrame(
        {
            "day": even,
            "week": even - pd.to_timedelta(even.day_of_week, "D"),
            "orders": 10 + even.day_of_year * 7 % 5,
        }
    )
    result = seasonality(
        same, same.groupby("week", as_index=False)["orders"].sum().assign(complete=True), year(10), NO_HOURS
    )
    assert isinstance(result, Result)
    assert seasonality_findings(result, pd.Timestamp("2025-01-01").date()) == []
    assert "Nada" in seasonality_advice(result)


@pytest.mark.parametrize(
    ("pace", "words", "never"),
    [
        # Sunday is the quietest, and yet the calls wait for Tuesday.
        ([1.1, 0.9, 1.0, 1.1, 1.4, 1.0, 0.5], "deje para el martes", "para el domingo"),
        # A day that may be as busy as an average one is not called quiet.
        ([1.1, 0.97, 1.0, 1.1, 1.4, 1.0, 0.5], "Ningún otro día hábil es claramente más tranquilo", "martes"),
        ([1.05, 1.1, 1.05, 1.1, 1.1, 1.1, 0.5], "menos gente el domingo", "llamadas"),
        # A day on which the shop is closed is no quiet day.
        ([1.2, 1.1, 1.15, 1.2, 1.2, 1.15, 0.0], "Nada", "domingo"),
    ],
)
def test_nobody_is_called_on_a_sunday(pace: list[float], words: str, never: str) -> None:
    frame = pd.DataFrame({"weekday": WEEKDAYS, "pace": pace})
    frame = frame.assign(pace_low=frame["pace"] - 0.04, pace_high=frame["pace"] + 0.04)
    advice = seasonality_advice(Result("company.seasonality", 700, {}, {"weekday": frame}))
    assert words in advice
    assert never not in advice


def test_few_weeks_say_nothing() -> None:
    days, weeks = shop(7)
    missing = seasonality(days, weeks, year(2), NO_HOURS)
    assert (missing.have, missing.need) == (7, 8)  # type: ignore[union-attr]


def test_what_is_shown_has_words() -> None:
    days, weeks = shop(10)
    hours = pd.DataFrame({"weekday": [1, 6], "hour": [9, 17], "orders": [5, 50]})
    result = seasonality(days, weeks, year(36), hours)
    assert isinstance(result, Result)
    assert "Un día cerrado" in plot_seasonality(result).caption
    figures = [plot_seasonality(result), plot_hours(result), plot_month_of_year(result)]
    assert all(figure is not None and figure.png()[:4] == b"\x89PNG" for figure in figures)
    assert figures[1] is not None
    assert "sábado a las 17" in figures[1].alt


def test_hours_and_months_end_in_a_decision_or_say_nothing() -> None:
    """Three of nine hours hold 60 of 84 orders; December sells clearly more."""
    days, weeks = shop(10)
    hours = pd.DataFrame({"weekday": 1, "hour": range(9, 18), "orders": [4, 4, 20, 20, 20, 4, 4, 4, 4]})
    busy = seasonality(days, weeks, year(36), hours)
    assert isinstance(busy, Result)
    advice = str(year_advice(busy))
    assert "Entre las 11:00 y las 14:00 entra 71\u00a0% de los pedidos" in advice
    assert "En diciembre se vende 91\u00a0% más" in advice
    assert "Deje para" not in advice
    even = seasonality(days, weeks, year(10), hours.assign(orders=10))
    assert isinstance(even, Result)
    assert year_advice(even) is None


def test_a_day_on_which_the_company_is_hardly_open_is_no_shift_to_move() -> None:
    every = pd.date_range("2024-01-01", periods=70, freq="D")
    orders = pd.Series([10, 10, 10, 10, 10, 1, 0] * 10)
    same = pd.DataFrame(
        {"day": every, "week": every - pd.to_timedelta(every.day_of_week, "D"), "orders": orders}
    )
    weeks = same.groupby("week", as_index=False)["orders"].sum().assign(complete=True)
    result = seasonality(same, weeks, year(10), NO_HOURS)
    assert isinstance(result, Result)
    # Ten times the orders of Saturday are no news where Saturday is closed.
    assert seasonality_findings(result, pd.Timestamp("2025-01-01").date()) == []
    assert "sábado" not in seasonality_advice(result)


def test_sales_told_month_by_month_have_no_weekday() -> None:
    firsts = pd.date_range("2024-01-01", periods=12, freq="MS")
    days = pd.DataFrame(
        {"day": firsts, "week": firsts - pd.to_timedelta(firsts.day_of_week, "D"), "orders": 9}
    )
    weeks = days[["week", "orders"]].assign(complete=True)
    assert isinstance(seasonality(days, weeks, year(10), NO_HOURS), Missing)
