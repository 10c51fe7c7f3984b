"""The words of retention."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.retention": Term(N_("Retención")),
    # Retention
    "repeat_90": Term(N_("Repiten en 90 días"), "share"),
    "repeat_90_before": Term(N_("Repetían en 90 días"), "share"),
    "repeat_90_all": Term(N_("Repiten en 90 días, toda la historia"), "share"),
    "second_median": Term(N_("Días hasta la segunda compra, mediana"), "days"),
    "cohort": Term(N_("Primera compra"), "month"),
    "generation": Term(N_("Primera compra"), "month"),
    "age": Term(N_("Meses desde la primera compra"), "count"),
    "first_age": Term(N_("Desde el mes"), "count"),
    "last_age": Term(N_("Hasta el mes"), "count"),
    "started": Term(N_("Clientes que empezaron"), "count"),
    "days": Term(N_("Días"), "days"),
    "at_risk": Term(N_("Clientes observados"), "count"),
    "share_low": Term(N_("Al menos"), "share"),
    "share_high": Term(N_("Como mucho"), "share"),
}
