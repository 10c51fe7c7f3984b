"""The words of the worth of the base."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # The worth of the base
    "loyalty.equity": Term(N_("Valor de la base de clientes y qué lo movió")),
    "equity_driver": Term(N_("Qué lo movió"), "value"),
    "driver_text": Term(N_("De qué depende")),
    "moved": Term(N_("Movió el valor"), "money_short"),
    "moved_low": Term(N_("Movió, al menos"), "money_short"),
    "moved_high": Term(N_("Movió, como mucho"), "money_short"),
    "base_value": Term(N_("Valor de la base de clientes"), "money_short"),
    "base_value_before": Term(N_("Valor de la base un período antes"), "money_short"),
    "base_change": Term(N_("Cambio del valor de la base"), "money_short"),
    "margin_known": Term(N_("Se conoce el margen (1 sí, 0 no)"), "count"),
    "period_days": Term(N_("Días del período"), "days"),
    "factor_before": Term(N_("Antes"), "ratio"),
    "factor_now": Term(N_("Ahora"), "ratio"),
    "before_text": Term(N_("Antes")),
    "now_text": Term(N_("Ahora")),
    "change_text": Term(N_("Cambio")),
}

VALUES: dict[str, str] = {
    "active_customers": N_("Clientes activos"),
    "staying": N_("Parte que se queda"),
    "orders_each": N_("Pedidos por cliente"),
    "order_size": N_("Tamaño del pedido"),
    "margin_kept": N_("Parte que queda de margen"),
}
