"""Folders in the making: each is named after its process, so that what killed runs left behind is known and removed."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from clientela.folders import project

PREFIX = ".new-"
PASSING = "clientela-"
OURS = re.compile(rf"{PASSING}([0-9a-f]{{8}})-([0-9]+)-\w+")
# What another machine left in a shared folder: its processes cannot be asked, so a day must have passed.
LONG_AGO = 24 * 3600


def folder(parent: Path) -> Path:
    """A new, empty, private folder of this process; what dead ones left beside it goes first."""
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{_machine()}-{os.getpid()}-", dir=parent))


def put(path: Path, said: bytes) -> None:
    """Write a private file whole or not at all, in a folder that is there."""
    number, aside = tempfile.mkstemp(prefix=f"{PREFIX}{_machine()}-{os.getpid()}-", dir=path.parent)
    with os.fdopen(number, "wb") as file:
        file.write(said)
    Path(aside).replace(path)


def passing() -> tempfile.TemporaryDirectory[str]:
    """A folder on the disk of temporary files for what only a moment needs, such as copies of rows; what killed runs left there goes first."""
    parent = Path(tempfile.gettempdir())
    for left in parent.glob(f"{PASSING}*"):
        # Nothing that somebody else, or another program, called alike.
        if (found := OURS.fullmatch(left.name)) and found[1] == _machine() and not _alive(int(found[2])):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(
        prefix=f"{PASSING}{_machine()}-{os.getpid()}-", ignore_cleanup_errors=True
    )


def sweep(parent: Path) -> None:
    """Remove what runs that were killed left half done; a run that is still going on keeps its folder."""
    for left in parent.glob(f"{PREFIX}*"):
        if _going_on(left):
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def newest(parent: Path, most: int, spared: Path | None = None) -> None:
    """Keep only the folders that were used last; and `spared`, which is in use now, whatever the clock says."""
    found = [path for path in parent.glob("*") if not path.name.startswith(".") and path != spared]
    for old in sorted(found, key=_used, reverse=True)[most - (spared is not None) :]:
        away(old)


def aged(parent: Path, days: int, spared: Path | None = None) -> None:
    """Remove what was last used longer ago, but for what is `spared`: it must not wait for ever to be found; and what killed runs left."""
    sweep(parent)
    for old in parent.glob("*"):
        if (
            not old.name.startswith(".")
            and old.resolve() != spared
            and time.time() - _used(old) > days * 24 * 3600
        ):
            away(old)


def away(old: Path) -> None:
    """Remove a folder or file in one step: who is killed meanwhile leaves no half of it under its name."""
    try:
        aside = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{_machine()}-{os.getpid()}-", dir=old.parent))
        old.rename(aside / "gone")
    except OSError:
        # Another run was quicker, or nothing may be moved here: then it stays.
        return
    shutil.rmtree(aside, ignore_errors=True)


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # Another run was quicker to remove it.
        return 0.0


def _machine() -> str:
    """A container has a name, and process numbers, of its own."""
    return project.digest(platform.node())[:8]


def _going_on(left: Path) -> bool:
    machine, _dash, rest = left.name.removeprefix(PREFIX).partition("-")
    process = rest.partition("-")[0]
    if machine != _machine() or not process.isdigit():
        return time.time() - _used(left) < LONG_AGO
    return _alive(int(process))


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # pragma: no cover - there a signal of zero would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
