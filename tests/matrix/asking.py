"""Which questions a company's data answer: the five notebooks' code, run here and now, without a picture or a page."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matrix import companies
from matrix.making import TODAY
from matrix.shapes import Tables


@dataclass(frozen=True)
class Answers:
    """The analyses that gave a result ("loyalty.status"), and the tables of the database's chapter on what is missing."""

    found: frozenset[str]
    missing: dict[str, dict]
    additions: dict[str, int]


def answers(tables: Tables) -> Answers:
    """What a report on these tables could answer."""
    with tempfile.TemporaryDirectory(prefix="asking-") as home, at_home(Path(home)):
        companies.save(tables, Path(home) / "data" / "asked")
        return _run(Path(home))


@contextlib.contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Data, reports and the run's own folder below a folder, for a while."""
    from clientela.folders import project

    kept = {name: os.environ.get(name) for name in ("CLIENTELA_HOME", project.RUN_FOLDER)}
    os.environ.update({"CLIENTELA_HOME": str(home), project.RUN_FOLDER: str(home / "run")})
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@cache
def _code(stage: str) -> tuple[str, ...]:
    import nbformat

    from clientela.publish.notebooks import execute

    cells = nbformat.read(execute.source(stage), as_version=4).cells
    return tuple(cell.source for cell in cells if cell.cell_type == "code")


def _run(home: Path) -> Answers:
    from clientela.companies import config
    from clientela.companies.preparation import prepare
    from clientela.publish.notebooks import execute

    run = home / "run"
    run.mkdir()
    (run / "marts.txt").write_text(str(prepare(config.load("asked"), TODAY)), encoding="utf-8")
    records = []
    for stage in (path.stem.split("_", 1)[1] for turn in execute.turns() for path in turn):
        _stage(stage)
        records.append(json.loads((run / "stages" / f"{stage}.json").read_text(encoding="utf-8")))
    found = {key.rpartition(".")[0] for record in records for key in record["results"]}
    missing = {key: gap for record in records for key, gap in record["missing"].items()}
    return Answers(frozenset(found), missing, _additions(run))


def shortened(marts: Path, rows: int, folder: Path) -> Path:
    """A company's marts with the first rows of each alone; of the two periods that are compared there are both or none."""
    import shutil

    import pyarrow.parquet as pq

    shutil.copytree(marts, folder)
    for path in folder.glob("*.parquet"):
        kept = max(rows, 2) if rows and path.stem == "windows" else rows
        pq.write_table(pq.read_table(path).slice(0, kept), path)
    return folder


def shown(marts: Path, run: Path) -> Iterator[tuple[str, str]]:
    """Every statement of the five notebooks on some marts, its figures, tables and sentences made: what raised, with its stage."""
    import traceback

    (run / "marts.txt").write_text(str(marts), encoding="utf-8")
    for stage in (path.stem.split("_", 1)[1] for turn in execute_turns() for path in turn):
        names: dict[str, object] = {}
        for cell in _code(stage):
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(cell.replace('folder = "aurora"', 'folder = "asked"'), stage, "exec"), names)
            # Whatever it is that is raised is what is looked for.
            except Exception:
                yield stage, f"{cell}\n{traceback.format_exc(limit=-3)}"


def execute_turns() -> list[list[Path]]:
    """The notebooks in the order in which they run."""
    from clientela.publish.notebooks import execute

    return [list(turn) for turn in execute.turns()]


def _stage(stage: str) -> None:
    from clientela import present

    names: dict[str, object] = {}
    show, present.show = present.show, lambda *_what: None
    try:
        for cell in _code(stage):
            code = cell.replace('folder = "aurora"', 'folder = "asked"')
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(code, stage, "exec"), names)
    finally:
        present.show = show


def _additions(run: Path) -> dict[str, int]:
    import pandas as pd

    path = run / "stages" / "tables" / "database.gain_additions.parquet"
    if not path.is_file():
        return {}
    frame = pd.read_parquet(path)
    return dict(zip(frame["addition"], frame["questions"].astype(int), strict=True))
