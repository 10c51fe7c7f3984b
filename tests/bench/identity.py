"""How well and how fast duplicates are found, ours beside Splink's.

Precision, recall and F1 are over pairs at each engine's own decision (ours .9; Splink's clusters at .9, and .5 and .99 below it); then the
best F1 that any threshold would give, and the area under precision and recall over all of them. Sets that are not here are left out (see
`identity_sets.py`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import identity_engines
from measured import Clock, Took, in_turn, table

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).resolve()
CURVE = """
    WITH ranked AS (
        SELECT probability, count(*) AS pairs, count(*) FILTER (a.truth = b.truth) AS right_ones
        FROM scored JOIN numbered AS a ON a.row = l JOIN numbered AS b ON b.row = r GROUP BY probability
    ),
    summed AS (
        SELECT right_ones, sum(pairs) OVER place AS pairs, sum(right_ones) OVER place AS found FROM ranked WINDOW place AS (ORDER BY probability DESC)
    )
    SELECT coalesce(max(2 * found / (pairs + $true)), 0), coalesce(sum(right_ones / $true * found / pairs), 0) FROM summed
"""
PAIRS = "SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*) AS n FROM {} GROUP BY {})"
# What is measured: the public sets of up to fifty thousand rows, the story company, and a middling made-up company.
SHOWN = (
    "FEBRL 1", "FEBRL 2", "FEBRL 3", "FEBRL 4", "fake_1000", "historical_50k", "RLdata500", "RLdata10000", "restaurants", "Aurora",
    "Spanish 5,000", "Spanish 100,000",
)  # fmt: skip
# There Splink, as set up for the others, compares so many pairs that five minutes and 5.5 GB were not enough.
OURS_ALONE = {"Spanish 100,000": "not measured: not done after five minutes, 5.5 GB"}
HEADINGS = (
    "set",
    "rows",
    "engine",
    "seconds",
    "processor s",
    "peak MB",
    "precision",
    "recall",
    "F1",
    "best F1",
    "area",
    "for review",
)


def write(name: str, file: str) -> None:
    """A set as a database: `customers`, `truth` and `numbered`, each row of the truth with a number."""
    import duckdb
    import identity_sets

    with duckdb.connect(file) as connection:
        try:
            identity_sets.SETS[name](connection)
        except identity_sets.Absent as reason:
            sys.exit(str(reason))
        connection.execute(
            "CREATE TABLE numbered AS SELECT row_number() OVER (ORDER BY source, source_id) AS row, * FROM truth"
        )


def one(engine: str, file: str) -> None:
    """One engine on one set, in this process; what it finds stays in memory."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET memory_limit = '6GB'")
    connection.execute(f"ATTACH '{file}' AS given (READ_ONLY)")
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'given' AND schema_name = 'main'"
    for (name,) in connection.execute(tables).fetchall():
        connection.execute(f'CREATE TABLE "{name}" AS FROM given.main."{name}"')
    connection.execute("DETACH given")
    clock = getattr(identity_engines, engine)(connection, Clock)
    decisions = {
        name: scores(connection, name)
        for name in ("found", "found_50", "found_99")
        if _there(connection, name)
    }
    true = float(connection.execute(PAIRS.format("numbered", "truth")).fetchall()[0][0])
    best, area = connection.execute(CURVE, {"true": true}).fetchall()[0]
    waits = _there(connection, "waiting") and connection.execute("SELECT n FROM waiting").fetchall()[0][0]
    rows = connection.execute("SELECT count(*) FROM numbered").fetchall()[0][0]
    clock.say(rows=rows, decisions=decisions, best=float(best), area=float(area), waits=waits)


def _there(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [name])
    return bool(found.fetchall()[0][0])


def scores(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 of what was decided."""
    both = f"numbered JOIN {table} USING (source, source_id)"
    together, found, true = (
        float(connection.execute(PAIRS.format(both, by)).fetchall()[0][0])
        for by in ("truth, customer_id", "customer_id", "truth")
    )
    return together / max(found, 1), together / max(true, 1), 2 * together / max(found + true, 1)


def measure(asked: argparse.Namespace) -> str:
    """The table, sets that are here."""
    rows = []
    for name in SHOWN:
        with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
            file = str(Path(folder) / "set.duckdb")
            made = subprocess.run(
                [sys.executable, str(HERE), "write", name, file], capture_output=True, text=True, check=False
            )
            if made.returncode:
                rows.append([name, made.stderr.strip().splitlines()[-1], *[""] * (len(HEADINGS) - 2)])
                continue
            pythons = {"ours": sys.executable, "splink": asked.peers}
            ways: dict[str, list[str] | str] = {
                engine: [python, str(HERE), engine, file] for engine, python in pythons.items()
            }
            if name in OURS_ALONE:
                ways["splink"] = OURS_ALONE[name]
            for engine, took in in_turn(ways, asked.repeat).items():
                rows += _lines(name, engine, took)
    return table(HEADINGS, rows)


def _lines(name: str, engine: str, took: Took | str) -> list[list[str]]:
    """The engine's line of the table; below Splink's, what other thresholds give."""
    if isinstance(took, str):
        return [[name, "", engine, took, *[""] * (len(HEADINGS) - 4)]]
    told = took.told
    shown = {key: [f"{score:.4f}" for score in found] for key, found in told["decisions"].items()}
    cost = [f"{took.seconds:.1f}", f"{took.processor:.1f}", f"{took.peak:,.0f}"]
    waits = f"{told['waits']:,}" if engine == "ours" else ""
    first = [
        name,
        f"{told['rows']:,}",
        engine,
        *cost,
        *shown.pop("found"),
        f"{told['best']:.4f}",
        f"{told['area']:.4f}",
        waits,
    ]
    return [first] + [
        ["", "", f"{engine}, p ≥ .{key[-2:]}", "", "", "", *found, "", "", ""] for key, found in shown.items()
    ]


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2], sys.argv[3])
    else:
        one(sys.argv[1], sys.argv[2])
