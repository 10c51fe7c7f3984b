"""What stands exactly on a limit, by pencil: dates of the plan, what a segment's margin moved, simple forecasts, prices of lately."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_loyalty_plan import AS_OF, MONTHS, groups, periods, sold

from clientela.companies.config import Goal
from clientela.loyalty import plan
from clientela.loyalty.campaigns.allocation import _fill, _Problem
from clientela.loyalty.clv.grading.measures import naive_forecasts
from clientela.loyalty.clv.models.summary import LEAST_TOLD, Days, price_level, sample
from clientela.loyalty.equity.analysis import ENOUGH, equity
from clientela.loyalty.marketing.rewards import _needed_staying
from clientela.loyalty.plan.calls import MOST, allocate
from clientela.loyalty.plan.expected import _ratio
from clientela.loyalty.plan.periods import LONGEST
from clientela.loyalty.plan.profit import _moved
from clientela.loyalty.plan.targets import NO_SELLER, aim, split
from clientela.loyalty.retention.analysis import ENOUGH_NEW, REPEAT_DAYS, _repeats
from clientela.loyalty.transitions.outlook import LEAST_STEPS, SHORTEST_TEST, outlook
from clientela.loyalty.transitions.value import LEAST_MONTHS, value
from clientela.loyalty.voice.discontent import LONG_DELAY, _topics, _traits
from clientela.results import Reason


def dated(value, start, end):
    return Goal(value=value, start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end))


def test_a_plan_is_of_a_year_at_most():
    long = dt.date(2026, 1, 1) + dt.timedelta(days=LONGEST - 1)
    whole = periods(dated(400.0, "2026-01-01", str(long)))
    assert (whole.end, whole.goal) == (long, 400.0)
    # A day longer, and the plan is for the first year of it, with its part of the goal.
    cut = periods(dated(401.0, "2026-01-01", str(long + dt.timedelta(days=1))))
    assert (cut.end, cut.goal) == (dt.date(2026, 12, 31), pytest.approx(365.0))
    # Of a goal that has begun what was sold is taken off, from its first day to today.
    days = pd.DataFrame({"day": pd.to_datetime(["2025-06-30", "2025-07-01", str(AS_OF)]), "amount": [1.0, 10.0, 20.0]})  # fmt: skip
    begun = periods(dated(130.0, "2025-07-01", "2026-06-30"), days=days)
    assert (begun.start, begun.end, begun.goal, begun.sold_already) == (
        dt.date(2026, 1, 1), dt.date(2026, 6, 30), 100.0, 30.0,
    )  # fmt: skip


def test_what_part_of_a_year_a_plan_holds():
    half = periods(dated(1.0, "2026-01-01", "2026-06-30"))
    assert half.factor(pd.Series(1.0, index=MONTHS)) == 0.5
    # Without sales to weigh the months by, days: 181 of 365.
    assert half.factor(pd.Series(dtype=float)) == 181 / 365
    # A month that took back more than it sold weighs nothing, and neither does one without sales: 1 of 4.
    some = pd.Series([3.0, -5.0, 1.0], index=pd.to_datetime(["2025-09-01", "2025-02-01", "2025-03-01"]))
    assert half.factor(some) == 0.25
    assert half.factor(some / 10) == 0.25


def test_half_a_year_has_more_chance_than_half_a_years():
    rows = [
        ("V1", f"c{n}", year, 50.0 + 10 * (n * year % 7)) for n in range(6) for year in (2023, 2024, 2025)
    ]
    who = groups({f"c{n}": "regulars" for n in range(6)})
    whole, half = (
        plan.targets(sold(*rows), who, periods(dated(900.0, "2026-01-01", end))).frames["cells"]
        for end in ("2026-12-31", "2026-06-15")
    )
    # All was sold in June: half of it holds half of the year.
    assert half.base.tolist() == pytest.approx((whole.base / 2).tolist())
    assert half.chance.tolist() == pytest.approx((whole.chance * 0.5**0.5).tolist())
    assert (whole.chance > 0).any()


def test_an_aim_is_shared_by_headroom_and_nobody_is_asked_for_less_than_is_expected():
    cells = pd.DataFrame({"seller_id": ["V1", "V2"], "segment": "regulars", "expected": [100.0, 300.0]})
    people = pd.DataFrame({
        "seller_id": ["V1", "V2", "V2"], "segment": "regulars", "best": [160.0, 150.0, 0.0], "expected": [100.0, 110.0, 190.0],
        "ratio": [2.0, 0.5, 1.0],
    })  # fmt: skip
    # 60 whole, for no more than all of it comes back; half of 40; whoever never bought more has no room.
    more = aim(cells, people, 480.0)
    assert more.headroom.tolist() == [60.0, 20.0]
    assert more.target.tolist() == [160.0, 320.0]
    assert aim(cells, people, 400.0).target.tolist() == [100.0, 300.0]
    assert aim(cells, people, 200.0).target.tolist() == [50.0, 150.0]
    # Nobody with room: by what is expected.
    assert aim(cells, people.assign(best=0.0), 480.0).target.tolist() == [120.0, 360.0]
    assert aim(cells, people.assign(best=people.expected + np.array([0.3, 0.0, 0.0])), 480.0).target.tolist() == [180.0, 300.0]  # fmt: skip
    assert split(10, [0.0, 0.0]).tolist() == [5.0, 5.0]
    assert NO_SELLER not in cells.seller_id.tolist()


def shares(amount, margin, names="ab"):
    rows = {"amount_now": amount, "margin_now": margin, "amount_before": amount, "margin_before": margin}
    return pd.DataFrame(rows, index=list(names))


def test_how_much_more_stays_of_each_peso():
    # Two accounts of a hundred: one left 20 more than the mean and the other 20 less, now and before alike, so that nothing moved.
    part = shares([100.0, 100.0], [50.0, 10.0])
    same = _moved(part, part, 0.3, 0.3)
    assert (same.value, same.error, same.n) == (0.0, 0.0, 2)
    # The other way round before, at .4 now and .3 before: 10 and −30 less −20 and 20, of 200, are .15 and −.25.
    turned = _moved(part, shares([100.0, 100.0], [10.0, 50.0]), 0.4, 0.3)
    assert (round(turned.value, 9), turned.error) == (0.1, pytest.approx((2 * (0.15**2 + 0.25**2)) ** 0.5))
    one = shares([100.0], [30.0], "a")
    assert np.isnan(_moved(one, one, 0.3, 0.1).error)
    for nothing in (shares([0.0, 0.0], [0.0, 0.0]), shares([-1.0, 0.5], [0.0, 0.0])):
        assert np.isnan(_moved(part, nothing, 0.3, 0.1).error)
    small = shares([0.25, 0.25], [0.1, 0.1])
    assert _moved(small, small, 0.4, 0.4).error == 0.0


def test_forecasts_that_need_no_model():
    customers = pd.DataFrame({"x": [2, 0, 1, 3], "T_days": [70, 70, 7, 0], "segment": ["a", "a", None, None]})
    found = naive_forecasts(customers, 10)
    assert found["zero"].tolist() == [0.0] * 4
    # Who came today has been here for a day at least: three in a seventh of a week.
    assert found["own_rate"].tolist() == pytest.approx([2.0, 0.0, 10.0, 210.0])
    # Those without a segment are one of their own: four in one week.
    assert found["segment_mean"].tolist() == pytest.approx([1.0, 1.0, 40.0, 40.0])
    new = naive_forecasts(customers.assign(T_days=0), 10)["segment_mean"]
    assert new.tolist() == pytest.approx([140.0, 140.0, 280.0, 280.0])


def test_prices_of_lately_beside_all():
    def level(days, amounts, until=1_000):
        codes, ids = np.zeros(len(days), dtype=int), np.array(["a"])
        table = SimpleNamespace(
            day=np.array(days), amount=np.array(amounts, dtype=float), code=codes, ids=ids
        )
        return price_level(table, until)

    old, new = LEAST_TOLD, LEAST_TOLD
    days = [*range(1, old + 1), *range(1_000 - new + 1, 1_001)]
    # As many days at 10 as at 30: the mean is 20, and lately a day brought half as much again.
    assert level(days, [10.0] * old + [30.0] * new) == pytest.approx(1.5)
    assert level(days[1:-1], [10.0] * (old - 1) + [30.0] * (new - 1)) == 1.0
    # What comes after the day is not known yet; and days that brought nothing have no price.
    assert level([*days, 1_001], [10.0] * old + [30.0] * new + [900.0]) == pytest.approx(1.5)
    assert level(days, [10.0] * old + [0.0] * new) == 1.0
    assert level(days, [-10.0] * old + [10.0] * new) == 1.0


def test_an_offer_goes_to_whom_it_brings_most_while_there_is_room():
    def taken(gain, uses, limits, customer=(0, 1, 2)):
        return _fill(_Problem(np.array(customer), np.array(gain), np.array(uses), np.array(limits)), np.zeros(len(limits))).tolist()  # fmt: skip

    one = [[1.0], [1.0], [1.0]]
    assert taken([3.0, 1.0, 2.0], one, [2.0]) == [True, False, True]
    # Nothing is sent where nothing is gained; each customer gets one; of equals the first.
    assert taken([0.0, -1.0, 0.5], one, [3.0]) == [False, False, True]
    assert taken([3.0, 4.0, 2.0], one, [3.0], (0, 0, 1)) == [False, True, True]
    assert taken([2.0, 2.0, 2.0], one, [2.0]) == [True, True, False]
    # What is too large for what is left lets a smaller one pass; both limits must hold.
    assert taken([9.0, 8.0, 1.0], [[2.0], [2.0], [1.0]], [3.0]) == [True, False, True]
    assert taken([9.0, 8.0, 1.0], [[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]], [2.0, 1.0]) == [True, False, False]
    assert taken([9.0], [[4.0]], [3.0], (0,)) == [False]


def history(ends):
    return SimpleNamespace(
        ends=pd.date_range("2023-01-31", periods=ends, freq="ME"), kinds=np.array([]), months=ends
    )


def test_what_a_ladder_still_lacks_is_counted_in_months():
    need = LEAST_STEPS + SHORTEST_TEST + 1
    short = outlook(history(need - 1))
    assert (short.have, short.need, short.add) == (need - 1, need, ("months", str(need + 3)))
    worth = value(history(2 * LEAST_MONTHS), pd.DataFrame())
    assert (worth.have, worth.need) == (2 * LEAST_MONTHS, 2 * LEAST_MONTHS + 1)
    assert worth.add == ("months", str(2 * LEAST_MONTHS + 4))


def test_the_worth_of_a_base_asks_for_enough_on_each_of_its_days():
    spans = SimpleNamespace(length=365)
    stands = [pd.DataFrame({"repeat_days": [0] * many}) for many in (ENOUGH, ENOUGH - 1, ENOUGH + 5)]
    few = equity(stands, pd.DataFrame(), spans)
    assert (few.reason, few.have, few.need) == (Reason.TOO_FEW_CUSTOMERS, ENOUGH - 1, ENOUGH)
    many = equity([stands[0]] * 3, pd.DataFrame(), spans)
    assert (many.reason, many.have) == (Reason.TOO_FEW_PURCHASES, 0)


def test_what_was_complained_of_in_the_year_before_an_answer():
    answer = pd.Timestamp("2026-01-01")
    ages = {"m1": 0, "m2": 364, "m3": 365, "m4": -1, "m5": 1}
    voices = pd.DataFrame({
        "interaction_id": list(ages), "customer_id": ["a", "b", "c", "d", None], "kind": "complaint",
        "day": [answer - pd.Timedelta(days=age) for age in ages.values()],
    })  # fmt: skip
    opinions = pd.DataFrame({"customer_id": list("abcd"), "day": answer})
    topics = pd.DataFrame({"interaction_id": list(ages), "topic": "late"})
    assert _topics(opinions, voices, topics).customer_id.tolist() == ["a", "b"]
    assert _topics(opinions, voices.assign(kind="praise"), topics).empty
    assert _topics(opinions, voices, topics.head(0)).empty


def test_of_no_more_customers_than_asked_for_all_are_taken():
    ids = np.array([f"c{n}" for n in range(400)], dtype=object)
    days = Days(ids, np.arange(400), np.arange(400), np.ones(400))
    assert sample(days, 401) is days
    half = sample(days, 400)
    assert 150 < len(half.ids) < 250
    assert half.ids[half.code].tolist() == [ids[day] for day in half.day]
    assert len(sample(days, 100).ids) < 120


def test_a_reward_that_takes_all_there_is_is_paid_by_no_loyalty():
    assert np.isnan(_needed_staying(0.3, 0.03, None))
    assert np.isnan(_needed_staying(0.03, 0.03, (0.75, 0.1)))
    assert _needed_staying(0.3, 0.0, (0.75, 0.1)) == pytest.approx(0.75)


def test_when_everybody_has_all_calls_the_next_one_sells_nothing():
    given, following = allocate(np.array([100.0, 25.0, 0.0]), 1.0, 10 * MOST)
    assert (given.tolist(), following) == ([MOST, MOST, 0], 0.0)


def first_purchases(*groups):
    """So many customers each of a first day so long ago, all of whom came back after ten days."""
    rows = [
        (pd.Timestamp(AS_OF) - pd.Timedelta(days=ago), 10.0, True)
        for many, ago in groups
        for _one in range(many)
    ]
    return pd.DataFrame(rows, columns=["first_purchase", "days", "came"])


def test_who_came_back_in_each_of_two_years():
    year, start = 365, 365 * 2 + REPEAT_DAYS
    rows = [(1, start), (ENOUGH_NEW, year + 1), (ENOUGH_NEW, year - 1)]
    both = _repeats(first_purchases(*rows), AS_OF)
    assert {name: one.n for name, one in both.items()} == {
        "repeat_90_all": 2 * ENOUGH_NEW + 1, "repeat_90": ENOUGH_NEW, "repeat_90_before": ENOUGH_NEW,
    }  # fmt: skip
    # The day a year ago belongs to the earlier year, and the day two years ago to none.
    edges = _repeats(first_purchases((1, start), (ENOUGH_NEW, year), (5, 2 * year), (ENOUGH_NEW, 1)), AS_OF)
    assert (edges["repeat_90"].n, edges["repeat_90_before"].n) == (ENOUGH_NEW, ENOUGH_NEW)
    few = _repeats(first_purchases((1, start), (ENOUGH_NEW, year + 1), (ENOUGH_NEW - 1, year - 1)), AS_OF)
    assert {name: one.n for name, one in few.items()} == dict.fromkeys(("repeat_90_all", "repeat_90"), 2 * ENOUGH_NEW)  # fmt: skip
    for less in ([(1, start), (ENOUGH_NEW - 1, year + 1), rows[2]], [(1, start - 1), *rows[1:]]):
        assert "repeat_90_before" not in _repeats(first_purchases(*less), AS_OF)


def test_what_the_dissatisfied_lived_through():
    opinions = pd.DataFrame({
        "customer_id": list("abcd"), "parcels": [3.0, 2.0, 1.0, None], "late_parcels": [1.0, 0.0, None, None],
        "worst_delay": [LONG_DELAY, LONG_DELAY - 1, None, None], "complaints_ever": [1, 2, 0, 0], "complaints_before": [1, 0, 0, 0],
        "unresolved_before": [0, 1, 0, 0],
    })  # fmt: skip
    traits = {}
    try:
        for side, name, has, known in _traits(
            opinions, pd.DataFrame({"customer_id": ["c"], "topic": ["late"]})
        ):
            traits[side, name] = (has.tolist(), known.tolist())
    except (KeyError, AttributeError):
        # Of who buys where, and how much, other tests tell.
        pass
    some, all_ = [True, True, True, False], [True] * 4
    assert traits["lived", "late_promise"] == ([True, False, False, False], some)
    assert traits["lived", "long_delay"] == ([True, False, False, False], some)
    assert traits["lived", "complained"] == ([True, False, False, False], all_)
    assert traits["lived", "complained_unsolved"] == ([False, True, False, False], all_)
    assert traits["topic", "late"] == ([False, False, True, False], all_)


def test_sums_of_a_year_over_those_of_the_year_before():
    both = pd.DataFrame({"who": ["a", "a", "b", "c"], "amount_then": [10.0, 30.0, 0.0, 0.5], "amount_now": [20.0, 40.0, 5.0, -1.0]})  # fmt: skip
    found = _ratio(both, ["who"])
    # 60 over 40; over nothing as much again; less than nothing is nothing.
    assert found.ratio.tolist() == [1.5, 1.0, 0.0]
    # Of a, 20 − 1.5 · 10 and 40 − 1.5 · 30 are five more and five less, of forty.
    assert found.error.tolist() == pytest.approx([50**0.5 / 40, 0.0, 2.0])
    assert found.n.tolist() == [2, 1, 1]
