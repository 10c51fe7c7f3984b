"""The review workbook: written, filled in, read back."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from clientela.intake.identity import Decision, Identity, ReviewError, read_review, resolve, write_review


@pytest.fixture
def identity() -> Identity:
    connection = duckdb.connect()
    connection.execute("""
        CREATE TABLE customers AS SELECT * FROM (VALUES
            ('1', 'person', 'María López', 'Cali', 'crm'),
            ('2', 'person', '=María Lopez', 'Cali', 'web'), ('3', 'person', 'MARIA LOPEZ', 'Cali', 'web')
        ) AS t(customer_id, kind, name, city, source)
    """)
    return resolve(connection, country="CO")


def fill(path: Path, *words: str | None) -> Path:
    """Write a decision into each block."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    starts = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value]
    for row, word in zip(starts, words, strict=True):
        sheet.cell(row, 5).value = word
    book.save(path)
    return path


def test_what_is_decided_comes_back_and_blanks_wait(tmp_path: Path, identity: Identity):
    write_review(tmp_path / "revision.xlsx", identity)
    assert read_review(tmp_path / "revision.xlsx") == []
    ends = [
        ((pair.source_a, pair.customer_id_a), (pair.source_b, pair.customer_id_b))
        for pair in identity.review.itertuples()
    ]
    fill(tmp_path / "revision.xlsx", "misma", None, "Distinta ")
    assert read_review(tmp_path / "revision.xlsx") == [Decision(*ends[0], True), Decision(*ends[2], False)]


def test_every_problem_is_told_at_once(tmp_path: Path, identity: Identity):
    write_review(tmp_path / "revision.xlsx", identity)
    fill(tmp_path / "revision.xlsx", "quizás", "ni idea", "misma")
    with pytest.raises(ReviewError) as error:
        read_review(tmp_path / "revision.xlsx")
    assert [line.split("»")[0] for line in str(error.value).splitlines()] == [
        "revision.xlsx, fila 5: «quizás",
        "revision.xlsx, fila 16: «ni idea",
    ]


def test_answers_that_contradict_each_other(tmp_path: Path, identity: Identity):
    write_review(tmp_path / "revision.xlsx", identity)
    fill(tmp_path / "revision.xlsx", "misma", "misma", "distinta")
    with pytest.raises(ReviewError, match=r"fila 27.*son la misma"):
        read_review(tmp_path / "revision.xlsx")


def test_the_same_pairs_give_the_same_bytes_and_no_formula(tmp_path: Path, identity: Identity):
    for name in ("a.xlsx", "b.xlsx"):
        write_review(tmp_path / name, identity)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    cells = [cell for row in load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows() for cell in row]
    assert "=María Lopez" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
