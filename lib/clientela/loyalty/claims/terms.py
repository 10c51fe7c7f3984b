"""The words of what is said of loyal customers."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # What is said of loyal customers
    "loyalty.claims": Term(N_("Lo que se dice de los clientes leales")),
    "loyalty.keeping": Term(N_("Costo de ganar y de conservar")),
    "loyalty.ease": Term(N_("Trabajo por pedido")),
    "loyalty.stimulus": Term(N_("Lo que dice el equipo de atender a antiguos y nuevos")),
    "loyalty.bearing": Term(N_("Alzas de precio y antigüedad")),
    "loyalty.growth": Term(N_("Lo que deja un cliente año tras año")),
    "claim": Term(N_("Lo que se dice"), "value"),
    "claim_text": Term(N_("Lo que se dice")),
    "claim_verdict": Term(N_("¿Se ve?"), "value"),
    "pair_text": Term(N_("Leales / nuevos")),
    "advantage_text": Term(N_("Ventaja de los leales")),
    "to_add": Term(N_("Qué agregar")),
    "seen_in": Term(N_("Visto en")),
    "in_money": Term(N_("En dinero")),
    "shown": Term(N_("Dichos que se ven"), "count"),
    "not_shown": Term(N_("Dichos que no se ven"), "count"),
    "contrary": Term(N_("Dichos que son al revés"), "count"),
    "not_testable": Term(N_("Dichos sin datos"), "count"),
    "acquired_for": Term(N_("Gasto en captar"), "money_short"),
    "kept_for": Term(N_("Gasto en conservar"), "money_short"),
    # Not `times`, which counts them: how often the one holds the other.
    "win_over_keep": Term(N_("Ganar uno, en veces lo que cuesta conservarlo un año"), "ratio"),
    "effort": Term(N_("Trabajo"), "value"),
    "n_new": Term(N_("Clientes nuevos"), "count"),
    "n_older": Term(N_("Clientes de un año o más"), "count"),
    "rises": Term(N_("Alzas de precio"), "count"),
    "rise_day": Term(N_("Día del alza"), "date"),
    "rise": Term(N_("Alza"), "change"),
    "share_raised": Term(N_("Parte de las ventas que subió"), "share"),
    "lost_new": Term(N_("Faltaron de los nuevos"), "share"),
    "lost_new_low": Term(N_("De los nuevos, al menos"), "share"),
    "lost_new_high": Term(N_("De los nuevos, como mucho"), "share"),
    "lost_older": Term(N_("Faltaron de los de un año o más"), "share"),
    "lost_older_low": Term(N_("De los de un año o más, al menos"), "share"),
    "lost_older_high": Term(N_("De los de un año o más, como mucho"), "share"),
    "loyalty.bearing_rungs": Term(N_("Alzas de precio y peldaño")),
    "lost_said": Term(N_("Faltaron de cada cien"), "said"),
    "lost_tenth": Term(N_("Faltaron por cada 10 % de alza"), "share"),
    "lost_tenth_low": Term(N_("Faltaron, al menos"), "share"),
    "lost_tenth_high": Term(N_("Faltaron, como mucho"), "share"),
    "lost_newer": Term(N_("De menos de un año"), "share"),
    "lost_longer": Term(N_("De un año o más"), "share"),
    "borne_verdict": Term(N_("Frente a los demás"), "value"),
    "rungs_worse": Term(N_("Peldaños que aguantan un alza peor que los demás"), "count"),
    "apart": Term(N_("Diferencia (puntos)"), "points"),
    "apart_low": Term(N_("Diferencia, al menos (puntos)"), "points"),
    "apart_high": Term(N_("Diferencia, como mucho (puntos)"), "points"),
}
_PAIRS = {
    "with_new": Term(N_("Con clientes nuevos"), "ratio"),
    "with_loyal": Term(N_("Con clientes leales"), "ratio"),
    "advantage": Term(N_("Ventaja de los leales"), "ratio"),
    "advantage_low": Term(N_("Ventaja, al menos"), "ratio"),
    "advantage_high": Term(N_("Ventaja, como mucho"), "ratio"),
    "advantage_started": Term(N_("Cambio de todos los que empezaron"), "change"),
    "advantage_different": Term(N_("Cambio al comparar clientes distintos"), "change"),
}
_OF_PERSONS = {
    "with_new_person": Term(N_("Con personas nuevas"), "ratio"),
    "with_loyal_person": Term(N_("Con personas leales"), "ratio"),
    "advantage_person": Term(N_("Ventaja de las personas leales"), "ratio"),
    "advantage_started_person": Term(N_("Cambio de todas las personas que empezaron"), "change"),
    "advantage_different_person": Term(N_("Cambio al comparar personas distintas"), "change"),
}
_OF_ORGANISATIONS = {
    "with_new_organisation": Term(N_("Con empresas nuevas"), "ratio"),
    "with_loyal_organisation": Term(N_("Con empresas leales"), "ratio"),
    "advantage_organisation": Term(N_("Ventaja de las empresas leales"), "ratio"),
    "advantage_started_organisation": Term(N_("Cambio de todas las empresas que empezaron"), "change"),
    "advantage_different_organisation": Term(N_("Cambio al comparar empresas distintas"), "change"),
}
TERMS |= _PAIRS | _OF_PERSONS | _OF_ORGANISATIONS

for _rung in ("advocate", "supporter", "consumer", "customer", "rung_off"):
    TERMS[f"lost_{_rung}"] = Term(N_("Faltaron por cada 10 % de alza"), "share")

VALUES: dict[str, str] = {
    "borne_worse": N_("faltan más"),
    "borne_better": N_("faltan menos"),
    "borne_alike": N_("como los demás"),
    "all": N_("Todos"),
    "cheaper": N_("Conservarlos cuesta menos que ganar otros"),
    "easier": N_("Venderles da menos trabajo"),
    "stimulating": N_("Atenderlos es más estimulante"),
    "bears_rises": N_("Soportan mejor un alza de precios del 10 %"),
    "grows": N_("Dejan más cada año que se quedan"),
    "shown": N_("se ve"),
    "not_shown": N_("no se ve"),
    "contrary": N_("es al revés"),
    "not_testable": N_("sin datos para saberlo"),
    "work": N_("Trabajo por pedido"),
    "returns": N_("Devoluciones"),
    "discount": N_("Descuento"),
    "stayed": N_("Los mismos clientes,\nlos que se quedaron"),
    "started": N_("Los mismos clientes,\ncon los que se fueron"),
    "different": N_("Clientes distintos,\nantiguos y nuevos"),
}
