"""A company.yml proposed from files: which table each one is, which column is which; guesses are marked as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.folders import scratch
from clientela.intake.columns.mapping import at_their_level, map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import any_table, contract
from clientela.intake.parts import Part
from clientela.intake.places import Place
from clientela.intake.problems import IntakeError, TooMuch
from clientela.intake.proposing import dialogue
from clientela.intake.proposing.dialogue import Ask, nobody
from clientela.intake.proposing.file_entry import entry, money_of
from clientela.intake.proposing.links import Opened, Whole, registers, sales
from clientela.intake.proposing.proposal import Guess, once, paid, scalar, text
from clientela.intake.proposing.recognise import Candidate, candidates, ranked
from clientela.intake.proposing.second import also, contracts, experiment, members
from clientela.intake.proposing.undone import undone
from clientela.intake.proposing.where import Where, where
from clientela.intake.readers.books.workbook import refuse_bomb
from clientela.intake.readers.databases.database import is_sqlite, sqlite_tables
from clientela.intake.readers.dispatch import read
from clientela.intake.readers.kinds import Kind, kind_of
from clientela.intake.readers.packing import packed
from clientela.intake.shapes.joins import joined
from clientela.present.language import gettext as _

# Where the house is: the guess of a company whose files tell nothing of it.
HOME = "CO"
OTHERS = ("CO", "MX", "ES", "CL", "AR", "PE", "EC", "US")


@dataclass(frozen=True)
class Proposed:
    """The text of a company.yml, and the files that no line of it could make readable: they ask for more than a machine has."""

    text: str
    refused: tuple[Path, ...]


def propose(files: Sequence[Path], name: str, country: str | None = None, ask: Ask = nobody) -> Proposed:
    """A company.yml for these files, with every guess between quotation marks and marked as such.

    Files whose names differ only in their numbers (ventas_01.csv, ventas_02.csv) become one source with a pattern. Files that cannot be read, or that
    seem to be no table of the contract, are listed at the end with the reason. `ask` decides what the files leave open; nobody asked, guesses stand.
    """
    unknown: list[str] = []
    refused: list[Path] = []
    opened: list[Opened] = []
    with scratch.passing() as folder, duckdb.connect() as connection:
        for file in sorted(files):
            try:
                found = list(_opened(file, country or HOME, connection, Path(folder)))
            except IntakeError as error:
                unknown.append(str(error.problems[0]))
                if isinstance(error, TooMuch):
                    refused.append(file)
                continue
            opened += found
        told = _country(opened, country, ask)
        guesses = _together(opened, told.country, ask, connection, Path(folder))
        guesses, nothing = undone(guesses, opened, connection)
        guesses, unpaid = paid(guesses)
        unpaid |= nothing
        guesses, again = once(guesses)
        unpaid |= again
        unknown += unpaid.values()
        used = {guess.file for guess in guesses} | {file for guess in guesses for file in guess.joined}
        used |= set(unpaid)
        for one in opened:
            if (one.source.url or one.raw.file.split(" [")[0]) not in used:
                unknown += _nearest(one)
                used.add(one.source.url or one.raw.file.split(" [")[0])
    currency = next((guess.currency for guess in guesses if guess.currency), money_of(told.country))
    return Proposed(text(name, told, currency, guesses, unknown), tuple(refused))


def _country(opened: Sequence[Opened], given: str | None, ask: Ask) -> Where:
    """The country that was given, that the files prove, or that somebody confirms."""
    if given:
        return Where(given, "", True)
    found = where((one.peek for one in opened), HOME)
    if found.sure or ask is nobody:
        return found
    return Where(dialogue.country(found.country, found.evidence, OTHERS, ask), "", True)


def _company(file: Path, country: str) -> Company:
    given = {"name": "x", "country": country, "currency": money_of(country)}
    return Company.model_validate({**given, "sources": {}, "folder": file.parent})


def _together(
    opened: Sequence[Opened], country: str, ask: Ask, connection: duckdb.DuckDBPyConnection, folder: Path
) -> list[Guess]:
    """What each file is, and those that make one table together."""
    whole = sales(opened, connection) if len(opened) > 1 else None
    for listed, column, header in registers(opened, connection):
        _known_by(listed, column, header)
    guesses = []
    for one in opened:
        company = _company(one.file, country)
        if whole and one is whole.lines:
            guesses.append(
                entry(_whole(whole, company, connection, folder), company, ask, connection, folder)
            )
            continue
        partner = bool(whole and one in whole.partners)
        found = one.found if one.found or partner or ask is nobody else _chosen(one, ask)
        for candidate in found:
            if not (whole and one in whole.partners and candidate.table.name == "transactions"):
                guesses.append(entry(candidate, company, ask, connection, folder))
    return guesses


def _known_by(people: Opened, column: str, header: str) -> None:
    """A register whose customers or products the sales know by another column than its code."""
    one = people.found[0]
    source = one.source.model_copy(update={"columns": {**one.source.columns, column: header}})
    raw = one.part.raw
    mapped = map_columns(raw.headers, one.table, source, one.part.source, raw.file, peek=people.peek)
    people.found[0] = replace(one, source=source, part=replace(one.part, mapped=mapped))


def _whole(whole: Whole, company: Company, connection: duckdb.DuckDBPyConnection, folder: Path) -> Candidate:
    """Lines with the files that complete them, as one candidate."""
    lines, table = whole.lines, contract().tables["transactions"]
    source = lines.source.model_copy(update={"join": list(whole.joins)})
    raw, *_rest = joined(lines.raw, source, table, company, connection, folder)
    mapped = map_columns(raw.headers, table, source, lines.file.stem, raw.file, peek=Peek(connection, raw))
    part = Part(0, lines.file.stem, raw, at_their_level(mapped, raw, table))
    return Candidate(1000, table, source, part)


def _opened(
    file: Path, country: str, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Iterator[Opened]:
    company = _company(file, country)
    for source in _sources_in(file):
        sheet = source.table or (str(source.sheet) if source.sheet else None)
        try:
            raw, *_alike = read(source, any_table(), file.stem, company, connection, folder)
        except IntakeError:
            if sheet is None:
                raise
            # A cover sheet, an empty table: the others may do.
            continue
        peek = Peek(connection, raw)
        found = candidates(peek, source, file, sheet, folder)
        if not found or found[0].missing or found[0].table.name in ("contacts", "customers"):
            found = experiment(peek, source, file) or members(peek, source, file) or found
        if found and found[0].missing and found[0].table.name == "contracts":
            # One row a customer: its contract is known by it.
            whole = contracts(found[0], peek, file)
            found = [whole] if whole else found
        if found and not found[0].missing:
            found += also(found[0], peek, file)
        yield Opened(file, source, raw, peek, found)


def _chosen(one: Opened, ask: Ask) -> list[Candidate]:
    """The table that somebody takes a file for, of the two nearest."""
    near = ranked(one.peek, one.source, one.file, None)[:2]
    chosen = dialogue.table(
        [(candidate.table.name, _speaks(candidate)) for candidate in near], one.file.name, ask
    )
    return [] if chosen is None else [near[chosen]]


def _speaks(one: Candidate) -> str:
    """What of a file's columns speaks for a table."""
    raw = one.part.raw
    return ", ".join(
        f"{ours} = {raw.headers[place]}" for ours, place in list(one.part.mapped.places.items())[:8]
    )


def _nearest(opened: Opened) -> list[str]:
    """What a file that is no table might still be: the two nearest tables, what speaks for each, and the lines to write."""
    file = opened.file
    lines = [_("{file}: no se reconoce como ninguna tabla").format(file=file.name)]
    for one in ranked(opened.peek, opened.source, file, None)[:2]:
        needs = [
            c.name for c in one.table.columns.values() if c.needed and c.name not in one.part.mapped.places
        ]
        text = _(
            "¿{table}? A favor: {found}. Falta: {missing}. Se escribe así: sources: {{{table}: {{path: {file}, columns: {{{columns}}}}}}}"
        )
        needs = needs or (["amount"] if one.table.name == "transactions" else [])
        columns = ", ".join(f"{name}: …" for name in needs)
        lines.append(
            text.format(
                table=one.table.name,
                found=_speaks(one) or "–",
                missing=", ".join(needs) or "–",
                file=scalar(file.name),
                columns=columns,
            )
        )
    return lines


def _sources_in(file: Path) -> list[Source]:
    """The file itself, or each of its sheets or tables."""
    if is_sqlite(file):
        url = f"sqlite:///{file.name}"
        return [Source.model_validate({"url": url, "table": table}) for table in sqlite_tables(file)]
    return [Source.model_validate({"path": file.name, "sheet": sheet}) for sheet in _sheets(file)]


def _sheets(file: Path) -> list[str | None]:
    """The sheets of a workbook, or the files of an archive, where there are several."""
    kind = kind_of(file)
    names: list[str | None] = [None]
    if kind is Kind.ARCHIVE:
        names = list(packed.members(file))
        if len(names) > packed.MOST_FILES:
            # The reader says so, when it comes to the file.
            return [None]
    elif kind is Kind.WORKBOOK:
        import python_calamine

        try:
            refuse_bomb(Place(file, file.name))
            names = list(python_calamine.load_workbook(file).sheet_names)
        except Exception:
            # The reader says why, in its own words, when it comes to the file.
            return [None]
    return names if len(names) > 1 else [None]
