"""Two extracts of the same sales with other columns: an order (or a row) that both tell counts once, and where they disagree somebody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import duckdb

from clientela.intake.parts import Part
from clientela.intake.problems import Problem
from clientela.intake.questions import Question, Way, matters
from clientela.intake.readers.raw import quoted
from clientela.intake.reasons import Reason
from clientela.present import numbers
from clientela.present.language import gettext as _

# Of the rows within the days of both files, so many must be in the other to be believed; with fewer, they are told and stay.
NEARLY_ALL, SOME = 0.8, 0.2
FEWEST = 3
NEAR = "abs(a.amount - b.amount) <= 0.011 + 0.0005 * abs(a.amount)"


@dataclass
class Found:
    """What two extracts of the same sales have to say."""

    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def mark(
    connection: duckdb.DuckDBPyConnection,
    staged: str,
    parts: Sequence[Part],
    overrides: Sequence[str],
    currency: str,
) -> Found:
    """Set aside what another file with other columns tells too; `overrides` are the sources that company.yml believes."""
    found = Found()
    for one, other in combinations(parts, 2):
        common = _columns(one) & _columns(other)
        if _columns(one) == _columns(other) or not {"date"} <= common:
            continue
        pair = _Pair(connection, staged, one, other, tuple(overrides), currency)
        if "order_id" in common:
            _orders(pair, common, found)
        else:
            _rows(pair, common, found)
    return found


def _columns(part: Part) -> frozenset[str]:
    return frozenset(part.mapped.places)


@dataclass(frozen=True)
class _Pair:
    connection: duckdb.DuckDBPyConnection
    staged: str
    one: Part
    other: Part
    overrides: tuple[str, ...]
    currency: str

    def rows(self, part: Part) -> str:
        return f"(SELECT * FROM {self.staged} WHERE row_part = {part.number} AND row_reason IS NULL)"

    def better(self, rows: tuple[int, int]) -> tuple[Part, Part]:
        """The file that counts and the other: the one that company.yml believes, else the one with more rows, or more columns."""
        worth = [
            (part.source in self.overrides, n, len(_columns(part)), -part.number)
            for part, n in zip((self.one, self.other), rows, strict=True)
        ]
        return (self.one, self.other) if worth[0] >= worth[1] else (self.other, self.one)

    def set_aside(self, gone: Part, kept: Part, which: str, reason: Reason) -> None:
        self.connection.execute(
            f"""UPDATE {self.staged} SET row_reason = '{reason}', row_detail = {quoted(kept.raw.file)}
            WHERE row_part = {gone.number} AND row_reason IS NULL AND {which}"""
        )


def _orders(pair: _Pair, common: frozenset[str], found: Found) -> None:
    """Orders with one number, day and customer in both files."""
    who = "AND (a.who IS NULL OR b.who IS NULL OR a.who = b.who)" if "customer_id" in common else ""
    sides = [
        f"""(SELECT order_id, CAST(min(date) AS DATE) AS day, any_value(customer_id) AS who, sum(amount) AS amount, count(*) AS n
        FROM {pair.rows(part)} WHERE order_id IS NOT NULL GROUP BY 1)"""
        for part in (pair.one, pair.other)
    ]
    same = f"""SELECT a.order_id, a.amount AS a, b.amount AS b, a.n AS na, b.n AS nb, {NEAR} AS agree
        FROM {sides[0]} AS a JOIN {sides[1]} AS b ON a.order_id = b.order_id AND a.day = b.day {who}"""
    (numbers_in_both,) = pair.connection.execute(
        f"SELECT count(*) FROM {sides[0]} AS a JOIN {sides[1]} AS b ON a.order_id = b.order_id"
    ).fetchone() or (0,)
    n, agree, na, nb, total_a, total_b, example = pair.connection.execute(
        f"SELECT count(*), count(*) FILTER (agree), sum(na), sum(nb), sum(a), sum(b), min(order_id) FILTER (NOT agree) FROM ({same})"
    ).fetchone() or (0, 0, 0, 0, 0, 0, None)
    if not n or 2 * n < numbers_in_both:
        # Two shops may number their orders alike.
        return
    kept, gone = pair.better((na, nb))
    pair.connection.execute(f"CREATE OR REPLACE TEMP TABLE same_orders AS {same}")
    pair.set_aside(gone, kept, "order_id IN (SELECT order_id FROM same_orders)", Reason.SAME_ORDER)
    if agree < n and kept.source not in pair.overrides:
        totals = (total_a, total_b) if kept is pair.one else (total_b, total_a)
        found.questions += _which(pair, kept, gone, totals, n - agree, example)


def _which(
    pair: _Pair, kept: Part, gone: Part, sums: tuple[object, object], rows: int, example: str | None
) -> list[Question]:
    """Which of two files is right about the orders that they tell otherwise."""
    (all_,) = pair.connection.execute(f"SELECT sum(amount) FROM {pair.staged} WHERE row_reason IS NULL").fetchone() or (0,)  # fmt: skip
    ours, theirs = (float(str(value or 0)) for value in sums)
    taken, other = float(all_ or 0), float(all_ or 0) - ours + theirs
    if not matters(taken, other):
        return []
    ways = [
        Way(_("como lo dice {file}").format(file=part.raw.file), f"overrides: true  # {part.source}", total)
        for part, total in ((kept, taken), (gone, other))
    ]
    question = Question("transactions", kept.source, kept.raw.file, "extract", "order_id", example or "", rows, ways[0], ways[1])  # fmt: skip
    return [question]


def _rows(pair: _Pair, common: frozenset[str], found: Found) -> None:
    """Rows that are alike in all that both files tell, the k-th of one with the k-th of the other, within the days of both."""
    told = [c for c in ("customer_id", "product_id", "quantity", "unit_price") if c in common]
    if "customer_id" not in told:
        return
    days = [
        f"(SELECT min(date) AS low, max(date) AS high FROM {pair.rows(part)})"
        for part in (pair.one, pair.other)
    ]
    timed = [
        (pair.connection.execute(f"SELECT bool_or(date <> date_trunc('day', date)) FROM {pair.rows(part)}").fetchone() or (0,))[0]
        for part in (pair.one, pair.other)
    ]  # fmt: skip
    day = "date" if all(timed) else "date_trunc('day', date)"
    alike = ", ".join([f"{day} AS day", "amount", *told])
    sides = [
        f"""(SELECT {alike}, source_row, row_number() OVER (PARTITION BY {day}, amount, {", ".join(told)} ORDER BY source_row) AS k
        FROM {pair.rows(part)}, {days[0]} AS x, {days[1]} AS y
        WHERE date BETWEEN greatest(x.low, y.low) AND least(x.high, y.high) + INTERVAL 1 DAY)"""
        for part in (pair.one, pair.other)
    ]
    on = " AND ".join(f"a.{c} = b.{c}" for c in ("day", "amount", *told, "k"))
    both = f"SELECT a.source_row AS ra, b.source_row AS rb, a.amount FROM {sides[0]} AS a JOIN {sides[1]} AS b ON {on}"
    n, amount = pair.connection.execute(f"SELECT count(*), sum(amount) FROM ({both})").fetchone() or (0, 0)
    na, nb = (
        (pair.connection.execute(f"SELECT count(*) FROM {side}").fetchone() or (0,))[0] for side in sides
    )
    fewest = min(na, nb)
    if n < FEWEST or n < SOME * fewest:
        return
    kept, gone = pair.better((0, 0))
    if n >= NEARLY_ALL * fewest:
        pair.connection.execute(f"CREATE OR REPLACE TEMP TABLE same_rows AS {both}")
        column = "ra" if gone is pair.one else "rb"
        pair.set_aside(gone, kept, f"source_row IN (SELECT {column} FROM same_rows)", Reason.DUPLICATE_ROW)
        return
    message = _(
        "{n|una fila|# filas} ({amount}) {n|es igual a otra|son iguales a otras} de {other} en lo que los dos archivos dicen: "
        "si son las mismas ventas, se cuentan dos veces"
    ).format(n=numbers.count(n), amount=numbers.money(float(amount or 0), pair.currency), other=kept.raw.file)
    found.problems.append(
        Problem(gone.raw.file, message, _("Quite uno de los dos archivos, o las filas repetidas"), rows=n)
    )
