"""The story company's report again: nothing known but its tables, one threshold changed, nothing changed; and when its HTML stands."""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import table
from report import COMMAND, environment

from clientela.folders import project

PREPARE = "from clientela.companies import config, preparation; preparation.prepare(config.load('aurora'))"
# What the list of calls may hold: a threshold of chapter 5.
THRESHOLDS = re.compile(r"^thresholds: \{", re.M)


def measure(asked: argparse.Namespace) -> str:
    """A row for each step, medians of a few homes in turn."""
    spent: dict[str, list[tuple[float, float]]] = {}
    for _ in range(asked.repeat):
        with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
            home = Path(folder)
            shutil.copytree(project.company_folder("aurora"), home / "data" / "aurora")
            subprocess.run([sys.executable, "-c", PREPARE], env=environment(home), check=True)
            for step in ("nothing known but its tables", "nothing changed", "one threshold changed"):
                if step.startswith("one"):
                    _change(home)
                spent.setdefault(step, []).append(_timed(home))
    rows = []
    for step, times in spent.items():
        html, whole = (statistics.median(each) for each in zip(*times, strict=True))
        rows.append([step, f"{html:.2f}" if step != "nothing changed" else "", f"{whole:.2f}"])
    return table(("Café Aurora, Spanish, with Python's start", "HTML stands after s", "all s"), rows)


def _change(home: Path) -> None:
    file = home / "data" / "aurora" / "company.yml"
    said, times = THRESHOLDS.subn("thresholds: {calls: 20, ", file.read_text(encoding="utf-8"))
    if times != 1:
        raise ValueError(f"{file} has no one line of thresholds")
    file.write_text(said, encoding="utf-8")


def _timed(home: Path) -> tuple[float, float]:
    """Seconds until the line of the HTML came, and in all."""
    start, html = time.perf_counter(), 0.0
    command = [*COMMAND, "report", "aurora"]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if line.startswith("  html "):
                html = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"no report: {process.returncode}")
    return html, time.perf_counter() - start
