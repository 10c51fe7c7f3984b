"""`clientela explain loyalty.status.active`: where a number comes from, back to the files."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from clientela import project
from clientela.marts import SAVED
from clientela.publish import execute
from clientela.results import Result
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
    function = source_of(stage, f"{stage}.{analysis}")
    calls, marts = notebook_calls(execute.source(stage), stage, function.__name__ if function else analysis)
    lines = [
        f"{key} = {_written(results['results'][key])}",
        f"a {results['as_of']}, {manifest['clientela']} ({manifest['commit'] or 'sin git'})",
        "",
        *_function(function),
        *(f"llamada   {call}" for call in calls),
        *(f"consulta  lib/clientela/marts/{mart}.sql: {_purpose(mart)}" for mart in marts),
        *(f"archivo   {name}  sha256 {digest[:12]}…" for name, digest in manifest["inputs"].items()),
        *(f"umbral    {name} = {value}" for name, value in manifest["settings"]["thresholds"].items()),
    ]
    return "\n".join(lines)


def notebook_calls(path: Path, stage: str, function: str) -> tuple[list[str], list[str]]:
    """The calls of a notebook that make an analysis, and the marts they read, also through what was computed before."""
    import nbformat

    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    trees = [ast.parse(cell.source) for cell in cells]
    aliases = {stage, *(alias for tree in trees for alias in _aliases(tree, stage))}
    # `loyalty.status(…)`, and `loyalty.voice.topics(…)` from a room of the stage.
    wanted = re.compile(rf"({'|'.join(sorted(aliases))})(\.\w+)*\.{function}")
    calls = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and wanted.fullmatch(ast.unparse(node.func))
    ]
    given = _assigned(trees)
    marts = sorted({mart for call in calls for mart in _marts(call, given, set())})
    return [ast.unparse(call) for call in calls], marts


def _aliases(tree: ast.Module, stage: str) -> list[str]:
    """Under which names a cell imports the stage's package."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "clientela"]
    return [name.asname or name.name for node in imports for name in node.names if name.name == stage]


def _assigned(trees: list[ast.Module]) -> dict[str, ast.expr]:
    """Every name of a notebook with what it was made of; `a, b = x, y` gives both x and y to each."""
    return {
        name.id: node.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }


def _marts(node: ast.AST, given: dict[str, ast.expr], seen: set[str]) -> set[str]:
    """The marts that an expression reads, by itself or through the names in it."""
    found = set()
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Attribute)
            and part.attr in SAVED
            and ast.unparse(part.value).endswith("marts")
        ):
            found.add(part.attr)
        elif isinstance(part, ast.Name) and part.id in given and part.id not in seen:
            seen.add(part.id)
            found |= _marts(given[part.id], given, seen)
    return found


def source_of(stage: str, key: str) -> Callable[..., Any] | None:
    """The function that gives an analysis: of the stage's, the one that answers under this key."""
    package = importlib.import_module(f"clientela.{stage}")
    rooms = [package, *(room for _name, room in inspect.getmembers(package, inspect.ismodule))]
    return next((found for room in rooms if (found := _answering(room, stage, key))), None)


def _answering(room: ModuleType, stage: str, key: str) -> Callable[..., Any] | None:
    functions = [member for _name, member in inspect.getmembers(room, inspect.isfunction)]
    answers = [
        function
        for function in functions
        if getattr(inspect.getmodule(function), "KEY", "") == key and _gives_result(function)
    ]
    named = [function for function in functions if f"{stage}.{function.__name__}" == key]
    return next(iter([*named, *answers]), None)


def _gives_result(function: Callable[..., Any]) -> bool:
    """Does it answer with a Result, or a class of its own that is one? A page that knows the key of its analysis does not."""
    said = re.findall(r"\w+", str(function.__annotations__.get("return", "")))
    given = [getattr(inspect.getmodule(function), name, None) for name in said]
    return "Missing" in said and any(isinstance(kind, type) and issubclass(kind, Result) for kind in given)


def _written(number: dict[str, Any]) -> str:
    text = f"{number['value']} ({number['unit']}, n = {number['n']})"
    if number["low"] is not None:
        text += f", entre {number['low']} y {number['high']}"
    return text


def _function(function: Callable[..., Any] | None) -> list[str]:
    if function is None:
        return []
    place = Path(inspect.getsourcefile(function) or "").resolve().relative_to(project.root())
    line = inspect.getsourcelines(function)[1]
    said = (inspect.getdoc(function) or "").splitlines()
    return [f"función   {place.as_posix()}:{line}: {said[0] if said else function.__name__}"]


def _purpose(mart: str) -> str:
    path = MARTS / f"{mart}.sql"
    first = path.read_text(encoding="utf-8").splitlines()[0] if path.is_file() else ""
    return first.removeprefix("-- ")
