"""Answers as people and forms write them: figures with words, words of a scale, codes for no answer, Kano words with signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_company import Taken, take_in

from clientela.intake.shapes.scales import question


def asked(folder: Path, answers: list[str], side: str = "") -> Taken:
    header = "encuesta;pregunta;lado;respuesta;encuestado\n"
    rows = "".join(f"E;recomienda;{side};{answer};R{i}\n" for i, answer in enumerate(answers))
    return take_in(folder, {"e.csv": header + rows}, sources={"surveys": [{"path": "e.csv"}]})


def values(taken: Taken) -> list[str]:
    return [row[0] for row in taken.ask("SELECT answer FROM surveys ORDER BY respondent_id")]


@pytest.mark.parametrize("code", ["99", "-1", "98", "-99", "999"])
def test_a_code_for_no_answer_does_not_count_and_is_told(tmp_path: Path, code: str) -> None:
    taken = asked(tmp_path, ["10", "9", "8", "3", code])
    assert values(taken) == ["10", "9", "8", "3"]
    assert taken.ledger == {"used": 4, "no_answer": 1}
    assert f"«{code}»" in taken.said


@pytest.mark.parametrize(
    "word", ["No sabe", "NS/NR", "No aplica a mi caso", "Don't know", "Prefiero no responder"]
)
@pytest.mark.parametrize("given", [["10", "9", "8", "3"], ["Muy satisfecho", "Satisfecho", "Insatisfecho"]])
def test_a_word_for_no_answer_does_not_count_and_is_told(tmp_path: Path, word: str, given: list[str]) -> None:
    taken = asked(tmp_path, [*given, word])
    assert len(values(taken)) == len(given)
    assert taken.ledger == {"used": len(given), "no_answer": 1}


def test_another_word_in_a_question_of_figures_is_told(tmp_path: Path) -> None:
    taken = asked(tmp_path, ["10", "9", "8", "3", "regular"])
    assert "regular (1)" in taken.said


def test_each_code_and_word_for_no_answer_is_named_with_its_count(tmp_path: Path) -> None:
    assert "99 (2), No sabe (1)" in asked(tmp_path, ["10", "9", "8", "3", "7", "99", "99", "No sabe"]).said


def test_figures_beyond_ten_are_no_codes_where_the_scale_is_longer(tmp_path: Path) -> None:
    assert values(asked(tmp_path, ["80", "99", "75", "60"])) == ["80", "99", "75", "60"]


@pytest.mark.parametrize(
    ("answers", "read"),
    [
        (["10 - Muy probable", "9", "0 - Nada probable", "7"], ["10", "9", "0", "7"]),
        (["Muy satisfecho", "Satisfecho", "Muy insatisfecho"], ["5", "4", "1"]),
        (["10 (Muy probable)", "8", "1: nada"], ["10", "8", "1"]),
        (["Rápido", "Lento", "Amable"], ["Rápido", "Lento", "Amable"]),
    ],
)
def test_answers_with_words_are_read_and_told(tmp_path: Path, answers: list[str], read: list[str]) -> None:
    taken = asked(tmp_path, answers)
    assert values(taken) == read
    assert ("respuestas con palabras" in taken.said) == (answers != read)


@pytest.mark.parametrize(
    ("answer", "read"),
    [("Me gusta.", "me gusta"), ("¡ME GUSTA!", "me gusta"), ("no me gusta nada", "no me gusta"), ("No me gusta para nada.", "no me gusta"),
     ("Me es indiferente.", "me da igual"), ("Debería ser así", "lo espero")],
)  # fmt: skip
def test_kano_words_lose_signs_and_no_answer(tmp_path: Path, answer: str, read: str) -> None:
    assert values(asked(tmp_path, [answer], "Funcional")) == [read]


def test_what_the_words_were_read_as_is_told_once_whatever_the_questions(tmp_path: Path) -> None:
    header = "encuesta;pregunta;lado;respuesta;encuestado\n"
    rows = "".join(
        f"K;{item};Funcional;{word};R{i}\n"
        for item in (1, 2, 3)
        for i, word in enumerate(("like", "expect", "like"))
    )
    taken = take_in(tmp_path, {"e.csv": header + rows}, sources={"surveys": [{"path": "e.csv"}]})
    assert taken.said.count("respuestas con palabras") == 1
    assert "like → me gusta, expect → lo espero (9 respuestas" in taken.said


@pytest.mark.parametrize(
    ("given", "high"),
    [(["5", "4", "99", "1"], 5), (["Excelente", "Bueno", "Malo", "NS/NR", "N/A"], 5), (["10", "9", "0", "No sabe", "No aplica"], 10),
     (["Sí", "No", "No sé"], 1)],
)  # fmt: skip
def test_what_says_nothing_takes_no_scale_away(given: list[str], high: float) -> None:
    found = question("¿Cómo lo atendimos?", given)
    assert (found.kind, found.high) == ("scale", high)
