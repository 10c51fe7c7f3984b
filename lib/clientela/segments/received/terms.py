"""The words of what each group received."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

_MEASURES = {
    "late_share": (N_("Le llega tarde"), "share"), "complaint_share": (N_("Quejas por pedido"), "share"), "content_mean": (N_("Nota media"), "score"),
}  # fmt: skip

TERMS: dict[str, Term] = {
    "segments.received": Term(N_("Lo que recibe cada grupo")),
    **{name: Term(words, unit) for name, (words, unit) in _MEASURES.items()},
    **{f"{name}_said": Term(words, "said") for name, (words, _unit) in _MEASURES.items()},
    "late_share_low": Term(N_("Le llega tarde, desde"), "share"),
    "late_share_high": Term(N_("Le llega tarde, hasta"), "share"),
    "complaint_share_low": Term(N_("Quejas por pedido, desde"), "share"),
    "complaint_share_high": Term(N_("Quejas por pedido, hasta"), "share"),
    "content_mean_low": Term(N_("Nota media, desde"), "score"),
    "content_mean_high": Term(N_("Nota media, hasta"), "score"),
    "late_share_n": Term(N_("Clientes con pedidos prometidos"), "count"),
    "complaint_share_n": Term(N_("Clientes con pedidos"), "count"),
    "content_mean_n": Term(N_("Clientes que dieron nota"), "count"),
    "late_share_verdict": Term(N_("Entregas, frente a los demás"), "value"),
    "complaint_share_verdict": Term(N_("Quejas, frente a los demás"), "value"),
    "content_mean_verdict": Term(N_("Nota, frente a los demás"), "value"),
    "groups_worse": Term(N_("Grupos que reciben peor trato que los demás"), "count"),
    "late_share_all": Term(N_("Pedidos que llegan tarde, de todos los clientes"), "share"),
    "complaint_share_all": Term(N_("Quejas por pedido, de todos los clientes"), "share"),
    "content_mean_all": Term(N_("Nota media de todos"), "score"),
}

VALUES: dict[str, str] = {
    "segment": N_("Segmento"),
    "received_alike": N_("como los demás"),
    "received_worse": N_("peor"),
    "received_better": N_("mejor"),
}
