"""The trial of the faults: which tests call which function, one process a fault, and the table of what came out."""

from __future__ import annotations

import builtins
import hashlib
import importlib
import inspect
import json
import os
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
import yaml
from _pytest.runner import runtestprotocol
from hypothesis import settings
from whole_answers import file_of as kept_answers

from clientela.present.figures import Figure
from mutations.operators import NOTE, Mutation, mutated, mutations, noting

TESTS = Path(__file__).resolve().parents[1]
LIBRARY = TESTS.parent / "lib" / "clientela"
SURVIVORS = Path(__file__).with_name("survivors.yml")
# Where numbers are made; pages, words and findings are read by other tests.
ROOMS = ("company", "product", "segments", "database", "loyalty", "customers", "stats", "calendar")
WORDS = ("page", "terms", "words", "findings", "plots", "__init__")
# The unit tests of what makes numbers; others build whole reports.
TESTED = (*ROOMS, "engine/test_smallest.py")
# Every analysis asked of one company: whatever the slice.
ASKED = ("engine/test_whole_company.py", "engine/test_just_enough.py")
# Seconds of processor: of all the tests of one fault, and of a single test, beyond which it is a simulation or a whole chapter.
SECONDS, DEAR = 10, 3
CACHE = TESTS.parent / ".cache" / "mutations" / "noted.json"


class Trial:
    """A plugin for pytest that puts faults into functions instead of running the tests once."""

    def __init__(self, many: int, seed: int, only: str, workers: int, afresh: bool) -> None:
        self.workers = workers
        self.noted = Noted(afresh)
        self.outcomes: dict[Mutation, str] = {}
        self.only = only
        files = counted()
        every = [
            found
            for file in files
            for found in mutations(file)
            if _function(file, found.function) is not None
        ]
        self.files = files
        # By a number of its own, not by its place in the list: a line added elsewhere leaves the others chosen.
        chosen = sorted(every, key=lambda one: _drawn(one, seed))[:many]
        self.chosen = [one for one in chosen if one.file.relative_to(LIBRARY).as_posix().startswith(only)]
        self.every = len(every)

    def tests(self) -> list[Path]:
        """The files of unit tests; of a slice that lies in one stage those of the stage."""
        first = self.only.split("/")[0]
        tested = [room for room in TESTED if room == first] or TESTED
        rooms = [room for room in ROOMS if room == first] or ROOMS
        # Examples in docstrings are tests like others.
        return [
            *(TESTS / room for room in dict.fromkeys((*tested, *ASKED))),
            *(LIBRARY / room for room in rooms),
        ]

    def noticed_share(self) -> float:
        """The share of faults that were noticed, less those that are listed with a reason."""
        reasons = _reasons()
        counted = [
            outcome
            for one, outcome in self.outcomes.items()
            if outcome != "lived" or one.excused_as(LIBRARY) not in reasons
        ]
        return sum(outcome != "lived" for outcome in counted) / max(len(counted), 1)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All of it, in place of the tests' own run."""
        settings.register_profile(
            "mutations", max_examples=10, deadline=None, derandomize=True, database=None
        )
        settings.load_profile("mutations")
        # What is drawn is read by other tests, and costs more than all that is counted.
        Figure.png = lambda _self: b"\x89PNG\r\n\x1a\n"
        _let_note(self.files)
        called, seconds = self.noted.calls(session.items)
        running: dict[int, tuple[Mutation, str, float]] = {}
        for mutation in self.chosen:
            items = _items(session.items, called.get(_address(mutation), []), seconds)
            state = _state(mutation, items)
            known = self.noted.outcome(state)
            if known:
                self._note(mutation, known, 0)
                continue
            running[_start(mutation, items)] = (mutation, state, time.perf_counter())
            while len(running) >= self.workers:
                self._wait(running)
        while running:
            self._wait(running)
        self._table()
        return True

    def _wait(self, running: dict[int, tuple[Mutation, str, float]]) -> None:
        child, status = os.wait()
        mutation, state, began = running.pop(child)
        outcome = "lived" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else "noticed"
        self.noted.keep(state, outcome)
        self._note(mutation, outcome, time.perf_counter() - began)

    def _note(self, mutation: Mutation, outcome: str, seconds: float) -> None:
        self.outcomes[mutation] = outcome
        if outcome == "lived":
            print(
                f"lived  line {mutation.line} of {mutation.excused_as(LIBRARY)} ({seconds:.0f} s)", flush=True
            )

    def _table(self) -> None:
        rooms: dict[str, list[str]] = defaultdict(list)
        for mutation, outcome in self.outcomes.items():
            rooms[mutation.file.relative_to(LIBRARY).parts[0]].append(outcome)
        for room, outcomes in sorted(rooms.items()):
            print(f"{room:<12}{sum(one != 'lived' for one in outcomes):>5} of {len(outcomes)}")
        reasons = _reasons()
        excused = sum(
            one.excused_as(LIBRARY) in reasons for one, outcome in self.outcomes.items() if outcome == "lived"
        )
        lived = sum(outcome == "lived" for outcome in self.outcomes.values())
        print(
            f"{len(self.outcomes)} of {self.every} possible faults: {len(self.outcomes) - lived} noticed, {lived} lived, "
            f"{excused} of them with a reason; {self.noticed_share():.1%} of those that count"
        )


class Noted:
    """What earlier runs found: which tests call what, and which faults were noticed, so that a run goes on where it stopped."""

    def __init__(self, afresh: bool) -> None:
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        self.kept: dict[str, Any] = {"files": {}, "outcomes": {}}
        if CACHE.is_file() and not afresh:
            self.kept = json.loads(CACHE.read_text(encoding="utf-8"))

    def outcome(self, state: str) -> str | None:
        return self.kept["outcomes"].get(state)

    def keep(self, state: str, outcome: str) -> None:
        self.kept["outcomes"][state] = outcome
        self._write()

    def calls(self, items: list[pytest.Item]) -> tuple[dict[str, list[str]], dict[str, float]]:
        """For each function the tests that call it, and the seconds of each test; only changed files are run for it."""
        files: dict[Path, list[pytest.Item]] = defaultdict(list)
        for item in items:
            files[item.path].append(item)
        called: dict[str, list[str]] = defaultdict(list)
        seconds: dict[str, float] = {}
        for path, inside in files.items():
            name, digest = os.path.relpath(path, TESTS), _digest(path.read_bytes())
            seen = self.kept["files"].get(name)
            if not seen or seen["digest"] != digest:
                seen = self.kept["files"][name] = {"digest": digest, **_called_by(inside)}
                self._write()
                for test in seen["left_out"]:
                    print(f"too dear, or fails without a fault: {test}", flush=True)
            seconds |= seen["seconds"]
            for address, tests in seen["called"].items():
                called[address] += tests
        return called, seconds

    def _write(self) -> None:
        beside = CACHE.with_suffix(".new")
        beside.write_text(json.dumps(self.kept), encoding="utf-8")
        beside.replace(CACHE)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _drawn(mutation: Mutation, seed: int) -> str:
    where = mutation.file.relative_to(LIBRARY).as_posix()
    return _digest(f"{seed} {where} {mutation.name} {mutation.place}".encode())


def _state(mutation: Mutation, items: list[pytest.Item]) -> str:
    """The fault in its module as it stands, and the tests that may notice it as they stand: what the outcome hangs on."""
    files = sorted({item.path for item in items})
    kept = (kept_answers(path) for path in files if path.is_relative_to(TESTS))
    told = [mutation.file.read_bytes(), *(path.read_bytes() for path in (*files, *kept) if path.is_file())]
    names = " ".join(sorted(item.nodeid for item in items))
    return _digest(b"".join([*told, f"{mutation.name} {mutation.place} {names}".encode()]))


def counted() -> list[Path]:
    """The modules that make numbers."""
    return [path for path in sorted(LIBRARY.rglob("*.py")) if _counted(path)]


def _counted(path: Path) -> bool:
    room = path.relative_to(LIBRARY).parts[0]
    return room in ROOMS and not path.stem.endswith(WORDS)


def _reasons() -> dict[str, str]:
    return yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {} if SURVIVORS.is_file() else {}


def _address(mutation: Mutation) -> str:
    return f"{mutation.file.relative_to(LIBRARY).as_posix()}::{mutation.function}"


def _function(file: Path, name: str) -> FunctionType | None:
    """The living function of that name in a module, below whatever wraps it."""
    parts = file.relative_to(LIBRARY.parent).with_suffix("").parts
    found: Any = importlib.import_module(".".join(parts))
    for part in name.split("."):
        found = vars(found).get(part)
        for wrapper in ("fget", "func", "__func__"):
            found = getattr(found, wrapper, found)
    found = inspect.unwrap(found) if callable(found) else None
    return found if isinstance(found, FunctionType) else None


def _let_note(files: list[Path]) -> None:
    """Every function of these modules notes its calls: a tracer would see the calls of all libraries, and takes twice the time."""
    setattr(builtins, NOTE, lambda _address: None)
    for file in files:
        rewrite(file, noting(file, f"{file.relative_to(LIBRARY).as_posix()}::"))


def rewrite(file: Path, codes: Iterable[tuple[str, CodeType]]) -> None:
    """Give the living functions of a module other code."""
    for name, code in codes:
        function = _function(file, name)
        if function is not None:
            function.__code__ = code


def _called_by(items: list[pytest.Item]) -> dict[str, Any]:
    """What the tests of one file call, and how long each takes; seen in a process of its own."""
    file = Path(tempfile.mkdtemp(prefix="mutations-")) / "calls.json"
    child = os.fork()
    if not child:
        _write_calls(items, file)
        os._exit(0)
    os.waitpid(child, 0)
    return json.loads(file.read_text(encoding="utf-8"))


def _too_dear(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {DEAR} seconds of processor")


def _write_calls(items: list[pytest.Item], file: Path) -> None:
    signal.signal(signal.SIGVTALRM, _too_dear)
    _silence()
    called: dict[str, set[str]] = defaultdict(set)
    seconds: dict[str, float] = {}
    left_out: list[str] = []
    for item in items:
        seen: set[str] = set()
        setattr(builtins, NOTE, seen.add)
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, DEAR)
        try:
            reports = runtestprotocol(item, log=False, nextitem=None)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        seconds[item.nodeid] = time.process_time() - began
        if any(report.failed for report in reports):
            left_out.append(item.nodeid)
            continue
        for address in seen:
            called[address].add(item.nodeid)
    told = {address: sorted(tests) for address, tests in called.items()}
    file.write_text(json.dumps({"called": told, "seconds": seconds, "left_out": left_out}), encoding="utf-8")


def _items(items: list[pytest.Item], wanted: list[str], seconds: dict[str, float]) -> list[pytest.Item]:
    """The tests of a function, the quickest first, as many as fit into the time."""
    chosen = sorted(
        (item for item in items if item.nodeid in set(wanted)), key=lambda item: seconds[item.nodeid]
    )
    total, kept = 0.0, []
    for item in chosen:
        total += seconds[item.nodeid]
        if total > SECONDS and kept:
            break
        kept.append(item)
    return kept


def _silence() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _start(mutation: Mutation, items: list[pytest.Item]) -> int:
    """A process with the fault in it: it ends with 0 when no test noticed."""
    child = os.fork()
    if child:
        return child
    # A fault may make a loop endless: the time ends it, and it was noticed.
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS * 2)
    _silence()
    function = _function(mutation.file, mutation.function)
    assert function is not None
    function.__code__ = mutated(mutation)
    failed = any(
        report.failed for item in items for report in runtestprotocol(item, log=False, nextitem=None)
    )
    os._exit(1 if failed else 0)
