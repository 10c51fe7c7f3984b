"""The channels and the calendar of campaigns on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Finding, Result
from clientela.segments.channels.analysis import KEY, channels
from clientela.stats.effects import sense


def channels_table(result: Result) -> Table:
    """Status, return and value by channel; the one that sells most on top."""
    frame = result.frames["channels"]
    days = numbers.count(result.values["period_days"].value)
    shown = (
        "channel", "customers", "share_amount", "only_through", "active_share", "back_share", "back_here", "frequency", "left_each",
    )  # fmt: skip
    return Table(
        frame,
        caption=_(
            "Cada canal con los clientes que más compraron por él en los últimos {days} días: cuántos solo compran por él, cuántos siguen "
            "activos, y cuántos de los del período anterior volvieron, por cualquier canal y por el mismo."
        ).format(days=days),
        label="tbl-segments-channels",
        columns=tuple(name for name in shown if name in frame),
    )


def channels_advice(result: Result) -> str:
    """The web beside the rest where it can be told; and whom to keep by which channel."""
    more: Any = result.values.get("web_kept_more")
    if more is None:
        return _(
            "**Qué hacer.** Háblele a cada cliente por el canal por el que compra, y anote el canal en cada venta: sin él no se sabe "
            "a quién se pierde dónde."
        )
    told = {
        "web": numbers.share(result.values["web_kept"].value, 0), "others": numbers.share(result.values["others_kept"].value, 0),
        "low": numbers.points(more.low), "high": numbers.points(more.high),
    }  # fmt: skip
    if sense(more) < 0:
        return _(
            "**Qué hacer.** Cuide primero a quienes compran por la web: volvió el {web}, y de los demás el {others}. Comparados con clientes "
            "parecidos vuelven menos (en puntos, entre {low} y {high}): escríbales tras cada pedido y pregunte a diez de los que no volvieron."
        ).format(**told)
    if sense(more) > 0:
        return _(
            "**Qué hacer.** Ofrezca la web a quien ya compra por otro canal, sin quitarle el suyo: de los de la web volvió el {web}, y de los demás "
            "el {others}; comparados con clientes parecidos, vuelven más (en puntos, entre {low} y {high})."
        ).format(**told)
    # Of very many customers a difference is sure, and too small to treat anybody otherwise.
    why = _("cabe en el azar") if more.low * more.high <= 0 else _("no llega a un punto")
    return _(
        "**Qué hacer.** Trate igual a los de la web y a los demás: volvió el {web} y el {others}, y entre clientes parecidos la diferencia {why} "
        "(en puntos, de {low} a {high}). Háblele a cada uno por donde compra."
    ).format(why=why, **told)


def calendar_table(result: Result, currency: str = "") -> Table:
    """The campaigns by their days, with their effect and its limits where a lot tells it."""
    calendar = result.frames["calendar"]
    rows = calendar.to_dict("records")
    return Table(
        calendar.assign(
            often_between=[_between(row, "often_more", lambda days: numbers.decimal(days, 2)) for row in rows],
            sold_between=[_between(row, "sold_more", lambda sold: numbers.short_money(sold, currency)) for row in rows],
        ),
        caption=_(
            "Las campañas por todos los canales: cuándo, a cuántos, y qué cambió en cada contactado frente a quienes quedaron fuera por sorteo: en "
            "días de compra y en ventas, con el intervalo de 95 %; si va de menos a más, puede ser azar. Una raya: no hubo sorteo, o sus días no "
            "han pasado."
        ),
        label="tbl-segments-campaign-days",
        columns=(
            "campaign", "contact_channel", "campaign_start", "campaign_end", "treated", "often_more", "often_between", "sold_more", "sold_between",
            "met_share",
        ),
    )  # fmt: skip


def _between(row: Any, name: str, said: Callable[[float], str]) -> str:
    """The limits of a number in words; a dash where it is not known."""
    if numbers.absent(row[name]):
        return numbers.NONE
    return _("{low} a {high}").format(low=said(row[f"{name}_low"]), high=said(row[f"{name}_high"]))


def calendar_advice(result: Result) -> str:
    """Lots where there are none, and campaigns that meet in the same people."""
    parts = []
    met, by_lot = result.values["met_twice"], result.values["campaigns_by_lot"]
    if met.value:
        parts.append(
            _(
                "{n|A un cliente lo contactaron|A # clientes los contactaron} dos campañas en los mismos días: ponga todas en un solo calendario."
            ).format(n=numbers.count(met.value))
        )
    if (by_lot.value or 0) < by_lot.n:
        parts.append(
            _(
                "De {n} campañas, {lots|una dejó a alguien fuera por sorteo|# dejaron a alguien fuera por sorteo|"
                "ninguna dejó a nadie fuera por sorteo}: "
                "sortee en la próxima, de cualquier canal, o no se sabrá si sirvió."
            ).format(n=numbers.count(by_lot.n), lots=numbers.count(by_lot.value))
        )
    sure = result.frames["calendar"]
    sure = sure[sure.often_more_low > 0]
    if len(sure):
        names = ", ".join(_("«{name}»").format(name=name) for name in sure.campaign)
        parts.append(_("Sí se compró más veces con {names}.").format(names=names))
    return _("**Qué hacer.** {advice}").format(
        advice=" ".join(parts)
        or _("Siga sorteando: en ninguna campaña se compró más veces de lo que hace el azar.")
    )


@findings_of(channels)
def channels_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Customers of the web who come back less, or more, than others like them."""
    more: Any = result.values.get("web_kept_more")
    if not sense(more):
        return []
    ends = sorted(abs(end) for end in (more.low, more.high))
    told = {name: numbers.count(100 * end) for name, end in zip(("low", "high"), ends, strict=True)}
    message = (
        _("Los clientes de la web vuelven menos que otros parecidos de los demás canales: entre {low} y {high} puntos menos.")
        if more.value < 0
        else _("Los clientes de la web vuelven más que otros parecidos de los demás canales: entre {low} y {high} puntos más.")
    )  # fmt: skip
    return [
        Finding(
            "risk" if more.value < 0 else "good_news",
            message.format(**told),
            KEY,
            more.n,
            owner=_("Mercadeo"),
            due=as_of + dt.timedelta(days=30),
            detail=_("Va con el canal; no prueba que venga de él."),
        )
    ]
