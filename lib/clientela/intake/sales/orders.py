"""At which level a source tells its amounts: line by line, or once for the whole order (which is then shared out among its lines)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientela.intake.cells import Cell, Look

MONEY = "DECIMAL(18,4)"
# Rows that are looked at to tell the level; a million more would say the same.
LOOKED_AT = 200_000
FEWEST_ORDERS = 5
NEARLY_ALL = 0.9
# An order's amount may hold its tax and its shipping, which its lines have not; where it is each line's, two of them come to more than that.
WITH_TAX = 0.7


@dataclass(frozen=True)
class Grouping:
    """The orders of a source: the SQL of what tells them apart, and how its columns stand in those of several rows.

    `whole` says that the amount is the order's; `told` how the file shows it ("once" or "repeated"); `refund_whole` that the refund is;
    `spread` that some columns are filled on one row of an order only.
    """

    key: str
    several: int = 0
    whole: bool = False
    told: str = ""
    refund_whole: bool = False
    spread: bool = False

    def over(self, order: str = "") -> str:
        """The window of an order's rows."""
        return f"OVER (PARTITION BY part, {self.key}{' ORDER BY ' + order if order else ''})"


def line_value(money: Mapping[str, str]) -> str:
    """The SQL of quantity × price, less the discount of the line; empty where a source has none."""
    if "quantity" not in money or "unit_price" not in money:
        return ""
    return f"CAST({money['quantity']} * {money['unit_price']} AS {MONEY})"


def grouping(
    cells: Mapping[str, Cell], look: Look, money: Mapping[str, str], amount: str, blocks: bool
) -> Grouping | None:
    """How orders stand in a source's rows; None where nothing tells orders apart.

    `amount` is the SQL of the amount whose level is in doubt ("" where there is none), `blocks` whether rows were numbered as orders.
    """
    if not blocks and "order_id" not in cells:
        return None
    value = cells["order_id"].sql if "order_id" in cells else "NULL"
    key = "block" if blocks else f"coalesce(CAST({value} AS VARCHAR), '#' || source_row)"
    own = "block" if blocks else "coalesce(\"t_order_id\", '#' || source_row)"
    if not blocks and _all_differ(look):
        return Grouping(own)
    looked = f"(SELECT * FROM ({look.relation}) WHERE NOT filtered AND NOT is_header LIMIT {LOOKED_AT})"
    several = (
        f"SELECT count(*) FROM (SELECT 1 FROM {looked} GROUP BY part, {key} HAVING count(*) > 1 LIMIT 1)"
    )
    if look.one(several) == (0,):
        return Grouping(own, spread=blocks)
    a, qp = amount or "NULL", line_value(money) or "NULL"
    refund = money.get("refund", "NULL")
    state = cells["state"].sql if "state" in cells else "'-'"
    rows = f"""SELECT part, {key} AS k, {a} AS a, {qp} AS qp, {refund} AS r, {state} AS s
        FROM {looked}"""
    orders = f"""SELECT count(*) AS n, count(a) AS fa, count(DISTINCT a) AS da, max(a) AS a, sum(qp) AS qp, count(s) AS fs,
            count(*) FILTER (abs(qp - a) <= 0.011 + 0.001 * abs(a)) AS lines, count(r) FILTER (r <> 0) AS fr, count(DISTINCT r) AS dr
        FROM ({rows}) GROUP BY part, k HAVING n > 1"""
    n, once, same, agree, by_line, kinds, refunds, refunds_whole, spread = look.one(
        f"""SELECT count(*), count(*) FILTER (fa = 1), count(*) FILTER (fa = n AND da = 1),
            count(*) FILTER (fa = n AND da = 1 AND qp >= a * {WITH_TAX} AND qp <= a * 1.6), count(*) FILTER (2 * lines >= n AND fa > 1),
            count(DISTINCT a), count(*) FILTER (fr > 0), count(*) FILTER (fr = 1 OR (fr = n AND dr = 1)), count(*) FILTER (0 < fs AND fs < n)
        FROM ({orders})"""
    )
    figures = bool(line_value(money))
    told = (
        ""
        if look.source.amounts == "lines" and not figures
        else _told(n, once, same, agree, by_line, kinds, figures)
    )
    return Grouping(
        own,
        n,
        bool(told),
        told,
        bool(refunds) and refunds_whole >= NEARLY_ALL * refunds,
        spread > 0 or told == "once" or blocks,
    )


def _all_differ(look: Look) -> bool:
    """Whether, of few rows, each has an order's number of its own, however it is read."""
    numbers = [text.strip() for text in (look.texts or {}).get("order_id", ()) if text]
    return bool(numbers) and len({*numbers}) == len(numbers) and not any("." in text for text in numbers) and not look.source.values  # fmt: skip


def _told(several: int, once: int, same: int, agree: int, by_line: int, kinds: int, figures: bool) -> str:
    """Whether an order's amount is told "once", "repeated" on each of its rows, or not at all ("": the amount is each line's)."""
    if not several:
        return ""
    if once >= NEARLY_ALL * several:
        return "once"
    if same < NEARLY_ALL * several:
        return ""
    if figures:
        return "repeated" if agree >= 0.5 * several and by_line < 0.5 * several else ""
    return "repeated" if several >= FEWEST_ORDERS and same == several and kinds >= 3 else ""


def shared(group: Grouping, whole: str, weight: str, line: str) -> list[str]:
    """Three layers of columns that share out an order's amount among its lines in proportion to their value, exact to the last cent.

    `whole` is the order's amount, `weight` the SQL of a line's value, `line` what is true for a row that is a line at all. They give
    g_amount (the order's), g_share and g_sum (this row's part of the order, and that of the rows up to it), g_all, g_line, g_lines.
    """
    w, e = (
        f"CASE WHEN {line} THEN abs(coalesce({weight}, 0)) ELSE 0 END AS g_weight",
        f"CASE WHEN {line} THEN 1 ELSE 0 END AS g_line",
    )
    over = group.over()
    second = [
        f"sum(g_weight) {over} AS g_weights",
        f"sum(g_line) {over} AS g_lines",
        f"{whole} AS g_amount",
    ]
    third = [
        "CASE WHEN g_weights > 0 THEN g_weight WHEN g_lines > 0 THEN g_line ELSE 1 END AS g_share",
        f"CASE WHEN g_weights > 0 THEN g_weights WHEN g_lines > 0 THEN g_lines ELSE count(*) {over} END AS g_all",
    ]
    fourth = [f"sum(g_share) {group.over('source_row')} AS g_sum"]
    return [", ".join(layer) for layer in ([w, e], second, third, fourth)]


def part_of(net: str) -> str:
    """The SQL of a row's part of an order's `net`: what goes to the rows up to it, less what went to those before.

    The parts of an order add up to its amount, whatever the rounding.
    """

    def upto(sum_: str) -> str:
        share = f"CAST({net} AS DOUBLE) * CAST({sum_} AS DOUBLE) / CAST(g_all AS DOUBLE)"
        return f"CASE WHEN {sum_} >= g_all THEN CAST({net} AS {MONEY}) ELSE CAST(round({share}, 2) AS {MONEY}) END"

    return f"({upto('g_sum')} - {upto('(g_sum - g_share)')})"
