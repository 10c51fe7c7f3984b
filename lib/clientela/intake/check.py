"""A company's files looked through without a report: every problem, what was assumed, what each table opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from clientela.companies.config import Company
from clientela.folders import scratch
from clientela.intake.contract import contract
from clientela.intake.loading.load import load
from clientela.intake.loading.work import Intake
from clientela.intake.openings import Opening, openings
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers.limits import limits


@dataclass(frozen=True)
class Check:
    """What a look through the files found; `intake` is None when nothing can run."""

    problems: tuple[Problem, ...]
    opens: tuple[Opening, ...]
    intake: Intake | None
    ledger: tuple[tuple[str, str, str, str | None, int], ...] = ()
    total_amount: float | None = None  # of all sales that count, in the company's currency

    @property
    def fine(self) -> bool:
        """Whether the report can run with these files, all of them."""
        return self.intake is not None and not any(problem.severity == "error" for problem in self.problems)

    def record(self, currency: str) -> dict[str, Any]:
        """All of it as data, with the words in the language in use: what `clientela check --json` prints."""
        found = self.intake
        return {
            "fine": self.fine,
            "as_of": found.as_of.isoformat() if found else None,
            "currency": currency,
            "total_amount": self.total_amount,
            "tables": {name: asdict(facts) for name, facts in found.tables.items()} if found else {},
            "questions": [
                {**question.record(), "message": question.sentence(currency)} for question in found.questions
            ]
            if found
            else [],
            "problems": [{**asdict(problem), "text": str(problem)} for problem in self.problems],
            "assumptions": [{**asdict(note), "about": note.words} for note in found.assumptions]
            if found
            else [],
            "meetings": [asdict(one) for one in found.meetings] if found else [],
            "changes": [asdict(change) for change in found.changes] if found else [],
            "ledger": [
                dict(zip(("source", "table", "fate", "reason", "rows"), row, strict=True))
                for row in self.ledger
            ],
            "opens": [{**asdict(opening), "words": opening.words} for opening in self.opens],
        }


def check(company: Company, today: dt.date) -> Check:
    """Read everything as a report would, and say what it would find.

    `ledger` holds (source, table, fate, reason, rows); rows stay on disk, so that memory is flat on large files.
    """
    every = {name: tuple(table.kept) for name, table in contract().tables.items()}
    with (
        scratch.passing() as folder,
        duckdb.connect(str(Path(folder) / "check.duckdb"), config=limits(Path(folder))) as connection,
    ):
        try:
            found = load(company, connection, today)
        except IntakeError as error:
            return Check(error.problems, openings({}, {}, every), None)
        rows = connection.execute("SELECT * FROM ledger ORDER BY table_name, source, fate, reason").fetchall()
        total = connection.execute("SELECT CAST(sum(amount) AS DOUBLE) FROM transactions").fetchone() or (
            None,
        )
    have = {name: facts.rows for name, facts in found.tables.items()}
    columns = {name: facts.columns for name, facts in found.tables.items()}
    told = total[0] if found.money else None
    return Check(found.problems, openings(have, columns, every), found, tuple(rows), told)
