"""What only the company can say of its sales: lines or orders, states that nobody knows, a tax of which nothing tells whether it is within."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from clientela.companies.source import Source
from clientela.intake.cells import Cell, Look, doubts
from clientela.intake.cells.cell import literals
from clientela.intake.personal import looks_personal, mask
from clientela.intake.questions import Question, Way, matters
from clientela.intake.sales.amounts import sale
from clientela.intake.sales.basis import Sale
from clientela.present.language import gettext as _

Select = Callable[[Mapping[str, Cell], Sale], str]
SHOWN = 6


def asked(
    cells: Mapping[str, Cell], look: Look, plan: Sale, blocks: bool, select: Select
) -> list[tuple[str, Question]]:
    """The questions of a source of sales, each with our name of its column; `select` gives the rows for cells and a plan."""
    found = []
    if plan.differ:
        ways = (
            (_("el importe del pedido"), "amounts: orders"),
            (_("la suma de sus líneas"), "amounts: lines"),
        )
        other = sale(cells, _with(look, amounts="lines"), blocks)
        column = "order_amount" if "order_amount" in cells else "amount"
        found += _question(
            "level", column, plan.differ, ways, (select(cells, plan), select(cells, other)), look
        )
    if plan.unknown:
        found += _of_states(cells, look, plan, blocks, select)
    if plan.discount_open:
        ways = ((_("una parte de la línea"), "discounts: share"), (_("dinero"), "discounts: money"))
        other = sale(cells, _with(look, discounts="money"), blocks)
        found += _question(
            "discount",
            "discount",
            plan.discount_open,
            ways,
            (select(cells, plan), select(cells, other)),
            look,
        )
    if plan.discounted_open:
        ways = (
            (_("el importe, ya descontado"), "discounted: true"),
            (_("el importe menos el descuento"), "discounted: false"),
        )
        other = sale(cells, _with(look, discounted=False), blocks)
        selects = (select(cells, plan), select(cells, other))
        found += _question("discounted", "discount", plan.discounted_open, ways, selects, look)
    if plan.tax_open:
        ways = (
            (_("el impuesto no está dentro del importe"), "tax: excluded"),
            (_("el importe lo lleva y se le resta"), "tax: subtract"),
        )
        other = sale(cells, _with(look, tax="subtract"), blocks)
        found += _question(
            "tax", "tax", plan.tax_open, ways, (select(cells, plan), select(cells, other)), look
        )
    return found


def _of_states(
    cells: Mapping[str, Cell], look: Look, plan: Sale, blocks: bool, select: Select
) -> list[tuple[str, Question]]:
    """States that are none of the known ones: sales, or not."""
    state = cells["state"]
    sql = f"CASE WHEN {state.sql} IN ({literals(plan.unknown)}) THEN 'cancelled' ELSE {state.sql} END"
    other_cells = {**cells, "state": replace(state, sql=sql)}
    other = sale(other_cells, look, blocks)
    # A cell that slipped in from another column may be somebody's: neither the example nor the line to copy says it.
    told = plan.unknown[:SHOWN]
    named = [one for one in told if not looks_personal(one, amount=False)]
    lines = [
        "values: " + json.dumps({"state": dict.fromkeys(named or ["…"], word)}, ensure_ascii=False)
        for word in ("paid", "cancelled")
    ]
    ways = ((_("cuentan como ventas"), lines[0]), (_("no son ventas"), lines[1]))
    (n,) = look.one(f"SELECT count(*) FROM ({look.relation}) WHERE {state.sql} IN ({literals(plan.unknown)})")
    found = _question("state", "state", n, ways, (select(cells, plan), select(other_cells, other)), look)
    return [
        (column, replace(one, example=", ".join(one if one in named else mask(one) for one in told)))
        for column, one in found
    ]


def _with(look: Look, **settings: object) -> Look:
    """A look at the same rows whose source is told something else."""
    other = copy.copy(look)
    other.source = Source.model_copy(look.source, update=settings)
    return other


def _question(
    about: str,
    column: str,
    rows: int,
    ways: tuple[tuple[str, str], tuple[str, str]],
    selects: tuple[str, str],
    look: Look,
) -> list[tuple[str, Question]]:
    totals = [doubts.total(look.connection, select, "amount") for select in selects]
    if not matters(*totals):
        return []
    (part,) = look.one(f"SELECT min(part) FROM ({look.relation})")
    one, two = (Way(*way, total) for way, total in zip(ways, totals, strict=True))
    return [(column, Question("transactions", str(part), "", about, "", "", rows, one, two))]
