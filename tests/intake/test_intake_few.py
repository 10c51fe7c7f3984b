"""Of few rows texts are looked at here, of more by the database: both say the same of any text."""

from __future__ import annotations

from unittest.mock import patch

import duckdb
import pytest

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.cells import Look, few
from clientela.intake.cells.look import Habits

TEXTS = ["", " ", "\u00a0", "1.234,50", " 12 ", "12\t", "-", "N/A", " null ", "NaN", "nan.", "13085.0", "$ 1,5", "1 DE ENERO",
    "Ñandú", "ÁÉÍ", "Σ", "ΑΣ", "İstanbul", "½", "１２", "a\nb", "'", "+5", "(3)", None, "1.234,50", "1.5E+3"]  # fmt: skip


def _look(texts: dict[str, few.Texts] | None, connection: duckdb.DuckDBPyConnection) -> Look:
    company = Company.model_validate({"name": "x", "country": "CO", "sources": {}})
    source, names = Source.model_validate({"path": "x.csv"}), frozenset({"x"})
    return Look(
        connection, "SELECT * FROM t", {"x": "VARCHAR"}, source, company, "x", names, names, texts=texts
    )


@pytest.mark.parametrize("some", [TEXTS, *([text] for text in TEXTS), []])
def test_few_texts_are_told_as_the_database_tells_them(some: list[str | None]) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (x VARCHAR)")
        connection.execute("INSERT INTO t SELECT unnest($1::VARCHAR[])", [some])
        texts = few.gathered(connection, "SELECT * FROM t", {"x": "VARCHAR"})
        here, there = _look(texts, connection), _look(None, connection)
        repeats = patch.dict(there.habits, {"x": Habits(**{**vars(there.habits["x"]), "repeats": False})})
        with repeats:
            assert here.habits == there.habits
            assert here.shapes("x") == there.shapes("x")
