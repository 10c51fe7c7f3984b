"""The nine segments in words, in a table and in a figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.calendar.windows import YEAR_DAYS
from clientela.customers.rfm import QUIET
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.segments.rfm.analysis import KEY, rfm

# An action for fewer than so many of all customers is none.
WORTH = 0.01


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
    from clientela.segments.bars import paired_bars, shares

    frame: Any = result.frames["segments"]
    frame = frame[frame.customers > 0]
    colours = [figures.AMBER if name in QUIET else figures.TEAL for name in frame.segment]
    drawing = paired_bars(frame, [value(name) for name in frame.segment], colours)
    largest = frame.loc[frame.customers.idxmax()]
    return Figure(
        drawing,
        label="fig-segments-rfm",
        caption=_caption(result),
        alt=_("Barras por segmento. El más numeroso, {segment}: {shares}.").format(
            segment=value(largest.segment), shares=shares(largest)
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
            "**Qué hacer.** Empiece por {cooling|el valioso que se enfría: ya demostró que compra, y su silencio todavía puede ser una pausa|los # "
            "valiosos que se enfrían: ya demostraron que compran, y su silencio todavía puede ser una pausa}. Si el "
            "capítulo 5 trae una lista de llamadas, siga esa y no haga otra. Después, cuide a {champions|su campeón|los # "
            "campeones|los mejores} antes de que haga "
            "falta rescatarlos."
        ).format(
            cooling=numbers.count(counts["valuable_cooling"]), champions=numbers.count(counts["champions"])
        )
    return _(
        "**Qué hacer.** Ningún cliente valioso se ha callado. Dedique el esfuerzo a que {champions|el campeón siga|los # "
        "campeones sigan|los mejores sigan} así y a que "
        "{newcomers|el de primera compra vuelva|los # de primera compra vuelvan|quien haga su primera compra vuelva}."
    ).format(champions=numbers.count(counts["champions"]), newcomers=numbers.count(counts["newcomers"]))


@findings_of(rfm)
def rfm_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Who of the valuable has gone quiet beyond the usual, who carries the sales, whom to win a second time.

    Whom to call is told once, by the list of calls of the loyalty stage.
    """
    table: Any = result.frames["segments"].set_index("segment")
    found = [_cooling(result, table.loc["valuable_cooling"], currency, as_of), _carry(result)]
    newcomers = int(table.loc["newcomers"].customers)
    # One customer of thousands is no work for the company.
    if newcomers and newcomers >= WORTH * result.n:
        message = _(
            "Invite a una segunda compra {n|al cliente que ha comprado una sola vez y está|a los # clientes que han comprado una sola vez y están} a "
            "tiempo de volver."
        ).format(n=numbers.count(newcomers))
        due = as_of + dt.timedelta(days=30)
        found.append(Finding("action", message, KEY, newcomers, owner=_("Mercadeo"), due=due))
    return [finding for finding in found if finding is not None]


def _cooling(result: Result, cooling: Any, currency: str, as_of: dt.date) -> Finding | None:
    """The valuable who are cooling, where they are certainly more than a year ago; some always are."""
    values = result.values
    more, usual, days = (
        values.get(name) for name in ("valuable_cooling_more", "valuable_cooling_usual", "period_days")
    )
    if more is None or usual is None or days is None or not (more.low or 0) > 0:
        return None
    # In the week after Christmas more are silent than in July: what lies less than a year apart is of other seasons.
    if (days.value or 0) < YEAR_DAYS:
        return None
    share = (usual.value or 0) + (more.value or 0)
    message = _(
        "Se enfrían más clientes valiosos que de costumbre: {n}, {share} de ellos; un período antes eran {usual}."
    ).format(
        n=numbers.count(cooling.customers), share=numbers.share(share, 0), usual=numbers.share(usual.value, 0)
    )
    # What exceeds the usual part: the rest goes silent in any year, and comes back.
    amount, low, high = (
        float(cooling.yearly) * min(1.0, max(0.0, float(part or 0)) / share)
        for part in (more.value, more.low, more.high)
    )
    detail = _("Todos juntos compraban {amount} al año.").format(
        amount=numbers.short_money(cooling.yearly, currency)
    )  # fmt: skip
    return Finding(
        "risk", message, KEY, int(cooling.customers), amount, low, high, _("Ventas"), as_of + dt.timedelta(days=14), detail,
        stake=_("lo que compran en un año los que se enfrían de más"),
    )  # fmt: skip


def _carry(result: Result) -> Finding | None:
    """What those who were champions one period ago bought since, where it is certainly more than what the others did."""
    times, days = result.values.get("champions_then_times"), result.values.get("period_days")
    if times is None or days is None or not (times.low or 0) > 1:
        return None
    customers, share = result.values["champions_then_customers"], result.values["champions_then_share"]
    message = _(
        "Los {n} que eran campeones hace {days} días hicieron desde entonces {share} de lo comprado por todos los clientes: cada uno compró, en "
        "media, {times} veces lo que "
        "cada uno de los demás que entonces seguían comprando."
    ).format(
        n=numbers.count(customers.value), days=numbers.count(days.value), share=numbers.share(share.value, 0), times=numbers.decimal(times.value, 1)
    )  # fmt: skip
    return Finding("good_news", message, KEY, int(customers.value or 0), owner=_("Ventas"))
