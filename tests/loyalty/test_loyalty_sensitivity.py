"""How far lists hang on their thresholds: by pencil."""

import datetime as dt

import pandas as pd
import pytest
from campaign_frames import contacts, customers, permissions
from loyalty_frames import marts

from clientela import loyalty
from clientela.present.show import render
from clientela.results import Missing, Reason


def company(last: int) -> dict[str, list[int]]:
    """Everybody buys every ten days; forty paused once; fifteen are late on the last day by 1.3, 1.6 or 2.5 usual gaps."""
    purchases = {
        f"p{n}": [d for d in range(n % 10, last + 1, 10) if not 285 < d < 385 or n % 2] for n in range(40)
    }
    for n in range(1, 40, 2):
        purchases[f"p{n}"] = [d for d in purchases[f"p{n}"] if not 285 < d < 330]
    for name, late in (("b", 13), ("a", 16), ("c", 25)):
        purchases |= {f"{name}{n}": list(range((last - late) % 10, last - late + 1, 10)) for n in range(5)}
    return purchases


def test_names_that_stay_by_pencil():
    purchases = company(400)
    now, earlier = marts(purchases, 400)["customers"], marts(purchases, 310)["customers"]
    found = loyalty.due_steady(now, earlier, 10)
    table = found.frames["steady"].set_index(["threshold", "moved_by"])
    # Late from 1.5 gaps on: the five of 1.6 and the five of 2.5. From 1.2: five more, ranked with them; from 1.8: five less.
    assert table.listed[("late_from", 1.2)] == 5
    assert table.names_stay[("late_from", 1.2)] == pytest.approx(0.5)
    assert table.names_common[("late_from", 1.2)] == pytest.approx(0.5)
    wide = loyalty.due_steady(now, earlier, 50).frames["steady"].set_index(["threshold", "moved_by"])
    assert wide.names_stay[("late_from", 0.8)] == pytest.approx(1.0)
    assert wide.names_common[("late_from", 0.8)] == pytest.approx(10 / 15)
    # Everybody's own pace is the company's: how much it weighs moves nobody.
    assert table.names_stay["prior_gaps"].tolist() == [1.0, 1.0]
    assert found.values["least_names_stay"].value == pytest.approx(0.5)
    line = loyalty.steady_line(found)
    assert "cambian hasta 5 de los 10 nombres" in line
    assert "a partir de cuántas pausas" in line


def test_a_campaign_that_fills_its_room_loses_what_the_room_loses():
    past = loyalty.past_campaigns(
        contacts({"person_new": (400, 200, 400, 120), "person_older": (400, 160, 400, 156)})
    )
    who = customers(20)
    may = permissions(who).assign(last_contact=pd.to_datetime([None] * 10 + ["2026-06-04"] * 10))
    limits = loyalty.Limits(dt.date(2026, 6, 30), 10, rest_days=30)
    table = (
        loyalty.next_list_steady(who, may, past, limits).frames["steady"].set_index(["threshold", "moved_by"])
    )
    assert table.names_stay[("room_per_week", 0.8)] == pytest.approx(0.8)
    assert table.names_common[("room_per_week", 1.2)] == pytest.approx(1.0)
    # Ten were contacted 26 days ago: after 24 days of rest they may be again, and push others out of the room or not.
    assert table.listed[("rest_days", 0.8)] == 10
    assert ("budget", 0.8) not in table.index
    rooms = pd.DataFrame({"week_start": ["2026-06-29"], "channel": [None], "room": [5.0]})
    fed = loyalty.Limits(dt.date(2026, 6, 30), rest_days=30, rooms=rooms)
    table = (
        loyalty.next_list_steady(who, may, past, fed).frames["steady"].set_index(["threshold", "moved_by"])
    )
    assert table.names_stay[("room_per_week", 0.8)] == pytest.approx(0.8)


def test_nothing_to_move():
    # What is missing is the list itself, told once.
    short = loyalty.due_steady(*[marts({"ana": [0, 10, 20]}, 30)["customers"]] * 2)
    assert (short.key, short.reason) == ("loyalty.due", Reason.TOO_SHORT_HISTORY)
    who = customers(3)
    past = loyalty.past_campaigns(contacts({"person_new": (400, 120, 400, 120)}))
    none = loyalty.next_list_steady(who, permissions(who), past, loyalty.Limits(dt.date(2026, 6, 30)))
    assert not isinstance(none, Missing)
    # Nobody is listed whatever moves: nothing is said.
    assert none.values["least_names_stay"].value == 1.0
    assert render(loyalty.steady_line(none)) == ({}, {})
