"""The rooms of the library: which may call which, none in a circle, none too large to be read at a sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from clientela.folders import project

LIBRARY = project.root() / "lib" / "clientela"
STAGES = ("company", "product", "segments", "database", "loyalty")
# From the ground up: a room calls those before it and none after it. Rooms of one line do not call one another.
# A module stands here by itself where the rest of its room stands elsewhere.
LAYERS = (
    ("folders", "results"),
    ("failures",),
    ("present",),
    ("engine.thresholds", "stats", "calendar", "demo"),
    (
        "companies.config",
        "companies.elsewhere",
        "companies.source",
        "companies.mistakes",
        "companies.own_files",
        "companies.yaml_file",
        "customers",
    ),
    ("intake",),
    ("forms",),
    ("numbered", "waits"),
    ("warehouse",),
    ("marts",),
    ("remote",),
    ("engine",),
    STAGES,
    ("companies",),
    ("stage",),
    ("publish",),
    ("batch",),
    ("forms.made", "handbook"),
    ("course",),
    ("forms.commands", "checks"),
    ("cli",),
    ("__main__",),
)
# The library's own name: its version is anybody's.
FREE = ("",)
PLACES = {room: place for place, layer in enumerate(LAYERS) for room in layer}
# What reads at a sitting. Those of LARGER are still larger: they may shrink, and not grow.
MOST_FILES = 13
LARGER = {"demo": 32}


@cache
def modules() -> dict[str, Path]:
    """Every module by its name below clientela: "loyalty.ladder.rungs", "loyalty.ladder" for the room itself."""
    found = {}
    for path in LIBRARY.rglob("*.py"):
        parts = path.relative_to(LIBRARY).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """What a module imports of the library, and whether it does so as soon as it is imported itself."""
    at_once = set(map(id, tree.body)) if isinstance(tree, ast.Module) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "clientela":
            inside = (node.module or "").removeprefix("clientela").lstrip(".")
            for name in node.names:
                whole = f"{inside}.{name.name}".lstrip(".")
                yield (whole if whole in modules() else inside), id(node) in at_once
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] == "clientela":
                    yield name.name.removeprefix("clientela").lstrip("."), id(node) in at_once


@cache
def calls(module: str) -> tuple[tuple[str, bool], ...]:
    """The modules that one module calls."""
    return tuple(imported(ast.parse(modules()[module].read_text(encoding="utf-8"))))


def room(module: str) -> str:
    """The room of LAYERS in which a module stands: the longest beginning of its name that is named, else the first part of it."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in PLACES), parts[0])


def wrong(module: str, called: str) -> bool:
    """Does an arrow from one module to another point up, or across? Within a room it may point across."""
    one, other = room(module), room(called)
    if other in FREE or one == other:
        return False
    neighbours = one.split(".")[0] == other.split(".")[0]
    return PLACES[other] > PLACES[one] or (PLACES[other] == PLACES[one] and not neighbours)


def test_every_room_has_its_place() -> None:
    assert {room(module) for module in modules()} - set(FREE) == set(PLACES)


def test_no_arrow_points_up() -> None:
    found = [
        f"{one} → {other}" for one in modules() if one for other, _now in calls(one) if wrong(one, other)
    ]
    assert not found, "what both need stands below both"


def test_nothing_is_imported_in_a_circle() -> None:
    graph = {one: {other for other, now in calls(one) if now} - {one} for one in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_rooms_of_intake_are_in_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for one in modules():
        if one.startswith("intake."):
            called = {_within(other) for other, _now in calls(one) if other.startswith("intake.")}
            graph.setdefault(_within(one), set()).update(called - {_within(one)})
    assert {"intake.proposing", "intake.loading", "intake.columns"} <= set(graph)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def _within(module: str) -> str:
    """The room within a room in which a module stands, or the module itself where it stands in none."""
    return ".".join(module.split(".")[:2])


def test_a_room_is_read_at_a_sitting() -> None:
    rooms: dict[Path, int] = {}
    for path in modules().values():
        rooms[path.parent] = rooms.get(path.parent, 0) + (path.name != "__init__.py")
    full = {folder.relative_to(LIBRARY).as_posix(): n for folder, n in rooms.items()}
    assert not {name: n for name, n in full.items() if n > LARGER.get(name, MOST_FILES)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stats.ratios", "loyalty.plan.targets"),
        ("product.portfolio.entry", "loyalty.claims"),
        ("database.gain", "publish.page"),
        ("companies.config", "intake"),
        ("intake.loading.stage", "companies.preparation"),
    ],
)
def test_a_wrong_arrow_is_noticed(one: str, other: str) -> None:
    assert wrong(one, other)


def test_right_arrows_are_not() -> None:
    right = [("loyalty.plan.targets", "stats.ratios"), ("companies.preparation", "intake"), ("intake.loading.stage", "companies.config")]  # fmt: skip
    assert not any(wrong(*arrow) for arrow in right)
    assert set(imported(ast.parse("from clientela.stats import ratios\nimport clientela.marts"))) == {
        ("stats.ratios", True), ("marts", True)
    }  # fmt: skip
    assert list(imported(ast.parse("def f():\n    from clientela import results"))) == [("results", False)]
