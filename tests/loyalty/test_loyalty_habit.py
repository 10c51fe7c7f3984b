"""Customers of constant habits: who is silent for a while has not left, and who has left is told apart."""

import numpy as np
import pandas as pd
import pytest

from clientela.customers.habit import beside_habit, chances

THEN, NOW = 640, 730


def lives(rng, rates, leaves=0.0, regular=False):
    """Purchase days of customers with these rates; each leaves for good with the rate `leaves`."""
    for rate in rates:
        gaps = rng.normal(1, 0.15, 2000) / rate if regular else rng.exponential(1 / rate, 2000)
        days = np.cumsum(np.maximum(gaps, 1.0)) - (rng.uniform(0, 1 / rate) if regular else 0.0)
        end = rng.exponential(1 / leaves) if leaves else np.inf
        days = days[(days >= 0) & (days < min(end, NOW + 1))]
        yield np.unique(np.floor(days))


def mart(bought, day):
    """What of the customer mart a day knows: one row a customer who had bought by then."""
    rows = []
    for place, days in enumerate(bought):
        had = days[days <= day]
        if len(had) > 2:
            gap = np.diff(had).mean()
            rows.append((place, len(had), len(had) - 1, day - had[0], day - had[-1], gap))
    columns = ["customer_id", "purchase_days", "repeat_days", "T_days", "days_since_last", "gap"]
    return pd.DataFrame(rows, columns=columns)


def lost(rng, rates, **kind):
    bought = list(lives(rng, rates, **kind))
    then, now = mart(bought, THEN), mart(bought, NOW)
    late = (then.days_since_last > 1.5 * then.gap).to_numpy()
    return beside_habit(then, now, late, NOW - THEN).get("lost") if late.any() else None


def test_a_constant_rate_is_what_it_says():
    # Ten purchases in a hundred days, all alike: one in ten days.
    same = pd.DataFrame({"repeat_days": [10] * 50, "T_days": [100] * 50})
    assert chances(same, 10) == pytest.approx([1 - np.exp(-1)] * 50)
    # Nobody ever came back: nobody is hoped for.
    assert chances(same.assign(repeat_days=0), 10).tolist() == [0] * 50


KINDS = {
    "alike": lambda rng: {"rates": np.full(250, 1 / 30)},
    "alike, regular": lambda rng: {"rates": np.full(250, 1 / 30), "regular": True},
    "mixed": lambda rng: {"rates": rng.gamma(2, 1 / 60, 250) + 1 / 150},
    "mixed, regular": lambda rng: {"rates": rng.gamma(2, 1 / 60, 250) + 1 / 150, "regular": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_where_nobody_leaves_nobody_is_missed(kind):
    """Of a hundred companies with constant habits, in five at most the late are missed."""
    rng = np.random.default_rng(sum(map(ord, kind)))
    found = [lost(rng, **KINDS[kind](rng)) for _company in range(100)]
    assert sum(one is not None and one.low > 0 for one in found) <= 5


def test_where_customers_leave_they_are_missed():
    """Half of the customers leave within a year and a half: seen in all of twenty companies."""
    rng = np.random.default_rng(5)
    found = [lost(rng, rng.gamma(2, 1 / 60, 250) + 1 / 150, leaves=1 / 800) for _company in range(20)]
    assert all(one is not None and one.low > 0 for one in found)
