"""What will come and what fits: bands that hold, no season claimed that nobody saw, room that a pencil finds, calls that obey it."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_company_capacity import AS_OF, hourly, weekly
from threadpoolctl import threadpool_limits

from clientela import company, loyalty
from clientela.company.capacity.analysis import units
from clientela.company.capacity.bands import bands, loads
from clientela.company.room.demand import TRIES, Ahead, _View, demand, futures
from clientela.company.room.page import room_findings
from clientela.company.room.response import Response, responses
from clientela.present.language import speaking
from clientela.results import Missing, Reason

ALL_ANSWER = {"": Response()}


def asked(shifts, answers=ALL_ANSWER, ahead=None, days=7.0):
    """The units, the forecast and the room of a company with these shifts."""
    there = bands(shifts, AS_OF)
    weeks = loads(there)
    found = units(there, weeks, 0.8, days)
    told = demand(weeks, AS_OF)
    coming = ahead or futures(told)
    return found, told, company.room(found, coming, weeks, answers, 0.8)


def certain(unit, cases, weeks=4):
    """Weeks of which it is sure how many come."""
    starts = [dt.date(2026, 6, 29) + dt.timedelta(weeks=week) for week in range(weeks)]
    return {unit: Ahead(starts, np.full((200, weeks), float(cases)))}


def seen(room):
    """The lights of the weeks that can be looked at."""
    lights = room.frames["lights"]
    return lights[lights["light"] != "light_unknown"]


def test_room_by_pencil():
    """Forty a week can be done and thirty come: 50 contacts leave 40 for the next week, which has people for 40; then 10 fit each week."""
    shifts = weekly([30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0])
    _found, _told, room = asked(shifts, ahead=certain("Taller", 30))
    assert seen(room)["room"].tolist() == [50, 10, 10, 10]
    # Each of the next twelve weeks has its light: eight weeks of history let nobody look beyond four.
    assert room.frames["lights"]["light"].tolist() == ["light_green"] * 4 + ["light_unknown"] * 8
    assert (room.values["weeks_ahead"].value, room.values["weeks_not_now"].value) == (4, 0)
    assert "«?»" in company.plot_room(room).caption
    # An English date without its year keeps no comma.
    with speaking("en"):
        marks = [one.get_text() for one in company.plot_room(room).drawing.axes[0].get_xticklabels()]
    assert [len(marks), *marks[:4]] == [12, "Jun 29", "Jul 6", "Jul 13", "Jul 20"]
    # In three days of seven a little more than 17 of them are done.
    _found, _told, room = asked(shifts, ahead=certain("Taller", 30), days=3.0)
    assert room.frames["lights"]["room"].tolist()[0] == 27


def test_half_of_them_answer_so_nearly_twice_as_many_fit():
    """Of 85 at half, 50 or fewer answer in 95 of 100 lots."""
    half = {"": Response(((50_000, 100_000),))}
    _found, _told, room = asked(weekly([30.0] * 8), half, certain("Taller", 30))
    assert room.frames["lights"]["room"].iloc[0] == pytest.approx(85, abs=6)
    assert room.values["response"].value == 0.5


def test_who_serves_other_channels_is_another_step_and_who_serves_the_same_shares():
    line, one, two = (weekly([30.0] * 8, unit=name) for name in ("A", "B1", "B2"))
    shifts = pd.concat(
        [
            line.assign(serves="teléfono"),
            one.assign(serves="web, teléfono"),
            two.assign(serves="Teléfono; web"),
        ]
    )
    ahead = certain("A", 38) | certain("B1", 30) | certain("B2", 35)
    _found, _told, room = asked(shifts.reset_index(drop=True), ahead=ahead)
    rows = room.frames["room"]
    first = rows[(rows["week_start"] == "2026-06-29") & rows["binding"]].set_index("channel")
    assert first.loc["phone", ["unit", "room"]].tolist() == ["A", 42]
    assert first.loc["email", ["unit", "room"]].tolist() == ["B1, B2", 50 + 45]
    limits = loyalty.Limits(dt.date(2026, 6, 28), rooms=room.frames["room"])
    assert limits.contacts() == {"phone": 42.0, "email": 95.0}
    assert limits.tightest("teléfono") == (42, "A")


def test_a_service_that_is_no_channel_shuts_nobody_else_out():
    shifts = weekly([50.0] * 8, unit="Taller").assign(serves="mantenimiento")
    found, _told, room = asked(shifts, ahead=certain("Taller", 50))
    assert room.frames["room"]["by_contact"].tolist() == [False] * 4
    assert loyalty.Limits(dt.date(2026, 6, 28), rooms=room.frames["room"]).contacts() == {"": 200.0}
    (finding,) = room_findings(room, found, AS_OF)
    assert finding.message.startswith("No en estas semanas: nada que pase por Taller")


def test_weeks_planned_with_fewer_hours_are_shut():
    """Forty hours a week, and ten in the week of July 13, when the only one is at a fair."""
    shifts = weekly([30.0] * 8)
    planned = weekly([np.nan] * 4).assign(
        start=pd.date_range("2026-06-29", periods=4, freq="7D"), hours=[40.0, 40.0, 10.0, 60.0]
    )
    whole = pd.concat([shifts, planned], ignore_index=True)
    found, _told, room = asked(whole, ahead=certain("Taller", 30), days=2.0)
    assert seen(room)["p_now"].tolist() == [1, 1, 0, 1]
    assert seen(room)["cases_done"].tolist() == [40, 40, 10, 60]
    # Two days of the week after must be enough: 11 of 40, but 2 of 10, and 17 of 60.
    assert seen(room)["room"].tolist() == [21, 1, 0, 25]
    (finding,) = room_findings(room, found, AS_OF)
    assert "del 13 jul 2026 al 19 jul 2026" in finding.message


def test_a_line_has_room_until_its_level_falls():
    _found, _told, room = asked(hourly(np.random.default_rng(4), rate=10.0, level=0.93))
    lights = seen(room)
    assert (lights["room"] > 10).all()
    assert (lights["p_kept"] >= 0.95).all()
    assert set(lights["season_known"]) == {"season_unknown"}
    assert len(lights) == 4


@pytest.fixture(autouse=True)
def one_thread():
    """As in a report, where several chapters are made at once."""
    with threadpool_limits(1):
        yield


@pytest.mark.parametrize("rate", [3, 40])
def test_bands_hold_what_they_say(rate):
    """Of constant counts, a slow trend and a year's season, whatever the size: near 80 and 95 of 100 weeks to come, never below zero."""
    chance, held_80, held_95, of = np.random.default_rng(rate), 0, 0, 0
    for turn in range(6):
        weeks = np.arange(124)
        season = 0.3 * np.cos(2 * np.pi * weeks / 52) if turn % 3 == 2 else 0.0
        trend = 0.004 * weeks if turn % 3 == 1 else 0.0
        mean = rate * (1 + season) * (1 + trend) * np.ones(124)
        came = chance.poisson(mean).astype(float)
        told = demand(loads(bands(weekly(came[:112]), AS_OF)), AS_OF)
        frame = told.frames["demand"]
        assert len(frame) == 12
        assert (frame["arrivals_low_95"] >= 0).all()
        held_80 += int(
            (
                (came[112:] >= np.floor(frame.arrivals_low)) & (came[112:] <= np.ceil(frame.arrivals_high))
            ).sum()
        )
        held_95 += int(
            (
                (came[112:] >= np.floor(frame.arrivals_low_95))
                & (came[112:] <= np.ceil(frame.arrivals_high_95))
            ).sum()
        )
        of += 12
    assert 0.72 <= held_80 / of <= 0.97
    assert held_95 / of >= 0.89


def test_what_is_held_of_two_units_is_weighed_by_how_often_each_was_tried():
    chance = np.random.default_rng(2)
    two = [
        weekly(chance.poisson(20, weeks).astype(float), unit=unit) for unit, weeks in (("A", 60), ("B", 30))
    ]
    told = demand(loads(bands(pd.concat(two, ignore_index=True), AS_OF)), AS_OF)
    grades = told.frames["grades"]
    for name in ("covered_80", "covered_95"):
        assert told.values[name].value == pytest.approx(np.average(grades[name], weights=grades["tries"]))
        assert told.values[name].n == grades["tries"].sum()


def test_a_week_at_the_edge_of_the_band_is_held():
    """Of two hundred futures, or so many as there are, one in forty lies beyond: the rank of the last week within is 0.975 at most."""
    within = int(0.975 * (TRIES + 1) - 0.5)

    def seen(below: int) -> dict[str, float]:
        paths = np.concatenate([np.zeros(below), np.full(TRIES - below, 9.0)])[:, None]
        view = SimpleNamespace(futures=lambda *_asked: paths, known=np.array([5.0]), ahead=1)
        return _View.grade(view, "naive", [0])

    assert (seen(within)["covered_95"], seen(within + 1)["covered_95"]) == (1, 0)
    assert seen(within)["covered_80"] == 0


def test_without_two_years_the_season_is_not_claimed_and_a_month_is_told():
    told = demand(loads(bands(weekly(np.random.default_rng(2).poisson(20, 60).astype(float)), AS_OF)), AS_OF)
    assert told.frames["grades"]["season_known"].tolist() == ["season_unknown"]
    assert len(told.frames["demand"]) == 4
    assert told.values["units_with_season"].value == 0


def test_too_few_weeks_or_old_ones_tell_nothing():
    few = demand(loads(bands(weekly([20.0] * 5), AS_OF)), AS_OF)
    assert isinstance(few, Missing)
    assert (few.reason, few.have) == (Reason.TOO_SHORT_HISTORY, 5)
    old = weekly([20.0, 21.0] * 20).assign(start=lambda frame: frame["start"] - pd.Timedelta(weeks=30))
    assert isinstance(demand(loads(bands(old, AS_OF)), AS_OF), Missing)
    nothing = demand(loads(bands(weekly([]).head(0), AS_OF)), AS_OF)
    assert nothing.reason == Reason.NO_TABLE


def test_hours_unknown_say_what_to_add():
    _found, _told, room = asked(weekly([20.0, 22.0] * 8).assign(hours=np.nan, staff=np.nan))
    assert isinstance(room, Missing)
    assert "capacity.hours" in room.add


def test_answers_are_told_campaign_by_campaign():
    contacts = pd.DataFrame({
        "campaign_id": ["K1"] * 4 + ["K2"] * 2, "channel": ["Teléfono"] * 4 + ["correo"] * 2, "arm": ["treated"] * 3 + ["control"] + ["treated"] * 2,
        "responded": [True, False, False, None, True, None],
    })  # fmt: skip
    found = responses(contacts)
    assert found["phone"].told == ((1, 3),)
    assert found["email"].told == ((1, 1),)
    assert found[""].n == 4
    assert not responses(contacts.head(0))[""].known


def test_companies_in_which_nothing_happens_hear_of_no_week_to_shut():
    """Six companies of units three fifths to nine tenths busy."""
    chance, said = np.random.default_rng(21), 0
    for _turn in range(6):
        parts = [
            weekly(chance.poisson(busy * 40, 60).astype(float), unit=f"U{busy}") for busy in (0.6, 0.8, 0.9)
        ]
        found, _told, room = asked(pd.concat(parts, ignore_index=True))
        said += bool(room_findings(room, found, AS_OF))
    assert said == 0
