"""The amount of a sale, and why a row is none: lines and orders, discounts, taxes, refunds, currencies, states, returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clientela.intake.cells import Cell, Look, few
from clientela.intake.problems import Assumption
from clientela.intake.reasons import Reason
from clientela.intake.sales import currencies, discounts, levels, nobody, orders, returns, states, taxes
from clientela.intake.sales.orders import MONEY, Grouping
from clientela.present import numbers
from clientela.present.language import gettext as _

FIGURES = ("amount", "quantity", "unit_price", "discount", "order_amount", "order_discount", "gross", "tax", "refund",
    "shipping", "tip", "fee")  # fmt: skip
OF_ORDER = (
    "state",
    "delivery_state",
    "currency",
    "returned",
    "test",
    "tags",
    "payment_method",
    "cancelled_on",
)
BESIDE = ("shipping", "tip", "fee")
PAID = ("amount", "order_amount", "gross")


@dataclass
class Sale:
    """How a source's rows become sales: the SQL of every column, layers of columns it needs, why a row is no sale, what is told."""

    values: dict[str, str]
    layers: list[str] = field(default_factory=list)
    reasons: list[tuple[str, Reason, str]] = field(default_factory=list)
    notes: list[Assumption] = field(default_factory=list)
    differ: int = 0  # orders whose lines add up to another amount than theirs, for no reason that is told
    unknown: list[str] = field(default_factory=list)  # states that are none of the known ones
    done: str = ""  # the SQL that tells a sale that is over by its state, whatever day it bears
    discount_open: int = 0  # rows with a discount between 0 and 1, taken for a share of their line
    tax_open: int = 0  # rows with a tax of which nothing tells whether it is within their amount


@dataclass(frozen=True)
class _Source:
    """One source on its way to be sales: `t` names the values of a row, `raw` their SQL over the source's rows."""

    cells: Mapping[str, Cell]
    look: Look
    t: Mapping[str, str]
    raw: Mapping[str, str]
    basis: str
    group: Grouping | None

    @property
    def paid(self) -> str:
        """The SQL of what a row says was paid, over the source's rows; its quantity where nothing does."""
        return next((self.raw[c] for c in (self.basis, "quantity") if c in self.raw), "")

    def line(self, values: Mapping[str, str]) -> str:
        """The SQL of a line's own value: quantity × price, or its amount where the order's stands beside it; empty where it has none."""
        if self.basis == "order_amount" and "amount" in values:
            return values["amount"]
        return orders.line_value(values)

    @property
    def order(self) -> str:
        """The SQL of a row's order, over the source's rows."""
        return self.cells["order_id"].sql if "order_id" in self.cells else "NULL"

    @property
    def whole(self) -> bool:
        """Whether the amount is the order's, told once or on each of its lines."""
        return self.basis == "order_amount" or bool(self.group and self.group.whole)


def where_nothing_is_paid(columns: Mapping[str, object]) -> bool:
    """Whether a source has customers and days, and nothing that could be an amount: each row counts as one purchase."""
    return not any(c in columns for c in PAID) and not {"quantity", "unit_price"} <= set(columns)


def sale(cells: Mapping[str, Cell], look: Look, blocks: bool) -> Sale:
    """The SQL of every column of a sale.

    A return (negative quantity, cancelled invoice, credit note) has a negative amount and cost. An order's own amount is shared out among its
    lines, and never added to theirs. Nobody in particular is no customer.
    """
    source = _source(cells, look, blocks)
    found = Sale({name: value for name, value in source.t.items() if not cells[name].column.helper})
    _amount(source, found)
    _signs(source, found)
    _fate(source, found)
    if "customer_id" in cells:
        found.values["customer_id"] = nobody.customer(cells["customer_id"], look, found.notes)
    return found


def _source(cells: Mapping[str, Cell], look: Look, blocks: bool) -> _Source:
    t = {name: f'"t_{name}"' for name in cells}
    raw = {name: f"CAST({cells[name].sql} AS {MONEY})" for name in FIGURES if name in cells}
    figures = {"quantity", "unit_price"} <= set(cells)
    # Beside joined orders, what stands in both files is compared.
    first = ("order_amount", "amount") if look.source.join else ("amount", "order_amount")
    basis = next((c for c in first if c in cells), "")
    if basis == "amount" and figures and _are_nothing(raw, look):
        # Formulas that nobody has worked out: a program wrote the sheet, and no spreadsheet has opened it.
        basis = ""
        t, raw = ({c: sql for c, sql in named.items() if c != "amount"} for named in (t, raw))
    if not basis and "gross" in cells and not figures:
        basis = "gross"
    group = orders.grouping(cells, look, raw, raw.get(basis, ""), blocks)
    return _Source(cells, look, t, raw, basis, group)


def _are_nothing(raw: Mapping[str, str], look: Look) -> bool:
    """Whether all amounts are nothing where quantities and prices are not."""
    told = look.texts.get("amount", ()) if look.texts and not (look.source.keep or look.source.drop) else ()
    if any(text and few.is_something(text) for text in told):
        return False
    (nothing,) = look.one(
        f"""SELECT coalesce(max(abs({raw["amount"]})), 0) = 0 AND max(abs({raw["quantity"]} * {raw["unit_price"]})) > 0
        FROM ({look.relation}) WHERE NOT filtered AND NOT is_header"""
    )
    return bool(nothing)


def _amount(source: _Source, found: Sale) -> None:
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
        own, line, kind = _taxed(source, found, own, line)
    if source.whole and source.group and own:
        _shared_out(source, found, own, line, kind)
    else:
        amount = f"coalesce({', '.join(filter(None, (own, line)))})"
        found.values["amount"] = amount
        _refunded(source, found, amount, kind)
    _beside(source, found)


def _taxed(source: _Source, found: Sale, own: str, line: str) -> tuple[str, str, taxes.Tax | None]:
    """The amount and the line's value without the tax that they hold, and whether they held it; it stays open where nothing tells."""
    paid = source.raw[source.basis] if own else _of_rows(source, line)
    whole = not own and taxes.of_orders(source.look, source.order, paid, source.raw.get("tax", ""))
    if whole and not source.look.source.tax:
        return own, line, None
    kind, notes = taxes.tax(source.cells, source.look, paid, source.raw)
    found.notes += notes
    if "tax" in source.t and kind is None:
        (found.tax_open,) = source.look.one(
            f"SELECT count(*) FILTER ({source.raw['tax']} <> 0) FROM ({source.look.relation})"
        )
    if kind != "subtract" or "tax" not in source.t or whole:
        return own, line, kind
    less = f"({own or line} - coalesce({source.t['tax']}, 0))"
    return (less, line, kind) if own else (own, less, kind)


def _of_rows(source: _Source, value: str) -> str:
    """The SQL of a value of a row, written over the source's rows."""
    for name, sql in source.raw.items():
        value = value.replace(source.t[name], sql)
    return value


def _level(source: _Source, line: str, found: Sale) -> levels.Level:
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


def _line(source: _Source, found: Sale) -> str:
    """Quantity × price, less the discount of the line where no column tells the amount itself."""
    line = source.line(source.t)
    if not line or source.basis == "amount" or line == source.t.get("amount"):
        return line
    shown = f"{_('cantidad')} × {_('precio')}"
    if "discount" in source.t:
        off, found.discount_open = discounts.taken_off(line, source.t, source.raw, source.look, found.notes)
        line = f"({line} - {off})"
        shown += f" − {_('descuento')}"
    if not source.basis:
        found.notes.append(Assumption(source.look.name, "column", shown, _("importe de la línea"), "amount"))
    return line


def _shared_out(source: _Source, found: Sale, own: str, line: str, kind: str | None) -> None:
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
        found.layers.append(f"{_refund(source, back, 'g_amount', kind, over)} AS g_refund")
        net = "(g_amount - coalesce(g_refund, 0))"
        found.reasons.append(
            ("g_refund > 0 AND g_refund >= abs(g_amount) - 0.005", Reason.REFUNDED, "'refund: ' || g_refund")
        )
        _tell_refunds(source, found)
    found.values["amount"] = f"coalesce({', '.join(filter(None, (orders.part_of(net), line)))})"
    found.reasons.append(("g_line = 0 AND g_lines > 0", Reason.ORDER_ROW, "NULL"))
    if group.several:
        n = _("{n} pedidos con varias líneas").format(n=group.several)
        evidence = _(
            "el importe es del pedido, no de la línea: se reparte entre sus líneas según cantidad × precio"
        )
        found.notes.append(Assumption(source.look.name, "order_amount", n, evidence, "amount"))  # fmt: skip


def _refunded(source: _Source, found: Sale, amount: str, kind: str | None) -> None:
    """What was given back, told in a column of its own, of each line or of the whole order."""
    if "refund" not in source.t:
        return
    back, group = f"abs({source.t['refund']})", source.group
    _tell_refunds(source, found)
    if group and group.several and group.refund_whole:
        over = group.over()
        found.layers.append(f"{amount} AS g_own")
        found.layers += orders.shared(group, f"sum(g_own) {over}", "g_own", "g_own IS NOT NULL")
        found.layers.append(f"{_refund(source, f'max({back}) {over}', 'g_amount', kind, over)} AS g_refund")
        found.values["amount"] = f"CASE WHEN g_refund > 0 THEN {orders.part_of('(g_amount - g_refund)')} ELSE g_own END"  # fmt: skip
    else:
        found.layers.append(f"{amount} AS g_amount")
        found.layers.append(f"{_refund(source, back, 'g_amount', kind)} AS g_refund")
        found.values["amount"] = "(g_amount - coalesce(g_refund, 0))"
    found.reasons.append(("g_refund > 0 AND g_refund >= abs(g_amount) - 0.005", Reason.REFUNDED, "'refund: ' || g_refund"))  # fmt: skip


def _refund(source: _Source, back: str, amount: str, kind: str | None, over: str = "") -> str:
    """What was given back, without the tax in it where amounts are without tax; nothing where the row itself is what was given back."""
    back = f"CASE WHEN {amount} < 0 THEN 0 ELSE {back} END"
    if kind != "excluded" or "tax" not in source.t:
        return f"CAST({back} AS {MONEY})"
    tax = f"abs(max({source.t['tax']}) {over})" if over else f"abs({source.t['tax']})"
    with_tax = f"nullif(CAST(abs({amount}) + coalesce({tax}, 0) AS DOUBLE), 0)"
    return f"CAST(round({back} * CAST(abs({amount}) AS DOUBLE) / {with_tax}, 2) AS {MONEY})"


def _tell_refunds(source: _Source, found: Sale) -> None:
    (n,) = source.look.one(
        f"SELECT count(*) FILTER ({source.raw['refund']} <> 0) FROM ({source.look.relation})"
    )
    if n:
        evidence = _("filas con algo devuelto: se resta del importe; lo devuelto por completo queda aparte")
        found.notes.append(Assumption(source.look.name, "refunds", str(n), evidence, "refund"))


def _beside(source: _Source, found: Sale) -> None:
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


def _signs(source: _Source, found: Sale) -> None:
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


def _fate(source: _Source, found: Sale) -> None:
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
    rate, aside, told_too = currencies.currencies(source.cells, source.look, of_order.get("currency", ""))
    found.notes += [*notes, *told_of_them, *told_too]
    # Where no word is known, the commonest are the sales.
    found.unknown = words.of.get("unknown", [])[0 if words.of.keys() - {"unknown"} else 1 :]
    found.done = states.done(words.of, of_order.get("state", ""))
    found.reasons = [
        *states.marked(source.cells, of_order),
        *words.aside(of_order.get("state", "")),
        *back.aside(of_order.get("delivery_state", "")),
        *aside,
        *found.reasons,
    ]
    if rate:
        for column in ("amount", "cost", "discount", "unit_price"):
            if column in found.values:
                found.values[column] = f"CAST({found.values[column]} * {rate} AS {MONEY})"
