"""One report of a batch, in a process of its own that does not outlive who asked for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clientela.folders import project

OUTCOME = "outcome.json"
LOG = "run.log"
# What a report ends with: it is there, it is not, it is there without all its parts.
DONE, FAILED, INCOMPLETE = 0, 1, 3
# What stands beneath the reason.
KEPT = (
    "No se hizo el informe; el anterior, si lo hay, queda como estaba.",
    "El informe anterior, si lo hay, queda como estaba.",
)
# Beyond what a command ends with: the process was ended, or took longer than allowed.
ENDED, TOO_LONG = -1, -2


@dataclass(frozen=True)
class Task:
    """What whoever makes a report has to know: plain data, so that any executor can send it to another process or machine."""

    name: str
    company: str
    languages: tuple[str, ...]
    conditions: tuple[str, ...]
    home: str
    folder: str
    turn: str
    minutes: float | None = None


@dataclass(frozen=True)
class Outcome:
    """How a report ended: its exit code, its seconds, the last line it said."""

    name: str
    turn: str
    code: int
    seconds: float
    said: str = ""


def make(task: Task) -> Outcome:
    """Make one report, unless this turn of the batch has made it already: a worker may have died between the report and its word."""
    folder = Path(task.folder)
    if (known := outcome(folder)) and known.turn == task.turn:
        return known
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    code = _process(task, folder / LOG)
    ended = Outcome(task.name, task.turn, code, round(time.perf_counter() - start, 1), _last(folder / LOG))
    _write(folder, ended)
    return ended


def outcome(folder: Path) -> Outcome | None:
    """How the report of a folder ended last; None where it never did."""
    try:
        return Outcome(**json.loads((folder / OUTCOME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _process(task: Task, log: Path) -> int:
    """The exit code of the command for one report; what it says goes to the log."""
    # Its standard input is a pipe of which we hold the other end: where we are killed, it closes, and the report ends too.
    command = [sys.executable, "-m", "clientela.batch.job", json.dumps(asdict(task))]
    environment = {**os.environ, "CLIENTELA_HOME": task.home, "PYTHONUTF8": "1"}
    with (
        log.open("wb") as told,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=told, stderr=told, env=environment
        ) as process,
    ):
        try:
            code = process.wait(task.minutes and task.minutes * 60)
        except subprocess.TimeoutExpired:
            process.kill()
            return TOO_LONG
    return code if code >= 0 else ENDED


def _last(log: Path) -> str:
    """The last line that says something of its own."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((said for line in reversed(lines) if (said := line.strip()) and said not in KEPT), "")


def _write(folder: Path, ended: Outcome) -> None:
    """Put the outcome down in one step."""
    aside = folder / f".{OUTCOME}-{os.getpid()}"
    aside.write_text(json.dumps(asdict(ended), ensure_ascii=False), encoding="utf-8")
    aside.replace(folder / OUTCOME)


def _end_with_asker() -> None:
    """End at once when whoever holds the other end of the standard input is gone."""
    # Not by sys.stdin, whose lock Python waits for when it ends.
    os.read(0, 1)
    os._exit(FAILED)


def main(given: Mapping[str, Any]) -> int:
    """The report of a task; what the child process does."""
    from clientela.publish.run import run

    threading.Thread(target=_end_with_asker, daemon=True).start()
    return run.report(given["company"], given["languages"], given["conditions"])


def where(task: Task) -> Path:
    """The folder in which the report of a task stands, for whoever opens it."""
    from clientela.companies import scope

    folder = project.home() / "reports" / task.company
    return (folder / "parts" / scope.slug(task.conditions) if task.conditions else folder) / "latest"


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
