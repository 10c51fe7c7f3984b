"""Small companies in any combination of habits are read back to the cent, or somebody is asked.

Thousands of them: `python tests/companies_written.py 5000`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from companies_written import COMPANIES, Written, fault
from hypothesis import HealthCheck, Phase, given, settings


# About three files a company; the same ones on every run, and none is made smaller: that takes longer than to look at it.
@settings(
    max_examples=500, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)  # fmt: skip
@given(COMPANIES)
def test_every_total_is_exact_or_asked_for(written: Written) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert not fault(written, Path(folder)), written
