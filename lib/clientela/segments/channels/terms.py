"""The words of the channels and of the calendar of campaigns."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "segments.channels": Term(N_("Por canal de compra")),
    "segments.campaign_days": Term(N_("Calendario de las campañas")),
    "only_through": Term(N_("Solo por él"), "share"),
    "active_share": Term(N_("Activos"), "share"),
    "back_share": Term(N_("Volvieron"), "share"),
    "back_here": Term(N_("Por el mismo"), "share"),
    "back_share_low": Term(N_("Volvieron, desde"), "share"),
    "back_share_high": Term(N_("Volvieron, hasta"), "share"),
    "were_before": Term(N_("Clientes del período anterior"), "count"),
    "left_each": Term(N_("Ventas por cliente"), "currency"),
    "left_each_low": Term(N_("Ventas por cliente, desde"), "currency"),
    "left_each_high": Term(N_("Ventas por cliente, hasta"), "currency"),
    "margin_each": Term(N_("Margen por cliente"), "currency"),
    "channels": Term(N_("Canales de venta"), "count"),
    "one_channel_share": Term(N_("Clientes que compran por un solo canal"), "share"),
    "web_kept": Term(N_("Clientes de la web que volvieron"), "share"),
    "others_kept": Term(N_("Clientes de los demás canales que volvieron"), "share"),
    "web_kept_more": Term(N_("Cuánto más vuelven los de la web que otros parecidos (puntos)"), "points"),
    "campaign_end": Term(N_("Hasta"), "date"),
    "met_share": Term(N_("También en otra"), "share"),
    "often_more": Term(N_("Días de compra, de más"), "score"),
    "often_between": Term(N_("Intervalo")),
    "sold_between": Term(N_("Intervalo")),
    "often_more_low": Term(N_("Días de compra de más, desde"), "score"),
    "often_more_high": Term(N_("Días de compra de más, hasta"), "score"),
    "sold_more": Term(N_("Ventas, de más"), "currency"),
    "sold_more_low": Term(N_("Ventas de más, desde"), "currency"),
    "sold_more_high": Term(N_("Ventas de más, hasta"), "currency"),
    "campaigns_dated": Term(N_("Campañas en el calendario"), "count"),
    "campaigns_by_lot": Term(N_("Campañas con sorteo"), "count"),
    "campaign_channels": Term(N_("Canales de las campañas"), "count"),
    "met_twice": Term(N_("Clientes contactados por dos campañas en los mismos días"), "count"),
}
