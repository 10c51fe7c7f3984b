"""Every analysis asked of small companies, those that have enough and those that have not; what each answered is kept whole (see `whole_answers`)."""

from __future__ import annotations

from contextlib import nullcontext

import edges
import pytest
import whole_company

from clientela.engine import declared
from clientela.engine.declared import Analysis
from clientela.results import Missing, Result
from clientela.stage import STAGES, Stage

# What people say is read in seconds, by a model of words: its own tests do that.
DEAR = {(whole_company.ORDINARY, "discontent")}
COMPANIES = (
    whole_company.ORDINARY,
    whole_company.ROUND,
    whole_company.HOLLOW,
    whole_company.EDGES,
    whole_company.FEW,
    whole_company.TWO,
)
ASKED = [
    (company, stage, name)
    for company in COMPANIES
    for stage in STAGES
    for name, what in sorted(declared(stage).items())
    if isinstance(what, Analysis) and (company, name) not in DEAR
]
Stages = dict[tuple[str, str], Stage]


@pytest.fixture(scope="module")
def stages() -> Stages:
    """The five stages of each company."""
    return {}


def _ask(stages: Stages, company: str, stage: str, name: str) -> Result | Missing:
    """An answer; whatever breaks off leaves nothing half done for the next one."""
    if (company, stage) not in stages:
        stages[company, stage] = whole_company.opened(stage, company)
    try:
        with edges.at_edges() if company == whole_company.EDGES else nullcontext():
            answer = stages[company, stage].ask(declared(stage)[name])
    except BaseException:
        del stages[company, stage]
        raise
    assert isinstance(answer, Result | Missing)
    return answer


@pytest.mark.parametrize(("company", "stage", "name"), ASKED)
def test_what_it_answers_is_what_it_answered(stages: Stages, company: str, stage: str, name: str) -> None:
    _ask(stages, company, stage, name)


@pytest.mark.parametrize(("company", "share"), [(whole_company.ORDINARY, 0.7), (whole_company.ROUND, 0.9)])
def test_most_of_them_have_an_answer(stages: Stages, company: str, share: float) -> None:
    answers = [_ask(stages, *asked) for asked in ASKED if asked[0] == company]
    assert sum(isinstance(answer, Result) for answer in answers) > share * len(answers)
