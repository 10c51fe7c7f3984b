"""The micro-segments in words and pictures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.results import Finding, Result
from clientela.segments.profile.analysis import KEY, profile
from clientela.segments.profile.consumed import CONSUMPTION

# Those that follow sell too little to plan for.
MOST_CELLS = 8
# So many of a hundred, at least, who never came back are a risk to name.
MANY = 0.3
# Of fewer customers nothing is said in so many of a hundred.
MEASURED = 20
# A dot nearer to the axis than this has no room for a word before it.
NEAR = 0.15
# As many habits as a page holds in letters that can be read.
SHOWN = ("cadence", "rhythm", "channel", "kind")


def profile_table(result: Result) -> Table:
    """The micro-segments that sell most."""
    frame = result.frames["cells"]
    names = [name for name in ("kind", "volume", "cadence") if name in frame]
    days, shown = result.values.get("period_days"), min(MOST_CELLS, len(frame))
    caption = (
        _("Los microsegmentos que más compran ({shown} de {all}).")
        if days is None
        else _("Los microsegmentos que más compraron en los últimos {days} días ({shown} de {all}).")
    )
    return Table(
        frame.head(MOST_CELLS),
        caption=caption.format(shown=shown, all=len(frame), days=numbers.count(days.value if days else None)),
        label="tbl-segments-profile",
        columns=(*names, "customers", "amount", "share_amount"),
    )


def consumption_table(result: Result) -> Table | None:
    """How customers consume, group by group; nothing where the files do not tell."""
    frame = result.frames["groups"]
    frame = frame[frame.criterion.isin(CONSUMPTION)]
    if frame.empty:
        return None
    return Table(
        frame,
        caption=_(
            "Cómo consumen: qué compran sobre todo, si reponen lo mismo, quién lo consume y si además usan un servicio. Reponer es comprar el mismo "
            "producto la mitad de las veces o más."
        ),
        label="tbl-segments-consumption",
        columns=("criterion", "micro_group", "customers", "share_customers", "share_amount", "ticket"),
    )


def plot_profile(result: Result) -> Figure | None:
    """Part of the customers and part of the sales, group by group; None where all customers are of one group."""
    from clientela.present import figures
    from clientela.segments.bars import shares

    frame: Any = result.frames["groups"]
    shown = [name for name in SHOWN if (frame.criterion == name).sum() > 1]
    frame = frame[frame.criterion.isin(shown)]
    if frame.empty:
        return None
    places: list[Any] = []
    ticks, heads, place = [], [], 0.0
    for base in shown:
        heads.append((place, term(base).words))
        for row in frame[frame.criterion == base].itertuples():
            place -= 1
            places.append((place, row))
            ticks.append((place, value(row.micro_group)))
        place -= 1.4
    drawing, axes = figures.canvas(0.6 + 0.22 * -place)
    for at, row in places:
        axes.plot(
            [row.share_customers, row.share_amount], [at, at], color=figures.LINE, linewidth=2, zorder=1
        )
        axes.plot(row.share_customers, at, "o", color=figures.SAND, markersize=7, zorder=2)
        axes.plot(row.share_amount, at, "o", color=figures.TEAL, markersize=7, zorder=3)
    for at, words in heads:
        axes.annotate(
            words,
            (0, at),
            xycoords=("axes fraction", "data"),
            size=10.5,
            weight="semibold",
            color=figures.INK,
            va="center",
        )
    _name_dots(axes, places)
    axes.set_yticks([at for at, _words in ticks], [words for _at, words in ticks], color=figures.INK)
    axes.set_ylim(place + 0.6, 0.9)
    axes.set_xlim(-0.02, 1.02)
    figures.share_axis(axes.xaxis)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    top = max(places, key=lambda item: item[1].share_amount - item[1].share_customers)[1]
    return Figure(
        drawing,
        label="fig-segments-profile",
        caption=_portrait_caption(result),
        alt=_("Puntos por grupo. El que más compra para su número: {group}, {shares}.").format(
            group=value(top.micro_group), shares=shares(top)
        ),
    )


def _portrait_caption(result: Result) -> str:
    days = result.values.get("period_days")
    if days is None:
        return _(
            "Parte de los clientes (gris) y de las ventas (verde) de cada grupo. Donde el verde va adelante, el grupo compra más que su número."
        )
    return _(
        "Parte de los clientes (gris) y de las ventas de los últimos {days} días (verde) de cada grupo. Donde el verde va adelante, el grupo compra "
        "más que su número."
    ).format(days=numbers.count(days.value))


def _name_dots(axes: Any, places: list[Any]) -> None:
    """Name the two dots where they stand furthest apart."""
    from clientela.present import figures

    at, row = max(places, key=lambda item: abs(item[1].share_amount - item[1].share_customers))
    left, right = sorted(
        [(row.share_customers, _("clientes"), figures.MUTED), (row.share_amount, _("ventas"), figures.TEAL)]
    )
    # Beside the axis stand the names of the rows: there the words go over the line.
    sides = ((left, 8, "left") if left[0] < NEAR else (left, -8, "right"), (right, 8, "left"))
    for (x, words, colour), shift, side in sides:
        axes.annotate(
            words,
            (x, at),
            (shift, 0),
            textcoords="offset points",
            va="center",
            ha=side,
            size=9.5,
            color=colour,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
            zorder=2,
        )


def profile_advice(result: Result) -> str:
    """How to plan the contact, given how evenly the customers buy."""
    bursts, steady = result.values.get("bursts_share"), result.values.get("steady_share")
    judged = int(result.values["rhythm_customers"].value or 0)
    if judged and judged < MEASURED:
        return _(
            "**Qué hacer.** {n|Solo un cliente ha|Solo # clientes han} repetido lo bastante para medir su ritmo: todavía no hay uno que aprovechar. "
            "Anote desde hoy cada compra con su cliente y trabaje la segunda compra."
        ).format(n=numbers.count(judged))
    if bursts is None or steady is None:
        return _(
            "**Qué hacer.** Casi nadie ha repetido tres veces: todavía no hay ritmo que aprovechar. Anote desde hoy cada compra con su cliente y "
            "trabaje la segunda compra."
        )
    if (bursts.value or 0) > (steady.value or 0):
        return _(
            "**Qué hacer.** De cada cien clientes con ritmo medible, {bursts} compran en rachas: unas seguidas y luego silencio. Contáctelos cuando "
            "empieza la racha, no en fechas fijas; un silencio entre dos rachas es normal en ellos."
        ).format(bursts=numbers.count(100 * (bursts.value or 0)))
    return _(
        "**Qué hacer.** De cada cien clientes con ritmo medible, {steady} compran a intervalos parejos. Con ellos la fecha de la próxima compra se "
        "puede prever: recuérdesela unos días antes, y llame si se pasa."
    ).format(steady=numbers.count(100 * (steady.value or 0)))


@findings_of(profile)
def profile_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Customers who bought only once though they have had the time to come back, where they are surely many."""
    once = result.values.get("once_settled")
    if once is None or (once.low or 0) < MANY:
        return []
    message = _(
        "De quienes llegaron hace medio año o más, {share} compró una sola vez: la segunda compra es el primer trabajo."
    )
    return [Finding(
        "risk", message.format(share=numbers.share(once.value, 0)), KEY, once.n, owner=_("Mercadeo"),
        due=as_of + dt.timedelta(days=30),    )]  # fmt: skip
