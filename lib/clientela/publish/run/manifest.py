"""manifest.json: what a run read, with which settings and versions, and what it made."""

from __future__ import annotations

import datetime as dt
import json
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import clientela
from clientela.companies import elsewhere, scope
from clientela.companies.config import Company
from clientela.folders import project
from clientela.folders.project import sha256
from clientela.forms import returned
from clientela.intake.contract import contract
from clientela.intake.personal import looks_personal, mask
from clientela.intake.shapes import filters
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
    "scikit-learn",
    "matplotlib",
    "seaborn",
    "papermill",
    "pypandoc_binary",
    "typst",
)

# What of a source may name persons, by values of theirs.
FILTERS = {"filter", "drop", "keep"}
OF_PERSONS = {"anonymous", "set"}
# The texts and the long numbers of a query.
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d{7,}\b")


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
        "key": key(run.company, wanted, run.engine.name, before, run.made_of),
        "marts": run.marts.folder.name,
        "code": project.code_digest(),
        "inputs": read(run),
        "previous": {"run": before.name, "sha256": sha256(before / "results.json")} if before else None,
        "failures": [asdict(failure) for failure in run.failures],
        "outputs": outputs(run.folder),
        "seconds": dict(sorted(run.progress.seconds.items())),
    }
    (run.folder / "manifest.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def marts_of(company: Company, wanted: Sequence[str], today: dt.date) -> list[str]:
    """The fingerprints of the marts that the files, as they are now, would give: one a language."""
    from clientela.companies import preparation

    files = preparation.contents(company)
    found = []
    for language in wanted:
        with speaking(language):
            found.append(preparation.fingerprint(company, today, files))
    return found


def key(
    company: Company, wanted: Sequence[str], engine: str, before: Path | None, marts: Sequence[str]
) -> str:
    """All that a report depends on, in one fingerprint: the same key, the same report.

    `marts` are the fingerprints of those that it was made of, one a language: of what was read, not of what the files say later.
    """
    from clientela.publish.notebooks import execute

    files = [
        *(execute.source(stage) for stage in STAGES),
        *sorted(path for path in project.styles().rglob("*") if path.is_file()),
        *([company.folder / company.logo] if company.logo else []),
        *(path for path in map(partial(notes.path, company), wanted) if path.is_file()),
        *returned.files(company.folder),
        *([before / "results.json"] if before else []),
    ]
    settings = company.model_dump_json(exclude={"folder"})
    return project.digest(
        *marts, *wanted, engine, settings, project.code_digest(), json.dumps(versions()), *files
    )


def read(run: Run) -> dict[str, str]:
    """Every file that a report was made of, with the SHA-256 of what was read of it; a database server has none."""
    return _named(run.company, {**run.marts.facts["inputs"], **run.own})


def inputs(company: Company) -> dict[str, str]:
    """Every file that a company's report would read now, with its SHA-256."""
    from clientela.companies import preparation

    return _named(company, {**preparation.contents(company), **own(company)})


def own(company: Company) -> dict[str, str]:
    """The files that a report reads besides its sources, by their name in the company's folder: logo, notes, filled forms."""
    named = [*([company.folder / company.logo] if company.logo else []), *returned.files(company.folder)]
    named += [notes.path(company, language) for language in LANGUAGES if not company.part]
    return {path.relative_to(company.folder).as_posix(): sha256(path) for path in named if path.is_file()}


def _named(company: Company, files: Mapping[str, str]) -> dict[str, str]:
    """Names that mean the same on another machine: below data/, or, of a package's files, the last two parts."""
    shown = {
        name.removeprefix("../") if name.startswith("../") else f"data/{company.folder.name}/{name}": digest
        for name, digest in files.items()
    }
    return dict(sorted(shown.items()))


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
    """The settings without passwords and names: what stands before the host of an address, and after a question mark, goes.

    >>> masked({"sources": {"customers": [{"url": "postgresql://ana:clave@casa/ventas"}]}})
    {'sources': {'customers': [{'url': 'postgresql://…@casa/ventas'}]}}
    """
    settings["sources"] = {
        table: [shown_source(source) for source in sources] for table, sources in settings["sources"].items()
    }
    if settings.get("engine"):
        settings["engine"]["connect"] = elsewhere.shown(settings["engine"]["connect"])
    if settings.get("part"):
        settings["part"] = scope.harmless(settings["part"])
    return settings


def shown_source(source: Mapping[str, Any]) -> dict[str, Any]:
    """A source without passwords, and without the values of persons that its filters, lists and queries may name.

    >>> shown_source({"filter": "nombre = Ana Ruiz | Anulada", "query": "SELECT * FROM v WHERE nit <> 1030567890"})
    {'filter': 'nombre = A… (8) | Anulada', 'query': 'SELECT * FROM v WHERE nit <> 1… (10)'}
    """
    found: dict[str, Any] = {}
    for name, said in source.items():
        if name == "join":
            found[name] = [shown_source(one) for one in said or ()]
        elif name == "query":
            found[name] = LITERAL.sub(lambda one: _shown(one[0]), said) if said else said
        elif name in FILTERS and (match := filters.GRAMMAR.match(said or "")):
            patterns = " | ".join(_shown(one.strip()) for one in match["patterns"].split("|"))
            found[name] = f"{match['column']} {match['sign']} {patterns}"
        elif name == "values":
            found[name] = {
                column: {mask(theirs): ours for theirs, ours in known.items()}
                if _personal(column)
                else _shown(known)
                for column, known in (said or {}).items()
            }
        elif name in OF_PERSONS:
            found[name] = _shown(said)
        else:
            # A URL in the wrong place has a password too.
            found[name] = address(said) if isinstance(said, str) and "://" in said else said
    return found


def _personal(column: str) -> bool:
    return any(
        column in table.columns and table.columns[column].personal for table in contract().tables.values()
    )


def _shown(said: Any) -> Any:
    if isinstance(said, dict):
        return {_shown(key): _shown(value) for key, value in said.items()}
    if isinstance(said, list):
        return [_shown(one) for one in said]
    if not isinstance(said, str):
        return said
    bare = said.strip("'")
    return said.replace(bare, mask(bare)) if bare and looks_personal(bare) else said


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
