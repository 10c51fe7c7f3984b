"""The columns of the contract in words, where a page names one."""

from __future__ import annotations

from clientela.present.language import N_, _
from clientela.present.terms import value

# Columns and values of the contract that no page shows elsewhere; the rest have their words in the terms ("field_email").
COLUMNS = {
    "kind": N_("tipo"),
    "arm": N_("grupo de la campaña"),
    "dimension": N_("dimensión"),
    "line_id": N_("número de línea"),
    "nature": N_("bien o servicio"),
    "purpose": N_("para qué se gastó"),
    "rater": N_("quién responde"),
    "side": N_("qué se preguntó"),
    "amount": N_("importe"),
    "claimed_benefits": N_("beneficio que se promete"),
    "stock_outs": N_("días agotado"),
    "date": N_("fecha"),
    "campaign_id": N_("número de campaña"),
    "responded": N_("si respondió"),
    "revenue": N_("lo que compró"),
    "sent_on": N_("fecha de envío"),
    "contract_id": N_("número de contrato"),
    "start": N_("desde cuándo"),
    "end": N_("hasta cuándo"),
    "margin_rate": N_("margen de cada venta"),
    "period": N_("mes"),
    "opened_at": N_("cuándo llegó"),
    "attended_at": N_("cuándo se atendió"),
    "closed_at": N_("cuándo se cerró"),
    "reason": N_("motivo"),
    "resolved": N_("si se resolvió"),
    "text": N_("qué dice"),
    "became_customer_id": N_("en qué cliente se convirtió"),
    "entered_on": N_("cuándo llegó"),
    "recommend": N_("si nos recomendaría"),
    "satisfied": N_("si está satisfecho"),
    "answer": N_("respuesta"),
    "due_on": N_("hasta cuándo se puede pagar"),
    "paid_on": N_("cuándo se pagó"),
    "skill_closing": N_("notas de lo que sabe cada persona"),
    "training_hours": N_("horas de formación"),
    "respondent_id": N_("quién responde, por su número"),
}


def column_words(name: str) -> str:
    """A column of the contract in words; the name itself where it has none."""
    if name in COLUMNS:
        return _(COLUMNS[name])
    words = value(f"field_{name}")
    return name if words.startswith("field_") else words.lower()
