"""`make test`: style, types, the library, the notebooks and the report end to end."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from clientela import failures
from clientela.folders import project
from clientela.publish.notebooks import execute

# Cells of one notebook share a kernel, so one worker has to run all of them.
NBVAL = [
    "pytest",
    "--nbval",
    "--nbval-current-env",
    "--dist",
    "loadscope",
    "-n",
    "2",
    "-p",
    "no:cacheprovider",
]


def run(quick: bool) -> int:
    """Run the checks one after the other, all of them even when one fails; the exit code is 1 when any did."""
    steps: dict[str, list[str]] = {
        "ruff": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
    }
    if quick:
        steps["pytest"] = ["pytest", "-n", "2", "-m", "not slow", "tests"]
    else:
        # What a notebook hands over has to be there when the next one is opened.
        for turn, notebooks in enumerate(execute.turns(), 1):
            steps[f"nbval {turn}"] = [*NBVAL, *(str(path) for path in notebooks)]
        # Last: its closing line is the run's summary.
        modules = ["--dist", "loadscope", "--no-loadscope-reorder", "--doctest-modules"]
        steps["pytest"] = ["pytest", "-n", "2", *modules, "lib", "tests"]
    failed = [name for name, step in steps.items() if not _passes(name, step)]
    print("\n" + (f"FALLÓ: {', '.join(failed)}" if failed else "Todo bien."), flush=True)
    return 1 if failed else 0


def _passes(name: str, step: list[str]) -> bool:
    start = time.perf_counter()
    print(f"== {name}", flush=True)
    # One thread a worker: two workers on two cores would only fight over them.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", failures.STRICT: "1"}
    done = subprocess.run([sys.executable, "-m", *step], cwd=project.root(), env=environment, check=False)
    print(
        f"== {name}: {time.perf_counter() - start:.0f} s, {'bien' if done.returncode == 0 else 'MAL'}",
        flush=True,
    )
    return done.returncode == 0
