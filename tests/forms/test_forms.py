"""Forms: made from YAML, filled by people of every kind, read back with every error told and nothing lost."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from clientela import forms
from clientela.companies.config import Source
from clientela.engine import Answers
from clientela.engine.record import Record
from clientela.forms import feeds, library, returned, templates
from clientela.forms.back.found import PROOF
from clientela.forms.back.values import read as value
from clientela.forms.commands import app
from clientela.forms.made import book, paper, xlsform
from clientela.forms.model import Form, Question, loose
from clientela.intake.columns import map_columns
from clientela.intake.contract import contract, plain
from clientela.intake.propose import propose
from clientela.present.language import speaking

VISIT = """
version: 2
title: {es: Visita, en: Visit}
choices:
  areas: {sales: {es: Ventas, en: Sales}, service: {es: Servicio, en: Service}}
scales:
  good: {low_is: {es: mal, en: poor}, high_is: {es: bien, en: good}}
sections:
  - title: {es: Quién, en: Who}
    questions:
      - {key: area, ask: {es: Área, en: Area}, kind: one, choices: areas, required: true}
      - {key: tools, ask: {es: Herramientas, en: Tools}, kind: several, choices: {crm: {es: CRM, en: CRM}, sheet: {es: Hoja, en: Sheet}}}
      - {key: day, ask: {es: Día, en: Day}, kind: date}
      - {key: minutes, ask: {es: Minutos, en: Minutes}, kind: number, min: 0, max: 500, unit: {es: min, en: min}, formerly: [Duración]}
      - {key: again, ask: {es: "¿Repetiría?", en: "Again?"}, kind: yes_no}
      - {key: notes, ask: {es: Notas, en: Notes}, kind: long}
  - title: {es: Trato, en: Treatment}
    questions:
      - key: rated
        ask: {es: Calificación, en: Rating}
        kind: table
        lines: areas
        columns:
          - {key: quick, ask: {es: Rapidez, en: Speed}, kind: scale, scale: good}
          - {key: kind, ask: {es: Amabilidad, en: Kindness}, kind: scale, scale: good}
      - key: people
        ask: {es: Personas, en: People}
        kind: table
        columns:
          - {key: name, ask: {es: Nombre, en: Name}, required: true}
          - {key: hours, ask: {es: Horas, en: Hours}, kind: number}
"""
ANSWERS = {
    "Área": "Ventas",
    "CRM": "x",
    "Día": dt.date(2026, 3, 14),
    "Minutos": 45,
    "¿Repetiría?": "Sí",
    "Notas": "todo bien",
}


@pytest.fixture
def visit(tmp_path: Path) -> Form:
    path = tmp_path / "visita.yml"
    path.write_text(VISIT, encoding="utf-8")
    return library.read(path)


def label(cell: Any) -> str:
    return str(cell or "").removesuffix(" *").removesuffix(" (min)")


def filled(
    form: Form, target: Path, answers: dict[str, Any], tables: dict[str, list[list[Any]]] | None = None
) -> Path:
    """A person's workbook: answers by the words beside them, tables by the rows under their headers."""
    book.write(form, target)
    workbook = openpyxl.load_workbook(target)
    sheet = workbook.worksheets[0]
    for row in sheet.iter_rows(min_row=5):
        if label(row[1].value) in answers:
            row[2].value = answers[label(row[1].value)]
    for name, rows in (tables or {}).items():
        grid = workbook[name]
        top = next(row[0].row for row in grid.iter_rows() if label(row[1].value) in ("Rapidez", "Horas"))
        for place, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell is not None:
                    grid.cell(top + place, column).value = cell
    workbook.save(target)
    return target


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
    (folder / "~$abierto.xlsx").write_bytes(b"x")
    book.write(visit, folder / "blanco.xlsx")
    reading = forms.read(visit, [folder])
    assert reading.answers.empty
    assert sorted({one.file for one in reading.troubles}) == [
        "blanco.xlsx",
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


def test_a_mistake_in_a_form_is_one_line(tmp_path: Path) -> None:
    lines = []
    for wrong, right in (
        ("kind: yes_no}", "kind: si_no}"),
        ("en: Sales}", "fr: Ventes}"),
        ("choices: areas, req", "choices: area, req"),
        ("key: day", "key: Día"),
        ("kind: number, min: 0, max: 500", "kind: number, min: 500, max: 0"),
        ("kind: number, min: 0", "kind: number, mni: 0"),
        ("key: day, ask: {es: Día", "key: area, ask: {es: Dia"),
        ("sections:", "sections"),
    ):
        assert wrong in VISIT
        path = tmp_path / "visita.yml"
        path.write_text(VISIT.replace(wrong, right, 1), encoding="utf-8")
        with pytest.raises(library.FormError) as error:
            library.read(path)
        lines.append(str(error.value))
    assert all("\n" not in line and line.startswith("visita.yml") for line in lines)
    assert "¿quiso decir «areas»?" in lines[2]
    assert "¿quiso decir «min»?" in lines[5]


def test_a_company_has_its_own_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    own = library.own_folder("x")
    own.mkdir(parents=True)
    (own / "orientacion.yml").write_text(
        "like: orientacion\nversion: 3\nchoices: {areas: {shop: {es: Tienda, en: Shop}, web: {es: Web, en: Web}}}\n",
        encoding="utf-8",
    )
    form = forms.form("orientacion", "x")
    assert list(form.plain[0].choices) == ["shop", "web"]
    assert len(form.questions) == len(forms.form("orientacion").questions)


@pytest.mark.parametrize("name", forms.names())
def test_every_form_of_the_house_is_made(name: str, tmp_path: Path) -> None:
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    form = forms.form(name)
    with speaking("es" if len(name) % 2 else "en"):
        assert paper.write(form, tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
        path = xlsform.write(form, tmp_path / f"{name}.xlsx")
        assert path.read_bytes() == xlsform.write(form, tmp_path / "again.xlsx").read_bytes()
        blank = book.write(form, tmp_path / f"{name}_blank.xlsx")
    made = xls2xform.convert(xlsform=path, validate=False)
    assert made.warnings == []
    assert all(f"/{question.key}" in made.xform for question in form.plain)
    assert [one.message for one in forms.read(form, [blank]).troubles] == ["está sin llenar"]


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


def test_answers_become_the_tables_of_the_contract(tmp_path: Path) -> None:
    form = forms.form("expectativas")
    target = tmp_path / "in" / "x.csv"
    target.parent.mkdir()
    target.write_text(
        "rater,answered_on,factor_agility_expected,factor_agility_received\ncustomer,2026-03-14,7,4\n",
        encoding="utf-8",
    )
    (answered,) = [forms.read(form, [target])]
    rows = feeds.rows(answered)
    assert rows[["instrument", "item", "answer", "side", "rater"]].values.tolist() == [
        ["expectativas", "agility", 7.0, "expected", "customer"],
        ["expectativas", "agility", 4.0, "received", "customer"],
    ]
    company = tmp_path / "answers.csv"
    feeds.write(answered, company)
    assert "\n  surveys:\n" in propose([company], "x")


def test_raters_of_one_customer_become_a_row_of_their_means(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("Código de cliente,Crece,Abre puertas\nC1,5,1\nC1,2,1\nC2,3,1\n", encoding="utf-8")
    rows = feeds.rows(forms.read(forms.form("convergencia"), [target]))
    assert rows[["customer_id", "convergence_growth"]].values.tolist() == [["C1", 3.5], ["C2", 3.0]]


@pytest.mark.parametrize("name", templates.names())
def test_the_headers_and_choices_of_a_template_are_the_contracts(name: str) -> None:
    form, table = templates.template(name), contract().tables[name]
    for tongue in (0, 1):
        heads = [question.ask.both[tongue] for question in form.plain]
        places = map_columns(heads, table, Source(path="x"), "x", "x").places
        told = {place: column for column, place in places.items()}
        for place, question in enumerate(form.plain):
            assert told[place] == question.key or told[place].startswith("skill_")
            for choice, words in question.choices.items():
                known = table.columns[question.key].values
                assert [ours.lower() for ours in known if plain(words.both[tongue]) in known[ours]] == [
                    choice
                ]


@pytest.mark.slow
@pytest.mark.parametrize("name", templates.names())
def test_a_template_filled_in_is_read_without_an_edit(name: str, tmp_path: Path) -> None:
    with speaking("es" if templates.names().index(name) % 2 else "en"):
        form = templates.template(name).model_copy(update={"rows": 8})
        # Under a name that tells nothing.
        path = book.write(form, tmp_path / "x.xlsx", hidden=False)
        workbook = openpyxl.load_workbook(path)
        sheet = workbook.worksheets[0]
        top = next(row[0].row for row in sheet.iter_rows() if row[0].value and row[1].value)
        for place, question in enumerate(form.plain, start=1):
            for row in range(6):
                sheet.cell(top + 1 + row, place).value = plausible(question, row)
        workbook.save(path)
    text = propose([path], "x")
    columns = re.findall(r"^        (\w+): ", text, re.MULTILINE)
    assert re.findall(r"^  (\w+):$", text, re.MULTILINE) == [name]
    assert "FALTA" not in text
    assert {one for one in columns if not one.startswith("skill_")} == {
        q.key for q in form.plain if not q.key.startswith("skill_")
    }


def plausible(question: Question, row: int) -> Any:
    if question.kind == "one":
        return list(question.choices.values())[row % len(question.choices)].said
    given = {
        "number": 10 + row,
        "date": dt.date(2026, 1, 1 + row),
        "moment": dt.datetime(2026, 1, 1 + row, 9),
        "yes_no": "no",
    }
    return given.get(question.kind, f"{question.example or 'x'}{row}")


def test_an_analysis_gets_the_answers_of_a_company_by_name(visit: Form, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "x"
    (folder / "forms").mkdir(parents=True)
    (tmp_path / "visita.yml").rename(folder / "forms" / "visita.yml")
    filled(visit, folder / "forms" / "visita" / "ana.xlsx", ANSWERS, {"Personas": [["Ana", 3.5]]})
    forms_of = returned.Returned(folder)
    answers = Answers(None, {"forms": forms_of}, {})
    record = Record()
    assert answers._named("company", "forms.visita.answers", record).area.tolist() == ["sales"]
    assert answers._named("company", "forms.visita.people", record).name.tolist() == ["Ana"]
    assert answers._named("company", "forms.orientacion.answers", record) is None
    assert record.settings == {"forms.visita.answers", "forms.visita.people", "forms.orientacion.answers"}
    assert [path.name for path in returned.files(folder)] == ["ana.xlsx", "visita.yml"]
    assert returned.Returned(None).visita is None


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    run = CliRunner()
    made = run.invoke(app, ["make", "barreras", "--company", "x", "--language", "en"])
    assert [Path(line).name for line in made.output.split()] == [
        "barreras_en.xlsx",
        "barreras_en.pdf",
        "barreras_en_xlsform.xlsx",
    ]
    assert "¿quiso decir «staff»?" in run.invoke(app, ["make", "--table", "staf"]).output
    folder = library.own_folder("x") / "barreras"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(
        "what,area,seen_on,times,harm,effort\ncola,sales,2026-03-14,30,4,2\nfila,sales,ayer,3,4,2\n",
        encoding="utf-8",
    )
    (folder / "foto.png").write_bytes(b"\x89PNG")
    back = run.invoke(app, ["read", "--company", "x"])
    assert back.exit_code == 1
    assert "foto.png: es una imagen" in back.output
    assert "a.csv, C3 · «¿Cuándo se anotó?» «ayer»" in back.output
    lines = (tmp_path / "data" / "x" / "barreras.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["what,made_on,customer_id,due_on,kept_on", "cola,2026-03-14,,,"]
    assert run.invoke(app, ["read", "--company", "nobody"]).exit_code == 1


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


def test_no_two_forms_of_the_house_have_so_much_alike_that_one_is_taken_for_the_other() -> None:
    asked = {name: {loose(q.ask.es) for q in forms.form(name).questions} for name in forms.names()}
    alike = [len(asked[one] & asked[other]) for one in asked for other in asked if one < other]
    assert max(alike) < PROOF
