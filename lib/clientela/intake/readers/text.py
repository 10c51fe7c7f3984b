"""CSV and other text files: DuckDB reads the clean ones, Python's csv the others; both say the row a person would count."""

from __future__ import annotations

import contextlib
import csv
import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

import duckdb

from clientela.companies.source import Source
from clientela.intake.contract import Table
from clientela.intake.places import Place
from clientela.intake.problems import Assumption, IntakeError, Problem, TooMuch
from clientela.intake.readers.encoding import Text, in_utf8, inspect
from clientela.intake.readers.header import find_header, header_notes
from clientela.intake.readers.raw import Raw, columns, held, keep, quoted, unique
from clientela.intake.readers.records import Strays, quoted_whole, records, unquoted
from clientela.present.language import gettext as _

# DuckDB's buffers grow with the longest line it must expect: a longer one goes the slow way.
LONGEST_LINE = 1 << 21
# Read in pieces of this size: smaller ones end within DuckDB's blocks of rows, and marking rows in such a table takes ten times as long.
PIECE = 1 << 27
SEPARATORS = (",", ";", "\t", "|", "~")
# Two words a line are a list of names; three or more in every line are a table.
FEWEST_SPACED = 3
LONGEST_CELL = 1 << 24
# Cells longer than any text that somebody writes are read while all of them fit into memory side by side.
LONG_CELL, MOST_IN_LONG = 1 << 20, 1 << 26
# As many as a spreadsheet has.
MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class Layout:
    """How a text file is laid out: its separator, the row of its header (0 for none) and its columns."""

    separator: str
    header: int
    headers: tuple[str, ...]


def read(
    place: Place, source: Source, table: Table, name: str, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Raw:
    """The rows of a text file as text, with what was assumed about its encoding and layout."""
    csv.field_size_limit(LONGEST_CELL)
    text = inspect(place.path, source.encoding)
    if text.endless:
        remedy = _("¿Le faltan los saltos de línea, o no es un archivo de texto?")
        raise TooMuch(
            [Problem(place.shown, _("tiene una línea de más de 16 MB: no se lee"), remedy, severity="error")]
        )
    try:
        path = in_utf8(place.path, text, folder)
    except (LookupError, UnicodeError) as error:
        raise IntakeError(
            [
                Problem(
                    place.shown,
                    _("no se puede leer con la codificación «{encoding}»").format(encoding=text.encoding),
                    str(error),
                    severity="error",
                )
            ]
        ) from None
    whole = _quoted_whole(path, source)
    if whole:
        path = unquoted(path, folder / f"{len(list(folder.iterdir()))}.rows")
    layout, notes = _layout(path, place, source, table, name)
    if whole:
        evidence = _("{file}: cada fila venía entera entre comillas").format(file=place.shown)
        notes.append(Assumption(name, "separator", layout.separator, evidence))
    target = folder / f"{len(list(folder.iterdir()))}.parquet"
    strays = Strays()
    rows = _bounded(_slow(path, layout, strays), place)
    relation = _fast(path, text, layout, connection) or keep(rows, len(layout.headers), target, connection)
    headers, repeated = unique(layout.headers)
    assumptions = (*_text_notes(text, name, place), *notes)
    return Raw(
        place.shown,
        relation,
        headers,
        ("VARCHAR",) * len(headers),
        assumptions,
        (*header_notes(place.shown, repeated), *_stray_quotes(place.shown, strays)),
    )


def _quoted_whole(path: Path, source: Source) -> bool:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return quoted_whole(list(islice(_bounded_lines(stream), 400)), source.separator or SEPARATORS)


def _text_notes(text: Text, name: str, place: Place) -> Iterator[Assumption]:
    if text.encoding not in ("utf-8", "utf-8-sig") or text.mixed:
        shown = f"{text.encoding} + cp1252" if text.mixed else text.encoding
        yield Assumption(name, "encoding", shown, f"{place.shown}: {text.evidence}")
    if text.nulls:
        yield Assumption(name, "encoding", _("signos nulos quitados"), f"{place.shown}: {text.nulls}")


def _layout(
    path: Path, place: Place, source: Source, table: Table, name: str
) -> tuple[Layout, list[Assumption]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        start = list(islice(_bounded_lines(stream), 400))
    if not any(line.strip() for line in start):
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
    separator = source.separator or _separator(start)
    rows = list(_split(start, separator))
    usual = statistics.median_low([len(row) for row in rows] or [0])
    if usual > MOST_COLUMNS:
        message = _("tiene {n} columnas, y se leen hasta {most}").format(n=usual, most=MOST_COLUMNS)
        raise IntakeError([Problem(place.shown, message, _("¿El separador es otro?"), severity="error")])
    # A row that is far too long is told later; the names of the columns are not looked for in it.
    rows = [row[:MOST_COLUMNS] for row in rows]
    notes = []
    if source.separator is None and separator != ",":
        shown = {"\t": _("tabulador"), " ": _("espacios")}.get(separator, separator)
        notes.append(Assumption(name, "separator", shown, place.shown))
    header, headers, header_assumptions = find_header(
        rows, source.header, table, name, place.shown, source.columns
    )
    if not headers:
        raise IntakeError([Problem(place.shown, _("no tiene columnas"), severity="error")])
    return Layout(separator, header, headers), notes + header_assumptions


def _bounded_lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline(LONGEST_CELL):
        yield line


def _separator(lines: Sequence[str]) -> str:
    """The sign that cuts most lines into the same number of cells (two or more)."""

    def score(sign: str) -> tuple[float, int]:
        widths = [len(row) for row in _split(lines, sign) if row]
        if not widths:
            return 0.0, 0
        common = max(set(widths), key=lambda w: (widths.count(w), w))
        return (widths.count(common) / len(widths) if common > 1 else 0.0), common

    best = max(SEPARATORS, key=score)
    if score(best)[1] > 1:
        return best
    # Columns set apart by spaces alone, as statistics programs write them: all lines have to agree.
    return " " if score(" ") >= (1.0, FEWEST_SPACED) else ","


def _split(lines: Sequence[str] | Iterator[str], separator: str) -> Iterator[list[str]]:
    if separator.isspace() and separator != "\t":
        return (line.split() for line in lines)
    return _csv(lines, separator)


def _csv(lines: Sequence[str] | Iterator[str], separator: str) -> Iterator[list[str]]:
    """The rows up to one that is no CSV: a first look needs no more."""
    with contextlib.suppress(csv.Error):
        yield from csv.reader(lines, delimiter=separator)


def _fast(path: Path, text: Text, layout: Layout, connection: duckdb.DuckDBPyConnection) -> str | None:
    """DuckDB's own reader; None when the file has rows that do not stand one a line, each with every cell."""
    if layout.separator.isspace() and layout.separator != "\t":
        return None
    names = columns(len(layout.headers))
    kinds = ", ".join(f"{quoted(n)}: 'VARCHAR'" for n in names)
    reader = (
        f"read_csv({quoted(path)}, columns={{{kinds}}}, auto_detect=false, delim={quoted(layout.separator)}, quote='\"', escape='\"', header=false, "
        f"skip={layout.header}, strict_mode=true, max_line_size={LONGEST_LINE}, buffer_size={PIECE})"
    )
    try:
        table, rows = held(f"SELECT * FROM {reader}", connection)
    except duckdb.Error:
        return None
    if rows + layout.header != text.lines:
        return None
    some = f"coalesce({', '.join(names)}) IS NOT NULL"
    number = f"rowid + {layout.header + 1} AS source_row"
    chosen = f"{number}, {', '.join(names)}, CAST(NULL AS VARCHAR) AS extra"
    return f"SELECT {chosen} FROM {table} WHERE {some}"


def _slow(
    path: Path, layout: Layout, strays: Strays
) -> Iterator[tuple[int, Sequence[str | None], str | None]]:
    """Row by row: blank lines, line breaks within cells, stray quotes, rows that are too short or too long."""
    width = len(layout.headers)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for number, cells in _numbered(stream, layout, strays):
            if number <= layout.header or not any(cell.strip() for cell in cells):
                continue
            beyond = [cell for cell in cells[width:] if cell.strip()]
            full = [cell if cell != "" else None for cell in cells[:width]] + [None] * (width - len(cells))
            yield number, full, json.dumps(beyond, ensure_ascii=False) if beyond else None


def _bounded(
    rows: Iterator[tuple[int, Sequence[str | None], str | None]], place: Place
) -> Iterator[tuple[int, Sequence[str | None], str | None]]:
    """The rows, as long as their very long cells fit into memory; raises IntakeError with the row of the cell that does not."""
    held_in_long = 0
    for number, cells, extra in rows:
        longest = max((len(cell) for cell in (*cells, extra) if cell), default=0)
        held_in_long += longest if longest > LONG_CELL else 0
        if held_in_long > MOST_IN_LONG:
            message = _("sus celdas de más de 1 MB pasan juntas de 64 MB: no se lee")
            remedy = _("¿Tiene archivos enteros dentro de una columna? Expórtelo sin ella")
            raise TooMuch([Problem(place.shown, message, remedy, number, severity="error")])
        yield number, cells, extra


def _numbered(stream: TextIO, layout: Layout, strays: Strays) -> Iterator[tuple[int, list[str]]]:
    if layout.separator.isspace() and layout.separator != "\t":
        return enumerate(_split(stream, layout.separator), 1)
    return records(stream, layout.separator, len(layout.headers), strays)


def _stray_quotes(file: str, strays: Strays) -> Iterator[Problem]:
    """Quotes that nothing closes were read as letters of their cells."""
    if strays.n:
        message = (
            _("una comilla sin cerrar se tomó como una letra de su celda")
            if strays.n == 1
            else _("{n} filas con una comilla sin cerrar: se tomó como una letra de su celda").format(
                n=strays.n
            )
        )
        yield Problem(file, message, "", strays.first, severity="notice", rows=strays.n)
