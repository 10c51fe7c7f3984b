"""How the results of sellers look: what was seen, drawn to the mean of all; for coaching, by code, never as a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Result
from clientela.stats.rows import rows_of


def plot_sellers(result: Result) -> Figure:
    """Each seller's share of accounts kept as it was seen (ring) and as it may be expected (dot, with its interval), by code."""
    table = result.frames["sellers"]
    drawing, axes = figures.canvas(0.7 + 0.3 * len(table))
    place = np.arange(len(table))[::-1]
    mean = float(result.values["stay_mean"].value or 0)
    axes.axvline(mean, color=figures.MUTED, linewidth=1, zorder=0)
    axes.hlines(place, table["stay_low"], table["stay_high"], color=figures.SAND, linewidth=3)
    axes.plot(
        table["stay_share"], place, "o", markerfacecolor="white", markeredgecolor=figures.MUTED, markersize=7
    )
    axes.plot(table["stay_expected"], place, "o", color=figures.TEAL, markersize=7)
    names = [f"{row.seller_id} ({numbers.count(row.accounts)})" for row in rows_of(table)]
    axes.set_yticks(place, names, color=figures.INK)
    figures.share_axis(axes.xaxis)
    axes.grid(visible=False)
    caption = _(
        "Parte de las cuentas de hace un año que sigue comprando: lo visto (aro) y lo que cabe esperar (punto, con su intervalo de 95 "
        "%), por código de "
        "vendedor; entre paréntesis, cuántas cuentas. La línea es la media de todos."
    )
    alt = _("Lo que cabe esperar va de {low} a {high}; la media de todos es {mean}.").format(
        low=numbers.share(table["stay_expected"].min(), 0), high=numbers.share(table["stay_expected"].max(), 0), mean=numbers.share(mean, 0)
    )  # fmt: skip
    return Figure(drawing, "fig-company-sellers", caption, alt)


def sellers_table(result: Result) -> Table:
    """The same in figures, by code."""
    frame = result.frames["sellers"]
    frame = frame.assign(stay_text=[_expected(row) for row in frame.to_dict("records")])
    return Table(
        frame,
        _(
            "Cuentas de hace un año que siguen comprando, por vendedor. Lo que cabe esperar está más cerca de la media cuanto menos cuentas hay."
        ),
        "tbl-company-sellers",
        ("seller_id", "accounts", "stay_share", "stay_text", "against_mean"),
    )


def _expected(row: Mapping[Any, Any]) -> str:
    middle, low, high = (numbers.share(row[f"stay_{name}"], 0) for name in ("expected", "low", "high"))
    return _("{expected} ({low} a {high})").format(expected=middle, low=low, high=high)


def sellers_advice(result: Result) -> str:
    """Whom to learn from and whom to accompany, only where that is more than chance; and what goes with training."""
    table = result.frames["sellers"]
    above, below = (
        list(table.loc[table["against_mean"] == name, "seller_id"]) for name in ("above_all", "below_all")
    )
    if below:
        first = _(
            "**Qué hacer.** Acompañe una semana a {who}: de sus cuentas se pierden más que de las otras, y no es azar."
        ).format(who=", ".join(below))
    elif above:
        first = _(
            "**Qué hacer.** Pregunte a {who} cómo cuida sus cuentas: se conservan más que las otras, y no es azar."
        ).format(who=", ".join(above))
    else:
        first = _(
            "**Qué hacer.** No premie ni regañe por estas diferencias: caben en el azar. Pregunte a todos por las cuentas que dejaron de comprar."
        )
    return f"{first} {_training(result)}".strip()


def _training(result: Result) -> str:
    link = result.values.get("training_link")
    if link is None or link.low is None or link.high is None:
        return ""
    words = {
        "n": numbers.count(link.n),
        "low": numbers.decimal(link.low, 2),
        "high": numbers.decimal(link.high, 2),
    }
    if link.low > 0:
        return _(
            "De {n} personas, las de más horas de formación conservan más cuentas (correlación entre {low} y {high}): van juntas, pero "
            "eso no prueba que lo uno traiga lo otro."
        ).format(**words)
    if link.high < 0:
        return _(
            "De {n} personas, las de más horas de formación conservan menos cuentas (correlación entre {low} y {high}): quizá se forma a "
            "quien más lo necesita."
        ).format(**words)
    return _(
        "Si las horas de formación van con conservar más cuentas no se sabe todavía ({n} personas; correlación entre {low} y {high})."
    ).format(**words)
