"""The files of a source, opened: their columns found, with what the profile of their tool adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake import profiles
from clientela.intake.columns.looks import is_filled, is_key
from clientela.intake.columns.mapping import Mapped, at_their_level, map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import Table, any_table
from clientela.intake.problems import Assumption, IntakeError, Problem
from clientela.intake.readers.dispatch import read
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes import reshaped
from clientela.intake.shapes.joins import joined
from clientela.present.language import gettext as _


@dataclass(frozen=True)
class Part:
    """One file of one source, with its columns found; `number` tells parts of a table apart."""

    number: int
    source: str
    raw: Raw
    mapped: Mapped

    @property
    def leftover(self) -> tuple[str, ...]:
        """The headers that no column of ours took."""
        taken = set(self.mapped.places.values())
        return tuple(header for i, header in enumerate(self.raw.headers) if i not in taken)


def header_of(part: Part, column: str) -> str:
    """The user's own name for one of our columns."""
    place = part.mapped.places.get(column)
    return column if place is None else re.sub(r"\s+", " ", part.raw.headers[place])


def open_source(
    source: Source,
    table: Table,
    name: str,
    first: int,
    company: Company,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
) -> tuple[Source, list[Part]]:
    """The files of a source with their columns found, and the source with what the profile of its tool adds.

    Raises IntakeError with every problem of all of them.
    """
    parts, problems = [], []
    as_it_is = source.shape in (None, "once")
    as_it_came = source if as_it_is else source.model_copy(update={"columns": {}})
    read_for = table if as_it_is else any_table()
    raws = [
        whole
        for one in read(as_it_came, read_for, name, company, connection, folder)
        for whole in joined(
            reshaped(one, source, table, connection, folder), source, table, company, connection, folder
        )
    ]
    for number, raw in enumerate(raws, first):
        said = source.set
        source = known_tool(source, raw, table, connection)
        peek = Peek(connection, raw)
        mapped = map_columns(raw.headers, table, source, name, raw.file, company.sensitive_columns, peek)
        problems += [p for p in mapped.problems if p.severity == "error"]
        mapped = replace(mapped, assumptions=(*mapped.assumptions, *_constants(source, said, name)))
        parts.append(Part(number, name, raw, at_their_level(mapped, raw, table)))
    if problems:
        raise IntakeError(dict.fromkeys(problems))
    return source, parts


def _constants(source: Source, said: Mapping[str, Any], name: str) -> Iterator[Assumption]:
    """What the profile of a tool says of every row that company.yml does not: a list of subscribers is of people who said yes."""
    evidence = _(
        "así lo dice el perfil {profile} de todas las filas que lo traen vacío; otra cosa: set: {{{column}: …}}"
    )
    for column, value in source.set.items():
        if column not in said and value != "{row}":
            text = evidence.format(profile=source.profile, column=column)
            yield Assumption(name, "column", str(value), text, column)


def known_tool(source: Source, raw: Raw, table: Table, connection: duckdb.DuckDBPyConnection) -> Source:
    """A source with what the profile of its tool says, where company.yml names one or the headers are those of one."""
    if source.profile == "none":
        return source
    export = profiles.exports().get(source.profile or "")
    if source.profile and (export is None or export.table != table.name):
        names = sorted(one for one, found in profiles.exports().items() if found.table == table.name)
        message = _("no se conoce el perfil «{profile}» para esta tabla").format(profile=source.profile)
        remedy = _("Hay: {names}").format(names=", ".join(names))
        raise IntakeError([Problem("company.yml", message, remedy, column="profile", severity="error")])
    if export is None and not source.columns:
        export = next(iter(profiles.recognise(raw.headers, table.name)), None)
    if export is None:
        return source
    looks = partial(is_key, connection, raw), partial(is_filled, connection, raw)
    return profiles.fitted(source, export, raw.headers, *looks)
