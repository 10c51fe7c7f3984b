"""One stage's notebook: executed by Papermill, or taken from an earlier run where nothing it depends on has changed."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clientela import failures
from clientela.folders import project, scratch
from clientela.companies.config import Company
from clientela.failures import Failure
from clientela.forms import returned
from clientela.present import translate
from clientela.publish.notebooks import failed, parameters, workers
from clientela.stage import ASKED, STAGES, handed, under_way

# Which tables of others a stage reads: it waits for them, not for the end of the other.
NEEDS: dict[str, tuple[str, ...]] = {
    "database": ("segments.rfm_customers",),
    "loyalty": ("company.room", "segments.rfm_customers"),
}
# The stage that takes as long as two or three others: the report stands when it does, so those beside it give way.
LONGEST = "loyalty"

# The file of an executed notebook that is kept.
NOTEBOOK = "notebook.ipynb"
# What of a company.yml no notebook sees, or sees through its marts or its thresholds.
UNSEEN = {"folder", "sources", "thresholds", "logo", "colours", "credits"}
# What a notebook says of how it is run, the same on every machine.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class StageError(Exception):
    """A notebook stopped; the message says which stage, which cell and why, `notebook` where it can be opened."""

    def __init__(self, stage: str, cell: str, message: str, notebook: Path) -> None:
        super().__init__(message)
        self.stage, self.cell, self.notebook = stage, cell, notebook


@dataclass(frozen=True)
class Work:
    """One edition's working folder: where the marts are, in which language."""

    company: Company
    language: str
    marts: Path
    folder: Path
    # Of the library, as it was when the run began: each stage asks it.
    code: str = field(default_factory=project.code_digest)
    # What could not be made, stage by stage.
    failures: dict[str, list[Failure]] = field(default_factory=dict)

    @property
    def failed(self) -> Path:
        """Where notebooks with their errors wait; they may show a value of a row."""
        return self.folder / project.FAILED


def before(name: str) -> set[str]:
    """The stages whose tables a stage reads."""
    return {table.partition(".")[0] for table in NEEDS.get(name, ())}


def turns() -> list[list[Path]]:
    """The notebooks that can be opened side by side, then those that read a table of theirs."""
    later = [stage for stage in STAGES if stage in NEEDS]
    return [
        [source(stage) for stage in part] for part in ([one for one in STAGES if one not in later], later)
    ]


def source(stage: str) -> Path:
    """The notebook of a stage, as it is committed."""
    return project.root() / "notebooks" / f"{STAGES[stage][0]}_{stage}.ipynb"


def begin(name: str, work: Work) -> None:
    """Say that a stage is being made, so that others wait for its tables."""
    mark = under_way(work.folder / "stages", name)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def stage(name: str, work: Work) -> bool:
    """Make a stage; see `_made`. However it ends, nobody waits for its tables any longer."""
    try:
        return _made(name, work)
    finally:
        under_way(work.folder / "stages", name).unlink(missing_ok=True)


def _made(name: str, work: Work) -> bool:
    """Make a stage's executed notebook, numbers and tables in the working folder; True when they were still good.

    What fails in it is put down in `work.failures`, and such a stage is made anew next time. Raises StageError where it is strict.
    """
    alike = project.cache(work.company.key) / "stages" / f"{name}-{work.language}-{_fingerprint(name, work)}"
    # Only where an earlier run may have it, what other stages hand over is waited for before it begins.
    if any(alike.parent.glob(f"{alike.name}-*")) and ((kept := _kept(alike, name, work)) / NOTEBOOK).is_file():
        _copy(kept, name, work)
        return True
    executed = work.folder / "notebooks" / source(name).name
    _execute(name, work, executed)
    if name not in work.failures:
        _keep(_kept(alike, name, work), name, work)
    return False


def _execute(name: str, work: Work, executed: Path) -> None:
    import nbformat

    executed.parent.mkdir(parents=True, exist_ok=True)
    translated = work.folder / f".{name}.ipynb"
    nbformat.write(translate.notebook(source(name), work.language), translated)
    given = {"folder": work.company.key, "language": work.language, **_parameters(name, work)}
    try:
        workers.execute(
            translated, executed, given, {project.RUN_FOLDER: str(work.folder)}, gives_way=name != LONGEST
        )
    except workers.Failed as error:
        raise StageError(name, error.cell, str(error), executed) from None
    except workers.Died as error:
        if failures.strict():
            raise StageError(name, "?", f"su proceso murió ({error}); ¿faltó memoria?", executed) from None
        failed.stub(translated, executed, f"exit code {error}")
    finally:
        translated.unlink(missing_ok=True)
    if found := failed.failures_of(executed):
        work.failures[name] = found
        work.failed.mkdir(mode=0o700, exist_ok=True)
        shutil.copy2(executed, work.failed / executed.name)
        failed.close(work.folder / "stages" / f"{name}.json")
    scrub(executed)


def scrub(path: Path) -> None:
    """Take out of an executed notebook what changes from run to run: times, paths, random ids."""
    import nbformat

    book = nbformat.read(path, as_version=4)
    book.metadata = nbformat.from_dict(METADATA)
    for place, cell in enumerate(book.cells):
        tags = cell.metadata.get("tags", [])
        kept = {"tags": tags, ASKED: cell.metadata.get(ASKED, [])}
        cell.metadata = nbformat.from_dict({name: found for name, found in kept.items() if found})
        if "injected-parameters" in tags:
            cell.id = f"injected-{place}"
        for said in cell.get("outputs", []):
            if error := failed.kind(said):
                # An error's words and its lines may hold a value of a row.
                said.data["text/plain"] = error
    nbformat.write(book, path)


def _parameters(name: str, work: Work) -> dict[str, Any]:
    """The company's thresholds that are parameters of this notebook; its other cuts it reads by itself."""
    known = parameters.defaults(source(name))
    found = parameters.reaching(name, source(name), work.company.thresholds)
    return {key: value for key, value in found.items() if key in known}


def _fingerprint(name: str, work: Work) -> str:
    """All that a stage depends on but for tables of others: notebook, library, company, marts, thresholds that reach it."""
    return project.digest(
        source(name),
        work.code,
        work.language,
        work.marts.name,
        work.company.model_dump_json(exclude=UNSEEN),
        json.dumps(parameters.reaching(name, source(name), work.company.thresholds)),
        *(part for path in returned.files(work.company.folder) for part in (path.name, path)),
    )


def _kept(alike: Path, name: str, work: Work) -> Path:
    """Where a stage is kept that had these tables handed to it, which are waited for."""
    tables = [handed(work.folder / "stages", table) for table in NEEDS.get(name, ())]
    told = [part for path in tables if path.is_file() for part in (path.name, path)]
    return alike.with_name(f"{alike.name}-{project.digest(*told)}")


def _parts(name: str, folder: Path) -> list[Path]:
    return [folder / f"{name}.json", *sorted((folder / "tables").glob(f"{name}.*.parquet"))]


def _keep(kept: Path, name: str, work: Work) -> None:
    """Store a finished stage for the next run, whole or not at all."""
    aside = None
    try:
        aside = scratch.folder(kept.parent)
        (aside / "tables").mkdir()
        shutil.copy2(work.folder / "notebooks" / source(name).name, aside / NOTEBOOK)
        for part in _parts(name, work.folder / "stages"):
            shutil.copy2(part, aside / part.relative_to(work.folder / "stages"))
        aside.rename(kept)
    except OSError:
        # The cache only saves time: a full disk or a run that was quicker must not stop this one.
        if aside:
            shutil.rmtree(aside, ignore_errors=True)


def _copy(kept: Path, name: str, work: Work) -> None:
    os.utime(kept)
    target = work.folder / "stages"
    (target / "tables").mkdir(parents=True, exist_ok=True)
    (work.folder / "notebooks").mkdir(parents=True, exist_ok=True)
    shutil.copy2(kept / NOTEBOOK, work.folder / "notebooks" / source(name).name)
    for part in _parts(name, kept):
        # Another stage that waits for a table finds it whole.
        aside = target / f".{part.name}"
        shutil.copy2(part, aside)
        aside.replace(target / part.relative_to(kept))
