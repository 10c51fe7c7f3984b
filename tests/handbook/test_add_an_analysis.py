"""The example of docs/add-an-analysis.md runs as it stands."""

import datetime as dt
import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clientela.engine.declared import _known
from clientela.folders import project

MONDAY = pd.Timestamp("2024-01-01")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    text = (project.root() / "docs/add-an-analysis.md").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("page") / "weekdays.py"
    file.write_text("\n\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)), encoding="utf-8")
    spec = spec_from_file_location("clientela.loyalty.acquisition.weekdays_of_the_page", file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    # Nobody asks it, and no stage has it.
    _known["loyalty"].pop("entry_weekdays")


def came(on: Any) -> pd.DataFrame:
    return pd.DataFrame({"first_purchase": MONDAY + pd.to_timedelta(on, "D")})


def test_three_in_four_come_on_a_monday(page: Any) -> None:
    result = page.entry_weekdays(came([0] * 60 + [1] * 20))
    assert result.frames["weekdays"].iloc[0][["weekday", "customers", "share"]].tolist() == [
        "monday",
        60,
        0.75,
    ]
    (finding,) = page.entry_weekdays_findings(result, dt.date(2024, 3, 1))
    assert "lunes" in finding.message
    assert "75" in finding.message
    assert "| lunes" in page.entry_weekdays_table(result).markdown()
    assert page.plot_entry_weekdays(result).label == "fig-loyalty-entry-weekdays"
    assert page.entry_weekdays(came([0] * 69)).need == 70


def test_it_is_silent_where_every_weekday_is_alike(page: Any) -> None:
    chance = np.random.default_rng(7)
    results = [page.entry_weekdays(came(chance.integers(0, 7, 200))) for _company in range(40)]
    assert sum(page._differ(result) for result in results) <= 5
