"""Of a plan's segments, who bought since: on which days the customers are looked at, and when nothing can be said."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from clientela.customers.rfm import SEGMENTS
from clientela.segments.playbook import acted
from clientela.segments.playbook.acted import FEWEST_OTHERS, MOST_DAYS, _came, _chances, followed

DAY = dt.date(2026, 3, 1)


def standing(**purchases):
    """Customers with the days on which they had bought by some day."""
    return pd.DataFrame(
        {"customer_id": list(purchases), "purchase_days": list(purchases.values())}, dtype=object
    )


class History(SimpleNamespace):
    """The customers as they stood on days, and which of these were asked for."""

    def customers_at(self, day):
        self.asked.append(day)
        return self.past.get(day, standing())


def history(past, today, as_of, first):
    return History(past=past, customers=today, as_of=as_of, facts={"first_day": first}, asked=[])


@pytest.fixture(autouse=True)
def segments(monkeypatch):
    """By the first letter of its code a customer stands in the first segment or in the second."""
    letters = dict(zip("ab", SEGMENTS, strict=False))
    monkeypatch.setattr(
        acted, "assign", lambda rows, _cuts: rows.assign(segment=rows.customer_id.str[0].map(letters))
    )


HALF_YEAR_AGO = str(DAY - dt.timedelta(days=182))


@pytest.mark.parametrize("later", [0, 1])
def test_who_has_more_days_of_purchase_bought_since(later):
    then, now = standing(a1=3, a2=1, b1=2), standing(a1=4, a2=1, b1=2, b2=1)
    end = DAY + dt.timedelta(days=30)
    # Where the watch ends today it is today's customers that count, else those of its last day.
    marts = history(
        {DAY: then, end: now}, now if not later else standing(), end + dt.timedelta(days=later), HALF_YEAR_AGO
    )
    found = _came(marts, DAY, 30, {})
    assert marts.asked == ([DAY, end] if later else [DAY])
    assert found.index.tolist() == list(SEGMENTS)
    assert found.customers.tolist() == [2, 1] + [0] * (len(SEGMENTS) - 2)
    assert found.came.tolist() == [1] + [0] * (len(SEGMENTS) - 1)


def test_without_half_a_year_before_it_nobody_is_followed():
    then = standing(a1=3)
    marts = history({DAY: then}, standing(a1=4), DAY, HALF_YEAR_AGO)
    assert _came(marts, DAY, 30, {}).customers.sum() == 1
    late = str(dt.date.fromisoformat(HALF_YEAR_AGO) + dt.timedelta(days=1))
    for first in (late, None):
        none = _came(history({DAY: then}, standing(a1=4), DAY, first), DAY, 30, {})
        assert none.to_numpy().sum() == 0
        assert none.index.tolist() == list(SEGMENTS)
    assert _came(history({}, then, DAY, HALF_YEAR_AGO), DAY, 30, {}).customers.sum() == 0


@pytest.mark.parametrize(("since", "watched"), [(40, 40), (MOST_DAYS + 5, MOST_DAYS)])
def test_a_plan_is_watched_from_its_day_and_so_is_the_year_before(monkeypatch, since, watched):
    plan = pd.DataFrame({"decided_on": pd.to_datetime([DAY - dt.timedelta(days=9), DAY])})
    monkeypatch.setattr(acted, "carried", lambda *_given: plan)
    ago = DAY - dt.timedelta(days=365)
    as_of = DAY + dt.timedelta(days=since)
    ends = [day + dt.timedelta(days=watched) for day in (DAY, ago)]
    past = {
        DAY: standing(a1=1, b1=1),
        ago: standing(a1=0, a2=0),
        ends[0]: standing(a1=2, b1=2),
        ends[1]: standing(a1=1, a2=0),
    }
    found = followed(history(past, standing(a1=2, b1=2), as_of, "2020-01-01"), None, {})
    assert found.columns.tolist() == ["segment", *acted.COUNTS, "days_watched"]
    assert found.iloc[0].tolist() == [SEGMENTS[0], 1, 1, 2, 1, watched]
    assert found.iloc[1].tolist() == [SEGMENTS[1], 1, 1, 0, 0, watched]


def test_without_a_plan_nobody_is_followed():
    assert followed(history({}, standing(), DAY, None), None, {}) is None


def test_a_segment_is_judged_beside_three_others_and_no_fewer():
    n, hits, hits_before = np.full(4, 40.0), np.array([20.0, 20.0, 20.0, 36.0]), np.full(4, 20.0)
    enough = np.ones(4, dtype=bool)
    found = _chances(n, hits, n, hits_before, enough)
    # Three that did not move, alike: what is left is the error of its own odds and of theirs, of one degree of freedom.
    cells = np.array([36.5, 4.5, 20.5, 20.5])
    size = np.log(36.5 / 4.5) / np.sqrt((1 / cells).sum() + 4 / 20.5 / 3)
    assert found[3] == pytest.approx(2 * t.sf(size, 1))
    assert np.isnan(_chances(n[1:], hits[1:], n[1:], hits_before[1:], enough[1:])).all()
    assert FEWEST_OTHERS == 3
