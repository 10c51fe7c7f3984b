"""Thresholds at a value that something has: a company never stands exactly at most of them, and there `<` and `<=` are the same.

`python tests/edges.py` asks the company of round numbers everything, notes what each constant of an analysis is compared with, and writes to
`tests/answers/edges.yml` the value nearest to the constant's own. `test_whole_company.py` asks it all once more with the constants there.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

FILE = Path(__file__).resolve().parent / "answers" / "edges.yml"
MET = "__met_beside_a_threshold__"
CALLED = {"ge", "gt", "le", "lt"}
# As often as the values of some change when others do.
TURNS = 4
MOST_PARTS = 5_000
Values = dict[str, dict[str, float]]


@cache
def kept() -> Values:
    """By module and name, the value of each constant that something has."""
    found: Values = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@contextmanager
def at_edges(values: Values | None = None) -> Iterator[None]:
    """Every constant at its edge, for a while."""
    with pytest.MonkeyPatch.context() as patch:
        for module, named in (kept() if values is None else values).items():
            inside = vars(importlib.import_module(module))
            for name, value in named.items():
                # A constant that is gone is no longer to be set: find the edges anew.
                assert name in inside, f"{module}.{name} is gone: python {Path(__file__).name}"
                patch.setitem(inside, name, value)
        yield


class _Beside(ast.NodeTransformer):
    """Whatever is compared with a constant of the module is told to `MET` as well."""

    def __init__(self, module: str, numbers: dict[str, float]) -> None:
        self.module, self.numbers = module, numbers

    def _told(self, one: ast.expr, other: ast.expr) -> ast.expr:
        if not isinstance(one, ast.Name) or one.id not in self.numbers:
            return other
        name = ast.Name(MET, ast.Load())
        return ast.Call(name, [ast.Constant(self.module), ast.Constant(one.id), other], [])

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        for place in range(len(sides) - 1):
            one, other = sides[place : place + 2]
            sides[place], sides[place + 1] = self._told(other, one), self._told(one, other)
        node.left, node.comparators = sides[0], sides[1:]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in CALLED and node.args:
            node.func.value = self._told(node.args[0], node.func.value)
        return node


def _plain(value: float) -> bool:
    """A count or a share of counts: what is fitted differs in its last digits from machine to machine, and may fall on either side."""
    return float(Fraction(value).limit_denominator(MOST_PARTS)) == value


def _numbers(module: Any) -> dict[str, float]:
    return {
        name: value for name, value in vars(module).items() if name.isupper() and type(value) in (int, float)
    }


def _listen(met: dict[tuple[str, str], set[float]]) -> dict[tuple[str, str], float]:
    """Let every function tell what it compares with constants; returns their own values."""
    from mutations.operators import rewritten
    from mutations.trial import LIBRARY, counted, rewrite

    def told(module: str, name: str, value: Any) -> Any:
        found = np.asarray(value)
        if found.dtype.kind in "iuf" and len(known := met.setdefault((module, name), set())) < 2_000:
            known.update(one for one in found[np.isfinite(found)].ravel()[:2_000].tolist() if _plain(one))
        return value

    setattr(builtins, MET, told)
    own: dict[tuple[str, str], float] = {}
    for file in counted():
        name = ".".join(file.relative_to(LIBRARY.parent).with_suffix("").parts)
        numbers = _numbers(importlib.import_module(name))
        own |= {(name, constant): value for constant, value in numbers.items()}
        beside = _Beside(name, numbers)
        rewrite(file, rewritten(file, lambda _name, function, beside=beside: beside.visit(function)))
    return own


def _ask(values: Values) -> set[str]:
    """Ask everything; returns the modules in which something broke off."""
    import whole_company

    from clientela.engine import declared
    from clientela.engine.declared import Analysis
    from clientela.stage import STAGES

    broken: set[str] = set()
    whole_company.handed.cache_clear()
    with at_edges(values):
        for stage in STAGES:
            opened = whole_company.opened(stage, whole_company.EDGES)
            for what in declared(stage).values():
                try:
                    if isinstance(what, Analysis):
                        opened.ask(what)
                # Whatever it is: a constant is asked for what it never was.
                except Exception as error:
                    frames = traceback.extract_tb(error.__traceback__)
                    broken |= {frame.filename for frame in frames}
                    print(what.key, repr(error)[:100], flush=True)
                    opened = whole_company.opened(stage, whole_company.EDGES)
    return broken


def _nearest(met: set[float], own: float) -> float:
    """The value nearest to a constant, of its own type."""
    value = min(met, key=lambda one: (abs(one - own), one))
    return int(value) if isinstance(own, int) and float(value).is_integer() else float(value)


def main() -> None:
    """Find the edges, turn by turn: what moved no longer stands where it did."""
    met: dict[tuple[str, str], set[float]] = {}
    own = _listen(met)
    values: dict[tuple[str, str], float] = {}
    left: set[str] = set()
    for turn in range(TURNS):
        met.clear()
        broken = _ask(_by_module(values))
        # Where something broke off the constants stay what they are.
        left |= broken
        values = {
            key: value for key, value in values.items() if not any(_is_file(key[0], file) for file in left)
        }
        standing = {key: values.get(key, own[key]) in found for key, found in met.items()}
        print(f"turn {turn}: {sum(standing.values())} of {len(met)} constants are met", flush=True)
        if turn == TURNS - 1 and not broken:
            break
        for key in (key for key, there in standing.items() if not there):
            values.pop(key, None)
            if met[key] and own[key] not in met[key] and not any(_is_file(key[0], file) for file in left):
                values[key] = _nearest(met[key], own[key])
    FILE.write_text(yaml.safe_dump(_by_module(values), sort_keys=True), encoding="utf-8")


def _is_file(module: str, file: str) -> bool:
    return file.removesuffix(".py").replace("/", ".").endswith(module)


def _by_module(values: dict[tuple[str, str], float]) -> Values:
    found: Values = {}
    for (module, name), value in sorted(values.items()):
        found.setdefault(module, {})[name] = value
    return found


if __name__ == "__main__":
    sys.exit(main())
