"""The scorecard with a pencil: limits of the last month, two years of equal seasons, what customers owe, growth at the customer's expense."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clientela.company.drivers.analysis import drivers
from clientela.company.scorecard.analysis import _verdict, scorecard
from clientela.company.scorecard.chart import last_point, two_years
from clientela.company.scorecard.growth_cost import growth_cost
from clientela.company.scorecard.growth_page import growth_advice, growth_findings, growth_table
from clientela.company.scorecard.measures import SATISFIED, _service, area_months
from clientela.company.scorecard.page import (
    plot_scorecard,
    plot_worst,
    scorecard_advice,
    scorecard_findings,
    scorecard_table,
)
from clientela.company.scorecard.receivables import receivables
from clientela.company.scorecard.receivables_page import (
    debtors_table,
    plot_receivables,
    receivables_advice,
    receivables_findings,
    receivables_reading,
)
from clientela.present import numbers
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.charts import xmr_limits
from clientela.warehouse import Warehouse

AS_OF = dt.date(2026, 6, 30)
MONTHS = pd.date_range("2024-07-01", "2026-06-01", freq="MS")


def rows(measure: str, total: Any, cases: Any = 1.0) -> pd.DataFrame:
    return pd.DataFrame(
        {"measure": measure, "month": MONTHS, "total": np.asarray(total, float), "cases": cases}
    )


def quiet(chance: np.random.Generator) -> pd.DataFrame:
    """Nothing happens: sales with their season, complaints, marks, late orders and days to pay as chance has them."""
    season = 1 + 0.3 * np.sin(np.arange(24) * np.pi / 6)
    orders = chance.poisson(400 * season)
    return pd.concat([
        rows("amount", orders * chance.normal(50, 2, 24)), rows("orders", orders), rows("complaint_rate", chance.poisson(0.03 * orders), orders),
        rows("satisfied_mark", chance.normal(4, 0.9 / 40**0.5, 24) * 40, 40.0), rows("late_orders_rate", chance.binomial(orders, 0.07), orders),
        rows("days_to_pay", chance.normal(32, 2, 24) * 100, 100.0),
    ])  # fmt: skip


def test_limits_by_hand() -> None:
    """Eight months of 10 and 12 in turn: middle 11, neighbours 2 apart."""
    found = last_point([10.0, 12.0] * 4 + [11.0])
    assert found is not None
    assert found.middle == 11.0
    assert found.p_value == pytest.approx(1.0)
    # The neighbours' spread 2 / 1.128, a mean of eight, and Student's t of seven in place of three sigmas.
    assert found.high == pytest.approx(11 + 4.5293 * 2 / 1.128 * (9 / 8) ** 0.5, rel=2e-3)
    plain = xmr_limits([10.0, 12.0] * 4)
    assert found.high > plain[2]
    assert last_point([1.0] * 8) is None
    assert last_point([1.0] * 20) is None
    # Twenty-eight days to the last figure of the computer, and always the same.
    assert last_point([28.0, 28.0 + 4e-15] * 10 + [28.0 + 4e-14]) is None


def test_a_steady_process_leaves_its_limits_three_times_in_a_thousand() -> None:
    chance = np.random.default_rng(3)
    for points in (9, 24):
        found = [last_point(chance.normal(0, 1, points)) for _time in range(1500)]
        outside = np.mean([one is not None and one.p_value < 0.0027 for one in found])
        assert 0 <= outside <= 0.006


def test_a_year_and_the_one_before() -> None:
    sums = two_years(rows("amount", [100.0] * 12 + [110.0] * 12), is_sum=True)
    assert sums is not None
    assert (sums[0], sums[1].value, sums[1].low, sums[1].high) == pytest.approx((1320.0, 0.1, 0.1, 0.1))
    rates = two_years(rows("late_orders_rate", [10.0, 20.0] * 6 + [30.0] * 12, 100.0), is_sum=False)
    assert rates is not None
    assert (rates[0], rates[1].value) == pytest.approx((0.3, 0.15))
    assert two_years(rows("amount", range(24)).head(23), is_sum=True) is None
    # Half a year up and half a year down: blocks of four months (40, 0, −40) say 40·√3 of 1,200 times 4.30, single months .07.
    waves = two_years(rows("amount", [100.0] * 12 + [110.0] * 6 + [90.0] * 6), is_sum=True)
    assert waves is not None
    assert (waves[1].value, waves[1].high) == pytest.approx((0.0, 40 * 3**0.5 / 1200 * 4.3027), abs=1e-4)


def test_what_is_out_is_named_and_the_rest_is_left_alone() -> None:
    table = quiet(np.random.default_rng(5))
    still = scorecard(table)
    assert isinstance(still, Result)
    assert scorecard_findings(still, "COP", AS_OF) == []
    assert plot_worst(still, "COP") is None
    last = (table["measure"] == "late_orders_rate") & (table["month"] == MONTHS[-1])
    table.loc[last, "total"] = 0.3 * table.loc[last, "cases"]
    found = scorecard(table, Result("company.goals", 1, {"plan_amount": Number(500000.0, "currency", 1)}))
    assert isinstance(found, Result)
    verdicts = found.frames["scorecard"].set_index("figure")["month_verdict"]
    assert verdicts["late_orders_rate"] == "month_worse"
    assert (verdicts.drop("late_orders_rate") == "month_usual").all()
    assert found.values["unusual_months"].value == 1
    assert "30" in scorecard_findings(found, "COP", AS_OF)[0].message
    assert "tardíos" in scorecard_advice(found, "COP")
    text = scorecard_table(found, "COP").markdown("COP")
    assert "500" in text
    assert plot_scorecard(found, "COP").alt
    frame = found.frames["scorecard"].assign(last_value=None)
    assert plot_scorecard(replace(found, frames={**found.frames, "scorecard": frame}), "COP") is None
    assert plot_worst(found, "COP") is not None
    # Fewer late orders than chance makes are no risk.
    table.loc[last, "total"] = 0.0
    better = scorecard(table)
    assert isinstance(better, Result)
    assert scorecard_findings(better, "COP", AS_OF) == []


def test_nothing_is_announced_where_nothing_happens() -> None:
    chance = np.random.default_rng(17)
    grown = Result(
        "company.sales",
        100,
        {"change_amount": Number(9.0, "currency", 2, 1.0, 17.0), "growth": Number(0.1, "share", 2)},
    )
    out = cost = 0
    for _time in range(20):
        table = quiet(chance)
        found = scorecard(table)
        assert isinstance(found, Result)
        out += bool(scorecard_findings(found, "COP", AS_OF))
        kept = chance.binomial(1000, 0.7, 2)
        told = growth_cost(table, retained(int(kept[0]), int(kept[1])), grown)
        assert isinstance(told, Result)
        cost += bool(growth_findings(told, AS_OF, grown))
    # One in twenty of twenty is one; five and more would come less than once in a hundred.
    assert out <= 4
    assert cost <= 4


def retained(before: int, now: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"period": ["before", "now"], "customers": [1000, 1000], "kept": [before, now], "complete": True}
    )


@pytest.mark.parametrize(("growing", "worse"), [(True, True), (True, False), (False, True)])
def test_growth_at_the_customers_expense_needs_both(growing: bool, worse: bool) -> None:
    change = Number(9.0, "currency", 2, 1.0 if growing else -3.0, 17.0)
    sales = Result("company.sales", 100, {"change_amount": change, "growth": Number(0.09, "share", 2)})
    noise = np.tile([28.0, 32.0, 30.0], 8)
    complaints = rows(
        "complaint_rate", noise + np.r_[np.zeros(12), np.full(12, 15.0 if worse else 0.0)], 1000.0
    )
    found = growth_cost(complaints, retained(700, 705), sales)
    assert isinstance(found, Result)
    table = found.frames["signs"].set_index("figure")
    assert table.loc["complaint_rate", "sign_verdict"] == ("sign_worse" if worse else "sign_same")
    assert table.loc["retained_rate", "year_difference"] == pytest.approx(0.005)
    messages = [one.message for one in growth_findings(found, AS_OF, sales)]
    assert len(messages) == worse
    assert any("a costa del cliente" in message for message in messages) == (growing and worse)
    assert growth_table(found).markdown()
    assert growth_advice(found)


def test_fewer_who_come_back_are_a_sign_by_themselves() -> None:
    sales = Result(
        "company.sales",
        9,
        {"change_amount": Number(9.0, "currency", 2, 1.0, 17.0), "growth": Number(0.09, "share", 2)},
    )
    found = growth_cost(rows("amount", np.ones(24)), retained(720, 640), sales)
    assert isinstance(found, Result)
    assert "72" in growth_findings(found, AS_OF, sales)[0].message
    assert isinstance(growth_cost(rows("amount", np.ones(24)), retained(0, 0).head(0), sales), Missing)
    assert isinstance(
        growth_cost(
            quiet(np.random.default_rng(1)), retained(1, 1), Missing("company.sales", Reason.NO_TABLE)
        ),
        Missing,
    )


def test_the_mark_is_that_of_the_wave_that_was_asked_in_most_months() -> None:
    """Six answers of one month are no series; three of three months are."""
    outcomes = pd.DataFrame({
        "asked_in": ["once"] * 6 + ["often"] * 3, "outcome": SATISFIED[0], "score": [1.0] * 6 + [4.0, 5.0, 3.0],
        "day": pd.to_datetime(["2025-03-01"] * 6 + ["2025-01-05", "2025-02-05", "2025-03-05"]),
    })  # fmt: skip
    months = pd.DataFrame({"month": pd.to_datetime(["2025-01-01"]), "orders": [1]})
    (marks,) = _service(months, pd.DataFrame(), outcomes)
    assert marks.drop(columns=["measure", "month"]).values.tolist() == [[4, 1], [5, 1], [3, 1]]


def test_a_company_with_sales_alone_has_its_sales() -> None:
    whole = pd.DataFrame({
        "month": MONTHS, "complete": True, "amount": 1000.0 + 10 * np.arange(24), "margin": np.nan, "orders": 20, "new_customers": 3, "customers": 9,
    })  # fmt: skip
    none = pd.DataFrame()
    table = area_months(whole, none, none, none, none, none, AS_OF)
    assert sorted(set(table["measure"])) == ["amount", "new_customers", "orders"]
    # In the first year everybody seems new.
    assert table.loc[table["measure"] == "new_customers", "month"].min() == pd.Timestamp("2025-07-01")
    assert isinstance(scorecard(table), Result)
    assert isinstance(scorecard(table[table["month"] < "2025-01-01"]), Missing)
    assert isinstance(scorecard(area_months(whole.head(0), none, none, none, none, none, AS_OF)), Missing)


def test_an_invoice_is_sold_due_and_paid_in_its_own_months() -> None:
    """Three invoices of 100: paid late in March; never paid; to be paid tomorrow."""
    sold = pd.DataFrame([
        ("a", "2026-01-10", "2026-01-31", "2026-03-05"), ("b", "2026-01-20", "2026-02-10", None), ("b", "2026-03-25", "2026-04-01", "2026-04-02"),
    ], columns=["customer_id", "date", "due_on", "paid_on"])  # fmt: skip
    with Warehouse() as warehouse:
        connection = warehouse.connection
        connection.register("given", sold)
        connection.execute(
            "CREATE TABLE main.transactions AS SELECT customer_id, 's' AS source, customer_id || date AS order_id, CAST(date AS TIMESTAMP) AS date, "
            "CAST(due_on AS DATE) AS due_on, CAST(paid_on AS DATE) AS paid_on, CAST(100 AS DECIMAL(18, 4)) AS amount FROM given"
        )
        connection.execute(
            "CREATE TABLE main.identity (source VARCHAR, source_id VARCHAR, customer_id VARCHAR)"
        )
        for mart in ("receivables", "debts"):
            warehouse.build(mart, {"as_of": dt.date(2026, 3, 31)})
        monthly = warehouse.frame("FROM receivables ORDER BY month")
        debts = warehouse.frame("FROM debts ORDER BY customer_id, age")
    assert monthly["open_amount"].astype(float).tolist() == [200, 200, 200]
    # The first is overdue from February on: on the 31st of January it is due.
    assert monthly["overdue_amount"].astype(float).tolist() == [0, 200, 100]
    assert monthly["paid_days"].tolist() == [0, 0, 100 * 54]
    assert debts[["age", "open_amount"]].astype({"open_amount": float}).values.tolist() == [
        ["days_60", 100.0],
        ["due_later", 100.0],
    ]


def test_what_customers_owe() -> None:
    monthly = pd.DataFrame({
        "month": MONTHS[-12:], "credit_amount": 100.0, "paid_amount": 100.0, "paid_days": 3000.0, "open_amount": 150.0, "overdue_amount": 50.0,
        "complete": True,
    })  # fmt: skip
    debts = pd.DataFrame({
        "customer_id": ["a", "b", "b"], "age": ["due_later", "days_more", "days_30"], "open_amount": [100.0, 40.0, 10.0], "orders": [3, 2, 1],
        "due_on": pd.to_datetime(["2026-07-10", "2026-01-02", "2026-06-20"]),
    })  # fmt: skip
    found = receivables(monthly, debts)
    assert isinstance(found, Result)
    values = {name: number.value for name, number in found.values.items()}
    assert (
        values["open_amount"],
        values["overdue_amount"],
        values["stale_amount"],
        values["days_to_pay"],
    ) == (150.0, 50.0, 40.0, 30.0)
    assert values["sales_days_open"] == pytest.approx(150 / 1200 * 365)
    assert found.frames["debtors"]["overdue_amount"].tolist() == [50.0]
    assert "40" in receivables_findings(found, "COP", AS_OF)[0].message
    assert plot_receivables(found, "COP").alt
    assert debtors_table(found) is not None
    assert receivables_reading(found)
    assert "banco" in receivables_advice(found, "COP")
    never = receivables(monthly.assign(paid_amount=0.0), debts)
    assert isinstance(never, Missing)
    assert never.add == ("transactions.paid_on",)
    clean = receivables(monthly, debts.head(0))
    assert isinstance(clean, Result)
    assert receivables_findings(clean, "COP", AS_OF) == []
    assert debtors_table(clean) is None


def test_the_parts_of_the_change_add_up_to_the_cent() -> None:
    """A change of 1,234.56 in sales and 321.09 in margin, some of it without a customer."""
    windows = pd.DataFrame({
        "period": ["before", "now"], "first_day": pd.to_datetime(["2024-07-01", "2025-07-01"]),
        "last_day": pd.to_datetime(["2025-06-30", "2026-06-30"]), "amount": [10000.00, 11234.56], "amount_identified": [9876.54, 11000.01],
        "margin": [3000.00, 3321.09], "margin_identified": [2950.10, 3200.77],
        "customers": [37, 41], "orders": [160, 171], "orders_identified": [155, 166], "numbered": [160, 171], "purchase_lines": [160, 171],
        "customers_whole": [0, 0], "customers_only": [5, 9], "amount_only": [100.0, 200.0],
        "spread": 300.0, "spread_time": 0.0,
    })  # fmt: skip
    months = pd.DataFrame({"month": MONTHS, "complete": True, "amount": 900.0, "orders": 13, "customers": 30})
    found = drivers(windows, months)
    assert isinstance(found, Result)
    frame = found.frames["drivers"]
    assert set(frame["driver"]) == {"customers", "frequency", "ticket", "margin_rate", "anonymous"}
    assert round(float(frame["contribution"].sum()), 2) == 1234.56
    assert round(float(frame["contribution_margin"].sum()), 2) == 321.09


def test_what_it_was_before_is_the_middle_of_the_months_and_a_sum_may_fall() -> None:
    """Days to pay have limits by a factor: their middle is no mean of the two ends."""
    table = quiet(np.random.default_rng(5))
    last = (table["measure"] == "days_to_pay") & (table["month"] == MONTHS[-1])
    table.loc[last, "total"] = 400 * table.loc[last, "cases"]
    found = scorecard(table)
    assert isinstance(found, Result)
    months = found.frames["months"].set_index("figure")
    middle = float(months.loc["days_to_pay", "judged_middle"].iloc[0])
    assert (
        f"antes, en media, {numbers.decimal(middle, 1)}" in scorecard_findings(found, "COP", AS_OF)[0].message
    )
    fallen = quiet(np.random.default_rng(5))
    last = (fallen["measure"] == "orders") & (fallen["month"] == MONTHS[-1])
    fallen.loc[last, "total"] *= 0.3
    sums = scorecard(fallen)
    assert isinstance(sums, Result)
    assert "se esperaba entre −" in plot_worst(sums, "COP").alt


@pytest.mark.parametrize(
    ("value", "chance", "verdict"),
    [(2.9, 0.004, "month_usual"), (3.2, 0.001, "month_better"), (-3.2, 0.001, "month_worse")],
)
def test_what_is_within_the_limits_that_are_drawn_is_no_news(
    value: float, chance: float, verdict: str
) -> None:
    row = {
        "figure": "orders",
        "chance_alone": chance,
        "last_value": value,
        "expected_least": -3.0,
        "expected_most": 3.0,
    }
    assert _verdict(row, 4) == verdict
