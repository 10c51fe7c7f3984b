"""The words of the capture sheets."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "database.capture": Term(N_("Fichas de captura")),
    "sheets": Term(N_("Fichas"), "count"),
    "share_wrong": Term(N_("Con error"), "share"),
    "share_old": Term(N_("De más de un año"), "share"),
    "days_old": Term(N_("Días desde que se preguntó"), "days"),
    "sheet_apart": Term(N_("Se aparta de los demás"), "value"),
    "asked_of": Term(N_("Criterio de la ficha")),
    "sheets_wrong": Term(N_("Fichas con una casilla que no se pudo usar"), "share"),
    "sheets_old": Term(N_("Fichas de más de un año"), "share"),
    "criteria_filled": Term(N_("Criterios llenos en las fichas"), "share"),
    "sheet_collectors": Term(N_("Personas que llenan fichas"), "count"),
}

VALUES: dict[str, str] = {
    "apart_none": N_("no"),
    "apart_unknown": N_("no se sabe"),
    "apart_wrong": N_("en errores"),
    "apart_old": N_("en antigüedad"),
    "apart_both": N_("en errores y en antigüedad"),
}
