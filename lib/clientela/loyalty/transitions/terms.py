"""The words of the steps between rungs."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.rungs": Term(N_("Pasos entre peldaños")),
    "loyalty.rung_outlook": Term(N_("Peldaños dentro de un año")),
    "loyalty.rung_value": Term(N_("Lo que deja cada peldaño")),
    "climbed": Term(N_("Subieron"), "count"),
    "slipped": Term(N_("Bajaron"), "count"),
    "climbed_year": Term(N_("Subieron en el último año"), "count"),
    "slipped_year": Term(N_("Bajaron en el último año"), "count"),
    "left_year": Term(N_("Se callaron en el último año"), "count"),
    "recovered_year": Term(N_("Volvieron en el último año"), "count"),
    "new_year": Term(N_("Empezaron en el último año"), "count"),
    "months_seen": Term(N_("Meses sumados"), "count"),
    "months_back": Term(N_("Meses hacia atrás"), "count"),
    "climbs": Term(N_("Suben en un mes corriente"), "share"),
    "slips": Term(N_("Bajan en un mes corriente"), "share"),
    "leaves": Term(N_("Se van en un mes corriente"), "share"),
    "months_lived": Term(N_("Meses de cliente observados"), "count"),
    "climb": Term(N_("Suben"), "share"),
    "stay": Term(N_("Se quedan"), "share"),
    "slip": Term(N_("Bajan"), "share"),
    "leave": Term(N_("Se van"), "share"),
    "leave_low": Term(N_("Se van, al menos"), "share"),
    "leave_high": Term(N_("Se van, como mucho"), "share"),
    # Outlook
    "error_chain": Term(N_("Error del pronóstico por peldaños"), "share"),
    "error_as_is": Term(N_("Error de suponer que nada cambia"), "share"),
    "active_now": Term(N_("Activos hoy"), "count"),
    "active_then": Term(N_("Activos que se esperan"), "count"),
    "then_low": Term(N_("Activos, al menos"), "count"),
    "then_high": Term(N_("Activos, como mucho"), "count"),
    "months_ahead": Term(N_("Meses del pronóstico"), "count"),
    "rung_error": Term(N_("Error"), "share"),
    # Value
    "months_after": Term(N_("Meses observados después"), "count"),
}
_MEASURES = {"amount": (N_("Ventas"), N_("Venta mediana"), N_("Venta media"), N_("Frente a parecidos")),
             "margin": (N_("Margen"), N_("Margen mediano"), N_("Margen medio"), N_("Frente a parecidos"))}  # fmt: skip
for _name, (_total, _median, _mean, _net) in _MEASURES.items():
    TERMS |= {
        f"{_name}_total": Term(_total, "money_short"),
        f"{_name}_median": Term(_median, "money_short"),
        f"{_name}_median_low": Term(N_("Mediana, al menos"), "money_short"),
        f"{_name}_median_high": Term(N_("Mediana, como mucho"), "money_short"),
        f"mean_{_name}": Term(_mean, "money_short"),
        f"mean_{_name}_low": Term(N_("Media, al menos"), "money_short"),
        f"mean_{_name}_high": Term(N_("Media, como mucho"), "money_short"),
        f"net_{_name}": Term(_net, "money_short"),
        f"net_{_name}_low": Term(N_("Al menos, frente a parecidos"), "money_short"),
        f"net_{_name}_high": Term(N_("Como mucho, frente a parecidos"), "money_short"),
    } | {
        f"net_{_name}_{_rung}": Term(_net, "money_short") for _rung in ("customer", "consumer", "supporter", "advocate")
    }  # fmt: skip

# What is thought from each rung
_THOUGHT = {
    "rung_recommend": (N_("NPS"), "points"), "rung_content": (N_("Satisfacción"), "score"), "rung_ease": (N_("Facilidad"), "score"),
    "rung_gap": (N_("Recibido menos esperado"), "score"),
}  # fmt: skip
TERMS["loyalty.perception"] = Term(N_("Lo que piensa cada peldaño"))
TERMS["rungs_lower"] = Term(N_("Peldaños que ven peor a la empresa que los demás"), "count")
for _name, (_words, _unit) in _THOUGHT.items():
    TERMS |= {
        _name: Term(_words, _unit), f"{_name}_said": Term(_words, "said"), f"{_name}_all": Term(_words, _unit),
    }  # fmt: skip
TERMS |= {
    "rung_recommend_low": Term(N_("NPS, al menos (puntos)"), "points"),
    "rung_recommend_high": Term(N_("NPS, como mucho (puntos)"), "points"),
    "rung_recommend_n": Term(N_("Personas que dijeron si recomendarían"), "count"),
    "rung_recommend_verdict": Term(N_("NPS, frente a los demás peldaños"), "value"),
    "rung_content_low": Term(N_("Satisfacción, al menos"), "score"),
    "rung_content_high": Term(N_("Satisfacción, como mucho"), "score"),
    "rung_content_n": Term(N_("Personas que dijeron si están satisfechas"), "count"),
    "rung_content_verdict": Term(N_("Satisfacción, frente a los demás peldaños"), "value"),
    "rung_ease_low": Term(N_("Facilidad, al menos"), "score"),
    "rung_ease_high": Term(N_("Facilidad, como mucho"), "score"),
    "rung_ease_n": Term(N_("Personas que dijeron si les fue fácil"), "count"),
    "rung_ease_verdict": Term(N_("Facilidad, frente a los demás peldaños"), "value"),
    "rung_gap_low": Term(N_("Brecha, al menos"), "score"),
    "rung_gap_high": Term(N_("Brecha, como mucho"), "score"),
    "rung_gap_n": Term(N_("Personas que dijeron lo que esperan y lo que reciben"), "count"),
    "rung_gap_verdict": Term(N_("Brecha, frente a los demás peldaños"), "value"),
}

VALUES: dict[str, str] = {
    "rung_chain": N_("Los meses siguen como van"),
    "rung_as_is": N_("Nada cambia"),
    "rung_off": N_("Callado o ido"),
    "rung_alike": N_("como los demás"),
    "rung_lower": N_("por debajo"),
    "rung_higher": N_("por encima"),
}
