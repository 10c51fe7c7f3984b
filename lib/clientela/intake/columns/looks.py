"""What the values of a column look like: states of orders, currencies."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.contract import plain
from clientela.intake.readers.raw import Raw
from clientela.intake.sales.states import state_of
from clientela.intake.sniff.currencies import is_currency

LOOKED_AT = 5000
MOST_VALUES = 300
KINDS = 40
MARKS = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "si",
        "y",
        "n",
        "s",
        "1",
        "0",
        "x",
        "verdadero",
        "falso",
        "t",
        "f",
        "sim",
        "nao",
    ]
)
KEY_FILLED = 0.9
KEY_DIFFERENT = 0.98
# A sketch that counts fewer different values than this share of the rows is not that wrong: they are no key.
SKETCHED = 0.5


def first_rows(connection: duckdb.DuckDBPyConnection, raw: Raw) -> list[tuple[str | None, ...]]:
    """The texts of the first rows of a file, all columns at once."""
    cells = ", ".join(
        f"c{i}" if kind == "VARCHAR" else f"CAST(c{i} AS VARCHAR)" for i, kind in enumerate(raw.types, 1)
    )
    rows = connection.execute(f"SELECT {cells} FROM ({raw.relation}) LIMIT {LOOKED_AT}").fetchall()
    return [tuple(cell and cell.strip(" ") for cell in row) for row in rows]


def is_key(connection: duckdb.DuckDBPyConnection, raw: Raw, place: int) -> bool:
    """Whether a column tells nearly every row from every other."""
    sketched, rows = connection.execute(
        f"SELECT approx_count_distinct(c{place + 1}), count(*) FROM ({raw.relation})"
    ).fetchone() or (0, 0)
    if sketched < SKETCHED * rows:
        return False
    x = f"nullif(trim(CAST(c{place + 1} AS VARCHAR)), '')"
    rows, filled, different = connection.execute(
        f"SELECT count(*), count({x}), count(DISTINCT {x}) FROM ({raw.relation})"
    ).fetchone() or (0, 0, 0)
    return tells_apart(rows, filled, different)


def tells_apart(rows: int, filled: int, different: int) -> bool:
    """Whether a column with so many filled cells and different values tells nearly every row from every other."""
    # A few rows of totals or notes below a table are no reason against its key.
    return filled >= KEY_FILLED * rows and different >= KEY_DIFFERENT * filled


def is_filled(connection: duckdb.DuckDBPyConnection, raw: Raw, place: int) -> bool:
    """Whether a column holds anything at all."""
    x = f"nullif(trim(CAST(c{place + 1} AS VARCHAR)), '')"
    return (
        connection.execute(f"SELECT 1 FROM ({raw.relation}) WHERE {x} IS NOT NULL LIMIT 1").fetchone()
        is not None
    )


def looks_like(kind: str, values: Sequence[str]) -> bool:
    """Whether different values, the commonest first, look like what a column must hold.

    >>> looks_like("state", ["Pagado", "Anulado"]), looks_like("state", ["Valle", "Antioquia"]), looks_like("state", ["A", "I"])
    (True, False, True)
    """
    if not values:
        return False
    if kind == "state":
        # A and I, 1 and 0: a header that says state is believed, and the rarer ones are asked about.
        codes = 1 < len(values) <= 4 and all(len(value) == 1 for value in values)
        known = sum(state_of(value) is not None for value in values)
        return codes or (len(values) <= KINDS and 2 * known >= len(values))
    if kind == "money":
        # A mark of yes and no, in words or as 1 and 0, is no sum of money.
        return not _marks(values) and any(any(sign.isdigit() for sign in value) for value in values)
    if kind == "flag":
        return _marks(values)
    if kind == "named":
        # «0000117054» and «RIT1» under «Descripción» are codes: what bears the words is another column.
        return 2 * sum(" " not in value and any(sign.isdigit() for sign in value) for value in values) <= len(
            values
        )
    if kind == "numbered":
        # A line of an order has a number; a line of products («Pastas») is a family of them.
        return 2 * sum(any(sign.isdigit() for sign in value) for value in values) > len(values)
    if kind == "currency":
        return len(values) <= KINDS and all(is_currency(value) for value in values)
    return True


def _marks(values: Sequence[str]) -> bool:
    return len(values) <= 3 and all(plain(value) in MARKS for value in values)
