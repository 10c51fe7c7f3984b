"""How departures look: what was said on the way out, to whom they go, and the road to nobody leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.engine import findings_of
from clientela.loyalty.departures.defections import KEY, defections
from clientela.loyalty.voice.topics_page import headed, said
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value as words
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

TOP = 10
# From so many on, a cause or a competitor is worth a finding of its own.
ENOUGH_TO_SAY = 10
_COLOURS = {"silent": figures.RED, "said_goodbye": figures.AMBER}


def plot_defections(result: Result) -> Figure:
    """Those who left by what they said: one bar a kind, the silent in red."""
    table = result.frames["notices"].iloc[::-1].reset_index(drop=True)
    drawing, axes = figures.canvas(3.3)
    place = np.arange(len(table))
    axes.barh(
        place, table.customers, color=[_COLOURS.get(one, figures.TEAL) for one in table.notice], height=0.62
    )
    top = float(table.customers.max())
    for spot, row in enumerate(table.to_dict("records")):
        said = _("{n} ({share})").format(
            n=numbers.count(row["customers"]), share=numbers.share(row["share"], 0)
        )
        axes.text(row["customers"] + top * 0.015, spot, said, va="center", fontsize=13.5, weight=600)
    axes.set_yticks(place, [words(one) for one in table.notice], fontsize=13)
    axes.set_xlim(0, top * 1.28)
    axes.grid(visible=False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    alt = "; ".join(
        _("{rung}: {n}").format(rung=words(one), n=numbers.count(people))
        for one, people in zip(table.notice, table.customers, strict=True)
    )
    caption = _(
        "{n|El cliente que se fue|Los # clientes que se fueron} en los últimos {days} días, por lo que dijeron antes de "
        "irse; cada uno cuenta una vez."
    ).format(n=numbers.count(result.n), days=_days(result))
    return Figure(drawing, "fig-loyalty-departures", f"{caption} {_who(result)}".strip(), alt + ".")


def _who(result: Result) -> str:
    """Why these are more than the customers whom the chapter's first section counts as gone."""
    if "departed_active" not in result.values:
        return ""
    return _(
        "Aquí cuentan también {new} que llegaron y se fueron dentro de esos días; «Quién sigue activo» mira solo a los que ya eran activos "
        "al empezar, y de esos dejaron de serlo {active}."
    ).format(
        active=numbers.count(result.values["departed_active"].value), new=numbers.count(result.values["departed_new"].value)
    )  # fmt: skip


def _stake(result: Result) -> str:
    if result.values["departed_days"].value == YEAR:
        return _("ventas de un año")
    return _("ventas de {days} días").format(days=_days(result))


def _days(result: Result) -> str:
    return numbers.count(result.values["departed_days"].value)


def road_table(result: Result) -> Table:
    """The causes from the top, and the share that would still leave once it and those above are mended."""
    table = result.frames["causes"]
    table = table.assign(cause=[_cause(row) for row in table.to_dict("records")])
    return Table(
        table,
        _("El camino a cero: se fueron {n} de {base} clientes ({share} de cada cien) en {days} días; "
            "la última columna dice cuántos se irían aún si se remediara esa causa y las de arriba.").format(
            n=numbers.count(result.n), base=numbers.count(result.values["departed"].n), days=_days(result),
            share=numbers.decimal(100 * float(result.values["share_departed"].value or 0), 0),
        ),
        "tbl-loyalty-departures",
        ("cause", "mend", "customers", "share", "amount", "leave_after"),
    )  # fmt: skip


def _cause(row: dict[Any, Any]) -> str:
    cause = row["cause"]
    return headed(cause) if isinstance(cause, str) else words(row["notice"])


def competitors_table(result: Result) -> Table:
    """To whom they went, where they said so."""
    return Table(
        result.frames["competitors"].head(TOP),
        _("A dónde se van: {named} de los {n} que se fueron lo dijeron.").format(
            named=numbers.count(result.values["named_competitor"].value), n=numbers.count(result.n)
        ),
        "tbl-loyalty-competitors",
        ("competitor", "customers", "share", "amount"),
    )


def defections_advice(result: Result, currency: str) -> str:
    """First learn why; then mend the cause with most at stake."""
    silent = result.values["share_silent"]
    best = _worst_cause(result)
    told = {
        "silent": numbers.share(silent.value, 0), "low": numbers.share(silent.low, 0), "high": numbers.share(silent.high, 0),
        "cause": said(best["cause"]) if best else "", "n": numbers.count(best["customers"]) if best else "",
        "amount": numbers.short_money(best["amount"], currency) if best else "",
    }  # fmt: skip
    if (silent.low or 0) > 0.5:
        start = _(
            "**Qué hacer.** Pregunte antes de remediar: {silent} se fue sin decir nada (entre {low} y {high}). "
            "Servicio llama cada semana a cinco que acaban de irse, con una sola pregunta: qué pasó."
        ).format(**told)
    else:
        start = _(
            "**Qué hacer.** La mayoría avisa antes de irse; solo {silent} no dijo nada. Que cada queja llegue a alguien que pueda "
            "remediarla esa semana."
        ).format(**told)
    if best is None:
        return start
    return (
        start
        + " "
        + _(
            "De lo que sí se sabe, lo que más vale remediar es esto: {cause}; "
            "{n|es un cliente que compraba|son # clientes que compraban} {amount} en un tiempo así."
        ).format(**told)
    )


def _worst_cause(result: Result) -> dict[Any, Any] | None:
    """The cause that can be mended with most money in it."""
    table = result.frames["causes"]
    table = table[(table.mend == "can_mend") & table.cause.notna()]
    if table.empty:
        return None
    found: dict[Any, Any] = table.sort_values("amount", ascending=False, kind="stable").iloc[0].to_dict()
    return found


@findings_of(defections)
def defections_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """How many leave without a word, and to whom those go who say it."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    found, soon = [], as_of + dt.timedelta(days=30)
    silent, lost = result.values["share_silent"], result.values.get("silent_lost")
    # Where the silent come back as they always have, nobody has left: they pause.
    if (silent.low or 0) > 0.5 and lost is not None and (lost.low or 0) > 0:
        message = _(
            "Llamar cada semana a cinco de los que acaban de irse: {silent} se fue sin decir por qué."
        ).format(silent=numbers.share(silent.value, 0))
        detail = _(
            "No es una pausa: de los que callaban hace {days} días ha vuelto {back}; de clientes que solo pausan habría vuelto {habit}."
        ).format(
            days=_days(result), back=numbers.share(result.values["silent_back"].value, 0),
            habit=numbers.share(result.values["silent_back_habit"].value, 0),
        )  # fmt: skip
        found.append(
            Finding(
                "action",
                message,
                KEY,
                result.n,
                owner=_("Servicio"),
                due=soon,
                detail=detail,
                evidence=Evidence.ASSOCIATED,
            )
        )
    rivals = result.frames["competitors"]
    if len(rivals) and rivals.customers.iloc[0] >= ENOUGH_TO_SAY:
        first = rivals.iloc[0]
        message = _("{n|Un cliente dijo que se iba|# clientes dijeron que se iban} a {competitor}; {n|compraba|compraban} {amount} "
            "en {days} días.").format(
            n=numbers.count(first.customers), competitor=first.competitor,
            amount=numbers.short_money(first.amount, currency), days=_days(result),
        )  # fmt: skip
        found.append(
            Finding(
                "risk",
                message,
                KEY,
                result.n,
                float(first.amount),
                stake=_stake(result),
                owner=_("Ventas"),
                due=soon,
                evidence=Evidence.ASSOCIATED,
            )
        )
    return found
