"""A company made of whatever a test throws at it, and what intake says of it: a result, or one clear message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml

from clientela import intake
from clientela.companies.config import ConfigError, load

TODAY = dt.date(2026, 1, 31)


@dataclass
class Outcome:
    """What came of a company: the intake with its connection, or the message why not."""

    connection: duckdb.DuckDBPyConnection
    result: intake.Intake | None = None
    message: str = ""

    def all(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()

    def reasons(self) -> dict[str, int]:
        rows = self.all("SELECT coalesce(reason, 'used'), sum(rows) FROM ledger GROUP BY 1")
        return {reason: int(n) for reason, n in rows}

    def said(self) -> str:
        """Everything that a person would read."""
        if self.result is None:
            return self.message
        notes = [f"{a.what}: {a.value} ({a.evidence})" for a in self.result.assumptions]
        return "\n".join([*map(str, self.result.problems), *notes])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    made = tmp_path / "data" / "prueba"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def take(folder: Path) -> Callable[..., Outcome]:
    """Takes in a company: `files` by name (text or bytes), `sources` as in company.yml, or the whole `settings`."""

    def run(
        files: dict[str, str | bytes] | None = None,
        sources: dict | None = None,
        settings: str | None = None,
        **more: object,
    ) -> Outcome:
        for name, content in (files or {}).items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        given = {"name": "Prueba", "sources": sources or {"transactions": {"path": "ventas.csv"}}, **more}
        (folder / "company.yml").write_text(
            settings or yaml.safe_dump(given, allow_unicode=True), encoding="utf-8"
        )
        outcome = Outcome(duckdb.connect())
        try:
            outcome.result = intake.load(load("prueba"), outcome.connection, TODAY)
        except (intake.IntakeError, ConfigError) as error:
            outcome.message = str(error)
            assert outcome.message.strip()
            assert "Traceback" not in outcome.message
        return outcome

    return run


HEAD = "cliente,fecha,importe\n"


@pytest.fixture
def sales() -> Callable[[int], str]:
    """Plain rows, every one good."""

    def rows(n: int) -> str:
        return HEAD + "".join(f"C{i % 7},2025-{1 + i % 12:02d}-{1 + i % 28:02d},{10 + i}\n" for i in range(n))

    return rows
