"""Forms and the contract: templates of its tables, answers that become its rows, analyses that ask for them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from form_visit import ANSWERS, VISIT, filled

from clientela import forms
from clientela.companies.source import Source
from clientela.engine import Answers
from clientela.engine.record import Record
from clientela.forms import feeds, library, returned, templates
from clientela.forms.made import book
from clientela.forms.model import Form, Question
from clientela.intake.columns.mapping import map_columns
from clientela.intake.contract import contract, plain
from clientela.intake.proposing.propose import propose
from clientela.present.language import speaking


@pytest.fixture
def visit(tmp_path: Path) -> Form:
    path = tmp_path / "visita.yml"
    path.write_text(VISIT, encoding="utf-8")
    return library.read(path)


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
    assert "\n  surveys:\n" in propose([company], "x").text


def test_raters_of_one_customer_become_a_row_of_their_means(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("Código de cliente,Crece,Abre puertas\nC1,5,1\nC1,2,1\nC2,3,1\n", encoding="utf-8")
    rows = feeds.rows(forms.read(forms.form("convergencia"), [target]))
    assert rows[["customer_id", "convergence_growth"]].values.tolist() == [["C1", 3.5], ["C2", 3.0]]


def test_an_answer_that_begins_like_a_formula_is_none_in_the_file_for_intake(tmp_path: Path) -> None:
    form = forms.form("barreras")
    (tmp_path / "a.csv").write_text(
        'what,area,seen_on,times,harm,effort\n"=HYPERLINK(""http://x.invalid"")",sales,2026-03-14,30,4,2\n',
        encoding="utf-8",
    )
    target = feeds.write(forms.read(form, [tmp_path / "a.csv"]), tmp_path / "b.csv")
    assert target.read_text(encoding="utf-8").splitlines()[1].startswith("\"'=HYPERLINK")


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
    text = propose([path], "x").text
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
