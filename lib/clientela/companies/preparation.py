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

from clientela import intake, remote
from clientela.calendar.windows import year_or_half
from clientela.companies import codes, erasure, scope
from clientela.companies.config import Company, ConfigError
from clientela.companies.quality_rules import query, vocabulary
from clientela.engine import thresholds
from clientela.folders import project, scratch
from clientela.intake.identity import Identity, Options, resolve
from clientela.marts import ORDER, SAVED
from clientela.present.language import _, current
from clientela.warehouse import Warehouse

# What of a company.yml moves the marts; goals, colours and thresholds do not, but for those in OF_MARTS.
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
    "personal_ids",
    "quality_rules",
    "engine",
}
OF_MARTS = ("midnight_share",)
# A file that changes while it is read is read again, so many times in all.
READ_AGAIN = 3
# Comparing categories pair by pair beyond this many says little and costs much.
MOST_THINGS = 60


def prepare(company: Company, today: dt.date | None = None) -> Path:
    """The folder with the company's marts, made when its files, its company.yml or our queries have changed.

    Raises intake.IntakeError with every problem of the files at once.
    """
    day = today or dt.date.today()
    parent = project.cache(company.key) / "marts"
    changed: list[str] = []
    for _time in range(READ_AGAIN):
        read = contents(company)
        target = parent / fingerprint(company, day, read)
        if _whole(target):
            os.utime(target)
            return target
        aside = scratch.folder(parent)
        try:
            _build(company, day, aside, read)
            changed = _other(read, after := contents(company))
            # What was read is what these hashes are of, or it is read again.
            if not changed:
                target = parent / fingerprint(company, day, after)
                _move(aside, target)
                return target
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    message = _("cambió cada vez mientras se leía")
    remedy = _("Espere a que termine de copiarse y repita la orden")
    raise intake.IntakeError([intake.Problem(", ".join(changed), message, remedy, severity="error")])


def _whole(target: Path) -> bool:
    """Whether every mart is there: a folder that was damaged is made again, not trusted."""
    return (
        all((target / f"{mart}.parquet").is_file() for mart in (*SAVED, "ledger", "identity"))
        and (target / "facts.json").is_file()
    )


def contents(company: Company) -> dict[str, str]:
    """The SHA-256 of every file that the marts are made of, by its path in the company's folder, or its name in a package."""
    files = set(intake.files(company))
    named = (company.identity.decisions, company.quality_rules)
    own = [company.folder / name for name in named if name]
    files |= {
        path for path in (*own, *codes.secret_files(company), *erasure.lists(company)) if path.is_file()
    }
    folder = company.folder.resolve()
    found = {}
    for path in sorted(files):
        real = path.resolve()
        shown = (
            real.relative_to(folder)
            if real.is_relative_to(folder)
            else Path("..", path.parent.name, path.name)
        )
        try:
            found[shown.as_posix()] = project.sha256(path)
        except FileNotFoundError:
            # Taken away at this very moment: intake says which one is missing.
            continue
    return found


def _other(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The files that are not as they were; the company's secret may have been made meanwhile."""
    differ = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return sorted(differ - ({codes.SECRET} if codes.SECRET not in before else set()))


def fingerprint(company: Company, today: dt.date, read: Mapping[str, str] | None = None) -> str:
    """What the marts depend on: the company.yml, the files' contents (as they were `read`, else as they are), our own intake and queries."""
    files = contents(company) if read is None else read
    moving = str(today) if company.as_of == "auto" else ""
    if intake.unseen(company):
        # A database server changes without a trace in any file: it is read anew each time.
        moving += str(time.time_ns())
    return project.digest(
        project.code_digest(
            "intake", "marts", "companies", "warehouse.py", "numbered.py", "waits.py", "remote"
        ),
        company.model_dump_json(include=READ),
        json.dumps(cuts(company)),
        moving,
        # What intake assumed and found wrong is told in the reader's language.
        current(),
        *(part for name in sorted(files) for part in (name, files[name])),
    )


def _build(company: Company, today: dt.date, folder: Path, read: Mapping[str, str]) -> None:
    rules = quality_rules(company)
    with Warehouse(size(company)) as warehouse:
        taken = intake.load(company, warehouse.connection, today)
        erasure.keep_out(warehouse.connection, company)
        identity = who_is_who(company, warehouse)
        codes.settle(warehouse.connection, company, headers(company, taken), erasure.remembered(company))
        of_whole = scope.keep(warehouse.connection, company) if company.part else None
        query.lay(warehouse.connection, rules, taken.as_of)
        _private(warehouse, folder, identity, whole=not company.part)
        facts = _facts(warehouse, taken) | {"part": of_whole, "inputs": dict(read)}
        parameters = _parameters(company, taken.as_of, facts)
        if not company.engine:
            warehouse.number_ids()
        with remote.building(company.engine, warehouse) as build:
            for mart in ORDER:
                build(mart, parameters)
        for mart in SAVED:
            warehouse.save(mart, folder)
        for table, place in (
            ("ledger", folder),
            ("identity", folder),
            ("set_aside", folder / project.PRIVATE),
        ):
            warehouse.connection.execute(f"CREATE TABLE marts.{table} AS FROM main.{table} ORDER BY ALL")
            warehouse.save(table, place)
        # What intake said before anybody's name was known repeats names of things.
        said = codes.in_tables(
            warehouse.connection, json.dumps(facts, ensure_ascii=False, indent=1, default=str)
        )
    for path in (folder / project.PRIVATE).iterdir():
        path.chmod(0o600)
    (folder / "facts.json").write_text(said, encoding="utf-8")


def size(company: Company) -> int:
    """The bytes of the company's files, which may be compressed: what their tables need follows from them."""
    return sum(path.stat().st_size for path in intake.files(company) if path.is_file())


def quality_rules(company: Company) -> vocabulary.Rules:
    """The rules that the company's data should keep. Raises ConfigError where its own file of them is wrong."""
    try:
        return vocabulary.of(company.folder, company.quality_rules)
    except vocabulary.RulesError as error:
        raise ConfigError(str(error)) from None


def headers(company: Company, taken: intake.Intake) -> list[tuple[str, str]]:
    """(our column, the file's header) as company.yml and the files say it."""
    given = [
        (ours, str(theirs))
        for sources in company.sources.values()
        for source in sources
        for ours, theirs in source.columns.items()
    ]
    return given + [(note.column, note.value) for note in taken.assumptions if note.what == "column"]


def who_is_who(company: Company, warehouse: Warehouse) -> Identity:
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
    # Where the rows stand that break the rules; who knows the files finds them there.
    warehouse.connection.execute("CREATE TABLE marts.checked_rows AS FROM main.checked_rows")
    warehouse.save("checked_rows", private)
    warehouse.connection.execute("CREATE TABLE marts.codes AS FROM main.codes WHERE kind <> 'F' ORDER BY ALL")
    if warehouse.connection.execute("SELECT count(*) FROM marts.codes").fetchall()[0][0]:
        warehouse.save("codes", private)
        codes.write_key(private)
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
        **cuts(company),
    }


def cuts(company: Company) -> dict[str, float]:
    """The thresholds that the marts themselves are made with: the company's own, else the usual ones."""
    return {name: company.cuts.get(name, thresholds.usual(name)) for name in OF_MARTS}


def window(first: dt.date | None, as_of: dt.date) -> int:
    """How many days are compared with as many before them: a year each when the history has two.

    >>> window(dt.date(2024, 1, 1), dt.date(2024, 4, 9))
    50
    """
    return year_or_half(first, as_of) if first else 0


def _move(aside: Path, target: Path) -> None:
    """Put a finished folder in its place in one step; another run may have been quicker, or a damaged one may stand there."""
    try:
        os.rename(aside, target)
    except OSError:
        if not _whole(target):
            scratch.away(target)
            os.rename(aside, target)
