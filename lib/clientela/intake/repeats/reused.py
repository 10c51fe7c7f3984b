"""Line numbers that stand in one file for another customer on another day: a sale of its own, and somebody is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from clientela.intake.parts import Part, header_of
from clientela.intake.questions import Question, Way, matters
from clientela.present.language import gettext as _

# The rows that bear another's number and are no repeat of it.
TABLE = "reused_lines"


def gather(
    connection: duckdb.DuckDBPyConnection,
    staged: str,
    key: Sequence[str],
    columns: Sequence[str],
    parts: Sequence[Part],
    told: Mapping[str, str | None],
) -> None:
    """Gather the rows whose number another customer had on another day, in the same file; they count unless company.yml says otherwise.

    `told` has what it says of each source (`repeated_lines`): aside, count, or nothing.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {TABLE} (r BIGINT, part INTEGER, amount DOUBLE, line VARCHAR)"
    )
    if not {"customer_id", "date", "amount"} <= {*columns}:
        return
    counted = [part for part in parts if told.get(part.source) != "aside"]
    some = " AND ".join(f"{column} IS NOT NULL" for column in key)
    rows, different = connection.execute(
        f"SELECT count(*), count(DISTINCT (row_part, {', '.join(key)})) FROM {staged} WHERE row_reason IS NULL AND {some}"
    ).fetchone() or (0, 0)
    if not counted or rows == different:
        return
    connection.execute(f"""
        INSERT INTO {TABLE}
        SELECT rowid, row_part, CAST(amount AS DOUBLE), CAST(line_id AS VARCHAR) FROM {staged}
        WHERE row_reason IS NULL AND {some} AND row_part IN ({", ".join(str(part.number) for part in counted)})
        WINDOW told AS (PARTITION BY row_part, {", ".join(key)} ORDER BY source_row)
        QUALIFY customer_id <> first_value(customer_id) OVER told AND date_trunc('day', date) <> date_trunc('day', first_value(date) OVER told)
    """)


def questions(
    connection: duckdb.DuckDBPyConnection, staged: str, parts: Sequence[Part], told: Mapping[str, str | None]
) -> list[Question]:
    """Each file of which a total hangs on what was gathered, once the repeats are set aside; those that company.yml answers are none."""
    return [
        question
        for part in parts
        if told.get(part.source) is None and (question := _question(connection, staged, part))
    ]


def _question(connection: duckdb.DuckDBPyConnection, staged: str, part: Part) -> Question | None:
    rows, amount, example = connection.execute(
        f"SELECT count(*), sum(amount), min(line) FROM {TABLE} WHERE part = {part.number}"
    ).fetchone() or (0, None, "")
    if not rows:
        return None
    (all_,) = connection.execute(f"SELECT sum(amount) FROM {staged} WHERE row_reason IS NULL").fetchone() or (
        0,
    )
    total = float(all_ or 0)
    if not matters(total, total - (amount or 0)):
        return None
    ways = (
        Way(_("cada una es una venta, con un número que ya se usó"), "repeated_lines: count", total),
        Way(_("son la misma línea, contada otra vez"), "repeated_lines: aside", total - (amount or 0)),
    )
    return Question(
        "transactions",
        part.source,
        part.raw.file,
        "repeated",
        header_of(part, "line_id"),
        example,
        rows,
        *ways,
    )
