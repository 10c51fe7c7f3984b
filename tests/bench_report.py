"""How long a whole report takes, phase by phase, of the clock and of the processor, and how much memory at most: python tests/bench_report.py ROWS …

Sales as a data warehouse hands them over: one Parquet file, one row a line, twenty lines a customer, three years. Each size in a folder of its own
that goes when it is done; memory is that of all the run's processes together, looked at twice a second, shared pages counted once.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

LINES_A_CUSTOMER = 20
PHASE = re.compile(r"^  (\S.*?)\s+([\d.]+) s   faltan")
MADE = """
WITH chance AS (
    SELECT {uniform} FROM range({rows}) AS t(i)
),
whose AS (
    SELECT CAST(floor({customers} * pow(u1, 1.6)) AS BIGINT) AS who, u2, u3, u4, u5 FROM chance
),
lives AS (
    SELECT *, hash(who * 23 + 1) / 18446744073709551616.0 AS born, hash(who * 29 + 1) / 18446744073709551616.0 AS life FROM whose
)
SELECT
    'C' || lpad(CAST(who AS VARCHAR), 8, '0') AS customer_id,
    DATE '2023-01-01' + CAST(least(floor(born * 700 + u2 * greatest(20, (1095 - born * 700) * (0.3 + 0.7 * sqrt(life)))), 1094) AS INTEGER) AS date,
    'P' || lpad(CAST(floor(400 * u3 * u3) AS VARCHAR), 3, '0') AS product_id,
    CAST(round(5000 + 95000 * u4 * u4 * (0.5 + life), 2) AS DECIMAL(12, 2)) AS amount,
    CAST(1 + floor(u5 * 4) AS INTEGER) AS quantity,
    'B' || CAST(1 + who % 12 AS VARCHAR) AS branch,
    CASE WHEN u5 < 0.3 THEN 'web' ELSE 'tienda' END AS channel
FROM lives
ORDER BY date, customer_id
"""


def company(rows: int, target: Path) -> None:
    """Write the sales of a made-up company as one Parquet file."""
    import duckdb

    uniform = ", ".join(
        f"hash(i * {odd} + {place}) / 18446744073709551616.0 AS u{place}"
        for place, odd in enumerate((7, 11, 13, 17, 19), start=1)
    )
    query = MADE.format(uniform=uniform, rows=rows, customers=max(1, rows // LINES_A_CUSTOMER))
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")


@dataclass(frozen=True)
class Taken:
    """What a report took: seconds by phase, in all, of processor of all processes, gigabytes at most, seconds once more with nothing changed."""

    phases: dict[str, float]
    seconds: float
    processor: float
    memory: float
    again: float


def report(home: Path, file: Path) -> Taken:
    """A report on one file, and what it took."""
    command = [sys.executable, "-m", "clientela"]
    environment = {**os.environ, "CLIENTELA_HOME": str(home), "QUARTO": "0"}
    subprocess.run(
        [*command, "new", "bench", str(file)], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "report", "bench"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    most, worked = 0.0, Counter[int]()
    while process.poll() is None:
        most = max(most, _look(process.pid, worked))
        time.sleep(0.5)
    taken = time.perf_counter() - start
    said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(said)
    start = time.perf_counter()
    subprocess.run([*command, "report", "bench"], env=environment, check=True, stdout=subprocess.DEVNULL)
    again = time.perf_counter() - start
    return Taken(_phases(said), taken, sum(worked.values()) / os.sysconf("SC_CLK_TCK"), most, again)


def _look(session: int, worked: Counter[int]) -> float:
    """Gigabytes of all processes of a session, pages that they share counted once; `worked` learns how long each has worked so far."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if os.getsid(int(folder.name)) != session:
                continue
            rollup = (folder / "smaps_rollup").read_text()
            # Behind the name in brackets, which may hold anything: the twelfth and thirteenth are its own clock ticks.
            told = (folder / "stat").read_text().rpartition(")")[2].split()
            worked[int(folder.name)] = int(told[11]) + int(told[12])
        except OSError:
            # It ended meanwhile.
            continue
        total += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.M)[0])
    return total / 1e6


def _phases(said: str) -> dict[str, float]:
    return {name: float(seconds) for line in said.splitlines() for name, seconds in PHASE.findall(line)}


def main(sizes: list[int]) -> None:
    """A row of the table for each size."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
            home, file = Path(folder) / "home", Path(folder) / "sales.parquet"
            home.mkdir()
            company(rows, file)
            took = report(home, file)
        steps = " · ".join(f"{name} {seconds:.1f}" for name, seconds in took.phases.items())
        print(
            f"| {rows:,} | {steps} | {took.seconds:.1f} | {took.processor:.1f} | {took.memory:.2f} | {took.again:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
