"""One connection for every heavy query: DuckDB on one machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from clientela import numbered, waits
from clientela.folders import scratch
from clientela.intake.readers.limits import limits

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MARTS = Path(__file__).parent / "marts"
# Files of more bytes than this, together, make tables that are better kept on disk.
LARGE = 50_000_000


class Warehouse:
    """Typed tables go in, marts come out: one `.sql` file each, with its parameters bound, never pasted.

    They are in memory; or, where their files have very many bytes, in a file that goes with the warehouse.
    """

    def __init__(self, size: int = 0) -> None:
        self._folder = scratch.passing()
        self.large = size > LARGE
        # Whether ids are numbers meanwhile.
        self._numbered = False
        folder = Path(self._folder.name)
        self.connection = duckdb.connect(config=limits(folder, size))
        if self.large:
            # On disk tables are compressed, and what memory has no room for is let go without being written once more.
            place = str(folder / "tables.duckdb").replace("'", "''")
            self.connection.execute(f"ATTACH '{place}' AS tables (RECOVERY_MODE no_wal_writes); USE tables")
        # Times are wall times of the company; nothing may be looked for or downloaded.
        self.connection.execute(
            "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false"
        )
        # In Jupyter the bar is off, and cannot be set, where ipywidgets is missing.
        if self.connection.execute("SELECT current_setting('enable_progress_bar')").fetchall()[0][0]:
            self.connection.execute("SET enable_progress_bar = false")
        # The company's typed tables live in `main`, what is computed from them in `marts`.
        self.connection.execute("CREATE SCHEMA IF NOT EXISTS marts")

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self._folder.cleanup()

    def frame(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of a query."""
        return self.connection.execute(sql, dict(parameters or {})).df()

    def table(self, sql: str) -> pa.Table:
        """The rows of a query as Arrow keeps them, without an object a cell."""
        return self.connection.sql(sql).to_arrow_table()

    def number_ids(self) -> None:
        """Let the marts of a very large company be made with numbers for its customers, products, orders and the like; files have their texts."""
        self._numbered = self.large and numbered.prepare(self.connection)

    def build(self, mart: str, parameters: Mapping[str, Any], rows: bool = True) -> None:
        """Make the table of one mart from its query, or its columns alone; parameters it does not name are left out."""
        # A mart comes before a typed table of the same name; what intake makes goes to `main`, so not earlier than here.
        self.connection.execute("SET search_path = 'marts,main'")
        sql = queries()[mart].read_text(encoding="utf-8")
        if self._numbered and mart == numbered.MART:
            sql = numbered.numbered(sql)
        named = {name: value for name, value in parameters.items() if f"${name}" in sql}
        counted = rows and self.large and mart == waits.MART
        none = "\nWITH NO DATA" if counted or not rows else ""
        try:
            self.connection.execute(f"CREATE OR REPLACE TABLE marts.{mart} AS {sql}{none}", named)
        except duckdb.OutOfMemoryException:
            self._in_two(mart, sql, named)
        if counted:
            waits.fill(self.connection, self._numbered)

    def _in_two(self, mart: str, sql: str, named: Mapping[str, Any]) -> None:
        """The rows first and their order afterwards, by one thread: for the two together there was no memory."""
        query, _last, order = sql.rpartition("\nORDER BY ")
        threads = self.connection.execute("SELECT current_setting('threads')").fetchall()[0][0]
        self.connection.execute("SET threads = 1")
        try:
            self.connection.execute(f"CREATE OR REPLACE TABLE marts.unordered AS {query or sql}", named)
            # Tables of the query have no name outside it; what it is ordered by are columns of its own.
            by = " ORDER BY " + re.sub(r"\b\w+\.", "", order) if query else ""
            self.connection.execute(f"CREATE OR REPLACE TABLE marts.{mart} AS FROM marts.unordered{by}")
            self.connection.execute("DROP TABLE marts.unordered")
        finally:
            self.connection.execute(f"SET threads = {threads}")

    def save(self, table: str, folder: Path) -> None:
        """Write a table as Parquet, in the order the mart gave it."""
        target = str(folder / f"{table}.parquet").replace("'", "''")
        shown = numbered.shown(self.connection, f"marts.{table}") if self._numbered else "*"
        # The usual level takes a quarter more time for files that are no smaller.
        packed = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
        self.connection.execute(f"COPY (SELECT {shown} FROM marts.{table}) TO '{target}' ({packed})")


@cache
def queries() -> dict[str, Path]:
    """The query of each mart, in whichever group it stands."""
    return {path.stem: path for path in sorted(MARTS.rglob("*.sql"))}
