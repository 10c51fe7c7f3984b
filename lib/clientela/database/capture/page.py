"""The capture sheets on the page: the collectors and the criteria."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.database.capture.analysis import ALIKE, KEY, capture
from clientela.database.rules.collectors import FEWEST_OTHERS, FEWEST_ROWS
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Finding, Result

SHOWN = 8


def sheets_table(result: Result) -> Table:
    """Each collector with its errors and the age of what it asked."""
    return Table(
        result.frames["collectors"].head(2 * SHOWN),
        caption=_(
            "Las fichas que trajo cada persona: en qué parte hay una casilla que no se pudo usar, y qué parte tiene más de un año."
        ),
        label="tbl-database-capture",
        columns=(
            "collector",
            "sheets",
            "share_wrong",
            "share_old",
            "days_old",
            "share_filled",
            "sheet_apart",
        ),
    )


def criteria_table(result: Result) -> Table:
    """The criteria that are known least."""
    frame = result.frames["criteria"]
    return Table(
        frame.head(SHOWN),
        caption=_("Los criterios para separar clientes que menos se conocen ({shown} de {all}).").format(
            shown=min(SHOWN, len(frame)), all=len(frame)
        ),
        label="tbl-database-criteria",
    )


def capture_advice(result: Result) -> str:
    """Whom to talk with about the causes, and which criterion to ask first."""
    apart = _apart(result)
    first = result.frames["criteria"].iloc[0]
    ask = (
        _("Pregunte primero «{asked}», que solo está en el {share} de las fichas.")
        if first.share_filled
        else _("Pregunte también «{asked}», que no está en ninguna ficha.")
    ).format(asked=first.asked_of, share=numbers.share(first.share_filled, 0))
    if (result.frames["collectors"].sheet_apart == "apart_unknown").all():
        unknown = _(
            "**Qué hacer.** {ask} Si alguien llena las fichas de otro modo no se sabe todavía: hacen falta {people} personas con {sheets} fichas "
            "cada una."
        )
        return unknown.format(ask=ask, people=FEWEST_OTHERS + 1, sheets=FEWEST_ROWS)
    if apart.empty:
        return _(
            "**Qué hacer.** {ask} Nadie llena las fichas de otro modo que los demás, más de lo que hace el azar."
        ).format(ask=ask)
    return _(
        "**Qué hacer.** Converse con {who} sobre las causas, sin reproche: qué casilla no se entiende, qué cliente no quiere darla. {ask}"
    ).format(who=", ".join(apart.collector), ask=ask)


def _apart(result: Result) -> Any:
    table: Any = result.frames["collectors"]
    return table[~table.sheet_apart.isin(ALIKE)]


@findings_of(capture)
def capture_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Who fills the sheets so differently that it is worth a talk about the causes."""
    apart = _apart(result)
    if apart.empty:
        return []
    first = apart.iloc[0]
    told = {
        "who": first.collector,
        "old": numbers.share(first.share_old, 0),
        "wrong": numbers.share(first.share_wrong, 0),
    }
    message = (
        _("De las fichas de captura de {who} el {old} tiene más de un año: volver a preguntar.")
        if first.sheet_apart == "apart_old"
        else _("De las fichas de captura de {who} el {wrong} trae una casilla que no se pudo usar. Conviene una charla sobre las causas.")
    )  # fmt: skip
    others = [one for one in apart.collector if one != first.collector]
    return [
        Finding(
            "action",
            message.format(**told),
            KEY,
            int(first.sheets),
            owner=_("Servicio"),
            due=as_of + dt.timedelta(days=30),
            detail=_("También: {who}.").format(who=", ".join(others[:3])) if others else "",
        )
    ]
