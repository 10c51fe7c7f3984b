"""A small form of every kind of question, and people's workbooks of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from clientela.forms.made import book
from clientela.forms.model import Form

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
