"""How busy units are and what moved the sales, on the limits: several units looked at, half hours, one customer, nothing that came."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from company_frames import months, windows
from test_company_capacity import seen, weekly
from test_company_price import sold

from clientela.company.capacity.cases import since
from clientela.company.capacity.lines import _cells, line
from clientela.company.capacity.units import Unit, _busy
from clientela.company.capacity.what_if import AROUND, _week
from clientela.company.drivers.analysis import FEWEST_CUSTOMERS, drivers
from clientela.company.drivers.price import price
from clientela.company.room.demand import TRIES, _View, demand
from clientela.results import Reason, Result


def test_of_several_units_one_is_overloaded_only_beyond_what_chance_gives_any():
    # 18 and 22 cases of an hour by turns, 16 hours there: 1.25. Counts of 20 vary by their root, so 4.47 a week of eight.
    weeks = pd.DataFrame({
        "weeks": 1.0, "arrivals": [18.0, 22.0] * 4, "handling": 60.0, "net": 16.0, "staff": 1.0, "lost": np.nan,
    })  # fmt: skip
    error = 20**0.5 * 8**0.5 / 128
    alone, three = _busy(weeks, 1), _busy(weeks, 3)
    for found in (alone, three):
        assert (found["busy"], found["busy_low"]) == pytest.approx((1.25, 1.25 - 2.3646 * error), abs=1e-4)
    # Student's t of seven: 2.36 for one, 3.13 for three together.
    assert 1.25 - 2.3646 * error > 1 > 1.25 - 3.128 * error
    assert alone["overloaded"]
    assert not three["overloaded"]


def test_half_hours_are_cells_of_their_own():
    starts = pd.to_datetime(["2026-06-01 09:00", "2026-06-01 09:30", "2026-06-08 09:30", "2026-06-01 10:00"])
    there = pd.DataFrame({
        "start": starts, "service_level": [0.5, 0.8, np.nan, 1.0], "arrivals": [10.0, 20.0, 40.0, 0.0], "handling": [6.0, 3.0, 6.0, 9.0],
        "staff": [1.0, 2.0, 4.0, 1.0], "shrinkage": 0.0, "minutes": 30.0, "abandoned": [1.0, np.nan, 4.0, np.nan],
    })  # fmt: skip
    found = _cells(there, 2)
    assert found.weekday.tolist() == [0, 0, 0]
    assert found.hour.tolist() == [9.0, 9.5, 10.0]
    assert found.arrivals.tolist() == [10, 60, 0]
    assert found.times.tolist() == [1, 2, 1]
    assert found.rate.tolist() == pytest.approx([10 / 30, 60 / 60, 0])
    # What each took, by who came; of an hour in which nobody came, what one usually takes.
    assert found.handling.tolist() == pytest.approx([6, 5, 9])
    assert found.staff.tolist() == [1, 3, 1]
    assert found.lost.fillna(-1).tolist() == [1, 4, -1]
    assert found.counted.fillna(-1).tolist() == pytest.approx([0.5, 0.8, -1])
    assert found.a_week.tolist() == [5, 30, 0]
    assert _cells(there, 0).a_week.tolist() == [10, 60, 0]


@pytest.mark.parametrize("staff", [None, 1.0])
def test_who_is_not_known_to_be_several_is_one(staff):
    unit = Unit(
        "desk",
        "list",
        9,
        9,
        9,
        dt.date(2026, 1, 4),
        arrivals=30.0,
        asked=30.0,
        net=40.0,
        handling=60.0,
        staff=staff,
        spread=30.0,
    )
    found = _week(unit)
    # One less than one is nobody.
    assert found.staff.tolist() == [1 + more for more in AROUND[1:]]
    assert found.staff_now.tolist() == [1] * 4
    assert found.occupancy.tolist() == pytest.approx([30 / (40 * people) for people in found.staff])
    assert found.list_growth.tolist() == pytest.approx([30 - 40 * people for people in found.staff])
    assert found.hours_person.iloc[0] == 40.0


@pytest.mark.parametrize(
    ("customers", "reason"), [([0, 0], Reason.NO_COLUMN), ([1, 1], Reason.TOO_FEW_CUSTOMERS)]
)
def test_one_customer_is_one(customers, reason):
    windows = pd.DataFrame({"period": ["before", "now"], "customers": customers})
    found = drivers(windows, pd.DataFrame())
    assert found.reason == reason
    if reason == Reason.TOO_FEW_CUSTOMERS:
        assert (found.have, found.need) == (1, FEWEST_CUSTOMERS)


@pytest.mark.parametrize(("came", "error"), [(4.0, 0.25), (0.0, None)])
def test_the_error_of_a_week_is_a_part_of_what_came(came, error):
    # Three weeks of so many, of which each future had one too many.
    view = SimpleNamespace(
        futures=lambda *_asked: np.full((TRIES, 3), came + 1), known=np.full(9, came), ahead=3
    )
    found = _View.grade(view, "structural", [2, 5])
    assert np.isnan(found["demand_error"]) if error is None else found["demand_error"] == pytest.approx(error)
    assert found["covered_95"] == 0.0


def test_margins_are_split_where_sales_are_less_than_one():
    sold = windows(amount=13000.0).assign(margin=4000.0, margin_identified=4000.0)
    money = [
        "amount",
        "amount_identified",
        "margin",
        "margin_identified",
        "spread",
        "amount_only",
        "amount_new",
        "spread_new",
    ]
    found = drivers(sold.assign(**{name: sold[name].astype(float) / 20_000 for name in money}), months())
    known, less = drivers(sold, months()).frames["drivers"], found.frames["drivers"]
    assert less.contribution_margin.tolist() == pytest.approx((known.contribution_margin / 20_000).tolist())


def test_how_many_weeks_there_are_is_told_of_the_unit_with_most():
    def weeks(unit, many):
        return pd.DataFrame({
            "unit": unit, "week": pd.date_range("2026-06-01", periods=many, freq="7D"), "weeks": 1.0, "arrivals": 5.0, "complete": True,
        })  # fmt: skip

    few = demand(pd.concat([weeks("a", 5), weeks("b", 3)]), dt.date(2026, 7, 5))
    assert (few.reason, few.have) == (Reason.TOO_SHORT_HISTORY, 5)
    assert demand(weeks("a", 5).assign(complete=False), dt.date(2026, 7, 5)).have == 0
    assert demand(weeks("a", 0), dt.date(2026, 7, 5)).reason == Reason.NO_TABLE


@pytest.mark.parametrize("net", [0.0, np.nan])
def test_since_when_a_unit_is_busier_is_not_told_where_hours_are_missing(net):
    weeks = pd.DataFrame({
        "week": pd.date_range("2026-01-05", periods=12, freq="7D"), "weeks": 1.0, "arrivals": [20.0] * 6 + [60.0] * 6, "net": 40.0,
        "handling": 60.0,
    })  # fmt: skip
    assert since(weeks) is not None
    weeks.loc[11, "net"] = net
    assert since(weeks) is None


@pytest.mark.parametrize("given_back", ["before", "now"])
def test_prices_of_two_years_need_sales_in_both(given_back):
    rows = [("before", "a", 100.0, 10.0, 0.0), ("now", "a", 120.0, 10.0, 100.0)]
    assert isinstance(price(sold(*rows), windows()), Result)
    none = [
        (period, who, -amount if period == given_back else amount, *rest)
        for period, who, amount, *rest in rows
    ]
    assert price(sold(*none), windows()).reason == Reason.TOO_FEW_PURCHASES


def shift(**changes):
    """Half an hour of one queue on each of three Mondays."""
    week = pd.date_range("2026-06-01", periods=3, freq="7D")
    return pd.DataFrame({
        "week": week, "start": week + pd.Timedelta(hours=9), "known": True, "minutes": 30.0, "arrivals": 12.0, "handling": 0.5, "staff": 2.0,
        "shrinkage": 0.0, "within_seconds": [20.0, 20.0, 40.0], "abandoned": np.nan, "service_level": np.nan,
    } | changes)  # fmt: skip


def test_a_line_whose_calls_take_less_than_a_minute_is_one():
    found = line(shift(), shift()[["week"]], 0.8)
    assert (found.off, found.seconds, found.patience) == (0.0, 20.0, None)
    assert found.cells.handling.tolist() == [0.5]
    for none in ({"handling": 0.0}, {"staff": 0.0}, {"known": False}, {"minutes": 300.0}):
        assert line(shift(**none), shift()[["week"]], 0.8) is None
    # A level that was counted moves the formulas' own; one of nobody does not.
    counted = line(shift(service_level=[0.5, 0.7, 0.6]), shift()[["week"]], 0.8)
    assert counted.off < 0
    assert counted.level() < found.level()
    assert line(shift(service_level=0.5, arrivals=0.0), shift()[["week"]], 0.8).off == 0.0


def test_a_unit_serves_what_was_last_written_of_it():
    shifts = weekly([10.0] * 8).assign(serves=["web", None, "web", "kiosk", "kiosk", "fone", "letter", None])
    assert seen(shifts)[0]["Taller"].serves == "letter"
    assert seen(weekly([10.0] * 8))[0]["Taller"].serves == ""
