"""The workbook of tables: types kept, nothing executable, the same bytes every time."""

import datetime as dt
import hashlib
import re
import zipfile
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from clientela.folders import project
from clientela.publish.workbook.spreadsheet import Sheet, sheet_names, write


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
    assert book.sheetnames == ["Índice", "Personas en cada peldaño"]
    index = book["Índice"]
    assert [cell.value for cell in index[1]] == ["Tabla", "Hoja", "Filas", "Clave"]
    assert [cell.value for cell in index[2]] == ["Personas en cada peldaño"] * 2 + [3, "loyalty.ladder"]
    assert index["B2"].hyperlink.location == "'Personas en cada peldaño'!A1"
    assert index.auto_filter.ref == "A1:D4"


def test_a_table_without_rows_has_a_line_and_no_sheet(book):
    rows = [[cell.value for cell in row] for row in book["Índice"].iter_rows(min_row=3)]
    assert rows == [
        ["Vacía", "nada que mostrar", 0, "loyalty.empty"],
        ["Sin nada", "nada que mostrar", 0, "loyalty.bare"],
    ]


def test_every_sheet_leads_back_and_prints_on_one_width(book):
    sheet = book["Personas en cada peldaño"]
    assert (sheet["A1"].value, sheet["A1"].hyperlink.location) == ("← Índice", "'Índice'!A1")
    assert sheet["B1"].value == "Personas en cada peldaño"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$3"
    # A blank row above the header: what is made of the table takes the table alone.
    assert not [cell.value for cell in sheet[2] if cell.value is not None]


def test_a_cell_has_the_format_of_its_row_and_small_numbers_are_seen(tmp_path):
    frame = pd.DataFrame(
        {
            "driver": ["a", "b", "c", "d"],
            "now": [3921960512.72, 0.377998, 2960.0, None],
            "chance": [2e-5, 0.012, 0.5, None],
            "part": [0.0001, 0.2, 0.0, None],
        }
    )
    made = Sheet(
        "x",
        frame,
        {"chance": ("Azar", "p_value"), "part": ("Parte", "share")},
        {"now": ["currency", "share", "count", "count"]},
    )
    sheet = openpyxl.load_workbook(write({"x": made}, tmp_path / "t.xlsx", "es", "COP"))["x"]
    formats = {letter: [sheet[f"{letter}{row}"].number_format for row in (4, 5, 6)] for letter in "BCD"}
    assert formats["B"] == ['"$"#,##0', "0.0%", "#,##0"]
    assert formats["C"] == ['[<0.001]"<0,001";0.000'] * 3
    assert formats["D"] == ["[<0.00005]0.0000%;0.00%", "0.0%", "0.0%"]
    assert sheet["B7"].value is None


def test_long_text_is_wrapped_and_numbers_that_name_somebody_stand_left(tmp_path):
    frame = pd.DataFrame({"customer_id": [7], "what": ["palabra " * 20]})
    sheet = openpyxl.load_workbook(write({"x": Sheet("x", frame)}, tmp_path / "t.xlsx", "es"))["x"]
    assert sheet["A4"].alignment.horizontal == "left"
    assert sheet["B4"].alignment.wrap_text


def test_money_of_a_country_without_cents_has_none(tmp_path):
    frame = pd.DataFrame({"ticket": [12.5, 9.25]})
    made = Sheet("x", frame, {"ticket": ("Compra media", "currency")})
    told = {
        currency: openpyxl.load_workbook(write({"x": made}, tmp_path / "t.xlsx", "es", currency))["x"]["A4"]
        for currency in ("COP", "EUR")
    }
    assert [told[one].number_format for one in ("COP", "EUR")] == ['"$"#,##0', '"€"#,##0.00']


def test_types_and_formats_are_kept(book):
    sheet = book["Personas en cada peldaño"]
    assert [cell.value for cell in sheet[3]][:5] == ["Peldaño", "Clientes", "Parte", "Ventas", "Compra media"]
    row = {cell.column_letter: (cell.value, cell.number_format) for cell in sheet[4]}
    assert row["B"] == (2210, "#,##0")
    assert row["C"] == (0.81, "0.0%")
    assert row["D"] == (1234567.5, '"$"#,##0')
    assert row["E"] == (12.5, '"$"#,##0')
    assert row["F"] == (dt.datetime(2026, 6, 30), "yyyy-mm-dd")
    assert row["G"] == (dt.datetime(2026, 6, 30), "yyyy-mm-dd")
    assert row["I"][0] is True
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:I6"


def test_text_stays_text_and_nothing_is_a_formula(book):
    sheet = book["Personas en cada peldaño"]
    assert [sheet[f"A{row}"].value for row in (5, 6)] == ["=1+1", "http://example.org"]
    assert {sheet[f"A{row}"].data_type for row in (4, 5, 6)} == {"s"}
    assert [sheet[f"H{row}"].value for row in (4, 5, 6)] == ["007", "1E5", "-3"]


def test_no_formula_reaches_the_file(tmp_path, ladder):
    with zipfile.ZipFile(write({"x": ladder}, tmp_path / "t.xlsx", "en")) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_whatever_writes_a_file_for_spreadsheets_writes_no_formula():
    library = project.root() / "lib" / "clientela"
    written = {
        path: path.read_text(encoding="utf-8") for path in library.rglob("*.py") if "demo" not in path.parts
    }
    tables = [text for text in written.values() if re.search(r"\.to_csv\(|csv\.(?:Dict)?[wW]riter\(", text)]
    books = [text for text in written.values() if "xlsxwriter.Workbook(" in text]
    assert len(tables) > 3
    assert len(books) > 5
    assert all("inert(" in text or "map(inert)" in text for text in tables)
    assert all('"strings_to_formulas": False' in text for text in books)


def test_missing_and_infinite_stay_empty(book):
    sheet = book["Personas en cada peldaño"]
    assert [sheet[place].value for place in ("C6", "E6", "F6", "G5")] == [None] * 4


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
