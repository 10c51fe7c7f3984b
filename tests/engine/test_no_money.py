"""Sales without an amount count as one each, and no page takes their number for money."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_company import take_in

from clientela.engine import money
from clientela.engine.record import Record
from clientela.results import Missing, Number, Reason, Result


@pytest.mark.parametrize(("header", "told"), [("cust,date", False), ("cust,date,importe", True)])
def test_intake_tells_whether_any_sale_has_an_amount(tmp_path: Path, header: str, told: bool) -> None:
    rows = "".join(f"A{i},2024-02-{i:02}{',5.25' if told else ''}\n" for i in range(1, 9))
    assert take_in(tmp_path, {"v.csv": f"{header}\n{rows}"}).intake.money is told


def test_sums_of_ones_are_no_money() -> None:
    of_sales, of_expenses = Record(marts={"months"}), Record(marts={"expense_months"})
    counted = Result("a.b", 3, {"customers": Number(3, "count", 3)})
    spent = Result("a.b", 3, {"spent": Number(3.0, "currency", 3)})
    missing = Missing("a.b", Reason.NO_COLUMN, ("transactions.amount",))
    without = {"money": False}
    assert money.kept(spent, "a.b", of_sales, without) == missing
    assert money.kept(spent, "a.b", of_sales, {"money": True}) is spent
    assert money.kept(spent, "a.b", of_expenses, without) is spent
    assert money.kept(counted, "a.b", of_sales, without) is counted
