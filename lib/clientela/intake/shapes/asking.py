"""Whether headers without a question mark ask all the same: «Satisfacción con el servicio», «Q1_1», «NPS»; by what was answered below them."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

import duckdb

from clientela.intake.columns.looks import LOOKED_AT
from clientela.intake.contract import header_key, plain
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes import survey
from clientela.intake.shapes.scales import OPEN, Question

# What somebody is asked about, as a header says it.
ASKS = re.compile(
    r"satisf|insatisf|calidad (de|del|en)\b|calificacion|califique|valoracion|valore\b|puntuacion|evaluacion|atencion|amabilidad|cortesia"
    r"|limpieza|rapidez|puntualidad|experiencia|expectativa|importancia|facilidad|relacion (calidad|precio)|trato\b|estrellas|volveria"
    r"|volver a comprar|confianza|tangib|fiabilidad|capacidad de respuesta|empatia|seguridad|acuerdo con"
    r"|(product|service|overall|food) quality|rating|rate\b|stars\b|friendl|cleanl|ease of|value for money|helpful|experience|speed\b"
    r"|expectation|importance|likely|reliab|responsiv|assurance|empathy|tangible"
)
# One that recommends, or was content on a known scale: no other list has it.
RECOMMENDS = re.compile(r"\b(nps|csat|ces)\b|recomend|recomien|recommend")
# The number of a question, with that of its part: Q1, P3_2, item 4, Pregunta 12.
NUMBERED = re.compile(
    r"(?:q|p|item|pregunta|preg|question|reactivo)[ _.-]?\d{1,3}(?:[ _.-]?(?:\d{1,2}|[a-z]))?"
)
QUARTERS = {"q1", "q2", "q3", "q4"}
NAMED = re.compile(
    r"encuesta|survey|satisf|\bnps\b|opinion|feedback|cuestionario|questionnaire|sondeo|valoraciones|resenas|reviews|servqual|servperf"
)
# Words that make a list one of sales or of goods, whatever else is marked in it.
SOLD = frozenset(
    """sku referencia codigo_barras barcode ean precio price pvp precio_venta precio_unitario unit_price importe total monto valor amount valor_total
    subtotal stock existencias inventario cantidad quantity iva costo cost""".split()  # noqa: SIM905 - as a list the formatter gives each word a line
)
# Whoever is in a list of these has marks that somebody else gave.
EVALUATED = {
    "empleado",
    "colaborador",
    "trabajador",
    "proveedor",
    "candidato",
    "alumno",
    "estudiante",
    "employee",
    "supplier",
    "vendor",
}
# What one writes in words of one's own.
FREE = re.compile(rf"{OPEN.pattern}|resena|review|reason")
# Two columns that ask are a survey; one is, beside free words or in a file that calls itself one. Fewer grades than these are no scale.
ENOUGH, GRADES = 2, 3
# So many columns of another table are that table, unless more than so many ask.
OF_ANOTHER = 4
# Three headers of four words and more are what one agrees with or not: «Los horarios me convienen».
SENTENCE, SENTENCES = 4, 3


def is_one(
    raw: Raw, connection: duckdb.DuckDBPyConnection, name: str, known: int, placed: Set[int] = frozenset()
) -> bool:
    """Whether a file of no known tool, called `name`, is a survey.

    `known` is how many of its columns another table knows by their headers; `placed` are those that a list of answers or of respondents has.
    """
    called = bool(NAMED.search(plain(name)))
    keys = {header_key(header) for header in raw.headers}
    if keys & EVALUATED and not called:
        return False
    # What is asked shows in the first rows; the cells of millions would fill the memory.
    first = replace(raw, relation=f"SELECT * FROM ({raw.relation}) LIMIT {LOOKED_AT}")
    found, rows = survey.read(first, connection)
    graded = {place: asked for place, (_text, asked) in found.asked.items() if _is_graded(asked, rows, place)}
    # Of goods the price and the stock are figures; what somebody thinks of prices may be words.
    worded = {place for place, asked in graded.items() if asked.figures is not None}
    if any(header_key(header) in SOLD for place, header in enumerate(raw.headers) if place not in worded):
        return False
    heads = {place: plain(found.asked[place][0]) for place in graded}
    sentences = {place for place, head in heads.items() if len(head.split()) >= SENTENCE}
    asking = worded | {place for place, head in heads.items() if called or _asks(head)}
    asking |= sentences if len(sentences) >= SENTENCES else set()
    recommends = any(RECOMMENDS.search(heads[place]) for place in asking)
    free = any(asked.kind == "text" and FREE.search(plain(text)) for text, asked in found.asked.values())
    if {heads[place] for place in asking} <= QUARTERS and not (called or free):
        return False
    if asking <= placed and not free:
        return False
    if known >= OF_ANOTHER and len(asking) <= known and not (called and len(asking) >= ENOUGH):
        return False
    return len(asking) >= ENOUGH or (len(asking) == 1 and (free or called or recommends))


def _is_graded(asked: Question, rows: list[tuple[object, ...]], place: int) -> bool:
    """Whether answers are on a scale of several grades: yes and no are none."""
    grades = {row[1 + place] for row in rows} - {None, ""}
    return asked.kind == "scale" and len(grades) >= GRADES and (asked.low, asked.high) != (0.0, 1.0)


def _asks(head: str) -> bool:
    """Whether a header without its accents asks.

    >>> [_asks(head) for head in ("satisfaccion con el servicio", "nps", "q1_1", "cantidad")]
    [True, True, True, False]
    """
    return bool(ASKS.search(head) or RECOMMENDS.search(head) or NUMBERED.fullmatch(head))
