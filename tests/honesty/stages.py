"""Every analysis of the five notebooks on an invented company, and what they find; no figure is drawn, nothing is rendered."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from honesty import files
from honesty.laws import AS_OF, Laws

from clientela.companies import config, preparation
from clientela.failures import STRICT
from clientela.folders import project
from clientela.publish.notebooks import execute
from clientela.stage import STAGES


@dataclass(frozen=True)
class Seen:
    """What a company's report would have said: the stages' records, as the publisher reads them."""

    records: dict[str, dict[str, Any]]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Every finding, with its stage."""
        return [
            {**one, "stage": stage} for stage, record in self.records.items() for one in record["findings"]
        ]

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        """Every number by its key."""
        return {key: number for record in self.records.values() for key, number in record["results"].items()}


def look(laws: Laws, home: Path, wanted: Iterable[str] = tuple(STAGES)) -> Seen:
    """Write the company below a home, run its stages there (all, or some in the notebooks' order), and take its folder away again."""

    key = f"c{laws.seed}"
    folder = home / "data" / key
    files.write(laws, folder)
    try:
        return see(key, home, AS_OF, wanted)
    finally:
        for place in (folder, home / ".cache" / key, home / ".runs" / key):
            shutil.rmtree(place, ignore_errors=True)


def see(key: str, home: Path, as_of: dt.date | None, wanted: Iterable[str] = tuple(STAGES)) -> Seen:
    """Run the stages of a company whose folder is written; what they hand over stays below `.runs`."""
    before = {name: os.environ.get(name) for name in ("CLIENTELA_HOME", project.RUN_FOLDER, STRICT)}
    os.environ["CLIENTELA_HOME"] = str(home)
    try:
        company = config.load(key)
        marts = preparation.prepare(company, as_of)
        run = home / ".runs" / key
        run.mkdir(parents=True, exist_ok=True)
        (run / "marts.txt").write_text(str(marts), encoding="utf-8")
        os.environ[project.RUN_FOLDER] = str(run)
        # An analysis that fails is a company that fails: here nothing is spared.
        os.environ[STRICT] = "1"
        # In the notebooks' own order: what one hands over is there for the next.
        for stage in wanted:
            _run(stage, key)
        return Seen({
            stage: json.loads((run / "stages" / f"{stage}.json").read_text(encoding="utf-8")) for stage in wanted
        })  # fmt: skip
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _run(stage: str, company: str) -> None:
    """The code of one notebook without what it shows."""
    space: dict[str, Any] = {}
    for source in cells(stage):
        exec(compile(source, f"{stage}.ipynb", "exec"), space)
        if space.get("folder") == "aurora":
            space["folder"] = company


def cells(stage: str) -> Iterator[str]:
    """The code cells of a stage's notebook, as they are but for the lines that show."""
    book = json.loads(execute.source(stage).read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        tree.body = [line for line in tree.body if not _shows(line)]
        yield ast.unparse(tree)


def _shows(line: ast.stmt) -> bool:
    call = line.value if isinstance(line, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "show"


@contextmanager
def one_thread() -> Iterator[None]:
    """Companies are counted side by side, so each takes one thread."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        connect = duckdb.connect

        def narrow(*given: Any, **more: Any) -> duckdb.DuckDBPyConnection:
            connection = connect(*given, **more)
            connection.execute("SET threads = 1")
            return connection

        duckdb.connect = narrow
        try:
            yield
        finally:
            duckdb.connect = connect
