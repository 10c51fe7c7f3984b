"""The cut-off date: the day up to which a company's files tell what happened, and what lies beyond it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from clientela.intake.contract import Table
from clientela.intake.problems import Assumption
from clientela.intake.reasons import Reason
from clientela.present import numbers
from clientela.present.language import gettext as _

# A deal that was won, or an order that was paid, keeps the day that was planned for it: so many days after today it is believed.
SOON = dt.timedelta(days=31)
# A clock that runs behind: every sale is later than its day, by years at most.
BEHIND = dt.timedelta(days=5 * 366)
ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class CutOff:
    """The day on which the report stands; `plain` is the last one of rows that no state calls over and done."""

    day: dt.date
    plain: dt.date
    notes: tuple[Assumption, ...] = ()


def cut_off(
    connection: duckdb.DuckDBPyConnection,
    given: dt.date | str,
    today: dt.date,
    tables: Iterable[tuple[Table, frozenset[str], str]],
) -> CutOff:
    """company.yml's day, else that of the last sale not after today, else of the last event of any table, else of the last contract.

    `tables` are those that were read, each with its columns and the name of its first source.
    """
    if isinstance(given, dt.date):
        return CutOff(given, given)
    found, begun = [], None
    for table, columns, source in tables:
        day, filled = (table.event, table.event) if table.event else table.happened or (None, None)
        if table.name == "contracts":
            begun = (table, columns, source)
        if day is None or not {day, filled} <= columns:
            continue
        if table.name == "transactions":
            if sales := _of_sales(connection, today, source):
                return sales
            continue
        (last,) = connection.execute(
            f"SELECT CAST(max({day}) AS DATE) FROM {table.name} WHERE row_reason IS NULL AND {filled} IS NOT NULL AND {day} < ?",
            [today + ONE],
        ).fetchone() or (None,)
        found += [last] if last is not None else []
    if not found and begun and (cut := _of_contracts(connection, today, begun[1], begun[2])):
        return cut
    last = max(found, default=today)
    return CutOff(last, last)


def _of_contracts(
    connection: duckdb.DuckDBPyConnection, today: dt.date, columns: frozenset[str], source: str
) -> CutOff | None:
    """Where nothing but contracts tells a day: that of the last one that began. Who renewed later, the file cannot say."""
    if "start" not in columns:
        return None
    (last,) = connection.execute(
        "SELECT CAST(max(start) AS DATE) FROM contracts WHERE row_reason IS NULL AND start < ?", [today + ONE]
    ).fetchone() or (None,)
    if last is None:
        return None
    evidence = _("el último contrato que empezó; si el archivo es de otro día, escriba as_of")
    return CutOff(last, last, (_note(source, last, evidence),))


def _of_sales(connection: duckdb.DuckDBPyConnection, today: dt.date, source: str) -> CutOff | None:
    """The last sale not after today; later by some days where a state says that it is over, or where no sale is earlier."""
    past, over, n, last = connection.execute(
        """SELECT CAST(max(date) FILTER (date < $limit) AS DATE), CAST(max(date) FILTER (ripe) AS DATE), count(*) FILTER (ripe),
            CAST(max(date) AS DATE)
        FROM (SELECT date, row_done AND date >= $limit AND date < $soon AS ripe FROM transactions WHERE row_reason IS NULL)""",
        {"limit": today + ONE, "soon": today + ONE + SOON},
    ).fetchone() or (None, None, 0, None)
    if past is None and over is None:
        if last is None or last > today + BEHIND:
            return None
        evidence = _("todas las ventas son posteriores a hoy ({today}), según el reloj de este equipo")
        return CutOff(last, last, (_note(source, last, evidence.format(today=numbers.date(today))),))
    if over is None:
        return CutOff(past, past)
    evidence = _(
        "{n|una venta cerrada o pagada tiene|# ventas cerradas o pagadas tienen} fecha posterior a hoy ({today}), y así {n|cuenta|cuentan}"
    )
    return CutOff(over, past or today, (_note(source, over, evidence.format(n=n, today=numbers.date(today))),))  # fmt: skip


def _note(source: str, day: dt.date, evidence: str) -> Assumption:
    return Assumption(source, "cutoff", numbers.date(day), evidence, "date")


def mark_future(connection: duckdb.DuckDBPyConnection, table: Table, cut: CutOff) -> None:
    """What happened after the cut-off date, and what no state calls done after the last plain sale."""
    detail = f"'{table.event}: ' || CAST({table.event} AS VARCHAR)"
    late, given = f"{table.event} >= ?", [cut.day + ONE]
    if table.name == "transactions" and cut.plain < cut.day:
        late, given = f"({late} OR (NOT row_done AND {table.event} >= ?))", [*given, cut.plain + ONE]
    connection.execute(
        f"UPDATE {table.name} SET row_reason = '{Reason.FUTURE}', row_detail = {detail} WHERE row_reason IS NULL AND {late}",
        given,
    )
