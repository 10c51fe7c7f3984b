"""Just enough is enough: where an analysis asks for so many of something, as many as there are will do, and one more would be too few."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import whole_company

from clientela.engine import declared
from clientela.engine.declared import Analysis
from clientela.results import Missing
from clientela.stage import STAGES, Stage

BEYOND = 10**9


def _floors(what: Analysis[..., Any]) -> list[str]:
    """The names of whole numbers that the analysis itself compares with."""
    source = inspect.getsource(what.function)
    known = vars(sys.modules[what.function.__module__])
    named = re.findall(r"(?:<|<=|>|>=) ([A-Z][A-Z_]+)\b", source)
    return sorted({name for name in named if type(known.get(name)) is int and known[name] > 1})


FLOORS = [
    (stage, name, floor)
    for stage in STAGES
    for name, what in sorted(declared(stage).items())
    if isinstance(what, Analysis)
    for floor in _floors(what)
]


@pytest.fixture(scope="module")
def stages() -> dict[str, Stage]:
    return {}


@contextmanager
def _set(what: Analysis[..., Any], floor: str, many: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(sys.modules[what.function.__module__]), floor, many)
        yield


def _given(stage: Stage, what: Analysis[..., Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the analysis is called with for this company."""
    given: dict[str, Any] = {}
    function = what.function

    def noted(**named: Any) -> Any:
        given.update(named)
        return Missing(what.key, "not_enough")

    stage.ask(what)
    answers = stage.answers
    known = answers._found.pop(what.key)
    monkeypatch.setattr(what, "function", noted)
    stage.ask(what)
    monkeypatch.setattr(what, "function", function)
    answers._found[what.key] = known
    return given


@pytest.mark.parametrize(("stage", "name", "floor"), FLOORS)
def test_as_many_as_there_are_will_do(
    stages: dict[str, Stage], stage: str, name: str, floor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stage not in stages:
        stages[stage] = whole_company.opened(stage, whole_company.ROUND)
    what = declared(stage)[name]
    assert isinstance(what, Analysis)
    given = _given(stages[stage], what, monkeypatch)
    with _set(what, floor, BEYOND):
        none = what.function(**given)
    if not isinstance(none, Missing) or none.need != BEYOND or none.have is None or none.have < 2:
        return
    there = int(none.have)
    with _set(what, floor, there):
        just = what.function(**given)
    assert not (isinstance(just, Missing) and (just.have, just.need) == (there, there)), (
        "as many as there are would do"
    )
    with _set(what, floor, there + 1):
        few = what.function(**given)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (there, there + 1)
