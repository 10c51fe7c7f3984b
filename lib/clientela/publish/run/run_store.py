"""The shelf of one company's reports: the runs that were finished, and `latest`, which points at the last good one.

A report is built in a folder aside and comes here in one step, or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from clientela.companies import scope
from clientela.companies.config import Company
from clientela.folders import project, scratch
from clientela.publish.run import manifest, trouble

# Earlier reports that stay beside the latest one, to be compared with and gone back to.
KEPT = 6
# After so many days without use prepared tables and cards go, and notebooks that failed sooner: they hold values of rows. Of earlier reports,
# with their lists of names, those go that are too old to be compared with.
KEPT_DAYS, FAILED_DAYS, RUN_DAYS = 90, 30, 400


def place(company: Company) -> Path:
    """The folder of a company's reports; those on a part of it stand apart."""
    folder = project.home() / "reports" / company.key
    return folder / "parts" / scope.slug(company.part) if company.part else folder


def previous(place: Path, as_of: str) -> Path | None:
    """The run to compare with: the latest of those whose history ends on an earlier day."""
    found = []
    for path in sorted(place.glob("runs/*/results.json")):
        try:
            day = json.loads(path.read_text(encoding="utf-8"))["as_of"]
            if day < as_of:
                found.append((day, path.stat().st_mtime, path.parent))
        except (OSError, ValueError, KeyError):
            # Damaged, or another run has just made room: not to be compared with.
            continue
    return next((run for _day, _time, run in sorted(found, reverse=True) if manifest.whole(run)), None)


def put(aside: Path, place: Path, name: str) -> Path:
    """Move a finished run among the others and point `latest` at it; until that last step the old one is the latest."""
    runs = place / "runs"
    runs.mkdir(exist_ok=True)
    aside.chmod(0o755 & ~_umask())
    target = _settle(aside, runs, name)
    latest, turn = place / "latest", scratch.folder(place)
    try:
        _point(latest, target, turn)
    finally:
        shutil.rmtree(turn, ignore_errors=True)
    scratch.newest(runs, KEPT, spared=target)
    return latest


def age(company: Company) -> None:
    """Remove what was made of a company, and of its parts, and has not been used for long: it must not wait to be found."""
    reports, cache = project.home() / "reports" / company.key, project.cache(company.key)
    folders = [(reports / project.PRIVATE / "cards", KEPT_DAYS)]
    folders += [(one, KEPT_DAYS) for one in (cache / "marts", cache / "stages", *cache.glob("answers/*"))]
    # What may not be removed now goes another day.
    with suppress(OSError):
        for place in (reports, *(reports / "parts").glob("*")):
            scratch.aged(place / "failed", FAILED_DAYS)
            scratch.aged(place / "runs", RUN_DAYS, spared=(place / "latest").resolve())
        for folder, days in folders:
            scratch.aged(folder, days)


def _point(latest: Path, target: Path, turn: Path) -> None:
    """Let `latest` mean another run: a link put in the old one's place, or a copy where there are no links."""
    try:
        (turn / "link").symlink_to(target.relative_to(latest.parent), target_is_directory=True)
    except OSError as error:
        if error.errno in trouble.NO_ROOM:
            raise
        # Windows gives links only to some: a copy says the same.
        shutil.copytree(target, turn / "copy")
    made = next(turn.iterdir())
    if latest.is_dir() and not latest.is_symlink():
        latest.rename(turn / "old")
    # In one step: whoever reads meanwhile sees the old report or the new one.
    made.replace(latest)


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
                _made_again(aside, target)
                return target
        else:
            return target
    raise OSError(f"{runs}: {name}")


def _made_again(aside: Path, target: Path) -> None:
    """A run that came out as an earlier one takes its place by what it was made of: asked again, nothing has changed since."""
    for name in ("manifest.json", "run.log"):
        with suppress(FileNotFoundError):
            (aside / name).replace(target / name)
    os.utime(target)


def _umask() -> int:
    """What the user takes away from new files' rights; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
