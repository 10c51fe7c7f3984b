"""The examples in intake's docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import clientela.intake

MODULES = [
    m.name
    for m in pkgutil.walk_packages(clientela.intake.__path__, "clientela.intake.")
    if "identity" not in m.name
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    # `clientela.intake.loading.load` is also the name of a function: the module is asked for by its whole name.
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
