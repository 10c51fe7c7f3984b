"""Bands, ends and orders of the company's figures, each by pencil: which side is which, what stands exactly on a limit, who comes first."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_company_goals import DAYS, MONTHS, SOLD, SPENT, three

from clientela.companies.config import Goal
from clientela.company.capacity.analysis import QUEUE, _totals
from clientela.company.capacity.units import Unit, unit_of
from clientela.company.forecast import analysis as forecast
from clientela.company.forecast.models import YEAR, _covariances
from clientela.company.goals.analysis import goals
from clientela.company.goals.scenarios import scenarios
from clientela.company.room.analysis import _excess
from clientela.company.room.demand import _bands
from clientela.company.room.response import Response
from clientela.company.team.analysis import PREFIX, _needs

# A thousand futures less one: the quantile of one in forty is the 25th, and so on.
PATHS = np.arange(1.0, 1002.0)[:, None]


def test_the_sides_of_a_forecasts_band():
    row = forecast._future(PATHS, pd.DatetimeIndex(["2026-01-01"])).iloc[0]
    assert [row[name] for name in ("low_95", "low_80", "expected", "high_80", "high_95")] == [
        26,
        101,
        501,
        901,
        976,
    ]
    row = _bands(PATHS, [dt.date(2026, 1, 5)]).iloc[0]
    names = ("arrivals_low_95", "arrivals_low", "arrivals_expected", "arrivals_high", "arrivals_high_95")
    assert [row[name] for name in names] == [26, 101, 501, 901, 976]


@pytest.mark.parametrize(("answer", "first", "both", "second"), [
    # Noise of 2; a level that wanders by 2, or returns by half; a season of 2; a growth of 3; one that turns by 2: on top of nine for any level.
    ((2, 0, 1, 0, 0, 0), 4.0, 0.0, 4.0), ((0, 2, 1, 0, 0, 0), 0.0, 0.0, 4.0), ((0, 2, 0.5, 0, 0, 0), 16 / 3, 8 / 3, 16 / 3),
    ((0, 0, 1, 2, 0, 0), 4 * (1 - 1 / YEAR), -4 / YEAR, 4 * (1 - 1 / YEAR)), ((0, 0, 1, 0, 3, 0), 9 / 4, -9 / 4, 9 / 4),
    ((0, 0, 1, 0, 0, 2), 0.0, 0.0, 4.0),
])  # fmt: skip
def test_how_two_months_move_together(answer, first, both, second):
    found = _covariances(np.array([answer], dtype=float), np.array([0.0, 1.0]), np.zeros((2, 1)))[0]
    assert found == pytest.approx(np.array([[9 + first, 9 + both], [9 + both, 9 + second]]), abs=1e-5)


def test_a_sum_in_the_middle_of_its_futures_makes_bands_narrower(monkeypatch):
    # Of 400 futures 100 lie below the truth: the rank is 100.5 of 401, and its normal score .672 of a deviation.
    monkeypatch.setattr(forecast, "_apart", lambda last, _ahead: [last])
    sums = np.array([[9.0]] * 100 + [[11.0]] * 300)
    outlook = SimpleNamespace(ahead=1, values=np.array([5.0, 10.0]), futures=lambda *_given: sums)
    found = forecast._grade(outlook, "structural", [1])
    score = forecast.NormalDist().inv_cdf(100.5 / 401)
    assert found["forecast_error"] == pytest.approx(0.1)
    assert (found["covered_80"], found["covered_95"], found["tries"]) == (1.0, 1.0, 1)
    assert found["widening"] == pytest.approx(((3 * 0.8**2 + score**2) / 4) ** 0.5, rel=1e-12)


def test_the_first_goal_in_time_is_the_one_that_is_told():
    soon = Goal(value=45_000, start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31))
    both = goals([three(135_000), soon], DAYS, MONTHS, {}, SOLD, SPENT)
    rows = both.frames["goals"]
    assert rows["goal"].tolist() == [45_000, 135_000]
    assert rows["expense_share_asked"].notna().all()
    assert (
        both.values["expense_share_asked"].value
        == rows["expense_share_asked"].iloc[0]
        != rows["expense_share_asked"].iloc[1]
    )


def test_a_year_of_days_tells_scenarios_and_one_day_less_none():
    days = pd.Series(np.r_[1.0, [2.0] * 364], index=pd.date_range("2025-01-01", periods=365))
    one = Goal(value=9, start=dt.date(2026, 1, 1), end=dt.date(2026, 1, 2))
    assert scenarios(days, one, 10.0, (0.0, 0.5, 1.0)) == (13.0, 14.5, 16.0)
    assert scenarios(days.iloc[1:], one, 10.0, (0.0, 0.5, 1.0)) is None
    every_other = pd.Series(1.0, index=pd.date_range("2024-01-01", periods=12, freq="2D"))
    assert scenarios(every_other, one, 0.0, (0.0, 0.0, 0.0)) is not None


def test_a_unit_with_a_single_band_has_its_name_and_kind():
    start = pd.Timestamp(2026, 1, 5, 8)
    bands = pd.DataFrame({
        "unit": ["till"], "kind": ["queue"], "serves": [None], "cost_per_hour": [7.0], "arrivals": [3.0], "known": [True], "start": [start],
        "end": [start + pd.Timedelta(hours=1)],
    })  # fmt: skip
    loads = pd.DataFrame({"unit": [], "complete": [], "week": []})
    unit = unit_of("till", bands, loads, (0.8, 7.0), 1)
    told = (unit.name, unit.kind, unit.n, unit.seen, unit.seen_ever, unit.last_day, unit.cost)
    assert told == ("till", "queue", 3, 0, 0, dt.date(2026, 1, 5), 7.0)
    assert (unit.target, unit.wait_days) == (0.8, 7.0)


def test_what_a_list_twice_as_long_costs_stands_by_unit():
    units = {
        name: SimpleNamespace(handling=30.0, cost=cost, serves="")
        for name, cost in (("b", 10.0), ("a", None))
    }
    told = {name: [SimpleNamespace(room=8, p_kept=0.9, p_double=0.5)] for name in units}
    table = _excess(units, told, {"": Response(((1, 4),))})
    assert (table.index.tolist(), table["unit"].tolist(), table["hours_more"].tolist()) == (
        [0, 1],
        ["a", "b"],
        [1.0, 1.0],
    )
    assert table["cost_more"].fillna(-1).tolist() == [-1, 10.0]


def test_what_a_role_needs_and_how_many_lack_it():
    marks = pd.DataFrame({
        "is_here": [True, True, True, False], "role": ["Ventas", "ventas ", "bodega", "ventas"], "skill": ["oil", "oil", "oil", "oil"],
        "mark": [3.0, 2.0, 3.0, 3.0],
    })  # fmt: skip
    needed = pd.DataFrame(
        {"role": ["ventas", "bodega"], "people": [3, None], "skill:oil": [3.0, 3.0], "skill:tea": [1.0, 0.0]}
    )
    found = _needs(needed.rename(columns=lambda name: name.replace("skill:", PREFIX)), marks)
    rows = found.fillna(-1).values.tolist()
    assert rows == [
        ["ventas", f"{PREFIX}oil", 3.0, 3, 1, 2],
        ["bodega", f"{PREFIX}oil", 3.0, 1, 1, 0],
        ["ventas", f"{PREFIX}tea", 1.0, 3, -1, -1],
    ]


def test_a_list_that_stands_still_is_never_cleared():
    # 60 hours at 60 minutes are 60 cases a week: as many as come.
    unit = Unit(
        "desk",
        "list",
        9,
        9,
        9,
        dt.date(2026, 1, 4),
        arrivals=60.0,
        asked=60.0,
        net=60.0,
        handling=60.0,
        staff=2.0,
        backlog=30.0,
    )
    still, better = unit.with_more(0), unit.with_more(1)
    assert (still["list_growth"], still["weeks_to_clear"], still["occupancy"]) == (0.0, None, 1.0)
    assert (better["list_growth"], better["weeks_to_clear"], better["occupancy"]) == (-30.0, 1.0, 60 / 90)
    assert unit.with_more(-2) is None


def test_a_line_counts_as_much_as_comes_to_it():
    frame = pd.DataFrame({
        "unit_kind": [QUEUE, QUEUE, QUEUE, "list"], "arrivals_week": [1.0, 3.0, 0.0, 9.0], "service_level": [0.5, 0.9, 0.1, 0.1],
        "service_low": 0.4, "service_high": 0.6, "gave_up": [0.2, None, None, None], "n": [10, 30, 0, 90], "backlog": [None, None, None, 7.4],
        "staff": [1.0, 2.0, None, 1.4], "staff_needed": [3.0, 1.0, 9.0, 2.0],
    })  # fmt: skip
    found = {name: (number.value, number.n, number.low) for name, number in _totals(frame).items()}
    assert found == {
        "service_level": (0.8, 40, None),
        "gave_up": (0.2, 10, None),
        "backlog": (7, 1, None),
        "people_short": (3, 3, None),
    }
    alone = _totals(frame.head(1))["service_level"]
    assert (alone.value, alone.low, alone.high) == (0.5, 0.4, 0.6)
