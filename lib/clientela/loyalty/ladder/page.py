"""How the ladder looks: how many stand on each rung, what makes the hidden ones visible, and whom to help up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.ladder.analysis import KEY, ladder
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import N_, _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

# What would make a rung observable.
UNSEEN = {
    "advocate": N_("no se puede ver: falta quién trajo a quién"),
    "supporter": N_("no se puede ver: faltan encuestas o felicitaciones"),
    "prospect": N_("no se puede ver: falta la lista de interesados"),
}
ENOUGH_SUPPORTERS = 10


def ladder_table(result: Result) -> Table:
    """The rungs from the top, with how many stand there and what they have bought."""
    caption = _(
        "La escalera, de arriba abajo: cada cliente cuenta una vez, en su peldaño más alto con prueba; las ventas son las de toda la historia."
    )
    registered, listed = (result.values.get(name) for name in ("waiting_registered", "waiting_listed"))
    if registered and listed and registered.value and listed.value:
        caption += " " + _(
            "Los interesados son {registered} registrados que nunca compraron y {listed} de la lista de interesados que no han comprado."
        ).format(registered=numbers.count(registered.value), listed=numbers.count(listed.value))
    return Table(
        result.frames["rungs"],
        caption,
        "tbl-loyalty-ladder",
        ("rung", "customers", "active", "amount", "share_amount", "evidence_for"),
    )


def plot_ladder(result: Result) -> Figure:
    """One bar a rung; where nothing can be seen, the words say so."""
    table = result.frames["rungs"]
    drawing, axes = figures.canvas(3.3)
    places = np.arange(len(table))[::-1]
    top = float(table.customers.max())
    for place, colour, rung, people in zip(places, figures.STEPS, table.rung, table.customers, strict=True):
        if np.isnan(people):
            axes.text(
                top * 0.01,
                place,
                _(UNSEEN[rung]),
                va="center",
                color=figures.MUTED,
                fontsize=13,
                style="italic",
            )
            continue
        axes.barh(place, people, color=colour, height=0.62)
        axes.text(people + top * 0.015, place, numbers.count(people), va="center", fontsize=14, weight=600)
    axes.set_yticks(places, [value(rung) for rung in table.rung], fontsize=13.5)
    axes.set_xlim(0, top * 1.16)
    axes.grid(False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    seen = [
        _("{rung}: {n}").format(rung=value(rung), n=numbers.count(people))
        for rung, people in zip(table.rung, table.customers, strict=True)
        if not np.isnan(people)
    ]
    return Figure(
        drawing,
        "fig-loyalty-ladder",
        _("Personas y empresas en cada peldaño de la escalera de la lealtad."),
        "; ".join(seen) + ".",
    )


def ladder_advice(result: Result) -> str:
    """How to help customers one rung up, or how to see the rungs at all."""
    waiting = int(result.values["supporters_active"].value or 0)
    table = result.frames["rungs"].set_index("rung")
    words = {"n": numbers.count(waiting)}
    if table.evidence_for["supporter"] == "not_observable":
        return _(
            "**Qué hacer.** Haga visible la escalera: pregunte a cien clientes activos, con una nota de 0 a 10, si nos recomendarían, "
            "y anote en la ficha de cada cliente nuevo quién lo trajo."
        )
    if table.evidence_for["advocate"] == "not_observable":
        return _(
            "**Qué hacer.** Hay {n|un partidario activo. Pídale que traiga|# partidarios activos. Pídales que traigan} a alguien "
            "y anote quién vino por quién; "
            "sin esa nota no se ven los defensores."
        ).format(**words)
    return _(
        "**Qué hacer.** A {n|un partidario activo|# partidarios activos} todavía no se {n|le|les} conoce un referido. "
        "Pida uno, en persona y por su nombre; agradezca el que llegue."
    ).format(**words)


@findings_of(ladder)
def ladder_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Supporters who could be asked to bring somebody along."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    waiting = int(result.values["supporters_active"].value or 0)
    if waiting < ENOUGH_SUPPORTERS:
        return []
    message = _(
        "Pedir un referido {n|al partidario activo que aún no ha|a los # partidarios activos que aún no han} traído a nadie."
    ).format(n=numbers.count(waiting))
    due = as_of + dt.timedelta(days=30)
    return [Finding("action", message, KEY, result.n, owner=_("Mercadeo"), due=due)]
