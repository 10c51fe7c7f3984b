"""The same file under two names, or twice through two sources: rows that nothing tells apart are compared as a whole, and count once."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.contract import Table
from clientela.intake.parts import Part
from clientela.intake.problems import Problem
from clientela.intake.reasons import Reason
from clientela.intake.repeats.overlap import tells
from clientela.present import numbers
from clientela.present.language import gettext as _

# Fewer rows are alike by chance; more, with the same number of copies of each over all days of both, are not.
FEWEST = 10
NEARLY_ALL = 0.9


def mark(
    connection: duckdb.DuckDBPyConnection,
    staged: str,
    table: Table,
    columns: Sequence[str],
    parts: Sequence[Part],
) -> list[Problem]:
    """Set aside what a file tells that an earlier one tells too, row by row as often, over all the days that both cover.

    Two shops may sell the same on a day, but not the same number of each thing on every day. Nearly the same is told, and stays.
    """
    loose = tells(table, columns)
    if len(parts) < 2 or table.key or loose == "true":
        return []
    by_number = {part.number: part for part in parts}
    values = ", ".join(f'"{column}"' for column in columns)
    day = f'CAST("{table.event}" AS DATE)' if table.event in columns else "CAST(NULL AS DATE)"
    rows = connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE loose_rows AS
        SELECT rowid AS r, row_part, {day} AS day, hash(row_leftover, {values}) AS h,
               row_number() OVER (PARTITION BY row_part, row_leftover, {values} ORDER BY source_row) AS k
        FROM {staged} WHERE row_reason IS NULL AND NOT coalesce({loose}, false)"""
    ).fetchone() or (0,)
    if not rows[0]:
        return []
    found: list[Problem] = []
    gone: set[int] = set()
    for one, other, n, mine, theirs in _pairs(connection):
        if gone & {one, other}:
            continue
        shown = {"other": by_number[one].raw.file, "n": numbers.count(n)}
        if n == mine == theirs:
            connection.execute(
                f"""UPDATE {staged} SET row_reason = '{Reason.DUPLICATE_ROW}', row_detail = ? WHERE rowid IN
                (SELECT b.r FROM loose_rows AS b JOIN loose_rows AS a USING (h, k) WHERE a.row_part = ? AND b.row_part = ?)""",
                [by_number[one].raw.file, one, other],
            )
            gone.add(other)
            message = _("dice lo mismo que {other}, fila por fila ({n}): se cuenta una sola vez")
            remedy = _("Quite uno de los dos, o cambie el patrón que lee los dos")
        else:
            message = _("{n} filas son iguales a las de {other}: si es lo mismo, se cuenta dos veces")
            remedy = _("Quite uno de los dos archivos, o las filas repetidas")
        found.append(Problem(by_number[other].raw.file, message.format(**shown), remedy, rows=n))
    connection.execute("DROP TABLE loose_rows")
    return found


def _pairs(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int, int, int, int]]:
    """Two files each, the rows that they have in common, and those of either on the days of both; only where they are nearly all."""
    return connection.execute(
        f"""WITH spans AS (SELECT row_part, min(day) AS low, max(day) AS high FROM loose_rows GROUP BY 1),
        alike AS (
            SELECT a.row_part AS one, b.row_part AS other, count(*) AS n
            FROM loose_rows AS a JOIN loose_rows AS b ON a.h = b.h AND a.k = b.k AND a.row_part < b.row_part
            GROUP BY 1, 2 HAVING count(*) >= {FEWEST}),
        days AS (
            SELECT p.*, greatest(x.low, y.low) AS low, least(x.high, y.high) AS high
            FROM alike AS p JOIN spans AS x ON x.row_part = one JOIN spans AS y ON y.row_part = other),
        counted AS (
            SELECT one, other, any_value(n) AS n, count(*) FILTER (row_part = one) AS mine, count(*) FILTER (row_part = other) AS theirs
            FROM days JOIN loose_rows ON row_part IN (one, other) AND (low IS NULL OR day IS NULL OR day BETWEEN low AND high)
            GROUP BY 1, 2)
        SELECT one, other, n, mine, theirs FROM counted WHERE n >= {NEARLY_ALL} * least(mine, theirs) ORDER BY 1, 2"""
    ).fetchall()
