"""The words of prices and discounts."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "product.prices": Term(N_("Precios y descuentos")),
    "seller_id": Term(N_("Vendedor")),
    "customer_kind": Term(N_("Clase de cliente"), "value"),
    "discounted_share": Term(N_("Pedidos con más descuento del usual"), "share"),
    "others_share": Term(N_("Los demás"), "share"),
    "extra_share": Term(N_("De más"), "points"),
    "beyond_low": Term(N_("De más, al menos"), "points"),
    "beyond_high": Term(N_("De más, como mucho"), "points"),
    "discount_verdict": Term(N_("¿Como los demás?"), "value"),
    "leak": Term(N_("Descuentos de más en un año"), "money_short"),
    "leak_low": Term(N_("Descuentos de más, al menos"), "money_short"),
    "leak_high": Term(N_("Descuentos de más, como mucho"), "money_short"),
    "full_price": Term(N_("A precio lleno"), "money_short"),
    "discount_amount": Term(N_("Descontado"), "money_short"),
    "discount_part": Term(N_("Parte del precio"), "share"),
    "discounted_orders": Term(N_("Pedidos con más descuento del usual"), "share"),
    "discount_depth": Term(N_("Parte del precio que se descuenta"), "share"),
    "discount_year": Term(N_("Descontado en un año"), "money_short"),
    "sellers_compared": Term(N_("Vendedores comparados"), "count"),
    "sellers_leaking": Term(N_("Vendedores que descuentan más que los demás"), "count"),
}

VALUES: dict[str, str] = {
    "gives_more": N_("descuenta más"),
    "gives_alike": N_("como los demás"),
    "kind_unknown": N_("clase desconocida"),
    "discounted_orders": N_("Pedidos con más descuento del usual"),
}
