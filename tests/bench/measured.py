"""A step in a process of its own, several steps in turn: seconds, seconds of processor, memory at most."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

LONGEST = 1800
# What takes longer than this is measured once.
ONCE = 20


class Clock:
    """Seconds, of the clock and of the processor, since the last lap; imports come before it and do not count.

    Peers that lack our library use it too.
    """

    def __init__(self) -> None:
        self.laps: dict[str, list[float]] = {}
        self.last = self._now()

    def lap(self, name: str) -> None:
        """What was done since the last lap, by name."""
        now = self._now()
        self.laps[name] = [one - other for one, other in zip(now, self.last, strict=True)]
        self.last = now

    def say(self, **told: Any) -> None:
        """The one line that the measuring process reads."""
        # Not what getrusage says, which begins with the memory of the process that started this one.
        status = Path("/proc/self/status").read_text().splitlines()
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
        print(json.dumps({"laps": self.laps, "peak": peak, "told": told}))

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter(), time.process_time()


@dataclass(frozen=True)
class Took:
    """Laps by name, each (seconds, of processor); the process's most memory in MB; what else it told."""

    laps: dict[str, list[float]]
    peak: float
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Of the clock, all laps."""
        return sum(seconds for seconds, _ in self.laps.values())

    @property
    def processor(self) -> float:
        """Of the processor, all laps."""
        return sum(processor for _, processor in self.laps.values())


def run(command: list[str]) -> Took | str:
    """One step in a process of its own; the reason, when it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    except OSError as error:
        return f"not here ({error.strerror})"
    except subprocess.TimeoutExpired:
        return f"not finished in {LONGEST // 60} minutes"
    if done.returncode:
        return f"not run: {(done.stderr.strip().splitlines() or ['failed'])[-1][:90]}"
    return Took(**json.loads(done.stdout.strip().splitlines()[-1]))


def in_turn(ways: Mapping[str, list[str] | str], repeat: int) -> dict[str, Took | str]:
    """Every way so many times, in turn, so that a busy moment does not fall on one alone: medians, and the highest peak.

    A way may be the reason why it is left out. One that failed is not tried again, one that takes more than twenty seconds is measured once.
    """
    found: dict[str, list[Took]] = {name: [] for name in ways}
    reasons = {name: way for name, way in ways.items() if isinstance(way, str)}
    for _ in range(repeat):
        for name, way in ways.items():
            slow = found[name] and found[name][0].seconds > ONCE
            if isinstance(way, str) or name in reasons or slow:
                continue
            if isinstance(took := run(way), str):
                reasons[name] = took
            else:
                found[name].append(took)
    return {name: reasons.get(name) or middle(found[name]) for name in ways}


def middle(runs: list[Took]) -> Took:
    """Each lap's medians, the highest peak, what the first run told."""
    laps = {
        name: [statistics.median(run.laps[name][place] for run in runs) for place in (0, 1)]
        for name in runs[0].laps
    }
    return Took(laps, max(run.peak for run in runs), runs[0].told)


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    lines = [list(map(str, headings)), *(list(map(str, row)) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """Where and when: a line under each table."""
    info = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in (info.read_text() if info.exists() else "").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    kind = names[0] if names else platform.machine()
    return f"{date.today()}; {kind}, {cores} cores, {memory:.0f} GB; load before {os.getloadavg()[0]:.1f}; Python {platform.python_version()}"
