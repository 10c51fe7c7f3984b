"""Every line of the course's source texts has its place here, or says what is still meant to come."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from clientela.companies.config import Company
from clientela.course.source import library as lessons
from clientela.folders import project
from clientela.intake.contract import contract, plain
from clientela.publish.run.explain import source_of
from clientela.stage import STAGES

COVERAGE = project.root() / "notebooks" / "course" / "coverage.yml"
LIBRARY = project.root() / "lib" / "clientela"
# Beside the checkout, where they are kept; they are not ours to publish.
TEXTS = project.root().parent / "shared" / "seeds"
KINDS = ("analysis", "mart", "table", "question", "section", "setting", "report", "form", "lesson")
# Data can be given there, but nothing is said of them yet.
DATA = ("table", "question", "mart", "setting")
STANDING = ("heading", "page", "pending")
RUN = 6

Entry = Mapping[str, Any]
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="the source texts are not beside this checkout")


@cache
def read() -> dict[str, list[Entry]]:
    """The entries of every text, by the text's name."""
    text = COVERAGE.read_text(encoding="utf-8")
    found: dict[str, list[Entry]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


def places(entry: Entry) -> Iterator[tuple[str, str]]:
    """The places of an entry, each as (kind, name)."""
    for kind in KINDS:
        given = entry.get(kind, [])
        yield from ((kind, str(name)) for name in (given if isinstance(given, list) else [given]))


def standing(entry: Entry) -> str:
    """Where an entry stands: covered, part (with more to come), pending; heading and page carry nothing of their own."""
    answered = any(kind not in DATA for kind, _name in places(entry))
    if "pending" in entry:
        return "part" if answered else "pending"
    return "covered" if answered else "heading" if "heading" in entry else "page"


def tally(entries: Mapping[str, list[Entry]]) -> Counter[str]:
    """How many lines are covered, covered in part, pending, mere headings, or of the page around the text."""
    return Counter(standing(entry) for listed in entries.values() for entry in listed)


def exists(kind: str, name: str) -> bool:
    """Is that place there?"""
    found: bool = globals()[f"_{kind}"](name)
    return found


@cache
def _analysis(name: str) -> bool:
    """An analysis that answers under this key; that each is asked and shown is for tests/test_notebooks.py to see."""
    return name.partition(".")[0] in STAGES and source_of(name) is not None


def _mart(name: str) -> bool:
    return any((LIBRARY / "marts").glob(f"*/{name}.sql"))


def _table(name: str) -> bool:
    """A table ("interactions"), a column ("customers.zone") or the beginning of an open group ("staff.skill_")."""
    table, _dot, column = name.partition(".")
    known = contract().tables.get(table)
    return known is not None and (not column or column in known.columns or column in known.open)


def _question(name: str) -> bool:
    instrument, _dot, item = name.partition(".")
    return item in _asked().get(instrument, {}).get("items", {})


@cache
def _asked() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((LIBRARY / "demo" / "items.yml").read_text(encoding="utf-8"))
    return found


def _section(name: str) -> bool:
    path, _hash, heading = name.partition("#")
    return heading in _headings(project.root() / path)


@cache
def _headings(path: Path) -> set[str]:
    """The headings of a notebook, as "la-escalera-de-la-lealtad": cells are numbered anew whenever one is added."""
    cells = nbformat.read(path, as_version=4).cells if path.is_file() else []
    first = [cell.source.splitlines()[0] for cell in cells if cell.cell_type == "markdown"]
    return {re.sub(r"[^a-z0-9]+", "-", plain(line)).strip("-") for line in first if line.startswith("#")}


def _setting(name: str) -> bool:
    return name in Company.model_fields


def _report(name: str) -> bool:
    return any((LIBRARY / "publish").glob(f"*/{name}.py"))


def _form(name: str) -> bool:
    return (LIBRARY / "forms" / "house" / f"{name}.yml").is_file()


def _lesson(name: str) -> bool:
    """A lesson ("5_loyalty/recovery") or one of its exercises ("5_loyalty/recovery#angry")."""
    return name in _lessons()


@cache
def _lessons() -> dict[str, set[str]]:
    """The lessons and exercises of the course, and the lines of the texts that each serves."""
    found: dict[str, set[str]] = {}
    for module in lessons.modules():
        for lesson, one in module.exercises():
            here = f"{module.number}_{module.key}/{lesson.key}"
            found.setdefault(here, set()).update(one.serves)
            found[f"{here}#{one.key}"] = set(one.serves)
    return found


def _lines(text: str) -> dict[int, str]:
    """The lines of a text that are not blank, by number."""
    lines = (TEXTS / f"{text}.txt").read_text(encoding="utf-8").splitlines()
    return {number: line.strip() for number, line in enumerate(lines, 1) if line.strip()}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("text", read())
def test_every_place_is_there(text):
    gone = [
        f"{entry['line']}: {kind} {name}"
        for entry in read()[text]
        for kind, name in places(entry)
        if not exists(kind, name)
    ]
    assert not gone


@pytest.mark.parametrize("text", read())
def test_an_entry_says_what_a_line_is_about_and_where_it_went(text):
    for entry in read()[text]:
        assert set(entry) <= {"line", "digest", "about", *KINDS, *STANDING}, entry
        assert 3 <= len(entry["about"].split()) <= 8, entry
        assert ("heading" in entry) + ("page" in entry) + (any(places(entry)) or "pending" in entry) == 1, (
            entry
        )
        assert isinstance(entry.get("pending", ""), str), entry
    numbers = [entry["line"] for entry in read()[text]]
    assert numbers == sorted(set(numbers)), "one entry a line, in the order of the text"


@pytest.mark.parametrize("text", read())
def test_a_lesson_that_is_named_serves_that_line(text):
    for entry in read()[text]:
        for kind, name in places(entry):
            if kind == "lesson":
                assert f"{text[:3]}:{entry['line']}" in _lessons()[name], (name, entry)


@needs_texts
def test_every_text_has_its_entries():
    assert sorted(read()) == sorted(path.stem for path in TEXTS.glob("*.txt"))


@needs_texts
@pytest.mark.parametrize("text", read())
def test_every_line_has_one_entry_and_is_still_the_same(text):
    found = {number: hashlib.sha256(line.encode()).hexdigest()[:8] for number, line in _lines(text).items()}
    assert {entry["line"]: entry["digest"] for entry in read()[text]} == found


@needs_texts
def test_no_sentence_of_the_texts_is_repeated():
    theirs = {
        run for path in TEXTS.glob("*.txt") for line in _lines(path.stem).values() for run in _runs(line)
    }
    assert not _runs(COVERAGE.read_text(encoding="utf-8")) & theirs


def test_a_place_that_is_gone_is_noticed():
    there = {
        "analysis": "loyalty.status", "mart": "customers", "table": "customers.zone", "question": "FACT.V01",
        "section": "notebooks/5_loyalty.ipynb#quien-sigue-activo", "setting": "goals", "report": "lists",
    }  # fmt: skip
    assert all(exists(kind, name) for kind, name in there.items())
    assert not any(exists(kind, f"{name}_gone") for kind, name in there.items())
    # What begins a group of columns will do, what does not will not.
    assert exists("table", "staff.skill_")
    assert not exists("table", "staff.skills")
    assert not exists("form", "nothing")


def test_lines_are_counted_by_where_they_stand():
    entries = {
        "a": [{"heading": True}, {"analysis": ["loyalty.status"]}, {"page": True}],
        "b": [{"pending": "a form"}, {"report": "lists", "pending": "a form"}, {"section": "x#y"}],
        "c": [{"table": "staff", "question": ["CONF.C1"], "pending": "trust"}],
    }
    assert tally(entries) == {"covered": 2, "part": 1, "pending": 2, "heading": 1, "page": 1}
