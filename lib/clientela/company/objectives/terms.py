"""The words of the areas' objectives."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.alignment": Term(N_("Objetivos de las áreas")),
    "objective": Term(N_("Objetivo")),
    "other_objective": Term(N_("Choca con")),
    "other_area": Term(N_("De qué área")),
    "clash": Term(N_("Por qué choca")),
    "clash_agreed": Term(N_("¿Está acordado?"), "value"),
    "aim": Term(N_("Propósito de la empresa")),
    "objective_checks": Term(N_("Qué le falta"), "list"),
    "objectives": Term(N_("Objetivos de las áreas"), "count"),
    "objectives_unsound": Term(N_("Objetivos a los que les falta algo"), "count"),
    "objectives_aimless": Term(N_("Objetivos que no sirven a ningún propósito"), "count"),
    "clashes": Term(N_("Choques entre objetivos"), "count"),
    "clashes_open": Term(N_("Choques sin acuerdo"), "count"),
    "aims_unserved": Term(N_("Propósitos a los que no sirve ningún objetivo"), "count"),
}

VALUES: dict[str, str] = {
    "agreed_yes": N_("sí, acordado"),
    "agreed_no": N_("no hay acuerdo"),
    "agreed_unsaid": N_("no se dice"),
    "objective_no_aim": N_("sin propósito de la empresa"),
    "objective_bad_dates": N_("mal fechado"),
    "objective_other_term": N_("no dura ni uno ni tres años"),
    "objective_ownerless": N_("sin responsable"),
}
