"""Thresholds of a company.yml, on their way to the notebooks that use them."""

import datetime as dt

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from clientela.companies.config import ConfigError
from clientela.engine import thresholds
from clientela.publish.notebooks import execute, parameters
from clientela.stage import STAGES

SETTINGS = "name: Prueba\nsources: {transactions: {path: ventas.csv}}\n"


@pytest.fixture
def notebook(tmp_path):
    cell = new_code_cell(
        'folder = "cdnow"\nfixed_days = 365\nrate = 0.1\ncut = ""', metadata={"tags": ["parameters"]}
    )
    path = tmp_path / "5_loyalty.ipynb"
    nbformat.write(new_notebook(cells=[cell]), path)
    return path


def test_a_threshold_takes_the_type_of_its_parameter(notebook):
    found = parameters.reaching("loyalty", notebook, {"fixed_days": 400.0, "rate": 1, "calls": 3})
    assert found == {"fixed_days": 400, "rate": 1.0}
    assert [type(value) for value in found.values()] == [int, float]


def test_a_date_reaches_a_text_and_a_number_a_number(notebook):
    day = dt.date(1997, 9, 30)
    assert parameters.reaching("loyalty", notebook, {"cut": day}) == {"cut": "1997-09-30"}
    assert thresholds.check({"grading_cut": day, "reward_rate": 1.0}) == []
    told = thresholds.check({"grading_cut": 3.0, "reward_rate": day, "rfm_quiet_days": day})
    assert told[0] == "thresholds.grading_cut: debe ser una fecha como 2026-06-30; dice 3.0"
    assert told[1] == "thresholds.reward_rate: debe ser un número; dice 1997-09-30"
    assert told[2].startswith("thresholds.rfm_quiet_days: debe ser un número")


def test_a_threshold_beyond_its_range_is_told():
    assert thresholds.check({"discount_rate": 12.0}) == [
        "thresholds.discount_rate: debe ser al menos 0 y como mucho 1; dice 12"
    ]


def test_the_cuts_of_a_stage_reach_that_stage_alone(notebook):
    cuts = {"rfm_days_1": 30.0}
    assert parameters.reaching("segments", notebook, cuts) == cuts
    assert parameters.reaching("loyalty", notebook, cuts) == {}


def test_a_threshold_that_nothing_uses_is_an_error_with_the_nearest_name(company):
    with pytest.raises(
        ConfigError, match=r"thresholds\.fixed_day: ningún análisis la usa; .quiso decir «fixed_days»"
    ):
        company("", settings=SETTINGS + "thresholds: {fixed_day: 3}\n")
    assert thresholds.check({"fixed_days": 3.0, "rfm_quiet_days": 90.0}) == []


def test_every_parameter_of_a_notebook_is_a_threshold_with_its_default():
    for stage in STAGES:
        given = parameters.defaults(execute.source(stage))
        ours = {name: value for name, value in given.items() if name not in {"folder", "language"}}
        assert ours == {name: thresholds.THRESHOLDS[name].default for name in ours}


@pytest.mark.parametrize("stage", STAGES)
def test_every_notebook_tells_its_parameters_and_papermill_finds_them_all(stage):
    import papermill

    path = execute.source(stage)
    ours = parameters.defaults(path)
    assert ours["folder"]
    assert ours["language"] == "es"
    assert set(papermill.inspect_notebook(path)) == set(ours)
