"""What the tests share: a small company in a folder of its own, made of the rows that a test writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clientela.config import Company, load

COMPANY = """\
name: Prueba
country: CO
currency: COP
as_of: {as_of}
zero_amount: {zero_amount}
sources:
  transactions: {{path: ventas.csv}}
"""


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
