"""The words of promises."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "product.promises": Term(N_("Promesas")),
    "product.broken_promises": Term(N_("Promesas rotas")),
    "product.commitments": Term(N_("Compromisos")),
    "promise_side": Term(N_("Según"), "value"),
    "promised_by": Term(N_("Quién promete")),
    "promised": Term(N_("Promesas"), "count"),
    "promises_kept": Term(N_("Cumplidas"), "count"),
    "kept_rate": Term(N_("A tiempo"), "share"),
    "kept_low": Term(N_("A tiempo, al menos"), "share"),
    "kept_high": Term(N_("A tiempo, como mucho"), "share"),
    "promise_state": Term(N_("En qué está"), "value"),
    "order_id": Term(N_("Pedido")),
    "promised_on": Term(N_("Prometido para"), "date"),
    "days_overdue": Term(N_("Días vencido"), "days"),
    "seller_id": Term(N_("Vendedor")),
    "promises_late": Term(N_("Pedidos que llegaron tarde"), "count"),
    "promises_overdue": Term(N_("Pedidos vencidos sin entregar"), "count"),
    "promises_not_due": Term(N_("Pedidos que aún no vencen"), "count"),
    "promises_unrecorded": Term(N_("Pedidos de hace tiempo sin fecha de entrega"), "count"),
    "late_days": Term(N_("Días de atraso, la mitad"), "days"),
    "kept_now": Term(N_("A tiempo, en el último año"), "share"),
    "kept_before": Term(N_("A tiempo, en el anterior"), "share"),
    "kept_change": Term(N_("Cambio de las promesas a tiempo"), "points"),
    "promise_how": Term(N_("El pedido"), "value"),
    "buys_no_more": Term(N_("No vuelven a comprar"), "share"),
    "gone_late": Term(N_("No vuelven tras un pedido tarde"), "share"),
    "gone_in_time": Term(N_("No vuelven, parecidos con el pedido a tiempo"), "share"),
    "gone_late_more": Term(N_("De más que no vuelven tras un pedido tarde"), "points"),
    "lost_a_promise": Term(N_("Lo que compra de menos quien recibe tarde"), "currency"),
    "broken_year": Term(N_("Promesas rotas en el último año"), "count"),
    "lost_promises_year": Term(
        N_("Lo que compran de menos quienes recibieron tarde en un año"), "money_short"
    ),
    "promise_watch_days": Term(N_("Días observados"), "days"),
    "pledges": Term(N_("Compromisos"), "count"),
    "pledges_overdue": Term(N_("Compromisos vencidos"), "count"),
    "pledges_undated": Term(N_("Compromisos sin fecha"), "count"),
    "pledges_kept": Term(N_("Compromisos cumplidos a tiempo"), "share"),
    "pledge_what": Term(N_("Compromiso")),
    "pledge_owner": Term(N_("Responsable")),
    "due_on": Term(N_("Para el día"), "date"),
    "pledges_due": Term(N_("Ya vencían"), "count"),
    "pledges_in_time": Term(N_("Cumplidos a tiempo"), "count"),
    "pledges_open": Term(N_("Vencidos"), "count"),
}

VALUES: dict[str, str] = {
    "promise_branch": N_("Sede"),
    "promise_channel": N_("Canal"),
    "promise_seller": N_("Vendedor"),
    "promise_category": N_("Categoría"),
    "kept": N_("a tiempo"),
    "late": N_("tarde"),
    "overdue": N_("vencido y sin entregar"),
    "not_due": N_("aún no vence"),
    "unrecorded": N_("de hace tiempo, sin fecha de entrega"),
    "promise_late": N_("llegó tarde"),
    "promise_in_time": N_("llegó a tiempo"),
}
