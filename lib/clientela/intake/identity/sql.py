"""Small helpers over a DuckDB connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb


def value_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: Any = None) -> Any:
    """The single value of a query, its result read to the end (DuckDB holds the connection until then)."""
    return connection.execute(query, parameters).fetchall()[0][0]


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table, in order; none where there is no such table."""
    query = (
        "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
    )
    return [name for (name,) in connection.execute(query, [table]).fetchall()]


def put_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, Sequence[Any]],
    *,
    add: bool = False,
) -> None:
    """Write columns ("name TYPE": values) as a table, or add them to it."""
    import pyarrow as pa

    plain = [column.split()[0] for column in columns]
    if not add:
        connection.execute(f"CREATE OR REPLACE TABLE {name} ({', '.join(columns)})")
    connection.register("_identity_put", pa.table(dict(zip(plain, columns.values(), strict=True))))
    connection.execute(f"INSERT INTO {name} SELECT {', '.join(plain)} FROM _identity_put")
    connection.unregister("_identity_put")
