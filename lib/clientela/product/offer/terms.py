"""The words of supply against demand, and of claims."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "product.supply": Term(N_("Lo que se pide y lo que hay")),
    "product.benefits": Term(N_("Promesas y lo que se percibe")),
    "days_out": Term(N_("Días agotado"), "days"),
    "sold_year": Term(N_("Vendido en un año"), "money_short"),
    "orders_year": Term(N_("Pedidos en un año"), "count"),
    "unsold_orders": Term(N_("Pedidos perdidos, como mucho"), "count"),
    "unsold_most": Term(N_("Ventas perdidas, como mucho"), "money_short"),
    "unsold_high": Term(N_("Y con la duda de tan pocos pedidos"), "money_short"),
    "arrived": Term(N_("Llegaron o llamaron"), "count"),
    "unattended": Term(N_("No esperaron"), "count"),
    "unattended_share": Term(N_("Parte que no esperó"), "share"),
    "unattended_low": Term(N_("No esperó, al menos"), "share"),
    "unattended_high": Term(N_("No esperó, como mucho"), "share"),
    "products_out": Term(N_("Productos que se agotaron"), "count"),
    "lost_sales_most": Term(N_("Ventas perdidas por agotados, como mucho"), "money_short"),
    "days_out_all": Term(N_("Días agotado, sumados"), "days"),
    "promised_benefit": Term(N_("Lo que se promete")),
    "claim_products": Term(N_("Productos que lo prometen"), "count"),
    "benefit_expected": Term(N_("Lo que se espera"), "share"),
    "benefit_perceived": Term(N_("Lo que se percibe"), "share"),
    "praised_by": Term(N_("Clientes que lo felicitan"), "count"),
    "missed_by": Term(N_("Clientes que se quejan"), "count"),
    "heard": Term(N_("Qué se oye"), "value"),
    "praised_word": Term(N_("Palabra")),
    "praised_share": Term(N_("Parte de quienes felicitan"), "share"),
    "benefits_claimed": Term(N_("Promesas distintas"), "count"),
    "claims_silent": Term(N_("Promesas que nadie nombra"), "count"),
    "claims_missed": Term(N_("Promesas que se nombran al quejarse"), "count"),
    "praise_customers": Term(N_("Clientes que felicitaron"), "count"),
    "unclaimed_words": Term(N_("Palabras de felicitación que ninguna promesa usa"), "count"),
}

VALUES: dict[str, str] = {
    "missed": N_("se echa de menos"),
    "perceived": N_("se percibe"),
    "nobody_says": N_("nadie lo nombra"),
    "claim_unknown": N_("no se sabe"),
}
