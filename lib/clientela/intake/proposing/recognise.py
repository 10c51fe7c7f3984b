"""Which table of the contract a file is: by the exports of known tools, else by what its columns hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from clientela.companies.source import Source
from clientela.intake import profiles
from clientela.intake.columns.looks import is_filled, is_key
from clientela.intake.columns.mapping import NOBODY_S, map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import Column, Table, contract, header_key, plain, spelled_out
from clientela.intake.parts import Part
from clientela.intake.proposing import titles
from clientela.intake.shapes import asking, groups, marks, months, survey

FOUND_IN_THE_NAME = 3
MISSING = 6
NO_KEY = 6
FEWEST_KNOWN = 2
# In a handful of rows, every column tells them apart.
FEWEST_ROWS = 5
# What a list of customers loses that would leave the day and the amount of each row unread.
SALE_UNREAD = 3.0


@dataclass(frozen=True)
class Candidate:
    """A table that a file may be: how much speaks for it, and its columns as they would be read."""

    score: float
    table: Table
    source: Source
    part: Part

    @property
    def missing(self) -> tuple[str, ...]:
        """What the table needs and the file does not show, in words."""
        return tuple(p.message for p in self.part.mapped.problems if p.severity == "error")


def candidates(peek: Peek, source: Source, file: Path, sheet: str | None, folder: Path) -> list[Candidate]:
    """The tables that a file is taken for: those of a known tool's export, else the one that fits best; none where none does."""
    known = profiles.recognise(peek.raw.headers)
    if known:
        return [_of_a_tool(export, peek, source, file) for export in known[:1]]
    if survey.is_survey(peek.raw, peek.connection):
        return _of_a_survey(peek, source, file, folder)
    if (found := months.months(peek.raw)) and peek.is_number(next(iter(found))):
        peek = Peek(peek.connection, months.long(peek.raw, peek.connection))
        source = source.model_copy(update={"shape": "months"})
    if groups.is_grouped(peek.raw, peek.connection):
        peek = Peek(peek.connection, groups.grouped(peek.raw, peek.connection))
        source = source.model_copy(update={"shape": "groups"})
    best = ranked(peek, source, file, sheet)[:1]
    if source.shape is None and _asks(best[0], peek, f"{file.stem} {sheet or ''}"):
        return _of_a_survey(peek, source, file, folder)
    return [completed(_headed(one, peek, file, sheet), peek, file) for one in best if one.score > 0]


# The tables of surveys that are lists already: what they have a column for needs no other shape.
LISTS = {"surveys", "items", "respondents"}


def _asks(one: Candidate, peek: Peek, called: str) -> bool:
    """Whether a file is a survey though no header has a question mark, and not better taken for the table that fits best."""
    found, columns = one.part.mapped.places, one.table.columns
    known = {
        place for ours, place in found.items()
        if ours in columns and _known_as(columns[ours], one.part.raw.headers[place])
    }  # fmt: skip
    placed = known if one.table.name in LISTS and one.score > 0 else set()
    return asking.is_one(peek.raw, peek.connection, called, len(known), placed)


def _headed(one: Candidate, peek: Peek, file: Path, sheet: str | None) -> Candidate:
    """A candidate laid out in groups with the column of ours that their titles are; every other as it is."""
    headers, mapped = peek.raw.headers, one.part.mapped
    if one.source.shape != "groups" or len(headers) - 1 in mapped.places.values():
        return one
    ours = titles.above(one.table, mapped.places, f"{file.stem} {sheet or ''}")
    if ours is None:
        return one
    source = one.source.model_copy(update={"columns": {**one.source.columns, ours: headers[-1]}})
    mapped = map_columns(headers, one.table, source, file.stem, file.name, peek=peek)
    return replace(one, source=source, part=replace(one.part, mapped=mapped))


def _of_a_survey(peek: Peek, source: Source, file: Path, folder: Path) -> list[Candidate]:
    """The tables of a survey with one column a question."""
    found = []
    for name in survey.tables(peek.raw, peek.connection):
        table = contract().tables[name]
        shaped = source.model_copy(update={"shape": "survey"})
        raw = survey.long(peek.raw, name, peek.connection, folder)
        mapped = map_columns(raw.headers, table, shaped, file.stem, file.name)
        found.append(Candidate(1000, table, shaped, Part(0, file.stem, raw, mapped)))
    return found


# What a file of one team, one branch or one survey leaves unsaid: a name that company.yml can change.
UNSAID = {"capacity": {"unit": "Centro"}, "interactions": {"kind": "question"}}
# By these a list of days is one of contacts, though it says neither whose they are nor of what kind.
ATTENDED = ("attended_at", "closed_at", "resolved", "agent")
WITHIN = re.compile(r"\((\d+) ?(?:s|seg|sec)\w*\)", re.IGNORECASE)


def completed(one: Candidate, peek: Peek, file: Path) -> Candidate:
    """A candidate with the constants that its file leaves unsaid, or says in a header («Nivel de servicio (20 s)»), and staff's columns of marks."""
    places, raw = one.part.mapped.places, peek.raw
    constants = {ours: value for ours, value in UNSAID.get(one.table.name, {}).items() if ours not in places}
    level = places.get("service_level")
    if level is not None and "within_seconds" not in places and (found := WITHIN.search(raw.headers[level])):
        constants["within_seconds"] = found[1]
    left = [place for place in range(len(raw.headers)) if place not in places.values()]
    skills = marks.skills(peek, left) if one.table.name == "staff" else {}
    if not constants and not skills:
        return one
    told = {"set": {**constants, **one.source.set}, "columns": {**skills, **one.source.columns}}
    source = one.source.model_copy(update=told)
    mapped = map_columns(raw.headers, one.table, source, file.stem, file.name, peek=peek)
    return replace(one, source=source, part=replace(one.part, mapped=mapped))


def ranked(peek: Peek, source: Source, file: Path, sheet: str | None) -> list[Candidate]:
    """Every table of the contract, the one that fits best first."""
    found = [_scored(peek, table, source, file, sheet) for table in contract().tables.values()]
    sold = next(one for one in found if one.table.name == "transactions")
    found = [
        replace(one, score=one.score - SALE_UNREAD)
        if one.table.name == "customers" and _is_sale(sold, peek)
        else one
        for one in found
    ]
    return sorted(found, key=lambda one: -one.score)


def _is_sale(sold: Candidate, peek: Peek) -> bool:
    """Whether a file tells a day and an amount, each by its own header and its values: a list of customers would leave both unread."""
    places, headers = sold.part.mapped.places, peek.raw.headers
    columns = sold.table.columns
    return all(
        name in places
        and _known_as(columns[name], headers[places[name]])
        and peek.holds(columns[name], places[name])
        for name in ("customer_id", "date", "amount")
    )


def _of_a_tool(export: profiles.Export, peek: Peek, source: Source, file: Path) -> Candidate:
    table = contract().tables[export.table]
    unique = partial(is_key, peek.connection, peek.raw)
    fitted = profiles.fitted(
        source, export, peek.raw.headers, unique, partial(is_filled, peek.connection, peek.raw)
    )
    mapped = map_columns(peek.raw.headers, table, fitted, file.stem, file.name, peek=peek)
    return Candidate(1000, table, fitted, Part(0, file.stem, peek.raw, mapped))


def _scored(peek: Peek, table: Table, source: Source, file: Path, sheet: str | None) -> Candidate:
    """How well a file fits a table: what is recognised and bears it out counts for it, what is missing or contradicts against it."""
    raw = peek.raw
    mapped = map_columns(raw.headers, table, source, file.stem, file.name, peek=peek)
    ours = {name: place for name, place in mapped.places.items() if name in table.columns}
    score = sum(_worth(table, name, place, peek) for name, place in ours.items())
    missing = sum(1 for problem in mapped.problems if problem.severity == "error")
    named = _named(table, sheet or file.stem)
    score += _key_worth(table, ours, peek) + FOUND_IN_THE_NAME * named
    if sheet:
        score += _named(table, file.stem)
    if table.name in NOBODY_S and "customer_id" not in ours:
        score -= MISSING / 3
    missing -= sum(1 for column in UNSAID.get(table.name, ()) if column not in ours)
    if table.name == "interactions" and not {"kind", "customer_id"} <= ours.keys():
        missing += not (named or any(name in ours for name in ATTENDED))
    if len(set(ours.values())) < FEWEST_KNOWN or _of_another_thing(table, sheet or file.stem, ours, peek):
        score = -MISSING
    elif not (named and len(ours) > 1):
        score -= MISSING * missing
    return Candidate(score, table, source, Part(0, file.stem, raw, mapped))


# Places of the company's own, and those who sell to it, which have a name and a city as customers have.
SHOPS = re.compile(
    r"(^|_)(proveedor(es)?|suppliers?|vendors?|mesas?|tiendas?|sucursal(es)?|sedes?|centros?|almacen(es)?|oficinas?|bodegas?|locales|puntos?_(de_)?venta|stores?|shops?|branch(es)?|warehouses?)(_|$)"
)
# What comes in and what goes out in one list: movements of a bank, of which no half is a list of expenses.
COMES_IN, GOES_OUT = (
    re.compile(r"^(ingresos?|entradas?|abonos?|creditos?|deposits?|income|credit)$"),
    re.compile(r"^(egresos?|salidas?|cargos?|debitos?|retiros?|gastos?|withdrawals?|expenses?|debit)$"),
)


def _of_another_thing(table: Table, name: str, ours: dict[str, int], peek: Peek) -> bool:
    """Whether a file is a list of the company's own shops or of its suppliers taken for customers or products, or movements of a bank."""
    if (
        table.name in ("customers", "products", "staff")
        and SHOPS.search(header_key(name))
        and not _named(table, name)
    ):
        return True
    if table.name == "transactions" and "customer_id" in ours:
        # «Ingreso» and «Egreso» are invoices and credit notes of somebody.
        return False
    for place in range(len(peek.raw.headers)):
        kinds = [plain(value) for value in peek.values(place)]
        if (
            2 <= len(kinds) <= FEWEST_ROWS
            and any(map(COMES_IN.match, kinds))
            and any(map(GOES_OUT.match, kinds))
        ):
            return True
    return False


def _named(table: Table, name: str) -> bool:
    """Whether a file's or sheet's name has one of the table's words."""
    words = f"_{header_key(name)}_"
    return any(f"_{alias}_" in words for alias in (*table.aliases, table.name))


def _worth(table: Table, name: str, place: int, peek: Peek) -> float:
    """What a recognised column counts: more where the table needs it or no other knows its header, against it where its values contradict."""
    column = table.columns[name]
    if peek.rows and not peek.values(place):
        # An empty column is no proof of anything.
        return 0
    if not peek.holds(column, place):
        return -2 if column.needed else -1
    if not _known_as(column, peek.raw.headers[place]):
        # Told by its values alone: no proof of the table.
        return 0
    own = 0.5 if _tables_that_know(header_key(peek.raw.headers[place])) <= 2 else 0
    return 1 + own + (0.5 if column.needed else 0) - (0.5 if column.helper else 0)


def _known_as(column: Column, header: str) -> bool:
    """Whether a header is one of the words of a column."""
    key = header_key(header)
    return bool({key, spelled_out(key)} & {column.name, *column.aliases, *column.fallback})


@cache
def _tables_that_know(key: str) -> int:
    """In how many tables a header means something."""
    return sum(
        any(key in (*column.aliases, *column.fallback) for column in table.columns.values())
        for table in contract().tables.values()
    )


def _key_worth(table: Table, ours: dict[str, int], peek: Peek) -> float:
    """A table whose rows have a key must find it in a column that tells rows apart."""
    if len(table.key) != 1 or table.key[0] not in ours:
        return 0
    if len(peek.values(ours[table.key[0]])) < FEWEST_ROWS:
        return 0
    place = ours[table.key[0]]
    known = _known_as(table.columns[table.key[0]], peek.raw.headers[place])
    return -NO_KEY if not peek.is_key(place) else 2 if known else 0
