"""Answers that wait for the next run: a changed threshold, setting or mart computes again only what depends on it.

An answer is kept with a mark of everything that it read, as its record has it. It still holds while every mark does; the library's own code,
the language and whether sales have amounts are among them. What is quickly computed is not worth keeping.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientela.engine.record import Record
from clientela.folders import project, scratch

# Seconds from which an answer is kept, and bytes up to which.
SLOW, LARGE = 0.05, 50_000_000
# What Python writes of an object that has no words of its own: its address, which is another each time.
ADDRESS = re.compile(r" at 0x[0-9a-f]+")

Mark = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Entry:
    """An answer with all that stands behind it, and the analyses that it asked, in order, by stage and name."""

    answer: Any
    behind: Record
    asked: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Kept:
    """A folder of answers, one file a key. `mark(kind, name)` tells one state of what was read from another; None where it cannot."""

    folder: Path
    mark: Mark

    def find(self, key: str, thresholds: Mapping[str, Any]) -> Entry | None:
        """The answer of an earlier run, if all that it read is as it was."""
        try:
            with (self.folder / f"{key}.pickle").open("rb") as file:
                if not _ours(file.fileno()):
                    return None
                behind: Record = pickle.load(file)
                marks: dict[str, str] = pickle.load(file)
                if marks != self._marks(behind, thresholds):
                    return None
                entry: Entry = pickle.load(file)
                return entry
        # The cache only saves time, and a damaged file can raise anything: then the answer is computed.
        except Exception:
            return None

    def keep(self, key: str, entry: Entry, thresholds: Mapping[str, Any]) -> None:
        """Put an answer down for the next run, whole or not at all."""
        marks = self._marks(entry.behind, thresholds)
        if marks is None:
            return
        # Some answers hold what cannot be written down, and a disk can be full: the cache only saves time.
        with contextlib.suppress(Exception):
            said = b"".join(pickle.dumps(part, protocol=5) for part in (entry.behind, marks, entry))
            if len(said) > LARGE:
                return
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            scratch.put(self.folder / f"{key}.pickle", said)

    def _marks(self, behind: Record, thresholds: Mapping[str, Any]) -> dict[str, str] | None:
        """A mark of everything that was read; None where something has none."""
        read = [("mart", name) for name in behind.marts] + [("table", name) for name in behind.tables]
        read += [("setting", name) for name in behind.settings] + [("all", "")]
        marks = {f"{kind}:{name}": self.mark(kind, name) for kind, name in read}
        marks |= {f"threshold:{name}": repr(thresholds.get(name)) for name in behind.thresholds}
        known = {name: mark for name, mark in marks.items() if mark is not None}
        return known if len(known) == len(marks) else None


def _ours(file: int) -> bool:
    """Did we write this file? What another user wrote is not unpickled: it could do anything."""
    return not hasattr(os, "getuid") or os.fstat(file).st_uid == os.getuid()


def written(value: Any) -> str | None:
    """What tells a setting's value from another one; None for what does not say what it holds.

    >>> written({"goal": 12}), written(object())
    ("{'goal': 12}", None)
    """
    said = repr(value)
    return None if ADDRESS.search(said) else said


def fingerprint(*paths: Path) -> str | None:
    """What tells the contents of files from other contents; None where one is not there."""
    return project.digest(*paths) if all(path.is_file() for path in paths) else None
