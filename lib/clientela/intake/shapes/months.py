"""Sales with one column a month: one row a customer (or product) and month."""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb

from clientela.intake.contract import contract, header_key, plain
from clientela.intake.problems import Assumption, Problem, cell
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes import totals
from clientela.intake.sniff.date_shapes import MONTH_OF
from clientela.present.language import gettext as _

FEWEST = 3
# With more names on several rows than this, a row is not a name but a name and something else.
ALIKE = 0.2
YEAR = re.compile(r"(?:19|20)\d\d")


def month_of(header: str, year: int | None = None) -> str | None:
    """The first day of the month that a header names; `year` is the one of headers without it.

    >>> month_of("ene-26"), month_of("Marzo 2025"), month_of("2025-07"), month_of("03/2025"), month_of("Total"), month_of("abr", 2024)
    ('2026-01-01', '2025-03-01', '2025-07-01', '2025-03-01', None, '2024-04-01')
    """
    key = plain(header).replace("ventas", "").strip(" :.")
    if found := re.fullmatch(r"((?:19|20)\d\d)[-/. _]?(0?[1-9]|1[0-2])(?:[-/.]0?1)?(?: 00:00:00)?", key):
        return f"{found[1]}-{int(found[2]):02}-01"
    if found := re.fullmatch(r"(0?[1-9]|1[0-2])[-/. _]((?:19|20)\d\d)", key):
        return f"{found[2]}-{int(found[1]):02}-01"
    found = re.fullmatch(r"([a-z]+)\.?(?:[-/. _']*(?:de(?:l)? )?((?:19|20)?\d\d))?", key)
    month = MONTH_OF.get(found[1]) if found else None
    if found is None or month is None:
        return None
    told = int(found[2]) if found[2] else year
    if told is None:
        return None
    return f"{told + 2000 if told < 100 else told}-{month:02}-01"


def months(raw: Raw, title: str = "") -> dict[int, str]:
    """The columns that are months, by place, with their first day; empty where there are fewer than three.

    The year of bare months is the one that the file's name or sheet tells.
    """
    told = YEAR.search(title or raw.file)
    year = int(told[0]) if told else None
    found = {i: day for i, header in enumerate(raw.headers) if (day := month_of(header, year))}
    return found if len(found) >= FEWEST and len(set(found.values())) == len(found) else {}


def long(raw: Raw, connection: duckdb.DuckDBPyConnection) -> Raw:
    """One row a row and month, without blank cells and the columns and rows of totals."""
    found = months(raw)
    kept = [
        i
        for i, header in enumerate(raw.headers)
        if i not in found and not totals.HEADER.search(plain(header))
    ]
    raw = _without_totals(raw, kept, list(found), connection)
    lead = "coalesce(" + ", ".join(f"CAST(c{i + 1} AS VARCHAR)" for i in kept) + ", '')" if kept else "''"
    twice = _twice(raw, kept, connection)
    rows = _told_apart(raw, kept[0]) if twice else raw.relation
    parts = [
        f"SELECT source_row, extra, {', '.join(f'c{i + 1} AS k{n}' for n, i in enumerate(kept, 1))}{', ' if kept else ''}"
        f"'{day}' AS m, CAST(c{place + 1} AS VARCHAR) AS v FROM ({rows}) WHERE {lead} <> ''"
        for place, day in found.items()
    ]
    names = [f"k{n} AS c{n}" for n in range(1, len(kept) + 1)]
    names += [f"m AS c{len(kept) + 1}", f"v AS c{len(kept) + 2}"]
    filled = "v IS NOT NULL AND trim(v) NOT IN ('', '-', '0', '0.0')"
    relation = (
        f"SELECT source_row, extra, {', '.join(names)} FROM ({' UNION ALL '.join(parts)}) WHERE {filled}"
    )
    evidence = _("cada columna es un mes: una fila por celda llena, con el día primero de su mes")
    note = Assumption(raw.file, "shape", f"{min(found.values())} – {max(found.values())}", evidence)
    headers = (*(raw.headers[i] for i in kept), "fecha", "importe")
    types = (*(raw.types[i] for i in kept), "VARCHAR", "VARCHAR")
    return Raw(
        raw.file,
        f"{relation} ORDER BY source_row, c{len(kept) + 1}",
        headers,
        types,
        (*raw.assumptions, note),
        (*raw.problems, *twice),
    )


def _without_totals(
    raw: Raw, kept: list[int], figures: list[int], connection: duckdb.DuckDBPyConnection
) -> Raw:
    """A sheet without the rows that add others up, which are told."""
    if not kept:
        return raw
    cells = ", ".join(f"CAST(c{i + 1} AS VARCHAR)" for i in (*kept, *figures))
    rows = [
        (row[0], row[1 : len(kept) + 1], row[len(kept) + 1 :])
        for row in connection.execute(
            f"SELECT source_row, {cells} FROM ({raw.relation}) ORDER BY 1"
        ).fetchall()
    ]
    known = {plain(word) for _number, words, _values in rows for word in words if word}
    named = {number for number, words, _values in rows if totals.by_words(words, known)}
    summed = totals.by_figures([row for row in rows if row[0] not in named and any(row[1])])
    problems = [
        Problem(raw.file, message, remedy, min(numbers), severity="notice", rows=len(numbers))
        for numbers, message, remedy in (
            (named, _("{n|una fila es|# filas son} de totales, no de datos").format(n=len(named)), ""),
            (
                summed,
                _("{n|una fila es|# filas son} la suma de las que siguen, mes por mes, y {n|no cuenta|no cuentan} otra vez").format(n=len(summed)),
                "",
            ),
        )
        if numbers
    ]  # fmt: skip
    if not problems:
        return raw
    out = ", ".join(str(number) for number in sorted(named | summed))
    relation = f"SELECT * FROM ({raw.relation}) WHERE source_row NOT IN ({out})"
    return replace(raw, relation=relation, problems=(*raw.problems, *problems))


def _twice(raw: Raw, kept: list[int], connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """A few customers' names that stand on two rows of a sheet with one row a customer: each row is one, and somebody is told."""
    if not kept or not _of_customers(raw.headers[kept[0]]):
        return []
    name = _name(kept[0])
    rows = connection.execute(
        f"SELECT {name}, count(*), max(source_row), count(*) OVER () FROM ({raw.relation}) WHERE {name} IS NOT NULL GROUP BY 1"
    ).fetchall()
    several = [row for row in rows if row[1] > 1]
    if not several or len(several) > ALIKE * len(rows):
        return []
    shown, _n, row, _all = min(several, key=lambda found: found[2])
    message = _(
        "{n|un nombre está|# nombres están} en más de una fila: cada fila se cuenta como un cliente distinto, "
        "con su número detrás del nombre"
    )
    remedy = _(
        'Si son el mismo, únalos en company.yml: values: {{customer_id: {{"Ana (2)": "Ana"}}}}'
    ).format()
    header = f"{raw.headers[kept[0]]} {cell(shown)}"
    return [Problem(raw.file, message.format(n=len(several)), remedy, row, header, rows=len(several))]


def _of_customers(header: str) -> bool:
    """Whether a header speaks of customers, and of no product, seller or branch."""
    column = contract().tables["transactions"].columns["customer_id"]
    return header_key(header) in (*column.aliases, *column.fallback, "nombre", "name")


def _name(place: int) -> str:
    return f"nullif(trim(CAST(c{place + 1} AS VARCHAR)), '')"


def _told_apart(raw: Raw, place: int) -> str:
    """The rows of a sheet in which a name's second row bears its number: «Ana (2)»."""
    name = _name(place)
    again = f"row_number() OVER (PARTITION BY {name} ORDER BY source_row)"
    numbered = f"CASE WHEN {name} IS NOT NULL AND {again} > 1 THEN {name} || ' (' || {again} || ')' ELSE c{place + 1} END"
    return f"SELECT * REPLACE ({numbered} AS c{place + 1}) FROM ({raw.relation})"
