"""Dates and times."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientela.intake.cells.cell import Cell, Rival, blank_sql, literals, shape_sql
from clientela.intake.cells.customs import date_order
from clientela.intake.cells.look import Look
from clientela.intake.contract import Column
from clientela.intake.problems import Assumption
from clientela.intake.sniff import date_shapes, dates
from clientela.present.language import gettext as _

# Fewer dates than these say nothing of how a sheet was made.
FEWEST_TURNED = 3
NO_BREAK = "\u00a0\u202f\u2009"


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
        if any(sign in shape for shape in shapes for sign in NO_BREAK):
            # Browsers and spreadsheets in Spanish part «3:02:11 p. m.» by blanks that do not break.
            x = f"translate({x}, '{NO_BREAK}', '{' ' * len(NO_BREAK)}')"
            shapes = _plain_blanks(shapes)
    else:
        # Numbers: YYYYMMDD, Excel's days or seconds since 1970, told apart by their shapes.
        x = f"regexp_replace(CAST({x} AS VARCHAR), '\\.0$', '')"
        blank, shapes = blank_sql(x), look.shapes(column.name, x)
    votes, only = _votes(column, x, shapes, look)
    custom, ends = date_order(look.company.country), _ends(x, shapes, votes, look, blank)
    found = dates.choose(shapes, votes, only, custom, look.source.day_first, ends)
    value = final.format(dates.sql(x, shape_sql(x), found, zone))
    doubt = dates.swapped_sql(x, shape_sql(x), found, zone)
    rivals: tuple[Rival, ...] = ()
    if found.by_custom:
        other = dates.choose(shapes, votes, only, custom, not found.day_first, ends)
        rivals = (_rival(found, final.format(dates.sql(x, shape_sql(x), other, zone)), blank),)
    if half := _half_turned(x, blank, shapes, found, look):
        real, n = half
        turned = f"CASE WHEN {real} THEN {_turned(value)} ELSE {value} END"
        if look.source.turned_dates is None:
            rivals = (*rivals, _turned_rival(turned, real))
            return Cell(
                column,
                value,
                blank,
                _notes(column, found, look),
                doubt=doubt,
                rivals=rivals,
                warnings=(_turned_warning(n),),
            )
        value = turned if look.source.turned_dates else value
    return Cell(column, value, blank, _notes(column, found, look), doubt=doubt, rivals=rivals)


def _half_turned(
    x: str, blank: str, shapes: Mapping[str, int], found: dates.Dates, look: Look
) -> tuple[str, int] | None:
    """The SQL of the cells that a spreadsheet probably turned round, and how many: it makes dates of 02/05/2024 (the month first) and leaves
    13/05/2024 as text, so that no text has a day up to 12, and no real date one beyond."""
    real = [shape for shape in shapes if re.fullmatch(r"9{4}-99-99( 99:99:99)?", shape.strip())]
    texts = [
        shape
        for shape in shapes
        if len(date_shapes.readings(shape)) > 1 and found.readings[shape].order == "dmy"
    ]
    n = sum(shapes[shape] for shape in real)
    if n < FEWEST_TURNED or not texts or sum(shapes[shape] for shape in texts) < FEWEST_TURNED:
        return None
    is_real = f"{shape_sql(x)} IN ({literals(sorted(real))})"
    is_text = f"{shape_sql(x)} IN ({literals(sorted(texts))})"
    day = f"TRY_CAST(split_part(left({x}, 10), '-', 3) AS INTEGER)"
    first = f"TRY_CAST(regexp_extract({x}, '^[0-9]+') AS INTEGER)"
    late, early = look.one(
        f"SELECT count(*) FILTER ({is_real} AND {day} > 12), count(*) FILTER ({is_text} AND {first} <= 12) "
        f"FROM ({look.relation}) WHERE NOT ({blank})"
    )
    return None if late or early else (is_real, n)


def _turned(value: str) -> str:
    """A date with its day and its month exchanged."""
    return f"try_strptime(strftime(CAST({value} AS TIMESTAMP), '%Y-%d-%m %H:%M:%S'), '%Y-%m-%d %H:%M:%S')"


def _turned_rival(turned: str, real: str) -> Rival:
    return Rival(
        "turned",
        _("como están en la hoja"),
        "turned_dates: false",
        _("con el día y el mes al revés, como los dejó Excel"),
        "turned_dates: true",
        turned,
        real,
    )


def _turned_warning(n: int) -> tuple[str, str]:
    message = _(
        "{n|una fecha tiene|# fechas tienen} probablemente el día y el mes al revés: Excel convirtió solo las que pudo, con el mes primero, "
        "y dejó las demás como texto"
    )
    remedy = _("Vuelva a exportar con la columna como texto, o escriba en la fuente turned_dates: true")
    return message.format(n=n), remedy


def _plain_blanks(shapes: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for shape, n in shapes.items():
        plain = shape.translate(dict.fromkeys(map(ord, NO_BREAK), " "))
        found[plain] = found.get(plain, 0) + n
    return found


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
    doubtful = [shape for shape in shapes if len(date_shapes.readings(shape)) > 1]
    if not doubtful:
        return {}, {}
    # The time of day decides nothing: without it, millions of cells are a few thousand dates.
    days = {date_shapes.day_of(shape) for shape in doubtful}
    orders = sorted({reading.order for shape in days for reading in date_shapes.readings(shape)})
    by_order = {order: _order_sql(order, days, look.company.time_zone) for order in orders}
    asked = [f"coalesce(sum(n) FILTER ({value} IS NOT NULL), 0)" for value in by_order.values()]
    for order in orders:
        others = "".join(f" AND {by_order[other]} IS NULL" for other in orders if other != order)
        asked.append(f"coalesce(sum(n) FILTER ({by_order[order]} IS NOT NULL{others}), 0)")
    timed = any(date_shapes.day_of(shape) != shape for shape in doubtful)
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
        for reading in date_shapes.readings(shape):
            if reading.order == order:
                by_value.setdefault(date_shapes.value_sql(reading, "d", zone), []).append(shape)
    cases = "".join(
        f" WHEN {shape_sql('d')} IN ({literals(mine)}) AND year({v}) BETWEEN 1900 AND 2100 THEN {v}"
        for v, mine in by_value.items()
    )
    return f"CASE{cases} END"


def _where_three_orders(found: dates.Dates, country: str) -> str:
    """Why 25-06-23 is read so, which the year first can read too: what another order leaves unread, and which number changes as years do."""
    said = []
    if found.lost:
        rest = _("con el mes primero") if found.tied else _("en cualquier otro orden")
        text = _("{rest} {n|queda una fecha|quedan # fechas} sin leer")
        said.append(text.format(rest=rest, n=found.lost))
    if found.tied and found.ends:
        first, last = found.ends
        text = _(
            "el año es el número que menos cambia: el primero tiene {first} valores distintos y el último {last}"
        )
        said.append(text.format(first=first, last=last))
    elif found.tied:
        said.append(_("lo demás, por la costumbre del país ({country})").format(country=country))
    return "; ".join(said)


def _ends(
    x: str, shapes: Mapping[str, int], votes: Mapping[str, int], look: Look, blank: str
) -> tuple[int, int] | None:
    """How many different numbers stand first and last in dates with a year of two figures, where either may be the year."""
    short = [
        shape
        for shape in shapes
        if {"ymd", "dmy"} <= {r.order for r in date_shapes.readings(shape)}
        and len(date_shapes.day_of(shape)) < 9
    ]
    if not short or votes.get("ymd") != max(votes.values(), default=0):
        return None
    day = f"regexp_extract({x}, '^([0-9]+)[-/. ]([0-9]+)[-/. ]([0-9]+)', {{}})"
    first, last = look.one(
        f"SELECT count(DISTINCT {day.format(1)}), count(DISTINCT {day.format(3)}) FROM ({look.relation}) "
        f"WHERE NOT ({blank}) AND {shape_sql(x)} IN ({literals(sorted(short))})"
    )
    return (first, last) if first != last else None


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
        elif not found.decisive and (why := _where_three_orders(found, look.company.country)):
            evidence = why
        else:
            text = _(
                "{n|una fecha solo se puede leer así|# fechas solo se pueden leer así} y {against} solo al revés"
            )
            evidence = text.format(n=found.decisive, against=found.against)
        notes.append(Assumption(look.name, "date", first, evidence, column.name))
    if "serial" in orders:
        notes.append(
            Assumption(look.name, "date", _("días de Excel"), _("números de cinco cifras"), column.name)
        )
    return tuple(notes)
