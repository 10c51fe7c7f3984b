"""The words of winning customers."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.sources": Term(N_("Orígenes de los clientes")),
    "came_from": Term(N_("Origen"), "value"),
    "newcomers": Term(N_("Clientes nuevos"), "count"),
    "source_known": Term(N_("Clientes nuevos con origen conocido"), "share"),
    "back_180": Term(N_("Vuelven en medio año"), "share"),
    "back_low": Term(N_("Vuelven, al menos"), "share"),
    "back_high": Term(N_("Vuelven, como mucho"), "share"),
    "back_n": Term(N_("Observados medio año"), "count"),
    "back_apart": Term(N_("Vuelven, frente a los demás"), "change"),
    "back_compared": Term(N_("Regreso comparado"), "value"),
    "early_value": Term(N_("Primeros 90 días"), "money_short"),
    "early_low": Term(N_("Primeros 90 días, al menos"), "money_short"),
    "early_high": Term(N_("Primeros 90 días, como mucho"), "money_short"),
    "first_year": Term(N_("Primer año"), "money_short"),
    "first_year_margin": Term(N_("Margen del primer año de un cliente nuevo"), "money_short"),
    "first_year_amount": Term(N_("Ventas del primer año a un cliente nuevo"), "money_short"),
    "year_low": Term(N_("Primer año, al menos"), "money_short"),
    "year_high": Term(N_("Primer año, como mucho"), "money_short"),
    "year_n": Term(N_("Con un año cumplido"), "count"),
    "year_shrunken": Term(N_("Primer año con que se cuenta"), "money_short"),
    "value_apart": Term(N_("Primer año, frente a los demás"), "money_short"),
    "value_compared": Term(N_("Primer año comparado"), "value"),
    "cost_new": Term(N_("Costo de traer uno"), "money_short"),
    "cost_low": Term(N_("Costo, al menos"), "money_short"),
    "cost_high": Term(N_("Costo, como mucho"), "money_short"),
    "cost_unmatched": Term(N_("Gasto de captar sin origen conocido"), "money_short"),
    "left_over": Term(N_("Queda tras el costo"), "money_short"),
    "left_low": Term(N_("Queda, al menos"), "money_short"),
    "left_high": Term(N_("Queda, como mucho"), "money_short"),
    # Prospects
    "loyalty.funnel": Term(N_("Interesados que compran")),
    "prospects": Term(N_("Interesados"), "count"),
    "prospect_id": Term(N_("Interesado")),
    "converted": Term(N_("Compran"), "share"),
    "converted_low": Term(N_("Compran, al menos"), "share"),
    "converted_high": Term(N_("Compran, como mucho"), "share"),
    "bought": Term(N_("Ya compraron"), "count"),
    "in_place": Term(N_("De las tres cosas, tiene"), "count"),
    "open_prospects": Term(N_("Interesados abiertos"), "count"),
    "stale_prospects": Term(N_("Interesados abiertos desde hace demasiado"), "count"),
    "least_money": Term(N_("Primera compra media, la menor por clase de cliente"), "currency"),
    "buying_median": Term(N_("Días hasta comprar, mediana"), "days"),
    "wait_nine_in_ten": Term(N_("Días en que compran nueve de cada diez de los que compran"), "days"),
    "wait_longest": Term(N_("Días hasta comprar, los que más"), "days"),
    "prospect_year_margin": Term(N_("Margen del primer año de un interesado que compró"), "money_short"),
    "prospect_year_amount": Term(N_("Ventas del primer año a un interesado que compró"), "money_short"),
    "calls_value": Term(N_("Primer año que se espera de los interesados por llamar"), "money_short"),
    "called": Term(N_("Interesados por llamar"), "count"),
    "days_open": Term(N_("Días desde que llegó"), "days"),
    "chance_90": Term(N_("Compra en 90 días"), "share"),
    "expected_value": Term(N_("Primer año que se espera"), "money_short"),
}

VALUES: dict[str, str] = {
    "better": N_("mejor que los demás"),
    "worse": N_("peor que los demás"),
    "alike": N_("como los demás"),
    "acquired_by": N_("Origen"),
}
