"""The words of the scorecard."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.scorecard": Term(N_("Tablero por áreas")),
    "company.growth_cost": Term(N_("Crecer a costa del cliente")),
    "company.receivables": Term(N_("Lo que está por cobrar")),
    # Measures
    "spend_per_new": Term(N_("Gasto por cliente nuevo"), "currency"),
    "complaint_rate": Term(N_("Quejas por pedido"), "share"),
    "unsettled_rate": Term(N_("Quejas sin resolver"), "share"),
    "satisfied_mark": Term(N_("Satisfacción, nota media"), "score"),
    "late_orders_rate": Term(N_("Pedidos tardíos"), "share"),
    "delivery_mean": Term(N_("Días hasta entregar"), "days"),
    "days_to_pay": Term(N_("Días que tardan en pagar"), "days"),
    "sales_days_open": Term(N_("Días de ventas por cobrar"), "days"),
    "retained_rate": Term(N_("Clientes que volvieron a comprar"), "share"),
    "unusual_months": Term(N_("Medidas cuyo último mes se sale de lo que hace el azar"), "count"),
    # What each differs by from the year before
    "new_customers_difference": Term(N_("Clientes nuevos: cambio en un año"), "change"),
    "spend_per_new_difference": Term(
        N_("Gasto por cliente nuevo: diferencia con el año anterior"), "currency"
    ),
    "amount_difference": Term(N_("Ventas: cambio en un año"), "change"),
    "orders_difference": Term(N_("Pedidos: cambio en un año"), "change"),
    "margin_rate_difference": Term(N_("Tasa de margen: diferencia con el año anterior"), "points"),
    "complaint_rate_difference": Term(N_("Quejas por pedido: diferencia con el año anterior"), "points"),
    "unsettled_rate_difference": Term(N_("Quejas sin resolver: diferencia con el año anterior"), "points"),
    "satisfied_mark_difference": Term(N_("Satisfacción: diferencia con el año anterior"), "score"),
    "late_orders_rate_difference": Term(N_("Pedidos tardíos: diferencia con el año anterior"), "points"),
    "delivery_mean_difference": Term(N_("Días hasta entregar: diferencia con el año anterior"), "ratio"),
    "days_to_pay_difference": Term(N_("Días que tardan en pagar: diferencia con el año anterior"), "ratio"),
    "sales_days_open_difference": Term(
        N_("Días de ventas por cobrar: diferencia con el año anterior"), "ratio"
    ),
    "retained_rate_difference": Term(N_("Clientes que volvieron: diferencia con el año anterior"), "points"),
    # Columns
    "score_area": Term(N_("Área"), "value"),
    "year_difference": Term(N_("Diferencia con el año anterior"), "ratio"),
    "year_difference_low": Term(N_("Diferencia, al menos"), "ratio"),
    "year_difference_high": Term(N_("Diferencia, como mucho"), "ratio"),
    "year_difference_text": Term(N_("Cambio (intervalo)")),
    "plan": Term(N_("Plan")),
    "last_value": Term(N_("Último mes"), "ratio"),
    "expected_least": Term(N_("El azar lo deja al menos en"), "ratio"),
    "expected_most": Term(N_("El azar lo deja como mucho en"), "ratio"),
    "chance_alone": Term(N_("Probabilidad por azar"), "share"),
    "month_verdict": Term(N_("El último mes"), "value"),
    "judged": Term(N_("Lo que se juzga: de una suma, su cambio en un año"), "ratio"),
    "judged_middle": Term(N_("Media de antes"), "ratio"),
    "month_value": Term(N_("Valor del mes"), "ratio"),
    # Growth
    "sales_growing": Term(N_("Hacia dónde van las ventas: 1 suben, −1 bajan, 0 no se sabe"), "count"),
    "signs_seen": Term(N_("Señales del cliente que se miraron"), "count"),
    "signs_worse": Term(N_("Señales del cliente que empeoraron"), "count"),
    "sign_verdict": Term(N_("Más que el azar"), "value"),
    # Receivables
    "open_amount": Term(N_("Por cobrar"), "money_short"),
    "overdue_amount": Term(N_("Vencido"), "money_short"),
    "stale_amount": Term(N_("Vencido hace más de 90 días"), "money_short"),
    "overdue_share": Term(N_("Parte vencida"), "share"),
    "due_age": Term(N_("Hace cuánto venció"), "value"),
    "share_open": Term(N_("Parte de lo que está por cobrar"), "share"),
    "oldest_due": Term(N_("Primer vencimiento"), "date"),
}

VALUES: dict[str, str] = {
    "area_marketing": N_("Mercadeo"),
    "area_sales": N_("Ventas"),
    "area_service": N_("Servicio"),
    "area_logistics": N_("Logística"),
    "area_receivables": N_("Cartera"),
    "month_usual": N_("como siempre"),
    "month_better": N_("mejor que el azar"),
    "month_worse": N_("peor que el azar"),
    "month_other": N_("fuera de lo usual"),
    "sign_same": N_("no se distingue del azar"),
    "sign_better": N_("mejor"),
    "sign_worse": N_("peor"),
    "due_later": N_("Sin vencer"),
    "days_30": N_("Hasta 30 días"),
    "days_60": N_("De 31 a 60 días"),
    "days_90": N_("De 61 a 90 días"),
    "days_more": N_("Más de 90 días"),
}
