"""A file that tells the amounts of its lines and those of whole orders: what lies between them, and which count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from clientela.intake.cells import Look
from clientela.intake.sales.orders import LOOKED_AT, MONEY, Grouping

# What an order's total may hold besides its lines, and what may have been taken off it.
ADDED = ("tax", "shipping", "tip", "fee")
TAKEN_OFF = ("order_discount", "discount")
MOST = 0.8


@dataclass(frozen=True)
class Level:
    """Which amounts count ("orders" or "lines"); what an order's holds besides its lines; whether the other way is as likely."""

    counts: str
    beside: tuple[str, ...] = ()
    discounted: bool = False
    differ: int = 0


def level(look: Look, money: Mapping[str, str], group: Grouping) -> Level:
    """How an order's amount goes with its lines' quantity × price: the least that lies between them in most orders.

    `money` is the SQL of each figure over the source's rows. Where nothing explains the difference, `differ` orders ask which counts.
    """
    if look.source.amounts:
        return Level(look.source.amounts)
    present = [c for c in (*ADDED, *TAKEN_OFF) if c in money]
    sums = ", ".join(
        f"{'sum' if c == 'discount' else 'max'}(abs(coalesce({money[c]}, 0))) AS {c}" for c in present
    )
    key = group.key.replace('"t_order_id"', f"CAST({money['order']} AS VARCHAR)")
    orders = f"""SELECT max({money["order_amount"]}) AS o, sum({money["line"]}) AS l{", " if sums else ""}{sums}
        FROM (SELECT * FROM ({look.relation}) WHERE NOT filtered AND NOT is_header LIMIT {LOOKED_AT}) GROUP BY part, {key}"""
    subsets = [subset for n in range(len(present) + 1) for subset in combinations(present, n)]
    near = [f"count(*) FILTER (abs(o - l {_signed(subset)}) <= 0.011 + 0.001 * abs(o))" for subset in subsets]
    n, *fitting = look.one(
        f"SELECT count(*), {', '.join(near)} FROM ({orders}) WHERE o IS NOT NULL AND l IS NOT NULL"
    )
    found = next((s for s, k in zip(subsets, fitting, strict=True) if n and k >= MOST * n), None)
    if found is None:
        return Level("orders", differ=int(n - fitting[0]))
    return Level("orders", tuple(c for c in found if c in ADDED), any(c in TAKEN_OFF for c in found))


def _signed(subset: tuple[str, ...]) -> str:
    return " ".join(f"- {c}" if c in ADDED else f"+ {c}" for c in subset)


def net(own: str, level: Level, values: Mapping[str, str]) -> str:
    """An order's amount without what it holds besides its lines, and less its discount where it is told before it."""
    for column in level.beside:
        own += f" - abs(coalesce({values[column]}, 0))"
    if "order_discount" in values and not level.discounted:
        own += f" - abs(coalesce({values['order_discount']}, 0))"
    return f"({own})"


def of_lines(line: str, order: str, group: Grouping) -> str:
    """The SQL of a line's own amount; of an order that has no line with one, its amount, told once."""
    over = group.over()
    first = f"row_number() {group.over('source_row')} = 1"
    return (
        f"coalesce({line}, CASE WHEN count({line}) {over} = 0 AND {first} THEN CAST({order} AS {MONEY}) END)"
    )
