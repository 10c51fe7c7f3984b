"""What the customers are expected to bring, as it stands on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import findings_of
from clientela.loyalty.clv import Worth
from clientela.loyalty.clv.analysis import KEY, worth
from clientela.loyalty.dates import span
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt


TOP = 10
# Beyond this part of what is expected, a tenth of the customers carries the rest.
CONCENTRATED = 0.4
# More customers than these nobody looks after one by one; so many have somebody with a name.
MANY, ONE_BY_ONE = 100, 50


def worth_table(result: Worth) -> Table:
    """The ten customers of whom most is expected."""
    return Table(
        result.frames["by_customer"].sort_values(["clv", "customer_id"], ascending=[False, True]).head(TOP),
        _("Los diez clientes de los que más se espera en {time}.").format(time=_horizon(result)),
        "tbl-loyalty-value",
        ("customer_id", "p_alive", "expected_purchases", "expected_spend", "clv"),
    )


def plot_worth(result: Worth, currency: str) -> Figure:
    """A tenth of the customers a bar, the most valuable first."""
    table = result.frames["tenths"]
    drawing, axes = figures.canvas(3.2)
    axes.bar(table.tenth, table.clv, color=[figures.TEAL, *[figures.SAND] * (len(table) - 1)], width=0.72)
    for spot, money, part in zip(table.tenth, table.clv, table.share, strict=True):
        if spot == 1 or part >= 0.01:
            text = numbers.share(part, 0)
            axes.text(
                spot,
                money,
                text,
                ha="center",
                va="bottom",
                fontsize=13 if spot == 1 else 11.5,
                weight=600 if spot == 1 else 400,
            )
    axes.set_ylim(0, float(table.clv.max()) * 1.12 or 1.0)
    axes.set_xticks(table.tenth, [numbers.count(spot) for spot in table.tenth], fontsize=12)
    axes.set_xlabel(_("Décimas partes de los clientes, de la que más vale a la que menos"), fontsize=12)
    figures.money_axis(axes.yaxis, currency)
    rate = numbers.share(result.values["discount_rate"].value, 0)
    caption = _("Compras que se esperan en {time}, a valor de hoy con una tasa de {rate} al año.").format(
        time=_horizon(result), rate=rate
    )
    alt = _(
        "De la décima parte de los clientes que más vale se espera {first} de las compras; de la mitad que menos vale, {last}."
    ).format(first=numbers.share(table.share.iloc[0], 0), last=numbers.share(table.share.tail(5).sum(), 0))
    return Figure(drawing, "fig-loyalty-value", caption, alt)


def _horizon(result: Result) -> str:
    return span(result.values["horizon"].value)


def worth_advice(result: Worth, currency: str) -> str:
    """How to share out attention by what is expected, and how far to trust the sum."""
    sum_, top = result.values["equity"], result.values.get("top_share")
    words = {
        "amount": numbers.short_money(sum_.value, currency), "low": numbers.short_money(sum_.low, currency),
        "high": numbers.short_money(sum_.high, currency), "time": _horizon(result), "whole": numbers.short_money(_undiscounted(result), currency),
        "drift": numbers.share(result.values["drift"].value, 0),
        "top": numbers.share(top.value if top else None, 0), "n": numbers.count(_tenth(result)), "first": numbers.count(ONE_BY_ONE),
    }  # fmt: skip
    if result.naive:
        return _(
            "**Qué hacer.** Cuente con {amount} en {time} (entre {low} y {high}), y no más que eso: "
            "aquí ningún modelo le ganó a suponer que cada uno "
            "sigue a su ritmo. Use el orden de los clientes para repartir la atención, no la cifra de cada uno."
        ).format(**words)
    begin = (
        _(
            "**Qué hacer.** Dé un responsable con nombre a los {first} primeros y una atención aparte a los demás de la décima parte que más vale: "
            "de "
            "los {n} se espera {top} de los {amount} (entre {low} y {high}) que los clientes de hoy comprarían en {time}."
        )
        if _many(result)
        else _(
            "**Qué hacer.** Dé un responsable con nombre a los {n} que más valen: de ellos se espera {top} de los {amount} (entre {low} y {high}) "
            "que los clientes de hoy comprarían en {time}."
        )
    ).format(**words)
    return f"{begin} " + _(
        "Para el presupuesto use el plan de ventas, si lo hay: puede dar otra cifra por los mismos "
        "clientes, porque parte de lo que compró cada grupo el último año, con los precios de hoy. Aquí pesa toda la historia de cada cliente "
        "y se descuenta el tiempo (sin descontar serían {whole}); probado en fechas pasadas, este total en dinero falló cerca de {drift}."
    ).format(**words)


def _tenth(result: Result) -> int:
    return max(1, round(result.n / 10))


def _many(result: Result) -> bool:
    """Is the tenth that is worth most more than somebody can look after one by one?"""
    return _tenth(result) > MANY


def _undiscounted(result: Worth) -> float:
    """The same purchases at their full price, whenever they come."""
    table = result.frames["by_customer"]
    return float((table.expected_purchases * table.expected_spend).sum())


@findings_of(worth)
def worth_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Give the few who carry most of what is expected somebody who looks after them."""
    import datetime as dt

    if isinstance(result, Missing) or "top_share" not in result.values:
        return []
    top = float(result.values["top_share"].value or 0)
    if top < CONCENTRATED:
        return []
    message = (
        _(
            "Atender aparte a los {n} clientes que más valen, uno de cada diez: de ellos se espera {top} de las compras de {time}."
        )
        if _many(result)
        else _(
            "Dar un responsable {n|al cliente que más vale|a los # clientes que más valen}: de ellos se espera {top} de las compras de {time}."
        )
    ).format(n=numbers.count(_tenth(result)), top=numbers.share(top, 0), time=_horizon(result))
    return [Finding("action", message, KEY, result.n, owner=_("Ventas"), due=as_of + dt.timedelta(days=30))]
