"""A report laid out for people: the name of a customer, a seller or a category on a row of its own, what is theirs on the rows below."""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb

from clientela.intake.columns.looks import first_rows
from clientela.intake.columns.peek import DIGITS
from clientela.intake.contract import plain
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import Raw, quoted
from clientela.intake.shapes import totals
from clientela.intake.shapes.months import month_of
from clientela.intake.sniff import date_shapes
from clientela.present import numbers
from clientela.present.language import gettext as _

GROUP = "grupo"
# «Cliente: Panadería Sol» says what it is.
LABEL = r"^\s*([^:]{2,30}?)\s*:\s*(\S.*)$"
# As `totals.by_words` tells them, in SQL.
OF_TOTALS = (
    r"^\W*(gran |grand )?(sub ?)?total|^\W*(suma|acumulado|promedio|average|sum)\b|\W(sub ?)?total\W*$"
)
FEWEST_TITLES, FEWEST_CELLS, NEARLY_ALL, MOST = 2, 3, 0.9, 0.8

Row = tuple[str | None, ...]


def is_grouped(raw: Raw, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether rows with one word alone head those below them: the first row is one, nearly each has rows of its own, and its column is not theirs."""
    if len(raw.headers) < FEWEST_CELLS or set(raw.types) != {"VARCHAR"}:
        return False
    rows = [row for row in first_rows(connection, raw) if any(row) and not _is_total(row)]
    titles = [at for at, row in enumerate(rows) if _is_title(row)]
    full = [row for row in rows if sum(map(bool, row)) >= FEWEST_CELLS]
    if not rows or not _is_title(rows[0]) or len(full) < len(titles):
        return False
    # What stands alone below the last row of a group is a note.
    last = max((at for at, row in enumerate(rows) if not _is_title(row)), default=0)
    heads = [at for at in titles if at < last]
    named = {_text(rows[at]) for at in heads}
    # «ENERO 2026» says no more than the days below it.
    if len(named) < FEWEST_TITLES or sum(month_of(title, 2000) is not None for title in named) >= MOST * len(
        named
    ):
        return False
    followed = sum(not _is_title(rows[at + 1]) for at in heads)
    places = [next(place for place, cell in enumerate(rows[at]) if cell) for at in heads]
    commonest = max(set(places), key=places.count)
    return (
        followed >= MOST * len(heads)
        and places.count(commonest) >= NEARLY_ALL * len(heads)
        and _is_theirs_alone(commonest, [_text(rows[at]) for at in heads], full)
    )


def _is_theirs_alone(place: int, titles: list[str], full: list[Row]) -> bool:
    """Whether the column of the titles holds something else on the rows below: nothing, days, or nothing with the titles' own label."""
    below = [row[place] or "" for row in full]
    blank = sum(not cell for cell in below)
    days = sum(bool(date_shapes.readings(cell.lower().translate(DIGITS))) for cell in below if cell)
    return max(blank, days) >= NEARLY_ALL * len(below) or label(titles) is not None


def label(titles: list[str]) -> str | None:
    """What all titles say that they are.

    >>> label(["Cliente: Sol", "Cliente: Luna"]), label(["Cliente: Sol", "Luna"])
    ('Cliente', None)
    """
    found = {match[1].strip() if (match := re.match(LABEL, title)) else None for title in titles}
    return found.pop() if len(found) == 1 else None


def grouped(raw: Raw, connection: duckdb.DuckDBPyConnection) -> Raw:
    """The rows with one more column: the title above each. Titles stay among them, told as such."""
    texts = [f"nullif(trim(CAST(c{i} AS VARCHAR)), '')" for i in range(1, len(raw.headers) + 1)]
    alone = f"len(list_filter([{', '.join(texts)}], lambda x: x IS NOT NULL)) = 1"
    text = f"coalesce({', '.join(texts)})"
    total = f"regexp_matches(lower(strip_accents({text})), {quoted(OF_TOTALS)})"
    title = rf"({alone} AND regexp_matches({text}, '\p{{L}}') AND NOT {total})"
    # What stands alone below all rows is a note.
    below = f"SELECT max(source_row) FROM ({raw.relation}) WHERE NOT {alone} AND NOT {total}"
    title = f"({title} AND source_row < {connection.execute(below).fetchall()[0][0] or 0})"
    seen = connection.execute(f"SELECT {text} FROM ({raw.relation}) WHERE {title}").fetchall()
    header = label([row[0] for row in seen]) or GROUP
    own = text if header == GROUP else f"regexp_extract({text}, {quoted(LABEL)}, 2)"
    above = f"last_value(CASE WHEN {title} THEN {own} END IGNORE NULLS) OVER (ORDER BY source_row ROWS UNBOUNDED PRECEDING)"
    names = ", ".join(f"c{i}" for i in range(1, len(raw.headers) + 1))
    relation = f"SELECT source_row, {names}, {above} AS c{len(raw.headers) + 1}, extra FROM ({raw.relation})"
    evidence = _(
        "{n|un nombre está|# nombres están} en una fila propia: {n|vale|valen} para las filas de abajo"
    ).format(n=len(seen))
    note = Assumption(raw.file, "shape", numbers.count(len(seen)), evidence)
    return replace(
        raw,
        relation=relation,
        headers=(*raw.headers, header),
        types=(*raw.types, "VARCHAR"),
        assumptions=(*raw.assumptions, note),
        titles=title,
    )


def _is_title(row: Row) -> bool:
    return sum(map(bool, row)) == 1 and any(map(str.isalpha, _text(row)))


def _is_total(row: Row) -> bool:
    return totals.by_words(row, set()) or bool(re.search(OF_TOTALS, plain(_text(row))))


def _text(row: Row) -> str:
    return next((cell for cell in row if cell), "")
