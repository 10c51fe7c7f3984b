"""Every file of a source, each by the reader for its kind."""

from __future__ import annotations

from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.contract import Table
from clientela.intake.places import Place, places
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers import database, parquet, text, workbook
from clientela.intake.readers.raw import Raw
from clientela.present.language import gettext as _

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
TEXTS = {".csv", ".txt", ".tsv", ".tab", ".dat", ""}
PARQUET = {".parquet", ".pq"}


def read(
    source: Source,
    table: Table,
    name: str,
    company: Company,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
) -> list[Raw]:
    """The raw rows of every file of a source; raises IntakeError with the problems of all of them."""
    if source.url:
        return [database.read(source, company, name, folder)]
    raws: list[Raw] = []
    problems: list[Problem] = []
    for place in places(source, company):
        try:
            raws.extend(_file(place, source, table, name, connection, folder))
        except IntakeError as error:
            problems.extend(error.problems)
    if problems:
        raise IntakeError(problems)
    return raws


def _file(
    place: Place, source: Source, table: Table, name: str, connection: duckdb.DuckDBPyConnection, folder: Path
) -> list[Raw]:
    kind = place.path.suffix.lower()
    with place.path.open("rb") as stream:
        head = stream.read(8)
    if not head:
        raise IntakeError(
            [
                Problem(
                    place.shown,
                    _("está vacío"),
                    _("Ponga un archivo con encabezado y filas"),
                    severity="error",
                )
            ]
        )
    # What the file is counts, not what it is called: an .xls that is really text is common.
    if head.startswith(b"PAR1") or kind in PARQUET:
        return [parquet.read(place, connection)]
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or (
        kind in WORKBOOKS and not _looks_like_text(head)
    ):
        return workbook.read(place, source, table, name, folder)
    if database.is_sqlite(place.path):
        tables = ", ".join(database.sqlite_tables(place.path))
        remedy = _("En vez de path escriba url: sqlite:///{file} y table: una de {tables}")
        raise IntakeError(
            [
                Problem(
                    place.shown,
                    _("es una base de datos SQLite"),
                    remedy.format(file=place.shown, tables=tables or "…"),
                    severity="error",
                )
            ]
        )
    if kind in TEXTS or _looks_like_text(head):
        return [text.read(place, source, table, name, connection, folder)]
    message = _("no es un archivo que se sepa leer")
    raise IntakeError(
        [
            Problem(
                place.shown, message, _("Use CSV, Excel, ODS, Parquet o una base de datos"), severity="error"
            )
        ]
    )


def _looks_like_text(head: bytes) -> bool:
    return all(byte >= 0x20 or byte in (0x09, 0x0A, 0x0D) for byte in head) or head.startswith(
        (b"\xff\xfe", b"\xfe\xff")
    )
