"""Days looked back to, calls, departures, absences and forecasts of rungs at their edges, each by pencil."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty.acquisition.sources import cost_of_one
from clientela.loyalty.claims.margin_by_tenure import Years, _deflator, _naive
from clientela.loyalty.claims.price_rises import price_index
from clientela.loyalty.clv.models.fitting import BOUND, FLAT, judge
from clientela.loyalty.contracts.renewals import _drift, _soon
from clientela.loyalty.dates import Dates, span
from clientela.loyalty.departures.defections import _few, _values, by_notice, causes, competitors
from clientela.loyalty.transitions.history import CUSTOMER, STATES
from clientela.loyalty.trust.dependence import _experience, _next_time
from clientela.results import Result
from clientela.stats.intervals import Z, wilson

# Their rooms call what they declare by the same names.
absences, calls, outlook = (
    import_module(f"clientela.loyalty.{name}")
    for name in ("departures.absences", "plan.calls", "transitions.outlook")
)


def test_days_that_today_is_compared_with():
    long = Dates.within(dt.date(2020, 1, 1), dt.date(2025, 12, 31))
    assert (long.before, long.quarter, long.long_before) == (
        dt.date(2024, 12, 31),
        dt.date(2025, 10, 2),
        dt.date(2024, 1, 1),
    )
    # Of thirty days half and a third.
    short = Dates.within(dt.date(2025, 12, 2), dt.date(2025, 12, 31))
    assert (short.before, short.quarter, short.long_before) == (
        dt.date(2025, 12, 16),
        dt.date(2025, 12, 21),
        dt.date(2025, 12, 1),
    )
    assert [span(days) for days in (363, 364, 366, 367, None)] == [
        "363 días",
        "un año",
        "un año",
        "367 días",
        "0 días",
    ]


def test_what_part_of_a_sale_is_left_where_costs_are_known():
    served = pd.DataFrame({"amount": [100.0, 60.0, 999.0], "margin": [40.0, 24.0, None]})
    assert calls._margin(served) == pytest.approx(0.4)
    assert calls._margin(served.assign(margin=None)) == 1.0
    assert calls._margin(served.assign(margin=[500.0, 500.0, None])) == 1.0
    assert calls._margin(served.assign(margin=[-5.0, 0.0, None])) == 0.01


def test_the_curve_of_calls_from_the_companys_own_lot():
    groups = pd.DataFrame({
        "campaign_id": ["c1", "c2", "c3", "c4", "c5"], "proven": [True, True, False, True, True], "shrunken": [0.1, 0.3, 0.9, 0.9, 0.0],
        "rate_control": [0.2, 0.2, 0.2, 0.0, 0.2], "judged_by": "bought",
    })  # fmt: skip
    campaigns = pd.DataFrame({
        "campaign_id": ["c1", "c2", "c3", "c4", "c5"], "contact_channel": ["teléfono", "correo", "phone", "visita", "call"], "window_days": 73,
    })  # fmt: skip
    past = Result("x.y", 1, frames={"groups": groups, "campaigns": campaigns})
    assert calls._own(past) == [(0.5, 73.0)]
    # Five windows a year: 2 × 5 / (5 + 5) = 1, over half more: two thirds.
    assert calls.curve(past, 5.0) == (pytest.approx(1 / 1.5), True)
    assert calls.curve(Result("x.y", 1, frames={"campaigns": campaigns}), 5.0) == (pytest.approx(0.38), False)
    assert calls._own(Result("x.y", 1, frames={"groups": groups.head(0), "campaigns": campaigns})) == []


def test_calls_go_where_the_next_one_sells_most():
    # At a norm of one the calls to an account of 120 sell 60, 20, 10, 6; to one of 30 15, 5.
    given, following = calls.allocate(np.array([120.0, 30.0]), 1.0, 4)
    assert (given.tolist(), following) == ([3, 1], pytest.approx(6.0))
    given, following = calls.allocate(np.array([120.0, 30.0, 0.0]), 1.0, 9, least=12.0)
    assert (given.tolist(), following) == ([2, 1, 0], pytest.approx(10.0))
    assert calls.allocate(np.array([0.0, -5.0]), 1.0, 9)[0].tolist() == [0, 0]
    assert calls.allocate(np.array([120.0]), 1.0, 999)[0].tolist() == [calls.MOST]
    assert calls.allocate(np.array([30.0, 30.0]), 1.0, 1)[0].tolist() == [1, 0]


def test_classes_of_potential():
    # 80 before the second is class B at once; 95 before the third is C.
    assert calls.classes(np.array([15.0, 80.0, 5.0])).tolist() == [
        "potential_b",
        "potential_a",
        "potential_c",
    ]
    assert calls.classes(np.zeros(2)).tolist() == ["potential_a", "potential_a"]
    table = pd.DataFrame({"seller_id": ["v", "v", "w"], "customer_id": list("abc")})
    assert calls._alike(table, 60).tolist() == [30.0, 30.0, 52.0]


def test_what_calls_gain_over_calling_all_alike():
    table = pd.DataFrame({
        "expected": [10.0, 10.0], "account_potential": [30.0, 10.0], "account_calls": [3, 1], "alike_calls": [2.0, 2.0],
    })  # fmt: skip
    # Of a floor of a half: 10 + 30 × 3/4 + 10 × 1/2 against 10 + 40 × 2/3.
    assert calls._gain(table, 1.0, 0.5) == pytest.approx(37.5 / (10 + 80 / 3) - 1)


def gone(**changed: object) -> pd.DataFrame:
    return pd.DataFrame({
        "notice": ["said_why", "named_rival", "had_complained", "had_complained", "silent", "silent"], "competitor": [None, "Otra", None, None,
        None, "Una"],
        "cause": ["price", None, "late", None, None, None], "outside": [False, False, False, False, False, True], "amount": [5.0, 4.0, 3.0, 2.0,
        1.0, 9.0],
    } | changed)  # fmt: skip


def test_the_road_to_nobody_leaving_step_by_step():
    found = causes(gone(), 20)
    rows = found[["mend", "notice", "cause", "customers", "amount"]].fillna("").values.tolist()
    assert rows[-1] == ["outside", "silent", "", 1, 9.0]
    assert {tuple(row[:3]) for row in rows if row[0] == "cause_unknown"} == {
        ("cause_unknown", "had_complained", ""), ("cause_unknown", "silent", ""),
    }  # fmt: skip
    assert sum(row[3] for row in rows) == 6
    assert found.leave_after.tolist() == pytest.approx([(6 - done) / 20 for done in found.customers.cumsum()])
    assert found["share"].sum() == pytest.approx(1.0)


def test_how_many_left_and_how():
    values = _values(gone(), 20, 90)
    told = {name: (number.value, number.n) for name, number in values.items()}
    assert told["departed"] == (6, 20)
    assert told["departed_amount"] == (24.0, 6)
    assert told["named_competitor"] == (2, 6)
    assert told["departed_had_complained"] == (2, 6)
    assert (values["share_silent"].low, values["share_silent"].high) == wilson(2, 6)
    assert (values["share_departed"].low, values["share_departed"].high) == wilson(6, 20)
    table = by_notice(gone()).set_index("notice")
    assert table.customers["silent"] == 2
    assert table.amount["silent"] == 10.0
    assert table["share"].sum() == pytest.approx(1.0)
    assert (table.share_low["silent"], table.share_high["silent"]) == wilson(2, 6)
    rivals = competitors(gone())
    assert rivals.values.tolist() == [["Otra", 1, 4.0, 0.5], ["Una", 1, 9.0, 0.5]]


def test_few_causes_stand_alone_and_the_rest_together():
    table = pd.DataFrame(
        {
            "mend": "can_mend",
            "notice": "said_why",
            "cause": list("abcdefghi"),
            "customers": [9, 8, 7, 6, 5, 4, 3, 1, 1],
            "amount": 1.0,
        }
    )
    found = _few(table)
    rest = found.iloc[-1]
    assert (rest.notice, rest.cause) == ("other_causes", "")
    assert found.customers.sum() == table.customers.sum()
    assert found.amount.sum() == 9.0
    assert len(_few(table.head(2))) == 2


def absent(many: int, back: int) -> pd.DataFrame:
    """So many absences, of which some ended a hundred days after they began."""
    began = pd.Timestamp("2025-01-01")
    return pd.DataFrame({
        "customer_id": [f"c{n}" for n in range(many)], "day": began - pd.Timedelta(days=100), "began": began,
        "next_day": [began + pd.Timedelta(days=100)] * back + [pd.NaT] * (many - back),
    })  # fmt: skip


def test_just_enough_absences_are_told():
    days = pd.DataFrame({"customer_id": ["x"], "day": ["2025-01-01"], "amount": [1.0], "is_purchase": [True]})
    as_of = dt.date(2025, 12, 31)
    found = absences.comebacks(absent(30, 12), None, days, as_of)
    told = {name: (number.value, number.n) for name, number in found.values.items()}
    assert told["absences"] == (30, 30)
    assert told["came_again"] == (12, 30)
    assert told["absent_back_90"] == (0.0, 30)
    assert told["absent_back_180"] == (pytest.approx(0.4), 30)
    assert "absent_back_365" not in told
    assert told["away_median"] == (200.0, 12)
    few = absences.comebacks(absent(29, 12), None, days, as_of)
    assert (few.have, few.need) == (29, 30)
    assert "away_median" in absences.comebacks(absent(30, 10), None, days, as_of).values
    assert "away_median" not in absences.comebacks(absent(30, 9), None, days, as_of).values


def test_what_they_bought_before_and_after():
    last, back = pd.Timestamp("2025-01-31"), pd.Timestamp("2025-06-30")
    found = pd.DataFrame({"customer_id": ["a"], "day": [last], "next_day": [back]})
    bought = [(0, 1.0), (-179, 2.0), (-180, 4.0)]
    after = [(0, 8.0), (179, 16.0), (180, 32.0), (-1, 64.0)]
    days = pd.DataFrame([
        *[("a", last + pd.Timedelta(days=ago), amount, True) for ago, amount in bought],
        *[("a", back + pd.Timedelta(days=ahead), amount, ahead != 179) for ahead, amount in after],
    ], columns=["customer_id", "day", "amount", "is_purchase"])  # fmt: skip
    (row,) = absences._before_after(found, days, (back + pd.Timedelta(days=179)).date()).to_dict("records")
    assert row == {
        "purchases_before": 2.0,
        "purchases_after": 1.0,
        "amount_before": 3.0,
        "amount_after": 24.0,
    }
    assert absences._before_after(found, days, (back + pd.Timedelta(days=178)).date()).empty


def test_what_is_bought_since_as_a_share_of_before():
    pairs = pd.DataFrame(
        {
            "purchases_after": [1.0, 2.0] * 5,
            "amount_before": [10.0, 30.0] * 5,
            "amount_after": [5.0, 25.0] * 5,
        }
    )
    values = absences._worth(pairs)
    assert (values["stay_back"].value, values["worth_back"].value) == (0.5, 0.75)
    # What is left of three quarters: −2.5 and 2.5.
    half = Z * (2.5**2 * 10 / 9) ** 0.5 / (10**0.5 * 20)
    assert (values["worth_back"].low, values["worth_back"].high) == pytest.approx((0.75 - half, 0.75 + half))
    assert absences._worth(pairs.head(9)) == {}
    assert absences._worth(pairs.assign(amount_before=0.0)) == {}


def test_what_one_new_customer_cost():
    new = pd.DataFrame({
        "acquired_by": ["Feria", "feria ", None, "radio"], "first_purchase": pd.to_datetime(["2026-01-05", "2026-02-10", "2026-02-11", "2026-04-01"]),
    })  # fmt: skip
    spent = pd.DataFrame({
        "month": ["2026-01-01", "2026-03-01", "2026-01-01"], "purpose": ["acquire", "acquire", "retain"], "channel": ["feria", None, "feria"],
        "amount": [30.0, 12.0, 99.0],
    })  # fmt: skip
    costs, unmatched = cost_of_one(new, spent)
    # Two of the three of January to March said by whom they came: two thirds of 30 for two; 42 for three; April is outside.
    assert costs["feria"].value == pytest.approx(10.0)
    assert costs["all"].value == pytest.approx(14.0)
    assert (costs["feria"].n, costs["all"].n, unmatched, "radio" in costs) == (3, 3, 12.0, False)
    nobody, left = cost_of_one(new.assign(acquired_by=None), spent)
    assert (nobody, left) == ({}, 42.0)
    assert np.isnan(cost_of_one(new, spent[spent.purpose == "retain"])[1])


def test_when_a_fit_is_believed():
    place, slope, curve = np.zeros(2), np.zeros(2), np.diag([4.0, 1.0])
    covariance, why = judge(place, 1.0, slope, curve, ("a", "b"))
    assert (covariance.tolist(), why) == ([[0.25, 0.0], [0.0, 1.0]], None)
    assert judge(place, np.nan, slope, curve, ("a", "b"))[1] == "not_finite"
    assert judge(place, 1.0, slope, np.diag([np.inf, 1.0]), ("a", "b"))[1] == "not_finite"
    assert judge(np.array([0.0, BOUND]), 1.0, slope, curve, ("a", "b"))[1] == "bound:b"
    assert judge(np.array([0.0, 0.011 - BOUND]), 1.0, slope, curve, ("a", "b"))[1] is None
    # One that is known and one that is not: the worse one counts.
    assert judge(place, 1.0, slope, np.diag([4.0, 0.9 / FLAT**2]), ("a", "b"))[1] == "flat"
    assert judge(place, 1.0, slope, np.diag([4.0, 1e-10]), ("a", "b"))[1] == "flat"
    assert judge(place, 1.0, np.array([0.0, 1.1e-5]), curve, ("a", "b"))[1] == "not_converged"
    assert judge(place, 1.0, np.array([0.0, -0.9e-5]), curve, ("a", "b"))[1] is None


def test_contracts_that_end_within_a_quarter():
    today = dt.date(2026, 3, 31)
    day = pd.Timestamp(today)
    open_ = pd.DataFrame({
        "contract_id": ["d", "b", "a", "c"], "finish": [day, day + pd.Timedelta(days=90), day + pd.Timedelta(days=1), day + pd.Timedelta(days=91)],
        "next_period": 100.0, "renew_chance": 0.75,
    })  # fmt: skip
    soon = _soon(open_, today)
    assert soon.contract_id.tolist() == ["a", "b"]
    assert (soon.to_lose.tolist(), soon.index.tolist()) == ([25.0, 25.0], [0, 1])
    grades = pd.DataFrame(
        {"forecast": ["sbg", "last"], "renewals_seen": [10, 0], "renewals_expected": [12.0, 5.0]}
    )
    assert (_drift(grades, "sbg"), _drift(grades, "last"), _drift(grades, "none")) == (
        pytest.approx(0.2),
        0.0,
        0.0,
    )


def test_a_forecast_of_rungs_from_given_futures(monkeypatch):
    rung = STATES[CUSTOMER]
    states = len(STATES)
    counts = pd.DataFrame([np.zeros(states, dtype=int)] * 8, columns=list(STATES))
    counts[rung] = 10
    ends = pd.date_range("2025-05-31", periods=8, freq="ME")
    history = SimpleNamespace(ends=ends, counts=lambda: counts, rungs=[rung])
    monkeypatch.setattr(
        outlook, "step_counts", lambda *_given: (np.zeros((6, states, states)), np.zeros((6, states)))
    )
    monkeypatch.setattr(outlook, "usual_month", lambda _steps: np.eye(states) * 0.5)
    paths = np.zeros((41, 2, states))
    paths[:, :, CUSTOMER] = np.arange(41.0)[:, None] + np.array([0.0, 100.0])
    monkeypatch.setattr(outlook, "_paths", lambda *_given: paths)
    table, last = outlook._forecast(history, 2, 1)
    assert table.month.tolist() == [pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")]
    told = table[["customers", "then_low", "then_high"]].to_numpy()
    assert told == pytest.approx(np.array([[5.0, 1.0, 39.0], [2.5, 101.0, 139.0]]))
    assert last == pytest.approx((2.5, 101.0, 139.0))


def test_what_the_next_departure_would_take():
    # Two accounts of 50 each, a fifth lost between nothing and a half: lumps of .2 × .8 × ½.
    number = _next_time(np.array([50.0, 50.0]), (0.2, 0.1, 0.4), 0.05, 9)
    swing = Z**2 * (0.05**2 + 0.2 * 0.8 * 0.5)
    assert number.value == pytest.approx(20.0)
    assert number.low == 0.0
    assert number.high == pytest.approx(100 * (0.2 + (0.04 + swing) ** 0.5))
    many = _next_time(np.ones(10_000), (0.2, 0.15, 0.3), 0.0, 9)
    assert many.low == pytest.approx(10_000 * (0.2 - (0.05**2 + Z**2 * 0.16 / 10_000) ** 0.5))
    assert _next_time(np.array([7.0]), (0.9, 0.5, 1.0), 0.2, 9).high == 7.0
    assert _next_time(np.array([]), (0.2, 0.1, 0.3), 0.0, 9).value == 0.0


def test_what_departures_teach_together():
    departures = pd.DataFrame({
        "accounts": [10, 30], "accounts_lost": [6, 18], "others_n": [100, 300], "others_lost": [0.1, 0.1], "others_spread": [0.0, 0.1],
    })  # fmt: skip
    book = pd.DataFrame({"amount": [60.0, 40.0], "in_ten": [True, False]})
    values = _experience(departures, book)
    assert (values["departures"].value, values["lost_share"].value, values["others_lost"].value) == (
        2,
        0.6,
        0.1,
    )
    assert (values["lost_extra"].value, values["lost_extra"].n) == (pytest.approx(0.5), 440)
    assert (values["key_stake"].value, values["book_stake"].value) == (
        pytest.approx(30.0),
        pytest.approx(50.0),
    )
    assert "followed" in values
    assert "followed" not in _experience(departures.assign(accounts_lost=departures.accounts), book)


def test_two_whole_years_and_what_lies_beside_them():
    days = pd.DataFrame({"day": ["2022-01-01"]})
    years = Years.of(days, dt.date(2025, 12, 31))
    assert (years.end, years.edge) == (pd.Timestamp("2025-12-31") - pd.Timedelta(days=181), 182)
    assert ((years.second - years.first).days, (years.end - years.second).days) == (365, 365)
    assert Years.of(days.head(0), dt.date(2025, 12, 31)) is None
    just = pd.Timestamp("2025-12-31") - pd.Timedelta(days=2 * 365 + 2 * 60 - 1)
    assert Years.of(pd.DataFrame({"day": [just]}), dt.date(2025, 12, 31)).edge == 60
    assert Years.of(pd.DataFrame({"day": [just + pd.Timedelta(days=1)]}), dt.date(2025, 12, 31)) is None


def test_prices_of_a_year_and_of_the_next():
    rises = pd.DataFrame({"rise_day": [pd.Timestamp("2025-07-02")], "rise": [0.2], "share_raised": [0.5]})
    days = pd.date_range("2025-07-01", "2025-07-03")
    assert price_index(rises, days).tolist() == pytest.approx([1.0, 1.1, 1.1])
    begins = pd.DatetimeIndex(["2025-01-01", "2026-01-01"])
    # The rise holds on the last 183 of 365 days of the first year, and all of the second.
    assert _deflator(begins, rises).tolist() == pytest.approx([1 + 0.1 * 183 / 365, 1.1])
    assert _deflator(begins, None).tolist() == _deflator(begins, rises.head(0)).tolist() == [1.0, 1.0]


def test_old_customers_against_everybody():
    part = pd.DataFrame({
        "earned": [10.0, 20.0, 99.0], "earned_next": [30.0, 50.0, 99.0], "bought": [1, 2, 0], "bought_next": [1, 1, 3], "before": [True, True, False],
    })  # fmt: skip
    row = _naive("all", part)
    assert (row["with_new"], row["with_loyal"], row["n"]) == (15.0, 40.0, 2)
    assert row["advantage"] == pytest.approx(40 / 15 - 1)
    error = 40 / 15 * np.hypot(5 / 15, 10 / 40)
    assert row["advantage_high"] - row["advantage"] == pytest.approx(12.7062047 * error, rel=1e-6)
    assert np.isnan(_naive("all", part.assign(bought=0))["advantage"])
