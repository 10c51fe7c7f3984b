"""Every line of a file is told: stray quotes swallow no rows, cells beyond the header and further sheets are seen."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from intake_company import take_in
from xlsxwriter import Workbook

from clientela import intake
from clientela.intake.readers.books.extent import too_far

HEADER = "factura,fecha,cliente,producto,importe"


def lines(*products: str) -> str:
    rows = [f"F{i},2024-01-{i:02},C{i % 3},{product},1000" for i, product in enumerate(products, 1)]
    return "\n".join([HEADER, *rows]) + "\n"


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream) as written:
        for name, rows in sheets:
            sheet = written.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return stream.getvalue()


@pytest.mark.parametrize(
    "products",
    [
        ["Pan", '"Tubo 5', "Pan", "Pan"],  # one, never closed
        ["Pan", '"Tubo 5', "Pan", '"Tubo 7', "Pan"],  # two, which close each other
        ["Pan", 'Tubo 5"', "Tubo 3/4", "Pan"],  # an inch
        ['"Tubo', "Pan", "Pan", 'Pan"', "Pan"],
        ["Pan", '"Pan, queso"', '"Tubo', '"Pan ""de la casa"""'],
        ["Pan"] * 12 + ['"'],
    ],
)
def test_a_stray_quote_is_a_letter_of_its_cell(tmp_path: Path, products: list[str]) -> None:
    taken = take_in(tmp_path, {"v.csv": lines(*products)})
    assert (taken.total, taken.ledger) == (1000 * len(products), {"used": len(products)})


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": lines("Pan", '"Pan\nde la casa, con\nqueso"', '"Tubo', "Pan")})
    assert (taken.total, taken.ask("SELECT product_id FROM transactions WHERE order_id = 'F2'")) == (
        4000,
        [("Pan\nde la casa, con\nqueso",)],
    )


def test_cells_beyond_the_header_of_a_sheet_are_told(tmp_path: Path) -> None:
    rows = [
        ["fecha", "cliente", "importe"],
        ["2024-01-02", "a", 10, "devuelto"],
        ["2024-01-03", "b", 20],
        [None, None, None, "nota suelta"],
    ]
    taken = take_in(tmp_path, {"v.xlsx": book(("Hoja1", rows))})
    assert (taken.total, taken.ledger) == (20, {"used": 1, "too_many_cells": 2})


def test_sheets_with_one_header_are_one_table(tmp_path: Path) -> None:
    header = ["fecha", "cliente", "importe"]
    months = [(f"M{m}", [header, [f"2024-0{m}-02", "a", 10], [f"2024-0{m}-03", "b", m]]) for m in (1, 2, 3)]
    taken = take_in(tmp_path, {"v.xlsx": book(*months, ("Notas", [["hola"], ["adiós"]]))})
    assert (taken.total, taken.ledger) == (36, {"used": 6})
    assert "M1, M2, M3" in [one.value for one in taken.intake.assumptions if one.what == "sheet"]
    one = {"path": "v.xlsx", "sheet": "M2"}
    assert take_in(tmp_path, {}, sources={"transactions": [one]}).total == 12


def test_a_sheet_with_nearly_the_same_header_is_told(tmp_path: Path) -> None:
    header = ["fecha", "cliente", "importe"]
    more = [[*header, "sede"], ["2024-02-02", "a", 10, "Norte"]]
    taken = take_in(
        tmp_path,
        {"v.xlsx": book(("Uno", [header, ["2024-01-02", "a", 10], ["2024-01-03", "b", 5]]), ("Dos", more))},
    )
    assert "no se leen las hojas" in taken.said


def test_a_cell_in_the_far_corner_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with Workbook(stream) as written:
        sheet = written.add_worksheet()
        sheet.write_row(0, 0, ["fecha", "cliente", "importe"])
        sheet.write(1048575, 16383, "x")
    with pytest.raises(intake.IntakeError, match="XFD1048576"):
        take_in(tmp_path, {"v.xlsx": stream.getvalue()})
    (tmp_path / "w.xlsx").write_bytes(book(("A", [["a"]])))
    assert too_far(tmp_path / "w.xlsx") == ""
