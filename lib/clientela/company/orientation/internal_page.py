"""How the service among areas looks: who serves whom, and whom to make an agreement with."""

from __future__ import annotations

import datetime as dt

from clientela.company.orientation.internal import KEY, internal_customer
from clientela.company.orientation.page import spread
from clientela.customers.surveys import wrapped
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.drawing.statistical import heat_map
from clientela.present.figures import INK, canvas
from clientela.present.language import _
from clientela.results import Finding, Result

SHADES = ("#c9695f", "#f4f1ea", "#2f8f86")


def plot_internal(result: Result) -> Figure | None:
    """A square for each pair of areas, giver by receiver, with its points; blank where fewer than five people answered."""
    frame = result.frames["pairs"]
    if frame.empty:
        return None
    wide = frame.pivot(index="giver", columns="receiver", values="points_now")
    order = [giver for giver in result.frames["givers"]["giver"] if giver in wide.index]
    wide = wide.reindex(order)
    drawing, axes = canvas(1.3 + 0.42 * len(wide))
    heat_map(axes, wide, SHADES, (20, 100), numbers.count)
    axes.set_yticks(
        [row + 0.5 for row in range(len(wide))], [wrapped(str(one), 24) for one in wide.index], color=INK
    )
    axes.xaxis.tick_top()
    names = [str(one) for one in wide.columns]
    axes.set_xticks(
        [column + 0.5 for column in range(len(names))],
        names,
        color=INK,
        fontsize=9.5,
        rotation=32,
        ha="left",
        rotation_mode="anchor",
    )
    worst = frame.sort_values("points_now").iloc[0]
    alt = _(
        "Puntos de cada par de áreas. El más bajo: lo que {giver} da a {receiver}, {points} de 100."
    ).format(giver=worst["giver"], receiver=worst["receiver"], points=numbers.count(worst["points_now"]))
    caption = _(
        "El servicio entre las áreas, de 0 a 100: en cada fila, quien sirve; en cada columna, quien recibe y califica. "
        "Vacío, donde contestaron menos de "
        "cinco personas."
    )
    return Figure(drawing, "fig-company-internal", caption, alt)


def internal_table(result: Result) -> Table:
    """Each area by the service that it gives: its points, where it stands beside the others, and its weakest aspect."""
    frame = result.frames["givers"]
    frame = frame.assign(points_range=[spread(row) for row in frame.to_dict("records")])
    caption = _(
        "Cada área según la califican las demás, de la peor servida a la mejor; cada persona compara un área con las otras que conoce."
    )
    columns = ("giver", "n", "points_now", "points_range", "beside_word", "weak_aspect")
    return Table(frame, caption, "tbl-company-internal", columns)


def internal_advice(result: Result) -> str:
    """Whom to make an agreement with, and on what."""
    below = result.frames["givers"].query("beside_word == 'beside_below'")
    if below.empty:
        return _(
            "**El servicio entre las áreas.** Ninguna área sirve peor que las demás. Que cada una ofrezca una mejora a la que más depende de ella."
        )
    worst = below.iloc[0]
    return _(
        "**El servicio entre las áreas.** Siente a {giver} con las áreas que dependen de ella y firmen un acuerdo de servicio de una "
        "página: qué se pide, para cuándo y qué "
        "se da a cambio. Empiece por «{aspect}»."
    ).format(giver=worst["giver"], aspect=worst["weak_aspect"])


@findings_of(internal_customer)
def internal_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The area that serves the others worst, where that is no chance."""
    below = result.frames["givers"].query("beside_word == 'beside_below'")
    due = as_of + dt.timedelta(days=21)
    return [
        Finding("action", _("Firmar un acuerdo de servicio con {giver}: las demás áreas le ponen {points} de 100, y "
            "{less} puntos más a las otras.").format(
            giver=row["giver"], points=numbers.count(row["points_now"]), less=numbers.count(-row["beside"])
        ), KEY, int(row["n"]), owner=_("Gerencia general"), due=due)
        for row in below.head(1).to_dict("records")
    ]  # fmt: skip
