"""What can be served: bands read, the unit that chokes told, since when; nothing said where nothing happens."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela import company
from clientela.company.capacity.analysis import bottleneck, units
from clientela.company.capacity.bands import bands, loads
from clientela.company.capacity.cases import _dispersion
from clientela.company.capacity.little import little
from clientela.company.capacity.units import _busy, _line, unit_of
from clientela.company.capacity.words import capacity_findings, hour_findings
from clientela.results import Missing, Reason

AS_OF = dt.date(2026, 6, 28)
COLUMNS = [
    "unit", "start", "minutes", "staff", "hours", "handling", "shrinkage", "arrivals", "abandoned", "service_level", "within_seconds",
    "cost_per_hour", "serves",
]  # fmt: skip
NOBODY = pd.DataFrame({"branch": [], "role": [], "people": []})
SILENCE = pd.DataFrame({"day": [], "closed_on": []})


def weekly(arrivals, hours=40.0, staff=1.0, unit="Taller", handling=60.0):
    """A unit with a list, one row a week up to the last whole one; hours and staff may differ from week to week."""
    starts = pd.date_range(end="2026-06-22", periods=len(arrivals), freq="7D")
    frame = pd.DataFrame(
        {"unit": unit, "start": starts, "minutes": 10_080.0, "arrivals": arrivals, "handling": handling}
    )
    return frame.assign(hours=hours, staff=staff).reindex(columns=COLUMNS).astype({"arrivals": float})


def seen(shifts, target=0.8, days=7.0, as_of=AS_OF, roster=NOBODY):
    """The units and the answer of a company with these shifts."""
    there = bands(shifts, as_of)
    weeks = loads(there)
    found = units(there, weeks, target, days)
    return found, company.capacity(found, weeks, roster, SILENCE)


def hourly(chance, rate=10.0, staff=3, weeks=13, level=None, noon=1.0):
    """A telephone from 8 to 12 on five days, with Poisson calls and the level that is given or drawn."""
    rows = []
    for day in pd.date_range(end="2026-06-26", periods=weeks * 7, freq="D"):
        if day.day_of_week > 4:
            continue
        for hour in range(8, 12):
            calls = int(chance.poisson(rate * (noon if hour == 11 else 1.0)))
            kept = (
                chance.binomial(calls, level if hour != 11 or noon == 1 else 0.5) / calls
                if level and calls
                else None
            )
            rows.append(
                ("Línea", day + pd.Timedelta(hours=hour), 60.0, staff, None, 5.0, 0.1, calls, 0, kept, 20.0)
            )
    return pd.DataFrame(rows, columns=COLUMNS[:11]).reindex(columns=COLUMNS)


def test_a_unit_by_pencil():
    """Ten cases of four hours a week and 80 hours there, a quarter of which breaks take: 40 of 60, two thirds."""
    shifts = weekly([10.0] * 8, hours=80.0, staff=2.0, handling=240.0).assign(shrinkage=0.25)
    found, answer = seen(shifts)
    row = answer.frames["units"].iloc[0]
    assert [row["arrivals_week"], row["hours_asked"], row["hours_there"]] == [10, 40, 60]
    assert row["occupancy"] == pytest.approx(2 / 3)
    assert row["backlog"] == 0
    assert bottleneck(found) is None


def test_the_staff_of_a_week_is_the_mean_of_its_bands_and_who_is_lost_a_part_of_all_who_came():
    days = pd.date_range("2026-06-01", periods=14, freq="D")
    shifts = pd.DataFrame({
        "unit": "Centro", "start": days, "arrivals": [10.0] * 13 + [70.0], "abandoned": [1.0] * 14, "handling": 6.0, "hours": 8.0,
        "staff": [1.0] * 12 + [1.0, 8.0],
    }).reindex(columns=COLUMNS)  # fmt: skip
    there = bands(shifts, dt.date(2026, 6, 14))
    weeks = loads(there)
    assert weeks["staff"].tolist() == [1, 2]
    unit = unit_of("Centro", there, weeks, (0.8, 7.0), 1)
    assert (unit.name, unit.kind) == ("Centro", there["kind"].iloc[0])
    found = _busy(weeks, 1)
    assert found["lost"] == pytest.approx(14 / 200)
    # 13 and 19 hours less those of whoever left: 7 of 70 and 7 of 130.
    assert found["busy"] == pytest.approx((7 * 0.9 + 13 * 123 / 130) / 112)


@pytest.mark.parametrize(("swing", "spread"), [(2.0, 1.0), (10.0, 40 / 3)])
def test_arrivals_are_spread_at_least_as_counts_are(swing, spread):
    """Eight weeks of ten, more or less by turns: 8·100/10 over six; 8·4/10 over six would be less than chance."""
    arrivals = 10.0 + swing * np.tile([1.0, -1.0], 4)
    assert _dispersion(arrivals, np.full(8, 10.0), 4) == pytest.approx(spread)


def test_how_busy_is_told_with_its_interval_by_pencil():
    """2 and 22 hours by turns of 16 there: 10 off, squared over seven of eight weeks; Student's t of seven is 2.365."""
    weeks = pd.DataFrame({
        "weeks": 1.0, "arrivals": [2.0, 22.0] * 4, "handling": 60.0, "net": 16.0, "staff": 1.0, "lost": np.nan,
    })  # fmt: skip
    found = _busy(weeks, 1)
    half = 2.3646 * (800 / 7 * 8) ** 0.5 / 128
    assert [found["busy"], found["busy_low"], found["busy_high"]] == pytest.approx(
        [0.75, 0.75 - half, 0.75 + half], abs=1e-4
    )
    assert not found["overloaded"]


def test_the_level_of_weeks_that_differ_goes_down_to_nothing_and_no_further(monkeypatch):
    monkeypatch.setitem(_line.__globals__, "line", lambda *_asked: None)
    told = pd.DataFrame(
        {"week": pd.date_range("2026-01-05", periods=8, freq="7D"), "told": 10.0, "met": [9.0] + [0.0] * 7}
    )
    found = _line(told, told, 0.8, 1)
    assert (found["level"], found["level_low"]) == (pytest.approx(9 / 80), 0.0)


def test_the_unit_that_chokes_is_told_with_the_week_it_began():
    """Twenty came a week to three people; since the tenth week before the end there are two, and thirty come."""
    chance = np.random.default_rng(5)
    came = np.r_[chance.poisson(16, 60), chance.poisson(30, 8)].astype(float)
    people = np.r_[np.full(60, 3.0), np.full(8, 2.0)]
    found, answer = seen(weekly(came, hours=people * 8, staff=people))
    unit = found["Taller"]
    assert unit.chokes
    assert unit.since.week == dt.date(2026, 5, 4)
    assert answer.values["occupancy"].low > 1
    assert answer.values["choking_days"].value == 56
    (finding,) = capacity_findings(answer, found, AS_OF)
    assert finding.message.startswith("Taller no alcanza")
    assert "Desde la semana del 4 de mayo de 2026" in finding.detail
    assert "Es así desde la semana del 4 de mayo de 2026." in company.capacity_advice(answer)


def test_where_nothing_happens_nothing_is_said():
    """Twenty companies of five units that are busy and hold what they promise: one may say something."""
    chance, said = np.random.default_rng(11), 0
    for _turn in range(20):
        parts = [
            weekly(chance.poisson(busy * 40, 60).astype(float), unit=f"U{busy}")
            for busy in (0.5, 0.7, 0.8, 0.9, 0.95)
        ]
        found, answer = seen(pd.concat(parts, ignore_index=True))
        said += bool(capacity_findings(answer, found, AS_OF))
    assert said <= 1


def test_a_line_that_holds_its_promise_asks_for_nobody():
    chance, said = np.random.default_rng(12), 0
    for _turn in range(8):
        found, answer = seen(hourly(chance, level=0.85))
        said += bool(hour_findings(answer, found, AS_OF) + capacity_findings(answer, found, AS_OF))
    assert said <= 1


def test_the_hour_that_is_short_of_people_is_told():
    found, answer = seen(hourly(np.random.default_rng(13), level=0.92, noon=3.0))
    (finding,) = hour_findings(answer, found, AS_OF)
    assert "a las 11:00" in finding.message


def test_a_day_a_row_opens_what_it_can():
    """Calls, lost calls, level and minutes a call, one row a day and nobody's hours: level and hours asked, no busyness."""
    days = pd.date_range("2026-03-02", "2026-06-28", freq="D")
    shifts = pd.DataFrame(
        {"unit": "Centro", "start": days, "arrivals": 200.0, "abandoned": 10.0, "handling": 3.0}
    )
    shifts = shifts.assign(service_level=0.7, within_seconds=20.0)
    found, answer = seen(shifts.reindex(columns=COLUMNS))
    row = answer.frames["units"].iloc[0]
    assert (row["arrivals_week"], row["hours_asked"]) == (1400, 70)
    assert row["service_level"] == pytest.approx(0.7)
    assert np.isnan(row["occupancy"])
    assert company.plot_capacity(answer) is None
    assert "{" not in company.capacity_advice(answer)
    # No list is shown, so none is explained.
    assert "lista" not in company.capacity_reading(answer)
    assert found["Centro"].kind == "on_line"


def test_only_the_team_is_known():
    roster = pd.DataFrame({"branch": ["Norte"], "role": ["caja"], "people": [3]})
    _found, answer = seen(weekly([]).head(0), roster=roster)
    assert answer.values["people"].value == 3
    assert "3 personas" in company.capacity_advice(answer)
    assert company.capacity_reading(answer) is company.hours_reading(answer) is None
    assert "caja" in company.capacity_table(answer).markdown()


def test_nothing_at_all_is_missing_with_what_to_add():
    _found, answer = seen(weekly([]).head(0))
    assert isinstance(answer, Missing)
    assert answer.reason == Reason.NO_TABLE
    assert "capacity.arrivals" in answer.add


def test_what_cannot_be_is_not_known():
    """Fewer than nobody, cases of no time, a level of 80: blanks, and the week without its count is no whole week."""
    shifts = weekly([10.0] * 8).assign(service_level=80.0)
    shifts.loc[0, ["arrivals", "handling", "staff"]] = [-5.0, 0.0, -1.0]
    there = bands(shifts, AS_OF)
    assert there["service_level"].isna().all()
    assert (there["handling"].iloc[0], there["known"].tolist()) == (60, [False] + [True] * 7)
    assert np.isnan(there["staff"].iloc[0])


def test_littles_law_by_pencil():
    """A hundred messages, one a day, each open for five days: five are open, and that is what the law says."""
    days = pd.Series(pd.date_range("2026-01-01", periods=100, freq="D"))
    frame = little(pd.DataFrame({"day": days, "closed_on": days + pd.Timedelta(days=5)}))
    row = frame.iloc[0]
    assert row["open_expected"] == pytest.approx(5.0)
    # At the beginning the file has none of the days before.
    assert row["open_counted"] == pytest.approx(5.0, abs=0.2)


def test_weeks_cut_short_do_not_count():
    """A file that begins on a Thursday and ends on a Tuesday has whole weeks in between."""
    days = pd.date_range("2026-05-07", "2026-06-23", freq="D")
    shifts = pd.DataFrame({"unit": "Centro", "start": days, "arrivals": 10.0, "handling": 5.0}).reindex(
        columns=COLUMNS
    )
    weeks = loads(bands(shifts, dt.date(2026, 6, 23)))
    assert weeks[weeks["complete"].astype(bool)]["arrivals"].tolist() == [70.0] * 6
