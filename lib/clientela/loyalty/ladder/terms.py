"""The words of the ladder."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.ladder": Term(N_("Escalera de la lealtad")),
    # Ladder
    "rung": Term(N_("Peldaño"), "value"),
    "evidence_for": Term(N_("Prueba"), "value"),
    "rung_advocate": Term(N_("Defensores"), "count"),
    "rung_supporter": Term(N_("Partidarios"), "count"),
    "rung_consumer": Term(N_("Consumidores"), "count"),
    "rung_customer": Term(N_("Clientes en su peldaño"), "count"),
    "rung_prospect": Term(N_("Interesados"), "count"),
    "waiting_registered": Term(N_("Interesados registrados que nunca compraron"), "count"),
    "waiting_listed": Term(N_("Interesados de la lista, sin comprar"), "count"),
    "supporters_active": Term(N_("Partidarios activos sin referidos"), "count"),
}

VALUES: dict[str, str] = {
    "advocate": N_("Defensor"),
    "supporter": N_("Partidario"),
    "consumer": N_("Consumidor"),
    "customer": N_("Cliente"),
    "prospect": N_("Interesado"),
    "observed": N_("hay datos"),
    "not_observable": N_("no se puede ver"),
}
