"""Codes that meet: how many of a table's are those of another, and the same codes written otherwise, brought to one spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import duckdb

from clientela.intake.codes.matches import MATCHED, Match, best, clash
from clientela.intake.codes.spellings import spell
from clientela.intake.problems import Assumption, Problem, code_shown
from clientela.present import numbers
from clientela.present.language import gettext as _
from clientela.present.terms import value

# Where each kind of code is told: the register first, since its spelling stays; then those that follow it.
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "customer_id": (
        ("customers", "customer_id"), ("transactions", "customer_id"), ("contracts", "customer_id"), ("interactions", "customer_id"),
        ("contacts", "customer_id"), ("respondents", "customer_id"), ("surveys", "customer_id"), ("commitments", "customer_id"),
        ("prospects", "became_customer_id"),
    ),
    "product_id": (("products", "product_id"), ("transactions", "product_id")),
    "campaign_id": (
        ("campaigns", "campaign_id"), ("contacts", "campaign_id"), ("expenses", "campaign_id"), ("transactions", "campaign_id"),
    ),
    "respondent_id": (("respondents", "respondent_id"), ("surveys", "respondent_id")),
}  # fmt: skip
# Of fewer codes than this nothing is said when they do not meet.
SOME = 3


@dataclass(frozen=True)
class Meeting:
    """Two tables that tell the same kind of code: how many different ones each has, how many are in both, how many only since respelled."""

    kind: str
    table: str
    other: str
    ids: int
    other_ids: int
    both: int
    respelled: int = 0


@dataclass(frozen=True)
class Unit:
    """The codes of one kind in one source."""

    kind: str
    table: str
    column: str
    source: str
    exact: bool = False  # company.yml says that its codes are as they are written

    @property
    def where(self) -> str:
        """The rows that it is made of, as SQL."""
        return f"""source = '{self.source.replace("'", "''")}' AND "{self.column}" IS NOT NULL"""


@dataclass(frozen=True)
class Found:
    """What the codes of a company's tables have to say."""

    meetings: tuple[Meeting, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()


def bring_together(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, Sequence[tuple[str, bool]]], country: str
) -> Found:
    """Codes that differ from those of another table in their spelling alone take its spelling; how many meet is told of every pair.

    `sources` are the names of each table's sources, and whether their codes are exact; tables hold `row_reason`, and their codes are
    changed in place. Nothing is changed where two codes of one source would become one.
    """
    found: list[Found] = []
    for kind, places in KINDS.items():
        units = [
            Unit(kind, table, column, *source)
            for table, column in places
            for source in sources.get(table, ())
        ]
        if len(units) < 2:
            continue
        filled = {table for table, column in places if table in sources and _has(connection, table, column)}
        units = [unit for unit in units if unit.table in filled]
        if len({unit.table for unit in units}) > 1 or (len(units) > 1 and units[0].table == "transactions"):
            found.append(_one_kind(connection, kind, units, country))
    return Found(
        tuple(one for each in found for one in each.meetings),
        tuple(one for each in found for one in each.assumptions),
        tuple(one for each in found for one in each.problems),
    )


def _has(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    return connection.execute(f'SELECT 1 FROM {table} WHERE "{column}" IS NOT NULL LIMIT 1').fetchone() is not None  # fmt: skip


def _one_kind(connection: duckdb.DuckDBPyConnection, kind: str, units: Sequence[Unit], country: str) -> Found:
    notes: list[Assumption] = []
    problems: list[Problem] = []
    joined: dict[str, int] = {}
    connection.execute("CREATE OR REPLACE TEMP TABLE known_ids (id VARCHAR, home VARCHAR)")
    for n, unit in enumerate(units):
        # Two registers may number different people alike: who is who among them is a matter of identity.
        if n and (unit.table != units[0].table or unit.table == "transactions"):
            connection.execute(
                f'CREATE OR REPLACE TEMP TABLE own_ids AS SELECT DISTINCT "{unit.column}" AS id FROM {unit.table} WHERE {unit.where}'
            )
            told = _respelled(connection, unit, country)
            notes += told.assumptions
            problems += told.problems
            joined[unit.table] = joined.get(unit.table, 0) + sum(one.respelled for one in told.meetings)
        if unit is units[-1]:
            break
        connection.execute(
            f"""INSERT INTO known_ids SELECT DISTINCT "{unit.column}", ? FROM {unit.table}
            WHERE {unit.where} AND "{unit.column}" NOT IN (SELECT id FROM known_ids)""",
            [unit.source],
        )
    meetings = _meetings(connection, kind, units, joined)
    notes += [_told(connection, one, units) for one in meetings]
    problems += [problem for one in meetings if (problem := _strangers(connection, one, units))]
    return Found(tuple(meetings), tuple(notes), tuple(problems))


def _respelled(connection: duckdb.DuckDBPyConnection, unit: Unit, country: str) -> Found:
    """The codes of a unit that are known under another spelling take that one."""
    strangers = connection.execute("SELECT count(*) FROM own_ids ANTI JOIN known_ids USING (id)").fetchone()
    if unit.exact or not strangers or not strangers[0]:
        return Found()
    match = best(connection, country)
    if match is None:
        return Found()
    spell(connection, match.form, country)
    two = clash(connection)
    if two:
        return Found(problems=(_left_apart(unit, match, two),))
    connection.execute(
        f"""UPDATE {unit.table} SET "{unit.column}" = m.id FROM (SELECT o.id AS old, k.id FROM {MATCHED}) AS m
        WHERE {unit.where} AND "{unit.column}" = m.old"""
    )
    evidence = _(
        "{example}: se leen como los de {other}, sin contar {what}; si son distintos, escriba en la fuente exact_ids: true"
    ).format(example=match.example, other=match.home, what=match.form.words)
    note = Assumption(unit.source, "respelled", numbers.count(match.pairs), evidence, unit.column)
    return Found((Meeting(unit.kind, unit.table, "", 0, 0, 0, match.pairs),), (note,))


def _left_apart(unit: Unit, match: Match, two: tuple[str, str]) -> Problem:
    message = _(
        "hay códigos que serían los de otra tabla sin contar {what} ({example}), pero así también se volverían uno solo {one} y {two}: "
        "quedan como están"
    ).format(what=match.form.words, example=match.example, one=code_shown(two[0]), two=code_shown(two[1]))
    return Problem(unit.source, message, _("Escríbalos igual en todos los archivos"), column=unit.column)


def _meetings(
    connection: duckdb.DuckDBPyConnection, kind: str, units: Sequence[Unit], joined: Mapping[str, int]
) -> list[Meeting]:
    columns = {unit.table: unit.column for unit in units}
    found = []
    for one, other in combinations(columns, 2):
        a, b = _ids(one, columns[one]), _ids(other, columns[other])
        row = connection.execute(
            f"SELECT (SELECT count(*) FROM ({a})), (SELECT count(*) FROM ({b})), (SELECT count(*) FROM ({a}) JOIN ({b}) USING (id))"
        ).fetchone() or (0, 0, 0)
        ids, others, both = row
        found.append(Meeting(kind, one, other, ids, others, both, joined.get(other, 0)))
    return found


def _ids(table: str, column: str) -> str:
    return f'SELECT DISTINCT "{column}" AS id FROM {table} WHERE "{column}" IS NOT NULL'


def _source(units: Sequence[Unit], table: str) -> str:
    return ", ".join(dict.fromkeys(unit.source for unit in units if unit.table == table))


def _told(connection: duckdb.DuckDBPyConnection, one: Meeting, units: Sequence[Unit]) -> Assumption:
    """How many codes of two tables meet, as a line of what was assumed."""
    met = _("{both} en ambas tablas; {n} en {one} y {m} en {other}").format(
        both=numbers.count(one.both),
        n=numbers.count(one.ids),
        one=value(one.table),
        m=numbers.count(one.other_ids),
        other=value(one.other),
    )
    return Assumption(_source(units, one.other), "meeting", met, "", one.kind)


def _strangers(connection: duckdb.DuckDBPyConnection, one: Meeting, units: Sequence[Unit]) -> Problem | None:
    """None of the codes of one table is in the other: they are not the same codes, or are written in ways that nobody can match."""
    if one.both or min(one.ids, one.other_ids) < SOME or units[0].table not in (one.table, one.other):
        return None
    columns = {unit.table: unit.column for unit in units}
    example, theirs = (
        code_shown(
            (connection.execute(f"SELECT min(id) FROM ({_ids(t, columns[t])})").fetchone() or ("",))[0]
        )
        for t in (one.other, one.table)
    )
    message = _(
        "ninguno de los {n} códigos de {other} está entre los {m} de {one} (por ejemplo {example}, y allí {theirs})"
    ).format(
        n=numbers.count(one.other_ids),
        other=value(one.other),
        m=numbers.count(one.ids),
        one=value(one.table),
        example=example,
        theirs=theirs,
    )
    remedy = _("Revise qué columna tiene el código en cada archivo: sin él, las dos tablas no se pueden unir")
    return Problem(_source(units, one.other), message, remedy, column=columns[one.other])
