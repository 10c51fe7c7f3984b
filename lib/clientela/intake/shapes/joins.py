"""Several files that make one table: the rows of one, completed with the columns of others whose codes meet theirs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Join, Source
from clientela.intake.columns.mapping import map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import Table, any_table, header_key
from clientela.intake.places import source_name
from clientela.intake.problems import Assumption, IntakeError, Problem, code_shown, harmless, quote
from clientela.intake.readers.dispatch import read
from clientela.intake.readers.raw import Partner, Raw, quoted
from clientela.intake.reasons import Reason
from clientela.intake.shapes.pairing import Pairing, pairing
from clientela.present import numbers
from clientela.present.language import gettext as _


def joined(
    raw: Raw,
    source: Source,
    table: Table,
    company: Company,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
) -> list[Raw]:
    """A file's rows with the columns of those that company.yml joins to it; orders of theirs without any line follow, as rows of their own.

    A join may start from a column that an earlier one brings (lines → orders → customers). What nothing meets is told, and kept among what
    was set aside.
    """
    raws = [raw, *(_other(join, company, connection, folder) for join in source.join)]
    alone: list[Raw] = []
    for n in range(len(source.join), 0, -1):
        join = source.join[n - 1]
        host = next((i for i in range(n) if all(_place(here, raws[i]) for here in join.pairs)), 0)
        places = _places(join, raws[host], raws[n])
        pair = pairing(connection, raws[host], raws[n], places, source_name(join.source()))
        level = _level(pair, table, connection)
        raws[host] = _joined(pair, level, connection, folder)
        rest = _without_lines(pair, raws[host], connection, folder) if level == "order" and not host else None
        if not _has_its_own_table(join, company):
            found = (*raws[host].partners, _partner(pair, rest is not None))
            raws[host] = replace(raws[host], partners=found)
        alone = [_widened(earlier, raws[0]) for earlier in alone] + ([rest] if rest else [])
    return [raws[0], *alone]


def _other(join: Join, company: Company, connection: duckdb.DuckDBPyConnection, folder: Path) -> Raw:
    """The file that is joined; several with the same columns (a pattern) as one."""
    source = join.source()
    raws = read(source, any_table(), source_name(source), company, connection, folder)
    if any(raw.headers != raws[0].headers for raw in raws):
        message = _("los archivos que se unen no tienen las mismas columnas")
        raise IntakeError([Problem(raws[0].file, message, column="join", severity="error")])
    if len(raws) == 1:
        return raws[0]
    cells = ", ".join(f"CAST(c{i} AS VARCHAR) AS c{i}" for i in range(1, len(raws[0].headers) + 1))
    rows = " UNION ALL ".join(
        f"SELECT {i} AS file, source_row, {cells}, extra FROM ({raw.relation})" for i, raw in enumerate(raws)
    )
    numbered = f"SELECT * REPLACE (row_number() OVER (ORDER BY file, source_row) AS source_row) FROM ({rows})"
    kinds = ("VARCHAR",) * len(raws[0].headers)
    return replace(raws[0], file=f"{raws[0].file} …", relation=numbered, types=kinds)


def _places(join: Join, left: Raw, right: Raw) -> list[tuple[int, int]]:
    """The places (from 1) of the columns that meet."""
    pairs, problems = [], []
    for here, there in join.pairs.items():
        for header, raw in ((here, left), (there, right)):
            if _place(header, raw) is None:
                have = _("Columnas que hay: {names}").format(names=", ".join(harmless(raw.headers)[:30]))
                message = _("no tiene la columna {column}").format(column=quote(header))
                problems.append(Problem(raw.file, message, have, column="join", severity="error"))
        pairs.append((_place(here, left) or 0, _place(there, right) or 0))
    if problems:
        raise IntakeError(problems)
    return pairs


def _place(header: str, raw: Raw) -> int | None:
    """Where a header stands, from 1."""
    for same in (str, header_key):
        found = (i for i, one in enumerate(raw.headers, 1) if same(one) == same(header))
        if place := next(found, None):
            return place
    return None


def _has_its_own_table(join: Join, company: Company) -> bool:
    """Whether the file that is joined is a source too, where each of its rows is counted."""
    wanted = (join.path, join.url, join.table, join.sheet)
    sources = (source for given in company.sources.values() for source in given)
    return any((source.path, source.url, source.table, source.sheet) == wanted for source in sources)


def _level(pair: Pairing, table: Table, connection: duckdb.DuckDBPyConnection) -> str:
    """What a row of the other file is to those it is joined to: "order" where it says when they happened, "thing" otherwise."""
    if table.event is None:
        return "thing"
    right = pair.right
    mapped = map_columns(
        right.headers,
        table,
        Source.model_validate({"path": "x"}),
        "",
        right.file,
        peek=Peek(connection, right),
    )
    return "order" if table.event in mapped.places else "thing"


def _joined(pair: Pairing, level: str, connection: duckdb.DuckDBPyConnection, folder: Path) -> Raw:
    """The left's rows with the right's columns."""
    left, right, width = pair.left, pair.right, len(pair.left.headers)
    cells = [f"l.c{i} AS c{i}" for i in range(1, width + 1)]
    cells += [f"r.c{i} AS c{width + n}" for n, i in enumerate(pair.brought, 1)]
    alone = f"l.source_row IN (SELECT source_row FROM ({left.relation}) WHERE {left.alone}) OR r.source_row IS NULL"
    target = folder / f"{len(list(folder.iterdir()))}.parquet"
    connection.execute(
        f"""COPY (SELECT l.source_row, {", ".join(cells)}, l.extra, {alone} AS alone FROM {pair.rows(0)} AS l
        LEFT JOIN (SELECT * FROM {pair.rows(1)} WHERE nth = 1 AND k IS NOT NULL) AS r ON l.k = r.k ORDER BY l.source_row)
        TO {quoted(target)} (FORMAT parquet, COMPRESSION snappy)"""
    )
    taken = {header_key(header) for header in left.headers}
    brought = [right.headers[i - 1] for i in pair.brought]
    headers = (*left.headers, *(f"{h} ({pair.name})" if header_key(h) in taken else h for h in brought))
    levels = dict.fromkeys(range(width, len(headers)), level) if pair.several(connection) else {}
    if level == "order":
        levels |= {pair.places[0][0] - 1: "key"}
    return replace(
        left,
        relation=f"SELECT * FROM read_parquet({quoted(target)})",
        headers=headers,
        types=(*left.types, *(right.types[i - 1] for i in pair.brought)),
        levels={**left.levels, **levels},
        alone="alone",
        assumptions=(*left.assumptions, _told(pair), *right.assumptions),
        problems=(*left.problems, *right.problems, *_lonely(pair, connection)),
        partners=(*left.partners, *right.partners),
    )


def _told(pair: Pairing) -> Assumption:
    """How many codes of each side are on the other."""
    met = pair.met
    evidence = _(
        "{both} de los {n} códigos de {left} están en {right} ({share}), y {both} de los {other} de allí ({back})"
    ).format(
        both=numbers.count(met.both),
        n=numbers.count(met.left),
        other=numbers.count(met.right),
        left=pair.left.file,
        right=pair.right.file,
        share=numbers.share(met.share, 0),
        back=numbers.share(met.back, 0),
    )
    return Assumption(pair.left.file, "join", f"{pair.right.file} ({pair.by})", evidence)


def _lonely(pair: Pairing, connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """The rows of the left that find no partner."""
    if pair.met.both == pair.met.left:
        return []
    code = f"CAST(c{pair.places[0][0]} AS VARCHAR)"
    rows, first, example = connection.execute(
        f"""SELECT count(*), min(source_row), first({code} ORDER BY source_row) FROM {pair.rows(0)}
        WHERE k IS NOT NULL AND k NOT IN (SELECT k FROM {pair.rows(1)} WHERE k IS NOT NULL)"""
    ).fetchone() or (0, None, "")
    message = _("{n|una fila|# filas} sin pareja en {other}: queda en blanco lo que viene de allí")
    told = message.format(n=rows, other=pair.right.file)
    shown = f"{pair.left.headers[pair.places[0][0] - 1]} {code_shown(example)}"
    return [Problem(pair.left.file, told, "", first, shown, rows=rows)]


def _partner(pair: Pairing, kept: bool) -> Partner:
    """What became of the right's rows: used with those they meet, repeated, or met by none (which are rows of their own where `kept`)."""
    cells = ", ".join(f"{quoted(h)}, CAST(c{i} AS VARCHAR)" for i, h in enumerate(pair.right.headers, 1))
    met = f"k IN (SELECT k FROM {pair.rows(0)} WHERE k IS NOT NULL)"
    reason = f"CASE WHEN k IS NOT NULL AND nth > 1 THEN '{Reason.DUPLICATE_KEY}' WHEN NOT coalesce({met}, false) THEN '{Reason.NO_PARTNER}' END"
    rows = f"SELECT source_row, {reason} AS reason, json_object({cells}) AS raw FROM {pair.rows(1)}"
    if kept:
        rows = f"SELECT * FROM ({rows}) WHERE reason IS DISTINCT FROM '{Reason.NO_PARTNER}'"
    return Partner(pair.name, pair.right.file, rows)


def _without_lines(
    pair: Pairing, found: Raw, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Raw | None:
    """The right's orders that no row of the left meets, as rows in which what belongs to a line is blank."""
    left, right, there = pair.left, pair.right, dict(pair.places)
    cells = [
        f"CAST({f'r.c{there[i]}' if i in there else 'NULL'} AS {left.types[i - 1]}) AS c{i}"
        for i in range(1, len(left.headers) + 1)
    ]
    cells += [f"r.c{i} AS c{len(left.headers) + n}" for n, i in enumerate(pair.brought, 1)]
    target = folder / f"{len(list(folder.iterdir()))}.parquet"
    connection.execute(
        f"""COPY (SELECT source_row, {", ".join(cells)}, extra FROM {pair.rows(1)} AS r
        WHERE (k IS NULL OR nth = 1) AND (k IS NULL OR k NOT IN (SELECT k FROM {pair.rows(0)} WHERE k IS NOT NULL)) ORDER BY source_row)
        TO {quoted(target)} (FORMAT parquet, COMPRESSION snappy)"""
    )
    relation = f"SELECT * FROM read_parquet({quoted(target)})"
    (n,) = connection.execute(f"SELECT count(*) FROM ({relation})").fetchone() or (0,)
    if not n:
        return None
    message = _("{n|un pedido|# pedidos} sin líneas en {other}").format(n=n, other=left.file)
    problem = Problem(right.file, message, "", rows=n)
    return Raw(
        right.file,
        relation,
        found.headers,
        found.types,
        (),
        (problem,),
        levels=found.levels,
        counted=pair.name,
    )


def _widened(rest: Raw, found: Raw) -> Raw:
    """Rows that an earlier join left alone, blank in the columns that a later one brings."""
    more = list(enumerate(found.types, 1))[len(rest.headers) :]
    blank = ", ".join(f"CAST(NULL AS {kind}) AS c{i}" for i, kind in more)
    relation = f"SELECT *, {blank} FROM ({rest.relation})" if blank else rest.relation
    return replace(rest, relation=relation, headers=found.headers, types=found.types, levels=found.levels)
