"""Tables and queries of a database, by its URL; credentials come from the environment and are never shown."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import sqlite3
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from clientela.companies.config import Company
from clientela.companies.mistakes import VARIABLE, shown_variable
from clientela.companies.source import Source
from clientela.folders import scratch
from clientela.intake import places
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers.databases import only_read
from clientela.intake.readers.raw import BATCH, Raw, keep, number_text, unique
from clientela.present.language import N_
from clientela.present.language import gettext as _

STARTS = N_(
    "Una dirección empieza por postgresql+psycopg:// o sqlite:///; quién pregunta y su clave se toman del entorno: ${USUARIO}, ${CLAVE}"
)
PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")
KINDS = {"postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle", "duckdb", "redshift", "snowflake", "bigquery"}  # fmt: skip


def is_sqlite(path: Path) -> bool:
    """Whether a file is an SQLite database, whatever it is called."""
    with path.open("rb") as stream:
        return stream.read(16) == b"SQLite format 3\0"


def sqlite_tables(path: Path) -> list[str]:
    """The tables and views of an SQLite file, in alphabetical order; none when it cannot be read."""
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    with scratch.passing() as folder:
        try:
            with contextlib.closing(only_read.open_sqlite(path, Path(folder))) as connection:
                return [name for (name,) in connection.execute(query)]
        except sqlite3.Error:
            return []


def read(source: Source, company: Company, name: str, folder: Path) -> Raw:
    """The rows of a table or query, as text, fetched in batches and read only."""
    import sqlalchemy as sa

    secrets: list[str] = []
    shown = source.table or _("consulta")
    url = _url(source, company, name, secrets)
    place = _without(secrets, f"{_kind(url)}:{(url.database and Path(url.database).name) or ''} [{shown}]")
    if why := only_read.refusal(source.query or "SELECT 1"):
        raise _failed(place, why)
    try:
        engine = _engine(sa, url, folder)
        with engine.connect().execution_options(
            stream_results=True, max_row_buffer=BATCH, **_read_only(url)
        ) as connection:
            result = connection.execute(_statement(source, engine, sa))
            headers, _repeated = unique(list(result.keys()))
            relation = keep(_rows(result), len(headers), folder / f"{len(list(folder.iterdir()))}.parquet")
        engine.dispose()
    except ImportError as error:
        remedy = _("Instale el controlador, por ejemplo: pip install 'clientela[postgres]'")
        raise _failed(
            place,
            _("falta el controlador de la base de datos ({driver})").format(
                driver=error.name or url.drivername
            ),
            remedy,
        ) from None
    except sa.exc.NoSuchModuleError:
        raise _failed(place, _("no se conoce esta clase de base de datos"), _(STARTS)) from None
    except sa.exc.SQLAlchemyError as error:
        raise _failed(
            place, _("la base de datos no responde o rechaza la consulta"), _cause(error, secrets, url)
        ) from None
    return Raw(place, relation, headers, ("VARCHAR",) * len(headers))


def _kind(url: Any) -> str:
    """The kind of database, where it is one that is known: else the name may be anything."""
    return url.get_backend_name() if url.get_backend_name() in KINDS else _("base de datos")


def _failed(place: str, message: str, remedy: str = "") -> IntakeError:
    return IntakeError([Problem(place, message, remedy, severity="error")])


def _url(source: Source, company: Company, name: str, secrets: list[str]) -> Any:
    """The address with ${NAME} taken from the environment; a SQLite file must be in the company's folder."""
    import sqlalchemy as sa

    absent: list[str] = []

    def from_environment(match: re.Match[str]) -> str:
        value = os.environ.get(match[1])
        if value is None:
            absent.append(shown_variable(match[1]))
            return ""
        # A password may hold any sign: before the @ it is written as an address needs it.
        written = urllib.parse.quote(value, safe="") if "@" in (source.url or "")[match.end() :] else value
        secrets.extend((value, written))
        return written

    text = VARIABLE.sub(from_environment, source.url or "")
    if absent:
        remedy = (
            _("Entre ${ y } va el nombre de una variable, en mayúsculas, como ${CLAVE}: no la clave misma")
            if "…" in absent
            else _("Defínala antes de correr: export {name}=…").format(name=absent[0])
        )
        raise _failed(name, _("falta la variable de entorno {names}").format(names=", ".join(absent)), remedy)
    try:
        url = sa.engine.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise _failed(
            name,
            _("la dirección de la base de datos no se entiende"),
            _(STARTS),
        ) from None
    if url.password:
        secrets.append(str(url.password))
    if url.get_backend_name() == "postgresql" and url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        return url
    if not url.database or url.database == ":memory:":
        raise _failed(name, _("la dirección de la base de datos no nombra un archivo"))
    named = source.model_copy(update={"path": url.database, "url": None, "query": None, "table": None})
    try:
        (file,) = places.places(named, company)
    except IntakeError as error:
        raise IntakeError(replace(one, file=_without(secrets, one.file)) for one in error.problems) from None
    return url.set(database=str(file.path), query={})


def _engine(sa: Any, url: Any, folder: Path) -> Any:
    """What connects: to a file by our own guarded connection, to a server by its driver."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    return sa.create_engine("sqlite://", creator=lambda: only_read.open_sqlite(Path(url.database), folder))


def _read_only(url: Any) -> dict[str, Any]:
    return {"postgresql_readonly": True} if url.get_backend_name() == "postgresql" else {}


def _statement(source: Source, engine: Any, sa: Any) -> Any:
    if source.query:
        # What stands behind a colon, within a text too, is no parameter of ours.
        return sa.text(PARAMETER.sub(r"\\:\1", source.query))
    schema, _dot, table = (source.table or "").rpartition(".")
    quote = engine.dialect.identifier_preparer.quote_identifier
    return sa.text("SELECT * FROM " + ".".join(quote(part) for part in (schema, table) if part))


def _rows(result: Any) -> Iterator[tuple[int, Sequence[str | None], str | None]]:
    number = 0
    while batch := result.fetchmany(BATCH):
        for row in batch:
            number += 1
            yield number, [_text(cell) for cell in row], None


def _text(cell: Any) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell.replace("\0", "") if "\0" in cell else cell
    if type(cell) is int:
        return str(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | Decimal):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return str(cell)


def _cause(error: Exception, secrets: Sequence[str], url: Any) -> str:
    """The database's own words, on one line and without any secret."""
    text = " ".join(str(getattr(error, "orig", None) or error).split())
    # Cut last: half a secret is none that is known again.
    return _without([*secrets, url.render_as_string(hide_password=False)], text)[:300]


def _without(secrets: Sequence[str], text: str) -> str:
    """A text in which no secret is left, the longest first."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text
