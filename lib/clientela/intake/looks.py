"""What the values of a column look like: states of orders, currencies."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.readers.raw import Raw
from clientela.intake.sales.currencies import is_currency
from clientela.intake.sales.states import state_of

LOOKED_AT = 5000
MOST = 300
KINDS = 40


def some_values(connection: duckdb.DuckDBPyConnection, raw: Raw, place: int) -> list[str]:
    """The different values among the first rows of a column."""
    rows = connection.execute(
        f"""SELECT v, count(*) FROM (SELECT trim(CAST(c{place + 1} AS VARCHAR)) AS v FROM ({raw.relation}) LIMIT {LOOKED_AT})
        WHERE v <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}"""
    ).fetchall()
    return [row[0] for row in rows]


def looks_like(kind: str, values: Sequence[str]) -> bool:
    """Whether different values, the commonest first, look like what a column must hold.

    >>> looks_like("state", ["Pagado", "Anulado"]), looks_like("state", ["Valle", "Antioquia"]), looks_like("currency", ["usd", "COP"])
    (True, False, True)
    """
    if not values:
        return False
    if kind == "state":
        return len(values) <= KINDS and 2 * sum(state_of(value) is not None for value in values) >= len(
            values
        )
    if kind == "currency":
        return len(values) <= KINDS and all(is_currency(value) for value in values)
    return True
