"""The words of what customers are worth."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # Value
    "loyalty.value": Term(N_("Valor de los clientes")),
    "equity": Term(N_("Ventas que se esperan"), "money_short"),
    "equity_mean": Term(N_("Ventas que se esperan por cliente"), "money_short"),
    "alive": Term(N_("Siguen siendo clientes"), "count"),
    "purchases": Term(N_("Compras que se esperan"), "count"),
    "horizon": Term(N_("Horizonte (días)"), "days"),
    "discount_rate": Term(N_("Tasa de descuento anual"), "share"),
    "drift": Term(N_("Error de los totales en el pasado"), "share"),
    "top_share": Term(N_("Parte de la décima parte que más vale"), "share"),
    "spend_correlation": Term(N_("Relación entre frecuencia y gasto"), "score"),
    "p_alive": Term(N_("Sigue siendo cliente"), "share"),
    "expected_purchases": Term(N_("Compras esperadas"), "count"),
    "purchases_low": Term(N_("Compras, al menos"), "count"),
    "purchases_high": Term(N_("Compras, como mucho"), "count"),
    "expected_spend": Term(N_("Gasto por compra"), "money_short"),
    "clv": Term(N_("Valor esperado"), "money_short"),
    "clv_mean": Term(N_("Valor esperado por cliente"), "money_short"),
    "model": Term(N_("Modelo"), "value"),
    "parameter": Term(N_("Parámetro")),
    "parameter_value": Term(N_("Valor del parámetro"), "score"),
    "parameter_low": Term(N_("Parámetro, al menos"), "score"),
    "parameter_high": Term(N_("Parámetro, como mucho"), "score"),
    "tenth": Term(N_("Décima parte"), "count"),
}
