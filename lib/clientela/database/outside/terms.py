"""The words of the outside sources."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "database.outside": Term(N_("Fuentes de fuera")),
    "outside_name": Term(N_("Fuente de fuera")),
    "outside_kind": Term(N_("Clase")),
    "outside_state": Term(N_("¿Se puede usar?"), "value"),
    "asked_on": Term(N_("Consultada"), "date"),
    "data_of": Term(N_("Datos de"), "date"),
    "outside_cost": Term(N_("Costo de la fuente"), "currency"),
    "outside_records": Term(N_("Registros que trajo"), "count"),
    "outside_usable": Term(N_("Que sirvieron"), "count"),
    "cost_each": Term(N_("Costo de cada uno"), "currency"),
    "right_until": Term(N_("Permiso hasta"), "date"),
    "outside_sources": Term(N_("Fuentes de fuera anotadas"), "count"),
    "outside_usable_now": Term(N_("Fuentes de fuera que hoy se pueden usar"), "count"),
    "outside_to_ask": Term(N_("Fuentes de fuera por preguntar"), "count"),
    "outside_unlawful": Term(N_("Fuentes de fuera en uso sin permiso"), "count"),
    "outside_spent": Term(N_("Lo que costaron las fuentes de fuera"), "currency"),
}

VALUES: dict[str, str] = {
    "outside_ready": N_("sí"),
    "outside_counted": N_("solo para contar"),
    "outside_old": N_("datos viejos: pedir otra vez"),
    "outside_ended": N_("permiso vencido"),
    "outside_unknown": N_("sin permiso anotado"),
    "outside_unasked": N_("sin consultar"),
    "outside_refused": N_("no se permite"),
}
