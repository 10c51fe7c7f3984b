"""A company's files looked through without a report: every problem, what was assumed, what each table opens."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clientela.config import Company
from clientela.intake.contract import contract
from clientela.intake.load import Intake, load
from clientela.intake.openings import Opening, openings
from clientela.intake.problems import IntakeError, Problem


@dataclass(frozen=True)
class Check:
    """What a look through the files found; `intake` is None when nothing can run."""

    problems: tuple[Problem, ...]
    opens: tuple[Opening, ...]
    intake: Intake | None
    ledger: tuple[tuple[str, str, str, str | None, int], ...] = ()

    @property
    def fine(self) -> bool:
        """Whether the report can run with these files, all of them."""
        return self.intake is not None and not any(problem.severity == "error" for problem in self.problems)


def check(company: Company, today: dt.date) -> Check:
    """Read everything as a report would, and say what it would find.

    `ledger` holds (source, table, fate, reason, rows); rows stay on disk, so that memory is flat on large files.
    """
    every = {name: tuple(table.kept) for name, table in contract().tables.items()}
    with (
        tempfile.TemporaryDirectory(prefix="clientela-") as folder,
        duckdb.connect(str(Path(folder) / "check.duckdb")) as connection,
    ):
        try:
            found = load(company, connection, today)
        except IntakeError as error:
            return Check(error.problems, openings({}, {}, every), None)
        rows = connection.execute("SELECT * FROM ledger ORDER BY table_name, source, fate, reason").fetchall()
    have = {name: facts.rows for name, facts in found.tables.items()}
    columns = {name: facts.columns for name, facts in found.tables.items()}
    return Check(found.problems, openings(have, columns, every), found, tuple(rows))
