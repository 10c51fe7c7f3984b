"""How returns look: who came back after a long absence, what they buy since, whom to try to win back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.departures.win_back import FIRST
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

TOP = 10


def plot_comebacks(result: Result) -> Figure | None:
    """The share of the absent that came back, by the days since the absence began; None while nobody has been absent long enough to see."""
    from matplotlib.ticker import MaxNLocator

    curve = result.frames["comebacks"]
    if curve.empty:
        return None
    drawing, axes = figures.canvas(3.2)
    days, share = np.r_[0, curve.days], np.r_[0, curve["share"]]
    axes.fill_between(
        days,
        np.r_[0, curve.share_low],
        np.r_[0, curve.share_high],
        step="post",
        color=figures.SAND,
        alpha=0.6,
        linewidth=0,
    )
    axes.step(days, share, where="post", color=figures.TEAL, linewidth=2.2)
    mark, number = _mark(result)
    high = float(curve.share_high[curve.days <= mark].max())
    axes.plot([mark], [number], "o", color=figures.TEAL, markersize=7)
    axes.annotate(
        _("{share} en {days} días").format(share=numbers.share(number), days=numbers.count(mark)), (mark, high),
        xytext=(0, 5), textcoords="offset points", ha="center", fontsize=13.5, weight=600, color=figures.TEAL,
    )  # fmt: skip
    axes.set_ylim(0, float(curve.share_high.max()) * 1.25)
    axes.set_xlim(0, float(curve.days.max()) * 1.02)
    axes.set_xlabel(_("Días desde que empezó la ausencia"), fontsize=12)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    figures.share_axis(axes.yaxis)
    figures.count_axis(axes.xaxis)
    alt = _("De {n} ausencias largas, {share} había terminado en compra a los {days} días.").format(
        n=numbers.count(result.n), share=numbers.share(number), days=numbers.count(mark)
    )
    return Figure(
        drawing, "fig-loyalty-comebacks",
        _("Parte de los ausentes que volvió a comprar; ausente es quien lleva callado el doble de lo normal en él, "
            "y 90 días por lo menos. La franja es el intervalo."),
        alt,
    )  # fmt: skip


def _back(result: Result) -> str:
    """The share that came back by the day that is told, with its limits where it has them."""
    day, share = _mark(result)
    seen = result.values.get(f"absent_back_{day}")
    if seen is None or seen.low is None or seen.high is None:
        return numbers.share(share, 0)
    return _("{share} (entre {low} y {high})").format(
        share=numbers.share(share, 0), low=numbers.share(seen.low, 0), high=numbers.share(seen.high, 0)
    )


def _mark(result: Result) -> tuple[int, float]:
    """The last of 90, 180 and 365 days that has been seen, with its share; else the end of the curve."""
    for days in (365, 180, 90):
        if f"absent_back_{days}" in result.values:
            return days, float(result.values[f"absent_back_{days}"].value or 0)
    last = result.frames["comebacks"].iloc[-1]
    return int(last.days), float(last["share"])


def before_after_table(result: Result) -> Table | None:
    """What those who came back bought before they left and after they returned."""
    if "before_after" not in result.frames:
        return None
    table: pd.DataFrame = result.frames["before_after"]
    return Table(
        table,
        _(
            "Los {n} que volvieron hace medio año o más, de toda la historia: 180 días hasta la última compra antes de irse, y 180 desde el "
            "regreso. Los que «volvieron» al principio del capítulo son del último año, y les bastó una pausa más corta."
        ).format(n=numbers.count(table.n.iloc[0])),
        "tbl-loyalty-comebacks",
        ("when_bought", "n", "purchases_mean", "spent_mean", "spent_median"),
    )


def comebacks_advice(result: Result) -> str:
    """How long to insist, and what a customer won back is worth."""
    mark, number = _mark(result)
    said = {"share": numbers.share(number, 0), "days": numbers.count(mark)}
    if "worth_back" not in result.values:
        return _(
            "**Qué hacer.** De los ausentes vuelve {share} en {days} días. Apunte a quién se llama y quién vuelve por su cuenta: "
            "hoy no se distinguen."
        ).format(share=_back(result), days=said["days"])
    worth, stay = result.values["worth_back"], result.values["stay_back"]
    said |= {
        "stay": numbers.share(stay.value, 0), "worth": numbers.share(worth.value, 0),
        "low": numbers.share(worth.low, 0), "high": numbers.share(worth.high, 0),
    }  # fmt: skip
    if (worth.high or 0) < 1:
        return _(
            "**Qué hacer.** Vuelve {share} en {days} días, y quien vuelve compra {worth} de lo que compraba (entre {low} y {high}). "
            "Llame cuando empieza el atraso, no cuando ya es ausencia."
        ).format(**said)
    return _(
        "**Qué hacer.** Vuelve solo {share} en {days} días; pero quien vuelve compra {worth} de lo que compraba (entre {low} y {high}), "
        "y {stay} compra otra vez en medio año. Reciba el regreso como una primera compra: salude, pregunte qué pasó y proponga la siguiente."
    ).format(**said)


def win_back_table(result: Result) -> Table:
    """The ten absent customers with most at stake."""
    return Table(
        result.frames["win_back"].head(TOP),
        _(
            "Los diez ausentes a quienes se escribe primero: los de mayor compra habitual por la parte que vuelve en un trimestre "
            "tras una ausencia así."
        ),
        "tbl-loyalty-win-back",
        ("customer_id", "last_purchase", "days_since_last", "usual_purchase", "chance"),
    )


def win_back_advice(result: Result, currency: str) -> str:
    """Whom to write to, and that what comes back by itself is not what a letter earns."""
    share, listed = result.values["won_quarter"], result.frames["win_back"].head(FIRST)
    if listed.empty:
        return _("**Qué hacer.** Hoy no hay ausentes a quienes escribir.")
    said = {
        "share": numbers.share(share.value), "low": numbers.share(share.low), "high": numbers.share(share.high),
        "n": numbers.count(len(listed)), "amount": numbers.short_money(float(listed.usual_purchase.sum()), currency),
    }  # fmt: skip
    return _(
        "**Qué hacer.** Mercadeo escribe este mes a la mitad de los {n} primeros, por sorteo; si de ella "
        "vuelven más, la carta sirve. No los llame más; si visita a alguno de los diez mayores, déjelo fuera del sorteo. "
        "En un trimestre vuelve por su cuenta {share} de los ausentes "
        "(entre {low} y {high}): eso no lo trae la carta. Los {n} juntos solían dejar {amount} en una compra; de más no se puede esperar."
    ).format(**said)
