"""Sales without an amount count as one each, and no page takes their number for money."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from intake_company import take_in

from clientela import loyalty
from clientela.engine import money
from clientela.engine.record import Record
from clientela.present import numbers
from clientela.results import Missing, Number, Reason, Result
from clientela.stage import open_stage


@pytest.mark.parametrize(("header", "told"), [("cust,date", False), ("cust,date,importe", True)])
def test_intake_tells_whether_any_sale_has_an_amount(tmp_path: Path, header: str, told: bool) -> None:
    rows = "".join(f"A{i},2024-02-{i:02}{',5.25' if told else ''}\n" for i in range(1, 9))
    assert take_in(tmp_path, {"v.csv": f"{header}\n{rows}"}).intake.money is told


def test_purchases_without_amounts_are_told_as_purchases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty customers, once a month for a year: who is active is said, nothing in money, and no action has an amount."""
    rows = "".join(f"C{n},2024-{month:02}-{1 + n % 28:02}\n" for n in range(30) for month in range(1, 13))
    folder = tmp_path / "data" / "visits"
    folder.mkdir(parents=True)
    (folder / "v.csv").write_text(f"cliente,fecha\n{rows}", encoding="utf-8")
    about = (
        "name: V\nsources: {transactions: [{path: v.csv, columns: {customer_id: cliente, date: fecha}}]}\n"
    )
    (folder / "company.yml").write_text(about, encoding="utf-8")
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    stage = open_stage("loyalty", "visits")
    stage.ask(loyalty.status)
    stage.ask(loyalty.due)
    stage.close()
    record = json.loads((stage.folder / "loyalty.json").read_text(encoding="utf-8"))
    assert record["results"]["loyalty.status.active"]["value"] == 30
    assert {number["unit"] for number in record["results"].values()} <= {"count", "share", "days", "ratio"}
    assert [finding for finding in record["findings"] if finding["amount"] is not None] == []
    assert (
        numbers.short_money(record["results"]["loyalty.status.active"]["value"], stage.currency)
        == "30 compras"
    )


def test_sums_of_ones_are_no_money() -> None:
    of_sales, of_expenses = Record(marts={"months"}), Record(marts={"expense_months"})
    counted = Result("a.b", 3, {"customers": Number(3, "count", 3)})
    spent = Result("a.b", 3, {"spent": Number(3.0, "currency", 3)})
    missing = Missing("a.b", Reason.NO_COLUMN, ("transactions.amount",))
    without = {"money": False}
    assert money.kept(spent, "a.b", of_sales, without) == missing
    assert money.kept(spent, "a.b", of_sales, {"money": True}) is spent
    assert money.kept(spent, "a.b", of_expenses, without) is spent
    assert money.kept(spent, "a.b", of_sales, without, tells=True) is spent
    assert money.kept(counted, "a.b", of_sales, without) is counted
