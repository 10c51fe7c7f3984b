"""JSON: a list of records, or one record a line; what a record holds within it becomes columns, its lines become rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from clientela.companies.source import Source
from clientela.intake.contract import contract, header_key
from clientela.intake.places import Place
from clientela.intake.problems import Assumption, IntakeError, Problem
from clientela.intake.readers.encoding import in_utf8, inspect
from clientela.intake.readers.raw import Raw, keep, number_text, quoted, unique
from clientela.present.language import gettext as _

# A record longer than this is no record; the list of a file with one object around it must fit too.
LONGEST_RECORD = 1 << 28
BATCH = 2000
DEEPEST = 4
MOST_COLUMNS = 16_384
# A list within a record whose members have so many of a sale's columns holds its lines.
LINE_COLUMNS = 2
LINES = ("quantity", "unit_price", "amount", "product_id", "product_name", "date", "discount", "cost")


@dataclass
class _Shape:
    """What all records of a file have: their columns in order, the lists within them, the one whose members are rows."""

    columns: dict[str, int] = field(default_factory=dict)  # the name: how often it holds something
    lists: dict[str, dict[str, int]] = field(default_factory=dict)  # a list's name: its members' columns
    members: dict[str, int] = field(default_factory=dict)
    records: int = 0
    wrapper: str = ""


def read(place: Place, source: Source, name: str, connection: duckdb.DuckDBPyConnection, folder: Path) -> Raw:
    """The records of a file as rows of text; a record with lines is a row for each of them, as joined files are.

    Raises IntakeError where the file is no JSON, or no list of records.
    """
    path = _plain(place.path, inspect(place.path, source.encoding), folder)
    try:
        shape = _look(path, connection)
    except (duckdb.Error, ValueError, RecursionError) as error:
        said = str(error).splitlines()[0].replace(str(path), place.shown)
        raise _refused(place, _("no se puede leer como JSON"), said) from None
    width = len(shape.columns) + sum(len(columns) for columns in shape.lists.values())
    if not shape.columns or width > MOST_COLUMNS:
        remedy = _("Expórtelo como una lista de registros: [{{…}}, {{…}}], o como CSV").format()
        raise _refused(place, _("es JSON, pero no una lista de registros con los mismos campos"), remedy)
    lines = _lines(shape)
    columns = [*shape.columns, *(f"{lines}.{key}" for key in shape.lists.get(lines, ()))]
    rows = _rows(path, connection, shape, lines, columns)
    relation = keep(rows, len(columns), folder / f"{len(list(folder.iterdir()))}.parquet")
    headers, repeated = unique([_header(column, lines, shape) for column in columns])
    assert not repeated, "the columns of records have names of their own"
    notes, told = _said(place, name, shape, lines)
    levels = dict.fromkeys(range(len(shape.columns)), "order") if lines else {}
    return Raw(
        place.shown, relation, headers, ("VARCHAR",) * len(columns), tuple(notes), tuple(told), levels=levels
    )


def _refused(place: Place, message: str, remedy: str) -> IntakeError:
    return IntakeError([Problem(place.shown, message, remedy[:200], severity="error")])


def _plain(path: Path, text: Any, folder: Path) -> Path:
    """The file in UTF-8 without a mark at its beginning, which JSON must not have."""
    path = in_utf8(path, text, folder)
    with path.open("rb") as stream:
        if not stream.read(3).startswith(b"\xef\xbb\xbf"):
            return path
        bare = folder / f"{len(list(folder.iterdir()))}.json"
        with bare.open("wb") as target:
            while block := stream.read(1 << 22):
                target.write(block)
    return bare


def _values(path: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    """Every record of the file, one after the other; numbers with a decimal point stay as exact as they are written."""
    with path.open("rb") as stream:
        start = stream.read(1 << 12).lstrip()[:1]
    layout = "array" if start == b"[" else "unstructured"
    reader = f"read_json({quoted(path)}, format='{layout}', records=false, columns={{j: 'JSON'}}, maximum_object_size={LONGEST_RECORD})"
    # A cursor of its own: between two batches the connection answers others.
    found = connection.cursor().execute(f"SELECT j FROM {reader}")
    while batch := found.fetchmany(BATCH):
        for (value,) in batch:
            yield json.loads(value, parse_float=Decimal)


def _records(path: Path, connection: duckdb.DuckDBPyConnection, wrapper: str) -> Iterator[dict[str, Any]]:
    for value in _values(path, connection):
        inner = value.get(wrapper, []) if wrapper and isinstance(value, dict) else [value]
        yield from (one for one in inner if isinstance(one, dict))


def _look(path: Path, connection: duckdb.DuckDBPyConnection) -> _Shape:
    """The columns of all records, in the order in which they come."""
    values = _values(path, connection)
    first, second = next(values, None), next(values, None)
    shape = _Shape()
    if second is None and isinstance(first, dict):
        # {"orders": [...]}: what a program answers has the list within it.
        lists = {key: len(value) for key, value in first.items() if _is_list(value)}
        plain = [value for key, value in first.items() if key not in lists and not isinstance(value, dict)]
        if lists and len(plain) <= 3:
            shape.wrapper = max(lists, key=lambda key: lists[key])
    for record in _records(path, connection, shape.wrapper):
        shape.records += 1
        for key, value in _flat(record):
            if _is_list(value):
                shape.members[key] = shape.members.get(key, 0) + len(value)
                inner = shape.lists.setdefault(key, {})
                for member in value:
                    for column, cell in _flat(member):
                        inner[column] = inner.get(column, 0) + (cell not in (None, ""))
            else:
                shape.columns[key] = shape.columns.get(key, 0) + (value not in (None, ""))
    return shape


def _is_list(value: Any) -> bool:
    """Whether a value is a list of records."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _flat(record: Mapping[str, Any], lead: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """The fields of a record and of those within it, with the names on the way to them."""
    for key, value in record.items():
        name = f"{lead}{key}"
        if isinstance(value, dict) and value and depth < DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)
        else:
            yield name, value


def _lines(shape: _Shape) -> str:
    """The list whose members are the lines of a sale, as far as their columns tell; empty where none is."""
    table = contract().tables["transactions"]
    words = {alias for name in LINES for alias in table.columns[name].aliases}
    fit = {
        name: n
        for name, columns in shape.lists.items()
        if sum(header_key(c.rpartition(".")[2]) in words for c in columns) >= LINE_COLUMNS
        for n in [shape.members[name]]
    }
    return max(fit, key=lambda name: fit[name], default="")


def _header(column: str, lines: str, shape: _Shape) -> str:
    """A line's column by its own name, where no other has it."""
    own = column.removeprefix(f"{lines}.") if lines else column
    return column if own in shape.columns else own


def _rows(
    path: Path, connection: duckdb.DuckDBPyConnection, shape: _Shape, lines: str, columns: list[str]
) -> Iterator[tuple[int, list[str | None], str | None]]:
    """A row a record, or one for each of its lines, with the record's number as a person counts."""
    places = {column: place for place, column in enumerate(columns)}
    for number, record in enumerate(_records(path, connection, shape.wrapper), 1):
        row: list[str | None] = [None] * len(columns)
        members: list[Mapping[str, Any]] = [{}]
        for key, value in _flat(record):
            if lines and key == lines:
                members = value if _is_list(value) else [{}]
            elif key in places:
                row[places[key]] = _text(value)
        for member in members:
            whole = list(row)
            for key, value in _flat(member):
                whole[places[f"{lines}.{key}"]] = _text(value)
            if any(whole):
                yield number, whole, None


def _text(value: Any) -> str | None:
    """A value as text; a list of plain ones with commas between."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return ", ".join(text for one in value if (text := _text(one))) or None
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str) if value else None
    return str(value).replace("\0", "")


def _said(place: Place, name: str, shape: _Shape, lines: str) -> tuple[list[Assumption], list[Problem]]:
    """What was assumed of a file's shape, and which lists within its records are not read."""
    notes, told = [], []
    if shape.wrapper:
        evidence = _("{file}: los registros son los de la lista que hay dentro").format(file=place.shown)
        notes.append(Assumption(name, "shape", shape.wrapper, evidence))
    if lines:
        evidence = _(
            "{file}: cada elemento de la lista es una fila, y los datos de su registro se repiten en cada una"
        )
        notes.append(Assumption(name, "shape", lines, evidence.format(file=place.shown)))
    for key in shape.lists:
        if key != lines:
            message = _("la lista «{key}» dentro de los registros ({n} elementos) no se lee").format(
                key=key[:60], n=shape.members[key]
            )
            remedy = _("Si son filas de otra tabla, expórtelas en un archivo aparte")
            told.append(Problem(place.shown, message, remedy, severity="notice"))
    return notes, told
