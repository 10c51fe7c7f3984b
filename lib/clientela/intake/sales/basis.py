"""One source on its way to be sales: the SQL of its values, which column tells what was paid, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clientela.intake.cells import Cell, Look, few
from clientela.intake.problems import Assumption
from clientela.intake.reasons import Reason
from clientela.intake.sales import orders
from clientela.intake.sales.orders import MONEY, Grouping

FIGURES = ("amount", "quantity", "unit_price", "discount", "order_amount", "order_discount", "gross", "tax", "refund",
    "shipping", "tip", "fee")  # fmt: skip
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
    discounted_open: int = 0  # rows with a discount whose amount is quantity × price, which may be the price before it or after it
    tax_open: int = 0  # rows with a tax of which nothing tells whether it is within their amount


@dataclass(frozen=True)
class Source:
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


def source_of(cells: Mapping[str, Cell], look: Look, blocks: bool) -> Source:
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
    return Source(cells, look, t, raw, basis, group)


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
