"""Steps of the ladder: the same rules at every month's end, each customer in one place, forecasts that must beat «as it is»."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loyalty_frames import START, day, every_ten_days, marts, months

from clientela import loyalty
from clientela.loyalty import transitions
from clientela.loyalty.transitions.history import (
    CONSUMER,
    CUSTOMER,
    GONE,
    NOT_YET,
    QUIET,
    STATES,
    SUPPORTER,
    History,
)
from clientela.loyalty.transitions.moves import by_month, step_counts, usual_month
from clientela.loyalty.transitions.outlook import graded
from clientela.loyalty.transitions.value import net_of
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.results import Missing, Reason

DAYS = ["customer_id", "evidence", "day", "score", "times"]
EVIDENCE = ["customer_id", "user_known", "praised_on", "answered_on", "recommends", "referrals"]
NOTHING, NO_DAYS = pd.DataFrame(columns=EVIDENCE), pd.DataFrame(columns=DAYS)


def story(last=400):
    purchases = every_ten_days(40, last)
    purchases["c9"] = [d for d in purchases["c9"] if d <= 150]
    purchases["new"] = [301]
    frames = marts(purchases, last)
    return frames, loyalty.status(frames["customers"])


@pytest.fixture(scope="module")
def company():
    return story()


def test_the_last_of_the_months_is_the_ladder_of_that_day(company):
    frames, _status = company
    rows = [
        ("c1", "praise", pd.Timestamp(day(50)), None, 1), ("c2", "answer", pd.Timestamp(day(60)), 10.0, 1),
        ("c2", "answer", pd.Timestamp(day(200)), 6.0, 1), ("c1", "referral", pd.Timestamp(day(250)), None, 1),
        ("c3", "referral", pd.NaT, None, 1),
    ]  # fmt: skip
    evidence = pd.DataFrame(
        [("c1", None, pd.Timestamp(day(50)), None, None, 1), ("c2", None, None, pd.Timestamp(day(200)), 6.0, None),
         ("c3", None, None, None, None, 1), ("c9", True, None, None, None, None)],
        columns=EVIDENCE,
    )  # fmt: skip
    # The last day is the last of January 2025, the end of a month.
    end = 396
    purchases = {
        name: list(part.sort_values("day").day)
        for name, part in frames["customer_days"].groupby("customer_id")
    }
    as_of = marts({name: [(d.date() - START).days for d in days] for name, days in purchases.items()}, end)
    status = loyalty.status(as_of["customers"])
    found = transitions.history(
        as_of["interpurchase_times"], status, pd.DataFrame(rows, columns=DAYS), months(end), evidence
    )
    assert found.ends[-1] == pd.Timestamp(day(end))
    ladder = loyalty.ladder(
        status, evidence, pd.DataFrame(columns=["prospects", "bought", "registered"]), day(end)
    )
    stands = ladder.frames["customers"]
    active = (stands.status == "active").to_numpy()
    now = found.states[:, -1]
    assert [STATES[place] for place in now[active]] == stands.rung[active].tolist()
    assert set(now[~active]) <= {GONE, QUIET}
    # c1 praised us in February and brought somebody in September; c2 changed her mind in July.
    place = list(found.customers).index
    by_end = pd.DataFrame(found.states.T, index=found.ends.strftime("%Y-%m"))
    assert by_end[place("c1")][["2024-04", "2024-08", "2024-09"]].tolist() == [
        SUPPORTER,
        SUPPORTER,
        SUPPORTER + 1,
    ]
    assert by_end[place("c2")][["2024-06", "2024-07"]].tolist() == [SUPPORTER, CONSUMER]
    assert by_end[place("c9")][["2024-05", "2024-06"]].tolist() == [CONSUMER, QUIET]
    assert by_end[place("new")][["2024-09", "2024-10"]].tolist() == [NOT_YET, CUSTOMER]


def test_rungs_without_an_old_source_are_not_told_apart(company):
    frames, status = company
    late = pd.DataFrame([("c1", "praise", pd.Timestamp(day(300)), None, 1)], columns=DAYS)
    found = transitions.history(frames["interpurchase_times"], status, late, months(400), NOTHING)
    assert found.rungs == ("customer", "consumer")
    assert found.states.max() == CONSUMER


def test_moves_add_up_and_say_where_it_is_slippery(company):
    frames, status = company
    found = transitions.moves(
        transitions.history(frames["interpurchase_times"], status, NO_DAYS, months(400), NOTHING)
    )
    table = found.frames["moves"].set_index("month")
    # c9 bought last on 30 May and is missed after twelve days; «new» came on 28 October once.
    assert table.left["2024-06"].tolist() == [1]
    assert table.new["2024-10"].tolist() == [1]
    assert (table.active.diff().dropna() == (table.new + table.recovered - table.left).iloc[1:]).all()
    assert found.values["left_year"].value == 2
    assert isinstance(transitions.plot_moves(found), Figure)
    assert "no subió nadie y callaron 2" in transitions.moves_advice(found)


walks = st.lists(st.lists(st.integers(-1, 5), min_size=4, max_size=4), min_size=1, max_size=40)


def walk(paths) -> History:
    states = np.array(paths, dtype=np.int8)
    # Before the first purchase nobody stands anywhere, and afterwards everybody somewhere.
    begun = np.maximum.accumulate(states >= CUSTOMER, axis=1)
    states = np.where(begun, np.maximum(states, 0), NOT_YET).astype(np.int8)
    ends = pd.date_range("2024-01-31", periods=states.shape[1], freq="ME")
    return History(np.arange(len(states)), np.full(len(states), "person"), ends, states)


@given(walks)
def test_every_customer_is_counted_once_at_every_end(paths):
    history = walk(paths)
    counts = history.counts()
    assert counts.sum(axis=1).tolist() == (history.states >= 0).sum(axis=0).tolist()
    steps, begun = step_counts(history, 0, 3)
    assert (steps.sum(axis=1) + begun == counts.to_numpy()[1:]).all()
    month = usual_month(steps)
    assert np.allclose(month.sum(axis=1), 1.0)
    assert (month >= 0).all()
    table = by_month(history)
    active = counts.iloc[:, CUSTOMER:].sum(axis=1)
    assert (table.new + table.recovered - table.left).tolist() == active.diff().dropna().tolist()


def chain(n=3000, ends=20, seed=1, start=CUSTOMER) -> History:
    """Customers who all begin on the first rung and move by fixed chances: far from rest, so that months matter."""
    rng = np.random.default_rng(seed)
    month = np.array([
        [0.98, 0, 0.01, 0.01, 0, 0], [0.6, 0.3, 0.05, 0.05, 0, 0], [0, 0.12, 0.7, 0.18, 0, 0],
        [0, 0.04, 0, 0.93, 0.03, 0], [0, 0.03, 0, 0.05, 0.9, 0.02], [0, 0.02, 0, 0.03, 0, 0.95],
    ])  # fmt: skip
    now, path = np.full(n, start), []
    for _ in range(ends):
        path.append(now)
        now = (rng.random(n)[:, None] > month[now].cumsum(axis=1)).sum(axis=1).clip(max=5)
    dates = pd.date_range("2023-01-31", periods=ends, freq="ME")
    return History(np.arange(n), np.full(n, "person"), dates, np.array(path).T.astype(np.int8))


def test_a_chain_is_recovered_beats_as_it_is_and_holds_what_comes():
    whole = chain(ends=24)
    known = History(whole.customers, whole.kinds, whole.ends[:18], whole.states[:, :18])
    found = transitions.outlook(known, months=6)
    assert not found.refused
    assert found.values["error_chain"].value < 0.6 * found.values["error_as_is"].value
    truth = whole.counts().iloc[-1]
    end = found.frames["outlook"].set_index("rung")
    inside = [end.then_low[rung] <= truth[rung] <= end.then_high[rung] for rung in end.index]
    assert sum(inside) >= 3
    steps, _ = step_counts(known, 0, 17)
    assert usual_month(steps)[CUSTOMER, CONSUMER] == pytest.approx(0.18, abs=0.02)
    assert usual_month(steps)[GONE, QUIET] == 0
    assert "dentro de" in markdown(transitions.outlook_table(found))
    (finding,) = transitions.outlook_findings(found, dt.date(2024, 7, 1))
    assert finding.kind == "risk"


def test_a_forecast_that_loses_is_refused_and_says_nothing():
    one = chain(n=500, ends=8, start=CONSUMER)
    # Seven months in which many leave, then a year in which nobody moves.
    still = np.repeat(one.states[:, -1:], 12, axis=1)
    states = np.hstack([one.states, still])[:, 1:]
    history = History(one.customers, one.kinds, pd.date_range("2023-01-31", periods=19, freq="ME"), states)
    errors, n = graded(history, 6)
    assert errors["as_is"] == 0
    assert n == 48
    found = transitions.outlook(history)
    assert found.refused
    assert "forecast" not in found.frames
    assert transitions.outlook_findings(found, dt.date(2024, 7, 1)) == []
    assert "No se pronostica" in transitions.outlook_table(found)


def test_net_compares_like_with_like():
    people = pd.DataFrame({
        "rung": ["supporter"] * 12 + ["consumer"] * 12,
        "alike": [1] * 6 + [2] * 6 + [1] * 6 + [2] * 6,
        "grown": [11.0, 9.0] * 3 + [21.0, 19.0] * 3 + [1.0, -1.0] * 3 + [11.0, 9.0] * 3,
        "spent": 0.0,
    })  # fmt: skip
    net, low, high = net_of(people, "supporter")
    assert net == pytest.approx(10.0)
    # Two groups of six against six, each with a variance of 1.2: the root of 2 · ¼ · (1.2 / 6 + 1.2 / 6).
    assert high - net == pytest.approx(1.96 * 0.2**0.5, abs=1e-3)
    assert low < net
    assert np.isnan(net_of(people.head(5), "supporter")).all()


def test_value_is_what_came_afterwards(company):
    frames, status = company
    history = transitions.history(frames["interpurchase_times"], status, NO_DAYS, months(400), NOTHING)
    found = transitions.value(history, frames["customer_days"])
    assert found.values["months_after"].value == 5
    table = found.frames["rung_value"].set_index("rung")
    # From September to January 39 customers bought 15 or 16 times for 10 each.
    assert table.amount_median["consumer"] in (150.0, 160.0)
    assert table.amount_total["consumer"] == pytest.approx(39 * 153, rel=0.03)
    # All stand on one rung: nobody is beside whom to say anything.
    assert (transitions.value_table(found), transitions.value_advice(found, "COP")) == (None, "")
    beside = found.frames["rung_value"].assign(net_amount=1.0, net_amount_low=-2.0, net_amount_high=4.0)
    two = replace(found, frames={"rung_value": beside})
    assert "No reparta" in transitions.value_advice(two, "COP")
    assert "Ventas de 5 meses" in markdown(transitions.value_table(two))


def test_too_short_and_without_status():
    frames, status = story(150)
    short = transitions.history(frames["interpurchase_times"], status, NO_DAYS, months(150), NOTHING)
    assert isinstance(short, Missing)
    assert short.reason == Reason.TOO_SHORT_HISTORY
    for analysis in (transitions.moves, transitions.outlook):
        assert isinstance(analysis(short), Missing)
    assert transitions.value(short, frames["customer_days"]).key == "loyalty.rung_value"
    assert transitions.outlook_findings(transitions.outlook(short), START) == []
    none = loyalty.status(marts({"ana": [0]}, 0)["customers"])
    assert (
        transitions.history(frames["interpurchase_times"], none, NO_DAYS, months(150), NOTHING).reason
        == none.reason
    )
