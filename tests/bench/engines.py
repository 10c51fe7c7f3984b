"""The marts of the story company on other engines beside DuckDB: whether each is the same to 1e-9, and seconds.

It is `tests/remote/test_engines.py` that compares; SAIL names a Python that has `clientela[connect]` and `pysail`, SPARK_HOME an Apache Spark 4.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from measured import table

ROOT = Path(__file__).resolve().parents[2]
TOOK = re.compile(r"^(DuckDB|engine) ([\d.]+) s", re.M)
ENGINES = {
    "Sail, one process": "test_every_mart_on_sail",
    "Apache Spark, a master and two workers": "test_every_mart_on_spark_with_two_workers",
}


def measure(_asked: argparse.Namespace) -> str:
    """A row for each engine."""
    return table(
        ("engine", "marts", "DuckDB in the same run s", "engine s", "all s, server's start too"),
        [_row(*each) for each in ENGINES.items()],
    )


def _row(engine: str, test: str) -> list[str]:
    python = os.environ.get("SAIL", sys.executable)
    command = [
        python,
        "-m",
        "pytest",
        "-s",
        "-rs",
        "-n0",
        "-p",
        "no:cacheprovider",
        f"tests/remote/test_engines.py::{test}",
    ]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    spent = time.perf_counter() - begun
    took = dict(TOOK.findall(done.stdout))
    if "1 skipped" in done.stdout:
        reason = done.stdout.partition("SKIPPED")[2].splitlines()[0].rpartition(": ")[2]
        return [engine, f"not here ({reason})", "", "", ""]
    failed = next((line for line in done.stdout.splitlines() if line.startswith("E ")), "failed")
    same = "all identical, or to 1e-9" if not done.returncode else f"**differ**: {failed[2:].strip()[:200]}"
    return [engine, same, took.get("DuckDB", ""), took.get("engine", ""), f"{spent:.0f}"]


def _environment() -> dict[str, str]:
    """This library, and this environment's packages where the other Python lacks them."""
    import duckdb

    packages = str(Path(duckdb.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "lib"), packages])}
