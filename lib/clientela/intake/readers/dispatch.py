"""Every file of a source, each by the reader for its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.contract import Table, header_key
from clientela.intake.places import Place, places
from clientela.intake.problems import Assumption, IntakeError, Problem, TooMuch
from clientela.intake.readers import objects, parquet, text
from clientela.intake.readers.alike import alike, knows
from clientela.intake.readers.books import markup, workbook
from clientela.intake.readers.databases import database
from clientela.intake.readers.kinds import Kind, kind_of, no_table
from clientela.intake.readers.packing import packed
from clientela.intake.readers.raw import Raw
from clientela.present.language import gettext as _

# Within a file that is packed may stand one that is packed again; further down nobody looks.
DEEPEST = 2


@dataclass(frozen=True)
class _Reading:
    """One source that is being read, and where its copies go."""

    source: Source
    table: Table
    name: str
    connection: duckdb.DuckDBPyConnection
    folder: Path


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
    errors: list[IntakeError] = []
    for place in places(source, company):
        try:
            raws.extend(_file(place, _Reading(source, table, name, connection, folder)))
        except IntakeError as error:
            errors.append(error)
    if errors:
        kind = TooMuch if all(isinstance(error, TooMuch) for error in errors) else IntakeError
        raise kind(problem for error in errors for problem in error.problems)
    return raws


def _file(place: Place, reading: _Reading, depth: int = 0) -> list[Raw]:
    source, table, name = reading.source, reading.table, reading.name
    kind = kind_of(place.path)
    match kind:
        case Kind.PARQUET:
            return [parquet.read(place, reading.connection)]
        case Kind.WORKBOOK:
            return workbook.read(place, source, table, name, reading.folder)
        case Kind.MARKUP:
            return [markup.read(place, source, table, name, reading.folder)]
        case Kind.OBJECTS:
            return [objects.read(place, source, name, reading.connection, reading.folder)]
        case Kind.STREAM if depth < DEEPEST:
            return _file(packed.unpacked(place, reading.folder), reading, depth + 1)
        case Kind.ARCHIVE if depth < DEEPEST:
            return _archive(place, reading, depth)
        case Kind.TEXT:
            return [text.read(place, source, table, name, reading.connection, reading.folder)]
    raise IntakeError([no_table(place, kind)])


def _archive(place: Place, reading: _Reading, depth: int) -> list[Raw]:
    """The files in an archive: the one that company.yml names as its sheet, else the one that fits best and those with the same header."""
    packed.refuse_bomb(place)
    names = packed.members(place.path)
    wanted = _wanted(place, names, reading.source.sheet)
    inner = replace(reading, source=reading.source.model_copy(update={"sheet": None}))
    found: list[tuple[str, Raw]] = []
    problems: list[Problem] = []
    for name in wanted:
        try:
            raws = _file(packed.member(place, name, reading.folder), inner, depth + 1)
            found += [(name, raw) for raw in raws]
        except IntakeError as error:
            problems += error.problems
    if not found:
        raise IntakeError(problems or [Problem(place.shown, _("está vacío"), severity="error")])
    if reading.source.sheet is not None:
        return [raw for _name, raw in found]
    best = max(found, key=lambda one: knows(one[1], reading.table))[1]
    same, nearly = alike(found, best)
    left = [name for name in names if all(f"[{name}]" not in raw.file for raw in same)]
    return list(_told(same, place, left, [*nearly, *_files_of(problems)], reading.name))


def _wanted(place: Place, names: list[str], sheet: str | int | None) -> list[str]:
    if sheet is None:
        return names
    if isinstance(sheet, int):
        found = names[sheet - 1 : sheet] if sheet > 0 else []
    else:
        found = [one for one in names if one == sheet] or [one for one in names if header_key(one) == header_key(sheet)]  # fmt: skip
    if not found:
        message = _("no tiene el archivo «{sheet}»").format(sheet=sheet)
        remedy = _("Archivos que hay: {names}").format(names=", ".join(names[:12]))
        raise IntakeError([Problem(place.shown, message, remedy, severity="error")])
    return found[:1]


def _files_of(problems: list[Problem]) -> list[str]:
    return [problem.file.rpartition(" [")[2].rstrip("]") for problem in problems]


def _told(raws: list[Raw], place: Place, left: list[str], unread: list[str], name: str) -> Iterator[Raw]:
    """The files of an archive that are read, with what is said of the others."""
    first, *rest = raws
    if left:
        evidence = _("otros archivos que hay dentro: {names}").format(names=", ".join(left[:12]))
        note = Assumption(name, "sheet", ", ".join(raw.file for raw in raws[:3]), evidence)
        first = replace(first, assumptions=(note, *first.assumptions))
    if unread:
        message = _("no se leen estos archivos que hay dentro: {names}").format(names=", ".join(sorted(set(unread))[:12]))  # fmt: skip
        remedy = _("Si son de la misma tabla, escriba una fuente por archivo, con sheet: y su nombre")
        first = replace(first, problems=(*first.problems, Problem(place.shown, message, remedy)))
    yield first
    yield from rest
