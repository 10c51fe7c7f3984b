"""The words of marketing money and rewards."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # Marketing money
    "loyalty.marketing_return": Term(N_("Lo que trajo el gasto de mercadeo")),
    "purpose": Term(N_("Para qué"), "value"),
    "spent_on": Term(N_("En qué")),
    "expense": Term(N_("Gasto"), "money_short"),
    "kept_yearly": Term(N_("Gasto en conservar, al año"), "money_short"),
    "kept_untested_yearly": Term(N_("Gasto en conservar sin probar con sorteo, al año"), "money_short"),
    "tested_share": Term(N_("Parte del gasto probada con sorteo"), "share"),
    "brought": Term(N_("Volvió"), "money_short"),
    "brought_low": Term(N_("Volvió, al menos"), "money_short"),
    "brought_high": Term(N_("Volvió, como mucho"), "money_short"),
    "return_on": Term(N_("Retorno"), "change"),
    "return_on_low": Term(N_("Retorno, al menos"), "change"),
    "return_on_high": Term(N_("Retorno, como mucho"), "change"),
    "return_text": Term(N_("Volvió de cada 100")),
    "loyalty.balance": Term(N_("Equilibrio entre captar y conservar")),
    "side": Term(N_("Para qué"), "value"),
    "ceiling": Term(N_("Techo"), "ratio"),
    "ceiling_times": Term(N_("Techo, en veces lo de hoy"), "ratio"),
    "ceiling_text": Term(N_("Si el techo es")),
    "ceiling_new": Term(N_("Techo de clientes nuevos al mes"), "count"),
    "spending_now": Term(N_("Gasto de hoy"), "money_short"),
    "spending_best": Term(N_("Mejor gasto"), "money_short"),
    "best_low": Term(N_("Mejor gasto, al menos"), "money_short"),
    "best_high": Term(N_("Mejor gasto, como mucho"), "money_short"),
    "best_text": Term(N_("Mejor gasto")),
    "bend_known": Term(N_("Los meses muestran el techo (1 sí, 0 no)"), "count"),
    "link_known": Term(N_("Los meses muestran que gastar retiene (1 sí, 0 no)"), "count"),
    "loyalty.dearer": Term(N_("Costo de ganar y de conservar, año por año")),
    "year_to": Term(N_("Año que termina en"), "month"),
    "won_text": Term(N_("Ganar a uno")),
    "kept_text": Term(N_("Conservar a uno un año")),
    "won_cost": Term(N_("Costo de un cliente nuevo"), "currency"),
    "won_cost_low": Term(N_("Costo de un cliente nuevo, al menos"), "currency"),
    "won_cost_high": Term(N_("Costo de un cliente nuevo, como mucho"), "currency"),
    "kept_cost": Term(N_("Costo de conservar un año a un activo"), "currency"),
    "kept_cost_low": Term(N_("Costo de conservar un año a un activo, al menos"), "currency"),
    "kept_cost_high": Term(N_("Costo de conservar un año a un activo, como mucho"), "currency"),
    "won_dearer": Term(N_("Cuánto más cuesta ganar a uno que el año anterior"), "change"),
    "kept_dearer": Term(N_("Cuánto más cuesta conservar a uno que el año anterior"), "change"),
    # Rewards
    "loyalty.rewards": Term(N_("Programa de recompensas")),
    "reward": Term(N_("Parte de la compra que se devuelve"), "share"),
    "subsidy": Term(N_("Cuesta al año si nadie cambia"), "money_short"),
    "testable": Term(N_("Clases de cliente en que una prueba lo notaría"), "count"),
    "sales_yearly": Term(N_("Ventas al año a los activos"), "money_short"),
    "margin_share": Term(N_("Margen"), "share"),
    "needed_rise": Term(N_("Compras que tendrían que subir"), "share"),
    "needed_staying": Term(N_("Parte que tendría que quedarse"), "share"),
    "staying": Term(N_("Parte que se queda"), "share"),
    "orders_each": Term(N_("Pedidos por cliente activo"), "ratio"),
    "comparison": Term(N_("Cómo se compara"), "value"),
}

VALUES: dict[str, str] = {
    "acquire": N_("captar"),
    "retain": N_("conservar"),
}
