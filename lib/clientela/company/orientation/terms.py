"""The words of how the company's own people see it, and of the forms that say so."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.orientation": Term(N_("Orientación al cliente")),
    "company.internal_customer": Term(N_("Servicio entre las áreas")),
    "people_asked": Term(N_("Personas que contestaron"), "count"),
    "orientation": Term(N_("Orientación al cliente, de 0 a 100"), "count"),
    "orientation_before": Term(N_("Orientación al cliente en la ronda anterior"), "count"),
    "orientation_change": Term(N_("Cambio en la orientación al cliente"), "count"),
    "orientation_alpha": Term(N_("Orientación: alfa de Cronbach"), "ratio"),
    "areas_untold": Term(N_("Áreas con menos de cinco respuestas"), "count"),
    "form_part": Term(N_("Parte del formulario")),
    "points_now": Term(N_("De 0 a 100"), "count"),
    "points_low": Term(N_("Puntos, al menos"), "count"),
    "points_high": Term(N_("Puntos, como mucho"), "count"),
    "points_before": Term(N_("Antes"), "count"),
    "n_before": Term(N_("Respuestas de antes"), "count"),
    "points_change": Term(N_("Cambio en puntos"), "count"),
    "change_low": Term(N_("Cambio, al menos"), "count"),
    "change_high": Term(N_("Cambio, como mucho"), "count"),
    "points_text": Term(N_("De 0 a 100, con su intervalo de 95 %")),
    "points_range": Term(N_("Intervalo de 95 %")),
    "move_word": Term(N_("¿Cambió?"), "value"),
    "beside": Term(N_("Diferencia con las demás"), "count"),
    "beside_low": Term(N_("Diferencia con las demás, al menos"), "count"),
    "beside_high": Term(N_("Diferencia con las demás, como mucho"), "count"),
    "beside_word": Term(N_("Al lado de las demás"), "value"),
    "inner_service": Term(N_("Servicio que las áreas se dan, de 0 a 100"), "count"),
    "inner_below": Term(N_("Áreas que sirven peor que las demás"), "count"),
    "giver_key": Term(N_("Código del área que sirve")),
    "giver": Term(N_("Área que sirve")),
    "receiver": Term(N_("Área que recibe")),
    "weak_aspect": Term(N_("Lo más flojo")),
    "weak_score": Term(N_("Lo más flojo, de 0 a 100"), "count"),
    "depends": Term(N_("Cuánto depende de ella"), "share"),
}

VALUES: dict[str, str] = {
    "move_up": N_("subió"),
    "move_down": N_("bajó"),
    "move_chance": N_("cabe en el azar"),
    "beside_above": N_("por encima"),
    "beside_below": N_("por debajo"),
    "beside_chance": N_("no se distingue"),
}
