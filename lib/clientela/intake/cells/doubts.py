"""Columns that can be read in two ways: what each way adds up to, and the question where that matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import duckdb

from clientela.intake.cells import Cell
from clientela.intake.cells.cell import Rival
from clientela.intake.contract import Column, Table
from clientela.intake.questions import Question, Way, matters
from clientela.present import numbers

Select = Callable[[Mapping[str, Cell]], str]


def questions(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    cells: Mapping[str, Cell],
    select: Select,
) -> list[tuple[str, Question]]:
    """The questions of a source, each with our name of its column; `select` gives the rows of the table for given cells.

    `file` and `column` of each are filled in by who knows the files.
    """
    found = []
    for name, cell in cells.items():
        for rival in cell.rivals:
            row = connection.execute(
                f'SELECT count(*), first(CAST("{name}" AS VARCHAR) ORDER BY part, source_row), first(part ORDER BY part, source_row) '
                f"FROM ({relation}) WHERE ({rival.where}) AND NOT filtered"
            ).fetchone()
            if not row or not row[0]:
                continue
            taken = select(cells)
            other = select({**cells, name: replace(cell, sql=rival.sql)})
            ways = _ways(connection, table, cell.column, rival, (taken, other))
            if ways:
                found.append((name, _question(table, rival, cell.column, row, ways)))
    return found


def _question(
    table: Table, rival: Rival, column: Column, row: Sequence[Any], ways: tuple[Way, Way]
) -> Question:
    rows, example, part = row
    return Question(
        table.name, str(part), "", rival.about, column.name, example, rows, *ways, personal=column.personal
    )


def _ways(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    column: Column,
    rival: Rival,
    selects: tuple[str, str],
) -> tuple[Way, Way] | None:
    """Both ways with what comes of them; None where the difference is a trifle."""
    said = ((rival.taken, rival.taken_line), (rival.other, rival.other_line))
    if column.type in ("date", "timestamp"):
        spans = [_span(connection, select, column.name) for select in selects]
        if spans[0] == spans[1]:
            return None
        one, two = (Way(*words, note=span) for words, (span, _days) in zip(said, spans, strict=True))
        return one, two
    # What moves no amount is asked about where it is shown itself.
    for name in dict.fromkeys(("amount", column.name)):
        if table.column(name) is None or (name in table.columns and name not in table.kept):
            continue
        totals = [total(connection, select, name) for select in selects]
        if matters(*totals):
            money = table.columns[name].type == "money" if name in table.columns else False
            one, two = (
                Way(*words, total=total, unit="currency" if money else "count")
                for words, total in zip(said, totals, strict=True)
            )
            return one, two
    return None


def total(connection: duckdb.DuckDBPyConnection, select: str, name: str) -> float | None:
    """The sum of a column over the rows of a table that can be used."""
    row = connection.execute(f'SELECT sum("{name}") FROM ({select}) WHERE row_reason IS NULL').fetchone()
    return float(row[0]) if row and row[0] is not None else None


def _span(connection: duckdb.DuckDBPyConnection, select: str, name: str) -> tuple[str, int]:
    """From which day to which the rows go, in words; and a sum that tells two sets of days apart."""
    first, last, n, days = connection.execute(
        f'SELECT CAST(min("{name}") AS DATE), CAST(max("{name}") AS DATE), count(*), sum(hash(CAST("{name}" AS DATE)) % 1000003) '
        f"FROM ({select}) WHERE row_reason IS NULL"
    ).fetchone() or (None, None, 0, 0)
    if first is None:
        return numbers.count(n), 0
    return f"{numbers.date(first, 'medium')} – {numbers.date(last, 'medium')}", int(days)
