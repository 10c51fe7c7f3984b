"""Orders written on several rows, of which only the first says whose they are: the others take it from there."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from clientela.intake.cells.few import BLANKS, Texts
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.present.language import gettext as _

# What belongs to a line and never goes down to the next.
OF_A_LINE = {"product_id", "product_name", "category", "quantity", "unit_price", "amount", "discount", "cost", "unit_cost", "line_id"}  # fmt: skip
# Amounts of the whole order: told once, on its first row.
ONCE = {"order_amount", "order_discount", "gross", "tax", "refund", "shipping", "tip", "fee"}
LINE_FIGURES = ("quantity", "unit_price", "amount")
PRODUCT = ("product_id", "product_name")


def continued(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    types: Mapping[str, str],
    name: str,
    total: str,
    texts: Mapping[str, Texts] | None = None,
) -> tuple[str, list[Assumption]]:
    """The rows with what an order's first row says repeated on its others, and numbered in `block`; as they were where there are none.

    A row goes on with the order above when it has a product and a figure, and neither customer, nor date and number of its own
    (or none of the order's amount); or when it bears the number of the row above, without a date. `total` is the pattern of a line of totals.
    """
    goes_on = _goes_on(types, total)
    if not goes_on or (texts is not None and not _any_goes_on(types, texts)):
        return relation, []
    # The lines of one order may bear its number and its customer, and only some of them lack what tells a line.
    x = (
        f"CASE WHEN NOT {_blank(types, 'order_id')} THEN {_q('order_id')} END"
        if "order_id" in types
        else "NULL"
    )
    same = f"coalesce({x} = lag({x}) OVER (PARTITION BY part ORDER BY source_row), false)"
    beside = f"SELECT *, {same} AS same FROM ({relation})"

    def rows(where: str) -> int:
        return (connection.execute(f"SELECT count(*) FROM ({beside}) WHERE {where}").fetchone() or (0,))[0]

    # In most files there is none, which a look at the few columns that must be blank tells.
    n = rows(goes_on)
    if not 0 < n < rows("NOT is_header"):
        return relation, []
    below = [column for column in types if column not in OF_A_LINE | ONCE]
    first = "first_value({c}) OVER (PARTITION BY part, block ORDER BY source_row)"
    replaced = [
        f'CASE WHEN goes_on AND {_blank(types, c)} THEN {first.format(c=_q(c))} ELSE "{c}" END AS "{c}"'
        for c in below
    ]
    replaced.append(f"CASE WHEN goes_on THEN {first.format(c='filtered')} ELSE filtered END AS filtered")
    numbered = f"""SELECT * EXCLUDE (same), sum(CASE WHEN goes_on OR same THEN 0 ELSE 1 END) OVER (PARTITION BY part ORDER BY source_row) AS block
        FROM (SELECT *, coalesce({goes_on}, false) AS goes_on FROM ({beside}))"""
    evidence = _(
        "filas que siguen al pedido de encima: toman de él lo que traen vacío (cliente, fecha, número, estado)"
    )
    note = Assumption(name, "continued", str(n), evidence)
    return f"SELECT * REPLACE ({', '.join(replaced)}) FROM ({numbered})", [note]


def _any_goes_on(types: Mapping[str, str], texts: Mapping[str, Texts]) -> bool:
    """Whether, of few rows, any might go on with the one above: a product, and neither customer nor day, or no amount of the order."""

    def said(column: str, row: int) -> bool:
        return column in texts and bool((texts[column][row] or "").strip(BLANKS))

    def might(row: int) -> bool:
        whole = "order_amount" not in types or said("order_amount", row)
        thing = any(c in types and (c not in texts or said(c, row)) for c in PRODUCT)
        numbered = "date" in types and "order_id" in types and not said("date", row)
        return thing and (numbered or (not said("customer_id", row) and not (said("date", row) and whole)))

    return any(might(row) for row in range(len(next(iter(texts.values()), ()))))


def _q(column: str) -> str:
    return f'"{column}"'


def _blank(types: Mapping[str, str], column: str) -> str:
    if types[column] != "VARCHAR":
        return f'"{column}" IS NULL'
    return f"coalesce(trim(\"{column}\", ' \t\u00a0'), '') = ''"


def _goes_on(types: Mapping[str, str], total: str) -> str:
    """SQL that is true for a row that goes on with the order above; empty where nothing could tell it. `same`: it bears the number of that order."""
    figures = [c for c in LINE_FIGURES if c in types]
    products = [c for c in PRODUCT if c in types]
    if not figures or not products:
        return ""
    bare = [
        " AND ".join(_blank(types, c) for c in ("order_id", "date") if c in types) if "date" in types else ""
    ]
    if "order_amount" in types and "customer_id" in types:
        bare.append(_blank(types, "order_amount"))
    nobody = f"{_blank(types, 'customer_id')} AND " if "customer_id" in types else ""
    if "line_id" in types and not {"order_id", "customer_id"} & set(types):
        # A sale with a number of its own whose day is blank is a sale without a day.
        nobody = f"{_blank(types, 'line_id')} AND "
    bare = [f"{nobody}({text})" for text in bare if text]
    if "order_id" in types and "date" in types:
        bare.append(
            " AND ".join(["same", *(_blank(types, c) for c in ("date", "order_amount") if c in types)])
        )
    if not bare:
        return ""
    a_product = " OR ".join(f"NOT {_blank(types, c)}" for c in products)
    a_figure = " OR ".join(f"NOT {_blank(types, c)}" for c in figures)
    no_total = f"NOT regexp_matches(lower(strip_accents(coalesce(lead, ''))), {quoted(total)})"
    return f"(({' OR '.join(f'({b})' for b in bare)}) AND ({a_product}) AND ({a_figure}) AND {no_total} AND NOT is_header)"
