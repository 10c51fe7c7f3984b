"""What a stage can be asked: its analyses, and the steps that several of them share.

    @analysis("segments.rfm", past="periods")
    def rfm(customers, past=None): ...

    @findings_of(rfm)
    def rfm_findings(result, currency, as_of): ...

The names of the parameters say what each needs: a mart, a setting, a threshold, a step or another analysis of the same stage. Where a parameter has a
name of its own the declaration says what it stands for ("periods.days" is a part of a step, "segments:periods" belongs to another stage,
"sample:customer_days" is that mart for a sample of the customers where there are very many, "parts:customer_days" the whole of it, read a
stretch at a time). A parameter with a default keeps it unless the declaration names it.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from clientela.results import Finding

P = ParamSpec("P")
R = TypeVar("R")
Findings = Callable[..., list[Finding]]

# Stage → name → what is declared under it; filled while the stage's package is imported.
_known: dict[str, dict[str, Step[..., Any]]] = {}


class Step(Generic[P, R]):
    """Something that several analyses need and no page shows: a frame in another shape, a few dates. Called, it is the function itself."""

    def __init__(self, name: str, function: Callable[P, R], takes: Mapping[str, str]) -> None:
        update_wrapper(self, function)
        self.function, self.takes = function, takes
        self.stage = stage_of(function)
        self.name, self.key = name, f"{self.stage}.{name}"
        if _known.setdefault(self.stage, {}).setdefault(name, self) is not self:
            raise ValueError(f"two of stage {self.stage} are called {name!r}")

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer from whatever is given, as a test or a person with frames in hand asks for it."""
        return self.function(*args, **kwargs)

    @cached_property
    def needs(self) -> dict[str, str]:
        """Each parameter that is filled in, with the name of what fills it."""
        return _needs(self.function, self.takes)


@dataclass(frozen=True)
class Following:
    """What makes findings, of which analyses, and what it needs beside their answers."""

    function: Findings
    of: tuple[Analysis[Any, Any], ...]
    needs: Mapping[str, str]


class Analysis(Step[P, R]):
    """An answer of the report, under its key ("segments.rfm"), with what makes findings of it."""

    def __init__(
        self, key: str, name: str, function: Callable[P, R], takes: Mapping[str, str], without_money: bool
    ) -> None:
        super().__init__(name, function, takes)
        self.key = key
        # Its sums still say something where sales have no amount: of so many purchases.
        self.without_money = without_money
        self.findings: list[Following] = []


def analysis(
    key: str, name: str = "", /, *, without_money: bool = False, **takes: str
) -> Callable[[Callable[P, R]], Analysis[P, R]]:
    """Declare a function as the analysis of a key; `name` is what its stage calls it, the function's own name unless another is given.

    `without_money`: where sales have no amount, its sums are told as so many purchases; without this it says what is missing.
    """
    return lambda function: Analysis(key, name or function.__name__, function, takes, without_money)


def step(name: str = "", /, **takes: str) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Declare a function as a step between the marts and the analyses of its stage."""
    return lambda function: Step(name or function.__name__, function, takes)


def findings_of(*of: Analysis[Any, Any], **takes: str) -> Callable[[Findings], Findings]:
    """Declare what makes findings of an analysis, or of several together.

    Their answers are its first parameters, of which one at least is a Result; the others are filled in as an analysis' are.
    """

    def declare(function: Findings) -> Findings:
        given = list(inspect.signature(function).parameters)[: len(of)]
        needs = {name: what for name, what in _needs(function, takes).items() if name not in given}
        of[0].findings.append(Following(function, of, needs))
        return function

    return declare


def stage_of(function: Callable[..., object]) -> str:
    """The stage whose room a function stands in ("loyalty" of clientela.loyalty.trust.scales), else its module."""
    module = function.__module__
    return module.split(".")[1] if module.startswith("clientela.") else module


def declared(stage: str) -> dict[str, Step[..., Any]]:
    """Everything a stage declares, by the name under which it calls it."""
    if stage not in _known:
        importlib.import_module(f"clientela.{stage}")
    return dict(_known.get(stage, {}))


def _needs(function: Callable[..., object], takes: Mapping[str, str]) -> dict[str, str]:
    parameters = inspect.signature(function).parameters
    if unknown := set(takes) - set(parameters):
        raise TypeError(f"{function.__name__} has no parameter {', '.join(sorted(unknown))}")
    return {
        name: takes.get(name, name)
        for name, parameter in parameters.items()
        if name in takes or parameter.default is parameter.empty
    }
