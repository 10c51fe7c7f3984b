"""How likely two rows are one customer: weights learnt without labels, then every pair worth comparing scored (Fellegi–Sunter, by Splink).

`score(connection, table, spec)` works on any table with `unique_id`, `entity` (rows of one entity are not compared) and the spec's columns.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from clientela.intake.identity.blocks import add_keys
from clientela.intake.identity.specs import Field, Spec
from clientela.intake.identity.sql import value_of
from clientela.intake.identity.weights import TRUST_M, Weights, blend, prior

# With fewer rows than this the data cannot teach weights: the defaults of the spec stand.
ROWS_TO_LEARN = 1_000
# The defaults count as much as this many rows on how frequent a value is: in twenty rows, two of one name are no sign that it is frequent.
TRUST_FREQUENCY = 5_000
SAMPLE_PAIRS = 500_000
TRAINING_PAIRS = 400_000
LOWEST = 0.001

MACROS = (Path(__file__).parent / "names.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Scored:
    """Where the scored pairs are, how the weights came about and what was cut for being too common."""

    table: str
    learnt: bool
    weights: Weights
    cut: list[tuple[str, int, int]]


def score(connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, seed: int) -> Scored | None:
    """Score every pair of rows that shares a key; None where there is nothing to compare.

    Writes `<table>_pairs`: unique_id_l < unique_id_r, probability, weight (log2 odds), and the name of a level a field.
    """
    fields = _with_values(connection, table, spec)
    rows = _count(connection, table)
    if rows < 2 or not fields:
        return None
    cut = add_keys(connection, table, spec.keys)
    keyed = " OR ".join(f"key_{number} IS NOT NULL" for number in range(1, len(spec.keys) + 1))
    if not _count(connection, table, keyed):
        return None
    defaults = {field.name: {level.name: (level.m, level.u) for level in field.levels} for field in fields}
    with _quiet():
        learnt = rows >= ROWS_TO_LEARN
        weights = blend(fields, *_learn(connection, table, spec, fields, seed)) if learnt else defaults
        _predict(connection, table, spec, fields, weights, rows)
    _calibrate(connection, table, spec, rows)
    return Scored(f"{table}_pairs", learnt, weights, cut)


def _count(connection: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> int:
    return int(value_of(connection, f"SELECT count(*) FROM {table} WHERE {where}"))


def _with_values(connection: duckdb.DuckDBPyConnection, table: str, spec: Spec) -> list[Field]:
    return [
        field for field in spec.fields if _count(connection, table, f"{field.columns[0]} IS NOT NULL") > 1
    ]


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink talks at every step; what it found is in the result."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextmanager
def _one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Sums of floats depend on how many threads add them up; what is learnt must not."""
    before = value_of(connection, "SELECT current_setting('threads')")
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {before}")


def _comparison(field: Field, weights: dict[str, tuple[float, float]] | None) -> dict[str, Any]:
    blank = f"{field.columns[0]}_l IS NULL OR {field.columns[0]}_r IS NULL"
    levels: list[dict[str, Any]] = [
        {"sql_condition": blank, "label_for_charts": "blank", "is_null_level": True}
    ]
    for level in field.levels:
        m, u = (weights or {}).get(level.name, (level.m, level.u))
        about = {
            "sql_condition": level.condition,
            "label_for_charts": level.name,
            "m_probability": m,
            "u_probability": u,
        }
        if level.fixed:
            about |= {"fix_m_probability": True, "fix_u_probability": True}
        if level.name == "same" and field.tf:
            about |= {"tf_adjustment_column": field.tf, "tf_adjustment_weight": 1.0}
        levels.append(about)
    return {"output_column_name": field.name, "comparison_levels": levels}


@contextmanager
def _linker(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, fields: list[Field], weights: Weights
) -> Iterator[Any]:
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI(connection=connection)
    rules = [
        {"blocking_rule": f"l.key_{n} = r.key_{n} AND l.entity <> r.entity"}
        for n in range(1, len(spec.keys) + 1)
    ]
    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "comparisons": [_comparison(field, weights.get(field.name)) for field in fields],
        "blocking_rules_to_generate_predictions": rules,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "linker_uid": "identity",
        "probability_two_random_records_match": prior(spec, _count(connection, table)),
    }
    try:
        yield Linker(database.register(table), settings, log_level=None, validate_settings=False)
    finally:
        database.delete_tables_created_by_splink_from_db()


def _learn(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, fields: list[Field], seed: int
) -> tuple[Any, int, int]:
    """Splink's estimates: u from random pairs, m by expectation–maximisation; with the pairs behind them."""
    names = {column for field in fields for column in field.columns}
    rows = _count(connection, table)
    seen = 0
    with _one_thread(connection), _linker(connection, table, spec, fields, {}) as linker:
        linker.training.estimate_u_using_random_sampling(
            max_pairs=SAMPLE_PAIRS, seed=seed, min_count_per_level=None, num_chunks=1
        )
        for rule in spec.training:
            columns = [part.strip()[: -len("_l")] for part in rule.replace("AND", "=").split("=")[::2]]
            pairs = _pairs_in(connection, table, columns) if names.issuperset(columns) else 0
            if pairs < TRUST_M // 2:
                continue
            condition = " AND ".join(f"l.{column} = r.{column}" for column in columns)
            linker.training.estimate_parameters_using_expectation_maximisation(
                condition,
                estimate_without_term_frequencies=True,
                max_pairs=TRAINING_PAIRS if pairs > 2 * TRAINING_PAIRS else None,
            )
            seen += pairs
        model = linker.misc.save_model_to_json()
    estimates = {
        comparison["output_column_name"]: {
            level["label_for_charts"]: (level.get("m_probability"), level.get("u_probability"))
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        }
        for comparison in model["comparisons"]
    }
    return estimates, seen, min(SAMPLE_PAIRS, rows * (rows - 1) // 2)


def _pairs_in(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> int:
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    groups = f"SELECT count(*) AS n FROM {table} WHERE {filled} GROUP BY {', '.join(columns)}"
    return int(value_of(connection, f"SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM ({groups})"))


def _frequencies(connection: duckdb.DuckDBPyConnection, table: str, field: Field, usual: float) -> str:
    """A table with how frequent each value is among other customers: the pair that shares it does not count."""
    name, rows = f"_identity_tf_{field.tf}", _count(connection, table)
    connection.execute(f"""
        CREATE OR REPLACE TABLE {name} AS
        SELECT {field.tf}, (greatest(count(*) - 2, 0.5) + {TRUST_FREQUENCY * usual}) / ({rows} + {TRUST_FREQUENCY}) AS tf_{field.tf}
        FROM {table} WHERE {field.tf} IS NOT NULL GROUP BY {field.tf}
    """)
    return name


def _predict(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, fields: list[Field], weights: Weights, rows: int
) -> None:  # fmt: skip
    with _linker(connection, table, spec, fields, weights) as linker:
        for field in fields:
            if field.tf:
                frequencies = linker._db_api.register(
                    _frequencies(connection, table, field, weights[field.name]["same"][1])
                )
                linker.table_management.register_term_frequency_lookup(frequencies, field.tf)
        found = linker.inference.predict(threshold_match_probability=LOWEST, warning_mode="never")
        levels = ", ".join(
            _level_names(field) if field in fields else f"'blank' AS {field.name}" for field in spec.fields
        )
        connection.execute(f"""
            CREATE OR REPLACE TABLE {table}_pairs AS
            SELECT unique_id_l, unique_id_r, match_weight AS weight, {levels} FROM {found.physical_name} ORDER BY 1, 2
        """)


def _level_names(field: Field) -> str:
    """Splink numbers levels from the last up, -1 for a blank; we call them by their names."""
    numbered = enumerate(reversed(field.levels))
    cases = " ".join(f"WHEN {number} THEN '{level.name}'" for number, level in numbered)
    return f"CASE gamma_{field.name} {cases} ELSE 'blank' END AS {field.name}"


def _calibrate(connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, rows: int) -> None:
    """Replace the guessed prior by the one that the scores themselves imply (expectation–maximisation on one number)."""
    import numpy as np

    guards = " OR ".join(f"({guard.condition})" for guard in spec.guards) or "false"
    counts = connection.execute(f"""
        SELECT round(weight, 1) AS weight, count(*) AS pairs FROM {table}_pairs WHERE NOT ({guards}) GROUP BY 1 ORDER BY 1
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
