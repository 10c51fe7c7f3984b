"""The next list: never beyond room or budget, near the exact best, only with consent, only where a lot proved an effect."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from campaign_frames import by_lot, contacts, customers, permissions
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from clientela import loyalty
from clientela.loyalty.campaigns.allocation import allocate
from clientela.loyalty.campaigns.next_list import permission
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.results import Missing, Reason

DAY = dt.date(2026, 6, 30)
WORKED = {"person_new": (400, 200, 400, 120), "person_older": (400, 160, 400, 156)}


@pytest.fixture(scope="module")
def past():
    return loyalty.past_campaigns(contacts(WORKED, cost=2.0))


def limits(**given):
    return loyalty.Limits(DAY, **given)


def test_the_gain_is_effect_times_worth_less_cost(past):
    who = customers(10)
    found = loyalty.next_list(who, permissions(who), past, limits(room_per_week=4))
    listed = found.frames["next_list"]
    effect = past.frames["groups"].set_index("group").shrunken["person_new"]
    # Everybody leaves 50 in a purchase, and all of them alike.
    assert listed.expected_gain.tolist() == pytest.approx([effect * 50 - 2] * 4)
    assert found.values["listed"].value == 4
    assert found.values["paying"].value == 10
    assert found.values["spent"].value == 8
    # One contact more would bring one gain more.
    assert found.values["price_room"].value == pytest.approx(effect * 50 - 2)
    assert found.values["from_best"].value == pytest.approx(0, abs=1e-6)
    assert (listed.gain_least < listed.expected_gain).all()


def test_nobody_without_permission_or_rest_is_contacted(past):
    who = customers(6)
    may = permissions(who)
    may.loc[0, "may_email"] = False
    may.loc[1, "unsubscribed"] = True
    may["last_contact"] = pd.to_datetime([None, None, "2026-06-10", "2026-05-01", None, None])
    found = loyalty.next_list(who, may, past, limits())
    assert sorted(found.frames["next_list"].customer_id) == ["n0003", "n0004", "n0005"]
    step = found.frames["offers"].iloc[0]
    assert step[["in_group", "allowed", "rested", "paying", "listed"]].tolist() == [6, 5, 3, 3, 3]


def test_those_silent_for_longer_than_in_the_experiment_are_left_alone(past):
    who = customers(3).assign(days_since_last=[10, 30, 400])
    found = loyalty.next_list(who, permissions(who), past, limits())
    assert sorted(found.frames["next_list"].customer_id) == ["n0000", "n0001"]


def test_a_random_score_shows_no_uplift_and_no_list():
    who = customers(50)
    for seed in range(5):
        nothing = loyalty.past_campaigns(by_lot(np.random.default_rng(seed + 100), 900, 0.3, {}))
        if not nothing.frames["groups"].proven.any():
            found = loyalty.next_list(who, permissions(who), nothing, limits())
            assert found.frames["next_list"].empty
            assert found.values["expected_gain"].value == 0
            assert "Ninguna oferta" in loyalty.next_list_advice(found, "COP")
            assert loyalty.next_list_findings(found, DAY, "COP") == []
    assert not nothing.frames["groups"].proven.any()


def test_an_offer_that_costs_more_than_it_brings_is_not_made():
    dear = loyalty.past_campaigns(contacts(WORKED, cost=50.0))
    who = customers(20)
    found = loyalty.next_list(who, permissions(who), dear, limits())
    assert found.values["listed"].value == 0
    assert "Busque una versión que cueste menos" in loyalty.next_list_advice(found, "COP")
    assert loyalty.next_list_table(found) is None


def test_room_comes_from_stage_one_where_it_is_given(past):
    rooms = pd.DataFrame(
        {
            "week_start": pd.to_datetime(["2026-06-22", "2026-06-29", "2026-06-29", "2026-06-29", "2026-07-06"]),
            "unit": ["a", "a", "b", "a", "a"], "channel": ["correo", "correo", "correo", None, "correo"],
            "room": [99.0, 7.0, 3.0, 5.0, 99.0],
        }
    )  # fmt: skip
    assert limits(rooms=rooms).contacts() == {"": 5.0, "correo": 3.0}
    who = customers(20)
    found = loyalty.next_list(who, permissions(who), past, limits(rooms=rooms))
    assert found.values["listed"].value == 3
    assert limits(rooms=rooms.head(0), room_per_week=8).contacts() == {"": 8.0}


def problem(seed: int, n: int, offers: int = 2):
    rng = np.random.default_rng(seed)
    customer = np.repeat(np.arange(n), offers)
    gain = rng.gamma(1.0, 10.0, n * offers) - 2
    cost = rng.uniform(1, 5, n * offers)
    channel = np.tile(np.arange(offers) == 0, n).astype(float)
    uses = np.column_stack([np.ones(n * offers), channel, cost])
    return customer, gain, uses, np.array([n * 0.2, n * 0.08, n * 0.5])


@given(st.integers(0, 10_000), st.integers(1, 40), st.floats(0, 1))
@settings(deadline=None)
def test_no_limit_is_ever_passed_and_nobody_gets_two(seed, n, tight):
    customer, gain, uses, room = problem(seed, n)
    choice = allocate(customer, gain, uses, room * tight)
    assert (uses[choice.chosen].sum(axis=0) <= room * tight + 1e-9).all()
    assert not pd.Series(customer[choice.chosen]).duplicated().any()
    assert (gain[choice.chosen] > 0).all()
    assert choice.gain <= choice.bound + 1e-9
    assert (choice.prices >= 0).all()


@pytest.mark.parametrize(("seed", "n", "near"), [(1, 60, 0.05), (2, 200, 0.02), (3, 1000, 0.005)])
def test_the_exact_best_lies_between_the_list_and_its_bound(seed, n, near):
    customer, gain, uses, room = problem(seed, n)
    choice = allocate(customer, gain, uses, room)
    one_each = pd.get_dummies(pd.Series(customer)).T.to_numpy(dtype=float)
    exact = milp(
        -gain, constraints=[LinearConstraint(uses.T, -np.inf, room), LinearConstraint(one_each, -np.inf, 1)],
        integrality=np.ones(len(gain)), bounds=Bounds(0, 1), options={"mip_rel_gap": 1e-4, "time_limit": 30},
    )  # fmt: skip
    best = -exact.fun
    assert choice.gain <= best * (1 + 1e-4)
    assert best <= choice.bound * (1 + 1e-9)
    assert choice.gain >= best * (1 - choice.gap - 1e-9)
    assert choice.gap < near


def test_prices_tell_what_one_more_brings():
    # Three customers worth 9, 6 and 4; room for two: the third is the price of nothing, the next contact brings 4.
    choice = allocate(np.arange(3), np.array([9.0, 6.0, 4.0]), np.ones((3, 1)), np.array([2.0]))
    assert choice.chosen.tolist() == [True, True, False]
    assert choice.gain == 15
    assert 4 - 1e-6 <= choice.prices[0] <= 6 + 1e-6
    free = allocate(np.arange(3), np.array([9.0, 6.0, -4.0]), np.ones((3, 1)), np.array([5.0]))
    assert free.chosen.tolist() == [True, True, False]
    assert free.prices[0] == pytest.approx(0)


def test_the_page(past):
    who = customers(600)
    found = loyalty.next_list(who, permissions(who), past, limits(room_per_week=300, budget=2000))
    assert isinstance(loyalty.plot_next_list(found), Figure)
    assert "muestra" in markdown(loyalty.next_list_table(found))
    assert "Hogares nuevos" in markdown(loyalty.offers_table(found))
    assert "Caben 300" in loyalty.next_list_advice(found, "COP")
    finding = loyalty.next_list_findings(found, DAY, "COP")[0]
    assert finding.low > 0
    assert finding.amount == pytest.approx(found.values["expected_gain"].value)


def test_too_little_to_say(past):
    who = customers(3)
    none = loyalty.past_campaigns(contacts(WORKED).head(0))
    assert loyalty.next_list(who, permissions(who), none, limits()).reason is Reason.NO_TABLE
    alone = contacts(WORKED)
    only = loyalty.past_campaigns(alone[alone.arm == "treated"])
    assert loyalty.next_list(who, permissions(who), only, limits()).add == ("contacts.arm",)
    assert isinstance(loyalty.next_list(who.head(0), permissions(who), past, limits()), Missing)
    assert isinstance(loyalty.next_list(who, permissions(who).head(0), past, limits()), Missing)


@pytest.mark.parametrize(
    ("channel", "needed"), [("Correo", "may_email"), ("teléfono", "may_phone"), ("WhatsApp", "may_phone"),
                            ("correo postal", "may_post"), ("domicilio", "may_post"), (None, "may_post")],
)  # fmt: skip
def test_each_channel_has_its_permission(channel, needed):
    assert permission(channel) == needed
