"""Surveys read into frames, by pencil: words and figures, reversed questions, answers beyond the scale, the last answer of two."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from clientela.companies.config import load
from clientela.companies.preparation import prepare
from clientela.marts import Marts

COMPANY = """\
name: Prueba
sources:
  surveys: {path: respuestas.csv}
  items: {path: preguntas.csv}
  respondents: {path: encuestados.csv}
"""
ANSWERS = """\
instrumento,pregunta,lado,encuestado,respuesta,fecha
K,1,funcional,ana,Me gusta,2024-01-05
K,1,disfuncional,ana,5,2024-01-05
K,1,funcional,beto,Quizá,2024-01-05
E,1,esperado,ana,7,2024-01-05
R,1,recibido,ana,6,2024-01-05
P,fácil,,ana,2,2024-01-05
P,fácil,,ana,3,2024-01-06
P,fácil,,beto,9,2024-01-05
P,recomendaría,,beto,10,2024-01-05
"""
QUESTIONS = """\
instrumento,pregunta,texto_es,minimo,maximo,inverso
P,fácil,¿Costó trabajo?,1,7,Sí
"""
PEOPLE = """\
encuestado,satisfecho
ana,5
beto,
"""


@pytest.fixture
def marts(home: Path) -> Marts:
    folder = home / "data" / "prueba"
    folder.mkdir(parents=True)
    files = {
        "company.yml": COMPANY,
        "respuestas.csv": ANSWERS,
        "preguntas.csv": QUESTIONS,
        "encuestados.csv": PEOPLE,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Marts(prepare(load("prueba"), dt.date(2024, 2, 1)))


def test_answers_become_numbers(marts: Marts) -> None:
    """Liking it is 1; a reversed 3 of 1 to 7 is 5, and the later answer counts; a 9 of 7 and a "perhaps" are no answers."""
    found = marts.survey_answers.set_index(["battery", "side", "respondent_id"])["score"].to_dict()
    assert found == {
        ("K", "functional", "ana"): 1,
        ("K", "dysfunctional", "ana"): 5,
        ("expected_received", "expected", "ana"): 7,
        ("expected_received", "received", "ana"): 6,
        ("P", "alone", "ana"): 5,
        ("P", "alone", "beto"): 10,
    }


def test_outcomes_come_from_questions_and_from_respondents(marts: Marts) -> None:
    found = marts.survey_outcomes[["outcome", "respondent_id", "score"]].values.tolist()
    assert found == [["recommend", "beto", 10], ["satisfied", "ana", 5]]


def test_the_last_survey_is_the_cut_off_where_nothing_is_sold(marts: Marts) -> None:
    assert marts.as_of == dt.date(2024, 1, 6)


def test_without_surveys_the_frames_are_there_and_empty(company) -> None:
    marts = Marts(prepare(company("cliente,fecha,importe\nana,2024-01-01,3\n"), dt.date(2024, 2, 1)))
    assert len(marts.survey_answers) == len(marts.survey_items) == len(marts.survey_outcomes) == 0
    assert {"side", "rater", "score"} <= set(marts.survey_answers.columns)


def test_an_opinion_knows_the_orders_that_had_come_or_were_due_by_then(home: Path) -> None:
    """Of ana's orders one came before its day, one is late and one is not due yet; what beto waits for is late, and he answers before it comes."""
    folder = home / "data" / "prueba"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(
        "name: Prueba\nas_of: 2024-06-30\nsources:\n  transactions: {path: ventas.csv}\n"
        "  surveys: {path: respuestas.csv}\n  respondents: {path: encuestados.csv}\n",
        encoding="utf-8",
    )
    (folder / "ventas.csv").write_text(
        "cliente,fecha,pedido,importe,fecha_prometida,fecha_entrega\n"
        "ana,2024-01-02,1,10,2024-01-22,2024-01-05\nana,2024-01-02,2,10,2024-01-04,2024-01-08\n"
        "ana,2024-01-09,3,10,2024-01-22,\nbeto,2024-01-02,4,10,2024-01-04,2024-01-20\n",
        encoding="utf-8",
    )
    (folder / "respuestas.csv").write_text(
        "encuesta,pregunta,respuesta,encuestado,cliente,fecha\n"
        "E,p,5,r1,ana,2024-01-10\nE,p,1,r2,beto,2024-01-10\n",
        encoding="utf-8",
    )
    (folder / "encuestados.csv").write_text(
        "encuestado,cliente,satisfecho\nr1,ana,5\nr2,beto,1\n", encoding="utf-8"
    )
    opinions = Marts(prepare(load("prueba"), dt.date(2024, 6, 30))).opinions.set_index("customer_id")
    columns = ["parcels", "late_parcels", "worst_delay"]
    assert opinions.loc["ana", columns].tolist() == [2, 1, 4]
    assert opinions.loc["beto", columns].tolist() == [1, 1, 6]


def test_a_code_for_no_answer_is_no_mark_and_the_ends_of_a_scale_are_read_with_their_words(
    home: Path,
) -> None:
    """Ten marks from 0 to 10, one with its words, are read; 99, -1 and «No sabe» are not. «Me gusta.» is «Me gusta»."""
    folder = home / "data" / "prueba"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(
        "name: Prueba\nsources:\n  surveys: {path: respuestas.csv}\n  respondents: {path: encuestados.csv}\n",
        encoding="utf-8",
    )
    marks = [*range(9), "10 - Muy probable", "99", "-1", "No sabe"]
    rows = [f"NPS,recomienda,,r{place},{mark}" for place, mark in enumerate(marks)]
    rows += ["K,1,funcional,r1,Me gusta.", "K,1,disfuncional,r1,¡No me gusta nada!"]
    (folder / "respuestas.csv").write_text(
        "\n".join(["encuesta,pregunta,lado,encuestado,respuesta", *rows]) + "\n", encoding="utf-8"
    )
    told = [f"p{place},{mark}" for place, mark in enumerate([5, 4, 3, 5, 4, 99])]
    (folder / "encuestados.csv").write_text(
        "\n".join(["encuestado,satisfecho", *told]) + "\n", encoding="utf-8"
    )
    marts = Marts(prepare(load("prueba"), dt.date(2024, 2, 1)))
    outcomes = marts.survey_outcomes
    assert sorted(outcomes.score[outcomes.outcome == "recommend"]) == [*range(9), 10]
    assert sorted(outcomes.score[outcomes.outcome == "satisfied"]) == [3, 4, 4, 5, 5]
    kano = marts.survey_answers.query("item == '1'").set_index("side").score
    assert (kano["functional"], kano["dysfunctional"]) == (1, 5)
