"""Dates and times."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.intake.cells.cell import Cell, Rival, blank_sql, literals, shape_sql
from clientela.intake.cells.customs import date_order
from clientela.intake.cells.look import Look
from clientela.intake.contract import Column
from clientela.intake.problems import Assumption
from clientela.intake.sniff import dates
from clientela.present.language import gettext as _


def day(column: Column, look: Look) -> Cell:
    """A date or a time in the company's zone, in the order that the whole column shows."""
    zone, kind, x = look.company.time_zone, look.types[column.name], f'"{column.name}"'
    final = "CAST({} AS DATE)" if column.type == "date" else "{}"
    if kind in ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"):
        return Cell(column, final.format(f"({x} AT TIME ZONE '{zone}')"), f"{x} IS NULL")
    if kind.startswith(("DATE", "TIMESTAMP")):
        return Cell(column, final.format(f"CAST({x} AS TIMESTAMP)"), f"{x} IS NULL")
    if kind == "VARCHAR":
        x, blank, shapes = look.text(column.name), look.blank(column.name), look.shapes_of[column.name]
    else:
        # Numbers: YYYYMMDD, Excel's days or seconds since 1970, told apart by their shapes.
        x = f"regexp_replace(CAST({x} AS VARCHAR), '\\.0$', '')"
        blank, shapes = blank_sql(x), look.shapes(column.name, x)
    votes, only = _votes(column, x, shapes, look)
    found = dates.choose(shapes, votes, only, date_order(look.company.country), look.source.day_first)
    value = final.format(dates.sql(x, shape_sql(x), found, zone))
    doubt = dates.swapped_sql(x, shape_sql(x), found, zone)
    rivals: tuple[Rival, ...] = ()
    if found.by_custom:
        other = dates.choose(shapes, votes, only, date_order(look.company.country), not found.day_first)
        rivals = (_rival(found, final.format(dates.sql(x, shape_sql(x), other, zone)), blank),)
    return Cell(column, value, blank, _notes(column, found, look), doubt=doubt, rivals=rivals)


def _rival(found: dates.Dates, other: str, blank: str) -> Rival:
    """The month first where the day was taken so, or the other way round."""
    said = {True: _("el día primero"), False: _("el mes primero")}
    first = bool(found.day_first)
    lines = {True: "day_first: true", False: "day_first: false"}
    return Rival(
        "date", said[first], lines[first], said[not first], lines[not first], other, f"NOT ({blank})"
    )


def _votes(
    column: Column, x: str, shapes: Mapping[str, int], look: Look
) -> tuple[dict[str, int], dict[str, int]]:
    """For every order in doubt: the cells it can read, and those that it alone can."""
    doubtful = [shape for shape in shapes if len(dates.readings(shape)) > 1]
    if not doubtful:
        return {}, {}
    # The time of day decides nothing: without it, millions of cells are a few thousand dates.
    days = {dates.day_of(shape) for shape in doubtful}
    orders = sorted({reading.order for shape in days for reading in dates.readings(shape)})
    by_order = {order: _order_sql(order, days, look.company.time_zone) for order in orders}
    asked = [f"coalesce(sum(n) FILTER ({value} IS NOT NULL), 0)" for value in by_order.values()]
    for order in orders:
        others = "".join(f" AND {by_order[other]} IS NULL" for other in orders if other != order)
        asked.append(f"coalesce(sum(n) FILTER ({by_order[order]} IS NOT NULL{others}), 0)")
    timed = any(dates.day_of(shape) != shape for shape in doubtful)
    only_day = f"regexp_extract({x}, '^([0-9]+[-/. ][0-9]+[-/. ][0-9]+|[0-9]{{8}})')" if timed else x
    grouped = f"SELECT {only_day} AS d, count(*) AS n FROM ({look.relation}) WHERE NOT {look.blank(column.name)} GROUP BY 1"
    row = look.one(
        f"SELECT {', '.join(asked)} FROM ({grouped}) WHERE {shape_sql('d')} IN ({literals(sorted(days))})"
    )
    counts = [int(n) for n in row]
    return dict(zip(orders, counts, strict=False)), dict(zip(orders, counts[len(orders) :], strict=True))


def _order_sql(order: str, shapes: set[str], zone: str) -> str:
    """The value of the dates in one order; NULL where it cannot read them."""
    by_value: dict[str, list[str]] = {}
    for shape in sorted(shapes):
        for reading in dates.readings(shape):
            if reading.order == order:
                by_value.setdefault(dates.value_sql(reading, "d", zone), []).append(shape)
    cases = "".join(
        f" WHEN {shape_sql('d')} IN ({literals(mine)}) AND year({v}) BETWEEN 1900 AND 2100 THEN {v}"
        for v, mine in by_value.items()
    )
    return f"CASE{cases} END"


def _notes(column: Column, found: dates.Dates, look: Look) -> tuple[Assumption, ...]:
    orders = {reading.order for reading in found.readings.values()}
    notes = []
    if found.day_first is not None and look.source.day_first is None:
        first = (
            _("el día primero")
            if found.day_first
            else _("el mes primero")
            if "mdy" in orders
            else _("año, mes, día")
        )
        if found.by_custom:
            text = _("ninguna de las {n} fechas lo decide; se siguió la costumbre del país ({country})")
            evidence = text.format(n=found.ambiguous, country=look.company.country)
        else:
            text = _("{n} fechas solo se pueden leer así y {against} solo al revés")
            evidence = text.format(n=found.decisive, against=found.against)
        notes.append(Assumption(look.name, "date", first, evidence, column.name))
    if "serial" in orders:
        notes.append(
            Assumption(look.name, "date", _("días de Excel"), _("números de cinco cifras"), column.name)
        )
    return tuple(notes)
