"""Bands, ends and orders of the company's figures, each by pencil: which side is which, what stands exactly on a limit, who comes first."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_company_capacity import COLUMNS
from test_company_goals import DAYS, MONTHS, SOLD, SPENT, three
from test_company_inside_out import seen

from clientela.companies.config import Goal
from clientela.company.capacity.analysis import QUEUE, _totals
from clientela.company.capacity.bands import bands, loads
from clientela.company.capacity.erlang import waiting
from clientela.company.capacity.lines import Line
from clientela.company.capacity.little import little
from clientela.company.capacity.units import Unit, unit_of
from clientela.company.capacity.what_if import what_if_table
from clientela.company.forecast import analysis as forecast
from clientela.company.forecast.models import YEAR, _covariances
from clientela.company.goals.analysis import goals
from clientela.company.goals.scenarios import asked, scenarios
from clientela.company.inside_out import analysis as inside_out
from clientela.company.room.analysis import _excess, _values
from clientela.company.room.demand import TRIES, _bands, _View
from clientela.company.room.response import Response
from clientela.company.room.weeks import _noise
from clientela.company.seasonality.analysis import _months
from clientela.company.team.analysis import PREFIX, _needs, team
from clientela.results import Result

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


def test_what_a_role_lacks_alike_stands_by_its_name():
    marks = pd.DataFrame({"is_here": [True] * 2, "role": "ventas", "skill": ["tea", "oil"], "mark": 1.0})
    needed = pd.DataFrame({"role": ["ventas"], "people": [1], f"{PREFIX}tea": [3.0], f"{PREFIX}oil": [3.0]})
    assert _needs(needed, marks)["skill"].tolist() == [f"{PREFIX}oil", f"{PREFIX}tea"]


def test_tasks_that_nobody_here_does_are_counted():
    people = pd.DataFrame({
        "person_id": ["ana", "eva"], "branch": "Centro", "role": "ventas", "training_hours": 1.0,
        "left_on": pd.to_datetime([None, "2026-05-04"]), "is_here": [True, False],
    })  # fmt: skip
    tasks = pd.DataFrame({"task": ["a", "b", "c"], "harm": 3, "alone": ["ana", "eva", "ana"]})
    found = team(people, pd.DataFrame(columns=["person_id", "skill", "mark"]), 0.75, tasks=tasks)
    assert found.values["tasks_unattended"].value == 1


def test_a_line_by_the_hour():
    # 100 in half an hour, three minutes each, fourteen people: the published 0.88835 within twenty seconds; thirteen reach 0.83.
    cells = pd.DataFrame(
        {"arrivals": [100.0], "staff": [14.0], "shrinkage": [0.0], "rate": [100 / 30], "handling": [3.0]}
    )
    line = Line(cells, None, 0.0, 20.0, 0.888)
    assert line.queue().level == pytest.approx([0.88835], abs=1e-5)
    assert line.needed().tolist() == [14]
    two = Line(pd.concat([cells, cells.assign(arrivals=300.0)]), None, 0.0, 20.0, 0.8)
    assert two.mean(np.array([1.0, 3.0])) == 2.5


def test_where_hardly_anybody_attends_hardly_anybody_is_spared_the_wait():
    assert waiting(0.005, 0.002) > 0.98


def test_a_long_case_weighs_in_the_law_and_one_closed_before_the_year_does_not():
    # Thirty of the last days, one of them open for 20 days and the others for one; another was closed more than a year ago.
    days = pd.Series(pd.date_range("2026-01-01", periods=30))
    open_days = pd.to_timedelta([20] + [1] * 29, unit="D")
    old = pd.DataFrame({"day": [pd.Timestamp("2024-06-01")], "closed_on": [pd.Timestamp("2024-06-06")]})
    row = little(pd.concat([pd.DataFrame({"day": days, "closed_on": days + open_days}), old])).iloc[0]
    assert row["open_days_mean"] == pytest.approx(49 / 30)
    assert (row["open_counted"], row["open_expected"]) == pytest.approx((49 / 365, 49 / 365))


def test_people_are_told_to_the_hundredth():
    unit = Unit("desk", "list", 9, 9, 9, dt.date(2026, 1, 4), arrivals=60.0, asked=60.0, net=60.0, handling=60.0, staff=2.004)  # fmt: skip
    assert unit.with_more(0)["staff"] == 2.0


def test_the_page_of_a_list_has_its_own_words():
    row = {
        "staff": 2, "occupancy": 0.5, "service_level": 0.9, "list_growth": 1.0, "unit": "desk", "arrivals": 9.0, "handling_minutes": 30.0,
        "hours_person": 30.0, "spread": 1.0, "wait_days": 7.0, "staff_now": 2,
    }  # fmt: skip
    table = what_if_table(SimpleNamespace(frames={"what_if": pd.DataFrame([row])}))
    assert table.about["what-if"]["word-arrivals"] == "Casos por semana"


def test_origins_that_share_no_month_never_begin_before_a_year_is_known():
    assert forecast._apart(YEAR + 11, 12) == [YEAR + 11]
    assert forecast._apart(YEAR + 12, 12) == [YEAR + 12, YEAR]


def test_a_year_ago_that_sold_nothing_foretells_nothing():
    paths = np.full((3, 2), 50.0)
    model = SimpleNamespace(futures=lambda *_asked: paths, amounts=lambda scaled: scaled, usual=100.0)
    outlook = forecast._Outlook(model, np.zeros(2 * YEAR), 2)
    assert outlook.futures("year_ago", YEAR, 3).sum() < 1e-3


def test_what_comes_anyway_asks_for_no_new_customers():
    assert asked(100.0, 100.0, (0.10, None)) == pytest.approx(0.10)


def test_two_whole_years_are_enough_for_a_season():
    months = pd.DataFrame({
        "month": pd.date_range("2024-01-01", periods=24, freq="MS"), "amount": [100.0 + n % 5 for n in range(24)], "complete": True,
    })  # fmt: skip
    assert len(_months(months)) == 12
    assert _months(months.head(23)) is None


def test_bands_that_held_three_weeks_of_four_and_a_tie_in_the_middle():
    paths = np.concatenate([np.zeros(TRIES // 2), np.full(TRIES // 2, 9.0)])[:, None]
    view = SimpleNamespace(futures=lambda *_asked: paths, known=np.array([5.0, 5.0, 5.0, 99.0]), ahead=1)
    assert _View.grade(view, "naive", [0, 1, 2, 3])["covered_95"] == 0.75
    # Ties count half: one more than fills the band's lower tail by halves lies outside, ten ties at its upper end inside.
    tail, edge = int(0.025 * (TRIES + 1)) - 1, int(0.975 * (TRIES + 1) - 0.5) - 5
    for below, ties, held in ((tail, 1, 0), (edge, 10, 1)):
        tied = np.array([0.0] * below + [5.0] * ties + [9.0] * (TRIES - below - ties))[:, None]
        view = SimpleNamespace(futures=lambda *_asked, tied=tied: tied, known=np.array([5.0]), ahead=1)
        assert _View.grade(view, "naive", [0])["covered_95"] == held


def test_the_noise_is_that_of_the_units_own_last_half_year():
    level = [0.0] + [0.6, 0.8] * 13
    loads = pd.DataFrame({
        "unit": "A", "complete": True, "arrivals": 10.0, "told": 10.0, "met": [10 * one for one in level],
    })  # fmt: skip
    other = pd.concat([loads, loads.assign(unit="B", met=0.0).head(5)])
    unit = SimpleNamespace(name="A", line=SimpleNamespace(level=lambda _times: 0.7))
    assert _noise(unit, other, 10.0) == pytest.approx(0.1 * (26 / 25) ** 0.5)


def test_the_tightest_unit_tells_the_room_of_a_channel():
    table = pd.DataFrame({
        "week_start": pd.Timestamp("2026-01-05"), "channel": ["phone", ""], "by_contact": True, "room": [50, 8], "p_kept": [0.5, 0.9],
    })  # fmt: skip
    lights = pd.DataFrame({"week_start": [pd.Timestamp("2026-01-05")], "light": ["light_red"]})
    found = _values(table, lights, {"": Response()}, 2)
    assert (found["room_phone"].value, found["kept_phone"].value) == (8, 0.9)


@pytest.mark.parametrize("few", [0, 1])
def test_just_enough_customers_tell_of_the_areas(monkeypatch, few):
    monkeypatch.setattr(inside_out, "FEWEST", 30 + few)
    assert isinstance(seen(1.5, "beside_below"), Result) is (not few)


def test_an_hour_of_a_week_costs_the_mean_of_its_hours():
    days = pd.date_range("2026-06-08", periods=7)
    shifts = pd.DataFrame({
        "unit": "Centro", "start": days, "arrivals": 10.0, "handling": 5.0, "staff": 1.0, "cost_per_hour": [10.0] * 6 + [80.0],
    })  # fmt: skip
    assert loads(bands(shifts.reindex(columns=COLUMNS), dt.date(2026, 6, 14)))["cost"].tolist() == [20.0]
