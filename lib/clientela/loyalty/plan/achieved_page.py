"""How what was sold looks beside the plan: the steps from one to the other, by seller and by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.plan.achieved import KEY, achieved
from clientela.loyalty.plan.plan_page import FEWEST_SELLERS, seller_words, short
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.results import Finding, Missing, Result
from clientela.stats.price_volume_mix import PARTS

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

SUMS = ["target", "sold", "difference", "by_volume", "by_price", "by_other"]
# Fewer buyers than these: what a seller sold is what they bought.
FEWEST_BUYERS = 5


def plot_achieved(result: Result, currency: str) -> Figure:
    """From the plan to what was sold, step by step."""
    steps = [name for name in PARTS if abs(float(result.values[name].value or 0)) > 0]
    sizes = [float(result.values[name].value or 0) for name in steps]
    ends = [float(result.values[name].value or 0) for name in ("planned", "sold")]
    first = _("Plan") if result.values["judged_given"].value else _("Año anterior")
    names = [first, *[term(name).words for name in steps], _("Vendido")]
    starts = ends[0] + np.cumsum([0.0, *sizes])
    drawing, axes = figures.canvas(0.7 + 0.48 * len(names))
    place = np.arange(len(names))[::-1]
    # The axis does not start at zero, where the steps would not be seen: ends are points, whose length nobody reads.
    axes.scatter(ends, place[[0, -1]], s=90, color=[figures.MUTED, figures.INK], zorder=3)
    for spot, start, size in zip(place[1:-1], starts, sizes, strict=False):
        axes.barh(spot, size, left=start, color=figures.TEAL if size > 0 else figures.RED, height=0.6)
    for spot, size, end in zip(
        place, [ends[0], *sizes, ends[1]], [ends[0], *starts[1:], ends[1]], strict=True
    ):
        inner = spot not in (place[0], place[-1])
        right = max(end, end - size) if inner else end
        sign = "+" if inner and size > 0 else ""
        axes.annotate(
            sign + numbers.short_money(size, currency), (right, spot), xytext=(7, 0), textcoords="offset points",
            va="center", fontsize=12.5, weight=600, color=figures.INK,
        )  # fmt: skip
    axes.set_yticks(place, names, fontsize=12.5, color=figures.INK)
    low = min(float(starts.min()), *ends)
    axes.set_xlim(
        max(0.0, low - (max(starts.max(), *ends) - low) * 0.8),
        max(float(starts.max()), *ends) * 1.0 + (max(starts.max(), *ends) - low) * 0.5,
    )
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    caption = _(
        "De lo planeado a lo vendido, los dos puntos: cada barra es lo que puso (verde) o quitó (rojo) cada cosa."
    )
    alt = _("De {first} se pasó a {last}. {steps}").format(
        first=numbers.short_money(ends[0], currency), last=numbers.short_money(ends[1], currency),
        steps=" ".join(f"{term(name).words}: {numbers.short_money(size, currency)}." for name, size in zip(steps, sizes, strict=True)),
    )  # fmt: skip
    return Figure(drawing, "fig-loyalty-achieved", caption, alt)


def _parts(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(by_other=table.by_mix + table.by_new + table.by_dropped)


def achieved_table(result: Result) -> Table | None:
    """Each seller's sales against the plan and why; None for fewer than five sellers."""
    table = _parts(result.frames["by_seller"])
    if int(((table.seller_id != "") & (table.buyers >= FEWEST_BUYERS)).sum()) < FEWEST_SELLERS:
        return None
    return Table(
        short(seller_words(table), "seller_id", SUMS),
        _(
            "Lo vendido frente a lo planeado, por vendedor. Volumen: más o menos unidades. "
            "Precio: lo mismo, más caro o más barato que el año anterior. "
            "Lo demás: productos más caros o más baratos entre los vendidos. Cada venta cuenta para quien la hizo, aunque hoy otro atienda la cuenta."
        ),
        "tbl-loyalty-achieved",
        ("seller_id", "target", "sold", "by_volume", "by_price", "by_other"),
        bold_last=True,
    )  # fmt: skip


def achieved_segments_table(result: Result) -> Table:
    """Each segment's sales against the plan; the segment is the one a customer stood in when the period began."""
    table = _parts(result.frames["by_segment"]).assign(
        segment=lambda frame: [value(name) for name in frame.segment]
    )
    return Table(
        short(table, "segment", SUMS),
        _(
            "Lo vendido frente a lo planeado, por el segmento en que estaba cada cliente al empezar el período."
        ),
        "tbl-loyalty-achieved-segments",
        ("segment", "target", "sold", "by_volume", "by_price", "by_other"),
        bold_last=True,
    )


def _words(result: Result, currency: str) -> dict[str, str]:
    values = result.values
    return {
        name: numbers.short_money(abs(float(values[name].value or 0)), currency)
        for name in ("planned", "sold", "difference", "by_volume", "by_price", "by_mix")
    }


def _hidden(result: Result) -> bool:
    """Did dearer prices hide that less was sold?"""
    values = {name: float(result.values[name].value or 0) for name in ("difference", "by_volume", "by_price")}
    return values["by_volume"] < 0 < values["by_price"] and -values["by_volume"] > abs(values["difference"])


def achieved_advice(result: Result, currency: str) -> str:
    """Talk about volume, not about the total; of sellers, only what is no chance."""
    words, difference = _words(result, currency), float(result.values["difference"].value or 0)
    planned = bool(result.values["judged_given"].value)
    if difference < 0 and planned:
        lead = _("Faltaron {difference} frente a lo planeado.")
    elif difference < 0:
        lead = _("Faltaron {difference} frente al año anterior.")
    elif planned:
        lead = _("Se vendieron {difference} más que lo planeado.")
    else:
        lead = _("Se vendieron {difference} más que el año anterior.")
    sentences = [lead.format(**words)]
    if _hidden(result):
        sentences.append(
            _(
                "Mire el volumen y no el total: en unidades faltaron {by_volume}, y el alza de precios puso {by_price}. "
                "Otra alza así no se repite sola."
            ).format(**words)
        )  # fmt: skip
    elif difference < 0 and float(result.values["by_volume"].value or 0) < 0:
        sentences.append(
            _("Lo que falta es volumen ({by_volume}): clientes que compran menos o que no llegaron.").format(
                **words
            )
        )
    sellers = result.frames["by_seller"]
    below = sellers[sellers.beyond_chance & (sellers.difference < 0) & (sellers.seller_id != "")]
    if len(below) and len(sellers) > FEWEST_SELLERS:
        sentences.append(
            _(
                "De los vendedores, solo {names} queda por debajo más de lo que hace el azar de sus clientes: "
                "siéntese con ellos a mirar cliente por cliente."
            ).format(
                names=", ".join(below.seller_id)
            )
        )  # fmt: skip
    else:
        sentences.append(
            _("Entre los vendedores, las diferencias caben en los vaivenes de sus propios clientes: no premie ni castigue por ellas.")
        )  # fmt: skip
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


@findings_of(achieved)
def achieved_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """The goal met or missed, and what made it."""
    import datetime as dt

    if isinstance(result, Missing) or not result.values["judged_given"].value:
        return []
    words, difference = _words(result, currency), float(result.values["difference"].value or 0)
    due, owner = as_of + dt.timedelta(days=21), _("Gerencia general")
    detail = ""
    if _hidden(result):
        detail = _(
            "En unidades faltaron {by_volume}; los precios más altos pusieron {by_price} y lo taparon."
        ).format(**words)
    if difference < 0:
        message = _(
            "La meta no se cumplió: se planearon {planned}, se vendieron {sold} y faltaron {difference}."
        ).format(**words)
        return [
            Finding(
                "risk",
                message,
                KEY,
                result.n,
                -difference,
                stake=_("ventas del período de la meta"),
                owner=owner,
                due=due,
                detail=detail,
            )
        ]
    message = _("La meta se cumplió: se planearon {planned} y se vendieron {sold}.").format(**words)
    return [Finding("good_news", message, KEY, result.n, owner=owner, due=due, detail=detail)]
