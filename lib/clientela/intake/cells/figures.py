"""Money, quantities and shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clientela.intake.cells.cell import Cell, Rival, literal, literals, shape_sql
from clientela.intake.cells.customs import decimal_sign
from clientela.intake.cells.look import NUMERIC, Look
from clientela.intake.contract import Column
from clientela.intake.problems import Assumption
from clientela.intake.sniff import date_shapes, numbers
from clientela.intake.sniff.currencies import beside, currency_of
from clientela.present.language import gettext as _


def figure(column: Column, look: Look) -> Cell:
    """A number, in the notation that the whole column shows."""
    kind, x = look.types[column.name], f'"{column.name}"'
    shapes: Mapping[str, int]
    if kind.startswith(NUMERIC):
        # A float that is not a number is an empty cell, as pandas writes them.
        blank = f"({x} IS NULL OR isnan({x}))" if kind in ("DOUBLE", "FLOAT") else f"{x} IS NULL"
        return _share(Cell(column, f"TRY_CAST({x} AS DECIMAL(18,4))", blank), look)
    if kind != "VARCHAR":
        return Cell(column, "CAST(NULL AS DECIMAL(18,4))", f"{x} IS NULL")
    shapes, x = look.shapes_of[column.name], look.text(column.name)
    zero, custom, given = (
        _leading_zero(column.name, x, shapes, look),
        _otherwise(column.name, look),
        given_sign(column.name, look),
    )
    if column.type == "number":
        shapes, x = _without_unit(shapes, x)
    # Dollars and pesos of one column are written by different customs: each currency is read by itself.
    kinds = _currencies(shapes, look.company.currency) if column.type == "money" else {}
    codes = sorted({*kinds.values()}) or [""]
    groups = [{s: n for s, n in shapes.items() if kinds.get(s, codes[0]) == code} for code in codes]
    found = numbers.together(
        [
            numbers.read(group, given, zero, custom, _in_thousands(column, code or look.company.currency))
            for code, group in zip(codes, groups, strict=True)
        ]
    )
    value = numbers.sql(x, shape_sql(x), found)
    cell = Cell(
        column,
        value,
        look.blank(column.name),
        _notes(column, found, look),
        rivals=_rivals(column, x, found),
        currency=_currency_sql(x, kinds),
        warnings=_another_currency(codes, look.company.currency) if column.type == "money" else (),
    )
    return _share(cell, look)


# What a quantity is counted in, where all cells say the same: «2 und», «3 kg».
UNIT = re.compile(
    r"(?<=9) ?(und?s?|unidad(?:es)?|uds?|u|pzas?|piezas?|pcs?|kgs?|kilos?|gr?s?|lts?|l|lbs?|units?|ea|horas?|h)\.?$"
)


def _without_unit(shapes: Mapping[str, int], x: str) -> tuple[Mapping[str, int], str]:
    """The shapes of a column of quantities and its SQL without their unit; as they are where there is none, or several."""
    units = {found[1] for shape in shapes if (found := UNIT.search(shape))}
    if len({unit.rstrip("s") for unit in units}) != 1:
        return shapes, x
    bare: dict[str, int] = {}
    for shape, n in shapes.items():
        key = UNIT.sub("", shape)
        bare[key] = bare.get(key, 0) + n
    listed = "|".join(sorted(units, key=len, reverse=True))
    return bare, f"regexp_replace({x}, '(?i)([0-9]) ?({listed})\\.?$', '\\1')"


def _in_thousands(column: Column, currency: str) -> bool:
    """Whether three figures behind an amount's only sign are thousands: not where money has thousandths, as the dinar of Kuwait."""
    from babel.numbers import get_currency_precision

    return column.type == "money" and get_currency_precision(currency) < 3


def _currencies(shapes: Mapping[str, int], own: str) -> dict[str, str]:
    """The currency of every shape, in the order of their cells; what bears no sign, or only «$», is the company's."""
    return {s: currency_of(sign, own) if (sign := beside(s)) else own for s in shapes if numbers.notation(s)}


def _another_currency(codes: Sequence[str], own: str) -> tuple[tuple[str, str], ...]:
    """Amounts that all bear one sign, of another currency than the company's: they count as they stand."""
    if len(codes) != 1 or codes[0] in ("", own):
        return ()
    message = _("todos los importes están en {theirs} y la empresa en {ours}; se cuentan como están")
    remedy = _("Escriba currency: {theirs} en company.yml")
    return ((message.format(theirs=codes[0], ours=own), remedy.format(theirs=codes[0])),)


def _currency_sql(x: str, kinds: Mapping[str, str]) -> str:
    codes = sorted({*kinds.values()})
    if len(codes) < 2:
        return ""
    listed = {code: literals(sorted(s for s, c in kinds.items() if c == code)) for code in codes}
    cases = "".join(
        f" WHEN {shape_sql(x)} IN ({shapes}) THEN {literal(code)}" for code, shapes in listed.items()
    )
    return f"CASE{cases} END"


def given_sign(column: str, look: Look) -> numbers.Given | None:
    """The decimal sign that company.yml gives a column, or all of them."""
    given = look.source.decimal
    return given.get(column) if isinstance(given, dict) else given


def _rivals(column: Column, x: str, found: numbers.Numbers) -> tuple[Rival, ...]:
    """The other way to read cells such as 1.500, which nothing decides."""
    if not found.doubtful:
        return ()
    shapes, other = found.shapes, numbers.turned(found)
    said = {True: _("con decimales"), False: _("como miles")}
    decimals = _as_decimals(found.doubtful[0], shapes)
    lines = [f'decimal: {{{column.name}: "{_line_sign(found.doubtful, f.shapes)}"}}' for f in (found, other)]
    return (
        Rival(
            "decimal",
            said[decimals],
            lines[0],
            said[not decimals],
            lines[1],
            numbers.sql(x, shape_sql(x), other),
            f"{shape_sql(x)} IN ({literals(found.doubtful)})",
        ),
    )


def _as_decimals(shape: str, ways: Mapping[str, str]) -> bool:
    return (numbers.notation(shape) == "either_point") == (ways[shape] == "point")


def _line_sign(doubtful: Sequence[str], ways: Mapping[str, str]) -> numbers.Given:
    """What `decimal` says to have these shapes read so."""
    found: dict[str, bool] = {str(numbers.notation(shape)): _as_decimals(shape, ways) for shape in doubtful}
    if any(found.values()):
        return "." if found.get("either_point") else ","
    return "none" if len(found) > 1 else "," if "either_point" in found else "."


def _notes(column: Column, found: numbers.Numbers, look: Look) -> tuple[Assumption, ...]:
    # What is asked (`Rival`) is not stated as well.
    if (
        given_sign(column.name, look)
        or found.doubtful
        or not (found.ambiguous or (found.decimal == "," and found.evidence))
    ):
        return ()
    sign = _("coma decimal") if found.decimal == "," else _("punto decimal")
    if found.evidence:
        evidence = _("{n|un número solo se puede leer así|# números solo se pueden leer así}").format(
            n=found.evidence
        )
    else:
        text = _(
            "{n|un número como 1.234 se puede leer|# números como 1.234 se pueden leer} de dos modos; se siguió la costumbre del país ({country})"
        )
        evidence = text.format(n=found.ambiguous, country=look.company.country)
    return (Assumption(look.name, "number", sign, evidence, column.name),)


def _leading_zero(name: str, x: str, shapes: Mapping[str, int], look: Look) -> dict[numbers.Decimal, int]:
    """Cells such as 0.500 among those that could be thousands."""
    if not any(numbers.notation(shape) in ("either_point", "either_comma") for shape in shapes):
        return {}
    if look.texts and not any(text and ("0." in text or "0," in text) for text in look.texts[name]):
        return {".": 0, ",": 0}
    counts = [f"count(*) FILTER (regexp_matches({x}, '^\\D*0{sign}\\d{{3}}\\D*$'))" for sign in (r"\.", ",")]
    point, comma = look.one(f"SELECT {', '.join(counts)} FROM ({look.relation})")
    return {".": point, ",": comma}


def _otherwise(column: str, look: Look) -> numbers.Custom:
    """What the source's other columns show, else the country's custom."""
    cells = [
        (numbers.notation(shape), n)
        for name, shapes in look.shapes_of.items()
        if name != column
        for shape, n in shapes.items()
        if not date_shapes.readings(shape)
    ]
    point, comma = (sum(n for kind, n in cells if kind == wanted) for wanted in ("point", "comma"))
    if point != comma:
        return numbers.Custom("." if point > comma else ",", shown=True)
    return numbers.Custom(decimal_sign(look.company.country))


def _share(cell: Cell, look: Look) -> Cell:
    """A share is 0 to 1: a column with values beyond 1 holds percentages."""
    if cell.column.type != "share":
        return cell
    (largest,) = look.one(f"SELECT max({cell.sql}) FROM ({look.relation})")
    if largest is None or largest <= 1:
        return cell
    evidence = _("hay valores de hasta {value}").format(value=f"{float(largest):g}")
    note = Assumption(look.name, "share", "÷ 100", evidence, cell.column.name)
    return Cell(
        cell.column, f"CAST({cell.sql} / 100 AS DECIMAL(18,4))", cell.blank, (*cell.assumptions, note)
    )
