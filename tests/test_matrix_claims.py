"""What the report promises of an addition is what comes of it: «abre N preguntas» are N more answers."""

from __future__ import annotations

import pytest
from matrix import asking
from matrix.world import World

from clientela.database.gain import opened

COMPANY = World(seed=5, customers=60, days=800, gap=40.0)


@pytest.fixture(scope="module")
def before():
    """Plain sales, and what they answer."""
    sales = {"transactions": COMPANY.table("transactions")[["customer_id", "date", "amount"]]}
    return sales, asking.answers(sales).found


@pytest.mark.parametrize("table", ["expenses", "contracts", "staff"])
def test_a_table_opens_as_many_questions_as_it_promises(before, table):
    sales, answered = before
    there = {"transactions", *(f"transactions.{name}" for name in sales["transactions"])}
    after = asking.answers({**sales, table: COMPANY.table(table)}).found
    assert sorted(after - answered) == opened(there, table)
