"""A file that tells the same thing on many rows, such as the buyers of a list of sales: one row each, with the last that was said of it."""

from __future__ import annotations

import duckdb

from clientela.companies.source import Source
from clientela.intake.cells.cell import blank_sql
from clientela.intake.contract import Table, header_key
from clientela.intake.problems import Assumption, IntakeError, Problem
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes.filters import filter_sql
from clientela.present import numbers
from clientela.present.language import gettext as _


def once(raw: Raw, source: Source, table: Table, connection: duckdb.DuckDBPyConnection) -> Raw:
    """One row a key, where it first stands; of each column the last cell that says anything. Rows that company.yml leaves out say nothing."""
    key = _key(raw, source, table)
    some = f"nullif(trim(CAST(c{key} AS VARCHAR)), '')"
    told = [
        f"last(c{i} ORDER BY source_row) FILTER (nullif(trim(CAST(c{i} AS VARCHAR)), '') IS NOT NULL) AS c{i}"
        for i in range(1, len(raw.headers) + 1)
        if i != key
    ]
    # A dash for a buyer is nobody.
    somebody = f"{some} IS NOT NULL AND NOT {blank_sql(some)}"
    chosen = [f"any_value(c{key}) AS c{key}", *told]
    relation = f"""SELECT min(source_row) AS source_row, {", ".join(chosen)}, CAST(NULL AS VARCHAR) AS extra
        FROM ({raw.relation}) WHERE {somebody} AND NOT {filter_sql(source, raw)} GROUP BY {some} ORDER BY source_row"""
    rows, different = connection.execute(f"SELECT count(*), count(DISTINCT {some}) FROM ({raw.relation})").fetchone() or (0, 0)  # fmt: skip
    evidence = _("una fila por cada «{column}», con lo último que se dice de él").format(column=raw.headers[key - 1])  # fmt: skip
    shown = _("{some} de {all}").format(some=numbers.count(different), all=numbers.count(rows))
    note = Assumption(raw.file, "shape", shown, evidence)
    return Raw(raw.file, relation, raw.headers, raw.types, (*raw.assumptions, note), raw.problems)


def _key(raw: Raw, source: Source, table: Table) -> int:
    """The place (from 1) of the column that company.yml gives for the table's key."""
    header = source.columns.get(table.key[0]) if len(table.key) == 1 else None
    found = next((i for i, one in enumerate(raw.headers, 1) if header_key(one) == header_key(header)), None)
    if found is None:
        message = _("con shape: once hay que decir en columns cuál es la columna del código")
        raise IntakeError([Problem("company.yml", message, column="shape", severity="error")])
    return found
