"""Active, inactive and potential: a partition that adds up between two days."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loyalty_frames import day, every_ten_days, marts, months

from clientela import loyalty
from clientela.loyalty.status.rules import rules
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.results import Missing, Number, Reason


@pytest.fixture(scope="module")
def company():
    """Forty who buy every tenth day; five of them stopped on day 100, one bought once on day 190."""
    purchases = every_ten_days(40, 200)
    for name in ("c0", "c1", "c2", "c3", "c4"):
        purchases[name] = [number for number in purchases[name] if number <= 100]
    return {**purchases, "nuevo": [190]}


def test_who_stopped_is_inactive_and_who_came_is_new(company):
    now, before = marts(company, 200)["customers"], marts(company, 100)["customers"]
    people = pd.DataFrame({"customer_id": ["c9", "c7", "nunca"]})
    found = loyalty.status(now, people, before)
    value = {name: number.value for name, number in found.values.items()}
    assert (value["active"], value["inactive"], value["potential"]) == (36, 5, 1)
    assert (value["active_before"], value["left"], value["recovered"], value["new_active"]) == (40, 5, 0, 1)
    assert value["share_active"] == pytest.approx(36 / 41)
    assert value["window_days"] == 100
    gone = found.frames["customers"].set_index("customer_id").loc["c0"]
    assert (gone.status, gone.days_since_last, gone.threshold_days) == ("inactive", 100, 10)


def test_those_who_left_in_the_time_before_are_counted_alike(company):
    # Five stop on day 100: between days 60 and 130 they leave, between 130 and 200 nobody does.
    now, before, long_before = (marts(company, day)["customers"] for day in (200, 130, 60))
    found = loyalty.status(now, None, before, long_before).values
    assert (found["left"].value, found["left_before"].value) == (0, 5)
    assert "left_before" not in loyalty.status(now, None, before, long_before.head(5)).values


def test_a_history_younger_than_the_wait_compares_nobody_who_left(company):
    """All came within nine days before: nobody could have fallen silent for ten."""
    now, before, long_before = (marts(company, day)["customers"] for day in (200, 130, 60))
    young = long_before.assign(T_days=long_before.T_days.clip(upper=9))
    assert "left_before" not in loyalty.status(now, None, before, young).values


def test_the_threshold_itself_is_still_active(company):
    now = marts(company, 210)["customers"].set_index("customer_id")
    assert now.days_since_last["c9"] == 11  # the threshold is 10
    found = loyalty.status(now.reset_index()).frames["customers"].set_index("customer_id").status
    assert found["c9"] == "inactive"
    assert now.days_since_last["c5"] == 15
    assert found["c5"] == "inactive"
    day_before = loyalty.status(marts(company, 209)["customers"]).frames["customers"].set_index("customer_id")
    assert (day_before.days_since_last["c9"], day_before.status["c9"]) == (10, "active")


days = st.lists(st.integers(0, 200), min_size=1, max_size=8, unique=True).map(sorted)


@settings(deadline=None, max_examples=30)
@given(st.lists(days, min_size=5, max_size=20))
def test_what_was_plus_what_came_minus_what_left_is_what_is(histories):
    purchases = {**every_ten_days(30, 200), **{f"x{n}": one for n, one in enumerate(histories)}}
    now, before = marts(purchases, 200), marts(purchases, 120)
    found = loyalty.status(now["customers"], None, before["customers"])
    value = {name: number.value for name, number in found.values.items()}
    assert value["active"] + value["inactive"] == len(purchases)
    assert (
        value["active"] == value["active_before"] - value["left"] + value["recovered"] + value["new_active"]
    )
    # The monthly moves end where the status stands: day 181 is the last of June, when its month is complete.
    then = marts(purchases, 181)
    june = loyalty.status(then["customers"])
    moved = loyalty.flows(then["interpurchase_times"], june, months(181), day(181))
    assert moved.frames["flows"].active.iloc[-1] == june.values["active"].value


def test_flows_count_each_move_in_its_month():
    purchases = {**every_ten_days(30, 366), "ana": [0, 10, 20, 200, 210, 220]}
    found = marts(purchases, 366)
    status = loyalty.status(found["customers"])
    moved = loyalty.flows(found["interpurchase_times"], status, months(366), day(366))
    table = moved.frames["flows"].set_index(moved.frames["flows"].month.dt.strftime("%m"))
    # Known by then: two gaps of 10 days and two of the company's 10. Silent from day 31, the first of February.
    assert table.left["02"] == 1
    assert table.recovered["07"] == 1
    assert table.active["01"] == 31
    assert table.active["02"] == 30
    assert table.active["07"] == 31
    assert isinstance(loyalty.plot_flows(moved), Figure)
    one_month = replace(moved, frames={**moved.frames, "flows": moved.frames["flows"].head(1)})
    assert loyalty.plot_flows(one_month) is None
    assert "Qué hacer" in loyalty.flows_advice(moved)


def test_falling_is_silent_when_it_may_be_chance():
    table = pd.DataFrame(
        {"new": [0, 0, 0], "recovered": [50, 50, 50], "left": [50, 51, 52], "active": [100, 99, 97]}
    )
    assert loyalty.falling(table) == 0
    steep = table.assign(left=[50, 90, 90], active=[100, 60, 20])
    assert loyalty.falling(steep) == 2


def test_rules_count_false_alarms_and_misses(company):
    # On day 140 five were silent; c0 comes back on day 150, and c39 buys no more.
    told = {
        **company,
        "c0": [*company["c0"], 150],
        "c39": [number for number in company["c39"] if number <= 140],
    }
    now, before = marts(told, 200)["customers"], marts(told, 140)["customers"]
    alive = pd.Series(1.0, index=before.customer_id)
    found = rules(now, before, 365, alive).frames["rules"].set_index("rule")
    own, fixed, model = (found.loc[name] for name in ("own_rhythm", "fixed_days", "p_alive"))
    assert (own.said_active, own.said_inactive, own.misses, own.false_alarms) == (35, 5, 1 / 35, 1 / 5)
    assert (fixed.said_active, fixed.said_inactive, fixed.misses) == (40, 0, 5 / 40)
    assert fixed.errors == 5 / 40 == model.errors
    assert own.errors == 2 / 40


def surely(found, **counts):
    """The same, in another year and beyond chance."""
    values = {name: replace(found.values[name], value=count) for name, count in counts.items()}
    side = -0.2 if "left" in counts else 0.2
    more = replace(found.values["buyers_more"], value=side, low=side - 0.1, high=side + 0.1)
    year = replace(found.values["window_days"], value=365)
    return replace(found, values={**found.values, **values, "buyers_more": more, "window_days": year})


def test_the_advice_follows_the_numbers(company):
    shrinking = loyalty.status(marts(company, 200)["customers"], None, marts(company, 100)["customers"])
    assert "no se sabe todavía" in loyalty.status_advice(shrinking)
    assert "Frene la salida" in loyalty.status_advice(surely(shrinking, left=50))
    # Where nearly all of the silent come back, nobody has left.
    late = replace(
        shrinking, values={**shrinking.values, "silent_back": Number(1.0, "share", 80, 0.95, 1.0, 0.95)}
    )
    assert "no como una pérdida" in loyalty.status_advice(late)
    growing = {name: one for name, one in company.items() if name not in {"c0", "c1", "c2", "c3", "c4"}}
    grown = loyalty.status(marts(growing, 200)["customers"], None, marts(growing, 100)["customers"])
    assert "La base crece:" in loyalty.status_advice(surely(grown, new_active=50))
    # Five who left against one who came: two roots of six are 4.9, and four is less.
    assert loyalty.status_findings(shrinking, dt.date(2024, 7, 19), "COP") == []
    assert isinstance(loyalty.plot_status(shrinking), Figure)
    # Where nobody knows who was active then there is no figure, and no note on how to read it.
    assert loyalty.plot_status(loyalty.status(marts(company, 200)["customers"])) is None
    assert "Activo" in markdown(loyalty.status_table(shrinking))


@pytest.mark.parametrize("purchases", [{}, {"ana": [0]}, {"ana": [0], "beto": [0]}])
def test_too_little_to_say(purchases):
    found = marts({"ana": [0], **purchases}, 0)
    customers = found["customers"].head(len(purchases))
    status = loyalty.status(customers)
    assert isinstance(status, Missing)
    assert status.reason is Reason.TOO_FEW_PURCHASES
    assert status.need == 30
    assert isinstance(loyalty.rules(customers, customers), Missing)
    assert isinstance(loyalty.flows(found["interpurchase_times"], status, months(0), day(0)), Missing)


def test_whether_the_base_grows_is_not_said_of_a_history_under_two_years(company):
    now, before = marts(company, 200)["customers"], marts(company, 100)["customers"]
    five_came = loyalty.status(now, None, before)
    came = {**five_came.values, "new_active": replace(five_came.values["new_active"], value=50)}
    told = loyalty.status_advice(replace(five_came, values=came))
    assert "no se sabe todavía" in told
    assert "La base crece:" not in told


def test_a_file_that_holds_only_who_came_first_says_so():
    listed = every_ten_days(150, 400)
    found = loyalty.status(marts(listed, 400)["customers"])
    assert "si el archivo trae a todos" in loyalty.status_advice(found)
    (told,) = loyalty.status_findings(found, day(400), "COP")
    assert "ninguno de 150" in told.message
    late = {f"n{place}": [390] for place in range(2)}
    assert "closed_days" not in loyalty.status(marts({**listed, **late}, 400)["customers"]).values
