"""Who does not come back after a complaint: the figure, the table, the sentence and the risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.voice.aftermath import KEY
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt


def aftermath_table(result: Result) -> Table:
    """Complaints well and badly answered beside customers alike."""
    return Table(
        result.frames["arms"],
        _(
            "Parte que no vuelve a comprar en {days} días, junto a la de clientes parecidos que no se quejaron; "
            "la última columna es lo que compran de más o de menos."
        ).format(days=numbers.count(result.values["watch_days"].value)),
        "tbl-loyalty-aftermath",
        ("answered_how", "n", "gone", "gone_alike", "gone_more", "spent_more"),
    )


def plot_aftermath(result: Result) -> Figure:
    """The share that buys no more: customers alike, well answered, badly answered."""
    rows = _rows(result)
    drawing, axes = figures.canvas(2.9)
    for place, (words, share, low, high, colour) in enumerate(reversed(rows)):
        axes.barh(place, share, 0.5, color=colour)
        if low is not None and high is not None:
            axes.hlines(place, low, high, color=figures.INK, linewidth=1.6)
        axes.annotate(
            numbers.share(share, 0), (max(share, high or 0), place), xytext=(8, 0), textcoords="offset points", va="center", fontsize=14,
            weight=600, color=figures.MUTED if colour == figures.SAND else colour,
        )  # fmt: skip
        axes.text(0, place + 0.34, words, fontsize=13, color=figures.INK, va="bottom")
    axes.set_ylim(-0.4, len(rows) - 0.2)
    axes.set_xlim(0, 1.2 * max(high or share for _words, share, _low, high, _colour in rows))
    axes.set_yticks([])
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    caption = _(
        "Parte de los clientes que no vuelve a comprar, mirada desde {settle} días después de la queja y durante {watch} días. "
        "La raya es el intervalo del 95 %."
    ).format(
        settle=numbers.count(result.values["settle_days"].value),
        watch=numbers.count(result.values["watch_days"].value),
    )
    told = " ".join(
        _("{who}: no vuelve {share}.").format(who=row[0], share=numbers.share(row[1], 0)) for row in rows
    )
    return Figure(drawing, "fig-loyalty-aftermath", caption, told)


def _rows(result: Result) -> list[tuple[str, float, float | None, float | None, str]]:
    arms = result.frames["arms"]
    alike = float(np.average(arms.gone_alike, weights=arms.n))
    rows: list[tuple[str, float, float | None, float | None, str]] = [
        (_("Clientes parecidos que no se quejaron"), alike, None, None, figures.SAND)
    ]
    for arm, words, colour in (
        ("well", _("Se quejaron y se les resolvió a tiempo"), figures.TEAL),
        ("badly", _("Se quejaron y no se les resolvió a tiempo"), figures.RED),
    ):
        number = result.values[f"gone_{arm}"]
        rows.append((words, float(number.value or 0), number.low, number.high, colour))
    return rows


def aftermath_sentence(result: Result) -> str:
    """What goes with a bad answer, in a sentence; or that nothing can be told."""
    gap = result.values["price_of_bad"]
    words = {"n": hundred(gap.value), "low": hundred(gap.low), "high": hundred(gap.high)}
    if gap.low is not None and gap.low > 0:
        return _(
            "De cada cien clientes que se quejan, {n} más dejan de comprar cuando no se les resuelve a tiempo que cuando sí (entre {low} y {high})."
        ).format(**words)
    return _(
        "No se ve diferencia entre los bien y los mal atendidos: de cada cien, entre {low} y {high} más dejan de comprar."
    ).format(**words)


def aftermath_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """What badly answered complaints cost: customers who do not come back, and their purchases."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    gap, lost = result.values["price_of_bad"], result.values["lost_year"]
    if gap.low is None or gap.low <= 0:
        return []
    message = _(
        "De los que se quejan no vuelve {badly} cuando no se les resuelve a tiempo y {well} cuando sí."
    ).format(
        badly=numbers.share(result.values["gone_badly"].value, 0),
        well=numbers.share(result.values["gone_well"].value, 0),
    )
    year = numbers.count(result.values["bad_year"].value)
    paid = lost.low is not None and lost.low > 0
    detail = (
        _(
            "En el último año quedaron {n} quejas mal atendidas; en {days} días esos clientes compran {amount} menos que los bien atendidos "
            "(entre {low} y {high})."
        ).format(
            n=year, days=numbers.count(result.values["watch_days"].value), amount=numbers.short_money(lost.value, currency),
            low=numbers.short_money(lost.low, currency), high=numbers.short_money(lost.high, currency),
        )
        if paid
        else _("En el último año quedaron {n} quejas mal atendidas.").format(n=year)
    )  # fmt: skip
    money = (lost.value, lost.low, lost.high) if paid else (None, None, None)
    due = as_of + dt.timedelta(days=15)
    return [Finding("risk", message, KEY, result.n, *money, _("Servicio"), due, detail, Evidence.ASSOCIATED)]


def hundred(part: float | None) -> str:
    """A share as so many of a hundred."""
    return numbers.count(100 * (part or 0))
