"""The ledger: what became of every row; and the rows that were set aside, as they came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from clientela.intake.contract import Table
from clientela.intake.loading.unread import EXAMPLES
from clientela.intake.parts import Part, header_of
from clientela.intake.problems import Problem, cell
from clientela.intake.readers.raw import Partner, quoted
from clientela.intake.reasons import TOTALS, Fate, Reason, words
from clientela.present.language import gettext as _

# A time of day, and behind it a zone's name: «23:30 COT», «23:30[America/Bogota]»; hours after Greenwich are read.
ZONED = re.compile(r"\d:\d\d(?!.*\b[apAP]\.?\s?[mM]\b)[^A-Za-z]*([A-Z]{2,5}\b|\[|\(?(GMT|UTC))")
AMOUNTS = ("money", "number", "share")
TOTALS_SQL = ", ".join(f"'{reason}'" for reason in TOTALS)


@dataclass(frozen=True)
class Entered:
    """What a table's ledger says: how many rows stay in it, and whether any was set aside."""

    kept: int
    aside: bool


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables `ledger` and `set_aside`."""
    connection.execute(
        "CREATE OR REPLACE TABLE ledger (source VARCHAR, table_name VARCHAR, fate VARCHAR, reason VARCHAR, rows BIGINT)"
    )
    connection.execute(
        """CREATE OR REPLACE TABLE set_aside
        (source VARCHAR, source_file VARCHAR, source_row BIGINT, table_name VARCHAR, reason VARCHAR, detail VARCHAR, raw VARCHAR)"""
    )


def enter(connection: duckdb.DuckDBPyConnection, staged: str, table: Table, parts: Sequence[Part]) -> Entered:
    """Enter a table's rows in the ledger, and keep those set aside with their cells as they came."""
    fates = f"""CASE WHEN row_reason IS NULL THEN '{Fate.USED}' WHEN row_reason IN ({TOTALS_SQL}) THEN '{Fate.TOTALS}'
        ELSE '{Fate.SET_ASIDE}' END"""
    found = connection.execute(
        f"SELECT source, {fates} AS fate, row_reason, row_part, count(*) FROM {staged} GROUP BY ALL"
    ).fetchall()
    counted = {part.number: part.raw.counted for part in parts if part.raw.counted}
    rows: Counter[tuple[str, str, str | None]] = Counter()
    for source, fate, reason, part, n in found:
        rows[(counted.get(part, source), fate, reason)] += n
    if rows:
        # In one order, so that the same files give the same bytes.
        lines = sorted(rows.items(), key=lambda one: [(text is None, text or "") for text in one[0]])
        listed = ", ".join(
            f"({_sql(source)}, {_sql(table.name)}, {_sql(fate)}, {_sql(reason)}, {n})"
            for (source, fate, reason), n in lines
        )
        connection.execute(f"INSERT INTO ledger VALUES {listed}")
    with_rows = {part for _source, fate, _reason, part, _n in found if fate == Fate.SET_ASIDE}
    aside = f"row_reason IS NOT NULL AND row_reason NOT IN ({TOTALS_SQL})"
    for part in parts:
        for partner in part.raw.partners:
            _enter_partner(connection, partner, table)
        if part.number in with_rows:
            cells = ", ".join(
                f"{quoted(header)}, CAST(c{i} AS VARCHAR)" for i, header in enumerate(part.raw.headers, 1)
            )
            connection.execute(
                f"""INSERT INTO set_aside
                SELECT s.source, s.source_file, s.source_row, {quoted(table.name)}, s.row_reason, s.row_detail, json_object({cells})
                FROM (SELECT * FROM {staged} WHERE row_part = {part.number} AND {aside}) AS s
                JOIN ({part.raw.relation}) AS r USING (source_row) ORDER BY source_row"""
            )
    kept = sum(n for _source, fate, _reason, _part, n in found if fate != Fate.SET_ASIDE)
    return Entered(kept, bool(with_rows))


def _sql(text: str | None) -> str:
    return "NULL" if text is None else quoted(text)


def _enter_partner(connection: duckdb.DuckDBPyConnection, partner: Partner, table: Table) -> None:
    """Enter the rows of a file that completes others: used where they meet one, else set aside with their cells."""
    given = [partner.source, table.name]
    connection.execute(
        f"""INSERT INTO ledger SELECT ?, ?, CASE WHEN reason IS NULL THEN '{Fate.USED}' ELSE '{Fate.SET_ASIDE}' END AS fate,
        coalesce(reason, '{Reason.JOINED}'), count(*) FROM ({partner.fates}) GROUP BY ALL ORDER BY ALL""",
        given,
    )
    connection.execute(
        f"""INSERT INTO set_aside SELECT ?, ?, source_row, ?, reason, NULL, raw FROM ({partner.fates})
        WHERE reason IS NOT NULL ORDER BY source_row""",
        [partner.source, partner.file, table.name],
    )


def problems(
    connection: duckdb.DuckDBPyConnection, staged: str, table: Table, parts: Sequence[Part]
) -> list[Problem]:
    """The rows that were set aside, as messages: a few examples of each kind, and how many more there are."""
    # One message a column, and one a currency.
    about = (
        f"CASE WHEN row_reason = '{Reason.OTHER_CURRENCY}' THEN row_detail "
        "WHEN contains(row_detail, ': ') THEN split_part(row_detail, ': ', 1) END"
    )
    ranked = f"""SELECT row_part, source_row, row_reason, row_detail, count(*) OVER (PARTITION BY row_part, row_reason, about) AS n,
               row_number() OVER (PARTITION BY row_part, row_reason, about ORDER BY source_row) AS k
        FROM (SELECT *, {about} AS about
              FROM {staged} WHERE row_reason IS NOT NULL AND row_reason NOT IN ({TOTALS_SQL}))"""
    rows = connection.execute(
        f"SELECT * FROM ({ranked}) WHERE k <= {EXAMPLES} ORDER BY row_part, row_reason, row_detail, source_row"
    ).fetchall()
    by_number = {part.number: part for part in parts}
    found = []
    for number, source_row, why, detail, n, k in rows:
        reason = Reason(why)
        if k == 1 or reason in (Reason.UNREADABLE_DATE, Reason.UNREADABLE_NUMBER, Reason.UNKNOWN_VALUE):
            last = k == EXAMPLES or reason not in (
                Reason.UNREADABLE_DATE,
                Reason.UNREADABLE_NUMBER,
                Reason.UNKNOWN_VALUE,
            )
            found.append(
                _problem(by_number[number], table, source_row, reason, detail, n, n - k if last else 0)
            )
    return found


def _problem(
    part: Part, table: Table, row: int, reason: Reason, detail: str | None, n: int, more: int
) -> Problem:
    ours, _colon, value = (detail or "").partition(": ")
    column = table.column(ours)
    shown = header_of(part, ours) if column else ""
    if column and value:
        shown += f" {cell(value, column.personal, column.type in AMOUNTS)}"
    message, remedy = explain(reason, value)
    if more > 0:
        message += " " + more_rows(more)
    severity: Literal["notice", "warning"] = (
        "notice"
        if reason
        in (
            Reason.FILTERED,
            Reason.DUPLICATE_ROW,
            Reason.TOTAL_ROW,
            Reason.GROUP_TITLE,
            Reason.REPEATED_HEADER,
        )
        else "warning"
    )
    return Problem(part.raw.file, message, remedy, row, shown, severity, n if more or n == 1 else 1)


def more_rows(n: int) -> str:
    """How many rows more there are of a kind."""
    return _("(y una fila más)") if n == 1 else _("(y {n} filas más)").format(n=n)


def explain(reason: Reason, value: str) -> tuple[str, str]:
    """What is wrong with a cell and what may be meant, in words."""
    if reason == Reason.UNREADABLE_NUMBER:
        return _("no es un número"), _number_remedy(value)
    if reason == Reason.UNREADABLE_DATE:
        return _("no es una fecha"), _date_remedy(value)
    if reason == Reason.FUTURE:
        return _("es posterior a la fecha de corte; queda aparte"), ""
    if reason == Reason.MISSING_VALUE:
        return _("falta el dato; la fila queda aparte"), ""
    return words(reason), ""


def _number_remedy(value: str) -> str:
    signs = value.strip()
    if any(sign in signs for sign in "oO") and any(sign.isdigit() for sign in signs):
        return _("¿una O por un cero?")
    if any(sign in signs for sign in "lI") and any(sign.isdigit() for sign in signs):
        return _("¿una letra por un uno?")
    if signs.startswith("#"):
        return _("Es un error de una fórmula: corríjala en el libro y guárdelo")
    return _("Corrija la celda o deje el número sin letras")


def _date_remedy(value: str) -> str:
    if ZONED.search(value):
        return _("Es una hora con zona que no se sabe leer: escríbala como 2026-01-31 15:30 -05:00")
    if any(sign.isdigit() for sign in value):
        return _("¿el día y el mes al revés, o un día que no existe?")
    return _("Escríbala como 2026-01-31")
