"""The shelf of one company's reports: the runs that were finished, and `latest`, which points at the last good one.

A report is built in a folder aside and comes here in one step, or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from clientela.publish import manifest

# Earlier reports that stay beside the latest one, to be compared with and gone back to.
KEPT = 6


def aside(place: Path) -> Path:
    """A new folder for a run in the making, named after its process; what killed runs left behind goes first."""
    place.mkdir(parents=True, exist_ok=True)
    sweep(place)
    return Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=place))


def previous(place: Path, as_of: str) -> Path | None:
    """The run to compare with: the latest of those whose history ends on an earlier day."""
    found = []
    for path in sorted(place.glob("runs/*/results.json")):
        day = json.loads(path.read_text(encoding="utf-8"))["as_of"]
        if day < as_of:
            found.append((day, path.stat().st_mtime, path.parent))
    return max(found)[2] if found else None


def put(aside: Path, place: Path, name: str) -> Path:
    """Move a finished run among the others and point `latest` at it; until that last step the old one is the latest."""
    runs = place / "runs"
    runs.mkdir(exist_ok=True)
    aside.chmod(0o755)
    target = _settle(aside, runs, name)
    latest = place / "latest"
    link = place / f".latest-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(target.relative_to(place), target_is_directory=True)
        link.replace(latest)
    except OSError:
        # Windows gives links only to some: a copy says the same.
        shutil.rmtree(latest, ignore_errors=True)
        shutil.copytree(target, latest)
    _forget(runs, target)
    return latest


def _settle(aside: Path, runs: Path, name: str) -> Path:
    """Give a run its name among the others; one that says the same and is whole already serves as well."""
    for attempt in (name, *(f"{name}-{copy}" for copy in range(2, 100))):
        target = runs / attempt
        try:
            aside.rename(target)
        except OSError:
            if not target.is_dir():
                raise
            if manifest.whole(target):
                os.utime(target)
                return target
        else:
            return target
    raise OSError(f"{runs}: {name}")


def sweep(place: Path) -> None:
    """Remove what runs that were killed left half done; a run that is still going on keeps its folder."""
    for left in place.glob(".new-*"):
        process = left.name.split("-")[1]
        if not (process.isdigit() and _alive(int(process))):
            shutil.rmtree(left, ignore_errors=True)


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


def _forget(runs: Path, newest: Path) -> None:
    """Keep the last few runs."""
    finished = sorted(
        (run for run in runs.iterdir() if not run.name.startswith(".")), key=lambda run: run.stat().st_mtime
    )
    for run in finished[:-KEPT]:
        if run != newest:
            shutil.rmtree(run, ignore_errors=True)
