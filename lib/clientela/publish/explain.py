"""`clientela explain loyalty.status.active`: where a number comes from, back to the files."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

from clientela import project
from clientela.publish import execute
from clientela.warehouse import MARTS


def explain(key: str, company: str) -> str:
    """A number's value, the cell and the function that gave it, the queries they read and the files behind them.

    Raises KeyError with the nearest keys when the latest report has no such number.
    """
    latest = project.home() / "reports" / company / "latest"
    results = json.loads((latest / "results.json").read_text(encoding="utf-8"))
    manifest = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
    if key not in results["results"]:
        import difflib

        near = difflib.get_close_matches(key, results["results"], n=3, cutoff=0.3)
        raise KeyError(f"{key}: no está en {company}; ¿quiso decir {', '.join(near)}?")
    stage, analysis, _name = key.split(".")
    calls = notebook_calls(execute.source(stage), stage, analysis)
    marts = sorted({mart for call in calls for mart in re.findall(r"\bmarts\.(\w+)", call)})
    lines = [
        f"{key} = {_written(results['results'][key])}",
        f"a {results['as_of']}, {manifest['clientela']} ({manifest['commit'] or 'sin git'})",
        "",
        *_function(stage, analysis),
        *(f"llamada   {call}" for call in calls),
        *(f"consulta  lib/clientela/marts/{mart}.sql: {_purpose(mart)}" for mart in marts),
        *(f"archivo   {name}  sha256 {digest[:12]}…" for name, digest in manifest["inputs"].items()),
        *(f"umbral    {name} = {value}" for name, value in manifest["settings"]["thresholds"].items()),
    ]
    return "\n".join(lines)


def notebook_calls(path: Path, stage: str, analysis: str) -> list[str]:
    """The calls of a notebook that make an analysis: `status = loyalty.status(…)`."""
    import nbformat

    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{stage}.{analysis}":
                found.append(ast.unparse(node))
    return found


def _written(number: dict[str, Any]) -> str:
    text = f"{number['value']} ({number['unit']}, n = {number['n']})"
    if number["low"] is not None:
        text += f", entre {number['low']} y {number['high']}"
    return text


def _function(stage: str, analysis: str) -> list[str]:
    function = getattr(importlib.import_module(f"clientela.{stage}"), analysis, None)
    if function is None or not callable(function):
        return []
    place = Path(inspect.getsourcefile(function) or "").resolve().relative_to(project.root())
    line = inspect.getsourcelines(function)[1]
    said = (inspect.getdoc(function) or "").splitlines()
    return [f"función   {place.as_posix()}:{line}: {said[0] if said else analysis}"]


def _purpose(mart: str) -> str:
    path = MARTS / f"{mart}.sql"
    first = path.read_text(encoding="utf-8").splitlines()[0] if path.is_file() else ""
    return first.removeprefix("-- ")
