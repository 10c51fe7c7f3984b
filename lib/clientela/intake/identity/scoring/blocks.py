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
) -> tuple[list[int], list[tuple[str, int, int]]]:
    """Give the table columns `key_1` … with each key, NULL where its group is too large to compare.

    Returns how many pairs each key brings, and what was cut: (key, groups, rows). The size from which a group is cut follows
    from a budget of pairs, so that time and memory grow with the rows and not with their square.
    """
    budget = max(PAIRS_AT_LEAST, PAIRS_A_ROW * value_of(connection, f"SELECT count(*) FROM {table}"))
    brought, cut = [], []
    columns, joins = [], []
    # A key is compared millions of times: a number in its place is quicker.
    wanted = ", ".join(f"hash({key}) AS want_{place}" for place, key in enumerate(keys, start=1))
    filled = ", ".join(
        f"CASE WHEN {key} IS NOT NULL THEN want_{place} END AS want_{place}"
        for place, key in enumerate(keys, start=1)
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE _identity_keyed AS SELECT unique_id, {filled} FROM (SELECT *, {wanted} FROM {table})"
    )
    for place, key in enumerate(keys, start=1):
        pairs, largest, groups, lost = _largest_group(connection, place, budget)
        brought.append(pairs)
        joins.append(f"""LEFT JOIN (
            SELECT want_{place} AS value FROM _identity_keyed WHERE want_{place} IS NOT NULL
            GROUP BY value HAVING count(*) BETWEEN 2 AND {largest}) AS k{place} ON k{place}.value = w.want_{place}""")
        columns.append(f"k{place}.value AS key_{place}")
        if groups:
            cut.append((key, groups, lost))
    connection.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        SELECT t.*, {", ".join(columns)} FROM {table} AS t JOIN _identity_keyed AS w USING (unique_id) {" ".join(joins)} ORDER BY unique_id
    """)
    connection.execute("DROP TABLE _identity_keyed")
    return brought, cut


def _largest_group(
    connection: duckdb.DuckDBPyConnection, place: int, budget: int
) -> tuple[int, int, int, int]:
    """How many pairs the budget allows, the largest size of group, and how many groups and rows are beyond it."""
    sizes = connection.execute(f"""
        SELECT size, count(*) AS groups FROM (
            SELECT count(*) AS size FROM _identity_keyed WHERE want_{place} IS NOT NULL GROUP BY want_{place}
        ) WHERE size > 1 GROUP BY size ORDER BY size
    """).fetchall()
    spent, largest = 0, 1
    for size, groups in sizes:
        more = groups * size * (size - 1) // 2
        if spent + more > budget:
            break
        spent, largest = spent + more, size
    beyond = [(size, groups) for size, groups in sizes if size > largest]
    return spent, largest, sum(groups for _, groups in beyond), sum(size * groups for size, groups in beyond)
