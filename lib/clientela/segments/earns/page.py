"""Who earns and why, on the page."""

from __future__ import annotations

from typing import Any

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result


def plot_earns(result: Result) -> Figure:
    """What has gathered from the customer who leaves most to the one who leaves least: it falls where customers cost more than they leave."""
    profit: Any = result.frames["customers"].profit
    total = result.values["profit_total"].value or 1
    curve = profit.cumsum() / total
    drawing, axes = figures.canvas(3.0)
    axes.plot((curve.index + 1) / len(curve), curve, color=figures.TEAL, linewidth=2)
    axes.axhline(1, color=figures.LINE, linewidth=1)
    figures.share_axis(axes.xaxis)
    figures.share_axis(axes.yaxis)
    axes.set_xlabel(_("Clientes, del que más deja al que menos"))
    axes.set_ylabel(_("Parte de todo lo que dejan"))
    best = numbers.share(result.values["best_tenth_share"].value, 0)
    return Figure(
        drawing,
        label="fig-segments-earns",
        caption=_(
            "Lo que dejan los {n} clientes del último período, sumado del que más al que menos. Donde la curva baja, cuestan más de lo que dejan."
        ).format(n=numbers.count(result.n)),
        alt=_("Curva: el mejor diez por ciento de los clientes deja el {share} del total.").format(
            share=best
        ),
    )


def earns_table(result: Result) -> Table:
    """The parts of the difference between the best tenth and the last."""
    return Table(
        result.frames["parts"],
        caption=_(
            "De qué está hecho lo que deja un cliente de la mejor décima parte y uno de la última; las partes suman el total, al centavo."
        ),
        label="tbl-segments-earns",
        columns=("earning_part", "best_tenth", "last_tenth", "tenths_apart"),
        bold_last=True,
    )


def earns_advice(result: Result) -> str:
    """What sets the best apart, in words; and those who cost more than they leave."""
    parts = result.frames["parts"].iloc[:-1]
    # Volume sets the best apart nearly everywhere: what can be worked on is the rest.
    rest = parts[parts.earning_part != "by_volume"]
    first = rest.iloc[int(rest.tenths_apart.abs().to_numpy().argmax())]
    text = _(
        "**Qué hacer.** Entre un cliente de la mejor décima parte y uno de la última, después del volumen, lo que más pesa es: {part}. "
        "Mire por cliente esa columna en el libro de tablas antes de cambiar precios o descuentos."
    ).format(part=value(first.earning_part))
    lost = result.values["losing_customers"]
    if lost.value:
        message = _(
            "{n|Un cliente cuesta|# clientes cuestan} más de lo que {n|deja|dejan}: revise pedido mínimo, canal y descuentos."
        )
        text = text + " " + message.format(n=numbers.count(lost.value))
    if not result.values["serving_known"].value:
        text = text + " " + _("El costo de atenderlos no se sabe: agregue `costs` en company.yml.")
    return text
