"""The amount of a sale, and why a row is none: lines and orders, discounts, taxes, refunds, currencies, states, returns."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.intake.cells import Cell, Look
from clientela.intake.problems import Assumption
from clientela.intake.reasons import Reason
from clientela.intake.sales import (
    currencies,
    levels,
    nobody,
    orders,
    returns,
    states,
)
from clientela.intake.sales.basis import Sale, Source, source_of
from clientela.intake.sales.orders import MONEY
from clientela.intake.sales.taken_off import discounts, refunds, taxes
from clientela.present import numbers
from clientela.present.language import gettext as _

OF_ORDER = (
    "state",
    "delivery_state",
    "currency",
    "exchange_rate",
    "returned",
    "test",
    "tags",
    "payment_method",
    "cancelled_on",
)
BESIDE = ("shipping", "tip", "fee")


def sale(cells: Mapping[str, Cell], look: Look, blocks: bool) -> Sale:
    """The SQL of every column of a sale.

    A return (negative quantity, cancelled invoice, credit note) has a negative amount and cost. An order's own amount is shared out among its
    lines, and never added to theirs. Nobody in particular is no customer.
    """
    source = source_of(cells, look, blocks)
    found = Sale({name: value for name, value in source.t.items() if not cells[name].column.helper})
    _amount(source, found)
    _discount(source, found)
    _signs(source, found)
    _fate(source, found)
    if "customer_id" in cells:
        found.values["customer_id"] = nobody.customer(cells["customer_id"], look, found.notes)
    return found


def _amount(source: Source, found: Sale) -> None:
    """The amount of a line: its own, or its part of the order's, without tax, discount and refund."""
    line, own = _line(source, found), source.t.get(source.basis, "")
    how = levels.Level("orders")
    if not line and not own:
        found.values["amount"] = f"CAST(1 AS {MONEY})"
        evidence = _("no hay ninguna columna de dinero: cada fila cuenta como una compra de 1")
        found.notes.append(Assumption(source.look.name, "no_amount", "1", evidence, "amount"))
        return
    if own and source.basis == "order_amount":
        how = _level(source, line, found)
        if how.counts == "lines" and source.group:
            found.layers.append(f"{levels.of_lines(line, own, source.group)} AS g_line_amount")
            found.values["amount"] = "g_line_amount"
            _beside(source, found)
            return
        own = levels.net(own, how, source.t)
    kind = source.look.source.tax
    if not (own and source.basis == "order_amount" and "tax" in how.beside):
        own, line, kind = taxes.taken_out(source, found, own, line)
    if own and source.basis == "amount":
        own = _less_discount(source, found, own)
    if source.whole and source.group and own:
        _shared_out(source, found, own, line, kind)
    else:
        amount = f"coalesce({', '.join(filter(None, (own, line)))})"
        found.values["amount"] = amount
        refunds.taken_off(source, found, amount, kind)
    _beside(source, found)


def _level(source: Source, line: str, found: Sale) -> levels.Level:
    """Which amounts count where lines and orders tell theirs; the tool's profile knows."""
    if not line or source.group is None or (source.look.source.profile and not source.look.source.amounts):
        return levels.Level("orders")
    how = levels.level(
        source.look, {**source.raw, "line": source.line(source.raw), "order": source.order}, source.group
    )
    found.differ = how.differ
    if how.beside:
        words = {"tax": _("impuesto"), "shipping": _("envío"), "tip": _("propina"), "fee": _("comisión")}
        evidence = _("el importe del pedido lo lleva encima del de sus líneas: se le resta")
        shown = ", ".join(words[c] for c in how.beside)
        found.notes.append(Assumption(source.look.name, "order_amount", shown, evidence, "amount"))
    return how


def _line(source: Source, found: Sale) -> str:
    """Quantity × price, less the discount of the line where no column tells the amount itself."""
    line = source.line(source.t)
    if not line or source.basis == "amount" or line == source.t.get("amount"):
        return line
    shown = f"{_('cantidad')} × {_('precio')}"
    if "discount" in source.t:
        off = _off(source, found, line)
        line = f"({line} - {off})"
        shown += f" − {_('descuento')}"
    if not source.basis:
        found.notes.append(Assumption(source.look.name, "column", shown, _("importe de la línea"), "amount"))
    return line


def _off(source: Source, found: Sale, line: str, told: str = "") -> str:
    """The SQL of what a line's discount takes off it; a share or a rate is told in money, as other files tell it."""
    t = source.t
    off, found.discount_open = discounts.taken_off(line, t, source.raw, source.look, found.notes, told)
    if off != f"abs(coalesce({t['discount']}, 0))":
        found.values["discount"] = f"CASE WHEN {t['discount']} IS NOT NULL THEN {off} END"
    return off


def _less_discount(source: Source, found: Sale, own: str) -> str:
    """A line's own amount less its discount, where it is told before it."""
    before, found.discounted_open, notes = discounts.before(source.raw, source.look)
    found.notes += notes
    if not before:
        return own
    off = _off(source, found, own, source.raw["amount"])
    # What is given back was sold with its discount.
    return f"({own} - sign({own}) * abs({off}))"


def _discount(source: Source, found: Sale) -> None:
    """The discount in money, where the amount stands in a column of its own beside a share."""
    t = source.t
    if "discount" not in t or found.values.get("discount") != t["discount"] or source.basis != "amount":
        return
    money = discounts.in_money(found.values["amount"], source.raw["amount"], t, source.raw, source.look)
    if money:
        found.values["discount"] = money
        evidence = _("el descuento es una parte de la línea, y cuenta por lo que quitó")
        found.notes.append(Assumption(source.look.name, "column", _("parte de 1"), evidence, "discount"))


def _shared_out(source: Source, found: Sale, own: str, line: str, kind: str | None) -> None:
    """An order's amount shared out among its lines."""
    group = source.group
    assert group is not None
    lines = (
        "product_id",
        "quantity",
        *(("amount",) if source.line(source.t) == source.t.get("amount") else ()),
    )
    a_line = " OR ".join(f"{source.t[c]} IS NOT NULL" for c in lines if c in source.t)
    over = group.over()
    found.layers += orders.shared(group, f"max({own}) {over}", source.line(source.t) or "1", a_line or "true")
    net = "g_amount"
    if "refund" in source.t:
        back = f"max(abs({source.t['refund']})) {over}"
        found.layers.append(f"{refunds.given_back(source, back, 'g_amount', kind, over)} AS g_refund")
        net = "(g_amount - coalesce(g_refund, 0))"
        found.reasons.append(
            ("g_refund > 0 AND g_refund >= abs(g_amount) - 0.005", Reason.REFUNDED, "'refund: ' || g_refund")
        )
        refunds.tell(source, found)
    found.values["amount"] = f"coalesce({', '.join(filter(None, (orders.part_of(net), line)))})"
    found.reasons.append(("g_line = 0 AND g_lines > 0", Reason.ORDER_ROW, "NULL"))
    if (
        group.told == "repeated"
        and not source.line(source.t)
        and not (source.look.source.amounts or source.look.source.profile)
    ):
        # Three tickets of one order at one price each look like that too.
        found.differ = group.several
    if group.several:
        n = _("{n} pedidos con varias líneas").format(n=group.several)
        evidence = _(
            "el importe es del pedido, no de la línea: se reparte entre sus líneas según cantidad × precio"
        )
        found.notes.append(Assumption(source.look.name, "order_amount", n, evidence, "amount"))  # fmt: skip


def _beside(source: Source, found: Sale) -> None:
    """Shipping, tips and fees are told, and are no part of the amount."""
    have = [c for c in BESIDE if c in source.t]
    if have:
        rows = f"SELECT part, source_row, {', '.join(f'{source.raw[c]} AS {c}' for c in have)} FROM ({source.look.relation})"
        if source.group and source.whole and source.look.source.join:
            # Each line of an order repeats what the order tells.
            most = ", ".join(f"max({source.raw[c]}) AS {c}" for c in have)
            rows = f"SELECT {most} FROM ({source.look.relation}) GROUP BY part, coalesce(CAST({source.order} AS VARCHAR), '#' || source_row)"
        sums = source.look.one(f"SELECT {', '.join(f'coalesce(sum({c}), 0)' for c in have)} FROM ({rows})")
        words = {"shipping": _("envío"), "tip": _("propina"), "fee": _("comisión")}
        shown = ", ".join(
            f"{words[c]} {numbers.figure(total)}" for c, total in zip(have, sums, strict=True) if total
        )
        if shown:
            found.notes.append(
                Assumption(source.look.name, "beside", shown, _("no entran en el importe de la venta"))
            )


def _signs(source: Source, found: Sale) -> None:
    """Returns lower: their quantity, amount and cost are negative; then everything in the company's currency."""
    values, quantity = found.values, source.t.get("quantity")
    back = returns.return_sql(source.cells, source.look, found.notes, source.paid)
    if back and quantity:
        values["quantity"] = f"CASE WHEN {back} THEN -abs({quantity}) ELSE {quantity} END"
    sign = " OR ".join(filter(None, (back, f"{quantity} < 0" if quantity else "")))
    if sign:
        values["amount"] = f"CASE WHEN {sign} THEN -abs({values['amount']}) ELSE {values['amount']} END"
    values |= _cost(source.t, sign)


def _cost(t: Mapping[str, str], sign: str) -> dict[str, str]:
    costs = [t["cost"]] if "cost" in t else []
    if "unit_cost" in t and "quantity" in t:
        costs.append(f"CAST({t['unit_cost']} * {t['quantity']} AS {MONEY})")
    if not costs:
        return {}
    cost = f"coalesce({', '.join(costs)})"
    return {"cost": f"CASE WHEN {sign} THEN -abs({cost}) ELSE {cost} END" if sign else cost}


def _fate(source: Source, found: Sale) -> None:
    """Rows that are no sales in the company's money: by their state, their marks, their currency."""
    group, of_order = source.group, dict(source.t)
    if group and group.several and group.spread:
        told = [c for c in OF_ORDER if c in source.t]
        if told:
            found.layers.append(
                ", ".join(f'coalesce("t_{c}", max("t_{c}") {group.over()}) AS "o_{c}"' for c in told)
            )
            of_order |= {c: f'"o_{c}"' for c in told}
    words, notes = states.states(source.cells, source.look)
    back, told_of_them = states.delivered(source.cells, source.look)
    rate, aside, told_too = currencies.currencies(source.cells, source.look, of_order)
    found.notes += [*notes, *told_of_them, *told_too]
    # Where no word is known, the commonest are the sales.
    found.unknown = words.of.get("unknown", [])[0 if words.of.keys() - {"unknown"} else 1 :]
    found.done = states.done(words.of, of_order.get("state", ""))
    found.reasons = [
        *states.marked(source.cells, of_order),
        *returns.payments(source.cells, source.look),
        *words.aside(of_order.get("state", "")),
        *back.aside(of_order.get("delivery_state", "")),
        *aside,
        *found.reasons,
    ]
    if rate:
        for column in ("amount", "cost", "discount", "unit_price"):
            if column in found.values:
                found.values[column] = f"CAST({found.values[column]} * {rate} AS {MONEY})"
