"""Room for the next contacts, by pencil: which week, whose room is the tightest, what one more contact would bring."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from campaign_frames import customers, permissions

from clientela import loyalty
from clientela.loyalty.campaigns.allocation import Choice
from clientela.loyalty.campaigns.next_list import BORROWED, _values, candidates, worth
from clientela.results import Result
from clientela.stats.intervals import Z

DAY = dt.date(2026, 6, 30)
WEEK = pd.Timestamp("2026-06-29")


def rooms(*rows):
    """(days from Monday, unit, channel, room, whether people are contacted by it)."""
    return pd.DataFrame(
        [(WEEK + pd.Timedelta(days=days), *rest) for days, *rest in rows],
        columns=["week_start", "unit", "channel", "room", "by_contact"],
    )


def limits(*rows, **given):
    return loyalty.Limits(DAY, rooms=rooms(*rows) if rows else None, **given)


def test_the_tightest_unit_of_a_channel_is_its_room():
    week = limits(
        (0, "a", "correo", 7.0, True), (0, "b", "email", 3.0, True), (0, "c", "correo", 3.0, True), (0, "d", "teléfono", -2.0, True),
        (0, "e", "correo", 1.0, False), (7, "b", "correo", 0.0, True), (0, "", None, 9.0, True),
    )  # fmt: skip
    assert week.contacts() == {"": 9.0, "correo": 3.0, "email": 3.0, "teléfono": 0.0}
    # Mail by another name is mail; of equals the first.
    assert week.tightest("mail") == (3, "b")
    assert week.tightest("whatsapp") == (0, "d")
    # What nobody gave a room of its own goes by the room of all.
    assert week.tightest("carta") == (9, "")
    assert limits((0, "a", "correo", 7.0, True)).tightest("teléfono") is None
    for nothing in (limits(room_per_week=12), limits((0, "e", "correo", 1.0, False), room_per_week=12)):
        assert nothing.contacts() == {"": 12.0}
        assert nothing.tightest("correo") is None


@pytest.mark.parametrize(("begun", "found"), [(-5, 5.0), (-6, 8.0)])
def test_a_week_that_began_less_than_six_days_ago_is_the_next_one(begun, found):
    rows = [(begun + 1, "a", "correo", 5.0, True), (8, "a", "correo", 8.0, True)]
    assert limits(*rows).contacts() == {"correo": found}
    assert limits(rows[0], room_per_week=40).contacts() == ({"correo": 5.0} if found == 5 else {"": 40.0})


def pairs(n):
    return pd.DataFrame({
        "customer_id": [f"c{k // 2}" for k in range(n)], "expected_gain": 10.0, "gain_least": 4.0, "gain_most": 18.0, "gain_variance": 9.0,
        "contact_cost": 2.0, "contact_channel": "correo",
    })  # fmt: skip


@pytest.mark.parametrize("budgeted", [True, False])
def test_what_a_list_is_worth_and_what_one_more_contact_would_bring(budgeted):
    known = pairs(6)
    listed, prices = known.iloc[::2], np.array([1.5, 2.5, 0.5][: 3 if budgeted else 2])
    found = _values(
        listed,
        known,
        Choice(np.ones(6, bool), 30.0, 40.0, prices),
        {"correo": 3.0, "teléfono": 5.0},
        budgeted,
    )
    told = {name: number.value for name, number in found.items()}
    expected = {
        "listed": 3,
        "paying": 3,
        "expected_gain": 30.0,
        "spent": 6.0,
        "room_contacts": 3.0,
        "price_room": 2.5,
        "from_best": 0.25,
    }
    assert told == pytest.approx(expected | ({"price_budget": 0.5} if budgeted else {}))
    chance = Z * 27**0.5
    assert found["expected_gain"].low == pytest.approx(30 - np.hypot(18, chance))
    assert found["expected_gain"].high == pytest.approx(30 + np.hypot(24, chance))
    # Without any offer the room is that of all channels; without a limit nothing has a price.
    none = _values(listed.head(0), known.head(0), Choice(np.ones(0, bool), 0.0, 0.0, np.array([])), {}, False)
    assert (none["price_room"].value, none["room_contacts"].value) == (0.0, 0)
    both = _values(
        listed.head(0),
        known.head(0),
        Choice(np.ones(0, bool), 0.0, 0.0, np.array([1.0])),
        {"a": 3.0, "b": 5.0},
        False,
    )
    assert both["room_contacts"].value == 8.0


def offer(**given):
    """What past campaigns showed: one offer, proven in one group."""
    group = {
        "campaign_id": "C1", "group": "person_new", "shrunken": 0.2, "shrunken_low": 0.1, "shrunken_high": 0.3, "proven": True,
        "judged_by": "outcome_bought", "seen_days": 100,
    }  # fmt: skip
    campaign = {"campaign_id": "C1", "offer": "coffee", "contact_channel": "correo", "cost_per_contact": 2.0}
    for name, value in given.items():
        (group if name in group else campaign)[name] = value
    frames = {"groups": pd.DataFrame([group]), "campaigns": pd.DataFrame([campaign])}
    return Result("loyalty.campaigns", 1, {}, frames)


def test_what_a_purchase_is_worth_borrows_from_its_group():
    who = pd.DataFrame(
        {"group": ["a", "a", "b"], "margin": [30.0, np.nan, 8.0], "amount": 99.0, "purchase_days": [1, 2, 4]}
    )
    usual = np.array([10.0, 10.0, 2.0])
    assert worth(who).tolist() == pytest.approx(
        ((np.array([30, 0, 8]) + BORROWED * usual) / (np.array([1, 2, 4]) + BORROWED)).tolist()
    )
    sales = who.assign(margin=np.nan)
    assert worth(sales).iloc[2] == pytest.approx((99 + BORROWED * 99 / 4) / (4 + BORROWED))


def test_who_may_be_asked_who_has_rested_and_what_pays():
    from clientela.loyalty.campaigns.outcomes import BOUGHT

    who = customers(8)
    may = permissions(who)
    past = offer(judged_by=BOUGHT)
    base, steps = candidates(who, may, past, loyalty.Limits(DAY, rest_days=30))
    group = steps.iloc[0]
    assert group.in_group > 3
    assert group.in_group == group.allowed == group.rested == group.paying == len(base)
    name = base.customer_id.iloc[0]
    # Thirty days of rest are enough, a day less is not; without a permission, or after unsubscribing, nobody is asked.
    for days, there in ((30, True), (29, False)):
        last = may.assign(
            last_contact=may.last_contact.where(
                may.customer_id != name, pd.Timestamp(DAY) - pd.Timedelta(days=days)
            )
        )
        found, told = candidates(who, last, past, loyalty.Limits(DAY, rest_days=30))
        assert (name in set(found.customer_id)) == there
        assert told.rested.iloc[0] == told.allowed.iloc[0] - (not there)
    for column, value in (("may_email", False), ("unsubscribed", True)):
        other = may.assign(**{column: may[column].where(may.customer_id != name, value)})
        assert name not in set(candidates(who, other, past, loyalty.Limits(DAY))[0].customer_id)
    # Gains: the effect times what a purchase is worth, less what a contact costs; a cost as large as that pays nothing.
    first = base.iloc[0]
    value = (first.expected_gain + 2) / 0.2
    assert (first.gain_least, first.gain_most) == pytest.approx((0.1 * value - 2, 0.3 * value - 2))
    assert first.gain_variance == pytest.approx(0.2 * 0.8 * value**2)
    free, told = candidates(who, may, offer(judged_by=BOUGHT, cost_per_contact=np.nan), loyalty.Limits(DAY))
    assert free.contact_cost.eq(0).all()
    assert told.break_even.iloc[0] == pytest.approx(free.expected_gain.mean())
    for given in ({"proven": False}, {"shrunken": 0.0}, {"judged_by": "outcome_opened"}):
        assert candidates(who, may, offer(**({"judged_by": BOUGHT} | given)), loyalty.Limits(DAY))[0].empty
    dear = offer(judged_by=BOUGHT, cost_per_contact=float(0.2 * value))
    assert name not in set(candidates(who, may, dear, loyalty.Limits(DAY))[0].customer_id)
    # Of whom the campaign never saw the like for so long nothing is known.
    quiet = who.assign(days_since_last=who.days_since_last.where(who.customer_id != name, 101))
    assert name not in set(candidates(quiet, may, past, loyalty.Limits(DAY))[0].customer_id)
    assert name in set(
        candidates(quiet.assign(days_since_last=100), may, past, loyalty.Limits(DAY))[0].customer_id
    )
