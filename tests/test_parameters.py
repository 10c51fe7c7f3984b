"""Thresholds of a company.yml, on their way to the notebooks that use them."""

import datetime as dt

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from clientela.config import ConfigError
from clientela.publish import execute, parameters
from clientela.stage import STAGES


@pytest.fixture
def notebook(tmp_path):
    cell = new_code_cell(
        'company = "cdnow"\nfixed_days = 365\nrate = 0.1\ncut = ""', metadata={"tags": ["parameters"]}
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
    parameters.check({"cut": day, "rate": 1.0}, {"loyalty": notebook})
    with pytest.raises(ConfigError) as told:
        parameters.check({"cut": 3.0, "rate": day, "rfm_quiet_days": day}, {"loyalty": notebook})
    assert "thresholds.cut: debe ser una fecha como 2026-06-30; dice 3.0" in str(told.value)
    assert "thresholds.rate: debe ser un número; dice 1997-09-30" in str(told.value)
    assert "thresholds.rfm_quiet_days: debe ser un número" in str(told.value)


def test_the_cuts_of_a_stage_reach_that_stage_alone(notebook):
    cuts = {"rfm_days_1": 30.0}
    assert parameters.reaching("segments", notebook, cuts) == cuts
    assert parameters.reaching("loyalty", notebook, cuts) == {}


def test_a_threshold_that_nothing_uses_is_an_error_with_the_nearest_name(notebook):
    with pytest.raises(ConfigError, match="fixed_day: ningún cuaderno la usa; ¿quiso decir «fixed_days»"):
        parameters.check({"fixed_day": 3}, {"loyalty": notebook})
    parameters.check({"fixed_days": 3, "rfm_quiet_days": 90}, {"loyalty": notebook})


@pytest.mark.parametrize("stage", STAGES)
def test_every_notebook_tells_its_parameters_and_papermill_finds_them_all(stage):
    import papermill

    path = execute.source(stage)
    ours = parameters.defaults(path)
    assert ours["company"]
    assert ours["language"] == "es"
    assert set(papermill.inspect_notebook(path)) == set(ours)
