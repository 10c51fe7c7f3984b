"""What stands exactly on a limit, by pencil: goals and their dates, hours of trade, what moved sales, bands of a unit, numbers of people."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from company_frames import months, windows
from test_company_goals import DAYS, LAST, SOLD, SPENT

from clientela.calendar.windows import both_periods
from clientela.companies.config import Goal
from clientela.company.capacity import cases
from clientela.company.capacity.bands import WEEK, bands
from clientela.company.capacity.cases import in_time
from clientela.company.capacity.erlang import impatient, needed
from clientela.company.capacity.units import _busy
from clientela.company.drivers.analysis import drivers
from clientela.company.drivers.price import cause
from clientela.company.forecast.analysis import forecast
from clientela.company.goals.analysis import _check_figure, _needed, _plans, _state
from clientela.company.goals.scenarios import customers_ahead, expense_ratio
from clientela.company.orientation.analysis import RELIABLE, _reliable
from clientela.company.sales.analysis import _frequency, _new, fewer_new
from clientela.company.scorecard.analysis import LEVEL, OUTSIDE, _verdict
from clientela.company.seasonality.analysis import FEWEST_TIMED, _timed
from clientela.results import Number, Reason, Result
from clientela.stats.groups import apart

AMOUNT = DAYS.set_index("day")["amount"]
MARGIN = pd.Series(10.0, index=pd.date_range("2025-01-01", "2025-11-01", freq="MS"))
YEAR = {"start": dt.date(2025, 1, 1), "end": LAST}


def figures(key="company.x", **values):
    return Result(key, 1, {name: Number(value, "count", 1) for name, value in values.items()})


@pytest.mark.parametrize(
    ("goal", "known", "state"),
    [
        (Goal(value=36_500, **YEAR), AMOUNT, "goal_met"),
        (Goal(value=36_501, **YEAR), AMOUNT, "goal_missed"),
        (Goal(value=1, start=LAST, end=LAST + dt.timedelta(days=1)), AMOUNT, "goal_open"),
        (Goal(value=1, start=LAST, end=LAST), AMOUNT, "goal_over"),
        (Goal(value=1, **YEAR), None, "goal_over"),
        # Margins are known to the end of November.
        (Goal(measure="margin", value=110, start=dt.date(2025, 1, 1), end=dt.date(2025, 11, 30)), MARGIN, "goal_met"),
        (Goal(measure="margin", value=1, start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 1)), MARGIN, "goal_open"),
        (Goal(measure="amount", value=1, start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 1)), AMOUNT, "goal_met"),
    ],
)  # fmt: skip
def test_a_goal_on_the_last_day(goal, known, state):
    assert _state(goal, known, DAYS) == state


def test_growth_asked_over_as_long_a_time_before():
    # A year of a hundred a day is asked for 40,150: a tenth more than 36,500.
    goal = Goal(value=40_150, start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31))
    assert _needed(goal, AMOUNT) == pytest.approx(0.1)
    # A week may be missing at the beginning, a month and a day at the end.
    assert _needed(goal, AMOUNT["2025-01-08":]) == pytest.approx(40_150 / 35_800 - 1)
    assert _needed(goal, AMOUNT["2025-01-09":]) is None
    assert _needed(goal, AMOUNT[:"2025-11-30"]) == pytest.approx(40_150 / 33_400 - 1)
    assert _needed(goal, AMOUNT[:"2025-11-29"]) is None
    assert _needed(goal, AMOUNT * 0) is None
    assert _needed(Goal(value=1, start=LAST, end=LAST), AMOUNT) is None


def test_a_figure_on_the_limits_of_what_is_to_come():
    def told(growth, basis="", probability=None, ends=(None, None), figure=10.0):
        return _check_figure(growth, probability, basis, figure, ends)

    assert [told(growth) for growth in (0.0, 0.01, 0.5, 0.51, None)] == [
        "too_low",
        "sane",
        "sane",
        "bold",
        "",
    ]
    assert [told(0.1, "basis_forecast", part) for part in (0.0, 0.99, 0.995)] == ["beyond", "sane", "trivial"]
    ends = [(10.0, 20.0), (5.0, 10.0), (11.0, 20.0), (5.0, 9.0), (None, 9.0)]
    assert [told(0.1, "basis_scenarios", ends=one) for one in ends] == [
        "sane",
        "sane",
        "trivial",
        "beyond",
        "sane",
    ]


def test_a_plan_is_of_the_window_that_ends_with_the_history():
    rows = [("amount", 1.0, 365), ("orders", 2.0, 364), ("margin", 3.0, 365)]

    def plans(*listed):
        frame = pd.DataFrame([
            {"measure": name, "goal": value, "start": LAST - dt.timedelta(days=length - 1), "end": LAST} for name, value, length in listed
        ])  # fmt: skip
        return {
            name: (one.value, one.unit, one.n)
            for name, one in _plans(frame, DAYS[DAYS.day >= "2024"]).items()
        }

    assert plans(*rows) == {"plan_amount": (1.0, "currency", 3), "plan_orders": (2.0, "count", 3)}
    assert plans(("amount", 1.0, 363), ("orders", 2.0, 367)) == {}
    assert plans(("amount", 1.0, 366))["plan_amount"][0] == 1.0


@pytest.mark.parametrize(
    ("days", "customers", "start", "end", "told"),
    [
        (364, 10, "2026-01-01", "2026-12-31", True),
        (363, 10, "2026-01-01", "2026-12-31", False),
        (365, 0, "2026-01-01", "2026-12-31", False),
        (365, 1, "2026-01-01", "2026-12-31", True),
        (365, 10, "2028-01-01", "2028-12-31", True),
        (365, 10, "2029-01-01", "2029-12-31", False),
        (365, 10, "2026-01-01", "2027-01-02", False),
        (365, 10, "2026-01-01", "2026-12-29", False),
        (365, 10, "2025-12-31", "2026-12-31", True),
        (365, 10, "2025-12-30", "2026-12-30", False),
    ],
)
def test_customers_of_a_year_to_come(days, customers, start, end, told):
    sold = figures(window_days=days, customers=customers, customers_before=10)
    goal = Goal(
        measure="customers", value=12, start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end)
    )
    found = customers_ahead(goal, sold, LAST)
    assert (found is not None) == told
    if found:
        assert found[3] == pytest.approx(12 / customers - 1)
    nobody = figures(window_days=365, customers=10, customers_before=0)
    assert customers_ahead(goal, nobody, LAST) is None


def test_what_a_peso_more_of_sales_costs():
    # 1,800 to win 9,000 of new customers' sales, of 3,648 spent on 36,500.
    assert expense_ratio(SPENT, SOLD, LAST) == (pytest.approx(3_648 / 36_500), pytest.approx(0.2))

    def changed(**values):
        return Result(
            SOLD.key, 1, SOLD.values | {name: Number(value, "count", 1) for name, value in values.items()}
        )

    assert expense_ratio(SPENT, changed(window_days=364), LAST) is not None
    assert expense_ratio(SPENT, changed(window_days=363), LAST) is None
    assert expense_ratio(SPENT, changed(amount=0.0), LAST) is None
    assert expense_ratio(SPENT, changed(amount=1.0), LAST)[0] == pytest.approx(3_648)
    assert expense_ratio(SPENT, changed(new_amount=0.0), LAST)[1] is None
    assert expense_ratio(SPENT, changed(new_amount=0.5), LAST)[1] == pytest.approx(3_600)
    serving = SPENT.assign(amount=SPENT.amount.where(SPENT.purpose != "acquire", 0.0))
    assert expense_ratio(serving, SOLD, LAST)[1] is None
    assert expense_ratio(SPENT[SPENT.month > "2025-01-01"], SOLD, LAST) is None


def timed(**orders):
    return _timed(
        pd.DataFrame([{"weekday": "mon", "hour": int(h[1:]), "orders": n} for h, n in orders.items()])
    )


def test_midnight_is_no_hour_where_it_towers_over_its_neighbours():
    rest = {"h10": 40, "h11": FEWEST_TIMED - 40}
    assert timed(h0=30, h1=10, h23=2, **rest).hour.tolist() == [0, 1, 23, 10, 11]
    assert timed(h0=31, h1=10, h23=2, **rest).hour.tolist() == [1, 23, 10, 11]
    assert timed(h0=31, h1=2, h23=11, **rest).hour.tolist() == [0, 1, 23, 10, 11]
    # Beside nobody, three may be customers of the night; four are dates without a time.
    assert timed(h0=3, **rest).hour.tolist() == [0, 10, 11]
    assert timed(h0=4, **rest).share.tolist() == [0.8, 0.2]
    assert timed(h10=FEWEST_TIMED) is None
    assert timed(h10=40, h11=FEWEST_TIMED - 41) is None


@pytest.mark.parametrize(
    ("change", "dearer", "high", "word"),
    [
        (-20.0, -10.0, None, "quantity"),
        (-20.0, -10.1, None, "cheaper"),
        (10.0, 10.0, None, "price_only"),
        (10.0, 8.0, None, "price_almost"),
        (10.0, 7.9, None, "price_most"),
        (10.0, 5.0, None, "quantity"),
        (0.0, 5.0, -1.0, "hidden"),
        (0.5, 0.4, None, "price_almost"),
        (-5.0, 0.0, -1.0, "quantity"),
        (-5.0, 0.5, -0.5, "hidden"),
        (-5.0, 5.0, 0.0, "quantity"),
    ],
)
def test_what_moved_sales_in_a_word(change, dearer, high, word):
    found = figures(change_amount=change, by_price=dearer, sold_before=1_000.0)
    by_quantity = Number(0.0, "currency", 1, None if high is None else high - 1, high, 0.95)
    assert cause(Result(found.key, 1, {**found.values, "by_quantity": by_quantity})) == word


def two_years(**columns):
    starts = pd.date_range("2024-01-01", periods=24, freq="MS")
    return pd.DataFrame({"month": starts, "complete": True, **columns})


def test_what_no_forecast_can_be_made_of():
    sales = np.r_[np.full(12, 1_000.0), np.tile([-1.0, 1.0], 6)]
    assert forecast(two_years(amount=sales)).reason is Reason.NO_FIT
    margin = np.r_[np.arange(23.0) + 5, -1.0]
    assert forecast(two_years(amount=1.0, margin=margin), measure="margin").reason is Reason.NO_FIT
    assert forecast(two_years(amount=np.full(24, 7.0))).reason is Reason.NO_VARIATION
    holes = np.where(np.arange(24) == 5, np.nan, np.arange(24.0) + 5)
    found = forecast(two_years(amount=1.0, margin=holes), measure="margin")
    assert (found.reason, found.add) == (Reason.NO_COLUMN, ("transactions.cost",))
    assert forecast(two_years(amount=1.0), measure="orders").add == ("transactions.orders",)


def weeks(arrivals, net=40.0, handling=60.0, lost=np.nan, staff=1.0):
    table = {
        "arrivals": arrivals,
        "net": net,
        "handling": handling,
        "lost": lost,
        "staff": staff,
        "weeks": 1.0,
    }
    return pd.DataFrame(table, index=range(len(arrivals)))


def test_how_busy_a_unit_is_by_pencil():
    # Thirty cases of an hour each in forty hours; whoever hung up took none.
    found = _busy(weeks([30.0, 30.0, 30.0]), 1)
    assert (found["busy"], found["asked"], found["net"], found["chokes"]) == (0.75, 30.0, 40.0, False)
    # The spread is at least that of counts.
    assert found["spread"] == 30.0
    assert _busy(weeks([10.0, 50.0, 90.0]), 1)["spread"] == 1_600.0
    assert _busy(weeks([30.0]), 1)["spread"] == 30.0
    gone = _busy(weeks([30.0, 10.0], lost=[15.0, 0.0]), 1)
    assert (gone["lost"], gone["busy"]) == (15 / 40, 25 / 80)
    nobody = _busy(weeks([30.0, 0.0], lost=[15.0, 0.0]), 1)
    assert (nobody["lost"], nobody["busy"]) == (0.5, 15 / 80)
    assert "lost" not in _busy(weeks([30.0, 10.0], lost=[15.0, np.nan]), 1)
    assert "lost" not in _busy(weeks([0.0, 0.0], lost=[0.0, 0.0]), 1)
    for unknown in (weeks([30.0, 30.0], net=[40.0, np.nan]), weeks([30.0, 30.0], net=0.0)):
        assert "busy" not in _busy(unknown, 1)
    assert _busy(weeks([30.0, 30.0], handling=[60.0, np.nan]), 1)["asked"] is None
    mean = _busy(weeks([1.0, 1.0, 1.0], staff=[1.0, 1.0, 4.0], handling=[60.0, 60.0, 30.0]), 1)
    assert (mean["staff"], mean["handling"]) == (2.0, 30.0)


def test_what_cannot_be_in_a_shift_is_not_known():
    shifts = pd.DataFrame({
        "unit": "Desk", "start": pd.date_range("2026-01-05 09:00", periods=4, freq="D"), "minutes": 60.0, "shrinkage": [0.0, 0.5, 1.0, np.nan],
        "hours": np.nan, "staff": [2.0, 2.0, 2.0, -1.0], "handling": [5.0, 0.0, 0.5, 5.0], "arrivals": [10.0, 10.0, 10.0, np.nan],
        "abandoned": [10.0, 11.0, 0.0, 0.0], "service_level": [0.0, 1.0, 1.1, -0.1], "within_seconds": [0.0, 20.0, -1.0, 20.0], "cost_per_hour": 1.0,
    })  # fmt: skip
    found = bands(shifts, dt.date(2026, 1, 7))
    assert found["abandoned"].tolist() == [10.0, 10.0, 0.0, 0.0]
    assert found["service_level"].fillna(-9).tolist() == [0.0, 1.0, -9, -9]
    assert found["within_seconds"].fillna(-9).tolist() == [0.0, 20.0, -9, 20.0]
    assert found["net"].fillna(-9).round(9).tolist() == [2.0, 1.0, 0.1, -9]
    # A case without time takes that of the case before it.
    assert found["handling"].tolist() == [5.0, 5.0, 0.5, 5.0]
    assert found["known"].tolist() == [True, True, True, False]
    assert found["end"].iloc[0] == pd.Timestamp("2026-01-05 10:00")
    assert bands(shifts, dt.date(2026, 1, 6))["known"].tolist() == [True, True, False, False]
    assert WEEK == 7 * 24 * 60


@pytest.mark.parametrize(("rate", "minutes"), [(0.0, 3.0), (1.0, 0.0)])
def test_nobody_is_needed_where_nothing_comes_or_nothing_takes_time(rate, minutes):
    assert needed(rate, minutes, 1.0, 0.8) == 0


def test_two_people_at_least_on_either_side():
    two = apart([4.0, 6.0], [1.0, 3.0])
    # Each mean has a variance of 2 / 2: together an error of the square root of two, of two degrees.
    assert (two.by, two.high - two.by) == (3.0, pytest.approx(4.30265 * 2**0.5, rel=1e-4))
    for few in (apart([5.0], [1.0, 3.0]), apart([4.0, 6.0], [2.0])):
        assert (few.by, np.isnan(few.low), few.p_value) == (3.0, True, 1.0)
    assert np.isnan(apart([], [1.0, 2.0]).by)
    assert np.isnan(apart([1.0], []).by)


@pytest.mark.parametrize(
    ("change", "high", "before", "fewer"),
    [(-11, -1.0, 100, 11), (-10, -1.0, 100, 0), (-11, 0.0, 100, 0), (-11, None, 100, 0)],
)
def test_new_customers_are_fewer_where_it_is_sure_and_a_tenth(change, high, before, fewer):
    low = None if high is None else -20.0
    values = {
        "new_customers_change": Number(change, "count", 1, low, high, 0.95),
        "new_customers_before": Number(before, "count", 1),
    }
    assert fewer_new(Result("company.sales", 1, values)) == fewer


def test_a_month_is_unusual_below_the_chance_that_is_shared_by_all():
    def said(chance, tests, value=2.0, figure="amount"):
        return _verdict(
            {"chance_alone": chance, "figure": figure, "last_value": value, "expected_most": 1.0}, tests
        )

    # Of one measure what lies outside the limits that are drawn, of many what chance does to none of them.
    many = 100
    for limit, tests in ((OUTSIDE, 1), ((1 - LEVEL) / many, many)):
        assert [said(part, tests) for part in (limit, 0.99 * limit)] == ["month_usual", "month_better"]
    assert said(None, 1) is None
    assert said(0.5 * OUTSIDE, 1, value=0.5) == "month_worse"


def test_margins_have_drivers_where_known_customers_bought_for_something():
    known = windows().assign(margin=4000.0, margin_identified=4000.0)
    assert "contribution_margin" in drivers(known, months()).frames["drivers"]
    given = drivers(known.assign(amount_identified=0.0, margin_identified=0.0), months()).frames["drivers"]
    assert "contribution_margin" not in given
    # What nobody is known to have bought moved on its own: all of it.
    assert given.set_index("driver").contribution.to_dict() == {
        "customers": 0.0, "frequency": 0.0, "ticket": 0.0, "anonymous": 2000.0,
    }  # fmt: skip
    half = known.assign(margin=[4000.0, None], margin_identified=[4000.0, None])
    assert "contribution_margin" not in drivers(half, months()).frames["drivers"]


def test_who_is_new_is_told_with_a_year_of_history_before():
    def told(history):
        now, before = both_periods(windows(history_from=pd.Timestamp(history)))
        return sorted(_new(now, before, True))

    # The last year begins on the first of January: 364 days before it are the third of a leap year before.
    assert "new_customers" in told("2024-01-03")
    assert "new_customers" not in told("2024-01-04")


def test_orders_of_each_customer_where_there_are_some_in_both_periods():
    now, before = both_periods(windows())
    assert {name: one.value for name, one in _frequency(now, before, True).items()} == {
        "frequency": 2.5, "frequency_before": 2.0,
    }  # fmt: skip
    for nobody in (windows(customers=0), windows().assign(customers=[0, 80])):
        assert _frequency(*both_periods(nobody), True) == {}
    assert _frequency(now, before, False) == {}


def test_since_when_a_unit_is_busier_by_pencil():
    def busy(*arrivals, net=40.0):
        starts = pd.date_range("2026-01-05", periods=len(arrivals), freq="7D")
        return cases.since(pd.DataFrame({"week": starts, "weeks": 1.0, "arrivals": arrivals, "net": net, "handling": 60.0}))  # fmt: skip

    found = busy(*[20.0] * 6, *[60.0] * 6)
    assert str(found.week) == str(found.earliest) == str(found.latest) == "2026-02-16"
    assert (found.arrivals_before, found.arrivals_now, found.hours_now) == (20.0, 60.0, 40.0)
    # Less busy is no trouble, alike is none, and neither are fewer weeks than two stretches have, nor hours that nobody knows.
    assert busy(*[60.0] * 6, *[20.0] * 6) is None
    assert busy(*[20.0] * 12) is None
    assert busy(20.0, 20.0, 60.0, 60.0, 60.0) is None
    assert busy(20.0, 20.0, 20.0, 90.0, 90.0, 90.0) is not None
    assert busy(*[20.0] * 6, *[60.0] * 6, net=[40.0] * 11 + [np.nan]) is None


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (RELIABLE, 0.9, "yes"),
        (0.1, RELIABLE, "unsure"),
        (0.1, RELIABLE - 0.01, "no"),
        (None, None, "no"),
    ],
)
def test_a_part_of_a_form_is_reliable_from_a_limit_on(low, high, word):
    assert _reliable(Number(0.8, "score", 20, low, high, 0.95)) == word
    assert _reliable(None) == ""


def test_a_queue_to_which_hardly_anybody_comes():
    # One call in a thousand minutes, ten minutes each: it finds another one there once in a hundred, as without patience.
    found = impatient(0.001, 10, 1, 5)
    assert float(found.waits) == pytest.approx(0.01 / 1.01, rel=0.02)
    assert float(found.busy) == pytest.approx(0.01, rel=0.02)


@pytest.mark.parametrize(("spread", "sure"), [(0.005, 1 - np.exp(-0.12)), (0.0, 1.0)])
def test_a_list_that_hardly_varies_is_done_in_time(spread, sure):
    # Room of 0.03 in a week, 0.01 to spare: twice their product over the spread.
    assert in_time(0.02, 0.03, spread, 7) == pytest.approx(sure)
