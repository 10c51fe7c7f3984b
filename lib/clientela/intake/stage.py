"""One source becomes rows of its table: columns found, cells read, and for every row that cannot be used the reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import duckdb

from clientela.companies.config import Company, Source
from clientela.intake import doubts, profiles
from clientela.intake.cells import Cell, Look, read_cells
from clientela.intake.columns import Mapped, at_their_level, map_columns
from clientela.intake.contract import Column, Table, any_table
from clientela.intake.filters import filter_sql
from clientela.intake.looks import is_key
from clientela.intake.peek import Peek
from clientela.intake.problems import Assumption, IntakeError, Problem
from clientela.intake.problems import cell as shown_cell
from clientela.intake.questions import Question
from clientela.intake.readers.dispatch import read
from clientela.intake.readers.raw import Raw, quoted
from clientela.intake.reasons import Reason
from clientela.intake.sales import Sale, asked, continued, named_products, sale
from clientela.intake.shapes import reshaped
from clientela.intake.shapes.joins import joined
from clientela.intake.tenure import made, terms
from clientela.present.language import gettext as _

OLDEST = 1900
LONGEST_ID = 200
EXAMPLES = 5
SECONDS = re.compile(r"[(\[] ?(s|seg|segs|segundos|sec|secs|seconds) ?[)\]]|segundos|seconds", re.IGNORECASE)
TOTAL = r"^\W*(gran )?(sub ?)?total(es)?( general(es)?)?\b|^\W*(suma|grand total)\b"


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


@dataclass(frozen=True)
class Staged:
    """A source ready to be loaded: the SELECT of its rows, and what was assumed and found wrong."""

    parts: tuple[Part, ...]
    select: str
    columns: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()
    products: str = ""  # the SELECT of the names of products that sales carry


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
        source = known_tool(source, raw, table, connection)
        peek = Peek(connection, raw)
        mapped = map_columns(raw.headers, table, source, name, raw.file, company.sensitive_columns, peek)
        problems += [p for p in mapped.problems if p.severity == "error"]
        parts.append(Part(number, name, raw, at_their_level(mapped, raw, table)))
    if problems:
        raise IntakeError(dict.fromkeys(problems))
    return source, parts


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
    return (
        profiles.fitted(source, export, raw.headers, partial(is_key, connection, raw)) if export else source
    )


def stage(
    parts: Sequence[Part],
    source: Source,
    table: Table,
    company: Company,
    connection: duckdb.DuckDBPyConnection,
    same_leftover: bool,
    folder: Path,
    day: dt.date | None = None,
) -> Staged:
    """The SELECT that gives a source's rows with our columns, typed, and the reason of each row that is not used.

    `day` is the one on which what is told for so long, or by now, is taken to have been told.
    """
    ours = list(dict.fromkeys([*(column for part in parts for column in part.mapped.places), *source.set]))
    types = {column: _common_type(column, parts) for column in ours} | dict.fromkeys(source.set, "VARCHAR")
    # Columns that others stand for, blank until then.
    types |= {column: "VARCHAR" for column in made(types) if column not in types and table.column(column)}
    kept = {column for column in ours if (known := table.column(column)) is None or not known.helper}
    relation = " UNION ALL ".join(
        _part_sql(part, types, source, kept if same_leftover else None) for part in parts
    )
    name = parts[0].source
    if len(parts) > 1 and set(types.values()) == {"VARCHAR"}:
        relation = _one_file(relation, connection, folder)
    extra_notes: list[Assumption] = []
    blocks = False
    if table.name == "transactions" and not source.join:
        whole, extra_notes = continued(connection, relation, types, name, TOTAL)
        blocks = whole is not relation
        relation = _one_file(whole, connection, folder) if blocks else relation
    measured = (
        c
        for c in types
        if (column := table.column(c)) and column.type not in ("id", "text", "choice", "flag")
    )
    look = Look(connection, relation, types, source, company, name, frozenset(measured))
    cells = _in_minutes(_in_zone(read_cells(look, table), source, company), parts)
    cells |= terms(cells, table, look, day or dt.date.today())
    plan = Sale({column: f'"t_{column}"' for column in cells})
    if table.name == "transactions":
        plan = sale(cells, look, blocks)
    select = _select(relation, table, cells, plan, name)
    assumptions = [note for part in parts for note in (*part.raw.assumptions, *part.mapped.assumptions)]
    assumptions += [note for cell in cells.values() for note in cell.assumptions] + extra_notes + plan.notes
    problems = [problem for part in parts for problem in part.raw.problems]
    problems += [p for part in parts for p in part.mapped.problems if p.severity != "error"]
    problems += _unread(connection, relation, table, cells, parts)
    problems += _swapped(connection, relation, cells, parts)
    problems += [
        _warning(cell.column.name, *told, parts) for cell in cells.values() for told in cell.warnings
    ]
    questions = doubts.questions(
        connection, relation, table, cells, lambda other: _select(relation, table, other, plan, name)
    )
    if table.name == "transactions":
        questions += asked(
            cells, look, plan, blocks, lambda other, way: _select(relation, table, other, way, name)
        )
    return Staged(
        tuple(parts),
        select,
        tuple(plan.values),
        tuple(dict.fromkeys(assumptions)),
        tuple(problems),
        tuple(_placed(column, question, parts) for column, question in questions),
        named_products(cells, relation) if table.name == "transactions" else "",
    )


def _warning(column: str, message: str, remedy: str, parts: Sequence[Part]) -> Problem:
    """What is to be said of a whole column."""
    part = next((part for part in parts if column in part.mapped.places), parts[0])
    return Problem(part.raw.file, message, remedy, column=header_of(part, column))


def _placed(column: str, question: Question, parts: Sequence[Part]) -> Question:
    """A question with the file and the header that a person knows."""
    part = next(part for part in parts if str(part.number) == question.source)
    return replace(question, source=part.source, file=part.raw.file, column=header_of(part, column))


def _in_zone(cells: dict[str, Cell], source: Source, company: Company) -> dict[str, Cell]:
    """Times that company.yml (or the tool's profile) says to be of another zone, in the company's."""
    if not source.time_zone or source.time_zone == company.time_zone:
        return cells
    here, there = quoted(company.time_zone), quoted(source.time_zone)
    return {
        name: replace(cell, sql=f"((CAST({cell.sql} AS TIMESTAMP) AT TIME ZONE {there}) AT TIME ZONE {here})")
        if cell.column.type == "timestamp"
        else cell
        for name, cell in cells.items()
    }


def _in_minutes(cells: dict[str, Cell], parts: Sequence[Part]) -> dict[str, Cell]:
    """Columns of minutes whose header says seconds («TMO (s)»), in minutes."""
    found = dict(cells)
    for name, cell in cells.items():
        if name.endswith("_minutes") and SECONDS.search(header_of(parts[0], name)):
            value = f"CAST(({cell.sql}) / 60 AS DECIMAL(18,4))"
            note = Assumption(parts[0].source, "number", "÷ 60", _("el encabezado dice segundos"), name)
            found[name] = replace(cell, sql=value, assumptions=(*cell.assumptions, note))
    return found


def _one_file(relation: str, connection: duckdb.DuckDBPyConnection, folder: Path) -> str:
    """Many files as one, since every question asked of each anew takes longer than this copy."""
    target = quoted(folder / f"{len(list(folder.iterdir()))}.parquet")
    connection.execute(f"COPY ({relation}) TO {target} (FORMAT parquet, COMPRESSION snappy)")
    return f"SELECT * FROM read_parquet({target})"


def _common_type(column: str, parts: Sequence[Part]) -> str:
    kinds = {part.raw.types[part.mapped.places[column]] for part in parts if column in part.mapped.places}
    return kinds.pop() if len(kinds) == 1 else "VARCHAR"


def _part_sql(part: Part, types: Mapping[str, str], source: Source, kept: set[str] | None) -> str:
    """The rows of one file under our names, still as the user wrote them; all but what is `kept` tells rows apart, where it is given."""
    raw, places = part.raw, part.mapped.places
    chosen = [f'{_chosen(column, kind, places, source)} AS "{column}"' for column, kind in types.items()]
    taken = {place for column, place in places.items() if kept and column in kept}
    left = [f"CAST(c{i + 1} AS VARCHAR)" for i in range(len(raw.headers)) if i not in taken]
    leftover = f"hash({', '.join(left)})" if left and kept is not None else "CAST(0 AS UBIGINT)"
    lead = ", ".join(f"CAST(c{i + 1} AS VARCHAR)" for i in range(min(4, len(raw.headers))))
    return (
        f"SELECT {part.number} AS part, {quoted(raw.file)} AS source_file, source_row, extra, coalesce({lead}) AS lead, "
        f"{_header_sql(raw)} AS is_header, "
        f"{filter_sql(source, raw)} AS filtered, ({raw.alone}) AS alone, {leftover} AS leftover, {', '.join(chosen)} FROM ({raw.relation})"
    )


def _chosen(column: str, kind: str, places: Mapping[str, int], source: Source) -> str:
    """A column of the file, what company.yml sets where it has none or leaves it blank, else nothing."""
    theirs = f"CAST(c{places[column] + 1} AS {kind})" if column in places else f"CAST(NULL AS {kind})"
    if column in source.set:
        constant = quoted(str(source.set[column])).replace("{row}", "' || source_row || '")
        theirs = f"coalesce(nullif(trim({theirs}), ''), {constant})"
    if column in source.fill:
        own = f"nullif(trim({theirs}), '')"
        above = f"last_value({own} IGNORE NULLS) OVER (ORDER BY source_row ROWS UNBOUNDED PRECEDING)"
        theirs = f"coalesce({own}, {above})"
    return theirs


def _header_sql(raw: Raw) -> str:
    texts = [(i, header) for i, header in enumerate(raw.headers) if raw.types[i] == "VARCHAR"][:3]
    return " AND ".join(f"c{i + 1} IS NOT DISTINCT FROM {quoted(header)}" for i, header in texts) or "false"


def _select(relation: str, table: Table, cells: Mapping[str, Cell], plan: Sale, name: str) -> str:
    """Cells are read once, in the inner SELECT (t_ the value, b_ whether it is blank); the outer ones take the decisions."""
    judged = _judged(table, cells)
    typed = [f'CAST({cell.sql} AS {cell.column.sql_type}) AS "t_{column}"' for column, cell in cells.items()]
    typed += [f'{cells[column].blank} AS "b_{column}"' for column in judged]
    rows = f"SELECT *, {', '.join(typed)} FROM ({relation})"
    for layer in plan.layers:
        rows = f"SELECT *, {layer} FROM ({rows})"
    kinds = {column: kind.sql_type for column in plan.values if (kind := table.column(column))}
    chosen = ", ".join(
        f'CAST({value} AS {kinds[column]}) AS "v_{column}"' for column, value in plan.values.items()
    )
    reason, detail = _reasons(table, cells, judged, plan)
    told_apart = (
        f"part AS row_part, {quoted(name)} AS source, source_file, source_row, leftover AS row_leftover"
    )
    named = ", ".join(f'"v_{column}" AS "{column}"' for column in plan.values)
    return f"SELECT {told_apart}, {named}, {reason} AS row_reason, {detail} AS row_detail FROM (SELECT *, {chosen} FROM ({rows}))"


def _judged(table: Table, cells: Mapping[str, Cell]) -> list[str]:
    """The columns without which a row cannot be used."""
    needed = [c.name for c in table.columns.values() if c.needed and c.name in cells]
    return needed + [c for group in table.needs_one_of for c in group if c in cells and c not in needed]


def _reasons(table: Table, cells: Mapping[str, Cell], judged: Sequence[str], plan: Sale) -> tuple[str, str]:
    """SQL of the reason why a row cannot be used (NULL when it can), and of the column and value behind it."""
    whens = [
        ("extra IS NOT NULL", Reason.TOO_MANY_CELLS, "extra"),
        ("filtered", Reason.FILTERED, "NULL"),
        ("is_header", Reason.REPEATED_HEADER, "NULL"),
    ]
    needed = [c for c in table.columns.values() if c.needed and c.name in judged and not c.may_be_blank]
    if table.name == "transactions":
        # A sale without a customer is an anonymous one.
        needed = [c for c in needed if c.name != "customer_id"]
    dates = [c for c in needed if c.type in ("date", "timestamp")]
    absent = " OR ".join(f'"b_{c.name}"' for c in (dates or needed)) or "false"
    whens.append(
        (
            f"({absent}) AND regexp_matches(lower(strip_accents(lead)), {quoted(TOTAL)})",
            Reason.TOTAL_ROW,
            "lead",
        )
    )
    whens.append((f"alone AND ({absent})", Reason.NO_PARTNER, "NULL"))
    whens += plan.reasons
    for column in needed:
        whens += _needed_reasons(column)
    whens += _amount_reasons(table, judged)
    ids = [c for c in cells.values() if c.column.type == "id"]
    whens += [
        (f'length("t_{c.column.name}") > {LONGEST_ID}', Reason.LONG_ID, quoted(c.column.name)) for c in ids
    ]
    reason = "CASE" + "".join(f" WHEN {when} THEN '{why}'" for when, why, _detail in whens) + " END"
    detail = "CASE" + "".join(f" WHEN {when} THEN {text}" for when, _why, text in whens) + " END"
    return reason, detail


def _shown(column: str) -> str:
    return f"{quoted(column)} || ': ' || CAST(\"{column}\" AS VARCHAR)"


def _needed_reasons(column: Column) -> list[tuple[str, Reason, str]]:
    value, whens = f'"t_{column.name}"', [(f'"b_{column.name}"', Reason.MISSING_VALUE, quoted(column.name))]
    if column.type in ("date", "timestamp"):
        whens.append((f"{value} IS NULL", Reason.UNREADABLE_DATE, _shown(column.name)))
        whens.append(
            (f"year({value}) NOT BETWEEN {OLDEST + 1} AND 2200", Reason.IMPOSSIBLE_DATE, _shown(column.name))
        )
    elif column.type in ("money", "number", "share"):
        whens.append((f"{value} IS NULL", Reason.UNREADABLE_NUMBER, _shown(column.name)))
    elif column.type in ("choice", "flag"):
        whens.append((f"{value} IS NULL", Reason.UNKNOWN_VALUE, _shown(column.name)))
    return whens


def _amount_reasons(table: Table, judged: Sequence[str]) -> list[tuple[str, Reason, str]]:
    """A sale needs its amount, or its quantity and price."""
    every = [column for group in table.needs_one_of for column in group if column in judged]
    if not every:
        return []
    unknown = '"v_amount" IS NULL'
    wrong = [
        (f'{unknown} AND NOT "b_{c}" AND "t_{c}" IS NULL', Reason.UNREADABLE_NUMBER, _shown(c)) for c in every
    ]
    return [*wrong, (unknown, Reason.MISSING_VALUE, quoted(every[0]))]


def _unread(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    cells: Mapping[str, Cell],
    parts: Sequence[Part],
) -> list[Problem]:
    """Cells of columns that a row can do without, and that could not be read: they stay empty, and are counted."""
    looked_at = [
        c
        for c in cells.values()
        if c.column.type not in ("id", "text")
        and not c.column.needed
        and not any(c.column.name in g for g in table.needs_one_of)
    ]
    if not looked_at:
        return []
    counts = []
    for cell in looked_at:
        bad = f"FILTER (NOT {cell.blank} AND ({cell.sql}) IS NULL)"
        counts += [
            f"count(*) {bad}",
            f"first(part ORDER BY part, source_row) {bad}",
            f"min(source_row) {bad}",
            f'first(CAST("{cell.column.name}" AS VARCHAR) ORDER BY part, source_row) {bad}',
        ]
    row = connection.execute(f"SELECT {', '.join(counts)} FROM ({relation})").fetchone() or ()
    problems = []
    for i, cell in enumerate(looked_at):
        n, number, source_row, value = row[4 * i : 4 * i + 4]
        if n:
            part = next(p for p in parts if p.number == number)
            message = _("{n} valores no se pueden leer y quedan vacíos").format(n=n)
            shown = f"{header_of(part, cell.column.name)} {shown_cell(value, cell.column.personal)}"
            problems.append(Problem(part.raw.file, message, cell.hint, source_row, shown, rows=n))
    return problems


def _swapped(
    connection: duckdb.DuckDBPyConnection, relation: str, cells: Mapping[str, Cell], parts: Sequence[Part]
) -> list[Problem]:
    """Dates with the day and the month the other way round than their column: read where only one way is possible, and told."""
    remedy = _("Las dudosas, como 03/04/2025, siguieron a la mayoría: revíselas, o separe el archivo y diga day_first de cada parte")  # fmt: skip
    problems = []
    for cell in cells.values():
        if not cell.doubt:
            continue
        found = connection.execute(
            f"""SELECT part, source_row, CAST("{cell.column.name}" AS VARCHAR), count(*) OVER () FROM ({relation})
            WHERE ({cell.doubt}) AND NOT filtered ORDER BY part, source_row LIMIT {EXAMPLES}"""
        ).fetchall()
        for place, (number, row, value, n) in enumerate(found, start=1):
            part = next(p for p in parts if p.number == number)
            message, more = _("tiene el día y el mes al revés que su columna; se leyó así"), n - place
            if place == EXAMPLES and more:
                message += " " + _("(y {n} filas más)").format(n=more)
            shown = f"{header_of(part, cell.column.name)} {shown_cell(value, cell.column.personal)}"
            rows = 1 + more if place == EXAMPLES else 1
            problems.append(Problem(part.raw.file, message, remedy, row, shown, rows=rows))
    return problems


def header_of(part: Part, column: str) -> str:
    """The user's own name for one of our columns."""
    place = part.mapped.places.get(column)
    return column if place is None else re.sub(r"\s+", " ", part.raw.headers[place])
