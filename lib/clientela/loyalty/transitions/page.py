"""How the steps of the ladder look: who climbs and who leaves by rung, month by month, what each rung bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.transitions.moves import KEY
from clientela.loyalty.transitions.outlook import KEY as OUTLOOK
from clientela.loyalty.transitions.outlook import YEAR, Outlook, outlook
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value as words
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt


def plot_moves(result: Result) -> Figure:
    """Of each rung, how many in a hundred leave in a usual month, with the interval, and how many climb."""
    table = result.frames["chances"].iloc[::-1].reset_index(drop=True)
    drawing, axes = figures.canvas(3.2)
    place = np.arange(len(table))
    axes.hlines(place, table.leave_low, table.leave_high, color=figures.RED, linewidth=3, alpha=0.45)
    axes.scatter(table.leave, place, s=75, color=figures.RED, zorder=3)
    axes.scatter(table.climb[:-1], place[:-1], s=75, color=figures.TEAL, zorder=3)
    for spot, row in enumerate(table.to_dict("records")):
        leave, climb = numbers.share(row["leave"]), numbers.share(row["climb"])
        if spot == 0:
            leave, climb = _("se van {part}").format(part=leave), _("suben {part}").format(part=climb)
        axes.text(
            row["leave"],
            spot + 0.16,
            leave,
            color=figures.RED,
            ha="center",
            va="bottom",
            fontsize=13,
            weight=600,
        )
        if spot < len(table) - 1:
            axes.text(
                row["climb"],
                spot - 0.16,
                climb,
                color=figures.TEAL,
                ha="center",
                va="top",
                fontsize=13,
                weight=600,
            )
    axes.set_yticks(place, [words(rung) for rung in table.rung], fontsize=13.5)
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlim(-0.008, float(max(table.leave_high.max(), table.climb.max())) * 1.12)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    figures.share_axis(axes.xaxis)
    alt = "; ".join(
        _said(row, highest=place == len(table) - 1) for place, row in enumerate(table.to_dict("records"))
    )
    return Figure(
        drawing, "fig-loyalty-rungs",
        _("De los clientes activos de cada peldaño, los que se van y los que suben en un mes corriente; la raya es el intervalo."),
        alt + ".",
    )  # fmt: skip


def _said(row: dict[Any, Any], highest: bool) -> str:
    """One rung in words; from the highest nobody climbs."""
    said = {
        "rung": words(row["rung"]),
        "leave": numbers.share(row["leave"]),
        "climb": numbers.share(row["climb"]),
    }
    if highest:
        return _("{rung}: cada mes se va {leave}").format(**said)
    return _("{rung}: cada mes se va {leave} y sube {climb}").format(**said)


def outlook_table(result: Outlook) -> Table | str:
    """Each rung a year ago and now, and where it would be if months go on as they went; one line where that forecast lost."""
    columns = ("rung", "active_before", "active", "active_then", "then_low", "then_high")
    if result.refused:
        return _(
            "*No se pronostica la escalera: al probarlo con el pasado, suponer que nada cambia se equivocó menos ({as_is} contra {chain}).*"
        ).format(**_errors(result))
    return Table(
        result.frames["outlook"],
        _(
            "Activos por peldaño hace {back} meses, hoy y dentro de {n} meses si los meses siguen como van."
        ).format(
            n=numbers.count(result.values["months_ahead"].value),
            back=numbers.count(result.values["months_back"].value),
        ),
        "tbl-loyalty-outlook",
        columns,
    )


def _errors(result: Result) -> dict[str, str]:
    return {
        "as_is": numbers.share(result.values["error_as_is"].value),
        "chain": numbers.share(result.values["error_chain"].value),
    }


def moves_advice(result: Result) -> str:
    """Where the ladder is most slippery, and what to do there."""
    table = result.frames["chances"].set_index("rung")
    first, second = table.loc["customer"], table.loc["consumer"]
    said = {
        "first": numbers.share(first.leave), "second": numbers.share(second.leave), "climb": numbers.share(first.climb),
        "months": numbers.count(result.values["months_seen"].value),
        "climbed": numbers.count(result.values["climbed_year"].value), "left": numbers.count(result.values["left_year"].value),
    }  # fmt: skip
    if first.active and first.leave_low > second.leave_high:
        return _(
            "**Qué hacer.** El primer peldaño es el más resbaloso: cada mes se va {first} de los que han comprado una sola vez, "
            "y {second} de los que ya repiten. A ellos ofrézcales primero la segunda compra; las recomendaciones se piden más arriba, a "
            "los partidarios."
        ).format(**said)
    return _(
        "**Qué hacer.** En {months} meses {climbed|subió uno|subieron #|no subió nadie} y {left|calló uno|callaron #|no calló nadie} "
        "(quien calla y vuelve puede contar más de una vez). "
        "Escoja el peldaño con más gente y un solo gesto que la suba al siguiente; mida el mes que viene cuántos subieron."
    ).format(**said)


@findings_of(outlook)
def outlook_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Where the active base is heading, when the forecast is believed and says so clearly."""
    import datetime as dt

    if not isinstance(result, Outlook) or result.refused:
        return []
    then, now = result.values["active_then"], float(result.values["active_now"].value or 0)
    # A usual month is one of the last half year, which has a season: the same season a year ago has to say the same.
    before = float(result.frames["outlook"].active_before.sum())
    if (result.values["months_back"].value or 0) < YEAR or (now < before) != ((then.value or 0) < now):
        return []
    said = {
        "now": numbers.count(now), "low": numbers.count(then.low), "high": numbers.count(then.high),
        "then": numbers.count(then.value), "n": numbers.count(result.values["months_ahead"].value),
    }  # fmt: skip
    if (then.high or 0) < now:
        message = _(
            "Si los meses siguen como van, en {n} meses quedarán {then} clientes activos (entre {low} y {high}); hoy hay {now}."
        ).format(**said)
        return [
            Finding("risk", message, OUTLOOK, result.n, owner=_("Ventas"), due=as_of + dt.timedelta(days=30))
        ]
    if (then.low or 0) > now:
        message = _(
            "Si los meses siguen como van, en {n} meses habrá {then} clientes activos (entre {low} y {high}); hoy hay {now}."
        ).format(**said)
        return [Finding("good_news", message, OUTLOOK, result.n)]
    return []


def _measure(result: Result) -> str:
    return "margin" if "margin_total" in result.frames["rung_value"] else "amount"


def _compared(result: Result) -> bool:
    """Whether any rung has others alike beside it: where all stand on one there is nothing to say of it."""
    return bool(np.isfinite(result.frames["rung_value"][f"net_{_measure(result)}"]).any())


def value_table(result: Result) -> Table | None:
    """What each rung left in the months that followed, and how far that lies from others alike; None where none are."""
    if not _compared(result):
        return None
    one = _measure(result)
    n = numbers.count(result.values["months_after"].value)
    caption = (
        _("Margen que dejaron en {n} meses los clientes activos, según el peldaño donde estaban al empezar.")
        if one == "margin"
        else _("Ventas de {n} meses a los clientes activos, según el peldaño donde estaban al empezar.")
    )
    columns = ("rung", f"{one}_total", f"{one}_median", f"net_{one}", f"net_{one}_low", f"net_{one}_high")
    return Table(result.frames["rung_value"], caption.format(n=n), "tbl-loyalty-rung-value", columns)


def value_advice(result: Result, currency: str) -> str:
    """Whether standing high goes with buying more, beyond what was bought before; never that it makes one buy."""
    if not _compared(result):
        return ""
    one, table = _measure(result), result.frames["rung_value"]
    known = table[np.isfinite(table[f"net_{one}"])]
    above = known[(known[f"net_{one}_low"] > 0) & known.rung.isin(["supporter", "advocate"])]
    if above.empty:
        return _(
            "**Qué hacer.** No reparta descuentos por peldaño: comparados con otros que compraban lo mismo, los de arriba no se distinguen "
            "después con claridad. Cuídelos por lo que traen y enseñan, no por una venta que no se ve."
        )
    best = above.iloc[0]
    return _(
        "**Qué hacer.** Cuide a cada {rung} como a una cuenta: frente a otros que compraban lo mismo, después creció {net} más "
        "(entre {low} y {high}). Eso los acompaña; no prueba que subir de peldaño haga comprar más."
    ).format(
        rung=words(best.rung).lower(), net=numbers.short_money(best[f"net_{one}"], currency),
        low=numbers.short_money(best[f"net_{one}_low"], currency), high=numbers.short_money(best[f"net_{one}_high"], currency),
    )  # fmt: skip


__all__ = [
    "KEY", "moves_advice", "outlook_findings", "outlook_table", "plot_moves", "value_advice", "value_table",
]  # fmt: skip
