"""What is expected of the customers, on the page: tenths, words that follow the numbers, no claim without a model."""

import pandas as pd
import pytest
from loyalty_frames import day, marts

from clientela import loyalty
from clientela.loyalty.clv import Worth
from clientela.loyalty.clv.analysis import tenths
from clientela.loyalty.clv.grading.analysis import Grading
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.present.terms import term
from clientela.results import Missing, Reason


@pytest.fixture(scope="module")
def company():
    """Three hundred, each with an own rhythm of 7 to 60 days; a third stops somewhere."""
    purchases = {}
    for number in range(300):
        step, start = 7 + number * 13 % 54, number * 7 % 200
        stop = 720 if number % 3 else start + number * 11 % 400
        wobble = [day_ + (number * day_) % 5 for day_ in range(start, stop + 1, step)]
        purchases[f"c{number:03d}"] = sorted({*wobble})
    return marts(purchases, 720)


@pytest.fixture(scope="module")
def grading(company):
    return loyalty.grade(company["customer_days"], end=day(720), about=company["customers"])


@pytest.fixture(scope="module")
def worth(company, grading):
    return loyalty.worth(
        company["customers"], company["customer_days"], day(720), grading, loyalty.Terms(26.0, 0.12)
    )


def test_tenths_share_out_everybody_and_everything():
    table = tenths(pd.DataFrame({"clv": [1.0] * 18 + [41.0, 41.0]}))
    assert table.customers.tolist() == [2] * 10
    assert table.clv.tolist() == [82.0] + [2.0] * 9
    assert table["share"].iloc[0] == pytest.approx(0.82)


def test_horizon_and_rate_stand_on_the_page(worth):
    assert isinstance(worth, Worth)
    assert (worth.values["horizon"].value, worth.values["discount_rate"].value) == (182, 0.12)
    figure = loyalty.plot_worth(worth, "COP")
    assert isinstance(figure, Figure)
    assert "182 días" in figure.caption
    assert "12" in figure.caption
    assert worth.frames["tenths"].clv.sum() == pytest.approx(worth.frames["by_customer"].clv.sum())
    assert worth.frames["by_customer"].clv.notna().all()
    assert worth.values["equity"].value == pytest.approx(worth.frames["by_customer"].clv.sum(), rel=1e-6)


def test_every_name_that_is_handed_on_has_words(worth, grading):
    for result in (worth, grading):
        names = {*result.values, *(column for frame in result.frames.values() for column in frame.columns)}
        assert all(term(name).words for name in names)


def test_the_page_follows_the_verdict(worth, grading):
    assert "Dé un responsable" in loyalty.worth_advice(worth, "COP")
    assert worth.frames["by_customer"].sort_values("clv").customer_id.iloc[-1] in markdown(
        loyalty.worth_table(worth)
    )
    assert isinstance(grading, Grading)
    assert "elegido" in markdown(loyalty.grading_table(grading))
    assert isinstance(loyalty.plot_grading(grading), Figure)
    assert "Úselo para ordenar" in loyalty.grading_advice(grading)


def test_a_refused_model_says_nothing_of_who_is_alive(company, grading):
    from dataclasses import replace

    refused = replace(grading, chosen="own_rate", values={**grading.values})
    naive = loyalty.worth(company["customers"], company["customer_days"], day(720), refused)
    assert naive.naive
    assert "ningún modelo" in loyalty.worth_advice(naive, "COP")
    assert "Ningún modelo" in loyalty.grading_advice(refused)
    assert loyalty.alive(company["customer_days"], day(500), refused, company["customers"]) is None


def test_the_chance_of_being_alive_uses_only_what_was_known(company, grading):
    days = company["customer_days"]
    then = loyalty.alive(days, day(400), grading, company["customers"])
    cut = loyalty.alive(
        days[pd.to_datetime(days.day) <= pd.Timestamp(day(400))], day(400), grading, company["customers"]
    )
    assert then.between(0, 1).all()
    pd.testing.assert_series_equal(then, cut)


def test_a_finding_only_where_few_carry_much(worth):
    from dataclasses import replace

    few = replace(worth, values={**worth.values, "top_share": replace(worth.values["top_share"], value=0.65)})
    even = replace(worth, values={**worth.values, "top_share": replace(worth.values["top_share"], value=0.2)})
    assert "30 clientes" in loyalty.worth_findings(few, day(720))[0].message
    assert loyalty.worth_findings(even, day(720)) == []


def test_without_a_grade_no_value():
    small = marts({"ana": [0, 5], "beto": [3]}, 20)
    graded = loyalty.grade(small["customer_days"])
    found = loyalty.worth(small["customers"], small["customer_days"], day(20), graded)
    assert isinstance(found, Missing)
    assert (found.key, found.reason) == ("loyalty.value", Reason.TOO_SHORT_HISTORY)
    assert loyalty.worth_findings(found, day(20)) == []
    assert loyalty.alive(small["customer_days"], day(20), graded, small["customers"]) is None


def test_the_total_is_to_be_planned_with_only_where_the_test_came_near_it(grading):
    from dataclasses import replace

    def told(bias: float) -> str:
        key = f"{grading.chosen}_bias"
        return loyalty.grading_advice(
            replace(grading, values={**grading.values, key: replace(grading.values[key], value=bias)})
        )

    assert "y para el total" in told(-0.04)
    low = told(-0.23)
    assert "quedó 23" in low
    assert "por debajo" in low
    assert "y para el total" not in low
    assert "por encima" in told(0.18)
