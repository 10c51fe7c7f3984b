"""From a company's files to the typed tables of the contract, with the ledger of what became of every row."""

from __future__ import annotations

import datetime as dt
import tempfile
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clientela.companies.config import Company, Source
from clientela.intake import extracts, ledger, meeting, overlap
from clientela.intake.answers import read_answers
from clientela.intake.contract import Table, contract
from clientela.intake.cutoff import CutOff, cut_off, mark_future
from clientela.intake.parts import Part, open_source
from clientela.intake.places import source_name
from clientela.intake.problems import Assumption, Change, IntakeError, Problem
from clientela.intake.questions import Question, weighty
from clientela.intake.readers.raw import let_go, quoted
from clientela.intake.reasons import Fate, Reason
from clientela.intake.sales import add_products, non_products
from clientela.intake.second import wanting
from clientela.intake.stage import Staged, stage
from clientela.present.language import gettext as _


@dataclass(frozen=True)
class TableFacts:
    """A loaded table: its rows (used everywhere or in totals), the columns the company has, and where they come from."""

    rows: int
    columns: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Intake:
    """What came in: the cut-off date, the tables, what was assumed, what is wrong, what a newer file changed, what only the company can decide.

    `money` is False where no sale has an amount, and each counts as one.
    """

    as_of: dt.date
    tables: Mapping[str, TableFacts]
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    meetings: tuple[meeting.Meeting, ...] = ()
    money: bool = True


@dataclass
class _Work:
    """What gathers while tables are loaded one after the other."""

    company: Company
    connection: duckdb.DuckDBPyConnection
    today: dt.date
    folder: Path
    cut: CutOff | None = None
    tables: dict[str, TableFacts] = field(default_factory=dict)
    assumptions: list[Assumption] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    meetings: list[meeting.Meeting] = field(default_factory=list)
    staged: dict[str, tuple[Table, list[Staged]]] = field(default_factory=dict)


def load(company: Company, connection: duckdb.DuckDBPyConnection, today: dt.date) -> Intake:
    """Read every source of a company into typed tables.

    Creates in `connection` one table for each of the contract (empty where the company has none), `ledger` and `set_aside`. Raises IntakeError with
    every problem at once when the sales cannot be read, or nothing can.
    """
    _check_zone(company)
    with tempfile.TemporaryDirectory(prefix="clientela-") as name:
        try:
            return _load(_Work(company, connection, today, Path(name)))
        finally:
            let_go(connection)


def _load(work: _Work) -> Intake:
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
        _finish_table(table, work)
    _name_products(work)
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


def _money(work: _Work) -> bool:
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


def _stage_table(table: Table, work: _Work) -> None:
    """The rows of all sources of a table, typed, each with the reason why it cannot be used, if any."""
    opened: list[tuple[Source, list[Part]]] = []
    number = 0
    # Names of tables are the contract's here, a list of literals in company.yml's model.
    for source, name in _named(table.name, work.company.sources.get(table.name, [])):  # type: ignore[call-overload]
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
    columns = _present(table, staged)
    selects = [f"SELECT {_selected(table, columns, one)} FROM ({one.select})" for one in staged]
    work.connection.execute(f"CREATE OR REPLACE TABLE {table.name} AS {' UNION ALL '.join(selects)}")
    work.staged[table.name] = (table, staged)
    if table.name == "customers" and "contracts" not in work.company.sources:
        for source, parts in opened:
            work.problems += wanting(parts[0].raw.headers, source, parts[0].source, parts[0].raw.file)
    for one in staged:
        work.assumptions += one.assumptions
        work.problems += one.problems
        work.questions += one.questions


def _named(table: str, sources: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    """Sources with names that differ within a table."""
    seen: dict[str, int] = {}
    for source in sources:
        name = source_name(source, table)
        seen[name] = seen.get(name, 0) + 1
        yield source, name if seen[name] == 1 else f"{name} ({seen[name]})"


def _present(table: Table, staged: Sequence[Staged]) -> list[str]:
    """The columns that the company has: the contract's in order, then those of open families."""
    have = {column for one in staged for column in one.columns}
    return [*(column for column in table.kept if column in have), *sorted(have - set(table.columns))]


def _selected(table: Table, columns: Sequence[str], one: Staged) -> str:
    """Every column of the contract, NULL where the company has none; then where the row comes from and what is known of its fate."""
    values = []
    for name in [*table.kept, *(column for column in columns if column not in table.columns)]:
        column = table.column(name)
        assert column is not None
        values.append(f'"{name}"' if name in one.columns else f'CAST(NULL AS {column.sql_type}) AS "{name}"')
    fate = f"'{Fate.USED}' AS fate, row_done, " if table.name == "transactions" else ""
    told = "CAST(row_reason AS VARCHAR) AS row_reason, CAST(row_detail AS VARCHAR) AS row_detail, row_part, row_leftover"
    return f"{', '.join(values)}, source, source_file, source_row, {fate}{told}"


def _refuse_hopeless(work: _Work) -> None:
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


def _bring_together(work: _Work) -> None:
    """Codes of one table that are those of another but for their spelling."""
    sources: dict[str, list[tuple[str, bool]]] = {
        table: [(name, source.exact_ids) for source, name in _named(table, given)]
        for table, given in work.company.sources.items()
        if table in work.staged
    }
    found = meeting.bring_together(work.connection, sources, work.company.country)
    work.assumptions += found.assumptions
    work.problems += found.problems
    work.meetings += found.meetings


def _cut_off(work: _Work) -> CutOff:
    """The cut-off date that the tables read so far show."""
    tables = [
        (table, frozenset(_present(table, staged)), staged[0].parts[0].source)
        for table, staged in work.staged.values()
    ]
    return cut_off(work.connection, work.company.as_of, work.today, tables)


def _finish_table(table: Table, work: _Work) -> None:
    """Mark what is told twice, what is in the future and what counts in totals only; then write the table and its ledger."""
    if table.name not in work.staged:
        kinds = [f'"{column.name}" {column.sql_type}' for column in table.kept.values()]
        fate = ["fate VARCHAR", "reason VARCHAR"] if table.name == "transactions" else []
        kinds += ["source VARCHAR", "source_file VARCHAR", "source_row BIGINT", *fate]
        work.connection.execute(f"CREATE OR REPLACE TABLE {table.name} ({', '.join(kinds)})")
        return
    staged = work.staged[table.name][1]
    columns, parts, place = (
        _present(table, staged),
        [part for one in staged for part in one.parts],
        table.name,
    )
    work.assumptions += overlap.mark_duplicates(work.connection, place, table, columns, parts)
    if table.name == "transactions" and len(parts) > 1:
        told = extracts.mark(work.connection, place, parts, _believed(work.company), work.company.currency)
        work.problems += told.problems
        work.questions += told.questions
    work.changes += overlap.changes(work.connection, place, table, parts)
    assert work.cut is not None, "the cut-off date is known before any table is marked"
    if table.event in columns:
        mark_future(work.connection, table, work.cut)
    if table.name == "transactions":
        _mark_totals(work, place, columns, parts)
    if "birth_date" in columns:
        # Two figures of a year: nobody is born after the cut-off date.
        late = "birth_date = birth_date - INTERVAL 100 YEAR WHERE birth_date > ?"
        work.connection.execute(f"UPDATE {place} SET {late}", [work.cut.day])
    ledger.enter(work.connection, place, table, parts)
    work.problems += ledger.problems(work.connection, place, table, parts)
    _settle(table, work)
    _count(table, work, staged)


def _believed(company: Company) -> list[str]:
    """The sources of sales that count where another tells the same orders."""
    return [
        name for source, name in _named("transactions", company.sources["transactions"]) if source.overrides
    ]


def _name_products(work: _Work) -> None:
    """Products that no list tells, by the names and categories that the sales carry."""
    for one in work.staged["transactions"][1] if "transactions" in work.staged else ():
        name = one.parts[0].source
        added = add_products(work.connection, one.products, name) if one.products else 0
        if not added:
            continue
        facts = work.tables.get("products", TableFacts(0, ("product_id", "name", "category"), ()))
        sources = tuple(dict.fromkeys([*facts.sources, name]))
        work.tables["products"] = TableFacts(facts.rows + added, facts.columns, sources)
        evidence = _("productos con el nombre o la categoría que traen las ventas")
        work.assumptions.append(Assumption(name, "named", str(added), evidence, "product_id"))


def _mark_totals(work: _Work, place: str, columns: Sequence[str], parts: Sequence[Part]) -> None:
    """Sales of nobody in particular, and codes that are not products, count in totals only."""
    work.connection.execute(
        f"UPDATE {place} SET row_reason = '{Reason.ANONYMOUS}' WHERE row_reason IS NULL AND customer_id IS NULL"
    )
    if "product_id" not in columns:
        return
    for source, name in _named("transactions", work.company.sources["transactions"]):
        mine = f"(SELECT * FROM {place} WHERE row_reason IS NULL AND source = {quoted(name)})"
        codes = non_products(work.connection, mine, source.non_product)
        if codes:
            listed = ", ".join(quoted(code) for code in codes)
            work.connection.execute(
                f"""UPDATE {place} SET row_reason = '{Reason.NON_PRODUCT}', row_detail = 'product_id: ' || product_id
                WHERE row_reason IS NULL AND source = {quoted(name)} AND product_id IN ({listed})"""
            )
            shown = ", ".join(
                f"{code} ({n})" for code, n in sorted(codes.items(), key=lambda item: -item[1])[:20]
            )
            work.assumptions.append(
                Assumption(
                    name,
                    "non_product",
                    shown,
                    _("códigos que no son productos: cuentan solo en los totales"),
                    "product_id",
                )
            )


def _settle(table: Table, work: _Work) -> None:
    """What is set aside leaves the table, and so do the columns that only intake needed."""
    run = work.connection.execute
    run(f"DELETE FROM {table.name} WHERE row_reason IS NOT NULL AND row_reason NOT IN ({ledger.TOTALS_SQL})")
    gone = ["row_detail", "row_part", "row_leftover"]
    if table.name == "transactions":
        gone.append("row_done")
        run(f"UPDATE {table.name} SET fate = '{Fate.TOTALS}' WHERE row_reason IS NOT NULL")
        run(f"ALTER TABLE {table.name} RENAME COLUMN row_reason TO reason")
    else:
        gone.append("row_reason")
    for column in gone:
        run(f"ALTER TABLE {table.name} DROP COLUMN {column}")


def _count(table: Table, work: _Work, staged: Sequence[Staged]) -> None:
    (rows,) = work.connection.execute(f"SELECT count(*) FROM {table.name}").fetchone() or (0,)
    have = tuple(_present(table, staged))
    work.tables[table.name] = TableFacts(rows, have, tuple(one.parts[0].source for one in staged))


def _refuse_empty(work: _Work) -> None:
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
