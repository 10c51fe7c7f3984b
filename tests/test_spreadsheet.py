"""The workbook of tables: types kept, nothing executable, the same bytes every time."""

import datetime as dt
import hashlib
import zipfile
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from clientela.publish.spreadsheet import Sheet, sheet_names, write


@pytest.fixture
def ladder() -> Sheet:
    frame = pd.DataFrame(
        {
            "rung": ["Cliente", "=1+1", "http://example.org"],
            "customers": [2210, 402, 118],
            "share": [0.81, 0.147, None],
            "amount": [Decimal("1234567.50"), Decimal("3000"), Decimal("5000")],
            "ticket": [12.5, 9.25, float("inf")],
            "last": pd.to_datetime(["2026-06-30", "2026-06-01", None]),
            "day": [dt.date(2026, 6, 30), None, dt.date(2026, 1, 1)],
            "customer_id": ["007", "1E5", "-3"],
            "kept": [True, False, True],
        }
    )
    columns = {
        "rung": ("Peldaño", "text"),
        "customers": ("Clientes", "count"),
        "share": ("Parte", "share"),
        "amount": ("Ventas", "money_short"),
        "ticket": ("Compra media", "currency"),
    }
    return Sheet("Personas en cada peldaño", frame, columns)


@pytest.fixture
def book(tmp_path, ladder):
    tables = {
        "loyalty.ladder": ladder,
        "loyalty.empty": Sheet("Vacía", pd.DataFrame({"a": []})),
        "loyalty.bare": Sheet("Sin nada", pd.DataFrame()),
    }
    return openpyxl.load_workbook(write(tables, tmp_path / "tables.xlsx", "es", "COP"))


def test_index_links_to_every_sheet(book):
    assert book.sheetnames == ["Índice", "Personas en cada peldaño", "Vacía", "Sin nada"]
    index = book["Índice"]
    assert [cell.value for cell in index[2]] == ["Personas en cada peldaño"] * 2 + [3, "loyalty.ladder"]
    assert index["B2"].hyperlink.location == "'Personas en cada peldaño'!A1"


def test_types_and_formats_are_kept(book):
    sheet = book["Personas en cada peldaño"]
    assert [cell.value for cell in sheet[1]][:5] == ["Peldaño", "Clientes", "Parte", "Ventas", "Compra media"]
    row = {cell.column_letter: (cell.value, cell.number_format) for cell in sheet[2]}
    assert row["B"] == (2210, "#,##0")
    assert row["C"] == (0.81, "0.0%")
    assert row["D"] == (1234567.5, '"$"#,##0')
    assert row["E"] == (12.5, '"$"#,##0.00')
    assert row["F"] == (dt.datetime(2026, 6, 30), "yyyy-mm-dd")
    assert row["G"] == (dt.datetime(2026, 6, 30), "yyyy-mm-dd")
    assert row["I"][0] is True
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:I4"


def test_text_stays_text_and_nothing_is_a_formula(book):
    sheet = book["Personas en cada peldaño"]
    assert [sheet[f"A{row}"].value for row in (3, 4)] == ["=1+1", "http://example.org"]
    assert {sheet[f"A{row}"].data_type for row in (2, 3, 4)} == {"s"}
    assert [sheet[f"H{row}"].value for row in (2, 3, 4)] == ["007", "1E5", "-3"]


def test_no_formula_reaches_the_file(tmp_path, ladder):
    with zipfile.ZipFile(write({"x": ladder}, tmp_path / "t.xlsx", "en")) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_missing_and_infinite_stay_empty(book):
    sheet = book["Personas en cada peldaño"]
    assert [sheet[place].value for place in ("C4", "E4", "F4", "G3")] == [None] * 4


def test_same_tables_same_bytes(tmp_path, ladder):
    hashes = {
        hashlib.sha256(
            write({"x": ladder}, tmp_path / place / "t.xlsx", "es", "EUR").read_bytes()
        ).hexdigest()
        for place in ("one", "two")
    }
    assert len(hashes) == 1


def test_sheet_names_fit_and_differ():
    names = sheet_names(
        {"a": "Una tabla de nombre demasiado largo para Excel", "b": "Índice", "c": "a/b", "d": "A:B"},
        "Índice",
    )
    assert all(len(name) <= 31 for name in names.values())
    assert names["b"] == "Índice (2)"
    assert (names["c"], names["d"]) == ("a b", "A B (2)")
