"""The forecast against its naive rivals, its holidays_in, and the goals that rest on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from clientela.calendar.holidays import holidays_in
from clientela.companies.config import Goal
from clientela.company import forecast_advice, goals, goals_advice
from clientela.company.forecast.analysis import Forecast, _future, forecast, outlooks
from clientela.company.forecast.models import Structural, _covariances
from clientela.company.forecast.page import forecast_findings, forecast_table, plot_forecast
from clientela.company.goals.page import goals_findings, goals_table, likely
from clientela.results import Missing, Reason, Result


def shop(years: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Days, weeks and months of a shop that sells about 100 a day, twice as much in December."""
    day = pd.date_range("2022-01-01", periods=365 * years, freq="D")
    amount = np.where(day.month == 12, 200.0, 100.0) * np.random.default_rng(seed).normal(1, 0.1, len(day))
    days = pd.DataFrame({"day": day, "amount": amount, "orders": 10})
    months = (
        days.groupby(day.to_period("M").start_time)[["amount", "orders"]]
        .sum()
        .rename_axis("month")
        .reset_index()
    )
    weeks = (
        days.groupby(day.to_period("W-SUN").start_time)[["amount", "orders"]]
        .sum()
        .rename_axis("week")
        .reset_index()
    )
    end = months["month"] + pd.offsets.MonthEnd(0)
    whole = (weeks["week"] >= day[0]) & (weeks["week"] + pd.Timedelta(days=6) <= day[-1])
    return days, weeks.assign(complete=whole), months.assign(complete=end <= day[-1], margin=None)


def sold(amounts: object) -> pd.DataFrame:
    """Complete months from January 2015 on."""
    values = np.asarray(amounts, dtype=float)
    first = pd.date_range("2015-01-01", periods=len(values), freq="MS")
    return pd.DataFrame({"month": first, "amount": values, "orders": 10, "complete": True, "margin": None})


def test_three_years_know_december() -> None:
    _days, _weeks, months = shop(3)
    result = forecast(months, "CO")
    assert isinstance(result, Forecast)
    assert len(result.starts) <= months["complete"].sum() / 3
    december = [place for place, start in enumerate(result.starts) if start.month == 12]
    ahead = result.frames["future"]["expected"]
    assert all(ahead[place] > 1.6 * ahead.drop(december).mean() for place in december)
    assert float(result.values["model_error"].value or 9) < 0.05


def test_what_is_graded_is_what_is_shown() -> None:
    """Thirty months, ten ahead: sums of ten months, known from the twelfth month to the twentieth; nine of them."""
    result = forecast(sold(np.random.default_rng(1).normal(100, 5, 30)), "ZZ")
    assert isinstance(result, Forecast)
    assert (len(result.starts), result.frames["grades"]["tries"].tolist()) == (10, [9, 9])
    sums = result.paths.sum(axis=1)
    low, middle, high = np.quantile(sums, [0.1, 0.5, 0.9])
    number = result.values["next_amount"]
    assert (number.low, number.value, number.high) == pytest.approx((low, middle, high))


def test_as_a_year_ago_speaks_when_the_model_loses() -> None:
    """The same twelve months for ever: last year's sum cannot be beaten."""
    result = forecast(sold([100, 40, 80, 300, 90, 20, 100, 70, 60, 50, 110, 500] * 3), "ZZ")
    assert isinstance(result, Forecast)
    assert result.method == "year_ago"
    assert result.values["naive_error"].value == pytest.approx(0, abs=1e-6)
    assert "El modelo perdió" in forecast_advice(result, "COP")
    assert forecast_findings(result, "COP", dt.date(2018, 1, 1)) == []


def test_under_a_year_and_a_half_or_sales_that_never_move_say_nothing() -> None:
    chance = np.random.default_rng(2).normal(100, 5, 30)
    assert forecast(sold(chance[:17])).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]
    assert forecast(sold([5.0] * 30)).reason is Reason.NO_VARIATION  # type: ignore[union-attr]
    assert isinstance(forecast(sold([])), Missing)
    assert forecast(sold([*chance[:18], *[0.0] * 12])).reason is Reason.NO_FIT  # type: ignore[union-attr]


def test_nothing_below_zero_is_forecast() -> None:
    few = np.where(np.random.default_rng(3).random(40) < 0.5, 0.0, 50.0)
    result = forecast(sold(few), "ZZ")
    assert isinstance(result, Forecast)
    assert (result.paths >= 0).all()


def test_the_covariance_of_a_changing_growth_by_pencil() -> None:
    """Two months on, the steps of two months made 2·2 + 1·1 of itself, and 2·3 + 1·2 with the month after."""
    one = np.array([[0.0, 0.0, 1.0, 0.0, 0.0, 1.0]])
    found = _covariances(one, np.arange(4.0), np.zeros((4, 0)))[0] - 9.0
    assert (found[2, 2], found[2, 3]) == pytest.approx((5, 8), abs=1e-5)


def test_the_covariance_of_two_months_by_pencil() -> None:
    """Level that comes back by half: 4 / (1 - 1/4), and half of it a month on; noise of one on the diagonal alone; a feast of theirs."""
    one = np.array([[1.0, 2.0, 0.5, 0.0, 0.0, 0.0]])
    found = _covariances(one, np.arange(2.0), np.array([[1.0], [0.5]]), feast=2.0)[0] - 9.0
    assert found[0] == pytest.approx((16 / 3 + 1 + 4, 8 / 3 + 2), abs=1e-5)
    assert found[1] == pytest.approx((8 / 3 + 2, 16 / 3 + 1 + 1), abs=1e-5)


def test_before_any_month_is_seen_a_level_that_stays_is_believed_most() -> None:
    model = Structural(np.array([3.0, 5.0, 4.0]), np.zeros((3, 1)), np.arange(3), 0)
    steps, stays = model.grid[:, 1], model.grid[:, 2]
    belief = model.weights(0)
    still, kept, back = (
        belief[steps == 0],
        belief[(steps > 0) & (stays == 1)],
        belief[(steps > 0) & (stays < 1)],
    )
    assert belief.sum() == pytest.approx(1)
    assert still / still[0] == pytest.approx(np.ones(len(still)))
    assert (kept / still[0], back / still[0]) == (
        pytest.approx(np.full(len(kept), 1 / 2)),
        pytest.approx(np.full(len(back), 1 / 6)),
    )


def test_bands_are_the_parts_of_the_futures_that_they_say() -> None:
    row = _future(np.arange(1001.0)[:, None], pd.DatetimeIndex(["2026-01-01"])).iloc[0]
    assert row.drop("period").tolist() == pytest.approx([500, 100, 900, 25, 975])


def test_bands_of_the_sum_hold_what_they_say() -> None:
    """Sixty companies of four kinds, three years each: of the sums that came, as many lie within as the bands say, give or take chance."""
    held = []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        drifting = np.cumsum(chance.normal(0.005, 0.06, 48))
        season = chance.normal(0, 0.25, 12)[np.arange(48) % 12]
        steady = chance.normal(0, 0.1, 48)
        logs = [drifting, season + steady, season + steady + 0.01 * np.arange(48), drifting + steady][
            seed % 4
        ]
        amounts = np.exp(10 + logs)
        result = forecast(sold(amounts[:36]), "ZZ")
        assert isinstance(result, Forecast)
        held.append((result.paths.sum(axis=1) < amounts[36:].sum()).mean())
    ranks = np.abs(np.asarray(held) - 0.5)
    # Three standard errors of sixty tries on either side of 80 and 95.
    assert 0.65 <= (ranks <= 0.40).mean() <= 0.96
    assert (ranks <= 0.475).mean() >= 0.86


def test_holy_week_moves_between_march_and_april() -> None:
    """Easter fell on 31 March 2024 and on 20 April 2025; Palm Sunday a week before."""
    months = pd.date_range("2024-03-01", periods=14, freq="MS")
    found = holidays_in(months, "month", "CO", [dt.date(2024, 3, 8)])
    assert found.loc["2024-03-01", "holy_week"] == 8
    assert found.loc["2025-03-01", "holy_week"] == 0
    assert found.loc["2025-04-01", "holy_week"] == 8
    # San José on Monday 25 falls in Holy Week, so that the company's own Friday is the only one left.
    assert found.loc["2024-03-01", "holidays"] == 1
    assert holidays_in(months, "month", "ZZ")["holidays"].sum() == 0


def test_goals_are_as_likely_as_their_figures() -> None:
    days, _weeks, months = shop(3)
    year = {"start": dt.date(2025, 1, 1), "end": dt.date(2025, 10, 31)}
    easy, hard = Goal(value=1000, **year), Goal(value=10**7, **year)
    given = [easy, hard, Goal(value=50, start=dt.date(2025, 1, 1), end=dt.date(2029, 12, 31))]
    result = goals(given, days, months, outlooks(months, given))
    assert isinstance(result, Result)
    frame = result.frames["goals"].set_index("goal")
    assert frame.loc[1000.0, "probability"] == 1
    assert frame.loc[1e7, "probability"] == 0
    # Of two open goals the first to end, and of those the smaller, is the one of the first page.
    assert (result.values["goal_figure"].value, result.values["goal_probability"].value) == (1000, 1)
    assert pd.isna(frame.loc[50.0, "probability"])
    # Ten months of about 100 a day.
    assert frame.loc[1000.0, "expected"] == pytest.approx(304 * 100, rel=0.05)
    assert "casi imposible" in goals_advice(result, "COP")
    finding = goals_findings(result, "COP", dt.date(2024, 12, 31))[0]
    assert (finding.kind, "menos de 1" in finding.message) == ("risk", True)
    assert "Ventas" in goals_table(result, "COP").markdown("COP")


def test_a_goal_that_is_over_was_reached_or_not() -> None:
    days, _weeks, months = shop(2)
    sold = float(days.loc[days["day"].between("2023-01-01", "2023-06-30"), "amount"].sum())
    half = {"start": dt.date(2023, 1, 1), "end": dt.date(2023, 6, 30)}
    given = [Goal(value=sold - 1, **half), Goal(value=sold + 1, **half)]
    result = goals(given, days, months, outlooks(months, given))
    assert isinstance(result, Result)
    assert result.frames["goals"]["probability"].tolist() == [1, 0]
    assert result.frames["goals"]["goal_state"].tolist() == ["goal_met", "goal_missed"]
    text = goals_table(result, "COP").markdown("COP")
    assert "Se cumplió" in text
    assert "No se cumplió: faltaron" in text
    assert "moderada" not in text
    # What is over asks for no effort.
    assert "Todas estas metas ya terminaron" in goals_advice(result, "COP")
    # Over half a year ago: neither the plan of this period, nor a goal that can still be met.
    assert set(result.values) == {"goals"}


def test_the_plan_of_the_period_that_ends_today_stands_beside_what_was_sold() -> None:
    days, _weeks, months = shop(3)
    end = days["day"].max().date()
    given = [Goal(value=40_000, start=end - dt.timedelta(days=364), end=end)]
    result = goals(given, days, months, outlooks(months, given))
    assert isinstance(result, Result)
    assert result.values["plan_amount"].value == 40_000
    assert "goal_probability" not in result.values
    assert "no se cumplió" in goals_findings(result, "COP", end)[0].message


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.01, "casi imposible"), (0.17, "es difícil"), (0.4, "está cerca"), (0.6, "reto posible"), (0.99, "sin esfuerzo")],
)  # fmt: skip
def test_the_advice_follows_the_least_likely_open_goal(probability: float, words: str) -> None:
    days, _weeks, months = shop(3)
    last = days["day"].max().date()
    given = [
        Goal(value=10**6, start=last - dt.timedelta(days=364), end=last),
        Goal(value=100, start=last + dt.timedelta(days=1), end=last + dt.timedelta(days=365)),
    ]
    result = goals(given, days, months, {})
    assert isinstance(result, Result)
    frame = result.frames["goals"]
    # The first is over and missed, whatever the second looks like.
    assert frame["goal_state"].tolist() == ["goal_missed", "goal_open"]
    chance = [0.0, probability]
    ahead = replace(
        result, frames={"goals": frame.assign(probability=chance, expected=90.0, check_figure="")}
    )
    assert words in goals_advice(ahead, "COP")


def test_a_margin_is_over_when_its_month_is() -> None:
    days, _weeks, months = shop(3)
    given = [
        Goal(measure="margin", value=1, start=dt.date(2024, 1, 1), end=dt.date(2024, 11, day))
        for day in (15, 30)
    ]
    sold = months.assign(margin=10.0)
    # The last day of the history is the 30th of December, so that November is whole.
    known = goals(given, days, sold, {})
    unsure = goals(given, days, sold.assign(complete=sold["month"] < pd.Timestamp("2024-11-01")), {})
    assert known.frames["goals"]["goal_state"].tolist() == ["goal_met", "goal_met"]  # type: ignore[union-attr]
    assert unsure.frames["goals"]["goal_state"].tolist() == ["goal_open", "goal_open"]  # type: ignore[union-attr]


def test_a_goal_of_customers_is_followed_elsewhere() -> None:
    days, _weeks, months = shop(3)
    last = days["day"].max().date()
    result = goals(
        [Goal(measure="customers", value=9, start=last, end=last + dt.timedelta(days=365))], days, months, {}
    )
    assert isinstance(result, Result)
    assert "no cuenta clientes" in goals_advice(result, "COP")


def test_dates_and_figures_of_goals_are_checked() -> None:
    days, _weeks, months = shop(3)
    given = [
        Goal(value=400_000, start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31)),
        Goal(value=100, start=dt.date(2024, 6, 1), end=dt.date(2024, 1, 1)),
        Goal(measure="customers", value=100, start=dt.date(2024, 1, 1), end=dt.date(2026, 12, 31)),
    ]
    result = goals(given, days, months, outlooks(months, given))
    assert isinstance(result, Result)
    frame = result.frames["goals"].set_index("goal")
    assert frame.loc[400_000, ["check_dates", "check_figure"]].tolist() == ["short", "beyond"]
    assert frame.loc[100, "check_dates"].tolist() == ["bad_dates", "long"]
    assert goals([], days, months, {}).reason is Reason.NO_TABLE  # type: ignore[union-attr]


def test_a_simulation_is_never_quite_sure() -> None:
    assert (likely(0.0), likely(1.0), likely(None)) == ("menos de 1 %", "más de 99 %", None)


def test_what_is_shown_has_words() -> None:
    _days, _weeks, months = shop(2)
    result = forecast(months)
    assert isinstance(result, Forecast)
    assert "Igual que hace un año" in forecast_table(result).markdown("COP")
    assert plot_forecast(result, "COP").png()[:4] == b"\x89PNG"
    # Two alike years ask for nothing; a third that sells half as much again every month does.
    assert forecast_findings(result, "COP", dt.date(2022, 12, 31)) == []
    grown = forecast(sold(100 * 1.03 ** np.arange(36) * np.random.default_rng(4).normal(1, 0.02, 36)), "ZZ")
    assert isinstance(grown, Forecast)
    assert forecast_findings(grown, "COP", dt.date(2017, 12, 31))[0].owner == "Operación"
