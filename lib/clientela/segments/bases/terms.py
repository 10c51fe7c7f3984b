"""The words of the bases compared."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

_BASES = {
    "demographic": N_("quiénes son"), "geographic": N_("dónde viven"), "lifestyle": N_("cómo viven"), "behaviour": N_("cómo compran"),
    "products": N_("qué compran"), "attitude": N_("qué saben y qué opinan"),
}  # fmt: skip

TERMS: dict[str, Term] = {
    "segments.bases": Term(N_("Las bases para segmentar, comparadas")),
    "segment_base": Term(N_("Base"), "value"),
    "foretold": Term(N_("Qué se prevé"), "value"),
    "told": Term(N_("Lo que dice"), "share"),
    "told_low": Term(N_("Dice, desde"), "share"),
    "told_high": Term(N_("Dice, hasta"), "share"),
    "by_chance": Term(N_("Veces que el azar dice lo mismo"), "share"),
    "helps": Term(N_("¿Ayuda?"), "value"),
    "demographic_next_margin": Term(N_("Lo que dice del margen siguiente quiénes son"), "share"),
    "geographic_next_margin": Term(N_("Lo que dice del margen siguiente dónde viven"), "share"),
    "lifestyle_next_margin": Term(N_("Lo que dice del margen siguiente cómo viven"), "share"),
    "behaviour_next_margin": Term(N_("Lo que dice del margen siguiente cómo compran"), "share"),
    "products_next_margin": Term(N_("Lo que dice del margen siguiente qué compran"), "share"),
    "attitude_next_margin": Term(N_("Lo que dice del margen siguiente qué saben y qué opinan"), "share"),
    "demographic_next_amount": Term(N_("Lo que dice de las ventas siguientes quiénes son"), "share"),
    "geographic_next_amount": Term(N_("Lo que dice de las ventas siguientes dónde viven"), "share"),
    "lifestyle_next_amount": Term(N_("Lo que dice de las ventas siguientes cómo viven"), "share"),
    "behaviour_next_amount": Term(N_("Lo que dice de las ventas siguientes cómo compran"), "share"),
    "products_next_amount": Term(N_("Lo que dice de las ventas siguientes qué compran"), "share"),
    "attitude_next_amount": Term(N_("Lo que dice de las ventas siguientes qué saben y qué opinan"), "share"),
    "attitude_next_purchase": Term(N_("Lo que dice de volver a comprar qué saben y qué opinan"), "share"),
    "demographic_next_purchase": Term(N_("Lo que dice de volver a comprar quiénes son"), "share"),
    "geographic_next_purchase": Term(N_("Lo que dice de volver a comprar dónde viven"), "share"),
    "lifestyle_next_purchase": Term(N_("Lo que dice de volver a comprar cómo viven"), "share"),
    "behaviour_next_purchase": Term(N_("Lo que dice de volver a comprar cómo compran"), "share"),
    "products_next_purchase": Term(N_("Lo que dice de volver a comprar qué compran"), "share"),
}

VALUES: dict[str, str] = {
    **{f"base_{name}": words for name, words in _BASES.items()},
    "next_margin": N_("margen del período siguiente"),
    "next_amount": N_("ventas del período siguiente"),
    "next_purchase": N_("volver a comprar"),
    "helps_little": N_("casi nada"),
    "helps_yes": N_("sí"),
    "helps_no": N_("no más que el azar"),
}
