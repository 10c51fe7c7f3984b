"""Words taken for nothing, codes that a spreadsheet shortened, dates that it turned round: told, with a way out."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from intake_company import take_in
from xlsxwriter import Workbook

NAMES = "fecha;cliente;sede;importe\n2024-01-05;C1;NA;1\n2024-01-06;NULL;Norte;2\n2024-01-07;Nan;NA;4\n2024-01-08;None;Sur;8\n"


def test_words_for_nothing_are_told_with_their_counts(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": NAMES})
    assert (taken.total, taken.ledger) == (15, {"used": 1, "anonymous": 3})
    assert "NA (2)" in taken.said
    assert "keep_blank_words: [NA]" in taken.said


@pytest.mark.parametrize(
    ("keep", "branches", "anonymous"), [(["NA"], 2, 3), (True, 2, 0), (["none", "Nan", "NULL"], 0, 0)]
)
def test_words_can_be_kept(tmp_path: Path, keep: object, branches: int, anonymous: int) -> None:
    source = {"path": "v.csv", "keep_blank_words": keep}
    taken = take_in(tmp_path, {"v.csv": NAMES}, sources={"transactions": [source]})
    assert taken.ask("SELECT count(*) FROM transactions WHERE branch = 'NA'") == [(branches,)]
    assert taken.ledger.get("anonymous", 0) == anonymous


@pytest.mark.parametrize("column", ["cedula", "factura", "producto"])
def test_shortened_codes_are_told(tmp_path: Path, column: str) -> None:
    header = {
        "cedula": "fecha;cedula;importe",
        "factura": "fecha;factura;importe;cliente",
        "producto": "fecha;producto;importe;cliente",
    }
    rows = "".join(
        f"2024-01-0{i};{code};1{';a' * (column != 'cedula')}\n"
        for i, code in enumerate(("1,01923E+09", "1.01931E+9", "52123456"), 1)
    )
    taken = take_in(tmp_path, {"v.csv": f"{header[column]}\n{rows}"})
    assert "2 de 3 valores son números que Excel acortó" in taken.said
    assert take_in(tmp_path, {"w.csv": "fecha;cedula;importe\n2024-01-02;5E3;1\n"}).said.count("acortó") == 0


def sheet(texts: list[str], real: list[dt.date]) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream) as book:
        page, form = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, ["cliente", "fecha", "importe"])
        for i, when in enumerate([*texts, *real], 1):
            page.write(i, 0, f"C{i}")
            page.write_datetime(i, 1, when, form) if isinstance(when, dt.date) else page.write(i, 1, when)
            page.write(i, 2, 10)
    return stream.getvalue()


TEXTS = ["13/02/2024", "20/03/2024", "28/04/2024"]
REAL = [dt.date(2024, 5, 2), dt.date(2024, 7, 3), dt.date(2024, 12, 1)]


def test_dates_that_excel_turned_round_are_told_and_asked(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.xlsx": sheet(TEXTS, REAL)})
    assert "3 fechas tienen probablemente el día y el mes al revés" in taken.said
    (one,) = taken.intake.questions
    assert (one.taken.line, one.other.line) == ("turned_dates: false", "turned_dates: true")
    source = {"path": "v.xlsx", "turned_dates": True}
    right = take_in(tmp_path, {}, sources={"transactions": [source]})
    days = right.ask("SELECT CAST(CAST(date AS DATE) AS VARCHAR) FROM transactions ORDER BY source_row")
    assert [day for (day,) in days][3:] == ["2024-02-05", "2024-03-07", "2024-01-12"]
    assert right.intake.questions == ()


def test_a_sheet_with_a_real_date_past_the_twelfth_was_not_turned(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.xlsx": sheet(TEXTS, [*REAL, dt.date(2024, 5, 20)])})
    assert taken.intake.questions == ()
