"""The words of how steady the lists are; each section has its own beside it."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # How steady the lists are
    "loyalty.due_steady": Term(N_("Firmeza de la lista de llamadas")),
    "loyalty.next_list_steady": Term(N_("Firmeza de la lista de la próxima campaña")),
    "threshold": Term(N_("Umbral"), "value"),
    "moved_by": Term(N_("Multiplicado por"), "ratio"),
    "names_stay": Term(N_("Nombres que siguen"), "share"),
    "names_common": Term(N_("Nombres en común"), "share"),
    "least_names_stay": Term(N_("Nombres que siguen, al menos"), "share"),
    "least_names_common": Term(N_("Nombres en común, al menos"), "share"),
}

VALUES: dict[str, str] = {
    "late_from": N_("a partir de cuántas pausas se cuenta el atraso"),
    "hopeless": N_("desde qué esperanza ya no se llama"),
    "prior_gaps": N_("cuánto pesa el paso de toda la empresa"),
    "room_per_week": N_("el cupo de la semana"),
    "rest_days": N_("los días de descanso entre contactos"),
    "budget": N_("el presupuesto"),
}
