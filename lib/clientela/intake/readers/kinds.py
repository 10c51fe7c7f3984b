"""What a file is, by what stands in it: an .xls that is really text or a page is common."""

from __future__ import annotations

import enum
import re
from pathlib import Path

from clientela.intake.places import Place
from clientela.intake.problems import Problem
from clientela.intake.readers.databases.database import is_sqlite, sqlite_tables
from clientela.intake.readers.packing import packed
from clientela.present.language import gettext as _

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
TEXTS = {".csv", ".txt", ".tsv", ".tab", ".dat", ""}
OBJECTS = {".json", ".jsonl", ".ndjson"}
START = 1 << 14


class Kind(enum.Enum):
    """The kinds of file that somebody may give, those among them of which no table can be made."""

    TEXT = enum.auto()
    WORKBOOK = enum.auto()
    PARQUET = enum.auto()
    MARKUP = enum.auto()
    OBJECTS = enum.auto()
    STREAM = enum.auto()
    ARCHIVE = enum.auto()
    EMPTY = enum.auto()
    SQLITE = enum.auto()
    PDF = enum.auto()
    PACKED = enum.auto()
    XML = enum.auto()
    MAIL = enum.auto()
    LINK = enum.auto()
    NUMBERS = enum.auto()
    UNKNOWN = enum.auto()


MAIL = re.compile(
    r"mime-version: |(from|date|subject|received|return-path): .{0,2000}?\nmime-version: ", re.DOTALL
)
MARKS = {
    b"PAR1": Kind.PARQUET,
    b"\xd0\xcf\x11\xe0": Kind.WORKBOOK,
    b"%PDF": Kind.PDF,
    b"7z\xbc\xaf\x27\x1c": Kind.PACKED,
    b"Rar!": Kind.PACKED,
    b"\x28\xb5\x2f\xfd": Kind.PACKED,
}


def kind_of(path: Path) -> Kind:
    """The kind of a file, by its first bytes; its name counts where these say nothing."""
    with path.open("rb") as stream:
        head = stream.read(START)
    suffix = path.suffix.lower()
    if not head:
        return Kind.EMPTY
    marked = next((kind for mark, kind in MARKS.items() if head.startswith(mark)), None)
    if marked or suffix in (".parquet", ".pq"):
        return marked or Kind.PARQUET
    if packed.is_stream(head):
        return Kind.STREAM
    if head.startswith(b"PK\x03\x04"):
        return _zip(path)
    if is_sqlite(path):
        return Kind.SQLITE
    return _of_text(head, suffix)


def _zip(path: Path) -> Kind:
    if packed.is_archive(path):
        return Kind.ARCHIVE
    return Kind.NUMBERS if path.suffix.lower() == ".numbers" else Kind.WORKBOOK


def _of_text(head: bytes, suffix: str) -> Kind:
    if not looks_like_text(head[:8]):
        return Kind.WORKBOOK if suffix in WORKBOOKS else Kind.TEXT if suffix in TEXTS else Kind.UNKNOWN
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = head.decode("utf-16" if wide else "utf-8", errors="ignore").lstrip("\ufeff \r\n\t").lower()
    if MAIL.match(start):
        return Kind.MAIL
    if start.startswith("<"):
        if re.search(r"<(\w+:)?(html|table|workbook|tr)\b", start) or suffix in (".htm", ".html"):
            return Kind.MARKUP
        return Kind.XML if start.startswith("<?xml") else Kind.TEXT
    if suffix in (".gsheet", ".url", ".webloc"):
        return Kind.LINK
    if suffix in OBJECTS or re.match(r"\[\s*(\{|\])|\{\s*(\"|\})", start):
        return Kind.OBJECTS
    return Kind.TEXT


def looks_like_text(head: bytes) -> bool:
    """Whether bytes may be text."""
    return all(byte >= 0x20 or byte in (0x09, 0x0A, 0x0D) for byte in head) or head.startswith(
        (b"\xff\xfe", b"\xfe\xff")
    )


def no_table(place: Place, kind: Kind) -> Problem:
    """What is said of a file of which no table can be made, and what to do."""
    message, remedy = _told(kind)
    if kind is Kind.SQLITE:
        tables = ", ".join(sqlite_tables(place.path)) or "…"
        remedy = remedy.format(file=place.shown, tables=tables)
    return Problem(place.shown, message, remedy, severity="error")


def _told(kind: Kind) -> tuple[str, str]:
    match kind:
        case Kind.EMPTY:
            return _("está vacío"), _("Ponga un archivo con encabezado y filas")
        case Kind.SQLITE:
            return _("es una base de datos SQLite"), _("En vez de path escriba url: sqlite:///{file} y table: una de {tables}")  # fmt: skip
        case Kind.PDF:
            return _("es un PDF, y de él no se leen filas"), _("Pida el mismo listado en Excel o CSV")
        case Kind.PACKED | Kind.STREAM | Kind.ARCHIVE:
            return _("es un archivo comprimido que no se sabe abrir"), _("Descomprímalo y use lo que hay dentro, o guárdelo como .zip")  # fmt: skip
        case Kind.XML:
            return _("es un XML sin filas de una tabla"), _("Exporte el listado como CSV o Excel")
        case Kind.MAIL:
            remedy = _("Ábralo en Excel y guárdelo como libro de Excel (.xlsx) o CSV")
            return _("es una página guardada con todo lo suyo (MHTML)"), remedy
        case Kind.LINK:
            return _("es solo un enlace a una hoja en la red"), _("Descárguela como Excel o CSV y use ese archivo")  # fmt: skip
        case Kind.NUMBERS:
            return _("es una hoja de Numbers"), _("En Numbers: Archivo, Exportar a, Excel o CSV")
    return _("no es un archivo que se sepa leer"), _("Use CSV, Excel, ODS, JSON, Parquet o una base de datos")
