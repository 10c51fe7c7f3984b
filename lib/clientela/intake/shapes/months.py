"""Sales with one column a month: one row a customer (or product) and month."""

from __future__ import annotations

import re

import duckdb

from clientela.intake.contract import plain
from clientela.intake.problems import Assumption, Problem, cell
from clientela.intake.readers.raw import Raw, quoted
from clientela.intake.sniff.dates import MONTH_OF
from clientela.present.language import gettext as _

FEWEST = 3
# With more names on several rows than this, a row is not a name but a name and something else.
ALIKE = 0.2
YEAR = re.compile(r"(?:19|20)\d\d")
TOTAL = re.compile(r"^\W*(gran )?(sub ?)?total|^\W*(suma|acumulado|promedio|average|sum)\b")


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
    kept = [i for i, header in enumerate(raw.headers) if i not in found and not TOTAL.search(plain(header))]
    lead = "coalesce(" + ", ".join(f"CAST(c{i + 1} AS VARCHAR)" for i in kept) + ", '')" if kept else "''"
    parts = [
        f"SELECT source_row, extra, {', '.join(f'c{i + 1} AS k{n}' for n, i in enumerate(kept, 1))}{', ' if kept else ''}"
        f"'{day}' AS m, CAST(c{place + 1} AS VARCHAR) AS v FROM ({raw.relation}) WHERE {lead} <> ''"
        for place, day in found.items()
    ]
    names = [f"k{n} AS c{n}" for n in range(1, len(kept) + 1)]
    names += [f"m AS c{len(kept) + 1}", f"v AS c{len(kept) + 2}"]
    total = "regexp_matches(lower(strip_accents(CAST(c1 AS VARCHAR))), " + quoted(TOTAL.pattern) + ")"
    filled = "v IS NOT NULL AND trim(v) NOT IN ('', '-', '0', '0.0')"
    relation = (
        f"SELECT source_row, extra, {', '.join(names)} FROM ({' UNION ALL '.join(parts)}) WHERE {filled}"
    )
    if kept:
        relation = f"SELECT * FROM ({relation}) WHERE NOT coalesce({total}, false)"
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
        (*raw.problems, *_twice(raw, kept, connection)),
    )


def _twice(raw: Raw, kept: list[int], connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """A few names that stand on two rows of a sheet with one row a name: the same one, or two who are called alike."""
    if not kept:
        return []
    name = f"nullif(trim(CAST(c{kept[0] + 1} AS VARCHAR)), '')"
    rows = connection.execute(
        f"SELECT {name}, count(*), max(source_row), count(*) OVER () FROM ({raw.relation}) WHERE {name} IS NOT NULL GROUP BY 1"
    ).fetchall()
    several = [row for row in rows if row[1] > 1]
    if not several or len(several) > ALIKE * len(rows):
        return []
    shown, _n, row, _all = min(several, key=lambda found: found[2])
    message = _("{n|un nombre está|# nombres están} en más de una fila: cada uno se cuenta como uno solo")
    remedy = _("Si son distintos, déles un código o un nombre que los separe")
    header = f"{raw.headers[kept[0]]} {cell(shown)}"
    return [Problem(raw.file, message.format(n=len(several)), remedy, row, header, rows=len(several))]
