"""A line number used again by another customer on another day is a sale, and asked about; told again by the same one it is set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_company import take_in

SALES = (
    "transaction_id,cliente,fecha,importe\n"
    "T1,Ana,2025-01-05,100\n"
    "T2,Luz,2025-01-06,200\n"
    # The same line, corrected: one of the two counts.
    "T1,Ana,2025-01-05,110\n"
    # Another person on another day.
    "T2,Eva,2025-03-01,70\n"
    "T3,Eva,2025-03-02,30\n"
)


def test_a_number_of_another_customer_on_another_day_counts_and_is_asked_about(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"ventas.csv": SALES})
    assert taken.total == 400
    assert taken.ledger == {"used": 4, "duplicate_line": 1}
    (question,) = taken.intake.questions
    assert (question.about, question.column, question.example, question.rows) == (
        "repeated",
        "transaction_id",
        "T2",
        1,
    )
    assert (question.taken.total, question.other.total) == (400, 330)


@pytest.mark.parametrize(("said", "total"), [("count", 400), ("aside", 330)])
def test_one_line_of_company_yml_answers(tmp_path: Path, said: str, total: float) -> None:
    sources = {"transactions": [{"path": "ventas.csv", "repeated_lines": said}]}
    taken = take_in(tmp_path, {"ventas.csv": SALES}, sources=sources)
    assert taken.total == total
    assert not taken.intake.questions
