"""What a reader hands over, and how rows that come from Python are kept until DuckDB reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from clientela.intake.problems import Assumption, Problem

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
BATCH = 50_000


@dataclass(frozen=True)
class Partner:
    """A file whose columns complete the rows of another: `fates` is the SQL of its rows (source_row, reason, raw), reason NULL where used."""

    source: str
    file: str
    fates: str


@dataclass(frozen=True)
class Raw:
    """The rows of one file, sheet or query.

    `relation` is the SQL of a table with the columns c1 … cn, `source_row` (as a person counts) and `extra` (cells beyond the last column).
    Of rows joined to those of other files, `partners` says what became of these, `levels` which columns (from 0) come from one row for several
    ("order" or "thing"), `alone` is true (in SQL) for a row that found no partner, and `counted` names the source of a file's rows in the ledger
    where it is not the one that they complete. `titles` is true (in SQL) for a row that heads those below it.
    """

    file: str
    relation: str
    headers: tuple[str, ...]
    types: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    partners: tuple[Partner, ...] = ()
    levels: Mapping[int, str] = field(default_factory=dict)
    alone: str = "false"
    titles: str = "false"
    counted: str = ""


def quoted(path: Path | str) -> str:
    """A path or text as an SQL literal."""
    return "'" + str(path).replace("'", "''") + "'"


def columns(n: int) -> list[str]:
    """The names c1 … cn."""
    return [f"c{i}" for i in range(1, n + 1)]


def number_text(number: float | Decimal) -> str:
    """A number that the file or database knew to be one, as text that can be read in one way only.

    >>> number_text(13085.0), number_text(1.234), number_text(0.5)
    ('13085', '1.2340', '0.5')
    """
    if number == number and abs(float(number)) < 1e15 and number == int(number):
        return str(int(number))
    text = str(number) if isinstance(number, Decimal) else repr(float(number))
    # As it stands, 1.234 might be one thousand two hundred and thirty-four.
    return text + "0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def unique(headers: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Headers made unique (importe, importe_2, columna_3 for a blank one), and those that were repeated."""
    seen: dict[str, int] = {}
    result, repeated = [], []
    for place, header in enumerate(headers, 1):
        name = " ".join(str(header).split()) or f"columna_{place}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            repeated.append(name)
            name = f"{name}_{seen[name]}"
        result.append(name)
    return tuple(result), repeated


NUMBER = count(1)


def held(query: str, connection: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """The rows of a query as a table of the connection's own, until they are let go: its name, and how many there are."""
    name = f"held_{next(NUMBER)}"
    made = connection.execute(f"CREATE TEMP TABLE {name} AS {query}").fetchall()
    return name, int(made[0][0])


def let_go(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables that were held are dropped."""
    known = "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'held_')"
    for (name,) in connection.execute(known).fetchall():
        connection.execute(f"DROP TABLE {name}")


def keep(
    rows: Iterable[tuple[int, Sequence[str | None], str | None]],
    width: int,
    path: Path,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> str:
    """Write (row number, cells, extra cells) to a Parquet file in batches; gives the relation that reads it.

    A single batch becomes a table of the connection's own, where one is given: a file takes longer to open than a short list to read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = columns(width)
    schema = pa.schema(
        [("source_row", pa.int64()), *((name, pa.string()) for name in names), ("extra", pa.string())]
    )
    batches = _batches(rows)
    first = _arrow(next(batches, []), schema)
    if connection is not None and first.num_rows < BATCH:
        connection.register("kept_rows", pa.Table.from_batches([first]))
        table, _rows = held("SELECT * FROM kept_rows", connection)
        connection.unregister("kept_rows")
        return f"SELECT * FROM {table}"
    with pq.ParquetWriter(path, schema, compression="snappy") as writer:
        for batch in chain([first], (_arrow(batch, schema) for batch in batches)):
            writer.write_batch(batch)
    return f"SELECT * FROM read_parquet({quoted(path)})"


def _arrow(
    batch: Sequence[tuple[int, Sequence[str | None], str | None]], schema: pa.Schema
) -> pa.RecordBatch:
    """Rows as columns."""
    import pyarrow as pa

    rows = [(number, *cells, extra) for number, cells, extra in batch]
    turned = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.record_batch([pa.array(column, kind) for column, kind in zip(turned, schema.types, strict=True)], schema=schema)  # fmt: skip


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
