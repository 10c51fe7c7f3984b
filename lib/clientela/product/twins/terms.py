"""The words of what customers value and its measured twins."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "product.twins": Term(N_("Opinión y operación")),
    "factor_key": Term(N_("Factor"), "value"),
    "opinion": Term(N_("Nota de los clientes"), "score"),
    "opinion_low": Term(N_("Nota, al menos"), "score"),
    "opinion_high": Term(N_("Nota, como mucho"), "score"),
    "twin": Term(N_("Lo que se mide"), "value"),
    "twin_told": Term(N_("Lo que midió la operación"), "said"),
    "twin_share": Term(N_("Medido"), "share"),
    "twin_low": Term(N_("Medido, al menos"), "share"),
    "twin_high": Term(N_("Medido, como mucho"), "share"),
    "twin_n": Term(N_("Casos medidos"), "count"),
    "opinion_branch": Term(N_("Sede peor, según clientes")),
    "twin_branch": Term(N_("Sede peor, medida")),
    "twin_verdict": Term(N_("Las dos juntas"), "value"),
    "twins_measured": Term(N_("Factores con algo medido"), "count"),
    "twins_asked": Term(N_("Factores con nota de los clientes"), "count"),
    "twins_disagree": Term(N_("Factores en que opinión y medida no coinciden"), "count"),
}

VALUES: dict[str, str] = {
    "factor_agility": N_("Agilidad y rapidez"),
    "factor_core": N_("Lo propio del servicio"),
    "factor_added_value": N_("Valor añadido"),
    "factor_prestige": N_("Prestigio de la empresa"),
    "factor_professional": N_("Calidad profesional"),
    "factor_empathy": N_("Empatía"),
    "factor_promises": N_("Cumplimiento de los compromisos"),
    "factor_availability": N_("Disponibilidad"),
    "factor_relation": N_("Relación"),
    "factor_information": N_("Información"),
    "factor_follow_up": N_("Seguimiento"),
    "factor_after_sales": N_("Servicio posventa"),
    "factor_payment": N_("Condiciones y medios de pago"),
    "twin_quick": N_("Mensajes respondidos en cinco días hábiles"),
    "twin_not_returned": N_("Pedidos sin devolución, al menos"),
    "twin_solved": N_("Quejas resueltas"),
    "twin_no_rude": N_("Quejas que no son por el trato"),
    "twin_kept": N_("Pedidos entregados el día prometido o antes"),
    "twin_not_lost": N_("Llegadas que esperaron hasta ser atendidas"),
    "twin_no_question": N_("Mensajes que no son preguntas"),
    "twin_not_again": N_("Quejas que no vuelven en treinta días"),
    "twin_called": N_("Compras con una llamada después, en catorce días"),
    "twin_closed": N_("Quejas cerradas en el plazo"),
    "twin_credit": N_("Pedidos con plazo para pagar"),
    "both_quiet": N_("ninguna sede se aparta"),
    "both_same": N_("coinciden"),
    "both_differ": N_("señalan sedes distintas"),
    "only_opinion": N_("lo dicen los clientes y la medida no"),
    "only_twin": N_("se mide y los clientes no lo dicen"),
    "not_by_branch": N_("no se mide por sede"),
    "no_twin": N_("nadie lo mide"),
    "no_opinion": N_("nadie lo pregunta"),
    "nothing_known": N_("ni se pregunta ni se mide"),
}
