"""Which rows are worth comparing: those that share a key; keys shared by too many are cut, and shown."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.identity.sql import value_of

# A key may bring this many pairs a row, and always this many: what is beyond is cut, the largest groups first.
PAIRS_A_ROW = 6
PAIRS_AT_LEAST = 300_000


def add_keys(
    connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str]
) -> list[tuple[str, int, int]]:
    """Give the table columns `key_1` … with each key, NULL where its group is too large to compare.

    Returns what was cut: (key, groups, rows). The size from which a group is cut follows from a budget of pairs, so that time and memory grow
    with the rows and not with their square.
    """
    budget = max(PAIRS_AT_LEAST, PAIRS_A_ROW * value_of(connection, f"SELECT count(*) FROM {table}"))
    cut = []
    columns, joins = [], []
    for place, key in enumerate(keys, start=1):
        largest, groups, lost = _largest_group(connection, table, key, budget)
        connection.execute(f"""
            CREATE OR REPLACE TABLE _identity_key_{place} AS
            SELECT value FROM (SELECT {key} AS value FROM {table}) WHERE value IS NOT NULL
            GROUP BY value HAVING count(*) BETWEEN 2 AND {largest}
        """)
        columns.append(f"k{place}.value AS key_{place}")
        joins.append(f"LEFT JOIN _identity_key_{place} AS k{place} ON k{place}.value = t.want_{place}")
        if groups:
            cut.append((key, groups, lost))
    wanted = ", ".join(f"{key} AS want_{place}" for place, key in enumerate(keys, start=1))
    dropped = ", ".join(f"want_{place}" for place in range(1, len(keys) + 1))
    connection.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        SELECT t.* EXCLUDE ({dropped}), {", ".join(columns)} FROM (SELECT *, {wanted} FROM {table}) AS t {" ".join(joins)} ORDER BY unique_id
    """)
    for place in range(1, len(keys) + 1):
        connection.execute(f"DROP TABLE _identity_key_{place}")
    return cut


def _largest_group(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, budget: int
) -> tuple[int, int, int]:
    """The largest size of group that the budget allows, and how many groups and rows are beyond it."""
    sizes = connection.execute(f"""
        SELECT size, count(*) AS groups FROM (
            SELECT count(*) AS size FROM (SELECT {key} AS value FROM {table}) WHERE value IS NOT NULL GROUP BY value
        ) WHERE size > 1 GROUP BY size ORDER BY size
    """).fetchall()
    spent, largest = 0, 1
    for size, groups in sizes:
        spent += groups * size * (size - 1) // 2
        if spent > budget:
            break
        largest = size
    beyond = [(size, groups) for size, groups in sizes if size > largest]
    return largest, sum(groups for _, groups in beyond), sum(size * groups for size, groups in beyond)
