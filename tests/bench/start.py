"""From cold: the command itself, what a first company takes, an empty environment set up."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measured import table
from report import COMMAND, environment

from clientela.folders import project

SMALL = "customer_id,date,amount\n"


def measure(asked: argparse.Namespace) -> str:
    """Medians; the environment once."""
    with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
        file = Path(folder) / "ventas.csv"
        file.write_text(SMALL + "".join(_lines()), encoding="utf-8")
        steps: dict[str, Callable[[Path], None]] = {
            "`clientela --help`": lambda home: _command(home, "--help"),
            "`clientela new` from a CSV of 2,000 lines": lambda home: _command(
                home, "new", "tienda", str(file)
            ),
            "its first report": lambda home: _command(home, "report", "tienda"),
        }
        times: dict[str, list[float]] = {step: [] for step in steps}
        for turn in range(asked.repeat):
            home = Path(folder) / str(turn)
            home.mkdir()
            for step, do in steps.items():
                begun = time.perf_counter()
                do(home)
                times[step].append(time.perf_counter() - begun)
        rows = [[step, f"{statistics.median(each):.2f}"] for step, each in times.items()]
        rows.append(
            ["`make setup` in a fresh clone, packages from the registry", _set_up(Path(folder) / "clone")]
        )
    return table(("step", "seconds"), rows)


def _lines() -> list[str]:
    """Two hundred customers who buy ten times each, by a rule."""
    return [
        f"C{who:03d},2024-{1 + (who * 7 + turn * 5) % 12:02d}-{1 + (who * 11 + turn * 3) % 28:02d},{10 + (who * 13 + turn * 17) % 90}\n"
        for who in range(200)
        for turn in range(10)
    ]


def _command(home: Path, *words: str) -> None:
    subprocess.run([*COMMAND, *words], env=environment(home), check=True, stdout=subprocess.DEVNULL)


def _set_up(clone: Path) -> str:
    """Seconds until a fresh clone can make a report; or why not."""
    if not (project.root() / ".git").exists() or not shutil.which("git"):
        return "not measured: no clone of the project"
    subprocess.run(["git", "clone", "--quiet", str(project.root()), str(clone)], check=True)
    begun = time.perf_counter()
    given = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        ["make", "setup"], cwd=clone, env=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return f"not measured: {(done.stderr.strip().splitlines() or ['failed'])[-1][:90]}"
    return f"{time.perf_counter() - begun:.0f}"
