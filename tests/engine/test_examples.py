"""Every analysis shows in its docstring how it is called, and what comes of it; those that do not yet are counted."""

from __future__ import annotations

import doctest
import sys

import pytest

from clientela.engine import Analysis, declared
from clientela.stage import STAGES

ANALYSES = {one.key: one for stage in STAGES for one in declared(stage).values() if isinstance(one, Analysis)}
SHOWN = sorted(key for key, one in ANALYSES.items() if ">>>" in (one.function.__doc__ or ""))
# It may fall, and not grow: a new analysis comes with its example.
LACKING = 63


@pytest.mark.parametrize("key", SHOWN)
def test_an_example_gives_what_it_says(key: str) -> None:
    function = ANALYSES[key].function
    names = vars(sys.modules[function.__module__]).copy()
    found = doctest.DocTestParser().get_doctest(function.__doc__ or "", names, key, None, 0)
    said: list[str] = []
    assert doctest.DocTestRunner().run(found, out=said.append).failed == 0, "".join(said)


def test_no_more_analyses_lack_an_example() -> None:
    lacking = set(ANALYSES) - set(SHOWN)
    assert len(lacking) <= LACKING, "show in the docstring how the new one is called"
