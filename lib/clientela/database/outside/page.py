"""The outside sources on the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.database.outside.analysis import KEY, outside
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Finding, Result


def outside_table(result: Result) -> Table:
    """Each source with its state, its dates and what a useful record of it costs."""
    return Table(
        result.frames["outside"],
        caption=_(
            "Las fuentes de fuera que se anotaron: si hoy se pueden usar, de cuándo son y cuánto cuesta cada registro que sirvió. "
            "Una raya: nadie lo anotó."
        ),
        label="tbl-database-outside",
        columns=("outside_name", "outside_kind", "outside_state", "asked_on", "outside_usable", "cost_each", "right_until"),
    )  # fmt: skip


def outside_advice(result: Result) -> str:
    """Which to use, which to ask."""
    table: Any = result.frames["outside"]
    ready = table[(table.outside_state == "outside_ready") & (table.outside_usable > 0)]
    asked = _(
        "Antes de escribirle a nadie, consiga por escrito el permiso que falta {n|en una fuente|en # fuentes|en ninguna}."
    ).format(n=numbers.count(result.values["outside_to_ask"].value))
    if not result.values["outside_to_ask"].value:
        asked = _("Vuelva a mirar los permisos cada año.")
    if ready.empty:
        return _("**Qué hacer.** Todavía no hay una fuente de fuera lista para usarse. {asked}").format(
            asked=asked
        )
    first = ready.iloc[0]
    cheapest = len(ready) > 1 and ready.cost_each.iloc[0] < ready.cost_each.iloc[1]
    message = (
        _(
            "**Qué hacer.** Empiece por «{name}», la que menos cuesta por registro de las que se pueden usar: sirvieron {n}. {asked}"
        )
        if cheapest
        else _("**Qué hacer.** Empiece por «{name}», de la que sirvieron {n} registros. {asked}")
    )
    return message.format(name=first.outside_name, n=numbers.count(first.outside_usable), asked=asked)


@findings_of(outside)
def outside_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """A source in use without a right to use it."""
    n = result.values["outside_unlawful"].value or 0
    if not n:
        return []
    message = _(
        "{n|Se usa una fuente de fuera|Se usan # fuentes de fuera} sin un permiso escrito que valga hoy: parar y pedirlo."
    )
    return [
        Finding(
            "risk",
            message.format(n=numbers.count(n)),
            KEY,
            result.n,
            owner=_("Mercadeo"),
            due=as_of + dt.timedelta(days=7),
        )
    ]
