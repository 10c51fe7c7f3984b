"""Weights learnt without a label: how often fields agree by chance, from random pairs; how often for one customer, by expectation–maximisation.

The model is Fellegi and Sunter's (1969); expectation–maximisation after Winkler (1988), one run for each way of bringing likely pairs together,
the fields that brought them together left out of it, as Splink does.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb

from clientela.intake.identity.scoring.compare import levels_sql, needed, sides
from clientela.intake.identity.scoring.levels import Field, Spec
from clientela.intake.identity.scoring.weights import TRUST_M, Estimates
from clientela.intake.identity.sql import value_of

if TYPE_CHECKING:
    import numpy as np

ROWS_DRAWN, OTHERS_DRAWN = 400, 1_000
TRAINING_PAIRS = 400_000
ROUNDS, STILL, PULL = 25, 1e-4, 50
# A prime, so that neighbouring rows do not share their fate.
PRIME = 1_000_003


def learn(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, fields: list[Field], seed: int
) -> tuple[Estimates, int, int]:
    """The estimates (m, u) of every level, None where no pair showed it; the pairs behind m, and those behind u."""
    chance, sampled = _by_chance(connection, table, fields, seed)
    usual = {
        field.name: [
            level.u if level.fixed or u is None else u
            for level, u in zip(field.levels, chance[field.name], strict=True)
        ]
        for field in fields
    }
    found: dict[str, list[list[float | None]]] = {field.name: [[] for _ in field.levels] for field in fields}
    seen = 0
    columns = set(needed(fields))
    for rule in spec.training:
        by = [part.strip()[: -len("_l")] for part in rule.replace("AND", "=").split("=")[::2]]
        pairs = _pairs_in(connection, table, by) if columns.issuperset(by) else 0
        # The fields that bring the pairs together say nothing about them.
        free = [field for field in fields if not set(field.columns) & set(by)]
        if pairs < TRUST_M // 2 or not free:
            continue
        shares, together = _for_one_customer(connection, table, free, by, pairs, usual)
        if together < TRUST_M // 4:
            continue
        for name, known in shares.items():
            for place, share in enumerate(known):
                found[name][place].append(share)
        seen += together
    return {
        field.name: {
            level.name: (_middle(found[field.name][place]), chance[field.name][place])
            for place, level in enumerate(field.levels)
        }
        for field in fields
    }, seen, sampled  # fmt: skip


def _middle(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return median(known) if known else None


def _pairs_in(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> int:
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    groups = f"SELECT count(*) AS n FROM {table} WHERE {filled} GROUP BY {', '.join(columns)}"
    return int(value_of(connection, f"SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM ({groups})"))


def _by_chance(
    connection: duckdb.DuckDBPyConnection, table: str, fields: Sequence[Field], seed: int
) -> tuple[dict[str, list[float | None]], int]:
    """How often each level is seen between two rows taken at random."""
    import numpy as np

    ids = connection.execute(f"SELECT unique_id FROM {table} ORDER BY unique_id").fetchnumpy()["unique_id"]
    possible = len(ids) * (len(ids) - 1) // 2
    # Some rows with some others, each with each: as many pairs from rows that are read once.
    drawn = np.random.default_rng(seed).permutation(ids)[: ROWS_DRAWN + OTHERS_DRAWN]
    few = possible <= ROWS_DRAWN * OTHERS_DRAWN
    ours, others = (ids, ids) if few else (drawn[:ROWS_DRAWN], drawn[ROWS_DRAWN:])
    left, right = (
        f"(SELECT * FROM {table} WHERE unique_id IN ({', '.join(map(str, some))}))" for some in (ours, others)
    )
    pairs = f"{left} AS l, {right} AS r WHERE l.entity <> r.entity" + (
        " AND l.unique_id < r.unique_id" if few else ""
    )
    counts = _patterns(connection, fields, pairs)
    shares: dict[str, list[float | None]] = {}
    for place, field in enumerate(fields):
        totals = np.bincount(counts[place], counts[-1], len(field.levels) + 1)[1:]
        filled = totals.sum()
        shares[field.name] = [float(n / filled) if n else None for n in totals]
    return shares, min(ROWS_DRAWN * OTHERS_DRAWN, possible)


def _patterns(
    connection: duckdb.DuckDBPyConnection, fields: Sequence[Field], pairs: str
) -> list[np.ndarray[Any, Any]]:
    """The combinations of levels seen among pairs: an array a field, and how many pairs show each."""
    import numpy as np

    levels = ", ".join(f"{levels_sql(field)} AS level_{field.name}" for field in fields)
    query = f"SELECT {levels} FROM (SELECT {sides(needed(fields))} FROM {pairs})"
    found = connection.execute(
        f"SELECT COLUMNS(*), count(*) AS pairs FROM ({query}) GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    return [np.asarray(found[name]) for name in (*(f"level_{field.name}" for field in fields), "pairs")]


def _for_one_customer(
    connection: duckdb.DuckDBPyConnection, table: str, fields: list[Field], by: Sequence[str], pairs: int, usual: dict[str, list[float]]
) -> tuple[dict[str, list[float | None]], int]:  # fmt: skip
    """How often each level is seen between two rows of one customer, among pairs that are equal in `by`."""
    same = " AND ".join(f"l.{column} = r.{column}" for column in by)
    # Of very many pairs some will do, always the same ones.
    some = (
        f"AND (l.unique_id * 7919 + r.unique_id * 104729) % {PRIME} < {TRAINING_PAIRS * PRIME // pairs}"
        if pairs > 2 * TRAINING_PAIRS
        else ""
    )
    joined = f"{table} AS l JOIN {table} AS r ON {same} AND l.unique_id < r.unique_id {some} WHERE l.entity <> r.entity"
    *levels, counts = _patterns(connection, fields, joined)
    return _maximise(fields, levels, counts, usual)


def _maximise(
    fields: list[Field],
    levels: list[np.ndarray[Any, Any]],
    counts: np.ndarray[Any, Any],
    usual: dict[str, list[float]],
) -> tuple[dict[str, list[float | None]], int]:
    """Expectation–maximisation over the combinations of levels, `u` as it is; with how many pairs are of one customer.

    The defaults count as `PULL` pairs: where hardly a pair is of one customer, what is found would be made of chance.
    """
    import numpy as np

    m = [np.array([level.m for level in field.levels]) for field in fields]
    u = [np.array(usual[field.name]) for field in fields]
    fixed = [np.array([level.fixed for level in field.levels]) for field in fields]
    share = 0.5
    seen = [np.bincount(level, counts, len(field.levels) + 1)[1:] > 0 for level, field in zip(levels, fields, strict=True)]  # fmt: skip
    for _ in range(ROUNDS):
        odds = np.log(share / (1 - share)) + sum(
            np.concatenate([[0.0], np.log(np.maximum(now, 1e-12) / chance)])[level]
            for now, chance, level in zip(m, u, levels, strict=True)
        )
        likely = 1 / (1 + np.exp(-np.clip(odds, -500, 500))) * counts
        share = float(np.clip(likely.sum() / max(1, counts.sum()), 1e-6, 1 - 1e-6))
        before, m = m, []
        for old, field, level, given in zip(before, fields, levels, fixed, strict=True):
            totals = np.bincount(level, likely, len(field.levels) + 1)[1:]
            default = np.array([level.m for level in field.levels])
            now = (totals + PULL * default) / (totals.sum() + PULL * default.sum())
            m.append(np.where(given, old, now))
        if max(float(np.abs(now - old).max()) for now, old in zip(m, before, strict=True)) < STILL:
            break
    return {
        field.name: [float(v) if ok else None for v, ok in zip(now, shown, strict=True)]
        for field, now, shown in zip(fields, m, seen, strict=True)
    }, int(likely.sum())
