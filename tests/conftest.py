"""What the tests share: a small company in a folder of its own, made of the rows that a test writes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# Hooks: pytest finds them by their names.
from whole_answers import pytest_fixture_setup, pytest_runtest_call, pytest_sessionfinish  # noqa: F401

from clientela.companies.config import Company, load
from clientela.failures import STRICT

# Nothing may fail in a test unless the test is about that.
os.environ.setdefault(STRICT, "1")

# `make quick` leaves these out whole: they simulate, fit, generate a company or start a server.
SLOW = {
    "test_bench.py", "test_company_forecast.py", "test_company_seasonality.py", "test_demo.py", "test_grading.py", "test_honesty.py",
    "test_identity_resolve.py", "test_identity_scores.py", "test_intake_databases.py", "test_loyalty_campaigns.py", "test_loyalty_ladder_truth.py",
    "test_loyalty_next_list.py", "test_loyalty_plan.py", "test_loyalty_trust.py", "test_loyalty_recovery.py",
    "test_loyalty_voice_recovery.py", "test_loyalty_worth.py", "test_matrix.py",
    "test_nothing_breaks_it.py", "test_privacy.py", "test_same_bytes.py",
    "test_publish_pandoc.py", "test_published.py", "test_run.py", "test_segments_profile.py", "test_value_models.py", "test_identity_review.py",
    "test_segments_clusters.py", "test_value_intervals.py", "test_value_kinds.py", "test_value_worth.py", "test_verify.py",
}  # fmt: skip

# Few tests that take long come first: two processes share the suite module by module, and one would wait for the other at the end.
LONGEST = (
    "test_matrix.py", "test_intake_written.py", "test_same_bytes.py", "test_nothing_breaks_it.py", "test_honesty.py", "test_erasure.py",
    "test_identity_scores.py", "test_whole_company.py", "test_loyalty_campaigns.py", "test_failures.py", "test_run.py",
)  # fmt: skip

# A property is tried on a few cases in a quick look, on many before anything lands.
settings.register_profile("quick", max_examples=5, deadline=None)
settings.register_profile("whole", max_examples=60, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "whole")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


COMPANY = """\
name: Prueba
country: CO
currency: COP
as_of: {as_of}
zero_amount: {zero_amount}
sources:
  transactions: {{path: ventas.csv}}
"""


OPEN = "from clientela.stage import open_stage\nstage = open_stage({stage!r}, folder, language)"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for data/ and reports/."""
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def company(home: Path) -> Callable[..., Company]:
    """Makes a company from the text of its ventas.csv."""

    def make(
        sales: str, as_of: str = "auto", zero_amount: str = "gift", settings: str | None = None
    ) -> Company:
        folder = home / "data" / "prueba"
        folder.mkdir(parents=True)
        (folder / "company.yml").write_text(settings or COMPANY.format(as_of=as_of, zero_amount=zero_amount))
        (folder / "ventas.csv").write_text(sales, encoding="utf-8")
        return load("prueba")

    return make


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Five notebooks of three cells each, of which a test may break one."""

    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    from clientela.publish.notebooks import execute
    from clientela.stage import STAGES

    def make(stage: str, code: str = "stage.close()") -> Path:
        path = tmp_path / "notebooks" / f"{STAGES[stage][0]}_{stage}.ipynb"
        path.parent.mkdir(exist_ok=True)
        parameters = new_code_cell('folder = "cdnow"\nlanguage = "es"', metadata={"tags": ["parameters"]})
        cells = [
            new_markdown_cell("# ¿Qué?"),
            parameters,
            new_code_cell(OPEN.format(stage=stage)),
            new_code_cell(code),
        ]
        nbformat.write(new_notebook(cells=cells), path)
        return path

    for stage in STAGES:
        make(stage)
    monkeypatch.setattr(
        execute, "source", lambda stage: tmp_path / "notebooks" / f"{STAGES[stage][0]}_{stage}.ipynb"
    )
    return make
