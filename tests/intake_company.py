"""A small company made of files, taken in: what the tests of intake ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from clientela import intake
from clientela.companies.config import Company

TODAY = dt.date(2026, 1, 31)


@dataclass(frozen=True)
class Taken:
    """What came in, and a way to ask its tables."""

    intake: intake.Intake
    ask: Callable[[str], list[tuple]]

    @property
    def total(self) -> Decimal:
        """The sum of all sales that count."""
        return self.ask("SELECT coalesce(sum(amount), 0) FROM transactions")[0][0]

    @property
    def ledger(self) -> dict[str, int]:
        """Rows by reason; those used everywhere are «used»."""
        rows = self.ask("SELECT coalesce(reason, 'used'), CAST(sum(rows) AS INTEGER) FROM ledger GROUP BY 1")
        return dict(rows)

    @property
    def said(self) -> str:
        """Everything that intake has to say, one thing a line."""
        found = self.intake
        return "\n".join(
            [
                *(question.sentence("COP") for question in found.questions),
                *map(str, found.problems),
                *(f"{a.source}: {a.words} = {a.value} ({a.evidence})" for a in found.assumptions),
            ]
        )


def take_in(folder: Path, files: Mapping[str, str | bytes], **company: object) -> Taken:
    """Write the files and read them; without `sources`, all of them are sales, one source each."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    company.setdefault("sources", {"transactions": [{"path": name} for name in files]})
    settings = Company.model_validate({"name": "Prueba", "folder": folder, "key": "prueba", **company})
    connection = duckdb.connect()
    taken = intake.load(settings, connection, TODAY)
    return Taken(taken, lambda query: connection.execute(query).fetchall())


def sales(*amounts: str, column: str = "importe", separator: str = ";") -> str:
    """A file of sales, one a day, with these amounts as they are written."""
    rows = [
        separator.join((f"F{i}", f"2024-01-{i:02}", f"C{i % 3}", amount))
        for i, amount in enumerate(amounts, 1)
    ]
    return "\n".join([separator.join(("factura", "fecha", "cliente", column)), *rows]) + "\n"
