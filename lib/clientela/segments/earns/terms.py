"""The words of who earns and why."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "segments.earns": Term(N_("Quién deja y por qué")),
    "earning_part": Term(N_("De qué está hecho"), "value"),
    "best_tenth": Term(N_("La mejor décima"), "money_short"),
    "last_tenth": Term(N_("La última décima"), "money_short"),
    "tenths_apart": Term(N_("Diferencia entre las dos"), "money_short"),
    "by_discount": Term(N_("Por descuentos"), "currency"),
    "by_cost": Term(N_("Por el costo de sus unidades"), "currency"),
    "by_returns": Term(N_("Por devoluciones"), "currency"),
    "by_gifts": Term(N_("Por obsequios y muestras"), "currency"),
    "by_serving": Term(N_("Por el costo de atenderlo"), "currency"),
    "profit_total": Term(N_("Lo que dejan todos los clientes"), "currency"),
    "best_tenth_share": Term(N_("Parte que deja la mejor décima de los clientes"), "share"),
    "losing_customers": Term(N_("Clientes que cuestan más de lo que dejan"), "count"),
    "losing_amount": Term(N_("Lo que se pierde con ellos"), "currency"),
    "serving_known": Term(N_("Se conoce el costo de atender (1 = sí)"), "count"),
}

VALUES: dict[str, str] = {
    "by_volume": N_("volumen, al margen medio"),
    "by_mix": N_("mezcla de productos"),
    "by_price": N_("precio propio frente al de todos"),
    "by_discount": N_("descuentos"),
    "by_cost": N_("costo de sus unidades"),
    "by_returns": N_("devoluciones"),
    "by_gifts": N_("obsequios y muestras"),
    "by_serving": N_("costo de atenderlo"),
    "profit": N_("Lo que deja, en total"),
}
