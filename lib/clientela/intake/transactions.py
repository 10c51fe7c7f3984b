"""What only sales have: the amount of a line, returns, anonymous sales and codes that are not products."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import translate
from typing import Any

from clientela.intake.cells import Cell, Look
from clientela.intake.contract import contract, plain
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.present.language import gettext as _

# How the numbers of cancelled invoices and credit notes start.
CANCELLED = r"^(C|NC|NCR|DV|DEV|ANU|CN)[-_ ]?\d"
MONEY = "DECIMAL(18,4)"


def transaction_values(cells: Mapping[str, Cell], look: Look) -> tuple[dict[str, str], list[Assumption]]:
    """The SQL of every column of a sale.

    A return (negative quantity, cancelled order, credit note) has a negative amount and cost. Nobody in particular is no customer.
    """
    values = {name: f'"t_{name}"' for name in cells}
    notes: list[Assumption] = []
    quantity, price = values.get("quantity"), values.get("unit_price")
    amounts = [values["amount"]] if "amount" in values else []
    if quantity and price:
        amounts.append(f"CAST({quantity} * {price} AS {MONEY})")
        if "amount" not in values:
            notes.append(
                Assumption(
                    look.name,
                    "column",
                    f"{_('cantidad')} × {_('precio')}",
                    _("importe de la línea"),
                    "amount",
                )
            )
    amount = f"coalesce({', '.join(amounts)})" if amounts else f"CAST(NULL AS {MONEY})"
    back = _return_sql(cells, look, notes)
    if back:
        values["quantity"] = (
            f"CASE WHEN {back} THEN -abs({quantity}) ELSE {quantity} END" if quantity else "NULL"
        )
    sign = " OR ".join(filter(None, (back, f"{quantity} < 0" if quantity else "")))
    values["amount"] = f"CASE WHEN {sign} THEN -abs({amount}) ELSE {amount} END" if sign else amount
    values |= _cost(values, sign)
    if "customer_id" in cells:
        values["customer_id"] = _customer(cells["customer_id"], look, notes)
    return values, notes


def _cost(values: Mapping[str, str], sign: str) -> dict[str, str]:
    costs = [values["cost"]] if "cost" in values else []
    if "unit_cost" in values and "quantity" in values:
        costs.append(f"CAST({values['unit_cost']} * {values['quantity']} AS {MONEY})")
    if not costs:
        return {}
    cost = f"coalesce({', '.join(costs)})"
    return {"cost": f"CASE WHEN {sign} THEN -abs({cost}) ELSE {cost} END" if sign else cost}


def _return_sql(cells: Mapping[str, Cell], look: Look, notes: list[Assumption]) -> str:
    """SQL that is true for credit notes and cancelled orders; empty where the source has none."""
    signs = ["\"t_kind\" IS NOT DISTINCT FROM 'return'"] if "kind" in cells else []
    if look.types.get("order_id") == "VARCHAR":
        pattern = "regexp_matches(upper({x}), '" + CANCELLED + "')"
        # Few numbers start with one of these letters: only those are looked at.
        letters = ", ".join(str(ord(sign)) for sign in "CNDAcnda \t")
        starts = (
            f'CASE WHEN ascii("order_id") IN ({letters}) THEN '
            + pattern.format(x='trim("order_id")')
            + " ELSE false END"
        )
        cancelled, all_orders = look.one(
            f"SELECT count(*) FILTER ({starts}), count(*) FROM ({look.relation})"
        )
        # Where most numbers start so, it is how this company numbers its invoices.
        if 0 < cancelled < all_orders / 2:
            signs.append(pattern.format(x="coalesce(\"t_order_id\", '')"))
            evidence = _(
                "{n} filas con número de anulación o nota crédito (C…, NC…, DEV…), antes de apartar las repetidas"
            ).format(n=cancelled)
            notes.append(Assumption(look.name, "returns", _("devoluciones"), evidence, "order_id"))
    return " OR ".join(signs)


def _customer(cell: Cell, look: Look, notes: list[Assumption]) -> str:
    """The customer's id; NULL for those that stand for nobody ("consumidor final")."""
    nobody = _nobody(cell, look)
    if not nobody:
        return '"t_customer_id"'
    shown = ", ".join(f"{value} ({n})" for value, n in nobody.items())
    notes.append(
        Assumption(
            look.name,
            "anonymous",
            shown,
            _("no es un cliente en particular: cuenta solo en los totales"),
            "customer_id",
        )
    )
    return f'CASE WHEN "t_customer_id" IN ({", ".join(quoted(v) for v in nobody)}) THEN NULL ELSE "t_customer_id" END'


def _nobody(cell: Cell, look: Look) -> dict[str, int]:
    given = look.source.anonymous
    wanted = sorted({plain(value) for value in given} if given is not None else contract().anonymous)
    if not wanted:
        return {}
    # Capitals and accents are compared only for what is short enough to be one of the words.
    short = f"length({cell.sql}) <= {max(map(len, wanted))}"
    key = f"CASE WHEN {short} THEN lower(strip_accents({cell.sql})) END"
    rows = look.connection.execute(
        f"SELECT {cell.sql}, count(*) FROM ({look.relation}) WHERE {key} IN ({', '.join(quoted(w) for w in wanted)}) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return dict(rows)


def non_products(connection: Any, relation: str, given: list[str] | None) -> dict[str, int]:
    """The product codes that are no products (freight, adjustments, fees …), with their rows.

    `given` (company.yml) replaces the contract's list; one-letter codes count only where codes are long as a rule.
    """
    rows = connection.execute(
        f"SELECT product_id, count(*) FROM {relation} WHERE product_id IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if given is not None:
        patterns = tuple(plain(text) for text in given)
    else:
        known = contract().non_product
        patterns = (*known["words"], *known["patterns"])
        lengths = sorted(len(code) for code, _n in rows)
        if lengths and lengths[len(lengths) // 2] >= 4:
            patterns += known["letters"]
    if not patterns:
        return {}
    matches = re.compile("|".join(translate(pattern) for pattern in patterns)).match
    return {code: n for code, n in rows if matches(plain(code))}
