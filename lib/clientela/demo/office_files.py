"""The files of service, marketing, operations and people: a SQLite database, workbooks and CSVs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from clientela.demo import campaigns, capacity, files, office, pulse, service, surveys
from clientela.demo.life import Life


def write(folder: Path, life: Life) -> None:
    """Write servicio.db, preguntas.csv, contactos_campanas.csv, mercadeo.xlsx, personal.xlsx, contratos.csv and capacidad.csv."""
    answers, people = surveys.surveys(life)
    files.database(
        folder / "servicio.db",
        {
            "pqrs": service.interactions(life),
            "respuestas": answers,
            "encuestados": people,
            "pulso": pulse.pulse(life),
        },
    )
    files.csv_new(folder / "preguntas.csv", surveys.items())
    files.csv_new(folder / "contactos_campanas.csv", campaigns.contacts(life))
    files.excel(
        folder / "mercadeo.xlsx",
        {
            "Campañas": ("", campaigns.campaigns()),
            "Gastos": ("Gastos comerciales por mes, en pesos", office.expenses(life)),
            "Prospectos": ("Prospectos de ferias, redes y fuerza de ventas", office.prospects(life)),
            "Competencia": ("Visitas de comprador misterioso, mayo de cada año", office.benchmarks()),
        },
    )
    files.excel(
        folder / "personal.xlsx",
        {"Personal": ("", office.staff(life.seed)), "Compromisos": ("", office.commitments(life))},
    )
    files.csv_old(folder / "contratos.csv", _spanish(office.contracts(life)))
    files.csv_old(folder / "capacidad.csv", _spanish(capacity.capacity(life)))


def _spanish(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as dd/mm/yyyy and numbers with a decimal comma, as an old program exports them."""
    shown = {}
    for name, column in frame.items():
        if column.map(lambda value: hasattr(value, "strftime")).any():
            shown[name] = [files.spanish_date(value) for value in column]
        elif pd.api.types.is_numeric_dtype(column):
            shown[name] = ["" if pd.isna(value) else files.spanish_number(float(value)) for value in column]
        else:
            shown[name] = ["" if pd.isna(value) else str(value) for value in column]
    return pd.DataFrame(shown)
