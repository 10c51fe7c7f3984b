"""A company.yml proposed from files: which table each one is, which column is which; guesses are marked as such."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from clientela.companies.config import Company, Source
from clientela.intake.columns import at_their_level, map_columns
from clientela.intake.contract import any_table, contract
from clientela.intake.links import Opened, Whole, sales
from clientela.intake.peek import Peek
from clientela.intake.problems import Assumption, IntakeError
from clientela.intake.proposal import Guess, scalar, text
from clientela.intake.questions import Question
from clientela.intake.readers.database import is_sqlite, sqlite_tables
from clientela.intake.readers.dispatch import WORKBOOKS, read
from clientela.intake.recognise import Candidate, candidates, ranked
from clientela.intake.sales.currencies import currency_of
from clientela.intake.second import also, experiment
from clientela.intake.shapes.joins import joined
from clientela.intake.stage import Part, stage
from clientela.present.language import gettext as _

# What a source is told besides its columns, as company.yml writes it.
SETTINGS = ("profile", "join", "shape", "tax", "time_zone", "drop", "keep", "fill", "set", "values")


def propose(files: Sequence[Path], name: str, country: str = "CO") -> str:
    """The text of a company.yml for these files, with every guess between quotation marks and marked as such.

    Files whose names differ only in their numbers (ventas_01.csv, ventas_02.csv) become one source with a pattern. Files that cannot be read, or that
    seem to be no table of the contract, are listed at the end with the reason.
    """
    unknown: list[str] = []
    opened: list[Opened] = []
    with tempfile.TemporaryDirectory(prefix="clientela-") as folder, duckdb.connect() as connection:
        for file in sorted(files):
            try:
                found = list(_opened(file, country, connection, Path(folder)))
            except IntakeError as error:
                unknown.append(str(error.problems[0]))
                continue
            opened += found
        guesses = _together(opened, country, connection, Path(folder))
        used = {guess.file for guess in guesses} | {file for guess in guesses for file in guess.joined}
        for one in opened:
            if (one.source.url or one.raw.file.split(" [")[0]) not in used:
                unknown += _nearest(one)
                used.add(one.source.url or one.raw.file.split(" [")[0])
    currency = next((guess.currency for guess in guesses if guess.currency), _currency(country))
    return text(name, country, currency, guesses, unknown)


def _company(file: Path, country: str) -> Company:
    given = {"name": "x", "country": country, "currency": _currency(country)}
    return Company.model_validate({**given, "sources": {}, "folder": file.parent})


def _together(
    opened: Sequence[Opened], country: str, connection: duckdb.DuckDBPyConnection, folder: Path
) -> list[Guess]:
    """What each file is, and those that make one table together."""
    whole = sales(opened, connection) if len(opened) > 1 else None
    guesses = []
    for one in opened:
        company = _company(one.file, country)
        if whole and one is whole.lines:
            guesses.append(_guess(_whole(whole, company, connection, folder), company, connection, folder))
            continue
        for candidate in one.found:
            if not (whole and one in whole.partners and candidate.table.name == "transactions"):
                guesses.append(_guess(candidate, company, connection, folder))
    return guesses


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
            (raw,) = read(source, any_table(), file.stem, company, connection, folder)
        except IntakeError:
            if sheet is None:
                raise
            # A cover sheet, an empty table: the others may do.
            continue
        peek = Peek(connection, raw)
        found = candidates(peek, source, file, sheet, folder)
        if not found or found[0].missing or found[0].table.name in ("contacts", "customers"):
            found = experiment(peek, source, file) or found
        if found and not found[0].missing:
            found += also(found[0], peek, file)
        yield Opened(file, source, raw, peek, found)


def _nearest(opened: Opened) -> list[str]:
    """What a file that is no table might still be: the two nearest tables, what speaks for each, and the lines to write."""
    file, raw = opened.file, opened.raw
    lines = [_("{file}: no se reconoce como ninguna tabla").format(file=file.name)]
    for one in ranked(opened.peek, opened.source, file, None)[:2]:
        found = [f"{ours} = {raw.headers[place]}" for ours, place in one.part.mapped.places.items()]
        needs = [
            c.name for c in one.table.columns.values() if c.needed and c.name not in one.part.mapped.places
        ]
        text = _(
            "¿{table}? A favor: {found}. Falta: {missing}. Se escribe así: sources: {{{table}: {{path: {file}, columns: {{{columns}}}}}}}"
        )
        columns = ", ".join(f"{name}: …" for name in needs or ["amount"])
        lines.append(
            text.format(
                table=one.table.name,
                found=", ".join(found[:8]) or "–",
                missing=", ".join(needs) or "amount",
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
    if file.suffix.lower() not in WORKBOOKS:
        return [None]
    import python_calamine

    try:
        names: list[str | None] = list(python_calamine.load_workbook(file).sheet_names)
    except Exception:
        # The reader says why, in its own words, when it comes to the file.
        return [None]
    return names if len(names) > 1 else [None]


def _guess(one: Candidate, company: Company, connection: duckdb.DuckDBPyConnection, folder: Path) -> Guess:
    part, source = one.part, one.source
    columns = {ours: part.raw.headers[place] for ours, place in part.mapped.places.items()}
    if source.shape == "survey":
        # Its columns are ours already.
        columns = {}
    notes: tuple[Assumption, ...] = part.raw.assumptions
    questions: tuple[Question, ...] = ()
    currency = _own_currency(one, connection, company.currency)
    if currency:
        company = company.model_copy(update={"currency": currency})
    if not one.missing:
        staged = stage([part], source, one.table, company, connection, True, folder)
        notes = tuple(note for note in staged.assumptions if note.what not in ("column", "unused"))
        questions = staged.questions
    return Guess(
        source.url or part.raw.file.split(" [")[0],
        source.table or (str(source.sheet) if source.sheet else None),
        one.table.name,
        columns,
        one.missing,
        part.leftover,
        notes,
        questions,
        _settings(source),
        currency,
        tuple(path for join in source.join if (path := join.url or join.path)),
    )


def _own_currency(one: Candidate, connection: duckdb.DuckDBPyConnection, country: str) -> str:
    """The currency of most sales, where a column tells it."""
    if one.table.name != "transactions" or "currency" not in one.part.mapped.places:
        return ""
    values = Peek(connection, one.part.raw).values(one.part.mapped.places["currency"])
    return currency_of(values[0], country) if values else ""


def _settings(source: Source) -> dict[str, object]:
    """What a source is told besides its columns; the profile of a tool says the rest itself."""
    names = SETTINGS[:3] if source.profile else SETTINGS
    found = {name: value for name in names if (value := getattr(source, name))}
    if source.join:
        found["join"] = [join.model_dump(exclude_none=True) for join in source.join]
    return found


def _currency(country: str) -> str:
    from babel.numbers import get_territory_currencies

    return str(next(iter(get_territory_currencies(country)), "COP"))
