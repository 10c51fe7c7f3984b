"""The same marts on another engine: typed tables go out as Parquet, Spark Connect makes the marts, their rows come back into the warehouse.

What the files say, who is who, which rows are left out and why (intake, identity, ledger) is settled before, on this machine.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clientela.companies.elsewhere import Elsewhere
from clientela.folders import scratch
from clientela.marts import HERE, ORDER, PASSING
from clientela.present.language import _
from clientela.remote.dialect import spark, view
from clientela.remote.session import RemoteError, Session
from clientela.warehouse import Warehouse, queries

Build = Callable[[str, Mapping[str, Any]], None]


@contextmanager
def building(where: Elsewhere | None, warehouse: Warehouse) -> Iterator[Build]:
    """What makes a mart of the warehouse's typed tables: the warehouse itself, or the server that a company names.

    Raises RemoteError, with one line, when the server or the folder does not do.
    """
    if where is None:
        yield warehouse.build
        return
    folder = _workspace(Path(where.workspace))
    try:
        session = Session(where)
        try:
            yield Remote(warehouse, session, folder).build
        finally:
            session.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Remote:
    """The warehouse's typed tables on a server, and the marts that it makes of them."""

    def __init__(self, warehouse: Warehouse, session: Session, folder: Path) -> None:
        self._warehouse, self._session, self._folder = warehouse, session, folder
        self._columns: dict[str, dict[str, str]] = {}
        for table, columns in needed(warehouse).items():
            place = folder / view("main", table)
            place.mkdir()
            named = ", ".join(f'"{name}"' for name in columns)
            warehouse.connection.execute(
                f"COPY (SELECT {named} FROM main.\"{table}\") TO '{_quoted(place)}/rows.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
            self._known("main", table, columns)

    def build(self, mart: str, parameters: Mapping[str, Any]) -> None:
        """Make one mart on the server and bring its rows back, in their order and types; of those that stay in the warehouse the columns alone."""
        if mart in HERE:
            self._warehouse.build(mart, parameters)
            return
        self._warehouse.build(mart, parameters, rows=False)
        columns = _described(self._warehouse, f"marts.{mart}")
        sql = queries()[mart].read_text(encoding="utf-8")
        query = spark(sql, self._columns, tuple(columns))
        given = {name: value for name, value in parameters.items() if f"${name}" in sql}
        place = self._folder / view("marts", mart)
        self._session.write(mart, query.sql, given, place)
        has_rows = any(place.glob("*.parquet"))
        if not has_rows:
            self._nothing(mart, self._session.empty(mart, query.sql, given), place)
        self._known("marts", mart, columns)
        # A file of ours without rows has no column that the order alone goes by.
        if has_rows and mart not in PASSING:
            self._fetch(mart, columns, query.order)

    def _known(self, schema: str, table: str, columns: Mapping[str, str]) -> None:
        name = view(schema, table)
        self._session.read(name, self._folder / name)
        self._columns[name] = dict(columns)

    def _fetch(self, mart: str, columns: Mapping[str, str], order: tuple[str, ...]) -> None:
        place = self._folder / view("marts", mart)
        named = ", ".join(f'"{name}"' for name in columns)
        by = f" ORDER BY {', '.join(order)}" if order else ""
        self._warehouse.connection.execute(
            f"INSERT INTO marts.{mart} SELECT {named} FROM '{_quoted(place)}/*.parquet'{by}"
        )

    def _nothing(self, mart: str, right: bool, place: Path) -> None:
        """A mart without rows has no file, on some engines: one with its columns alone, for the marts that read it."""
        if not right:
            raise RemoteError(
                _(
                    "El motor de engine: no dejó «{name}» en workspace: ¿la misma carpeta, con la misma ruta, en los dos lados?"
                ).format(name=mart)
            )
        place.mkdir(exist_ok=True)
        self._warehouse.connection.execute(
            f"COPY marts.{mart} TO '{_quoted(place)}/none.parquet' (FORMAT parquet)"
        )


def needed(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """Of each typed table that a mart made elsewhere reads, the columns that such a query names: nothing else leaves this machine."""
    words: dict[str, set[str]] = {}
    for mart in ORDER:
        if mart not in HERE:
            sql = re.sub(r"--[^\n]*", "", queries()[mart].read_text(encoding="utf-8"))
            for table in re.findall(r"\bmain\.(\w+)", sql):
                words.setdefault(table, set()).update(re.findall(r"\w+", sql))
    found = {}
    for table, named in words.items():
        columns = _described(warehouse, f'main."{table}"')
        found[table] = {name: kind for name, kind in columns.items() if name in named}
    return found


def _described(warehouse: Warehouse, table: str) -> dict[str, str]:
    rows = warehouse.connection.execute(f"DESCRIBE {table}").fetchall()
    return {name: kind for name, kind, *_rest in rows}


def _workspace(parent: Path) -> Path:
    """A folder of this run's own, open to those to whom the workspace is."""
    if not parent.is_dir():
        raise RemoteError(_("engine: la carpeta de workspace no existe en este equipo."))
    folder = scratch.folder(parent)
    folder.chmod(parent.stat().st_mode & 0o777)
    return folder


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
