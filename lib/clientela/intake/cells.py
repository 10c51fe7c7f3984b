"""From the text of a cell to its value: for each column of a source, the SQL that reads it and what was assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from clientela.config import Company, Source
from clientela.intake.contract import Column, Table, contract, plain
from clientela.intake.problems import Assumption
from clientela.intake.sniff import dates, numbers
from clientela.present.language import gettext as _

MOST_SHAPES = 3000
NUMERIC = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "FLOAT",
    "DOUBLE",
    "DECIMAL",
)
TRUE = (
    "1",
    "true",
    "si",
    "s",
    "yes",
    "y",
    "x",
    "v",
    "verdadero",
    "t",
    "ok",
    "autoriza",
    "acepta",
    "autorizado",
    "1.0",
)
FALSE = ("0", "false", "no", "n", "f", "falso", "no autoriza", "no acepta", "no autorizado", "0.0")


@dataclass(frozen=True)
class Cell:
    """How one column is read: the SQL of its value, the SQL that tells an empty cell, and what was assumed."""

    column: Column
    sql: str
    blank: str
    assumptions: tuple[Assumption, ...] = ()
    hint: str = ""


@dataclass
class Sniffer:
    """Looks at whole columns of one source (`relation` holds our column names over the user's cells)."""

    connection: duckdb.DuckDBPyConnection
    relation: str
    types: Mapping[str, str]
    source: Source
    company: Company
    name: str
    shapes_of: dict[str, dict[str, int]] = field(default_factory=dict)

    def cells(self, table: Table) -> dict[str, Cell]:
        """The reading of every column that the source has."""
        present = {name: column for name in self.types if (column := table.column(name)) is not None}
        for name, column in present.items():
            if column.type in ("money", "number", "share", "date", "timestamp") and self._is_text(name):
                self.shapes_of[name] = self._shapes(name)
        return {name: self._cell(column) for name, column in present.items()}

    def _is_text(self, name: str) -> bool:
        return not self.types[name].startswith((*NUMERIC, "DATE", "TIMESTAMP", "BOOLEAN"))

    def _cell(self, column: Column) -> Cell:
        kind = self.types[column.name]
        x = f'"{column.name}"'
        if column.type in ("money", "number", "share"):
            return self._number(column, x, kind)
        if column.type in ("date", "timestamp"):
            return self._date(column, x, kind)
        if column.type == "id":
            return self._id(column, x, kind)
        if column.type == "flag":
            return self._flag(column, x, kind)
        return self._choice(column, x) if column.type == "choice" else self._text(column, x, kind)

    # --- texts

    def _text(self, column: Column, x: str, kind: str) -> Cell:
        text = f"trim(CAST({x} AS VARCHAR))"
        blank = blank_sql(text) if kind == "VARCHAR" else f"{x} IS NULL"
        value = self._replaced(column, f"CASE WHEN {blank} THEN NULL ELSE {text} END", text)
        return Cell(column, value, blank)

    def _id(self, column: Column, x: str, kind: str) -> Cell:
        notes: list[Assumption] = []
        if kind != "VARCHAR" and kind not in ("DOUBLE", "FLOAT"):
            text = f"CAST({x} AS VARCHAR)"
            return Cell(column, self._replaced(column, text, text), f"{x} IS NULL")
        if kind in ("DOUBLE", "FLOAT"):
            text = f"CASE WHEN {x} = floor({x}) AND abs({x}) < 1e15 THEN CAST(CAST({x} AS BIGINT) AS VARCHAR) ELSE CAST({x} AS VARCHAR) END"
        else:
            text = f"trim(CAST({x} AS VARCHAR))"
            if kind == "VARCHAR" and self._ends_in_point_zero(x):
                text = f"regexp_replace({text}, '^([0-9]+)\\.0+$', '\\1')"
                notes.append(
                    Assumption(
                        self.name,
                        "number",
                        "13085.0 → 13085",
                        _("los códigos vienen como números con decimales"),
                        column.name,
                    )
                )
        blank = blank_sql(text)
        return Cell(
            column,
            self._replaced(column, f"CASE WHEN {blank} THEN NULL ELSE {text} END", text),
            blank,
            tuple(notes),
        )

    def _ends_in_point_zero(self, x: str) -> bool:
        """Whether whole numbers were written with decimals (13085.0), and none has other decimals."""
        some, other = self.one(
            f"SELECT count(*) FILTER (regexp_matches({x}, '^\\s*[0-9]+\\.0+\\s*$')), count(*) FILTER (NOT regexp_matches({x}, '\\.0+\\s*$') AND contains({x}, '.')) "
            f"FROM ({self.relation}) WHERE contains({x}, '.')"
        )
        return some > 0 and other == 0

    def _replaced(self, column: Column, otherwise: str, text: str) -> str:
        """The values that company.yml translates, else as they are."""
        pairs = self.source.values.get(column.name)
        if not pairs:
            return otherwise
        cases = "".join(
            f" WHEN {text} = {_literal(theirs)} THEN {_literal(ours)}" for theirs, ours in pairs.items()
        )
        return f"CASE{cases} ELSE {otherwise} END"

    def _choice(self, column: Column, x: str) -> Cell:
        text = f"trim(CAST({x} AS VARCHAR))"
        key = f"lower(strip_accents({text}))"
        blank = blank_sql(text)
        ways = {theirs: ours for ours, all_theirs in column.values.items() for theirs in all_theirs}
        seen = {
            row[0]
            for row in self.connection.execute(
                f"SELECT DISTINCT {key} FROM ({self.relation}) WHERE {x} IS NOT NULL LIMIT 200"
            ).fetchall()
        }
        for word, changes in column.when_seen.items():
            if word in seen:
                ways |= changes
        ways |= {plain(theirs): str(ours) for theirs, ours in self.source.values.get(column.name, {}).items()}
        cases = "".join(
            f" WHEN {key} = {_literal(theirs)} THEN {_literal(ours)}"
            for theirs, ours in ways.items()
            if theirs in seen
        )
        used = {theirs: ours for theirs, ours in ways.items() if theirs in seen and theirs != ours}
        notes = (
            [
                Assumption(
                    self.name,
                    "values",
                    ", ".join(f"{a} → {b}" for a, b in sorted(used.items())),
                    _("valores reconocidos"),
                    column.name,
                )
            ]
            if used
            else []
        )
        known = _("Valores que se entienden: {values}").format(values=", ".join(column.values))
        return Cell(
            column,
            f"CASE{cases} ELSE NULL END" if cases else "CAST(NULL AS VARCHAR)",
            blank,
            tuple(notes),
            known,
        )

    def _flag(self, column: Column, x: str, kind: str) -> Cell:
        if kind == "BOOLEAN":
            return Cell(column, x, f"{x} IS NULL")
        text = f"trim(CAST({x} AS VARCHAR))"
        key = f"lower(strip_accents({text}))"
        true, false = list(TRUE), list(FALSE)
        for theirs, ours in self.source.values.get(column.name, {}).items():
            (true if plain(ours) in TRUE else false).append(plain(theirs))
        value = f"CASE WHEN {key} IN ({_literals(true)}) THEN true WHEN {key} IN ({_literals(false)}) THEN false END"
        return Cell(column, value, blank_sql(text))

    # --- numbers

    def _number(self, column: Column, x: str, kind: str) -> Cell:
        if kind.startswith(NUMERIC):
            # A float that is not a number is an empty cell, as pandas writes them.
            blank = f"({x} IS NULL OR isnan({x}))" if kind in ("DOUBLE", "FLOAT") else f"{x} IS NULL"
            return self._share(Cell(column, f"TRY_CAST({x} AS DECIMAL(18,4))", blank))
        if kind.startswith(("DATE", "TIMESTAMP", "BOOLEAN")):
            return Cell(column, "CAST(NULL AS DECIMAL(18,4))", f"{x} IS NULL")
        shapes = self.shapes_of[column.name]
        found = numbers.read(
            shapes, self.source.decimal, self._leading_zero(x, shapes), self._custom_decimal()
        )
        notes = self._number_notes(column, found)
        text = f"trim({x})"
        return self._share(
            Cell(column, numbers.sql(x, shape_sql(x), found), blank_sql(text), tuple(notes)),
            "%" in "".join(found.shapes),
        )

    def _number_notes(self, column: Column, found: numbers.Numbers) -> list[Assumption]:
        sign = _("coma decimal") if found.decimal == "," else _("punto decimal")
        if self.source.decimal or not (found.ambiguous or (found.decimal == "," and found.evidence)):
            return []
        if found.evidence:
            evidence = _("{n} números solo se pueden leer así").format(n=found.evidence)
        else:
            evidence = _(
                "{n} números como 1.234 se pueden leer de dos modos; se siguió la costumbre del país ({country})"
            ).format(n=found.ambiguous, country=self.company.country)
        return [Assumption(self.name, "number", sign, evidence, column.name)]

    def _leading_zero(self, x: str, shapes: Mapping[str, int]) -> dict[numbers.Decimal, int]:
        """Cells such as 0.500 among those that could be thousands."""
        if not any(numbers.notation(shape) in ("either_point", "either_comma") for shape in shapes):
            return {}
        point, comma = self.one(
            f"SELECT count(*) FILTER (regexp_matches({x}, '^\\D*0\\.\\d{{3}}\\D*$')), count(*) FILTER (regexp_matches({x}, '^\\D*0,\\d{{3}}\\D*$')) FROM ({self.relation})"
        )
        return {".": point, ",": comma}

    def _custom_decimal(self) -> numbers.Decimal:
        """What the source's other columns show, else the country's custom."""
        kinds = [
            (numbers.notation(s), n)
            for shapes in self.shapes_of.values()
            for s, n in shapes.items()
            if not dates.readings(s)
        ]
        point, comma = (sum(n for kind, n in kinds if kind == wanted) for wanted in ("point", "comma"))
        if point != comma:
            return "." if point > comma else ","
        return _custom(self.company.country)[0]

    def _share(self, cell: Cell, percent: bool = False) -> Cell:
        if cell.column.type != "share":
            return cell
        (largest,) = self.one(f"SELECT max({cell.sql}) FROM ({self.relation})")
        if largest is None or largest <= 1:
            return cell
        note = Assumption(
            self.name,
            "share",
            "÷ 100",
            _("hay valores de hasta {value}").format(value=f"{largest:g}"),
            cell.column.name,
        )
        return Cell(
            cell.column, f"CAST({cell.sql} / 100 AS DECIMAL(18,4))", cell.blank, (*cell.assumptions, note)
        )

    # --- dates

    def _date(self, column: Column, x: str, kind: str) -> Cell:
        zone = self.company.time_zone
        final = "CAST({} AS DATE)" if column.type == "date" else "{}"
        if kind in ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"):
            return Cell(column, final.format(f"({x} AT TIME ZONE '{zone}')"), f"{x} IS NULL")
        if kind.startswith(("DATE", "TIMESTAMP")):
            return Cell(column, final.format(f"CAST({x} AS TIMESTAMP)"), f"{x} IS NULL")
        if not self._is_text(column.name):
            # Numbers: YYYYMMDD, Excel's days or seconds since 1970, told apart by their shapes.
            x = f"regexp_replace(CAST({x} AS VARCHAR), '\\.0$', '')"
            self.shapes_of[column.name] = self._shapes(column.name, x)
        shapes = self.shapes_of[column.name]
        found = dates.choose(
            shapes, *self._votes(x, shapes), _custom(self.company.country)[1], self.source.day_first
        )
        hint = (
            _("{n} fechas solo se pueden leer con el mes y el día al revés").format(n=found.against)
            if found.against
            else ""
        )
        return Cell(
            column,
            final.format(dates.sql(x, shape_sql(x), found, zone)),
            blank_sql(f"trim({x})"),
            tuple(self._date_notes(column, found)),
            hint,
        )

    def _votes(self, x: str, shapes: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        """For every order in doubt: the cells it can read, and those that it alone can."""
        doubtful = [shape for shape in shapes if len(dates.readings(shape)) > 1]
        if not doubtful:
            return {}, {}
        orders = sorted({r.order for shape in doubtful for r in dates.readings(shape)})
        by_order = {order: self._order_sql(x, order, doubtful) for order in orders}
        counts = [f"count({value})" for value in by_order.values()]
        for order in orders:
            others = " AND ".join(f"{by_order[o]} IS NULL" for o in orders if o != order)
            counts.append(f"count({by_order[order]}) FILTER ({others})")
        row = self.one(
            f"SELECT {', '.join(counts)} FROM ({self.relation}) WHERE {shape_sql(x)} IN ({_literals(doubtful)})"
        )
        return dict(zip(orders, row, strict=False)), dict(zip(orders, row[len(orders) :], strict=True))

    def _order_sql(self, x: str, order: str, shapes: Iterable[str]) -> str:
        by_value: dict[str, list[str]] = {}
        for shape in shapes:
            for reading in dates.readings(shape):
                if reading.order == order:
                    by_value.setdefault(dates.value_sql(reading, x, self.company.time_zone), []).append(shape)
        plausible = "CASE WHEN year({v}) BETWEEN 1900 AND 2100 THEN {v} END"
        if len(by_value) == 1:
            return plausible.format(v=next(iter(by_value)))
        cases = "".join(
            f" WHEN {shape_sql(x)} IN ({_literals(mine)}) THEN {plausible.format(v=v)}"
            for v, mine in by_value.items()
        )
        return f"CASE{cases} END"

    def _date_notes(self, column: Column, found: dates.Dates) -> list[Assumption]:
        orders = {reading.order for reading in found.readings.values()}
        notes = []
        if found.day_first is not None and self.source.day_first is None:
            first = (
                {True: _("el día primero"), False: _("el mes primero")}[found.day_first]
                if orders & {"dmy", "mdy"}
                else _("año, mes, día")
            )
            if found.by_custom:
                evidence = _(
                    "ninguna de las {n} fechas lo decide; se siguió la costumbre del país ({country})"
                ).format(n=found.ambiguous, country=self.company.country)
            else:
                evidence = _("{n} fechas solo se pueden leer así y {against} solo al revés").format(
                    n=found.decisive, against=found.against
                )
            notes.append(Assumption(self.name, "date", first, evidence, column.name))
        if "serial" in orders:
            notes.append(
                Assumption(self.name, "date", _("días de Excel"), _("números de cinco cifras"), column.name)
            )
        return notes

    # --- looking

    def _shapes(self, name: str, x: str | None = None) -> dict[str, int]:
        x = x or f'"{name}"'
        rows = self.connection.execute(
            f"SELECT {shape_sql(x)} AS s, count(*) AS n FROM ({self.relation}) WHERE NOT {blank_sql(f'trim({x})')} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_SHAPES}"
        ).fetchall()
        return dict(rows)

    def one(self, query: str) -> tuple[Any, ...]:
        row = self.connection.execute(query).fetchone()
        assert row is not None
        return row


def shape_sql(x: str) -> str:
    """The shape of a cell's text: small letters, every digit a 9."""
    return f"translate(lower(trim({x})), '012345678', '999999999')"


def blank_sql(text: str, words: bool = True) -> str:
    """Whether a cell says nothing: empty, or (where the column has any) one of the contract's words for it."""
    return f"({text} IS NULL OR lower({text}) IN ({_literals(contract().blank)}))" if words else f"({text} IS NULL OR {text} = '')"


def _custom(country: str) -> tuple[numbers.Decimal, str]:
    """A country's decimal sign and order of dates."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return ",", "dmy"
    symbols = locale.number_symbols
    decimal = symbols.get("latn", symbols).get("decimal", ",")
    pattern = locale.date_formats["short"].pattern.lower()
    order = "ymd" if pattern.startswith("y") else "mdy" if pattern.startswith("m") else "dmy"
    return ("." if decimal == "." else ","), order


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _literals(values: Iterable[object]) -> str:
    return ", ".join(_literal(value) for value in values)
