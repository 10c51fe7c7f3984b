"""Wide files whose headers have no question mark: surveys are proposed as such, with their answers read; other wide files are not."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest
import yaml
from test_intake_unseen import taken

from clientela import intake
from clientela.intake.columns.looks import LOOKED_AT
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes import asking

PEOPLE = 48
CONTENT = ["Muy insatisfecha", "Insatisfecha", "Neutral", "Satisfecha", "Muy satisfecha"]
AGREE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
SAID = [
    "Abrir también los domingos",
    "El empaque llegó roto dos veces",
    "Gracias a Dora por la ayuda",
    "Nada que decir",
    "Volvería por la tarta",
]
Cell = Callable[[random.Random, int], str]


def five(chance: random.Random, _row: int) -> str:
    return str(chance.randint(1, 5))


def ten(chance: random.Random, _row: int) -> str:
    return str(chance.randint(0, 10))


def money(chance: random.Random, _row: int) -> str:
    return str(1000 * chance.randint(20, 400))


def day(chance: random.Random, _row: int) -> str:
    return f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


def number(_chance: random.Random, row: int) -> str:
    return str(500 + row)


def age(chance: random.Random, _row: int) -> str:
    return str(chance.randint(18, 80))


def said(chance: random.Random, row: int) -> str:
    return f"{chance.choice(SAID)} {row}"


def person(chance: random.Random, _row: int) -> str:
    return f"C{chance.randint(1, 30):03d}"


def name(chance: random.Random, _row: int) -> str:
    return f"{chance.choice(['Dora', 'Iker', 'Nadia'])} {chance.choice(['Lugo', 'Peña', 'Ortiz'])} {chance.choice('ABCDEFGH')}."


def one_of(words: list[str]) -> Cell:
    return lambda chance, _row: chance.choice(words)


# What the file is called, its columns, and how many of them are answered on a scale.
SURVEYS: Mapping[str, tuple[str, Mapping[str, Cell], int]] = {
    "of Google Forms, in Spanish": (
        "Sin título (respuestas).csv",
        {"Marca temporal": day, "Satisfacción con la visita": five, "Edad": age, "Comentario": said},
        1,
    ),
    "of Google Forms, in English": (
        "Untitled form.csv",
        {"Timestamp": day, "Satisfaction with the visit": five, "Age": age, "Comments": said},
        1,
    ),
    "of Google Forms, its time thrown away": (
        "hoja.csv",
        {"Satisfacción con la visita": five, "Amabilidad de la caja": five, "Comentario": said},
        2,
    ),
    "of Microsoft Forms, in Spanish": (
        "Libro.csv",
        {
            "ID": number,
            "Hora de inicio": day,
            "Hora de finalización": day,
            "Rapidez en la mesa": five,
            "Sugerencias": said,
        },
        1,
    ),
    "of Microsoft Forms, in English": (
        "Book.csv",
        {
            "ID": number,
            "Start time": day,
            "Completion time": day,
            "Speed at the table": five,
            "Suggestions": said,
        },
        1,
    ),
    "of SurveyMonkey, in Spanish": (
        "datos.csv",
        {
            "ID del encuestado": number,
            "ID del recopilador": one_of(["7"]),
            "Fecha de inicio": day,
            "Fecha de finalización": day,
            "Satisfacción general": one_of(CONTENT),
            "Comentarios": said,
        },
        1,
    ),
    "of SurveyMonkey, in English": (
        "data.csv",
        {
            "Respondent ID": number,
            "Collector ID": one_of(["7"]),
            "Start Date": day,
            "End Date": day,
            "The staff knows its trade": one_of(AGREE),
            "Comments": said,
        },
        1,
    ),
    "of numbered questions": (
        "salida.csv",
        {"folio": number, "fecha": day, "Q1_1": five, "Q1_2": five, "Q2": ten, "Q3": said},
        3,
    ),
    "of a pollster": (
        "base.csv",
        {"P.1": five, "P.2": five, "P.3": ten, "sexo": one_of(["M", "F"]), "edad": age},
        3,
    ),
    "of one mark and why": (
        "nps abril.csv",
        {"cliente": person, "fecha": day, "nps": ten, "motivo": said},
        1,
    ),
    "of words alone": ("tabla.csv", {"fecha": day, "El pan": one_of(CONTENT), "La caja": one_of(CONTENT)}, 2),
    "of prices judged in words": ("libro2.csv", {"Precio": one_of(CONTENT), "Variedad": one_of(CONTENT)}, 2),
    "of sentences": (
        "frases.csv",
        {
            "cliente": person,
            "La tienda abre cuando puedo": five,
            "Me dicen lo que cuesta": five,
            "Nunca falta lo que busco": five,
        },
        3,
    ),
    "with whom to call": (
        "satisfaccion.csv",
        {
            "nombre": name,
            "correo": lambda c, row: f"u{row}@correo.co",
            "teléfono": lambda c, row: f"31055{row:05d}",
            "ciudad": one_of(["Cali", "Pasto"]),
            "Satisfacción con el pedido": five,
            "Recomendación": ten,
        },
        2,
    ),
}
OTHERS: Mapping[str, tuple[str, Mapping[str, Cell]]] = {
    "a list of products": (
        "productos.csv",
        {
            "sku": number,
            "nombre": lambda c, row: f"Pan {row}",
            "calidad": five,
            "calificación": five,
            "precio": money,
        },
    ),
    "a list of customers": (
        "clientes.csv",
        {
            "id_cliente": number,
            "nombre": name,
            "correo": lambda c, row: f"u{row}@correo.co",
            "ciudad": one_of(["Cali", "Pasto"]),
            "hijos": five,
            "satisfacción": five,
        },
    ),
    "months as columns": (
        "por mes.csv",
        {"cliente": number, "enero": ten, "febrero": ten, "marzo": ten, "abril": ten},
    ),
    "quarters as columns": ("trimestres.csv", {"vendedor": name, "Q1": ten, "Q2": ten, "Q3": ten, "Q4": ten}),
    "sales with a mark": (
        "ventas.csv",
        {
            "factura": number,
            "fecha": day,
            "cliente": person,
            "importe": money,
            "satisfacción": five,
            "calificación": five,
        },
    ),
    "complaints with a mark": (
        "quejas.csv",
        {
            "radicado": number,
            "fecha": day,
            "cliente": person,
            "tipo": one_of(["queja", "reclamo"]),
            "texto": said,
            "satisfacción": five,
        },
    ),
    "stock by store": ("saldos.csv", {"referencia": number, "Norte": ten, "Sur": ten, "Centro": ten}),
    "staff with its marks": (
        "equipo.csv",
        {
            "empleado": number,
            "nombre": name,
            "cargo": one_of(["caja", "mesa"]),
            "Atención al cliente": five,
            "Limpieza": five,
        },
    ),
    "suppliers with their marks": (
        "compras a terceros.csv",
        {"proveedor": name, "Puntualidad": five, "Calidad del producto": five},
    ),
    "who was there": (
        "asistencia.csv",
        {"nombre": name, "lunes": one_of(["Sí", "No"]), "martes": one_of(["Sí", "No"])},
    ),
    "rooms of a hotel": ("cuartos.csv", {"cuarto": number, "camas": five, "baños": five, "pisos": five}),
    "respondents with one mark": (
        "quienes.csv",
        {"encuestado": number, "cliente": person, "recomienda": ten},
    ),
    "risks": ("riesgos.csv", {"riesgo": said, "probabilidad": five, "impacto": five}),
}


def text(columns: Mapping[str, Cell]) -> str:
    chance = random.Random(11)
    rows = [[cell(chance, row) for cell in columns.values()] for row in range(PEOPLE)]
    return "\n".join(",".join(f'"{one}"' for one in row) for row in [list(columns), *rows]) + "\n"


@pytest.mark.parametrize("kind", SURVEYS)
def test_a_survey_without_question_marks_is_proposed_and_every_answer_read(kind: str, tmp_path: Path) -> None:
    called, columns, asked = SURVEYS[kind]
    found, ask = taken(tmp_path, {called: text(columns)})
    answers = ask("SELECT item, count(*), count(DISTINCT respondent_id) FROM surveys GROUP BY 1")
    assert len(answers) == asked
    assert {(n, people) for _item, n, people in answers} == {(PEOPLE, PEOPLE)}
    assert not [problem for problem in found.problems if problem.severity == "error"]


@pytest.mark.parametrize("kind", OTHERS)
def test_a_wide_file_that_asks_nothing_is_no_survey(kind: str, tmp_path: Path) -> None:
    called, columns = OTHERS[kind]
    (tmp_path / called).write_text(text(columns), encoding="utf-8")
    proposed = intake.propose([tmp_path / called], "X", "CO", intake.nobody)
    sources = (yaml.safe_load(proposed.text) or {}).get("sources") or {}
    assert "surveys" not in sources
    assert "survey" not in str(sources)


@pytest.mark.parametrize(("rows", "is_one"), [(LOOKED_AT - 100, True), (LOOKED_AT + 100, False)])
def test_the_first_rows_are_looked_at_and_not_millions(rows: int, is_one: bool) -> None:
    """So many rows without an answer, then a hundred with marks of 1 to 5: what stands further down would fill the memory."""
    cells = f"CASE WHEN i > {rows} THEN CAST(1 + i % 5 AS VARCHAR) END"
    relation = f"SELECT i AS source_row, {cells} AS c1, {cells} AS c2, NULL AS extra FROM range(1, {rows + 101}) AS t(i)"
    raw = Raw("f.csv", relation, ("Satisfacción con el servicio", "Limpieza"), ("VARCHAR", "VARCHAR"))
    with duckdb.connect() as connection:
        assert asking.is_one(raw, connection, "f", 0) is is_one
