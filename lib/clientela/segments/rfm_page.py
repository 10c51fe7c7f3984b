"""The nine segments in words, in a table and in a figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.segments.rfm import KEY, QUIET


def rfm_table(result: Result) -> Table:
    """The nine segments with their customers and sales."""
    days = result.values.get("period_days")
    if days is None:
        return Table(
            result.frames["segments"],
            caption=_(
                "Los segmentos: cada cliente está en uno y solo en uno; las ventas son las de toda la historia."
            ),
            label="tbl-segments-rfm",
            columns=("segment", "customers", "share_customers", "amount", "share_amount", "days_since_last"),
        )
    return Table(
        result.frames["segments"].rename(columns={"amount": "period_now", "amount_before": "period_before"}),
        caption=_(
            "Los segmentos: cada cliente está en uno y solo en uno. «Este período» son los últimos {days} días; «período anterior», los {days} "
            "días de antes. La última columna es la del cliente típico."
        ).format(days=numbers.count(days.value)),
        label="tbl-segments-rfm",
        columns=(
            "segment", "customers", "share_customers", "period_before", "period_now", "share_amount", "days_since_last",
        ),
    )  # fmt: skip


def plot_rfm(result: Result) -> Figure:
    """Part of the customers and part of the sales of every segment."""
    from clientela.present import figures
    from clientela.segments.bars import paired_bars

    frame: Any = result.frames["segments"]
    frame = frame[frame.customers > 0]
    colours = [figures.AMBER if name in QUIET else figures.TEAL for name in frame.segment]
    drawing = paired_bars(frame, [value(name) for name in frame.segment], colours)
    largest = frame.loc[frame.customers.idxmax()]
    return Figure(
        drawing,
        label="fig-segments-rfm",
        caption=_caption(result),
        alt=_(
            "Barras por segmento. El más numeroso, {segment}: {customers} de los clientes y {amount} de las ventas."
        ).format(
            segment=value(largest.segment),
            customers=numbers.share(largest.share_customers),
            amount=numbers.share(largest.share_amount),
        ),
    )


def _caption(result: Result) -> str:
    days = result.values.get("period_days")
    if days is None:
        return _(
            "Qué parte de los clientes y qué parte de las ventas hay en cada segmento. En ámbar, los que se han callado."
        )
    return _(
        "Qué parte de los clientes y qué parte de las ventas de los últimos {days} días hay en cada segmento. En ámbar, los que se han callado."
    ).format(days=numbers.count(days.value))


def rfm_advice(result: Result) -> str:
    """What to do with the segments, given how many stand in each."""
    counts = result.frames["segments"].set_index("segment").customers
    if counts["valuable_cooling"]:
        return _(
            "**Qué hacer.** Empiece por los {cooling} valiosos que se enfrían: ya demostraron que compran, y hace poco que se callaron. A quién "
            "llamar, y en qué orden, lo dice la lista del capítulo 5; no haga otra. Después, cuide a los {champions} campeones antes de que haga "
            "falta rescatarlos."
        ).format(
            cooling=numbers.count(counts["valuable_cooling"]), champions=numbers.count(counts["champions"])
        )
    return _(
        "**Qué hacer.** Ningún cliente valioso se ha callado. Dedique el esfuerzo a que los {champions} campeones sigan así y a que los "
        "{newcomers} de primera compra vuelvan."
    ).format(champions=numbers.count(counts["champions"]), newcomers=numbers.count(counts["newcomers"]))


def rfm_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Who of the valuable has gone quiet, who carries the sales, whom to win a second time.

    Whom to call is told once, by the list of calls of the loyalty stage.
    """
    table: Any = result.frames["segments"].set_index("segment")
    found = []
    cooling, champions, newcomers = (
        table.loc["valuable_cooling"],
        table.loc["champions"],
        table.loc["newcomers"],
    )
    if cooling.customers:
        message = _(
            "{n} clientes valiosos se están enfriando: llevan más tiempo sin comprar que de costumbre, y compraban {amount} al año."
        )
        found.append(Finding(
            "risk", message.format(n=numbers.count(cooling.customers), amount=numbers.short_money(cooling.yearly, currency)),
            KEY, int(cooling.customers), amount=float(cooling.yearly), stake=_("ventas de un año"),
            owner=_("Ventas"), due=as_of + dt.timedelta(days=14),
            detail=_("A quién llamar, y en qué orden, lo dice la lista del capítulo 5."),
        ))  # fmt: skip
    if champions.customers and champions.share_amount == champions.share_amount:
        days = result.values.get("period_days")
        message = (
            _("{n} campeones, el {customers} de los clientes, hacen el {amount} de las ventas.")
            if days is None
            else _(
                "{n} campeones, el {customers} de los clientes, hacen el {amount} de las ventas de los últimos {days} días."
            )
        )
        found.append(Finding(
            "good_news", message.format(
                n=numbers.count(champions.customers), customers=numbers.share(champions.share_customers, 0),
                amount=numbers.share(champions.share_amount, 0), days=numbers.count(days.value if days else None),
            ), KEY, int(champions.customers), owner=_("Ventas"),
        ))  # fmt: skip
    if newcomers.customers:
        message = _("Invite a una segunda compra a los {n} clientes que acaban de hacer la primera.")
        found.append(Finding(
            "action", message.format(n=numbers.count(newcomers.customers)), KEY, int(newcomers.customers),
            owner=_("Mercadeo"), due=as_of + dt.timedelta(days=30),
        ))  # fmt: skip
    return found
