"""From a company's files to the typed tables of the contract, with the ledger of what became of every row."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.folders import scratch
from clientela.intake.codes import capitals, meeting
from clientela.intake.contract import Column, Table, contract
from clientela.intake.loading import ledger
from clientela.intake.loading.answers import read_answers
from clientela.intake.loading.cutoff import CutOff, cut_off
from clientela.intake.loading.finish import finish_table, name_products, only_buyers
from clientela.intake.loading.stage import Staged, stage
from clientela.intake.loading.tenure import wanting
from clientela.intake.loading.work import Intake, Work, named, present
from clientela.intake.parts import Part, open_source
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.questions import weighty
from clientela.intake.readers.raw import let_go
from clientela.intake.reasons import Fate
from clientela.present.language import gettext as _


def load(company: Company, connection: duckdb.DuckDBPyConnection, today: dt.date) -> Intake:
    """Read every source of a company into typed tables.

    Creates in `connection` one table for each of the contract (empty where the company has none), `ledger` and `set_aside`. Raises IntakeError with
    every problem at once when the sales cannot be read, or nothing can.
    """
    _check_zone(company)
    with scratch.passing() as name:
        try:
            return _load(Work(company, connection, today, Path(name)))
        finally:
            let_go(connection)


def _load(work: Work) -> Intake:
    ledger.create(work.connection)
    for table in contract().tables.values():
        _stage_table(table, work)
    _refuse_hopeless(work)
    _bring_together(work)
    if "surveys" in work.staged:
        work.assumptions += read_answers(work.connection)
    money = _money(work)
    work.cut = _cut_off(work)
    work.assumptions += work.cut.notes
    for table in contract().tables.values():
        finish_table(table, work)
    only_buyers(work)
    name_products(work)
    _refuse_empty(work)
    return Intake(
        work.cut.day,
        work.tables,
        tuple(dict.fromkeys(work.assumptions)),
        tuple(dict.fromkeys(work.problems)),
        tuple(work.changes),
        tuple(weighty(work.questions)),
        tuple(work.meetings),
        money,
    )


def _money(work: Work) -> bool:
    """Whether any source of sales tells an amount."""
    _table, sales = work.staged.get("transactions", (None, []))
    return not sales or any(all(note.what != "no_amount" for note in one.assumptions) for one in sales)


def _check_zone(company: Company) -> None:
    try:
        zoneinfo.ZoneInfo(company.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        message = _("no se conoce la zona horaria «{zone}»").format(zone=company.time_zone)
        problem = Problem(
            "company.yml", message, _("Escríbala como America/Bogota"), column="time_zone", severity="error"
        )
        raise IntakeError([problem]) from None


def _stage_table(table: Table, work: Work) -> None:
    """The rows of all sources of a table, typed, each with the reason why it cannot be used, if any."""
    opened: list[tuple[Source, list[Part]]] = []
    number = 0
    # Names of tables are the contract's here, a list of literals in company.yml's model.
    for source, name in named(table.name, work.company.sources.get(table.name, [])):  # type: ignore[call-overload]
        try:
            known, parts = open_source(
                source, table, name, number, work.company, work.connection, work.folder
            )
        except IntakeError as error:
            work.problems += error.problems
            continue
        number += len(parts)
        opened.append((known, parts))
    if not opened:
        return
    alike = len({part.leftover for _source, parts in opened for part in parts}) == 1
    day = _cut_off(work).day if table.name == "contracts" else None
    staged = [
        stage(parts, source, table, work.company, work.connection, alike, work.folder, day)
        for source, parts in opened
    ]
    columns = present(table, staged)
    selects = [f"SELECT {_selected(table, columns, one)} FROM ({one.select})" for one in staged]
    work.connection.execute(f"CREATE OR REPLACE TABLE {table.name} AS {' UNION ALL '.join(selects)}")
    # A column added to a table takes a fifth of the time that writing one of nothing but NULL does.
    for column in _absent(table, columns):
        work.connection.execute(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {column.sql_type}')
    if table.name == "transactions":
        # Until it is written down, what was added takes memory as if it were full: nine gigabytes of a hundred million rows.
        work.connection.execute("CHECKPOINT")
    work.staged[table.name] = (table, staged)
    if table.name == "customers" and "contracts" not in work.company.sources:
        for source, parts in opened:
            work.problems += wanting(parts[0].raw.headers, source, parts[0].source, parts[0].raw.file)
    for one in staged:
        work.assumptions += one.assumptions
        work.problems += one.problems
        work.questions += one.questions


def _selected(table: Table, columns: Sequence[str], one: Staged) -> str:
    """The columns of the contract, NULL where this source has none; then where the row comes from and what is known of its fate."""
    values, absent = [], {column.name for column in _absent(table, columns)}
    for name in [*table.kept, *(column for column in columns if column not in table.columns)]:
        if name in absent:
            continue
        column = table.column(name)
        assert column is not None
        values.append(f'"{name}"' if name in one.columns else f'CAST(NULL AS {column.sql_type}) AS "{name}"')
    fate = f"'{Fate.USED}' AS fate, row_done, " if table.name == "transactions" else ""
    told = "CAST(row_reason AS VARCHAR) AS row_reason, CAST(row_detail AS VARCHAR) AS row_detail, row_part, row_leftover"
    return f"{', '.join(values)}, source, source_file, source_row, {fate}{told}"


def _absent(table: Table, columns: Sequence[str]) -> list[Column]:
    """The columns of sales, the longest table, that no source has."""
    return [
        column for name, column in table.kept.items() if table.name == "transactions" and name not in columns
    ]


def _refuse_hopeless(work: Work) -> None:
    """Nothing can run without the sales that company.yml promises, nor without any table."""
    errors = [problem for problem in work.problems if problem.severity == "error"]
    if errors and ("transactions" in work.company.sources) > ("transactions" in work.staged):
        raise IntakeError(errors)
    if not work.staged:
        raise IntakeError(
            errors
            or [
                Problem(
                    "company.yml", _("no hay ninguna fuente"), _("Agregue una en sources"), severity="error"
                )
            ]
        )


def _bring_together(work: Work) -> None:
    """Codes of one table that are those of another but for their spelling."""
    sources: dict[str, list[tuple[str, bool]]] = {
        table: [(name, source.exact_ids) for source, name in named(table, given)]
        for table, given in work.company.sources.items()
        if table in work.staged
    }
    found = meeting.bring_together(work.connection, sources, work.company.country)
    work.assumptions += found.assumptions
    work.problems += found.problems
    work.meetings += found.meetings
    work.problems += capitals.alike(work.connection, sources)


def _cut_off(work: Work) -> CutOff:
    """The cut-off date that the tables read so far show."""
    tables = [
        (table, frozenset(present(table, staged)) - _counted_back(staged), staged[0].parts[0].source)
        for table, staged in work.staged.values()
    ]
    return cut_off(work.connection, work.company.as_of, work.today, tables)


def _counted_back(staged: Sequence[Staged]) -> frozenset[str]:
    """The days of contracts that a list does not tell: they were counted back from the day on which it is read."""
    told = {name for one in staged for part in one.parts for name in part.mapped.places}
    return frozenset({"start"} if "left" in told or ("months" in told and "start" not in told) else ())


def _refuse_empty(work: Work) -> None:
    """A table of which no row can be used is an error in the file or in how it is read; with none left, nothing can run."""
    for name, facts in work.tables.items():
        if facts.rows == 0:
            parts = [part for one in work.staged[name][1] for part in one.parts]
            read = work.connection.execute(
                "SELECT coalesce(sum(rows), 0) FROM ledger WHERE table_name = ?", [name]
            ).fetchone() or (0,)
            message = (
                _("{n|su única fila no se puede usar|ninguna de sus # filas se puede usar}").format(n=read[0])
                if read[0]
                else _("tiene encabezado pero ninguna fila")
            )
            work.problems.append(
                Problem(
                    parts[0].raw.file,
                    message,
                    _("Revise el encabezado, el separador y las columnas en company.yml"),
                    severity="error",
                )
            )
    usable = [name for name, facts in work.tables.items() if facts.rows]
    if not usable or ("transactions" in work.tables and "transactions" not in usable):
        raise IntakeError(problem for problem in dict.fromkeys(work.problems) if problem.severity != "notice")
