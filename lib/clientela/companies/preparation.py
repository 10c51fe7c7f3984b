"""From a company's files to its marts, once for each state of the files."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clientela import intake
from clientela.companies import scope
from clientela.companies.config import Company, ConfigError
from clientela.folders import project, scratch
from clientela.intake.identity import Identity, Options, resolve
from clientela.marts import ORDER, SAVED
from clientela.present.language import current
from clientela.warehouse import Warehouse

# What of a company.yml moves the marts; goals, colours and thresholds do not.
READ = {
    "country",
    "currency",
    "rates",
    "time_zone",
    "as_of",
    "zero_amount",
    "sources",
    "costs",
    "sensitive_columns",
    "identity",
    "part",
}
# Comparing categories pair by pair beyond this many says little and costs much.
MOST_THINGS = 60


def prepare(company: Company, today: dt.date | None = None) -> Path:
    """The folder with the company's marts, made when its files, its company.yml or our queries have changed.

    Raises intake.IntakeError with every problem of the files at once.
    """
    day = today or dt.date.today()
    target = project.cache(company.key) / "marts" / fingerprint(company, day)
    if (target / "facts.json").is_file():
        os.utime(target)
    else:
        aside = scratch.folder(target.parent)
        try:
            _build(company, day, aside)
            _move(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return target


def fingerprint(company: Company, today: dt.date) -> str:
    """What the marts depend on: the company.yml, the files' contents, our own intake and queries."""
    files = sorted(intake.files(company))
    if company.identity.decisions and (company.folder / company.identity.decisions).is_file():
        files.append(company.folder / company.identity.decisions)
    moving = str(today) if company.as_of == "auto" else ""
    if intake.unseen(company):
        # A database server changes without a trace in any file: it is read anew each time.
        moving += str(time.time_ns())
    return project.digest(
        project.code_digest("intake", "marts", "companies", "warehouse.py"),
        company.model_dump_json(include=READ),
        moving,
        # What intake assumed and found wrong is told in the reader's language.
        current(),
        *(part for file in files for part in (file.name, file)),
    )


def _build(company: Company, today: dt.date, folder: Path) -> None:
    with Warehouse() as warehouse:
        taken = intake.load(company, warehouse.connection, today)
        identity = _who_is_who(company, warehouse)
        of_whole = scope.keep(warehouse.connection, company.part) if company.part else None
        _private(warehouse, folder, identity, whole=not company.part)
        facts = _facts(warehouse, taken) | {"part": of_whole}
        parameters = _parameters(company, taken.as_of, facts)
        for mart in ORDER:
            warehouse.build(mart, parameters)
        for mart in SAVED:
            warehouse.save(mart, folder)
        for table, place in (
            ("ledger", folder),
            ("identity", folder),
            ("set_aside", folder / project.PRIVATE),
        ):
            warehouse.connection.execute(f"CREATE TABLE marts.{table} AS FROM main.{table} ORDER BY ALL")
            warehouse.save(table, place)
    (folder / "facts.json").write_text(
        json.dumps(facts, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
    )


def _who_is_who(company: Company, warehouse: Warehouse) -> Identity:
    """Rows become customers."""
    from clientela.intake.identity.review import ReviewError, read_review

    known = company.identity
    try:
        decided = read_review(company.folder / known.decisions) if known.decisions else []
    except (ReviewError, OSError) as error:
        raise ConfigError(f"identity.decisions: {error}") from None
    options = Options(
        **known.model_dump(exclude={"decisions", "precedence"}), precedence=tuple(known.precedence)
    )
    return resolve(warehouse.connection, country=company.country, decisions=decided, options=options)


def _private(warehouse: Warehouse, folder: Path, identity: Identity, whole: bool) -> None:
    """What names people goes to the private folder; the pairs to decide on too, in a report on the whole company."""
    from clientela.intake.identity.review import write_review

    private = folder / project.PRIVATE
    private.mkdir(mode=0o700)
    warehouse.connection.execute("CREATE TABLE marts.golden AS FROM main.golden ORDER BY ALL")
    warehouse.save("golden", private)
    if whole and len(identity.review):
        write_review(private / "review.xlsx", identity)


def _facts(warehouse: Warehouse, taken: intake.Intake) -> dict[str, Any]:
    first, last, lines = warehouse.connection.execute(
        "SELECT CAST(min(date) AS DATE), CAST(max(date) AS DATE), count(*) FROM main.transactions"
    ).fetchall()[0]
    return {
        "as_of": taken.as_of.isoformat(),
        "first_day": first and first.isoformat(),
        "last_day": last and last.isoformat(),
        "lines": lines,
        "window_days": window(first, taken.as_of),
        "tables": {name: asdict(table) for name, table in taken.tables.items()},
        "assumptions": [asdict(assumption) for assumption in taken.assumptions],
        "problems": [asdict(problem) for problem in taken.problems],
        "questions": [question.record() for question in taken.questions],
        "money": taken.money,
    }


def _parameters(company: Company, as_of: dt.date, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "as_of": as_of,
        "zero_is_purchase": company.zero_amount == "purchase",
        "margin_rate": company.costs.margin_rate,
        "window_days": facts["window_days"],
        "most_things": MOST_THINGS,
        # Half a year to come back after a first purchase, less where the history is short.
        "entry_days": min(180, facts["window_days"] // 2),
    }


def window(first: dt.date | None, as_of: dt.date) -> int:
    """How many days are compared with as many before them: a year each when the history has two.

    >>> window(dt.date(2024, 1, 1), dt.date(2024, 4, 9))
    50
    """
    return min(365, ((as_of - first).days + 1) // 2) if first else 0


def _move(aside: Path, target: Path) -> None:
    """Put a finished folder in its place in one step; another run may have been quicker."""
    try:
        os.rename(aside, target)
    except OSError:
        if not (target / "facts.json").is_file():
            raise
