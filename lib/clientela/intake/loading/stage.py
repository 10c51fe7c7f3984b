"""One source becomes rows of its table: columns found, cells read, and for every row that cannot be used the reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.cells import Cell, Look, doubts, few, read_cells
from clientela.intake.contract import Table
from clientela.intake.loading.fates import TOTAL, judged_by, reasons_of
from clientela.intake.loading.tenure import made, terms
from clientela.intake.loading.unread import swapped, unread
from clientela.intake.parts import Part, header_of
from clientela.intake.problems import Assumption, Problem
from clientela.intake.questions import Question
from clientela.intake.readers.raw import Raw, held, quoted
from clientela.intake.sales import Sale, asked, continued, named_products, sale
from clientela.intake.shapes.filters import filter_sql
from clientela.present.language import gettext as _

SCALES: dict[float, re.Pattern[str]] = {
    0.01: re.compile(
        r"\b(en centavos|en c[eé]ntimos|in cents|minor units?)\b|[(\[ _](centavos|c[eé]ntimos|cents)[)\]]?$",
        re.IGNORECASE,
    ),
    1000: re.compile(
        r"\b(en miles|miles de|in thousands|thousands of)\b|[(\[ ](miles|thousands|000s?|k[$€])[)\]]",
        re.IGNORECASE,
    ),
    1_000_000: re.compile(
        r"\b(en millones|millones de|in millions|millions of)\b|[(\[ ](millones|millions|MM ?\$?)[)\]]",
        re.IGNORECASE,
    ),
}
SMALL = 20_000
SECONDS = re.compile(r"[(\[] ?(s|seg|segs|segundos|sec|secs|seconds) ?[)\]]|segundos|seconds", re.IGNORECASE)


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
    copy, rows = held(f"SELECT * FROM ({relation}) LIMIT {SMALL + 1}", connection)
    small = rows <= SMALL
    if small:
        # A copy of all rows costs less than the questions that are asked of them.
        relation = f"SELECT * FROM {copy}"
    elif len(parts) > 1 and set(types.values()) == {"VARCHAR"}:
        relation = _one_table(relation, connection)
    texts = few.gathered(connection, relation, types) if rows <= few.FEW else None
    extra_notes: list[Assumption] = []
    blocks = False
    if table.name == "transactions" and not source.join:
        whole, extra_notes = continued(connection, relation, types, name, TOTAL, texts)
        if blocks := whole is not relation:
            relation = _one_table(whole, connection)
            texts = few.gathered(connection, relation, types) if texts is not None else None
    measured = (
        c
        for c in types
        if (column := table.column(c)) and column.type not in ("id", "text", "choice", "flag")
    )
    codes = frozenset(c for c in types if (column := table.column(c)) and column.type == "id")
    look = Look(
        connection,
        relation,
        types,
        source,
        company,
        name,
        frozenset(measured),
        codes,
        large=not small,
        texts=texts,
    )
    cells = _in_minutes(_in_zone(read_cells(look, table), source, company), parts)
    cells = {name: _scaled(cell, source, parts) for name, cell in cells.items()}
    cells |= terms(cells, table, look, day or dt.date.today())
    plan = Sale({column: f'"t_{column}"' for column in cells})
    if table.name == "transactions":
        plan = sale(cells, look, blocks)
    select = _select(relation, table, cells, plan, name)
    assumptions = [note for part in parts for note in (*part.raw.assumptions, *part.mapped.assumptions)]
    assumptions += [note for cell in cells.values() for note in cell.assumptions] + extra_notes + plan.notes
    problems = [problem for part in parts for problem in part.raw.problems]
    problems += [p for part in parts for p in part.mapped.problems if p.severity != "error"]
    problems += unread(connection, relation, table, cells, parts)
    problems += swapped(connection, relation, cells, parts)
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


def _scaled(cell: Cell, source: Source, parts: Sequence[Part]) -> Cell:
    """Money in thousands or millions, as its header says («Ventas (miles de $)») or company.yml does."""
    if cell.column.type != "money":
        return cell
    name, header = cell.column.name, header_of(parts[0], cell.column.name)
    told = next((factor for factor, words in SCALES.items() if words.search(header)), 1)
    factor = source.scale.get(name, told)
    if factor == 1:
        return cell

    def times(sql: str) -> str:
        return f"CAST(({sql}) * {factor!r} AS {cell.column.sql_type})"

    notes: tuple[Assumption, ...] = ()
    if name not in source.scale:
        evidence = _("el encabezado lo dice; si ya está en unidades: scale: {{{column}: 1}}").format(
            column=name
        )
        notes = (Assumption(parts[0].source, "number", f"× {told}", evidence, name),)
    rivals = tuple(replace(rival, sql=times(rival.sql)) for rival in cell.rivals)
    return replace(cell, sql=times(cell.sql), rivals=rivals, assumptions=(*cell.assumptions, *notes))


def _one_table(relation: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Many files as one, since every question asked of each anew takes longer than this copy."""
    return f"SELECT * FROM {held(relation, connection)[0]}"


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
        f"{filter_sql(source, raw)} AS filtered, ({raw.alone}) AS alone, ({raw.titles}) AS titled, "
        f"{leftover} AS leftover, {', '.join(chosen)} FROM ({raw.relation})"
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
    judged = judged_by(table, cells)
    typed = [f'CAST({cell.sql} AS {cell.column.sql_type}) AS "t_{column}"' for column, cell in cells.items()]
    typed += [f'{cells[column].blank} AS "b_{column}"' for column in judged]
    rows = f"SELECT *, {', '.join(typed)} FROM ({relation})"
    for layer in plan.layers:
        rows = f"SELECT *, {layer} FROM ({rows})"
    kinds = {column: kind.sql_type for column in plan.values if (kind := table.column(column))}
    chosen = ", ".join(
        f'CAST({value} AS {kinds[column]}) AS "v_{column}"' for column, value in plan.values.items()
    )
    reason, detail = reasons_of(table, cells, judged, plan)
    over = f"coalesce({plan.done or 'false'}, false)"
    told_apart = f"part AS row_part, {quoted(name)} AS source, source_file, source_row, leftover AS row_leftover, {over} AS row_done"
    named = ", ".join(f'"v_{column}" AS "{column}"' for column in plan.values)
    return f"SELECT {told_apart}, {named}, {reason} AS row_reason, {detail} AS row_detail FROM (SELECT *, {chosen} FROM ({rows}))"
