"""Rows told twice: the same line number, the same key, the same row in two files that overlap; and what a newer file changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import duckdb

from clientela.intake.contract import Table
from clientela.intake.parts import Part
from clientela.intake.problems import Assumption, Change
from clientela.intake.questions import Question
from clientela.intake.reasons import Reason
from clientela.intake.repeats import reused
from clientela.present.language import gettext as _

# What tells a sale or an answer from another that says the same.
TELLING = ("customer_id", "order_id", "line_id", "respondent_id")
# So many rows are compared with each other at once.
GROUPED = 25_000_000


def tells(table: Table, columns: Sequence[str]) -> str:
    """The SQL of rows that something tells from others that say the same; those of other tables are always told apart by what they say."""
    if table.name not in ("transactions", "surveys"):
        return "true"
    telling = [f'"{c}" IS NOT NULL' for c in TELLING if c in columns]
    if "date" in columns:
        telling.append("date <> date_trunc('day', date)")
    return f"({' OR '.join(telling)})" if telling else "false"


def mark_duplicates(
    connection: duckdb.DuckDBPyConnection,
    staged: str,
    table: Table,
    columns: Sequence[str],
    parts: Sequence[Part],
    told: Mapping[str, str | None],
) -> tuple[list[Assumption], list[Question]]:
    """Set aside repeated lines, keys and rows of overlapping files; identical rows within a file are only reported.

    `told` is what company.yml says of each source's repeated line numbers (see `reused`).
    """
    notes: list[Assumption] = []
    questions: list[Question] = []
    newest = _newest_first(connection, staged, table, columns, parts)
    if table.name == "transactions" and "line_id" in columns:
        key, note = _line_key(connection, staged, columns, parts)
        notes += note
        reused.gather(connection, staged, key, columns, parts, told)
        _mark(
            connection,
            staged,
            key,
            newest,
            Reason.DUPLICATE_LINE,
            f"rowid NOT IN (SELECT r FROM {reused.TABLE})",
        )
        questions = reused.questions(connection, staged, parts, told)
    elif table.key:
        key = [f'"{column}"' for column in table.key]
        # The same person in two sources is a matter of identity; twice in one source, it is a repeated row.
        _mark(
            connection,
            staged,
            ["source", *key] if table.name == "customers" else key,
            newest,
            Reason.DUPLICATE_KEY,
        )
    values = ", ".join(f'"{column}"' for column in columns)
    if len(parts) > 1 and not table.key:
        _mark_rows(connection, staged, table, columns, values)
    if table.name == "transactions":
        notes += _identical(connection, staged, values, parts)
    return notes, questions


def _newest_first(
    connection: duckdb.DuckDBPyConnection,
    staged: str,
    table: Table,
    columns: Sequence[str],
    parts: Sequence[Part],
) -> dict[int, int]:
    """Parts by age: 0 is the newest, by its last date, else by its place in the order of names."""
    if table.event not in columns or len(parts) == 1:
        return {part.number: i for i, part in enumerate(reversed(parts))}
    last = dict(
        connection.execute(
            f"SELECT row_part, max({table.event}) FROM {staged} WHERE row_reason IS NULL GROUP BY 1"
        ).fetchall()
    )
    ordered = sorted(
        parts, key=lambda p: (last.get(p.number) is not None, str(last.get(p.number)), p.number), reverse=True
    )
    return {part.number: i for i, part in enumerate(ordered)}


def _line_key(
    connection: duckdb.DuckDBPyConnection, staged: str, columns: Sequence[str], parts: Sequence[Part]
) -> tuple[list[str], list[Assumption]]:
    """line_id alone, or with order_id where lines are counted within each order."""
    if "order_id" not in columns:
        return ["line_id"], []
    # Within one file, since overlapping files repeat lines by nature.
    rows, alone, with_order = connection.execute(
        f"""SELECT count(*), count(DISTINCT (row_part, line_id)), count(DISTINCT (row_part, line_id, order_id))
        FROM {staged} WHERE row_reason IS NULL AND line_id IS NOT NULL"""
    ).fetchone() or (0, 0, 0)
    if rows and alone < 0.8 * rows and with_order > alone:
        evidence = _("los números de línea se repiten de un pedido a otro")
        return ["order_id", "line_id"], [
            Assumption(parts[0].source, "line_id", "order_id + line_id", evidence, "line_id")
        ]
    return ["line_id"], []


def _mark(
    connection: duckdb.DuckDBPyConnection,
    staged: str,
    key: Sequence[str],
    newest: dict[int, int],
    reason: Reason,
    among: str = "true",
) -> None:
    """Of the rows with one key among some, keep the newest file's first; set the others aside."""
    age = (
        "CASE row_part "
        + " ".join(f"WHEN {number} THEN {place}" for number, place in newest.items())
        + " END"
    )
    some = " AND ".join([*(f"{column} IS NOT NULL" for column in key), among])
    told = f"SELECT count(*), count(DISTINCT ({', '.join(key)})) FROM {staged} WHERE row_reason IS NULL AND {some}"
    rows, different = connection.execute(told).fetchone() or (0, 0)
    if rows == different:
        return
    connection.execute(
        f"""UPDATE {staged} AS t SET row_reason = '{reason}', row_detail = concat_ws(', ', {", ".join("t." + c for c in key if c != "source")})
        FROM (SELECT rowid AS r, row_number() OVER (PARTITION BY {", ".join(key)} ORDER BY {age}, source_row) AS k
              FROM {staged} WHERE row_reason IS NULL AND {some} QUALIFY k > 1) AS d
        WHERE t.rowid = d.r"""
    )


def _mark_rows(
    connection: duckdb.DuckDBPyConnection, staged: str, table: Table, columns: Sequence[str], values: str
) -> None:
    """The k-th copy of a row in one file and in another is one row: that of the first file stays.

    A sale that nothing tells from another (nobody's, without a number or time of day) is not compared, nor an answer of nobody knows whom.
    """
    told = tells(table, columns)
    connection.execute(
        f"""UPDATE {staged} AS t SET row_reason = '{Reason.DUPLICATE_ROW}', row_detail = d.first_file
        FROM (
            SELECT r, first_value(source_file) OVER copies AS first_file, row_number() OVER copies AS n
            FROM (SELECT rowid AS r, row_part, source_file, source_row, {values}, row_leftover,
                         row_number() OVER (PARTITION BY row_part, row_leftover, {values} ORDER BY source_row) AS k
                  FROM {staged} WHERE row_reason IS NULL AND {told})
            WINDOW copies AS (PARTITION BY row_leftover, k, {values} ORDER BY row_part, source_row)
            QUALIFY n > 1) AS d
        WHERE t.rowid = d.r"""
    )


def _identical(
    connection: duckdb.DuckDBPyConnection, staged: str, values: str, parts: Sequence[Part]
) -> list[Assumption]:
    # A part is of one source, so that its number tells its source; it costs less to carry than a text.
    names = {part.number: part.source for part in parts}
    found: dict[str, int] = {}
    (every,) = connection.execute(f"SELECT count(*) FROM {staged}").fetchone() or (0,)
    # Of a hundred million rows, nearly each its own group, memory has no room for all groups at once.
    turns = 1 + every // GROUPED
    said = f"hash({values}, row_leftover, row_part)"
    for turn in range(turns):
        mine = f"AND {said} % {turns} = {turn}" if turns > 1 else ""
        rows = connection.execute(
            f"""SELECT part, sum(n - 1) FROM (
                SELECT max(row_part) AS part, count(*) AS n FROM {staged} WHERE row_reason IS NULL {mine}
                GROUP BY {said} HAVING n > 1)
            GROUP BY part"""
        ).fetchall()
        for part, n in rows:
            found[names[part]] = found.get(names[part], 0) + int(n)
    evidence = _("filas idénticas dentro de un mismo archivo: se conservan, pueden ser ventas iguales")
    return [Assumption(source, "identical", str(n), evidence) for source, n in sorted(found.items())]


def changes(
    connection: duckdb.DuckDBPyConnection, staged: str, table: Table, parts: Sequence[Part]
) -> list[Change]:
    """Month by month, what a newer file of a source says otherwise than the one before it, over the days that both cover."""
    if table.name != "transactions" or len(parts) < 2:
        return []
    told = f"(row_reason IS NULL OR row_reason IN ('{Reason.DUPLICATE_LINE}', '{Reason.DUPLICATE_ROW}'))"
    spans = connection.execute(
        f"""SELECT source, row_part, any_value(source_file), CAST(min(date) AS DATE), CAST(max(date) AS DATE)
        FROM {staged} WHERE {told} GROUP BY 1, 2 ORDER BY 1, 5, 2"""
    ).fetchall()
    found = []
    for (source, old, old_file, old_from, old_to), (next_source, new, new_file, new_from, new_to) in pairwise(
        spans
    ):
        first, last = max(old_from, new_from), min(old_to, new_to)
        if source != next_source or first > last:
            continue
        rows = connection.execute(
            f"""SELECT strftime(date, '%Y-%m') AS month, count(*) FILTER (row_part = {old}), count(*) FILTER (row_part = {new}),
                       coalesce(sum(amount) FILTER (row_part = {old}), 0), coalesce(sum(amount) FILTER (row_part = {new}), 0)
            FROM {staged} WHERE row_part IN ({old}, {new}) AND {told} AND CAST(date AS DATE) BETWEEN ? AND ? GROUP BY 1 ORDER BY 1""",
            [first, last],
        ).fetchall()
        found += [
            Change(table.name, month, old_file, new_file, a, b, float(x), float(y))
            for month, a, b, x, y in rows
            if (a, x) != (b, y)
        ]
    return found
