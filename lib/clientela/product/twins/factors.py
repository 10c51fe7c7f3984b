"""The thirteen factors that customers value: how companies name them, and what to record where no file measures one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientela.customers.surveys import first_that_fits

# In the order of the course; words without accents, as a survey's factor, or the question itself, has them. The first that fits counts.
FACTORS: Mapping[str, re.Pattern[str]] = {
    "factor_after_sales": re.compile(r"pos ?t?-?venta|after.?sales|garantia|warranty|reparacion"),
    "factor_follow_up": re.compile(r"seguimiento|follow.?up"),
    "factor_agility": re.compile(r"agilidad|rapidez|rapido|agility|speed|tiempo de (espera|respuesta)"),
    "factor_added_value": re.compile(r"valor an?adido|valor agregado|added.?value"),
    "factor_prestige": re.compile(r"prestigio|reputacion|prestige|standing|reputation"),
    "factor_professional": re.compile(r"profesional|professional|competencia del personal|expertise"),
    "factor_empathy": re.compile(r"empat|trato|courtesy|amabilidad"),
    "factor_promises": re.compile(r"compromiso|cumplimiento|commitment|promise|promesa"),
    "factor_availability": re.compile(r"disponib|availab|horario|existencias"),
    "factor_relation": re.compile(r"\brelacion|relationship|\brelation"),
    "factor_information": re.compile(r"informaci|information"),
    "factor_payment": re.compile(r"\bpago|payment|credito|\bcredit"),
    "factor_core": re.compile(r"servicio|service|producto|product"),
}
# What opens the twin of each factor: tables and columns of the contract; nothing where no table has it and the company has to begin a record.
OPENS: Mapping[str, tuple[str, ...]] = {
    "factor_agility": ("interactions.closed_at",),
    "factor_core": ("transactions.amount",),
    "factor_added_value": (),
    "factor_prestige": (),
    "factor_professional": ("interactions.resolved",),
    "factor_empathy": ("interactions.reason",),
    "factor_promises": ("transactions.promised_on", "transactions.delivered_on"),
    "factor_availability": ("capacity.abandoned", "products.stock_outs"),
    "factor_relation": (),
    "factor_information": ("interactions.kind",),
    "factor_follow_up": ("contacts.channel", "contacts.sent_on", "interactions.customer_id"),
    "factor_after_sales": ("interactions.closed_at",),
    "factor_payment": ("transactions.payment_method", "transactions.due_on"),
}


def factor(*texts: object) -> str:
    """Which of the thirteen a question is about; "" where none fits.

    >>> factor("compromisos", "Cumplimiento de los compromisos"), factor(None, "Agility and speed"), factor("sabor")
    ('factor_promises', 'factor_agility', '')
    """
    return first_that_fits(FACTORS.items(), texts)
