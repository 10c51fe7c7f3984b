"""Rewards, trials, lists and outlooks on their limits, by pencil: who bought nothing, very many customers, gains below one, nobody at all."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty.campaigns.allocation import _Problem, allocate
from clientela.loyalty.campaigns.trial import detectable
from clientela.loyalty.claims.rise_losses import Contrast, Watch
from clientela.loyalty.claims.rises_by_rung import _known
from clientela.loyalty.clv.grading.analysis import _money
from clientela.loyalty.clv.models import season
from clientela.loyalty.clv.models.bg_cnbd import mbg_cnbd
from clientela.loyalty.clv.models.summary import Days, distinct, summarize
from clientela.loyalty.marketing.rewards import TEST_DAYS, _row, _spending
from clientela.loyalty.transitions.history import CUSTOMER, QUIET, History
from clientela.loyalty.transitions.outlook import LEAST_STEPS, _forecast, graded
from clientela.loyalty.trust.scales import omega
from clientela.loyalty.voice import motives

AS_OF = dt.date(2026, 6, 30)


def test_who_is_active_and_bought_nothing_lately_counts_with_nothing():
    ages = [0, 364, 365, TEST_DAYS - 1, TEST_DAYS, 2 * TEST_DAYS - 1, 2 * TEST_DAYS]
    days = pd.DataFrame({
        "customer_id": "a", "day": [pd.Timestamp(AS_OF) - pd.Timedelta(days=age) for age in ages],
        "amount": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0], "margin": 1.0, "orders": 1,
    })  # fmt: skip
    found = _spending(
        pd.DataFrame({"customer_id": ["b", "a"], "kind": ["person", "organisation"]}), days, AS_OF
    )
    assert found.customer_id.tolist() == ["b", "a"]
    assert found.kind.tolist() == ["person", "organisation"]
    assert found[["year", "margin", "orders", "after", "before"]].values.tolist() == [
        [0] * 5,
        [123, 6, 6, 9, 48],
    ]


def test_what_a_reward_has_to_change_where_little_is_sold():
    part = pd.DataFrame(
        {
            "year": [0.3, 0.2],
            "margin": [0.1, 0.1],
            "orders": [1.0, 2.0],
            "before": [1.0, 2.0],
            "after": [2.0, 1.0],
        }
    )
    row = _row("person", part, 0.1, (0.8, 0.12))
    assert (row["n"], row["sales_yearly"], row["orders_each"], row["staying"]) == (2, 0.5, 1.5, 0.8)
    # Of a margin of 0.4 a tenth is given back: 0.1 / 0.3 more have to come.
    assert (row["margin_share"], row["subsidy"], row["needed_rise"]) == pytest.approx((0.4, 0.05, 1 / 3))
    assert np.isnan(_row("person", part, 0.4, None)["needed_rise"])
    assert np.isnan(_row("person", part.assign(year=0.0), 0.1, None)["margin_share"])


def test_a_trial_of_very_many_sees_very_little():
    # 2.8 times the error of the difference of two shares of a half, a million each.
    assert detectable(0.5, 1e6, 1e6) == pytest.approx(2.8016 * (2 * 0.25 / 1e6) ** 0.5, rel=0.01)
    assert np.isnan(detectable(0.5, 2, 2))


def test_three_who_answer_have_a_scale_and_questions_apart_have_none():
    three = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [1.0, 3.0, 4.0], "c": [2.0, 2.0, 5.0]})
    assert omega(three) == pytest.approx(omega(pd.concat([three] * 5)))
    assert 0.9 < omega(three) < 1
    assert np.isnan(omega(three.head(2)))
    assert np.isnan(omega(three[["a", "b"]]))
    signs = np.array([[one, two, three] for one in (1, 2) for two in (1, 2) for three in (1, 2)], dtype=float)
    assert omega(pd.DataFrame(signs)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("k", [1, 3])
def test_who_bought_once_may_be_gone(k):
    r, alpha, a, b = 2.0, 5.0, 1.0, 3.0
    customers = pd.DataFrame({"x": [0], "t_x_days": [0], "T_days": [70]})
    found = mbg_cnbd(k).p_alive(np.array([r, alpha, a, b]), distinct(customers))
    # Gone with a/(a + b) after the first purchase; else so long without the k-th step of its clock.
    waits = sum(
        np.prod([(r + one) / (1 + one) for one in range(step)]) * (10 / 15) ** step * (5 / 15) ** r
        for step in range(k)
    )
    assert found.tolist() == pytest.approx([0.75 * waits / (0.25 + 0.75 * waits)])


def test_how_far_the_money_was_off_and_that_nothing_is_said_where_none_came():
    at = 20_000
    rows = [
        ("a", at - 100, 10.0),
        ("a", at - 50, 20.0),
        ("a", at - 20, 20.0),
        ("b", at - 90, 5.0),
        ("b", at - 30, 20.0),
        ("a", at + 5, 30.0),
    ]
    rows += [("b", at, 20.0), ("b", at + 60, 50.0), ("late", at + 3, 99.0)]
    days = Days.of(
        pd.DataFrame(rows, columns=["customer_id", "day", "amount"]).assign(
            day=lambda one: pd.to_datetime(one.day, unit="D")
        )
    )
    customers = summarize(days, at)
    found = _money(days, customers, np.array([1.0, 0.5]), (at, at + 50))
    # Each spends twenty as a rule, and has never spent anything else again: one and a half purchases, beside the thirty that came.
    assert found["chosen_money_bias"].value == pytest.approx(1.5 * 20 / 30 - 1)
    assert found["chosen_money_bias"].n == 2
    assert _money(days, customers, np.array([1.0, 0.5]), (at + 5, at + 50)) == {}


def test_the_highest_point_is_found_by_small_steps():
    aim = np.array([0.3, -0.2])

    def likelihood(at, calendar):
        # The parameters have their own best place, which moves with the calendar.
        off = np.log(at) - 0.5 - calendar.sum()
        return -10 * float((off**2).sum() + ((calendar - aim) ** 2).sum()), -20 * off / at

    known = SimpleNamespace(
        rows=SimpleNamespace(n=10), likelihood=likelihood, value=lambda at, days: likelihood(at, days)[0]
    )
    value, shape = season._search(known, np.array([1.0]), np.eye(2))
    assert value == pytest.approx(0.0, abs=1e-5)
    assert shape.tolist() == pytest.approx(aim.tolist(), abs=1e-3)


def test_what_a_forecast_of_rungs_was_off_beside_that_nothing_changes():
    # Four who stay where they are until two of them fall silent, one a month, in the months held out.
    ends = pd.date_range("2024-01-31", periods=LEAST_STEPS + 4, freq="ME")
    states = np.full((4, len(ends)), CUSTOMER, dtype=np.int8)
    states[0, -2:] = states[1, -1:] = QUIET
    errors, tried = graded(History(np.arange(4), np.full(4, "person"), ends, states, rungs=("customer",)), 3)
    # 0, 1 and 2 off, beside the 4, 3 and 2 that stood there.
    assert errors == {"chain": pytest.approx(1 / 3), "as_is": pytest.approx(1 / 3)}
    assert tried == 3
    # Where nobody stands any more, a half is one too many.
    states[:, -3:] = QUIET
    assert (
        graded(History(np.arange(4), np.full(4, "person"), ends, states, rungs=("customer",)), 3)[0]["as_is"]
        == 12.0
    )


def test_gains_below_one_are_gains_and_of_two_as_good_the_first_is_taken():
    problem = _Problem(
        np.array([0, 0, 1, 2]),
        np.array([0.5, 0.5, 0.2, -1.0]),
        np.array([[1.0], [3.0], [5.0], [7.0]]),
        np.array([9.0]),
    )
    gain, used = problem.relaxed(np.zeros(1))
    assert (gain, used.tolist()) == (pytest.approx(0.7), [6.0])
    # At a price of a tenth the second costs more, and so does the third than it gains.
    gain, used = problem.relaxed(np.array([0.1]))
    assert (gain, used.tolist()) == (pytest.approx(0.4), [1.0])


def test_nobody_to_choose_from():
    none = np.zeros(0)
    problem = _Problem(none.astype(np.int64), none, np.zeros((0, 1)), np.array([-1.0]))
    assert (problem.starts.tolist(), problem.place.tolist(), problem.limits.tolist()) == ([], [], [0.0])
    found = allocate(none.astype(np.int64), none, np.zeros((0, 1)), np.array([3.0]))
    assert (found.chosen.tolist(), found.gain, found.gap) == ([], 0.0, 0.0)


def test_how_many_will_be_active_at_the_end_is_of_the_last_month():
    # Of forty customers one falls silent a month, and nobody comes or comes back.
    ends = pd.date_range("2025-01-31", periods=8, freq="ME")
    states = np.full((40, 8), CUSTOMER, dtype=np.int8)
    for month in range(1, 8):
        states[:month, month] = QUIET
    known = History(np.arange(40), np.full(40, "person"), ends, states, rungs=("customer",))
    rows, (middle, low, high) = _forecast(known, 4, 1)
    assert rows.month.dt.strftime("%Y-%m").tolist() == ["2025-09", "2025-10", "2025-11", "2025-12"]
    assert (np.diff(rows.customers) < -0.5).all()
    assert middle == pytest.approx(rows.customers.iloc[-1])
    assert (low, high) == (rows.then_low.iloc[-1], rows.then_high.iloc[-1])
    assert low < middle < high <= 33


def test_how_surely_it_is_known_who_leaves_anyway():
    def watch(who, group, stayed):
        return Watch(
            np.array(who), np.array(group), np.zeros(len(who), dtype=np.int64), np.array(stayed, dtype=bool)
        )

    seen = [watch([1, 2, 3], [0, 0, 1], [True, False, True]), watch([1, 4], [0, 1], [True, True])]
    # Of group 0 two of three stayed, one more of two more: 3/5, of two persons; of group 1 two of two: 3/4, of two.
    of = Contrast(lambda group: group == 0)
    assert _known([*seen], of) == pytest.approx((0.6 * 0.4 / 2) ** 0.5)
    both = Contrast(of.of, lambda group: group == 1)
    assert _known([*seen], both) == pytest.approx((0.6 * 0.4 / 2 + 0.75 * 0.25 / 2) ** 0.5)


@pytest.mark.parametrize(("right", "read"), [(36, False), (37, True)])
def test_motives_are_read_where_it_is_right_more_often_than_the_commonest_would_be(monkeypatch, right, read):
    # 36 of one and 24 of the other: whoever always says the first is right in 36 of 60.
    reasons = pd.Series(["late"] * 36 + ["dear"] * 24)
    truth = np.where(reasons == "late", 1, 0)
    places = np.arange(60).reshape(-1, 1)

    def said(_matrix, _place, asked):
        rows = asked[:, 0]
        return np.where(rows < right, truth[rows], 1 - truth[rows])

    monkeypatch.setattr(motives, "_read", said)
    found = motives.motives(SimpleNamespace(matrix=places), reasons)
    assert (found is not None) == read
    if read:
        assert (found.checked, found.right, found.commonest) == (60, 37, 0.6)
        # What the company wrote down stays what it wrote.
        assert found.motive.tolist() == reasons.tolist()
