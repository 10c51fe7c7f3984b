"""Cells that a row can do without and that were not read, or were read the other way round than their column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from clientela.intake.cells import Cell
from clientela.intake.contract import Table
from clientela.intake.parts import Part, header_of
from clientela.intake.problems import Problem
from clientela.intake.problems import cell as shown_cell
from clientela.present.language import gettext as _

EXAMPLES = 5


def unread(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    cells: Mapping[str, Cell],
    parts: Sequence[Part],
) -> list[Problem]:
    """Cells of columns that a row can do without, and that could not be read: they stay empty, and are counted."""
    looked_at = [
        c
        for c in cells.values()
        if c.column.type not in ("id", "text")
        and not c.column.needed
        and not any(c.column.name in g for g in table.needs_one_of)
    ]
    if not looked_at:
        return []
    bad = [f"NOT {cell.blank} AND ({cell.sql}) IS NULL" for cell in looked_at]
    counts = ", ".join(f"count(*) FILTER ({one})" for one in bad)
    row = connection.execute(f"SELECT {counts} FROM ({relation})").fetchone() or ()
    problems = []
    for cell, one, n in zip(looked_at, bad, row, strict=True):
        if n:
            first = f'SELECT part, source_row, CAST("{cell.column.name}" AS VARCHAR) FROM ({relation}) WHERE {one}'
            found = connection.execute(f"{first} ORDER BY part, source_row LIMIT 1").fetchone()
            number, source_row, value = found or (parts[0].number, None, "")
            part = next(p for p in parts if p.number == number)
            message = _(
                "{n|un valor no se puede leer y queda vacío|# valores no se pueden leer y quedan vacíos}"
            ).format(n=n)
            shown = f"{header_of(part, cell.column.name)} {shown_cell(value, cell.column.personal)}"
            problems.append(Problem(part.raw.file, message, cell.hint, source_row, shown, rows=n))
    return problems


def swapped(
    connection: duckdb.DuckDBPyConnection, relation: str, cells: Mapping[str, Cell], parts: Sequence[Part]
) -> list[Problem]:
    """Dates with the day and the month the other way round than their column: read where only one way is possible, and told."""
    remedy = _("Las dudosas, como 03/04/2025, siguieron a la mayoría: revíselas, o separe el archivo y diga day_first de cada parte")  # fmt: skip
    problems = []
    for cell in cells.values():
        if not cell.doubt:
            continue
        found = connection.execute(
            f"""SELECT part, source_row, CAST("{cell.column.name}" AS VARCHAR), count(*) OVER () FROM ({relation})
            WHERE ({cell.doubt}) AND NOT filtered ORDER BY part, source_row LIMIT {EXAMPLES}"""
        ).fetchall()
        for place, (number, row, value, n) in enumerate(found, start=1):
            part = next(p for p in parts if p.number == number)
            message, more = _("tiene el día y el mes al revés que su columna; se leyó así"), n - place
            if place == EXAMPLES and more:
                message += " " + _("(y {n} filas más)").format(n=more)
            shown = f"{header_of(part, cell.column.name)} {shown_cell(value, cell.column.personal)}"
            rows = 1 + more if place == EXAMPLES else 1
            problems.append(Problem(part.raw.file, message, remedy, row, shown, rows=rows))
    return problems
