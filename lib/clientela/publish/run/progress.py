"""What a run says while it goes: each step, how long it took and what is left."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


def said(line: str) -> None:
    """A line on the terminal; where it cannot be written (a full disk behind `>`, a reader that is gone) where errors go: no report stops for it."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            # With its end, so that lines of steps that finish together do not run into each other.
            print(f"{line}\n", end="", flush=True, file=stream)
            return


@dataclass
class Progress:
    """Says on the terminal, and in the run's log, what is being done, how long it took and what is left."""

    left: int
    lines: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """One line, at once."""
        said(line)
        self.lines.append(line)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step; what is put into the list it gives stands behind the name."""
        start = time.perf_counter()
        notes: list[str] = []
        yield notes
        self.left -= 1
        self.seconds[name] = round(time.perf_counter() - start, 2)
        note = f"  ({', '.join(notes)})" if notes else ""
        self.say(f"  {name:<24}{self.seconds[name]:>6.1f} s   faltan {self.left}{note}")
