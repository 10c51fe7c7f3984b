"""A company.yml proposed from files: which table each one is, which column is which; guesses are marked as such."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clientela.config import Company, Source
from clientela.intake.contract import any_table, contract, header_key
from clientela.intake.peek import Peek
from clientela.intake.problems import Assumption, IntakeError, quote
from clientela.intake.questions import Question
from clientela.intake.readers.database import is_sqlite, sqlite_tables
from clientela.intake.readers.dispatch import WORKBOOKS, read
from clientela.intake.recognise import Candidate, candidates, ranked
from clientela.intake.sales.currencies import currency_of
from clientela.intake.stage import stage
from clientela.present.language import gettext as _

# What a source is told besides its columns, as company.yml writes it.
SETTINGS = ("profile", "shape", "tax", "time_zone", "drop", "keep", "fill", "set", "values")


@dataclass(frozen=True)
class Guess:
    """What a file (or sheet) seems to be: its table, our columns with theirs, and what else was assumed."""

    file: str
    sheet: str | None
    table: str
    columns: Mapping[str, str]
    missing: tuple[str, ...]
    left: tuple[str, ...]
    notes: tuple[Assumption, ...]
    questions: tuple[Question, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    currency: str = ""


def propose(files: Sequence[Path], name: str, country: str = "CO") -> str:
    """The text of a company.yml for these files, with every guess between quotation marks and marked as such.

    Files whose names differ only in their numbers (ventas_01.csv, ventas_02.csv) become one source with a pattern. Files that cannot be read, or that
    seem to be no table of the contract, are listed at the end with the reason.
    """
    guesses: list[Guess] = []
    unknown: list[str] = []
    with tempfile.TemporaryDirectory(prefix="clientela-") as folder, duckdb.connect() as connection:
        for file in sorted(files):
            try:
                found = list(_guesses(file, country, connection, Path(folder)))
            except IntakeError as error:
                unknown.append(str(error.problems[0]))
                continue
            guesses += found
            if not found:
                unknown += _nearest(file, country, connection, Path(folder))
    currency = next((guess.currency for guess in guesses if guess.currency), _currency(country))
    return (
        "\n".join([*_head(name, country, currency), *_sources(guesses, currency), *_tail(guesses, unknown)])
        + "\n"
    )


def _guesses(
    file: Path, country: str, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Iterator[Guess]:
    given = {"name": "x", "country": country, "currency": _currency(country)}
    company = Company.model_validate({**given, "sources": {}, "folder": file.parent})
    for source in _sources_in(file):
        sheet = source.table or (str(source.sheet) if source.sheet else None)
        try:
            (raw,) = read(source, any_table(), file.stem, company, connection, folder)
        except IntakeError:
            if sheet is None:
                raise
            # A cover sheet, an empty table: the others may do.
            continue
        found = candidates(Peek(connection, raw), source, file, sheet, folder)
        for one in found:
            yield _guess(one, company, connection, folder)


def _nearest(file: Path, country: str, connection: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """What a file that is no table might still be: the two nearest tables, what speaks for each, and the lines to write."""
    lines = [_("{file}: no se reconoce como ninguna tabla").format(file=file.name)]
    company = Company.model_validate({"name": "x", "country": country, "sources": {}, "folder": file.parent})
    source = _sources_in(file)[0]
    (raw,) = read(source, any_table(), file.stem, company, connection, folder)
    for one in ranked(Peek(connection, raw), source, file, None)[:2]:
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
                file=_scalar(file.name),
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
    )


def _own_currency(one: Candidate, connection: duckdb.DuckDBPyConnection, country: str) -> str:
    """The currency of most sales, where a column tells it."""
    if one.table.name != "transactions" or "currency" not in one.part.mapped.places:
        return ""
    values = Peek(connection, one.part.raw).values(one.part.mapped.places["currency"])
    return currency_of(values[0], country) if values else ""


def _settings(source: Source) -> dict[str, object]:
    """What a source is told besides its columns; the profile of a tool says the rest itself."""
    names = SETTINGS[:2] if source.profile else SETTINGS
    return {name: value for name in names if (value := getattr(source, name))}


def _head(name: str, country: str, currency: str) -> list[str]:
    from babel.core import get_global

    zones = [zone for zone, territory in get_global("zone_territories").items() if territory == country]
    zone = "America/Bogota" if country == "CO" else sorted(zones)[0] if zones else "UTC"
    guess = _("supuesto: revíselo")
    return [
        "# "
        + _("Propuesta hecha a partir de los archivos. Lo que dice «supuesto» es una conjetura: revíselo."),
        f"name: {_scalar(name)}",
        f"country: {_scalar(country)}        # {guess}",
        "language: es",
        f"currency: {_scalar(currency)}      # {guess}",
        f"time_zone: {_scalar(zone)}  # {guess}",
        "as_of: auto          # " + _("la fecha de corte: la última venta que no sea posterior a hoy"),
    ]


def _currency(country: str) -> str:
    from babel.numbers import get_territory_currencies

    return str(next(iter(get_territory_currencies(country)), "COP"))


def _sources(guesses: Sequence[Guess], currency: str) -> list[str]:
    lines = ["sources:"] if guesses else ["sources: {}"]
    for table in contract().tables:
        mine = _grouped([guess for guess in guesses if guess.table == table])
        if mine:
            lines.append(f"  {table}:")
        for path, guess, n in mine:
            lines += _source(path, guess, n, currency)
    return lines


def _grouped(guesses: Sequence[Guess]) -> list[tuple[str, Guess, int]]:
    """One source for files with the same columns whose names differ only in their numbers."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[Guess]] = {}
    for guess in guesses:
        pattern = re.sub(r"\d[\d_.-]*(?=.*\.)", "*", guess.file)
        groups.setdefault((pattern, guess.sheet, tuple(guess.columns.values())), []).append(guess)
    return [(key[0] if len(mine) > 1 else mine[0].file, mine[0], len(mine)) for key, mine in groups.items()]


def _source(path: str, guess: Guess, n: int, currency: str) -> list[str]:
    several = "  # " + _("{n} archivos").format(n=n) if n > 1 else ""
    database = "://" in path
    lines = [f"    - {'url' if database else 'path'}: {_scalar(path)}{several}"]
    if guess.sheet:
        lines.append(f"      {'table' if database else 'sheet'}: {_scalar(guess.sheet)}")
    lines += [f"      # {_('supuesto')}: {_said(note)}" for note in guess.notes]
    lines += [line for question in guess.questions for line in _asked(question, currency)]
    lines += [f"      # {_('FALTA')}: {message}" for message in guess.missing]
    lines += [
        f"      {name}: {json.dumps(value, ensure_ascii=False)}  # {_('supuesto')}"
        for name, value in guess.settings.items()
    ]
    if guess.columns:
        lines.append("      columns:")
    for ours, theirs in guess.columns.items():
        sure = header_key(theirs) == ours
        lines.append(f"        {ours}: {_scalar(theirs)}" + ("" if sure else f"  # {_('supuesto')}"))
    if guess.left:
        left = ", ".join(quote(header) for header in guess.left)
        lines.append(f"      # {_('columnas que el informe no usa')}: {left}")
    return lines


def _asked(question: Question, currency: str) -> list[str]:
    """A question with the two lines that answer it, of which one is to be taken out of its comment."""
    lines = [f"      # {_('PREGUNTA')}: {' '.join(question.sentence(currency).split())}"]
    return [
        *lines,
        *(
            f"      # {way.line}  # {_('así da')} {way.outcome(currency)}"
            for way in (question.taken, question.other)
        ),
    ]


def _said(note: Assumption) -> str:
    column = f"{note.column}: " if note.column else ""
    return " ".join(f"{note.words}: {column}{note.value} ({note.evidence})".split())


def _tail(guesses: Sequence[Guess], unknown: Sequence[str]) -> list[str]:
    lines = [f"# {_('No se usa')}: {' '.join(text.split())}" for text in unknown]
    if not guesses:
        lines.append(
            "# "
            + _(
                "Ningún archivo se reconoce: escriba aquí sus tablas y columnas; el contrato está en el README."
            )
        )
    return lines


def _scalar(text: str) -> str:
    """A text between quotation marks, as YAML and JSON both write it."""
    return json.dumps(str(text), ensure_ascii=False)
