"""How well and how fast duplicates are found, ours beside Splink's in one run: `python tests/bench_identity.py [SET …]`.

Prints a table: rows, then for each engine seconds, peak memory of its process, precision, recall and F1 over pairs at its own decision, the best
F1 that any threshold would give, and the area under precision and recall over all thresholds. Each in a process of its own. Splink is measured
where it is installed (`pip install splink`); sets that are not here are left out (see `identity_sets.py`).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
import identity_engines
import identity_sets

from clientela.intake.identity.sql import columns_of, value_of

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
ENGINES = tuple(os.environ.get("ENGINES", "ours splink").split())
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


def measure(name: str, engine: str) -> dict[str, Any]:
    """One engine on one set, in this process."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET memory_limit = '6GB'")
    identity_sets.SETS[name](connection)
    identity_engines.number(connection)
    before = time.process_time()
    seconds = getattr(identity_engines, engine)(connection)
    processor = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    decisions = {
        table: scores(connection, table)
        for table in ("found", "found_50", "found_99")
        if columns_of(connection, table)
    }
    true = value_of(connection, PAIRS.format("numbered", "truth"))
    best, area = connection.execute(CURVE, {"true": float(true)}).fetchall()[0]
    waiting = value_of(connection, "SELECT n FROM waiting") if columns_of(connection, "waiting") else None
    return {
        "rows": value_of(connection, "SELECT count(*) FROM numbered"), "seconds": seconds, "processor": processor, "peak": peak,
        "decisions": decisions, "best": best, "area": area, "waiting": waiting,
    }  # fmt: skip


def scores(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 of what was decided."""
    both = f"numbered JOIN {table} USING (source, source_id)"
    together, found, true = (
        float(value_of(connection, PAIRS.format(both, by)))
        for by in ("truth, customer_id", "customer_id", "truth")
    )
    return together / max(found, 1), together / max(true, 1), 2 * together / max(found + true, 1)


def lines(name: str, engine: str, got: dict[str, Any]) -> list[str]:
    """The engine's line of the table; below Splink's, what other thresholds give."""
    shown = {key: " | ".join(f"{score:.4f}" for score in found) for key, found in got["decisions"].items()}
    waiting = "" if got["waiting"] is None else f"{got['waiting']:,}"
    cost = f"{got['seconds']:.1f} | {got['processor']:.1f} | {got['peak']:,.0f}"
    first = f"| {name} | {got['rows']:,} | {engine} | {cost} | {shown.pop('found')} | {got['best']:.4f} | {got['area']:.4f} | {waiting} |"
    return [first] + [
        f"| | | {engine}, p ≥ .{key[-2:]} | | | | {found} | | | |" for key, found in shown.items()
    ]


def main(names: list[str]) -> None:
    """The table, a line as soon as it is known."""
    print("| " + " | ".join(HEADINGS) + " |\n" + "|---" * len(HEADINGS) + "|", flush=True)
    for name in names:
        for engine in ENGINES:
            done = subprocess.run(
                [sys.executable, __file__, "--one", name, engine], capture_output=True, text=True, check=False
            )
            if done.returncode:
                print(
                    f"{name}, {engine}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr, flush=True
                )
                continue
            print("\n".join(lines(name, engine, json.loads(done.stdout.splitlines()[-1]))), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(*sys.argv[2:4])))
    else:
        main(sys.argv[1:] or [name for name in identity_sets.SETS if "1,000,000" not in name])
