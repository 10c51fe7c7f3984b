"""How likely two rows are one customer: weights learnt without labels, then every pair worth comparing scored (Fellegi–Sunter).

`score(connection, table, spec)` works on any table with `unique_id`, `entity` (rows of one entity are not compared) and the spec's columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clientela.intake.identity.scoring.blocks import add_keys
from clientela.intake.identity.scoring.compare import (
    highest,
    level_name_sql,
    levels_sql,
    needed,
    rarities,
    sides,
    weight_sql,
)
from clientela.intake.identity.scoring.guards import standing
from clientela.intake.identity.scoring.learn import learn
from clientela.intake.identity.scoring.levels import Field, Guard, Spec
from clientela.intake.identity.scoring.weights import Weights, blend, prior
from clientela.intake.identity.sql import value_of

# With fewer rows than this the data cannot teach weights: the defaults of the spec stand.
ROWS_TO_LEARN = 400
# The defaults count as much as this many rows on how frequent a value is: in twenty rows, two of one name are no sign that it is frequent.
TRUST_FREQUENCY = 5_000
LOWEST = 0.001
# A word is as frequent as the names that hold it, not as those of which it is the rarest word.
WHERE_SEEN = {"rare1": "unnest(tokens)"}
# More keys in one query spare small companies the planning of many; more pairs would not fit in memory.
PAIRS_AT_ONCE = 2_000_000
# So few rows are quickly compared by more keys.
FEW_ROWS = 20_000

MACROS = (Path(__file__).parent / "names.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Scored:
    """Where the scored pairs are, how the weights came about and what was cut for being too common."""

    table: str
    learnt: bool
    weights: Weights
    guards: list[Guard]
    cut: list[tuple[str, int, int]]


def score(connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, seed: int) -> Scored | None:
    """Score every pair of rows that shares a key; None where there is nothing to compare.

    Writes `<table>_pairs`: unique_id_l < unique_id_r, probability, weight (log2 odds), and the name of a level a field.
    """
    fields = _with_values(connection, table, spec)
    rows = _count(connection, table)
    if rows < 2 or not fields:
        return None
    keys = spec.keys + (
        spec.more if spec.more and (rows <= FEW_ROWS or _hardly_told_apart(connection, table, rows)) else ()
    )
    brought, cut = add_keys(connection, table, keys)
    if not any(brought):
        return None
    learnt = rows >= ROWS_TO_LEARN
    if learnt:
        weights = blend(fields, *learn(connection, table, spec, fields, seed))
    else:
        weights = {field.name: {level.name: (level.m, level.u) for level in field.levels} for field in fields}
    _add_rarity(connection, table, fields, weights, rows)
    _predict(connection, table, spec, fields, weights, rows, brought)
    guards = standing(connection, table, spec, keys, learnt)
    _calibrate(connection, table, spec, guards, rows)
    return Scored(f"{table}_pairs", learnt, weights, guards, cut)


def _count(connection: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> int:
    return int(value_of(connection, f"SELECT count(*) FROM {table} WHERE {where}"))


def _hardly_told_apart(connection: duckdb.DuckDBPyConnection, table: str, rows: int) -> bool:
    """Whether most rows have no document, e-mail or telephone."""
    return _count(connection, table, "coalesce(document, email, phone) IS NULL") > rows / 2


def _with_values(connection: duckdb.DuckDBPyConnection, table: str, spec: Spec) -> list[Field]:
    counts = ", ".join(
        f"count(coalesce({', '.join((field.columns[0], *field.either))}))" for field in spec.fields
    )
    filled = connection.execute(f"SELECT {counts} FROM {table}").fetchall()[0]
    return [field for field, n in zip(spec.fields, filled, strict=True) if n > 1]


def _add_rarity(
    connection: duckdb.DuckDBPyConnection, table: str, fields: list[Field], weights: Weights, rows: int
) -> None:
    """Columns `rare_<field>`: -log2 of how frequent each value is among other customers; the pair that shares it does not count."""
    joins, columns = [], []
    usual = {
        level.tf: weights[field.name][level.name][1] for field in fields for level in field.levels if level.tf
    }
    for name in rarities(fields):
        often = TRUST_FREQUENCY * usual[name]
        joins.append(f"""LEFT JOIN (
            SELECT value, -log2((greatest(count(*) - 2, 0.5) + {often!r}) / ({rows} + {TRUST_FREQUENCY})) AS rare
            FROM (SELECT {WHERE_SEEN.get(name, name)} AS value FROM {table}) WHERE value IS NOT NULL GROUP BY value
        ) AS f_{name} ON f_{name}.value = t.{name}""")
        columns.append(f", f_{name}.rare AS rare_{name}")
    connection.execute(f"""
        CREATE OR REPLACE TABLE {table} AS SELECT t.*{"".join(columns)} FROM {table} AS t {" ".join(joins)} ORDER BY unique_id
    """)


def _predict(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, fields: list[Field], weights: Weights, rows: int, brought: list[int]
) -> None:  # fmt: skip
    """`<table>_pairs`, some keys after the other; what is costly to compare is compared where the rest leaves hope."""
    start = prior(spec, rows)
    before = math.log2(start / (1 - start))
    lowest = math.log2(LOWEST / (1 - LOWEST)) - before
    names = ", ".join(
        f"{level_name_sql(field) if field in fields else repr('blank')} AS {field.name}"
        for field in spec.fields
    )
    both = sides([*needed(fields), *(f"rare_{name}" for name in rarities(fields))])
    made = False
    for numbers in _together(brought):
        pairs = " UNION ALL ".join(_pairs_of_key(table, number, both) for number in numbers)
        query = _scored(pairs, fields, weights, lowest)
        make = f"INSERT INTO {table}_pairs" if made else f"CREATE OR REPLACE TABLE {table}_pairs AS"
        connection.execute(
            f"{make} SELECT unique_id_l, unique_id_r, {before!r}::DOUBLE + weight AS weight, {names} FROM ({query})"
        )
        made = True


def _together(brought: list[int]) -> list[list[int]]:
    """The numbers of the keys (from 1), as many at a time as bring a bounded number of pairs."""
    groups: list[list[int]] = []
    pairs = 0
    for number, more in enumerate(brought, start=1):
        if not groups or pairs + more > PAIRS_AT_ONCE:
            groups.append([])
            pairs = 0
        groups[-1].append(number)
        pairs += more
    return groups


def _pairs_of_key(table: str, number: int, both: str) -> str:
    """The pairs with an equal key and no earlier one."""
    new = "".join(f" AND coalesce(l.key_{k} <> r.key_{k}, true)" for k in range(1, number))
    return f"""SELECT l.unique_id AS unique_id_l, r.unique_id AS unique_id_r, {both}
        FROM {table} AS l JOIN {table} AS r ON l.key_{number} = r.key_{number} AND l.unique_id < r.unique_id
        WHERE l.entity <> r.entity{new}"""


def _scored(pairs: str, fields: list[Field], weights: Weights, lowest: float) -> str:
    """The pairs that reach a weight, with their levels."""
    cheap = [field for field in fields if not field.costly] or fields
    costly = [field for field in fields if field not in cheap]

    def levels(fields: list[Field]) -> str:
        return ", ".join(f"{levels_sql(field)} AS level_{field.name}" for field in fields)

    def total(fields: list[Field]) -> str:
        return " + ".join(weight_sql(field, weights) for field in fields)

    query = f"SELECT *, {total(cheap)} AS weight FROM (SELECT *, {levels(cheap)} FROM ({pairs}))"
    if costly:
        hope = sum(highest(field, weights) for field in costly)
        rarest = "".join(f" + greatest(0, coalesce(rare_{name}_l, 0))" for name in rarities(costly)[:1])
        query = f"SELECT * FROM ({query}) WHERE weight + {hope!r}::DOUBLE {rarest} >= {lowest!r}::DOUBLE"
        query = f"SELECT * REPLACE (weight + {total(costly)} AS weight) FROM (SELECT *, {levels(costly)} FROM ({query}))"
    return f"SELECT * FROM ({query}) WHERE weight >= {lowest!r}::DOUBLE"


def _calibrate(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, guards: list[Guard], rows: int
) -> None:
    """Replace the guessed prior by the one that the scores themselves imply (expectation–maximisation on one number)."""
    import numpy as np

    guarded = " OR ".join(f"({guard.condition})" for guard in guards) or "false"
    counts = connection.execute(f"""
        SELECT round(weight, 1) AS weight, count(*) AS pairs FROM {table}_pairs WHERE NOT ({guarded}) GROUP BY 1 ORDER BY 1
    """).fetchnumpy()
    weight, pairs = np.asarray(counts["weight"], dtype=float), np.asarray(counts["pairs"], dtype=float)
    total = rows * (rows - 1) / 2
    start = prior(spec, rows)
    shift, now = 0.0, start
    for _ in range(50):
        likely = 1 / (1 + np.exp2(-np.clip(weight + shift, -60, 60)))
        expected = float((likely * pairs).sum())
        # A small company's few pairs say little: as much trust in the guess as in twenty pairs.
        now = (expected + 20 * min(1.0, start * total / 20)) / (
            total + 20 / start * min(1.0, start * total / 20)
        )
        now = min(max(now, start / 50), 0.5)
        shift = float(np.log2(now / (1 - now)) - np.log2(start / (1 - start)))
    shift = round(shift, 6)
    connection.execute(f"""
        CREATE OR REPLACE TABLE {table}_pairs AS
        SELECT * REPLACE (round(weight + {shift}, 6) AS weight),
               round(1 / (1 + pow(2, -least(60, greatest(-60, weight + {shift})))), 9) AS probability
        FROM {table}_pairs ORDER BY unique_id_l, unique_id_r
    """)
