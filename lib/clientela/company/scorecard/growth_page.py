"""How growth at the customer's expense is told: sales beside what customers feel, and only what clears chance."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.company.scorecard.growth_cost import KEY, growth_cost
from clientela.company.scorecard.page import lowered
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result
from clientela.stats.rows import rows_of


def _said(name: str, amount: Any) -> str:
    return numbers.decimal(amount, 2) if name == "satisfied_mark" else numbers.share(amount)


def growth_table(result: Result) -> Table:
    """Complaints, satisfaction and retention, last year and the year before."""
    table = result.frames["signs"]
    written = table.assign(
        **{
            name: [_said(row.figure, getattr(row, name)) for row in rows_of(table)]
            for name in ("value_before", "value_now")
        }
    )
    caption = _(
        "Lo que sienten los clientes, en el último año y en el anterior. Mejor o peor se dice solo si es más que el azar."
    )
    return Table(
        written, caption, "tbl-company-growth-cost", ("figure", "value_before", "value_now", "sign_verdict")
    )


def at_the_customers_expense(result: Result) -> bool:
    """Do sales grow beyond chance while one sign, beyond chance, is worse?"""
    return result.values["sales_growing"].value == 1 and bool(result.values["signs_worse"].value)


def _worse(result: Result) -> str:
    table = result.frames["signs"]
    return "; ".join(
        _("{sign}, de {before} a {now}").format(
            sign=lowered(row.figure),
            before=_said(row.figure, row.value_before),
            now=_said(row.figure, row.value_now),
        )
        for row in rows_of(table[table["sign_verdict"] == "sign_worse"])
    )


def growth_advice(result: Result) -> str:
    """What to do where sales grow and customers suffer, where they only suffer, and where neither."""
    worse = _worse(result)
    if at_the_customers_expense(result):
        return _(
            "**Qué hacer.** Antes de la próxima campaña, arregle lo que empeoró: {signs}. Se crece a costa del cliente: así se vende hoy "
            "y se pierde mañana. Que "
            "ambas cosas vayan juntas no prueba que una traiga la otra, pero la cuenta la paga el cliente."
        ).format(signs=worse)
    if worse:
        return _(
            "**Qué hacer.** Arregle primero lo que empeoró: {signs}. Las ventas todavía no lo muestran, o ya no crecen."
        ).format(signs=worse)
    if result.values["sales_growing"].value == 1:
        return _(
            "**Qué hacer.** Siga así y siga mirando: las ventas crecen y ninguna de estas señales empeoró más de lo que hace el azar."
        )
    return _("**Qué hacer.** Nada nuevo: ninguna de estas señales empeoró más de lo que hace el azar.")


@findings_of(growth_cost, sales="sales")
def growth_findings(result: Result, as_of: dt.date, sales: Result | Missing) -> list[Finding]:
    """What customers feel and is worse beyond chance; growth at their expense, where sales grow beyond chance too."""
    if not (worse := _worse(result)):
        return []
    if at_the_customers_expense(result) and isinstance(sales, Result) and "growth" in sales.values:
        message = _(
            "Se crece a costa del cliente: las ventas suben {growth} y, en el mismo año, {signs}."
        ).format(growth=numbers.share(sales.values["growth"].value), signs=worse)
    else:
        message = _("El cliente lo siente peor que hace un año, más de lo que hace el azar: {signs}.").format(
            signs=worse
        )
    owner, due = _("Gerencia"), as_of + dt.timedelta(days=30)
    return [Finding("risk", message, KEY, result.n, owner=owner, due=due, evidence=Evidence.ASSOCIATED)]
