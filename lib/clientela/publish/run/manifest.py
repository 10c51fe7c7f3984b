"""manifest.json: what a run read, with which settings and versions, and what it made."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import clientela
from clientela import intake
from clientela.companies.config import Company
from clientela.folders import project
from clientela.forms import returned
from clientela.present.language import LANGUAGES, speaking
from clientela.publish.page import notes
from clientela.stage import STAGES

if TYPE_CHECKING:
    from clientela.publish.run.run import Run

# The packages whose version can move a number or a picture.
PACKAGES = (
    "duckdb",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "scikit-learn",
    "matplotlib",
    "papermill",
    "pypandoc_binary",
    "typst",
)


def write(run: Run, wanted: Sequence[str]) -> None:
    """Write manifest.json into a run's folder; durations live here alone, paths are relative."""
    before = run.previous
    record = {
        "company": run.company.key,
        "languages": list(wanted),
        "engine": run.engine.name,
        "clientela": clientela.__version__,
        "commit": _commit(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "settings": masked(json.loads(run.company.model_dump_json(exclude={"folder"}, by_alias=True))),
        "today": run.today.isoformat(),
        "key": key(run.company, wanted, run.engine.name, run.today, before),
        "marts": run.marts.folder.name,
        "code": project.code_digest(),
        "inputs": inputs(run.company),
        "previous": {"run": before.name, "sha256": sha256(before / "results.json")} if before else None,
        "failures": [asdict(failure) for failure in run.failures],
        "outputs": outputs(run.folder),
        "seconds": dict(sorted(run.progress.seconds.items())),
    }
    (run.folder / "manifest.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def key(company: Company, wanted: Sequence[str], engine: str, today: dt.date, before: Path | None) -> str:
    """All that a report depends on, in one fingerprint: the same key, the same report."""
    from clientela.companies import preparation
    from clientela.publish.notebooks import execute

    marts = []
    for language in wanted:
        with speaking(language):
            marts.append(preparation.fingerprint(company, today))
    files = [
        *(execute.source(stage) for stage in STAGES),
        *sorted(path for path in (Path(__file__).parents[1] / "styles").rglob("*") if path.is_file()),
        *([company.folder / company.logo] if company.logo else []),
        *(path for path in map(partial(notes.path, company), wanted) if path.is_file()),
        *returned.files(company.folder),
        *([before / "results.json"] if before else []),
    ]
    settings = company.model_dump_json(exclude={"folder"})
    return project.digest(
        *marts, *wanted, engine, settings, project.code_digest(), json.dumps(versions()), *files
    )


def inputs(company: Company) -> dict[str, str]:
    """Every file that a company's report reads, with its SHA-256; a database server has none."""
    named = [company.folder / name for name in (company.logo, company.identity.decisions) if name]
    named += [notes.path(company, language) for language in LANGUAGES if not company.part]
    files = {
        *intake.files(company),
        *returned.files(company.folder),
        *(path for path in named if path.is_file()),
    }
    return {_shown(path): sha256(path) for path in sorted(files)}


def versions() -> dict[str, str]:
    """Python's version, and that of each package that can move a number or a picture."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def outputs(run: Path) -> dict[str, str]:
    """Every file that a run made, with its SHA-256."""
    files = (
        path for path in run.rglob("*") if path.is_file() and path.name not in {"manifest.json", "run.log"}
    )
    return {path.relative_to(run).as_posix(): sha256(path) for path in sorted(files)}


def whole(run: Path) -> bool:
    """Are all the files of a run there, as they were made?"""
    try:
        record = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("outputs") == outputs(run)


def incomplete(run: Path) -> int:
    """How many things could not be made of a report."""
    record = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return len(record.get("failures", []))


def masked(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings without passwords: what stands before the host of an address, and after a question mark, goes.

    >>> masked({"sources": {"customers": [{"url": "postgresql://ana:clave@casa/ventas"}]}})
    {'sources': {'customers': [{'url': 'postgresql://…@casa/ventas'}]}}
    """
    for sources in settings["sources"].values():
        for source in sources:
            if source.get("url"):
                source["url"] = address(source["url"])
    return settings


def address(url: str) -> str:
    """Where a database is, without who asks and how.

    >>> address("mysql://ana:cla/ve@casa/ventas?ssl=1")
    'mysql://…@casa/ventas?…'
    """
    return re.sub(r"\?.*", "?…", re.sub(r"//.*@", "//…@", url))


def fingerprint(run: Path) -> str:
    """A short name for what a run made: the same for the same outputs."""
    record: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return project.digest(json.dumps([record["outputs"], record["languages"], record["engine"]]))[:10]


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _shown(path: Path) -> str:
    """A path that means the same on another machine."""
    data = project.home() / "data"
    if path.resolve().is_relative_to(data):
        return path.resolve().relative_to(data.parent).as_posix()
    # In a package, wherever that is installed.
    return f"{path.parent.name}/{path.name}"


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=project.root(),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip()
