"""Goals told apart: one without an end, one beyond every future and scenario, one trivially low; and what each would ask to be spent."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from company_frames import months, windows

from clientela.companies.config import Goal
from clientela.company import goals, goals_advice, goals_spending, goals_table, sales
from clientela.company.forecast.analysis import Forecast
from clientela.company.goals.scenarios import asked, expense_ratio, growths, scenarios
from clientela.results import Number, Result

LAST = dt.date(2025, 12, 31)
DAYS = pd.DataFrame({"day": pd.date_range("2023-01-01", LAST), "amount": 100.0, "orders": 10})
MONTHS = pd.DataFrame(
    {
        "month": pd.date_range("2023-01-01", LAST, freq="MS"),
        "amount": 3000.0,
        "margin": None,
        "complete": True,
    }
)
# Sales of a year, which grew by 10 % (between 5 and 20 %); new customers bought a quarter of them.
SOLD = Result("company.sales", 100, {
    "window_days": Number(365, "days", 2), "amount": Number(36_500.0, "currency", 100), "new_amount": Number(9_000.0, "currency", 100),
    "growth": Number(0.10, "share", 100, 0.05, 0.20, 0.95),
})  # fmt: skip
SPENT = pd.DataFrame([
    {"month": month, "purpose": purpose, "amount": amount}
    for month in pd.date_range("2025-01-01", "2025-12-01", freq="MS") for purpose, amount in (("acquire", 150.0), ("serve", 154.0))
])  # fmt: skip


def three(value: float) -> Goal:
    return Goal(value=value, start=dt.date(2026, 1, 1), end=dt.date(2028, 12, 31))


def test_scenarios_by_hand() -> None:
    """Three years of 365 days at 36,500 a year (2028 has a day more): ×1.1, ×1.1², ×1.1³."""
    known = DAYS.set_index("day")["amount"]
    low, middle, high = scenarios(known, three(1), 0.0, (0.05, 0.10, 0.20))  # type: ignore[misc]
    assert middle == pytest.approx(36_500 * (1.1 + 1.21 + 1.331) + 100 * 1.1**4, rel=1e-6)
    assert low < middle < high
    # Four years ahead nobody looks.
    assert (
        scenarios(
            known, Goal(value=1, start=dt.date(2026, 1, 1), end=dt.date(2029, 12, 31)), 0.0, (0.0, 0.1, 0.2)
        )
        is None
    )


def test_goals_are_told_apart() -> None:
    given = [
        three(135_000), three(900_000), three(50_000), Goal(value=40_000, start=dt.date(2026, 1, 1)),
        Goal(value=10, start=dt.date(2026, 5, 1), end=dt.date(2026, 2, 1)),
    ]  # fmt: skip
    result = goals(given, DAYS, MONTHS, {}, SOLD, SPENT)
    assert isinstance(result, Result)
    frame = result.frames["goals"].set_index("goal")
    assert frame["check_figure"].loc[[135_000, 900_000, 50_000]].tolist() == ["sane", "beyond", "trivial"]
    assert frame["check_dates"].loc[[135_000, 40_000, 10]].tolist() == ["long", "no_end", "bad_dates"]
    assert frame.loc[135_000, "goal_basis"] == "basis_scenarios"
    assert pd.isna(frame.loc[135_000, "probability"])
    assert "es un deseo" in goals_advice(goals(given[:4], DAYS, MONTHS, {}, SOLD, SPENT), "COP")  # type: ignore[arg-type]
    assert "ninguno de los futuros" in goals_advice(goals(given[:2], DAYS, MONTHS, {}, SOLD), "COP")  # type: ignore[arg-type]
    assert "no tiene fin" in goals_table(result, "COP").markdown("COP")
    assert "con qué preverlo" not in goals_table(result, "COP").markdown("COP")
    far = Goal(measure="customers", value=9, start=dt.date(2026, 1, 1), end=dt.date(2028, 12, 31))
    unknown = goals([far], DAYS, MONTHS, {}, SOLD)
    assert isinstance(unknown, Result)
    assert "con qué preverlo" in goals_table(unknown, "COP").markdown("COP")


def test_a_year_s_goal_beyond_every_simulated_future() -> None:
    import numpy as np

    starts = [one.date() for one in pd.date_range("2026-01-01", periods=12, freq="MS")]
    paths = np.random.default_rng(1).normal(3000, 100, (500, 12))
    ahead = Forecast("company.forecast", 36, {}, {}, method="structural", starts=starts, paths=paths)
    year = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 12, 31)}
    result = goals(
        [Goal(value=value, **year) for value in (30_000, 36_000, 50_000)],
        DAYS,
        MONTHS,
        {"amount": ahead},
        SOLD,
        SPENT,
    )
    frame = result.frames["goals"].set_index("goal")  # type: ignore[union-attr]
    assert frame["check_figure"].tolist() == ["trivial", "too_low", "beyond"]
    assert 0.2 < frame.loc[36_000, "probability"] < 0.8


def test_the_expenses_that_a_goal_would_ask_for() -> None:
    """304 a month of 36,500 a year: 9.995 %; a peso of new customers costs 1,800 / 9,000 = 20 cents."""
    ratio = expense_ratio(SPENT, SOLD, LAST)
    assert ratio == pytest.approx((3648 / 36_500, 0.2))
    # 40,000 expected and 50,000 asked: 40,000 at the usual ratio, 10,000 at 20 cents.
    assert asked(50_000, 40_000, ratio) == pytest.approx((0.8 * 3648 / 36_500) + 0.2 * 0.2)
    assert asked(50_000, 60_000, ratio) == pytest.approx(3648 / 36_500)
    assert expense_ratio(SPENT[SPENT["month"] > "2025-04-01"], SOLD, LAST) is None
    assert asked(50_000, 40_000, (0.1, None)) is None


def test_a_goal_that_is_reached_at_today_s_pace_asks_for_no_more() -> None:
    rows = pd.DataFrame(
        {
            "measure": "amount",
            "goal": [50_000.0, 30_000.0],
            "expected": 40_000.0,
            "expense_share_asked": [0.12, 0.10],
        }
    )
    result = Result("company.goals", 2, {"expense_share": Number(0.1, "share", 12)}, {"goals": rows})
    said = goals_spending(result, "COP")
    assert "50.000" in said
    assert "30.000" not in said
    result = Result("company.goals", 1, result.values, {"goals": rows.tail(1)})
    assert goals_spending(result, "COP").endswith("Lo esperado ya llega a la meta en ventas: no pide más.")


def test_growth_is_taken_from_the_answer_on_sales() -> None:
    found = sales(windows(), months())
    assert isinstance(found, Result)
    middle = found.values["growth"]
    assert growths(found) == pytest.approx((middle.low, middle.value, middle.high), rel=1e-6)
    assert growths(None) is None
