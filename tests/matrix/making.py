"""One company's report, made and read: what is wrong with it, and what it cost."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import re
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from matrix import companies, pages, words

FORMATS = ("html{}/index.html", "report{}.docx", "report{}.pdf", "tables{}.xlsx")
TODAY = dt.date(2025, 10, 15)


@dataclass
class Outcome:
    """How the report of one company came out."""

    name: str
    seed: int
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    answered: int = 0


def make(name: str, seed: int, languages: Sequence[str] = ("es", "en"), keep: Path | None = None) -> Outcome:
    """Make a company's report in a folder of its own and read it; the folder goes, unless `keep` says where it stays."""
    from clientela.companies import config

    outcome = Outcome(name, seed)
    home = keep or Path(tempfile.mkdtemp(prefix="matrix-"))
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    before, began = os.environ.get("CLIENTELA_HOME"), time.perf_counter()
    os.environ["CLIENTELA_HOME"] = str(home)
    try:
        made = companies.write(name, seed, home / "data" / key)
        latest = _report(key, languages, outcome)
        if latest:
            for language in languages:
                outcome.faults += read(
                    latest,
                    language,
                    "" if language == languages[0] else f"-{language}",
                    made,
                    config.load(key).currency,
                )
    finally:
        os.environ.pop("CLIENTELA_HOME") if before is None else os.environ.update(CLIENTELA_HOME=before)
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)
    outcome.seconds = round(time.perf_counter() - began, 2)
    return outcome


def told(named: tuple[str, int]) -> dict:
    """The same of a name and its seed, as a process can hand it to another: odd shapes in both languages, the others in one after the other."""
    name, seed = named
    turn = (sum(name.encode()) + seed) % 2
    return asdict(make(name, seed, ("es", "en") if name.startswith("shape:") else (("es", "en")[turn],)))


def _report(key: str, languages: Sequence[str], outcome: Outcome) -> Path | None:
    """The folder of the report; what stopped it is a fault, and so is what cost a section or a format."""
    import json

    from clientela.companies import config
    from clientela.publish.run import run

    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            latest = run.build(config.load(key), list(languages), TODAY)
    # Whatever it is that stops a report is what this looks for.
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        about = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
        stage = f"{error.stage}, cell {error.cell}: " if isinstance(error, run.StageError) else ""
        outcome.faults.append(f"no report: {about}: {stage}{str(error)[:400]}")
        return None
    record = json.loads((latest / "results.json").read_text(encoding="utf-8"))
    outcome.missing = {gap: about["add"] for gap, about in record["missing"].items()}
    outcome.answered = len(record["results"])
    about = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
    outcome.faults += [f"failed: {one}" for one in about.get("failures", [])]
    return latest


def read(
    latest: Path, language: str, suffix: str, made: Mapping[str, pd.DataFrame], currency: str
) -> list[str]:
    """Every fault of one edition: formats that are not there, words that no reader should see."""
    found = [
        f"{language}: no {form.format(suffix)}"
        for form in FORMATS
        if not (latest / form.format(suffix)).is_file()
    ]
    if found:
        return found
    own = _own(made)
    page = pages.page(latest / f"html{suffix}" / "index.html")
    told = words.faults(page, language, own) + words.cents(page, currency)
    said = {fault.rule for fault in told}
    # The Word file and the workbook come from the same words: only what the page does not show already.
    for blocks in (
        pages.word(latest / f"report{suffix}.docx"),
        pages.workbook(latest / f"tables{suffix}.xlsx"),
    ):
        told += [
            one
            for one in words.faults(blocks, language, own)
            if one.rule not in said and one.rule in ("no value", "a place not filled")
        ]
    found += [f"{language}: {fault}" for fault in told]
    found += [f"{language}: {one}" for one in _codes(page, made)]
    found += [f"{language}: {one}" for one in _lists(page, latest / "private" / "lists")]
    for name in (f"report{suffix}.pdf", f"annex{suffix}.pdf"):
        if (latest / name).is_file() and (faults := pages.printed(latest / name)):
            found.append(f"{language}: {name}, {faults[0]} ({len(faults)} of the kind)")
    if (latest / f"report{suffix}.pdf").read_bytes()[:5] != b"%PDF-":
        found.append(f"{language}: the PDF is none")
    return found


def _own(made: Mapping[str, pd.DataFrame]) -> set[str]:
    """The words of the company's own cells and headers."""
    words_of: set[str] = set()
    for table, frame in made.items():
        words_of.add(table)
        for name in frame.columns:
            words_of.update(re.findall(r"[a-záéíóúñ]+", name.lower()), {name})
            if frame[name].dtype.kind not in "if":
                for cell in {str(cell) for cell in frame[name].unique()[:400]}:
                    words_of.update(re.findall(r"[a-záéíóúñ]+", cell.lower()))
    return words_of


def _codes(page: Iterable[pages.Block], made: Mapping[str, pd.DataFrame]) -> list[str]:
    """A product that has a name in the files is called by it."""
    if "products" not in made or "name" not in made["products"] or made["products"]["name"].eq("").any():
        return []
    return [
        f"a bare code: {block.text[:160]}"
        for block in page
        if re.search(r"(?<![\w-])P\d\d(?![\w-])", block.text)
    ][:3]


def _lists(page: Iterable[pages.Block], folder: Path) -> list[str]:
    """A list that a page names is there."""
    there = {path.name for path in folder.glob("*")} if folder.is_dir() else set()
    named = {
        name
        for block in page
        for name in re.findall(r"[\w-]+\.(?:xlsx|csv)", block.text)
        if "lists/" in block.text
    }
    return [f"a list that is not there: {name}" for name in sorted(named - there)]
