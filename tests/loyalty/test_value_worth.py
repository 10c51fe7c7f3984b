"""Customer equity from end to end: the chosen forecast, its fall back, and its refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from value_cases import cdnow_days

from clientela.loyalty.clv import Days, Terms, Worth, as_day, summarize, value
from clientela.loyalty.clv.grading.analysis import grade
from clientela.results import Missing, Reason


@pytest.fixture(scope="module")
def company():
    days = cdnow_days()
    return summarize(Days.of(days), as_day(END)), days, grade(days, end=END)


END = "1998-06-30"


@pytest.fixture(scope="module")
def worth(company) -> Worth:
    customers, days, grading = company
    result = value(customers.rename(columns={"x": "repeat_days"}), days, END, grading)
    assert isinstance(result, Worth)
    return result


def test_numbers_and_table_agree(worth):
    table, numbers = worth.tables()["by_customer"], worth.numbers()
    assert (len(table), worth.n, worth.naive) == (2357, 2357, False)
    assert table["clv"].sum() == pytest.approx(numbers["equity"].value)
    assert table["p_alive"].sum() == pytest.approx(numbers["alive"].value)
    assert table["expected_purchases"].sum() == pytest.approx(numbers["purchases"].value)
    assert worth.tables()["summary"]["clv"].sum() == pytest.approx(numbers["equity"].value)
    for name in ("equity", "alive", "purchases"):
        assert 0 < numbers[name].low < numbers[name].value < numbers[name].high


def test_horizon_is_cut_to_a_third_of_the_history(worth):
    """78 weeks of CDNOW, 26 weeks ahead, although 52 were asked for."""
    assert worth.numbers()["horizon"].value == pytest.approx(546 / 3)
    assert worth.weeks == pytest.approx(26)


def test_parameters_have_intervals(worth):
    table = worth.tables()["parameters"]
    assert set(table["model"]) == {worth.model, "gamma_gamma"}
    assert ((table["low"] < table["value"]) & (table["value"] < table["high"])).all()


def test_an_unknown_mean_is_no_number_and_no_zero(company, worth):
    """Who never came back has no mean; a repeater whose amounts are unknown is worth what such customers usually spend."""
    customers, days, grading = company
    never = customers.assign(repeat_mean=customers["repeat_mean"].where(customers["x"] > 0))
    assert value(never, days, END, grading).numbers()["equity"] == worth.numbers()["equity"]
    first = int(np.flatnonzero(customers["x"] > 2)[0])
    hidden = customers["repeat_mean"].copy()
    hidden.iloc[first] = np.nan
    table = value(customers.assign(repeat_mean=hidden), days, END, grading).tables()["by_customer"]
    assert table["clv"].notna().all()
    newcomer = int(np.flatnonzero(customers["x"] == 0)[0])
    assert table["expected_spend"].iloc[first] == pytest.approx(table["expected_spend"].iloc[newcomer])


def test_margin_and_discount_only_scale(company, worth):
    half = value(company[0], company[1], END, company[2], Terms(margin_rate=0.5))
    undiscounted = value(company[0], company[1], END, company[2], Terms(discount=0.0))
    assert half.numbers()["equity"].value == pytest.approx(worth.numbers()["equity"].value / 2)
    assert undiscounted.numbers()["equity"].value > worth.numbers()["equity"].value
    assert undiscounted.numbers()["purchases"] == worth.numbers()["purchases"]


def test_naive_forecast_when_grading_chose_it(company):
    """A customer's own past rate; nothing is said about who still buys."""
    customers, days, grading = company
    result = value(customers, days, END, replace(grading, chosen="own_rate"), Terms(weeks=13.0))
    table = result.tables()["by_customer"]
    assert (result.naive, result.model) == (True, "own_rate")
    assert "alive" not in result.numbers()
    assert table["p_alive"].isna().all()
    assert table["expected_purchases"].tolist() == pytest.approx(
        (13 * 7 * customers["x"] / customers["T_days"]).tolist()
    )
    assert result.numbers()["equity"].value == pytest.approx(table["clv"].sum())


def test_missing_when_grading_is_or_when_nothing_helps(company):
    customers, days, grading = company
    short = Missing("loyalty.grading", Reason.TOO_SHORT_HISTORY, ("months", "3"), 90, 180)
    assert value(customers, days, END, short) == replace(short, key="loyalty.value")
    nothing = value(customers, days, END, replace(grading, chosen="zero"))
    assert (nothing.key, nothing.reason) == ("loyalty.value", Reason.NO_FIT)


def test_a_model_that_no_longer_fits_gives_way(company):
    """Chosen in the past, degenerate today (everyone has bought once only): the next in the grades speaks, and none that was far off."""
    customers, days, grading = company
    once = customers.assign(x=0, t_x_days=0, repeat_mean=0.0)
    nothing = value(once, days, END, grading)
    assert (nothing.key, nothing.reason) == ("loyalty.value", Reason.NO_FIT)
    grades = grading.frames["grades"]
    close = grades.assign(bias=grades["bias"].where(grades["forecast"] != "own_rate", 0.1))
    values = {**grading.values, "own_rate_bias": replace(grading.values["own_rate_bias"], value=0.1)}
    result = value(
        once, days, END, replace(grading, frames={**grading.frames, "grades": close}, values=values)
    )
    assert (result.naive, result.model, result.numbers()["drift"].value) == (True, "own_rate", 0.1)


def test_kinds_are_valued_apart():
    days = cdnow_days()
    customers = summarize(Days.of(days), as_day(END))
    kind = np.where(np.arange(len(customers)) % 3 == 0, "organisation", "person")
    result = value(customers.assign(kind=kind), days, END)
    assert result.tables()["summary"]["kind"].tolist() == ["organisation", "person"]
    assert set(result.tables()["parameters"]["kind"]) == {"organisation", "person"}
    assert result.tables()["by_customer"]["kind"].tolist() == kind.tolist()


def test_marts_may_have_returns_and_blanks(company, worth):
    """As the marts give them: return days marked, no mean where nothing was repeated, columns nobody asked for."""
    customers, days, _ = company
    returns = days.head(300).assign(day=days["day"].max(), amount=-5.0, is_purchase=False)
    marts = pd.concat([days.assign(is_purchase=True), returns], ignore_index=True)
    blanks = customers.assign(repeat_mean=customers["repeat_mean"].where(customers["x"] > 0), kind=None)
    again = value(blanks, marts, END)
    assert {name: n.value for name, n in again.numbers().items()} == pytest.approx(
        {name: n.value for name, n in worth.numbers().items()}
    )


def test_same_input_same_output(company, worth):
    again = value(*company[:2], END, grade(company[1], end=END))
    assert again.numbers() == worth.numbers()
    pd.testing.assert_frame_equal(again.tables()["by_customer"], worth.tables()["by_customer"])
