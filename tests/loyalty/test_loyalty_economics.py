"""What is said of loyal customers and what their loyalty is worth: by pencil, by simulation, and what is missing."""

import datetime as dt
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.loyalty import claims, equity, marketing
from clientela.loyalty.claims.claims import verdict
from clientela.loyalty.claims.margin_by_tenure import Years, two_years
from clientela.loyalty.claims.price_rises import price_index, price_rises
from clientela.loyalty.claims.rise_losses import (
    TENURE,
    Buying,
    borne,
    expected,
    quiet_dates,
)
from clientela.loyalty.equity.analysis import shapley
from clientela.loyalty.marketing.balance import bends, best_spending, linked
from clientela.loyalty.marketing.returns import marketing_return
from clientela.loyalty.marketing.rewards import detectable
from clientela.loyalty.transitions.history import CONSUMER, CUSTOMER, History
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.present.terms import known
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.ratios import limits, mean, ratio

DAY = dt.date(2026, 6, 30)
START = pd.Timestamp("2023-07-01")


def expenses(rows):
    table = pd.DataFrame(rows, columns=["month", "purpose", "channel", "campaign_id", "amount"])
    return table.assign(
        month=pd.to_datetime(table.month), area="mercadeo", amount=table.amount.astype("float64")
    )


def flows(new, active):
    months = pd.date_range("2025-01-01", periods=len(new), freq="MS")
    frame = pd.DataFrame({"month": months, "new": new, "active": active, "left": 0, "recovered": 0})
    return Result("loyalty.flows", 1, {}, {"flows": frame})


def monthly_expenses(months, acquire, retain):
    every = pd.date_range("2025-01-01", periods=months, freq="MS")
    return expenses([(month, purpose, None, None, amount)
                     for month in every for purpose, amount in (("acquire", acquire), ("retain", retain))])  # fmt: skip


# --- Means and ratios


def test_a_ratio_of_sums_and_its_error_by_hand():
    found = ratio([10.0, 20.0], [1.0, 1.0])
    # Left over: −5 and 5; squared and added 50, times 2 over 1, root 10, over a sum of 2.
    assert (found.value, found.error) == (15.0, pytest.approx(5.0))
    assert np.isnan(ratio([], []).value)
    assert np.isnan(mean([3.0]).low)
    assert limits(1.0, np.nan, 9).n == 9


# --- Keeping and winning


def test_keeping_is_set_against_winning():
    found = claims.retention_cost(
        monthly_expenses(8, 1000, 100), flows([99, 10, 10, 10, 10, 10, 10, 10], [100] * 8)
    )
    # The first month, when everybody is new, is left out: 1,000 for ten new ones; 100 a month for a hundred active ones.
    assert found.values["with_new"].value == pytest.approx(100)
    assert found.values["with_loyal"].value == pytest.approx(12)
    assert found.values["win_over_keep"].value == pytest.approx(100 / 12)
    assert len(found.frames["months"]) == 7


def test_keeping_needs_both_purposes_and_half_a_year():
    both = monthly_expenses(5, 10, 10)
    assert claims.retention_cost(both, flows([1] * 5, [9] * 5)).reason is Reason.TOO_SHORT_HISTORY
    assert (
        claims.retention_cost(both[both.purpose == "retain"], flows([1] * 5, [9] * 5)).reason
        is Reason.NO_COLUMN
    )
    assert claims.retention_cost(both.head(0), flows([1] * 5, [9] * 5)).reason is Reason.NO_TABLE
    assert claims.retention_cost(both, Missing("loyalty.flows", Reason.NO_TABLE)).key == "loyalty.keeping"


# --- Effort


def efforts(new, older):
    """Customers of each group: orders, interactions, contacts and returns of each, with some who differ."""
    rows = [
        {"customer_id": f"{older_}{place}", "older": older_, "kind": "person", "orders": orders, "amount": 90.0 * orders,
         "discount": 10.0 * orders, "returns": back, "interactions": talks + place % 2, "contacts": 0}
        for older_, (n, orders, talks, back) in ((False, new), (True, older))
        for place in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_work_of_an_order_in_money():
    costs = SimpleNamespace(interaction=10.0, contact=1.0, return_=20.0)
    found = claims.service_effort(efforts((50, 2, 2, 1), (50, 4, 0, 0)), costs)
    # New: half of them 2 talks, half 3, and one return for two orders: (25 + 20) / 2. Older: 0.5 talks for four orders.
    assert found.values["with_new"].value == pytest.approx((25 + 20) / 2)
    assert found.values["with_loyal"].value == pytest.approx(5 / 4)
    assert found.values["advantage"].low > 0
    table = found.frames["ease"].set_index("effort")
    assert table.with_new["interactions"] == pytest.approx(125)
    assert table.with_new["discount"] == pytest.approx(0.1)
    assert "contacts" not in table.index


def test_without_unit_costs_it_is_counted():
    found = claims.service_effort(efforts((50, 2, 2, 0), (50, 2, 2, 0)))
    assert found.values["advantage"].unit == "ratio"
    # Half of them 2, half 3, for two orders: 125 in a hundred, new ones and old ones alike.
    assert (found.values["with_new"].value, found.values["with_loyal"].value) == pytest.approx((125, 125))
    assert verdict(found.values["advantage"]) == "not_shown"


def test_effort_needs_records_of_both():
    some = efforts((50, 2, 2, 0), (50, 2, 2, 0))
    assert claims.service_effort(some.assign(interactions=0, contacts=0, returns=0)).reason is Reason.NO_TABLE
    assert claims.service_effort(some[some.older]).reason is Reason.TOO_FEW_PURCHASES
    assert claims.service_effort(some.head(0)).reason is Reason.NO_TABLE


# --- Staff


def survey(new, loyal):
    items = pd.DataFrame({
        "battery": "T", "item": ["a", "b"], "dimension": ["clientes nuevos", "clientes antiguos"], "factor": None,
        "scale_min": 1.0, "scale_max": 7.0, "is_reversed": [False, True],
    })  # fmt: skip
    people = [f"e{place}" for place in range(len(new))]
    answers = pd.DataFrame({
        "battery": "T", "item": ["a"] * len(new) + ["b"] * len(loyal), "rater": "employee",
        "respondent_id": people * 2, "score": [*new, *loyal],
    })  # fmt: skip
    return items, answers


def test_the_staff_say_whom_they_like_to_serve():
    # The question on old customers is put the other way round: 1 means 7.
    found = claims.staff_motivation(*survey([3, 4, 3, 4, 3], [2, 2, 1, 2, 1]))
    assert found.values["with_loyal"].value == pytest.approx(6.4)
    assert found.values["advantage"].value == pytest.approx(3.0)
    assert verdict(found.values["advantage"]) == "shown"


def test_nobody_asked_the_staff():
    items, answers = survey([3] * 5, [2] * 5)
    assert claims.staff_motivation(items.assign(dimension="trato"), answers).reason is Reason.NO_COLUMN
    assert claims.staff_motivation(items, answers.assign(rater="customer")).reason is Reason.NO_COLUMN
    assert claims.staff_motivation(items, answers.head(0)).reason is Reason.NO_TABLE
    assert claims.staff_motivation(*survey([3] * 4, [2] * 4)).reason is Reason.TOO_FEW_CUSTOMERS


# --- Price rises


def prices(jumps, days=200, products=4):
    """Products of the same sales; `jumps`: (product, day, factor)."""
    rows = []
    for product in range(products):
        price = 100.0
        for day in range(days):
            price *= np.prod([factor for which, when, factor in jumps if which == product and when == day])
            if (day + product) % 3:
                rows.append((f"p{product}", START + pd.Timedelta(days=day), price, 10.0))
    return pd.DataFrame(rows, columns=["product_id", "day", "price", "amount"])


def test_a_common_rise_is_found_on_its_day():
    found = price_rises(prices([(0, 100, 1.1), (1, 100, 1.1), (2, 100, 1.1)]))
    assert found.rise_day.tolist() == [START + pd.Timedelta(days=100)]
    assert found.rise[0] == pytest.approx(0.1)
    assert found.share_raised[0] == pytest.approx(0.75, abs=0.01)


def test_one_product_alone_or_a_fall_is_no_common_rise():
    assert price_rises(prices([(0, 100, 1.3)])).empty
    assert price_rises(prices([(product, 100, 0.9) for product in range(4)])).empty
    assert price_rises(prices([])).empty
    assert price_rises(prices([]).head(0)).empty


@given(st.integers(40, 150), st.floats(1.03, 1.3))
def test_the_index_of_prices_is_the_product_of_the_rises(day, factor):
    rises = price_rises(prices([(product, day, factor) for product in range(4)]))
    index = price_index(rises, pd.date_range(START, periods=200))
    assert index[day - 1] == 1
    assert index[-1] == pytest.approx(factor, rel=1e-6)


@cache
def shoppers(n, rise, leave_new, leave_old, seed):
    """Half new, half old, all buying about monthly for 900 days; some leave within 45 days of a rise."""
    rng = np.random.default_rng(seed)
    old = np.arange(n) % 2 == 0
    # New ones come all the time; half of them leave by themselves sooner or later.
    begin = np.where(old, -400, rng.integers(0, 900, n))
    end = begin + rng.exponential(1500, n)
    hit = (
        (begin < rise) & (end > rise) & (rng.random(n) < np.where(rise - begin >= 365, leave_old, leave_new))
    )
    end = np.where(hit, rise + rng.integers(1, 45, n), end)
    rows = []
    for one in range(n):
        day = max(0, begin[one]) + rng.integers(0, 30)
        while day < min(900, end[one]):
            rows.append((f"c{one}", START + pd.Timedelta(days=int(day))))
            day += rng.integers(15, 45)
    days = pd.DataFrame(rows, columns=["customer_id", "day"]).assign(is_purchase=True)
    people = pd.DataFrame({
        "customer_id": [f"c{one}" for one in range(n)], "kind": "person",
        "since": [START + pd.Timedelta(days=int(one)) for one in begin],
    })  # fmt: skip
    return (
        days,
        people,
        pd.DataFrame({"rise_day": [START + pd.Timedelta(days=rise)], "rise": [0.1], "share_raised": [1.0]}),
    )


def test_a_rise_that_drives_the_new_away_is_seen():
    found = borne(*shoppers(2400, 450, 0.25, 0.05, 7)).iloc[0]
    assert found.apart_low > 0
    # Most of those who buy monthly are caught by a watch of ninety days.
    assert found.lost_new == pytest.approx(0.25, abs=0.07)
    assert found.lost_older == pytest.approx(0.05, abs=0.05)


def test_a_rise_that_drives_nobody_away_is_not_seen():
    seen = [borne(*shoppers(800, 450, 0.0, 0.0, seed)).iloc[0] for seed in range(6)]
    assert sum(row.apart_low > 0 or row.apart_high < 0 for row in seen) <= 1


def test_who_leaves_anyway_is_read_from_dates_without_a_rise():
    days, people, _rises = shoppers(600, 450, 0.0, 0.0, 3)
    buying = Buying(days, people)
    dates = quiet_dates(buying, [buying.first + 450])
    assert all(date >= buying.first + 450 + 135 or date <= buying.first + 450 - 135 for date in dates)
    watch = buying.around(dates[0])
    found = TENURE[1].at(watch, expected([watch]))
    # Against itself nothing is lost but what few cases borrow.
    assert abs(found.value) < 0.02


def test_bearing_says_why_there_is_no_answer():
    days, people, _rises = shoppers(60, 450, 0.0, 0.0, 3)
    assert claims.price_tolerance(prices([]).head(0), days, people).reason is Reason.NO_COLUMN
    assert claims.price_tolerance(prices([]), days, people).reason is Reason.NO_VARIATION
    every = prices([(product, 100, 1.1) for product in range(4)])
    assert claims.price_tolerance(every, days, people).reason is Reason.TOO_SHORT_HISTORY


# --- Year after year


END = START + pd.Timedelta(days=1094)


def years(customers):
    """Frames of customers who bought so much 100 days before the two years, in each of them, and 100 days after."""
    found = Years.of(pd.DataFrame({"day": [START]}), END.date())
    days = [
        found.first - pd.Timedelta(days=100),
        found.first,
        found.second,
        found.end + pd.Timedelta(days=100),
    ]
    rows = [
        (name, day, float(amount))
        for name, amounts in customers.items()
        for day, amount in zip(days, amounts, strict=True)
        if amount
    ]
    bought = pd.DataFrame(rows, columns=["customer_id", "day", "amount"]).assign(
        is_purchase=True, margin=None
    )
    # Somebody else opens the files.
    bought = pd.concat([bought, bought.head(1).assign(customer_id="first", day=START)], ignore_index=True)
    return bought, pd.DataFrame({"customer_id": list(customers), "kind": "person"}), END.date()


def test_two_years_of_the_same_customer():
    bought, _people, end = years({"stays": (1, 10, 12, 1), "left": (1, 10, 0, 0), "late": (0, 5, 7, 1)})
    found = Years.of(bought, end)
    # Half a year before the first, two years, half a year after the second: 1,094 days and one left over.
    assert (found.edge, (found.end - found.first).days, found.first - START) == (
        182,
        730,
        pd.Timedelta(days=183),
    )
    table = two_years(bought, found).set_index("customer_id").drop("first")
    assert table[["earned", "earned_next", "before", "stayed"]].to_dict("index") == {
        "stays": {"earned": 10, "earned_next": 12, "before": True, "stayed": True},
        "left": {"earned": 10, "earned_next": 0, "before": True, "stayed": False},
        "late": {"earned": 5, "earned_next": 7, "before": False, "stayed": False},
    }


def test_rises_are_taken_out():
    bought, _people, end = years({"stays": (1, 10, 12, 1)})
    found = Years.of(bought, end)
    rises = pd.DataFrame({"rise_day": [found.second], "rise": [0.2], "share_raised": [1.0]})
    assert two_years(bought, found, rises).set_index("customer_id").earned_next["stays"] == pytest.approx(
        10.0
    )


def test_survivors_make_a_growth_that_nobody_has():
    # Big ones stay and small ones leave; nobody's own year changes.
    big = {f"big{n}": (1, 20.0, 20.0 + n % 2, 1) for n in range(80)}
    small = {f"small{n}": (1, 10.0, 0, 0) for n in range(120)}
    found = claims.margin_by_tenure(*years(big | small))
    assert found.values["advantage"].value == pytest.approx(0.025)
    assert found.values["advantage_different"].value > 0.4
    assert found.values["advantage_started"].value < -0.4
    assert isinstance(claims.plot_margin_by_tenure(found), Figure)


def test_who_buys_every_so_often_does_not_grow():
    """Sixty companies of regular buyers, each with a rhythm of its own: growth is told in one of twenty at most."""
    rng, told = np.random.default_rng(7), 0
    for _company in range(60):
        gap = rng.uniform(20, 120, 120)
        when = (
            np.cumsum(np.maximum(1.0, rng.normal(1, 0.15, (120, 80))), axis=1) * gap[:, None]
            - rng.uniform(0, 1, (120, 1)) * gap[:, None]
        )
        who, place = np.nonzero((when >= 0) & (when < 1095))
        bought = pd.DataFrame(
            {"customer_id": who, "day": START + pd.to_timedelta(np.floor(when[who, place]), unit="D")}
        )
        bought = bought.assign(amount=10.0, margin=None, is_purchase=True)
        found = claims.margin_by_tenure(
            bought, pd.DataFrame({"customer_id": range(120), "kind": "person"}), END.date()
        )
        told += verdict(found.values["advantage"]) != "not_shown"
    assert told <= 6


def test_too_few_stay():
    found = claims.margin_by_tenure(*years({"one": (1, 10.0, 12.0, 1)}))
    assert (found.reason, found.have) == (Reason.TOO_FEW_CUSTOMERS, 1)


def test_two_years_need_some_months_around_them():
    bought, people, _end = years({"one": (1, 10.0, 12.0, 1)})
    found = claims.margin_by_tenure(bought, people, (START + pd.Timedelta(days=800)).date())
    assert found.reason is Reason.TOO_SHORT_HISTORY


# --- The sayings together


def test_verdicts():
    result = Result("loyalty.keeping", 12, {
        "with_new": Number(9.0, "currency", 12), "with_loyal": Number(5.0, "currency", 12),
        "advantage": Number(4.0, "currency", 12, 2.0, 6.0),
    })  # fmt: skip
    gap = Missing("loyalty.stimulus", Reason.NO_COLUMN, ("surveys.rater",))
    found = claims.claims([result, gap])
    table = found.frames["claims"].set_index("claim")
    assert table.claim_verdict.to_dict() == {"cheaper": "shown", "stimulating": "not_testable"}
    assert {name: found.values[name].value for name in ("shown", "not_testable")} == {
        "shown": 1,
        "not_testable": 1,
    }
    page = markdown(claims.claims_table(found, "COP"))
    assert "entre \\$2 y \\$6" in page
    assert "faltan datos" in page
    assert "Pregunte al equipo" in claims.claims_advice(found)
    assert verdict(Number(-4.0, "share", 9, -6.0, -2.0)) == "contrary"
    nothing = claims.claims(
        [gap, Missing("loyalty.keeping", Reason.NO_TABLE, ("expenses.period", "expenses.amount"))]
    )
    assert nothing == Missing("loyalty.claims", Reason.NO_TABLE, ("surveys.rater", "expenses.period"))
    assert claims.claims_findings(nothing, [], DAY) == []


# --- The worth of the base


@given(st.lists(st.tuples(st.floats(0.1, 10), st.floats(0.1, 10)), min_size=2, max_size=5))
def test_what_moved_adds_up_to_the_change(pairs):
    before, now = (np.array(side) for side in zip(*pairs, strict=True))
    assert shapley(before, now).sum() == pytest.approx(now.prod() - before.prod(), rel=1e-6, abs=1e-9)


def customers(active, gone, day):
    """The customer mart on a day: active ones bought a day ago, gone ones a year ago; all at a pace of ten days."""
    rows = [(f"c{n}", 1) for n in active] + [(f"c{n}", 365) for n in gone]
    table = pd.DataFrame(rows, columns=["customer_id", "days_since_last"])
    return table.assign(
        kind="person", repeat_days=9, gap_mean=10.0, gap_q90=12.0, T_days=500, purchase_days=10, amount=1.0,
        first_purchase=pd.Timestamp(day) - pd.Timedelta(days=500), last_purchase=pd.Timestamp(day),
    )  # fmt: skip


def test_fewer_customers_of_larger_orders():
    spans = equity.Spans.within(dt.date(2023, 7, 1), DAY)
    ids = list(range(400))
    stands = [
        customers(ids[:200], ids[200:], spans.days[0]),
        customers(ids[:300], ids[300:], spans.days[1]),
        customers(ids, [], spans.days[2]),
    ]
    rows = [(f"c{n}", spans.days[1] - dt.timedelta(days=5), 10.0) for n in ids[:300]]
    rows += [(f"c{n}", spans.days[0] - dt.timedelta(days=5), 20.0) for n in ids[:200]]
    days = pd.DataFrame(rows, columns=["customer_id", "day", "amount"]).assign(
        orders=1, margin=lambda table: table.amount / 2
    )
    found = equity.equity(stands, days, spans, discount=0.0)
    factors = found.frames["factors"].set_index("equity_driver")
    assert factors.factor_before.to_dict() == pytest.approx(
        {"active_customers": 300, "staying": 0.75, "orders_each": 1, "order_size": 10, "margin_kept": 0.5}
    )
    # Before: 300 × 3 periods × 5; now two thirds stay, two periods: 200 × 2 × 10.
    assert found.values["base_value_before"].value == pytest.approx(4500)
    assert found.values["base_value"].value == pytest.approx(4000)
    moved = found.frames["equity"].set_index("equity_driver").moved
    assert moved.sum() == pytest.approx(-500)
    assert moved["order_size"] > 0 > moved["active_customers"]
    assert moved["margin_kept"] == pytest.approx(0)
    assert isinstance(equity.plot_equity(found, "COP"), Figure)
    assert equity.equity_findings(found, DAY, "COP")[0].kind == "risk"
    assert "clientes activos" in equity.equity_advice(
        found, "COP"
    ) or "parte que se queda" in equity.equity_advice(found, "COP")


def test_where_nobody_buys_again_no_worth_is_told():
    spans = equity.Spans.within(dt.date(2023, 7, 1), DAY)
    once = customers(list(range(300)), [], DAY).assign(repeat_days=0)
    missing = equity.equity([once] * 3, pd.DataFrame(), spans)
    assert missing.reason is Reason.TOO_FEW_PURCHASES


def test_a_base_too_small_or_a_history_too_short():
    few = customers([1, 2], [], DAY)
    short = equity.Spans.within(DAY - dt.timedelta(days=729), DAY)
    # Parts of a year have other seasons.
    assert equity.equity([few] * 3, pd.DataFrame(), short).reason is Reason.TOO_SHORT_HISTORY
    spans = equity.Spans.within(DAY - dt.timedelta(days=1100), DAY)
    assert equity.equity([few] * 3, pd.DataFrame(), spans).reason is Reason.TOO_FEW_CUSTOMERS
    assert equity.equity_findings(equity.equity([few] * 3, pd.DataFrame(), spans), DAY, "COP") == []


# --- Marketing money


def past(evidence):
    frame = pd.DataFrame([{
        "campaign_id": "A", "campaign": "Muestra", "treated": 100, "evidence": str(evidence), "extra_margin": 3.0, "margin_low": 1.0,
        "margin_high": 5.0, "extra_amount": 9.0, "extra_low": 8.0, "extra_high": 10.0,
    }])  # fmt: skip
    return Result("loyalty.campaigns", 1, {}, {"campaigns": frame})


def test_only_an_experiment_has_a_return():
    spent = expenses(
        [
            ("2025-01-01", "retain", None, "A", 200),
            ("2025-01-01", "retain", None, None, 800),
            ("2025-01-01", "serve", None, None, 9),
        ]
    )
    nothing = Missing("loyalty.sources", Reason.NO_COLUMN)
    found = marketing_return(spent, past(Evidence.EXPERIMENT), nothing)
    row = found.frames["returns"].set_index("spent_on").loc["Muestra"]
    # A hundred treated left three each for the two hundred spent: half of it again.
    assert (row.brought, row.return_on, row.return_on_low, row.return_on_high) == (300, 0.5, -0.5, 1.5)
    assert found.values["tested_share"].value == pytest.approx(0.2)
    assert found.values["kept_untested_yearly"].value == pytest.approx(9600)
    seen = (
        marketing_return(spent, past(Evidence.ASSOCIATED), nothing)
        .frames["returns"]
        .set_index("spent_on")
        .loc["Muestra"]
    )
    assert np.isnan(seen.return_on)
    assert "no se sabe" in markdown(marketing.marketing_return_table(found, "COP"))
    first = marketing.marketing_return_findings(found, DAY, "COP")[0]
    assert first.amount is None
    assert "$9.600" in first.message
    assert marketing_return(spent.head(0), nothing, nothing).reason is Reason.NO_TABLE


def test_a_curve_is_known_only_where_it_bends():
    spent = np.linspace(1, 10, 36)
    rng = np.random.default_rng(4)
    curve = 50 * -np.expm1(-0.4 * spent) + rng.normal(0, 1, 36)
    ceiling, low, high = bends(spent, curve)
    assert low < 50 < high
    assert ceiling == pytest.approx(50, abs=4)
    assert bends(spent, 5 * spent + rng.normal(0, 1, 36)) is None
    assert bends(np.ones(36), curve) is None


def test_the_best_spending_is_where_one_more_costs_what_it_leaves():
    one = np.array([1.0])
    best = float(best_spending(one * 100, one * 10, one * 50, 2.0)[0])
    bend = np.log(2) / 100
    more = [20 * -np.expm1(-bend * (best + step)) * 50 - (best + step) for step in (-1, 0, 1)]
    assert max(more) == more[1]


def test_staying_with_spending():
    months = pd.DataFrame(
        {"kept_for": [100.0, 300.0] * 10, "active": [1000.0] * 20, "new": [100.0, 50.0] * 10}
    )
    # Where more is spent fewer leave: fifty where there were a hundred.
    assert linked(months)
    assert not linked(months.assign(new=75.0))


# --- Rewards


def status(n):
    frame = pd.DataFrame(
        {"customer_id": [f"c{one}" for one in range(n)], "kind": "person", "status": "active"}
    )
    return Result(
        "loyalty.status",
        n,
        {"share_left": Number(0.25, "share", n), "window_days": Number(365, "days", n)},
        {"customers": frame},
    )


def test_what_rewards_must_change():
    days = pd.DataFrame([(f"c{one}", pd.Timestamp(DAY) - pd.Timedelta(days=back)) for one in range(200) for back in (10, 200)],
                        columns=["customer_id", "day"]).assign(amount=100.0, margin=30.0, orders=1)  # fmt: skip
    found = marketing.rewards(status(200), days, DAY, 0.03, 0.10)
    row = found.frames["rewards"].iloc[0]
    assert row.subsidy == pytest.approx(0.03 * 200 * 200)
    assert row.needed_rise == pytest.approx(0.03 / 0.27)
    assert row.needed_staying == pytest.approx(0.775, abs=0.001)
    # All bought the same: any rise would be seen.
    assert row.detectable == 0
    assert "una prueba por sorteo lo notaría" in marketing.rewards_advice(found, "COP")
    never = marketing.rewards(status(200), days, DAY, 0.5)
    assert "no se paga nunca" in marketing.rewards_advice(never, "COP")
    assert marketing.rewards(status(200), days.assign(margin=np.nan), DAY).reason is Reason.NO_COLUMN
    assert marketing.rewards(status(20), days, DAY).reason is Reason.TOO_FEW_CUSTOMERS


def test_what_a_test_notices_it_notices_eight_times_in_ten():
    rng = np.random.default_rng(9)
    noticed = []
    for _turn in range(300):
        before = rng.gamma(2, 50, 400)
        after = 0.5 * before + rng.gamma(2, 25, 400)
        treated = rng.permutation(400) < 200
        least = detectable(before, after)
        left = after + treated * least * after.mean() - 0.5 * before
        gap = left[treated].mean() - left[~treated].mean()
        noticed.append(gap > 1.96 * np.sqrt(left[treated].var() / 200 + left[~treated].var() / 200))
    assert 0.72 < np.mean(noticed) < 0.88


def test_balance_is_conditional_where_months_do_not_tell():
    found = marketing.balance(
        monthly_expenses(20, 1000, 100), flows([10] * 20, [100] * 20), worth(), first_year()
    )
    assert found.values["bend_known"].value == 0
    table = found.frames["balance"]
    assert table.side.tolist() == ["acquire"] * 3 + ["retain"] * 3
    # The higher the ceiling one supposes, the more it seems right to spend.
    assert table.spending_best[:3].is_monotonic_increasing
    # No advice and no table by a ceiling that nobody knows.
    assert marketing.balance_advice(found) is None
    assert marketing.balance_table(found, "COP") is None
    assert (
        marketing.balance(
            monthly_expenses(20, 1, 1), flows([1] * 20, [9] * 20), worth(), Missing("x", Reason.NO_TABLE)
        ).reason
        is Reason.NO_COLUMN
    )
    assert (
        marketing.balance(monthly_expenses(8, 1, 1), flows([1] * 8, [9] * 8), worth(), first_year()).reason
        is Reason.TOO_SHORT_HISTORY
    )


def worth():
    factors = pd.DataFrame({
        "kind": "person", "equity_driver": ["active_customers", "staying", "orders_each", "order_size", "margin_kept"],
        "factor_before": 1.0, "factor_now": [100.0, 0.7, 5.0, 100.0, 0.4],
    })  # fmt: skip
    values = {
        "margin_known": Number(1, "count", 1),
        "period_days": Number(365, "days", 1),
        "discount_rate": Number(0.1, "share", 1),
    }
    return Result("loyalty.equity", 1, values, {"factors": factors})


def first_year():
    return Result("loyalty.sources", 1, {"first_year_margin": Number(500.0, "currency", 1, 450.0, 550.0)})


def test_every_name_has_its_words():
    results = [
        claims.retention_cost(monthly_expenses(8, 1000, 100), flows([9] * 8, [100] * 8)),
        claims.service_effort(efforts((50, 2, 2, 1), (50, 4, 0, 0))),
        marketing.balance(
            monthly_expenses(20, 1000, 100), flows([10] * 20, [100] * 20), worth(), first_year()
        ),
        claims.margin_by_tenure(*years({f"c{n}": (1, 10.0, 9.0, 1) for n in range(60)})),
    ]
    results.append(claims.claims(results))
    for result in results:
        names = [*result.values, *(column for frame in result.frames.values() for column in frame)]
        assert [name for name in names if not known(name)] == []


def test_nobody_is_called_new_in_files_of_a_year_without_a_register():
    came = pd.DataFrame(
        {
            "first_purchase": [pd.Timestamp("2025-01-01")],
            "history_from": [pd.Timestamp("2025-01-01")],
            "T_days": [374],
            "registered": [False],
        }
    )
    some = efforts((50, 2, 2, 1), (50, 4, 0, 0))
    assert claims.service_effort(some, None, came).reason is Reason.TOO_SHORT_HISTORY
    assert not isinstance(claims.service_effort(some, None, came.assign(registered=True)), Missing)
    assert not isinstance(claims.service_effort(some, None, came.assign(T_days=800)), Missing)


def ladder_of(people, standing, days=1095):
    """A ladder in which everybody stands still: customers here, consumers there."""
    ends = pd.date_range(START + pd.offsets.MonthEnd(3), periods=days // 31 - 3, freq="ME")
    states = np.repeat(np.asarray(standing, dtype=np.int8)[:, None], len(ends), axis=1)
    return History(people.customer_id.to_numpy(), people.kind.to_numpy(), ends, states)


def test_a_rise_is_borne_by_rung_as_by_tenure_and_no_rung_is_named_for_its_tenure():
    days, people, rises = shoppers(2400, 450, 0.25, 0.05, 7)
    bearing = Result("loyalty.bearing", len(people), {}, {"rises": rises})
    # The rungs are dealt in turns, so that no rung bears it worse than another.
    dealt = ladder_of(people, CUSTOMER + np.arange(len(people)) // 2 % 2)
    table = claims.rises_by_rung(bearing, days, people, dealt).frames["bearing_rungs"]
    assert table.borne_verdict.tolist() == ["borne_alike"] * 2
    assert (table.lost_newer > table.lost_longer).all()
    # Whoever came lately stands on the lower rung: it loses more, and those over a year on it are none.
    newer = (rises.rise_day[0] - pd.to_datetime(people.since)).dt.days < 365
    parted = claims.rises_by_rung(
        bearing, days, people, ladder_of(people, np.where(newer, CUSTOMER, CONSUMER))
    )
    found = parted.frames["bearing_rungs"].set_index("rung")
    assert found.borne_verdict["customer"] == "borne_worse"
    assert np.isnan(found.lost_newer["consumer"])
    assert parted.values["lost_customer"].low > 0
    assert not markdown(claims.rises_by_rung_table(parted)).count("nan")


def test_no_rung_bears_worse_a_rise_that_moved_nobody():
    said = 0
    for seed in range(6):
        days, people, rises = shoppers(800, 450, 0.0, 0.0, seed)
        bearing = Result("loyalty.bearing", len(people), {}, {"rises": rises})
        dealt = ladder_of(people, CUSTOMER + np.arange(len(people)) // 2 % 2)
        said += claims.rises_by_rung(bearing, days, people, dealt).values["rungs_worse"].value > 0
    assert said <= 1
