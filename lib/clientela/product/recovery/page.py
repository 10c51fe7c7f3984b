"""Who does not come back after a complaint: the figure, the table and the sentence."""

from __future__ import annotations

import numpy as np

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Result
from clientela.stats.effects import sense


def recovery_table(result: Result, currency: str = "") -> Table:
    """Complaints well and badly answered beside customers alike."""
    arms = result.frames["arms"]
    gone = [
        _("{low} a {high}").format(
            low=numbers.points(row.gone_more_low), high=numbers.points(row.gone_more_high)
        )
        for row in arms.itertuples()
    ]
    spent = [
        _("{low} a {high}").format(
            low=numbers.short_money(row.spent_more_low, currency),
            high=numbers.short_money(row.spent_more_high, currency),
        )
        for row in arms.itertuples()
    ]
    return Table(
        arms.assign(gone_between=gone, spent_between=spent),
        _(
            "Parte que no vuelve a comprar en {days} días, junto a la de clientes parecidos que no se quejaron; "
            "las últimas columnas son lo que cada uno compra de más o de menos, con su intervalo del 95 %."
        ).format(days=numbers.count(result.values["watch_days"].value)),
        "tbl-product-recovery",
        (
            "answered_how",
            "n",
            "gone",
            "gone_alike",
            "gone_more",
            "gone_between",
            "spent_more",
            "spent_between",
        ),
    )


def plot_recovery(result: Result) -> Figure:
    """The share that buys no more: customers alike, well answered, badly answered."""
    rows = _rows(result)
    drawing, axes = figures.canvas(2.3)
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
    return Figure(drawing, "fig-product-recovery", caption, told)


def _rows(result: Result) -> list[tuple[str, float, float | None, float | None, str]]:
    arms = result.frames["arms"]
    alike = float(np.average(arms.gone_alike, weights=arms.n))
    rows: list[tuple[str, float, float | None, float | None, str]] = [
        (_("Clientes parecidos que no se quejaron: lo esperado"), alike, None, None, figures.SAND)
    ]
    for arm, words, colour in (
        ("well", _("Se quejaron y se les resolvió a tiempo (n: {n})"), figures.TEAL),
        ("badly", _("Se quejaron y no se les resolvió a tiempo (n: {n})"), figures.RED),
    ):
        number = result.values[f"gone_{arm}"]
        rows.append(
            (
                words.format(n=numbers.count(number.n)),
                float(number.value or 0),
                number.low,
                number.high,
                colour,
            )
        )
    return rows


def recovery_sentence(result: Result) -> str:
    """What goes with a bad answer, in a sentence; or that nothing can be told."""
    gap = result.values["price_of_bad"]
    words = {
        "n": numbers.hundred(gap.value),
        "low": numbers.hundred(gap.low),
        "high": numbers.hundred(gap.high),
    }
    if sense(gap) > 0:
        return _(
            "De cada cien clientes a quienes no se les resolvió a tiempo dejaron de comprar {n} más (entre {low} y {high}) que de los bien "
            "atendidos, descontado lo que se esperaba de cada grupo."
        ).format(**words)
    return _(
        "No se ve con claridad una diferencia que importe entre los bien y los mal atendidos: de cada cien, entre {low} y {high} más dejan "
        "de comprar."
    ).format(**words)
