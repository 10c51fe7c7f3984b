"""The trial of the faults: which tests call which function, one process a fault, and the table of what came out."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest
import yaml
from _pytest.runner import runtestprotocol
from hypothesis import settings

from mutations.operators import Mutation, mutated, mutations

TESTS = Path(__file__).resolve().parents[1]
LIBRARY = TESTS.parent / "lib" / "clientela"
SURVIVORS = Path(__file__).with_name("survivors.yml")
# Where numbers are made; pages, words and findings are read by other tests.
ROOMS = ("company", "product", "segments", "database", "loyalty", "customers", "stats", "calendar")
WORDS = ("page", "terms", "words", "findings", "plots", "__init__")
# What builds whole reports, runs notebooks or simulates hundreds of companies is not a unit test.
WHOLE = (
    "matrix", "honesty", "notebooks", "same_bytes", "nothing_breaks", "publish", "demo", "workbook", "verify", "intake", "identity",
    "hostile", "languages", "coverage", "explain", "run", "front", "chapter", "lists", "shelf", "spreadsheet", "handbook", "mutations",
)  # fmt: skip
SECONDS = 60


class Trial:
    """A plugin for pytest that puts faults into functions instead of running the tests once."""

    def __init__(self, many: int, seed: int, only: str, workers: int) -> None:
        self.workers = workers
        self.outcomes: dict[Mutation, str] = {}
        files = [path for path in sorted(LIBRARY.rglob("*.py")) if _counted(path) and only in path.as_posix()]
        every = [found for file in files for found in mutations(file) if _function(found) is not None]
        self.chosen = random.Random(seed).sample(every, min(many, len(every)))
        self.every = len(every)

    def tests(self) -> list[Path]:
        """The files of unit tests."""
        return [path for path in sorted(TESTS.rglob("test_*.py")) if not _whole(path)]

    def noticed_share(self) -> float:
        """The share of faults that were noticed, less those that are listed with a reason."""
        reasons = _reasons()
        counted = [
            outcome for one, outcome in self.outcomes.items() if outcome != "lived" or one.name not in reasons
        ]
        return sum(outcome != "lived" for outcome in counted) / max(len(counted), 1)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All of it, in place of the tests' own run."""
        settings.register_profile(
            "mutations", max_examples=20, deadline=None, derandomize=True, database=None
        )
        settings.load_profile("mutations")
        called, seconds = _calls(session.items)
        running: dict[int, tuple[Mutation, float]] = {}
        for mutation in self.chosen:
            items = _items(session.items, called.get(_address(mutation), []), seconds)
            running[_start(mutation, items)] = (mutation, time.perf_counter())
            while len(running) >= self.workers:
                self._wait(running)
        while running:
            self._wait(running)
        self._table()
        return True

    def _wait(self, running: dict[int, tuple[Mutation, float]]) -> None:
        child, status = os.wait()
        mutation, began = running.pop(child)
        lived = os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        self.outcomes[mutation] = "lived" if lived else "noticed"
        if lived:
            where = f"{mutation.file.relative_to(LIBRARY)}:{mutation.line}"
            print(f"lived  {where} {mutation.name} ({time.perf_counter() - began:.0f} s)", flush=True)

    def _table(self) -> None:
        rooms: dict[str, list[str]] = defaultdict(list)
        for mutation, outcome in self.outcomes.items():
            rooms[mutation.file.relative_to(LIBRARY).parts[0]].append(outcome)
        for room, outcomes in sorted(rooms.items()):
            print(f"{room:<12}{sum(one != 'lived' for one in outcomes):>5} of {len(outcomes)}")
        excused = sum(one.name in _reasons() for one, outcome in self.outcomes.items() if outcome == "lived")
        lived = sum(outcome == "lived" for outcome in self.outcomes.values())
        print(
            f"{len(self.outcomes)} of {self.every} possible faults: {len(self.outcomes) - lived} noticed, {lived} lived, "
            f"{excused} of them with a reason; {self.noticed_share():.1%} of those that count"
        )


def _counted(path: Path) -> bool:
    room = path.relative_to(LIBRARY).parts[0]
    return room in ROOMS and not path.stem.endswith(WORDS)


def _whole(path: Path) -> bool:
    told = path.relative_to(TESTS).as_posix()
    return any(word in told for word in WHOLE)


def _reasons() -> dict[str, str]:
    return yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {} if SURVIVORS.is_file() else {}


def _address(mutation: Mutation) -> str:
    return f"{mutation.file}::{mutation.function}"


def _function(mutation: Mutation) -> FunctionType | None:
    """The living function that the fault goes into, below whatever wraps it."""
    parts = mutation.file.relative_to(LIBRARY.parent).with_suffix("").parts
    found: Any = importlib.import_module(".".join(parts))
    for name in mutation.function.split("."):
        found = vars(found).get(name)
        for wrapper in ("fget", "func", "__func__"):
            found = getattr(found, wrapper, found)
    found = inspect.unwrap(found) if callable(found) else None
    return found if isinstance(found, FunctionType) else None


def _calls(items: list[pytest.Item]) -> tuple[dict[str, list[str]], dict[str, float]]:
    """For each function the tests that call it, and the seconds of each test; seen in a process of its own."""
    file = Path(tempfile.mkdtemp(prefix="mutations-")) / "calls.json"
    child = os.fork()
    if not child:
        _write_calls(items, file)
        os._exit(0)
    os.waitpid(child, 0)
    called, seconds = json.loads(file.read_text(encoding="utf-8"))
    return called, seconds


def _write_calls(items: list[pytest.Item], file: Path) -> None:
    called: dict[str, set[str]] = defaultdict(set)
    seconds: dict[str, float] = {}
    library = str(LIBRARY)
    for item in items:
        seen: set[tuple[str, str]] = set()

        def note(frame: FrameType, event: str, _argument: object, seen: set[tuple[str, str]] = seen) -> None:
            if event == "call" and frame.f_code.co_filename.startswith(library):
                seen.add((frame.f_code.co_filename, frame.f_code.co_qualname))

        began = time.perf_counter()
        sys.setprofile(note)
        try:
            reports = runtestprotocol(item, log=False, nextitem=None)
        finally:
            sys.setprofile(None)
        seconds[item.nodeid] = time.perf_counter() - began
        if any(report.failed for report in reports):
            print(f"fails without a fault, left out: {item.nodeid}", flush=True)
            continue
        for where, name in seen:
            # What a function holds inside (a comprehension, a lambda) is the function's.
            called[f"{where}::{name.split('.<locals>')[0]}"].add(item.nodeid)
    told = {address: sorted(tests) for address, tests in called.items()}
    file.write_text(json.dumps([told, seconds]), encoding="utf-8")


def _items(items: list[pytest.Item], wanted: list[str], seconds: dict[str, float]) -> list[pytest.Item]:
    """The tests of a function, the quickest first, as many as fit into the time."""
    chosen = sorted(
        (item for item in items if item.nodeid in set(wanted)), key=lambda item: seconds[item.nodeid]
    )
    total, kept = 0.0, []
    for item in chosen:
        total += seconds[item.nodeid]
        if total > SECONDS / 2 and kept:
            break
        kept.append(item)
    return kept


def _start(mutation: Mutation, items: list[pytest.Item]) -> int:
    """A process with the fault in it: it ends with 0 when no test noticed."""
    child = os.fork()
    if child:
        return child
    # A fault may make a loop endless: the time ends it, and it was noticed.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS * 2)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    function = _function(mutation)
    assert function is not None
    function.__code__ = mutated(mutation)
    failed = any(
        report.failed for item in items for report in runtestprotocol(item, log=False, nextitem=None)
    )
    os._exit(1 if failed else 0)
