"""The words of the list of calls."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.due": Term(N_("Clientes atrasados")),
    # Due
    "due": Term(N_("Clientes atrasados"), "count"),
    "calls": Term(N_("Llamadas"), "count"),
    "late_back": Term(N_("Todos los atrasados de entonces que volvieron"), "share"),
    "late_back_habit": Term(N_("Atrasados que habrían vuelto si solo pausaran"), "share"),
    "late_lost": Term(N_("Atrasados que faltaron, de más (puntos)"), "points"),
    "silent_back": Term(N_("Callados de entonces que han vuelto"), "share"),
    "silent_back_habit": Term(N_("Callados que habrían vuelto si solo pausaran"), "share"),
    "silent_lost": Term(N_("Callados que faltaron, de más (puntos)"), "points"),
    "buyers_more": Term(N_("Compradores de más en el último trimestre"), "count"),
    "stake": Term(N_("Compra que se espera sin hacer nada"), "money_short"),
    "called_purchases": Term(N_("Una compra habitual de los que se llaman"), "money_short"),
    "may_call": Term(N_("Atrasados que dieron permiso de llamada"), "count"),
    "may_phone": Term(N_("Se puede llamar"), "value"),
    "stake_low": Term(N_("Compra que se espera sin hacer nada, al menos"), "currency"),
    "stake_high": Term(N_("Compra que se espera sin hacer nada, como mucho"), "currency"),
    "stake_all": Term(N_("Compra que se espera sin hacer nada, todos los atrasados"), "currency"),
    "came_back": Term(N_("Atrasados que volvieron"), "share"),
    "given_up": Term(N_("Demasiado atrasados"), "count"),
    "days_late": Term(N_("Días de atraso"), "days"),
    "typical_gap": Term(N_("Pausa habitual (días)"), "days"),
    "repeat_mean": Term(N_("Compra habitual"), "money_short"),
    "chance": Term(N_("Vuelve"), "share"),
    "returned": Term(N_("Volvieron"), "count"),
    "late_from": Term(N_("Pausas esperadas, desde"), "ratio"),
    "late_to": Term(N_("Pausas esperadas, hasta"), "ratio"),
    "hopeful": Term(N_("Con esperanza"), "value"),
    "calls_room": Term(N_("Llamadas que caben en la semana"), "count"),
    "calls_left": Term(N_("Llamadas que quedan para después"), "count"),
}
