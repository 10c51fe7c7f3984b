"""What gathers while a company's tables are loaded, and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.codes import meeting
from clientela.intake.contract import Table
from clientela.intake.loading.cutoff import CutOff
from clientela.intake.loading.stage import Staged
from clientela.intake.places import source_name
from clientela.intake.problems import Assumption, Change, Problem
from clientela.intake.questions import Question


@dataclass(frozen=True)
class TableFacts:
    """A loaded table: its rows (used everywhere or in totals), the columns the company has, and where they come from."""

    rows: int
    columns: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Intake:
    """What came in: the cut-off date, the tables, what was assumed, what is wrong, what a newer file changed, what only the company can decide.

    `money` is False where no sale has an amount, and each counts as one.
    """

    as_of: dt.date
    tables: Mapping[str, TableFacts]
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    meetings: tuple[meeting.Meeting, ...] = ()
    money: bool = True


@dataclass
class Work:
    """What gathers while tables are loaded one after the other."""

    company: Company
    connection: duckdb.DuckDBPyConnection
    today: dt.date
    folder: Path
    cut: CutOff | None = None
    tables: dict[str, TableFacts] = field(default_factory=dict)
    assumptions: list[Assumption] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    meetings: list[meeting.Meeting] = field(default_factory=list)
    staged: dict[str, tuple[Table, list[Staged]]] = field(default_factory=dict)


def named(table: str, sources: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    """Sources with names that differ within a table."""
    seen: dict[str, int] = {}
    for source in sources:
        name = source_name(source, table)
        seen[name] = seen.get(name, 0) + 1
        yield source, name if seen[name] == 1 else f"{name} ({seen[name]})"


def present(table: Table, staged: Sequence[Staged]) -> list[str]:
    """The columns that the company has: the contract's in order, then those of open families."""
    have = {column for one in staged for column in one.columns}
    return [*(column for column in table.kept if column in have), *sorted(have - set(table.columns))]
