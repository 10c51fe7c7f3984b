"""Many invented companies, some at once, each seen by all five stages; what each said is kept as one line of JSON."""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from honesty.laws import Change, company

from clientela.stage import STAGES


@dataclass(frozen=True)
class Said:
    """What one company was told: its number, its family, findings and numbers, seconds of processor."""

    number: int
    family: str
    findings: list[dict[str, Any]]
    results: dict[str, dict[str, Any]]
    seconds: float
    trouble: str = ""


Task = tuple[int, Change | None, tuple[str, ...]]


def one(task: Task) -> Said:
    """One company, from nothing to what its report would say."""
    from honesty import stages

    number, change, wanted = task
    family, laws = company(number, change)
    start = time.process_time()
    with tempfile.TemporaryDirectory(prefix="honesty-") as home, stages.one_thread():
        try:
            seen = stages.look(laws, Path(home), wanted)
        except Exception:  # A company that fails is counted as such: the others go on.
            return Said(number, family, [], {}, time.process_time() - start, traceback.format_exc(limit=-3))
    return Said(number, family, seen.findings, seen.results, time.process_time() - start)


def many(
    numbers: Iterable[int],
    change: Change | None = None,
    wanted: Iterable[str] = tuple(STAGES),
    workers: int = 2,
) -> Iterator[Said]:
    """The companies of these numbers, in their order."""
    tasks: list[Task] = [(number, change, tuple(wanted)) for number in numbers]
    if workers == 1:
        yield from map(one, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(workers, initializer=_begin, initargs=(sys.path,)) as pool:
        yield from pool.imap(one, tasks)


def _begin(path: list[str]) -> None:
    sys.path[:] = path


def keep(said: Said, path: Path) -> None:
    """Add one company to the file."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(said.__dict__, ensure_ascii=False) + "\n")


def kept(path: Path) -> list[Said]:
    """The companies of a file."""
    return [Said(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
