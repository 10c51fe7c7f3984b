"""A whole report from one Parquet file, phase by phase: seconds, of the processor, most memory; and once more with nothing changed.

Memory is that of all the run's processes together, looked at twice a second, shared pages counted once. Each size has a fresh folder that
goes when it is done.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from measured import table

HERE = Path(__file__).resolve()
PHASE = re.compile(r"^  (\S.*?)\s+([\d.]+) s   faltan")
COMMAND = [sys.executable, "-m", "clientela"]
FORMATS = ("html", "docx", "pdf", "xlsx", "source", "annex.docx", "annex.pdf")
CHAPTERS = ("company", "product", "segments", "database", "loyalty")


@dataclass(frozen=True)
class Taken:
    """What a report took: seconds by phase, in all, of processor of all processes; gigabytes at most."""

    phases: dict[str, float]
    seconds: float
    processor: float
    memory: float


def environment(home: Path) -> dict[str, str]:
    """That of a run in a home of its own, as an ordinary installation has it: compiled modules are kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "CLIENTELA_HOME": str(home), "QUARTO": "0"}


def taken(home: Path, company: str) -> Taken:
    """A company's report, and what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, "report", company],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    most, worked = 0.0, Counter[int]()
    while process.poll() is None:
        most = max(most, _look(process.pid, worked))
        time.sleep(0.5)
    seconds = time.perf_counter() - start
    said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(said)
    return Taken(_phases(said), seconds, sum(worked.values()) / os.sysconf("SC_CLK_TCK"), most)


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


def measure(asked: argparse.Namespace) -> str:
    """A row for each size."""
    rows = []
    for size in asked.rows:
        with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
            home, file = Path(folder) / "home", Path(folder) / "sales.parquet"
            home.mkdir()
            subprocess.run(
                [sys.executable, str(HERE.with_name("mart.py")), "write", str(size), str(file)], check=True
            )
            given = environment(home)
            subprocess.run(
                [*COMMAND, "new", "bench", str(file)], env=given, check=True, stdout=subprocess.DEVNULL
            )
            took, again = taken(home, "bench"), taken(home, "bench")
        rows.append([f"{size:,}", f"{size // 20:,}", *_row(took), f"{again.seconds:.2f}"])
    heads = (
        "rows",
        "customers",
        "files",
        *CHAPTERS,
        "formats",
        "all s",
        "processor s",
        "peak GB",
        "nothing changed s",
    )
    return table(heads, rows)


def _row(took: Taken) -> list[str]:
    found = took.phases
    chapters = [next((s for name, s in found.items() if name.endswith(chapter)), 0.0) for chapter in CHAPTERS]
    formats = sum(seconds for name, seconds in found.items() if name in FORMATS)
    steps = [found.get("datos", 0.0), *chapters, formats]
    return [
        *(f"{step:.1f}" for step in steps),
        f"{took.seconds:.0f}",
        f"{took.processor:.0f}",
        f"{took.memory:.2f}",
    ]
