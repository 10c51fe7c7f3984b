"""Forms come back, filled by people of every kind: read with every error told and nothing lost."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from form_visit import ANSWERS, VISIT, filled

from clientela import forms
from clientela.forms import library
from clientela.forms.back.values import read as value
from clientela.forms.made import book
from clientela.forms.model import Form, Question
from clientela.present.language import speaking


@pytest.fixture
def visit(tmp_path: Path) -> Form:
    path = tmp_path / "visita.yml"
    path.write_text(VISIT, encoding="utf-8")
    return library.read(path)


def test_a_filled_workbook_comes_back_typed(visit: Form, tmp_path: Path) -> None:
    tables = {"Calificación": [[None, 5, 4], [None, 2, None]], "Personas": [["Ana", 3.5], ["Luis", None]]}
    filled(visit, tmp_path / "in" / "ana (1).xlsx", ANSWERS, tables)
    reading = forms.read(visit, [tmp_path / "in"])
    assert reading.troubles == []
    (row,) = reading.answers.drop(columns=["answer_id", "file"]).to_dict("records")
    assert row == {
        "area": "sales",
        "tools": "crm",
        "day": dt.datetime(2026, 3, 14),
        "minutes": 45.0,
        "again": True,
        "notes": "todo bien",
    }
    rated = reading.table("rated")
    assert rated[["line", "quick", "area"]].values.tolist() == [
        ["sales", 5.0, "sales"],
        ["service", 2.0, "sales"],
    ]
    assert forms.answers(visit, tmp_path / "in", "people").name.tolist() == ["Ana", "Luis"]
    assert forms.answers(visit, tmp_path / "nowhere").empty


def test_an_english_workbook_is_the_same_form(visit: Form, tmp_path: Path) -> None:
    with speaking("en"):
        filled(
            visit,
            tmp_path / "in" / "x.xlsx",
            {"Area": "Service", "Sheet": "X", "Minutes": "12.5 min", "Again?": "no"},
        )
    reading = forms.read(visit, [tmp_path / "in"])
    assert reading.troubles == []
    row = reading.answers.iloc[0]
    assert (row.area, row.tools, row.minutes, row.again) == ("service", "sheet", 12.5, False)


def test_every_error_is_told_with_its_cell_and_nothing_is_lost(visit: Form, tmp_path: Path) -> None:
    wrong = {"Área": "Bentas", "Día": "mañana", "Minutos": 900, "¿Repetiría?": "quizás", "CRM": "claro"}
    path = filled(visit, tmp_path / "luis.xlsx", wrong, {"Calificación": [[None, 9, 3]]})
    reading = forms.read(visit, [path])
    told = {(one.question, one.value): one for one in reading.troubles}
    assert set(told) == {
        ("Área", "Bentas"),
        ("Día", "mañana"),
        ("Minutos", "900"),
        ("¿Repetiría?", "quizás"),
        ("Herramientas", "claro"),
        ("Rapidez", "9"),
    }
    assert "¿es «Ventas»?" in told["Área", "Bentas"].message
    assert str(told["Rapidez", "9"]).startswith("luis.xlsx, hoja «Calificación», B4 · «Rapidez» «9»")
    assert reading.table("rated").kind.tolist() == [3.0]


def test_columns_that_moved_rows_that_were_put_in_and_sheets_beside(visit: Form, tmp_path: Path) -> None:
    path = filled(visit, tmp_path / "a.xlsx", ANSWERS, {"Calificación": [[None, 5, 4]]})
    workbook = openpyxl.load_workbook(path)
    for cells in list(workbook.worksheets[0].merged_cells.ranges):
        workbook.worksheets[0].unmerge_cells(str(cells))
    workbook.worksheets[0].insert_rows(6, 3)
    workbook.worksheets[0].insert_cols(2, 2)
    workbook["Calificación"].insert_cols(1)
    workbook["Calificación"].title = "Hoja 7"
    workbook.create_sheet("Mis cuentas")["A1"] = "2 + 2"
    workbook.save(path)
    reading = forms.read(visit, [path])
    assert [(one.sheet, one.weight) for one in reading.troubles] == [("Mis cuentas", "notice")]
    assert reading.answers.minutes.tolist() == [45.0]
    assert reading.table("rated").quick.tolist() == [5.0]


def test_an_older_version_is_read_by_its_own_words(visit: Form, tmp_path: Path) -> None:
    old = VISIT.replace("version: 2", "version: 1").replace(
        "key: minutes, ask: {es: Minutos, en: Minutes}", "key: minutes, ask: {es: Tiempo, en: Time}"
    )
    old = old.replace("{key: notes, ask: {es: Notas", "{key: mood, ask: {es: Ánimo")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "visita.yml").write_text(old, encoding="utf-8")
    before = library.read(tmp_path / "old" / "visita.yml")
    path = filled(before, tmp_path / "a.xlsx", {"Área": "Ventas", "Tiempo": 30, "Ánimo": "alegre"})
    reading = forms.read(visit, [path])
    assert reading.answers.minutes.tolist() == [30.0]
    (gone,) = reading.troubles
    assert (gone.value, gone.weight) == ("alegre", "notice")


def test_csv_of_a_telephone_and_of_another_country(visit: Form, tmp_path: Path) -> None:
    kobo = "start;area;visita/tools;visita/tools/crm;visita/tools/sheet;day;minutes;again;rated_sales_quick;_id;_uuid\n"
    rows = "2026;sales;crm sheet;1;1;2026-03-14;45;yes;4;7;u-1\n2026;service;;0;0;;;no;;8;u-2\n"
    (tmp_path / "k.csv").write_text(kobo + rows, encoding="utf-8-sig")
    (tmp_path / "k2.csv").write_text(kobo + rows.splitlines()[0] + "\n", encoding="utf-8")
    reading = forms.read(visit, [tmp_path / "k.csv", tmp_path / "k2.csv"])
    frame = reading.answers
    assert frame.answer_id.tolist() == ["u-1", "u-2"]
    assert frame.tools.tolist()[0] == "crm sheet"
    assert frame.again.tolist() == [True, False]
    assert reading.table("rated").values.tolist()[0][2:4] == ["sales", 4.0]
    assert [one.weight for one in reading.troubles] == ["notice"]  # the answer that is in both exports


def test_the_same_answers_twice(visit: Form, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    filled(visit, folder / "a.xlsx", ANSWERS)
    (folder / "a copia.xlsx").write_bytes((folder / "a.xlsx").read_bytes())
    filled(visit, folder / "b.xlsx", {"Área": "Ventas"})
    for name, again in (("a.xlsx", "guardado otra vez.xlsx"), ("b.xlsx", "c.xlsx")):
        workbook = openpyxl.load_workbook(folder / name)
        workbook.worksheets[0].column_dimensions["A"].width = 9
        workbook.save(folder / again)
    reading = forms.read(visit, [folder])
    # Two who say only their area may be two people; words of one's own are said once.
    assert reading.answers.file.tolist() == ["a copia.xlsx", "b.xlsx", "c.xlsx"]
    assert [one.weight for one in reading.troubles] == ["notice"] * 3


def test_what_is_no_filled_form_gets_a_line(visit: Form, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "vacio.csv").write_bytes(b"")
    (folder / "roto.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (folder / "otra.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "comilla.csv").write_text('a,b\n"1,2\n' + "3,4\n" * 50_000, encoding="utf-8")
    (folder / "enlace.csv").symlink_to("/etc/hostname")
    (folder / "sin_fin.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "tubo.csv")
    (folder / "~$abierto.xlsx").write_bytes(b"x")
    book.write(visit, folder / "blanco.xlsx")
    reading = forms.read(visit, [folder])
    assert reading.answers.empty
    assert sorted({one.file for one in reading.troubles}) == [
        "blanco.xlsx",
        "comilla.csv",
        "enlace.csv",
        "foto.jpg",
        "otra.csv",
        "roto.xlsx",
        "vacio.csv",
    ]


@pytest.mark.parametrize(
    ("kind", "said", "wanted"),
    [
        ("number", "1.250,50", 1250.5),
        ("number", "1,250.50", 1250.5),
        ("number", "12 min", 12.0),
        ("number", "-3,5", -3.5),
        ("number", "muchos", None),
        ("number", dt.date(2026, 4, 3), None),
        ("number", "n/a", None),
        ("date", "14/03/2026", dt.date(2026, 3, 14)),
        ("date", "3/14/26", dt.date(2026, 3, 14)),
        ("date", "14 de marzo de 2026", dt.date(2026, 3, 14)),
        ("date", "March 14, 2026", dt.date(2026, 3, 14)),
        ("date", 46095.0, dt.date(2026, 3, 14)),
        ("date", "31/02/2026", None),
        ("yes_no", "✓", True),
        ("yes_no", "No", False),
        ("scale", "4 · bien", 4.0),
        ("scale", "bien", 5.0),
        ("scale", "4,5", None),
        ("scale", 0, None),
        ("moment", "2026-03-14 9:30 pm", dt.datetime(2026, 3, 14, 21, 30)),
        ("moment", "14/03/2026", dt.datetime(2026, 3, 14)),
    ],
)
def test_values_as_people_write_them(kind: str, said: Any, wanted: Any) -> None:
    ends = {"low_is": {"es": "mal", "en": "poor"}, "high_is": {"es": "bien", "en": "good"}}
    scale = {"scale": ends} if kind == "scale" else {}
    asked = Question.model_validate({"key": "q", "ask": {"es": "q", "en": "q"}, "kind": kind, **scale})
    assert value(asked, said, {}).value == wanted


def test_sheets_that_came_as_a_csv_each_are_one_person(visit: Form, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ana-Formulario.csv").write_text(
        "Pregunta;Respuesta\nÁrea *;Servicio\nNotas;bien\nDía;\n", encoding="cp1252"
    )
    (folder / "ana-Calificación.csv").write_text(
        "Calificación;Rapidez;Amabilidad\nVentas;3;4\nServicio;5;\n", encoding="utf-8"
    )
    (folder / "luis-Formulario.csv").write_text(
        "Question,Answer\nArea *,Sales\nDay,\nNotes,\n", encoding="utf-8"
    )
    reading = forms.read(visit, [folder])
    assert reading.troubles == []
    assert sorted(reading.answers.area) == ["sales", "service"]
    assert reading.table("rated")[["area", "line", "quick"]].values.tolist() == [
        ["service", "sales", 3.0],
        ["service", "service", 5.0],
    ]


def test_rows_that_a_telephone_keeps_on_a_sheet_of_their_own(visit: Form, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    main = workbook.active
    for row in (
        ["start", "area", "day", "notes", "_index", "_uuid"],
        ["x", "sales", None, None, 1, "u-1"],
        ["x", "service", None, None, 2, "u-2"],
    ):
        main.append(row)
    inner = workbook.create_sheet("people")
    for row in (
        ["people/people_name", "people/people_hours", "_index", "_parent_index"],
        ["Ana", 3, 1, 2],
        ["Luis", 4.5, 2, 1],
    ):
        inner.append(row)
    workbook.save(tmp_path / "k.xlsx")
    reading = forms.read(visit, [tmp_path / "k.xlsx"])
    assert reading.troubles == []
    assert reading.table("people")[["answer_id", "name", "hours"]].values.tolist() == [
        ["u-1", "Luis", 4.5],
        ["u-2", "Ana", 3.0],
    ]


def test_a_question_that_somebody_touched_up_is_known_and_told(tmp_path: Path) -> None:
    labels = {
        "Las quejas llegan a quien puede corregir las causas": 4,
        "Los jefes atienden clientes y dan ejemplo": 5,
    }
    labels |= {question.ask.es: 3 for question in forms.form("orientacion").plain[4:9]}
    path = tmp_path / "x.csv"
    path.write_text(
        "Pregunta;Respuesta\n" + "".join(f"{label};{answer}\n" for label, answer in labels.items()),
        encoding="utf-8",
    )
    reading = forms.read(forms.form("orientacion"), [path])
    assert reading.answers[["share_complaints", "lead_example"]].values.tolist() == [[4.0, 5.0]]
    assert "se tomó como la pregunta" in next(
        one.message for one in reading.troubles if one.weight == "notice"
    )


def test_a_table_written_a_column_a_cell_is_known_by_its_cells(tmp_path: Path) -> None:
    """Two questions of six are answered, one of them a table of which twelve cells are columns: enough to know the form."""
    asked = forms.form("cliente_interno")
    cells = [
        f"received_{area}_{aspect}"
        for area in ("sales", "service", "logistics")
        for aspect in ("on_time", "quality", "treatment", "weight")
    ]
    (tmp_path / "salida.csv").write_text(
        ",".join(["area", *cells]) + "\nsupport" + ",3" * len(cells) + "\n", encoding="utf-8"
    )
    told = forms.read(asked, [tmp_path])
    assert told.troubles == []
    assert len(told.table("received")) == 3
