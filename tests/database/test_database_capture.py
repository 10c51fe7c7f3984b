"""Capture sheets and outside sources: made, filled in, read back; who writes otherwise is named and nobody else."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from clientela import database, forms
from clientela.database.capture.page import capture_findings
from clientela.database.outside.page import outside_advice, outside_findings
from clientela.forms import begun, feeds
from clientela.forms.made import book
from clientela.results import Missing
from clientela.segments.bases.analysis import BASES

TODAY = dt.date(2026, 6, 30)
SHEET = forms.form("captura")


def sheets(folder: Path, wrong: dict[str, float], seed: int = 1, people: int = 8) -> forms.Reading:
    """Forty rows of each of the collectors, some with a refill that is none."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "a.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["collector", "taken_on", "customer_id", "refill", "city"])
        for number in range(40 * people):
            who = f"C{number % people}"
            refill = "a veces" if random.random() < wrong.get(who, 0.05) else "month"
            writer.writerow([who, "2026-05-01", f"T{number}", refill, "Cali"])
    return forms.read(SHEET, [folder])


def test_every_criterion_of_the_segments_is_asked_and_feeds_its_column():
    asked = {one.column for one in SHEET.plain}
    wanted = {name for names in BASES.values() for name in names}
    assert wanted <= asked
    # How they consume has no column of the contract: it is read from the sheets themselves.
    assert {"consumer", "main_use", "refill", "knows"} <= {one.key for one in SHEET.plain}


def test_round_trip_through_the_workbook(tmp_path):
    path = book.write(SHEET, tmp_path / "captura.xlsx")
    filled = openpyxl.load_workbook(path)
    page = filled.worksheets[0]
    top = next(
        row for row in page.iter_rows() if any("Código del cliente" in str(cell.value) for cell in row)
    )
    given = {
        "Código de quien pregunta": "C01", "Fecha de la conversación": dt.date(2026, 5, 2), "Código del cliente": "T9",
        "Persona o empresa": "Persona", "Quién lo consume": "Todo el hogar", "Cada cuánto repone": "Cada mes", "¿Permite que se le llame?": "Sí",
        "Ciudad donde vive": "Cali",
    }  # fmt: skip
    for cell in top:
        words = str(cell.value).rstrip(" *").split(" (")[0]
        if words in given:
            page.cell(top[0].row + 1, cell.column, given[words])
    filled.save(path)
    reading = forms.read(SHEET, [path])
    assert not [one for one in reading.troubles if one.weight != "notice"]
    row = reading.answers.iloc[0]
    assert (row.collector, row.consumer, row.refill, row.consent_phone) == ("C01", "home", "month", True)
    assert feeds.rows(reading).loc[0, ["customer_id", "seller_id", "city", "kind"]].tolist() == [
        "T9",
        "C01",
        "Cali",
        "person",
    ]


def test_the_one_who_writes_otherwise_is_named(tmp_path):
    found = database.capture(sheets(tmp_path, {"C3": 0.5}), TODAY)
    table = found.frames["collectors"]
    assert table.collector[table.sheet_apart != "apart_none"].tolist() == ["C3"]
    assert "C3" in capture_findings(found, TODAY)[0].message
    assert "C3" in database.sheets_table(found).markdown("COP")
    assert found.frames["criteria"].share_filled.iloc[-1] == 1.0


def test_where_all_write_alike_nobody_is_named(tmp_path):
    said = [
        bool(capture_findings(database.capture(sheets(tmp_path / str(k), {}, k), TODAY), TODAY))
        for k in range(8)
    ]
    assert sum(said) <= 1
    assert isinstance(database.capture(None, TODAY), Missing)
    assert "Nadie llena las fichas de otro modo" in database.capture_advice(
        database.capture(sheets(tmp_path, {}), TODAY)
    )


def test_among_few_nobody_is_told_to_write_as_the_others_do(tmp_path):
    # Half of the sheets of one of four are wrong and none of the others': too few to judge, and too much to call alike.
    found = database.capture(sheets(tmp_path, {"C3": 0.5, "C0": 0, "C1": 0, "C2": 0}, people=4), TODAY)
    assert set(found.frames["collectors"].sheet_apart) == {"apart_unknown"}
    assert "no se sabe todavía: hacen falta 5 personas con 20 fichas" in database.capture_advice(found)
    assert capture_findings(found, TODAY) == []


def test_the_sources_of_a_country_begin_the_form_and_are_judged_by_their_right(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    home = tmp_path / "data" / "x"
    home.mkdir(parents=True)
    (home / "company.yml").write_text(
        "name: X\ncountry: MX\nsources: {transactions: {path: v.csv}}\n", encoding="utf-8"
    )
    asked = forms.form("fuentes")
    rows = begun.rows(asked, "x")
    assert "INEGI: DENUE" in [row["outside"] for row in rows]
    path = book.write(asked, tmp_path / "f.xlsx", begun=rows)
    register = forms.read(asked, [path])
    assert not [one for one in register.troubles if one.weight == "error"]
    answers = register.answers
    assert len(answers) == len(rows)
    found = database.outside(answers, asked, TODAY)
    assert set(found.frames["outside"].outside_state) == {"outside_unasked"}
    assert outside_findings(found, TODAY) == []
    # Consulted and put to use without a right: a risk; with one, ready.
    answers.loc[:, "asked_on"] = answers.asked_on.fillna(np.datetime64("2026-05-01"))
    answers.loc[0, "step"] = "use"
    answers.loc[1, "right"] = "terms"
    found = database.outside(answers, asked, TODAY)
    assert found.values["outside_usable_now"].value == 1
    assert outside_findings(found, TODAY)[0].kind == "risk"
    # Why to begin with it is said where it costs less than another.
    assert "la que menos cuesta" not in outside_advice(found)
    answers.loc[2, "right"] = "terms"
    answers.loc[[1, 2], "cost"], answers.loc[[1, 2], "usable"] = [100.0, 90.0], [10.0, 3.0]
    assert "la que menos cuesta por registro de las que se pueden usar: sirvieron 10" in outside_advice(
        database.outside(answers, asked, TODAY)
    )


@pytest.mark.parametrize("name", ["plan_segmentos", "fuentes"])
def test_what_begins_a_form_stands_in_its_workbook_and_in_both_languages(name, tmp_path, monkeypatch):
    from clientela.present.language import speaking

    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    with speaking("en"):
        rows = begun.rows(forms.form(name), "")
    assert bool(rows) == (name == "fuentes")
    assert all(not str(row["holds"]).startswith("Razón") for row in rows)
