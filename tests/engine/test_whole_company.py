"""Every analysis asked of one small company that has every table; what each answered is kept whole (see `whole_answers`)."""

from __future__ import annotations

import pytest
import whole_company

from clientela.engine import declared
from clientela.engine.declared import Analysis
from clientela.results import Missing, Result
from clientela.stage import STAGES, Stage

ASKED = [
    (stage, name)
    for stage in STAGES
    for name, what in sorted(declared(stage).items())
    # What people say is read in seconds, by a model of words: its own tests do that.
    if isinstance(what, Analysis) and name != "discontent"
]


@pytest.fixture(scope="module")
def stages() -> dict[str, Stage]:
    """The five stages of that company."""
    return {}


def _ask(stages: dict[str, Stage], stage: str, name: str) -> Result | Missing:
    """An answer; whatever breaks off leaves nothing half done for the next one."""
    if stage not in stages:
        stages[stage] = whole_company.opened(stage)
    try:
        answer = stages[stage].ask(declared(stage)[name])
    except BaseException:
        del stages[stage]
        raise
    assert isinstance(answer, Result | Missing)
    return answer


@pytest.mark.parametrize(("stage", "name"), ASKED)
def test_what_it_answers_is_what_it_answered(stages: dict[str, Stage], stage: str, name: str) -> None:
    _ask(stages, stage, name)


def test_most_of_them_have_an_answer(stages: dict[str, Stage]) -> None:
    answers = [_ask(stages, stage, name) for stage, name in ASKED]
    assert sum(isinstance(answer, Result) for answer in answers) > 0.7 * len(answers)
