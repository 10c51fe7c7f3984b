"""Each customer's rhythm, by pencil."""

import datetime as dt

import pandas as pd
import pytest
from loyalty_frames import marts

from clientela.customers.rhythm import day_of, pace, rhythm, shrunk
from clientela.loyalty.dates import Dates


def test_own_gaps_are_mixed_with_two_of_the_company():
    # Ana's three gaps are 10 days, Beto's one is 40; the company's median 25, its 90 % quantile 37.
    frame = marts({"ana": [0, 10, 20, 30], "beto": [0, 40], "caro": [5]}, 60)["customers"].set_index(
        "customer_id"
    )
    assert pace(frame)[["typical_gap", "long_gap"]].iloc[0].tolist() == [25, 37]
    found = rhythm(frame)
    assert found.typical_gap.tolist() == [(3 * 10 + 2 * 25) / 5, (40 + 2 * 25) / 3, 25]
    assert found.threshold_days.tolist() == pytest.approx([(3 * 10 + 2 * 37) / 5, (40 + 2 * 37) / 3, 37])


def test_more_gaps_of_ones_own_weigh_more():
    regular = {f"r{n}": list(range(0, 301, 100)) for n in range(9)}
    few, many = (
        marts({**regular, "ana": [0, 10]}, 300),
        marts({**regular, "ana": list(range(0, 101, 10))}, 300),
    )
    first, second = (
        rhythm(one["customers"].set_index("customer_id")).threshold_days["ana"] for one in (few, many)
    )
    assert 10 < second < first < 100


def test_nobody_who_came_back_leaves_no_rhythm():
    found = rhythm(marts({"ana": [0], "beto": [3]}, 10)["customers"])
    assert found.threshold_days.isna().all()


def test_kinds_lend_each_other_nothing_when_both_are_many():
    persons = pd.DataFrame(
        {"kind": "person", "repeat_days": 1, "gap_mean": 10.0, "gap_q90": 10.0}, index=range(200)
    )
    firms = pd.DataFrame(
        {"kind": "organisation", "repeat_days": 1, "gap_mean": 100.0, "gap_q90": 100.0}, index=range(200, 400)
    )
    newcomers = pd.DataFrame(
        {"kind": ["person", "organisation"], "repeat_days": 0, "gap_mean": None, "gap_q90": None},
        index=[400, 401],
    )
    found = rhythm(pd.concat([persons, firms, newcomers]))
    assert found.threshold_days.tail(2).tolist() == [10, 100]
    few = rhythm(pd.concat([persons, firms.head(199), newcomers]))
    assert few.threshold_days.tail(2).nunique() == 1


def test_the_day_of_a_frame_is_the_day_it_was_drawn_up():
    assert day_of(marts({"ana": [0, 10], "beto": [7]}, 60)["customers"]) == pd.Timestamp("2024-03-01")


def test_a_year_back_where_there_are_two_else_half():
    first = dt.date(2020, 1, 1)
    long, short = Dates.within(first, dt.date(2024, 1, 1)), Dates.within(first, dt.date(2020, 2, 29))
    assert (long.before, long.quarter) == (dt.date(2023, 1, 1), dt.date(2023, 10, 3))
    assert (short.before, short.quarter) == (dt.date(2020, 1, 30), dt.date(2020, 2, 9))


def test_a_kind_without_a_pace_of_its_own_borrows_the_largest_ones() -> None:
    paces = pd.DataFrame({"kind": ["person", "firm"], "typical_gap": [10.0, 100.0]})
    customers = pd.DataFrame({"kind": ["firm", None, "club", "person"], "repeat_days": 0, "gap_mean": None})
    assert shrunk(customers, "gap_mean", paces, "typical_gap").tolist() == [100.0, 10.0, 10.0, 10.0]
    assert shrunk(customers, "gap_mean", paces[1:], "typical_gap").tolist() == [100.0] * 4
