"""What every analysis answers one small company is kept whole, so that a number that moves is seen even where no line of a test names it.

A test asserts what its pencil worked out, a few figures of an answer that has thirty. What all of them were stands in `tests/answers/`; an
answer that is not among them makes its test red and says which figure moved, is gone, or is new. New tests are free until they are kept:
`CLIENTELA_KEEP=1 python -m pytest tests/engine/test_whole_company.py` keeps them anew, as `make notebooks` does with what the notebooks
say; read the difference before you commit it.
"""

from __future__ import annotations

import json
import math
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clientela.results import Missing, Result

TESTS = Path(__file__).resolve().parent
KEPT = TESTS / "answers"
# Where every analysis is asked of one company.
ASKED = TESTS / "engine" / "test_whole_company.py"
KEEPING = bool(os.environ.get("CLIENTELA_KEEP"))
# Sums in another order, and fits on another machine, differ in digits that no page shows.
NEAR, SMALL = 1e-5, 1e-9

Told = dict[str, Any]
_made: list[list[Result | Missing]] = []
_found: dict[Path, dict[str, Any]] = {}


def _noting(kind: type) -> None:
    """Whatever answer is made tells so to whoever listens."""
    before = kind.__init__

    def made(self: Any, *given: Any, **named: Any) -> None:
        before(self, *given, **named)
        if _made:
            _made[-1].append(self)

    kind.__init__ = made  # type: ignore[misc]


_noting(Result)
_noting(Missing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[Any]:
    """The answers made by a test itself."""
    if not _listened(item) or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        return (yield)
    with _listening(item.path, item.name):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The answers made for several tests by a fixture."""
    if not _listened(request.node):
        return (yield)
    with _listening(request.path, f"fixture {fixturedef.argname}"):
        return (yield)


def pytest_sessionfinish() -> None:
    if not KEEPING:
        return
    for path, found in _found.items():
        file = file_of(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        answers = {key: sorted(told, key=str) for key, told in sorted(found["answers"].items())}
        lines = [f'"tests": {json.dumps(sorted(found["tests"]), ensure_ascii=False)}']
        lines += [
            f"{json.dumps(key)}: [\n" + ",\n".join(map(_line, told)) + "\n]" for key, told in answers.items()
        ]
        file.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def _line(told: Told) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _listened(node: Any) -> bool:
    path = getattr(node, "path", None)
    return path == ASKED


@contextmanager
def _listening(path: Path, name: str) -> Iterator[None]:
    _made.append([])
    try:
        yield
    finally:
        made = _made.pop()
    told = [(answer.key, _told(answer)) for answer in made]
    if KEEPING:
        found = _found.setdefault(path, {"tests": set(), "answers": {}})
        found["tests"].add(name)
        for key, one in told:
            known = found["answers"].setdefault(key, [])
            if one not in known:
                known.append(one)
        return
    kept = _kept(path)
    if name not in kept.get("tests", ()):
        return
    for key, one in told:
        known = kept.get(key, [])
        if not any(not _moved(one, other) for other in known):
            nearest = min(
                (_moved(one, other) for other in known), key=len, default=["nothing of it was kept"]
            )
            pytest.fail(f"{key} answers otherwise than was kept: {'; '.join(nearest[:5])}", pytrace=False)


@cache
def _kept(path: Path) -> dict[str, Any]:
    file = file_of(path)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def file_of(path: Path) -> Path:
    """Where the answers of a file of tests are kept."""
    return KEPT / path.relative_to(TESTS).with_suffix(".json")


def _told(answer: Result | Missing) -> Told:
    """An answer as numbers: its figures, and of each column of its tables how much it holds and in which order."""
    if isinstance(answer, Missing):
        figures = {"missing": [str(answer.reason), *answer.add, _digits(answer.have), _digits(answer.need)]}
    else:
        figures = {"n": [answer.n]}
    for name, number in answer.numbers().items():
        limits = () if number.low is None else (number.low, number.high, number.level)
        figures[name] = [*map(_digits, (number.value, *limits)), number.n, number.unit]
    if isinstance(answer, Result):
        for name, frame in answer.frames.items():
            for column in frame.columns if hasattr(frame, "columns") else ():
                figures[f"{name}.{column}"] = _column(frame[column])
    return figures


def _column(column: Any) -> list[Any]:
    """Rows, sum and sum by place of numbers; rows and a checksum of words and days."""
    import numpy as np
    import pandas as pd

    if column.dtype != object and pd.api.types.is_numeric_dtype(column):
        numbers = column.astype("float64").to_numpy()
        known = np.where(np.isfinite(numbers), numbers, 0.0)
        place = np.arange(1, len(known) + 1)
        parts = [float(known.sum()), float((known * place).sum()), float((known**2).sum())]
        return [len(known), int((~np.isnan(numbers)).sum()), *map(_digits, parts)]
    return [len(column), zlib.crc32("|".join(map(_plain, column)).encode())]


def _plain(cell: Any) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def _digits(number: Any) -> Any:
    return float(f"{number:.8g}") if isinstance(number, float) and math.isfinite(number) else _odd(number)


def _odd(number: Any) -> Any:
    if number is None or isinstance(number, str):
        return number
    return int(number) if number == number and not math.isinf(number) else str(number)


def _moved(now: Told, before: Told) -> list[str]:
    """The figures that are another now, are gone, or are new: a column too many is a fault as well."""
    moved = [
        f"{name}: {value} before, {now.get(name)} now"
        for name, value in before.items()
        if not _same(now.get(name), value)
    ]
    return moved + [f"{name} is new" for name in now if name not in before]


def _same(now: Any, before: list[Any]) -> bool:
    if now is None or len(now) != len(before):
        return False
    scale = max((abs(part) for part in before if isinstance(part, float)), default=0.0)
    return all(_near(one, other, scale) for one, other in zip(now, before, strict=True))


def _near(one: Any, other: Any, scale: float) -> bool:
    """Whether two parts of a figure are the same; counts have to be, sums may differ in their last digits."""
    if not isinstance(one, float) or not isinstance(other, float):
        return bool(one == other)
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=SMALL * max(scale, 1.0))
