"""The words of prices and discounts."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "product.willingness": Term(N_("Lo que los clientes dicen que pagarían")),
    "asked_price": Term(N_("Precio"), "currency"),
    "too_cheap": Term(N_("Demasiado barato"), "share"),
    "cheap": Term(N_("Barato"), "share"),
    "expensive": Term(N_("Caro"), "share"),
    "too_expensive": Term(N_("Demasiado caro"), "share"),
    "price_point": Term(N_("Qué precio"), "value"),
    "price_between": Term(N_("Intervalo")),
    "would_buy": Term(N_("Compraría"), "share"),
    "would_buy_low": Term(N_("Compraría, al menos"), "share"),
    "would_buy_high": Term(N_("Compraría, como mucho"), "share"),
    "paid_by_hundred": Term(N_("Pagarían cien personas"), "money_short"),
    "brings_most": Term(N_("Veces que es el que más deja"), "share"),
    "price_low": Term(N_("Desde aquí deja de parecer demasiado barato"), "currency"),
    "price_best": Term(N_("El que menos rechazan"), "currency"),
    "price_even": Term(N_("Tantos lo ven caro como barato"), "currency"),
    "price_high": Term(N_("Desde aquí parece demasiado caro"), "currency"),
    "price_most": Term(N_("El precio que más dejaría"), "currency"),
    "prices_set_aside": Term(N_("Personas con precios en desorden"), "count"),
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
    "price_low": N_("Desde aquí deja de parecer demasiado barato"),
    "price_best": N_("El que menos rechazan"),
    "price_even": N_("Tantos lo ven caro como barato"),
    "price_high": N_("Desde aquí parece demasiado caro"),
    "role_too_cheap": N_("demasiado barato"),
    "role_cheap": N_("barato"),
    "role_expensive": N_("caro"),
    "role_too_expensive": N_("demasiado caro"),
    "gives_more": N_("descuenta más"),
    "gives_alike": N_("como los demás"),
    "kind_unknown": N_("clase desconocida"),
    "discounted_orders": N_("Pedidos con más descuento del usual"),
}
