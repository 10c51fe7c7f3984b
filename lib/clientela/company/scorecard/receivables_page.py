"""How what customers owe looks: its ages, who owes most, and what to do."""

from __future__ import annotations

import datetime as dt

import numpy as np

from clientela.company.scorecard.receivables import KEY, receivables
from clientela.engine import findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.stats.rows import rows_of

# So much of what is open has to be older than ninety days before it is worth a sentence.
WORTH = 0.1


def plot_receivables(result: Result, currency: str) -> Figure:
    """What is open by how long it is overdue."""
    table = result.frames["ages"]
    drawing, axes = figures.canvas(0.4 + 0.36 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [figures.TEAL, figures.SAND, figures.AMBER, figures.AMBER, figures.RED]
    axes.barh(place, table["open_amount"], color=colours, height=0.6)
    for spot, row in zip(place, rows_of(table), strict=True):
        axes.annotate(
            f"{numbers.short_money(row.open_amount, currency)} ({numbers.share(row.share_open, 0)})", (max(0.0, row.open_amount), spot),
            xytext=(6, 0), textcoords="offset points", va="center", color=figures.INK,
        )  # fmt: skip
    axes.set_yticks(place, [value(age) for age in table["due_age"]], color=figures.INK)
    axes.set_xlim(0, max(1.0, float(table["open_amount"].max())) * 1.35)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    total = numbers.short_money(result.values["open_amount"].value, currency)
    caption = _("Lo que está por cobrar el último día ({total}), según cuánto hace que venció.").format(
        total=total
    )
    said = "; ".join(
        f"{value(row.due_age)}, {numbers.short_money(row.open_amount, currency)}" for row in rows_of(table)
    )
    alt = _("Por cobrar: {said}.").format(said=said)
    return Figure(drawing, "fig-company-receivables", caption, alt)


def debtors_table(result: Result) -> Table | None:
    """Who owes most of what is overdue."""
    table = result.frames["debtors"]
    if table.empty:
        return None
    caption = _("Los clientes que más deben de lo vencido.")
    return Table(
        table, caption, "tbl-company-debtors", ("customer_id", "overdue_amount", "orders", "oldest_due")
    )


def receivables_reading(result: Result) -> str:
    """How long customers take to pay, and the days of sales that are outside."""
    sentences = [
        _("**Cómo leerlo.** Lo que se cobró en el último año tardó {days} días desde la venta.").format(
            days=numbers.count(result.values["days_to_pay"].value)
        )
    ]
    if "sales_days_open" in result.values:
        sentences.append(
            _(
                "Lo que está por cobrar equivale a {days} días de las ventas a crédito de un año: si es mucho más, hay facturas que nadie cobra, "
                "o que se cobraron y nadie anotó."
            ).format(days=numbers.count(result.values["sales_days_open"].value))
        )
    return " ".join(sentences)


def receivables_advice(result: Result, currency: str) -> str:
    """What to do about what is long overdue: first see whether it came in and nobody wrote it down."""
    stale, late = (result.values[name] for name in ("stale_amount", "overdue_amount"))
    words = {
        "stale": numbers.short_money(stale.value, currency), "n": numbers.count(stale.n), "late": numbers.short_money(late.value, currency)
    }  # fmt: skip
    if old(result):
        return _(
            "**Qué hacer.** Busque primero en el banco los {n} pedidos con más de 90 días de vencidos ({stale}): quizá entraron y nadie "
            "lo anotó. Lo que de verdad falte, "
            "cóbrelo por orden de la tabla, y no venda más a crédito a quien está en ella sin hablar antes."
        ).format(**words)
    if late.value:
        return _(
            "**Qué hacer.** Llame esta semana por lo vencido ({late}), de mayor a menor, antes de que pase de 30 días."
        ).format(**words)
    return _("**Qué hacer.** Nada: no hay nada vencido.")


def old(result: Result) -> bool:
    """Is so much more than ninety days overdue that it is worth a sentence?"""
    total = float(result.values["open_amount"].value or 0)
    return total > 0 and float(result.values["stale_amount"].value or 0) >= WORTH * total


@findings_of(receivables)
def receivables_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """What is more than ninety days overdue, where it is a tenth of what is open or more."""
    if not old(result):
        return []
    stale = result.values["stale_amount"]
    message = _(
        "Buscar en el banco, o cobrar, {amount} con más de 90 días de vencidos, en {n} pedidos."
    ).format(amount=numbers.short_money(stale.value, currency), n=numbers.count(stale.n))
    owner, due = _("Cartera"), as_of + dt.timedelta(days=14)
    return [
        Finding(
            "action",
            message,
            KEY,
            stale.n,
            stale.value,
            owner=owner,
            due=due,
            stake=_("lo que está por cobrar desde hace más de 90 días"),
        )
    ]
