"""The words of the product stage."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # Analyses.
    "product.baskets": Term(N_("Tamaño de los pedidos")),
    "product.portfolio": Term(N_("Portafolio")),
    "product.categories": Term(N_("Categorías")),
    "product.affinity": Term(N_("Lo que se compra junto")),
    "product.entry": Term(N_("Primera compra y regreso")),
    "product.returns": Term(N_("Devoluciones")),
    # Baskets.
    "units": Term(N_("Unidades en el pedido"), "count"),
    "units_band": Term(N_("Unidades en el pedido")),
    "share_orders": Term(N_("Parte de los pedidos"), "share"),
    "share_orders_before": Term(N_("Antes"), "share"),
    "single_share": Term(N_("Pedidos de una sola unidad"), "share"),
    "single_share_before": Term(N_("Pedidos de una sola unidad, antes"), "share"),
    "single_change": Term(N_("Cambio de los pedidos de una sola unidad"), "change"),
    "units_median": Term(N_("Unidades del pedido del medio"), "count"),
    # Portfolio.
    "product_id": Term(N_("Código")),
    "product": Term(N_("Producto")),
    "category": Term(N_("Categoría")),
    "abc": Term(N_("Clase"), "value"),
    "products": Term(N_("Productos"), "count"),
    "share_products": Term(N_("Parte de los productos"), "share"),
    "amount_now": Term(N_("Ventas ahora"), "money_short"),
    "sales_before": Term(N_("Ventas antes"), "money_short"),
    "gain": Term(N_("Diferencia"), "money_short"),
    "gain_low": Term(N_("Al menos"), "money_short"),
    "gain_high": Term(N_("Como mucho"), "money_short"),
    "trend": Term(N_("¿Es azar?"), "value"),
    "a_products": Term(N_("Productos de clase A"), "count"),
    "b_products": Term(N_("Productos de clase B"), "count"),
    "c_products": Term(N_("Productos de clase C"), "count"),
    "a_share_products": Term(N_("Parte de los productos que hace el 80 % de las ventas"), "share"),
    "stopped_products": Term(N_("Productos que dejaron de venderse"), "count"),
    "stopped_amount": Term(N_("Lo que vendían los productos que dejaron de venderse"), "currency"),
    "rising_products": Term(N_("Productos que suben más que el azar"), "count"),
    "falling_products": Term(N_("Productos que bajan más que el azar"), "count"),
    # Categories.
    "categories": Term(N_("Categorías"), "count"),
    "rising_amount": Term(N_("Lo que suman las categorías que suben"), "currency"),
    "falling_amount": Term(N_("Lo que restan las categorías que bajan"), "currency"),
    # Affinity.
    "thing": Term(N_("Quien lleva")),
    "other": Term(N_("también lleva")),
    "both_orders": Term(N_("Pedidos con ambos"), "count"),
    "attach": Term(N_("De esos pedidos"), "share"),
    "usual": Term(N_("De todos los pedidos"), "share"),
    "lift": Term(N_("Veces lo esperado"), "ratio"),
    "lift_low": Term(N_("Al menos"), "ratio"),
    "lift_high": Term(N_("Como mucho"), "ratio"),
    "pairs": Term(N_("Parejas comparadas"), "count"),
    "clear_pairs": Term(N_("Parejas que no son casualidad"), "count"),
    # Entry.
    "entry_thing": Term(N_("Primera compra, sobre todo de")),
    "entry_customers": Term(N_("Clientes nuevos"), "count"),
    "entry_rate": Term(N_("Volvieron"), "share"),
    "entry_low": Term(N_("Al menos"), "share"),
    "entry_high": Term(N_("Como mucho"), "share"),
    "entry_repeat": Term(N_("Clientes nuevos que vuelven"), "share"),
    "entry_days": Term(N_("Días para volver"), "days"),
    "entry_best": Term(N_("Regreso de la mejor primera compra"), "share"),
    "entry_worst": Term(N_("Regreso de la peor primera compra"), "share"),
    # Returns.
    "lines_bought": Term(N_("Líneas vendidas"), "count"),
    "lines_returned": Term(N_("Líneas devueltas"), "count"),
    "amount_returned": Term(N_("Devuelto"), "money_short"),
    "return_rate": Term(N_("Devoluciones"), "share"),
    "return_low": Term(N_("Al menos"), "share"),
    "return_high": Term(N_("Como mucho"), "share"),
    "returned": Term(N_("Devoluciones en dinero"), "currency"),
}

VALUES: dict[str, str] = {
    "class_a": N_("A"),
    "class_b": N_("B"),
    "class_c": N_("C"),
    "trend_up": N_("sube"),
    "trend_down": N_("baja"),
    "trend_chance": N_("puede ser azar"),
}
