"""Whatever stands in names, texts, notes and cells, a report of it comes out, or one line; and it is text on every page and sheet.

In the suite one company has every sign at once; `HOSTILE=200 pytest tests/hostile` tries as many companies by grammar, and as many files.
"""

from __future__ import annotations

import contextlib
import csv
import io
import random
import re
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from policy_read import refused
from test_grammar import MANY, SIGNS, cell

from clientela.publish.notebooks import execute
from clientela.publish.run import run

# The sections in which a company's own words stand.
SHOWN = {
    "company": ("sales", "sellers"),
    "product": ("portfolio", "categories", "consistency", "prices", "entry"),
    "segments": ("profile",),
    "database": ("completeness", "ledger", "validity"),
    "loyalty": ("topics", "dependence"),
}
CANARY = "canario-5f1d"
# Nobody can put these into a name of a file or a cell of a text file; the readers' own tests have them.
UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass
class Firm:
    """A company in words: what each of its things is called, and how its sales are written."""

    name: str = "Prueba"
    words: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    notes: str = ""
    bad: list[list[str]] = field(default_factory=list)
    kind: str = "csv"
    seed: int = 1

    def write(self, folder: Path) -> int:
        """Write its files; the lines of sales."""
        chance = random.Random(self.seed)
        words = [UNWRITABLE.sub("", word).strip() or "x" for word in self.words]
        rows = [
            [
                "factura",
                "cliente",
                "fecha",
                "importe",
                "cantidad",
                "producto",
                "categoria",
                "sede",
                "canal",
                "vendedor",
            ]
        ]
        for number in range(360):
            day = f"2025-{1 + number // 30:02d}-{1 + chance.randrange(28):02d}"
            named = [words[chance.randrange(len(words))] for _each in range(5)]
            rows.append(
                [f"F{number}", f"C{chance.randrange(40)}", day, str(5 + chance.randrange(90)), "1", *named]
            )
        lines = [[UNWRITABLE.sub("", one) for one in row] for row in self.bad]
        rows += [[f"B{place}", *row][: len(rows[0])] for place, row in enumerate(lines)]
        told = [["id", "cliente", "fecha", "tipo", "texto"]]
        told += [
            [f"Q{place}", f"C{place % 40}", f"2025-{1 + place % 12:02d}-03", "queja", UNWRITABLE.sub("", text) or "x"]
            for place, text in enumerate(self.texts * (60 // max(1, len(self.texts)) + 1))
        ]  # fmt: skip
        folder.mkdir(parents=True)
        file = _written(folder / "ventas", rows, self.kind)
        _written(folder / "quejas", told, "csv")
        sources = {"transactions": {"path": file.name}, "interactions": {"path": "quejas.csv"}}
        name = UNWRITABLE.sub("", self.name).strip() or "x"
        given = {"name": name, "as_of": "2025-12-31", "currency": "COP", "sources": sources}
        (folder / "company.yml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
        (folder / "notes.es.md").write_text(
            f"# Primera página\n{UNWRITABLE.sub('', self.notes)}\n", encoding="utf-8"
        )
        return len(rows) - 1


def _written(path: Path, rows: list[list[str]], kind: str) -> Path:
    path = path.with_suffix(f".{kind}")
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path
    widest = max(map(len, rows))
    frame = pd.DataFrame([row + [None] * (widest - len(row)) for row in rows[1:]], columns=rows[0][:widest])
    if kind == "parquet":
        frame.to_parquet(path)
    else:
        import xlsxwriter

        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet("Ventas")
            for place, row in enumerate(rows):
                for column, said in enumerate(row):
                    sheet.write_string(place, column, said)
    return path


EVERY = Firm("<b>*Café*</b> {{< x >}} =1+1", SIGNS, SIGNS, "\n\n".join(SIGNS), [["C1", *SIGNS[:5]]])


@st.composite
def firms(draw: st.DrawFn) -> Firm:
    """A company whose every word means something to one of the programs on its way."""
    word = st.one_of(cell, st.sampled_from(SIGNS).map(lambda one: one.replace("/etc/passwd", "secreto.txt")))
    return Firm(
        name=draw(word),
        words=draw(st.lists(word, min_size=3, max_size=12)),
        texts=draw(st.lists(st.lists(word, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)),
        notes=draw(st.lists(word, max_size=6).map("\n\n".join)),
        bad=draw(st.lists(st.lists(word, min_size=1, max_size=9), max_size=5)),
        kind=draw(st.sampled_from(["csv", "xlsx", "parquet"])),
        seed=draw(st.integers(0, 9)),
    )


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """The five notebooks, of each the sections in which the company's words stand."""
    import nbformat

    folder = tmp_path_factory.mktemp("short")
    for stage, wanted in SHOWN.items():
        source = execute.source(stage)
        book = nbformat.read(source, as_version=4)
        parts: list[list] = [[]]
        for one in book.cells:
            if one.cell_type == "markdown" and one.source.startswith("## "):
                parts.append([])
            parts[-1].append(one)
        last = book.cells[-1]
        asks = re.compile(rf"stage\.ask\([\w.]*\b({'|'.join(wanted)})\)")
        kept = [part for part in parts[1:] if asks.search("\n".join(one.source for one in part))]
        assert kept, stage
        book.cells = [*parts[0], *(one for part in kept for one in part if one is not last), last]
        nbformat.write(book, folder / source.name)
    return folder


def look(firm: Firm, short: Path) -> None:
    """Make a company's report, and hold everything against it that must hold."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as place, pytest.MonkeyPatch.context() as patch:
        home, said, began = Path(place), io.StringIO(), time.process_time()
        (home / "secreto.txt").write_text(CANARY)
        patch.setenv("CLIENTELA_HOME", str(home))
        kept = {stage: short / execute.source(stage).name for stage in SHOWN}
        patch.setattr(execute, "source", lambda stage: kept[stage])
        lines = firm.write(home / "data" / "prueba")
        (home / "data" / "prueba" / "secreto.txt").write_text(CANARY)
        with contextlib.redirect_stdout(said):
            code = run.report("prueba")
        assert time.process_time() - began < 120
        assert "Traceback" not in said.getvalue()
        assert code == 0, said.getvalue()
        _ledger(home, lines)
        _inert(home / "reports" / "prueba" / "latest")


def _ledger(home: Path, lines: int) -> None:
    folder = next((home / ".cache" / "prueba" / "marts").glob("[!.]*"))
    ledger = pd.read_parquet(folder / "ledger.parquet")
    assert int(ledger[ledger.table_name == "transactions"]["rows"].sum()) == lines


def _inert(latest: Path) -> None:
    page = (latest / "html" / "index.html").read_text(encoding="utf-8")
    assert not refused(page)
    assert not re.findall(r'<[^>]*\s(?:href|src|action)="(?:http://x\.invalid|file)[^"]*"', page)
    for path in latest.rglob("*"):
        if path.is_file() and "private" not in path.relative_to(latest).parts:
            said = _text(path)
            assert CANARY not in said, path.name
            assert "root:x:0" not in said, path.name
    with zipfile.ZipFile(latest / "tables.xlsx") as book:
        assert not [name for name in book.namelist() if "externalLink" in name]
        assert not any(re.search(rb"<f[ >]", book.read(name)) for name in book.namelist() if "/sheet" in name)
    for document in latest.glob("*.docx"):
        with zipfile.ZipFile(document) as parts:
            linked = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".rels"))
            assert b"x.invalid" not in linked
            assert b"javascript:" not in linked
    for paper in latest.glob("*.pdf"):
        content = paper.read_bytes()
        assert content.startswith(b"%PDF")
        assert not re.search(rb"/(?:JavaScript|Launch|EmbeddedFile|URI ?\(http://x\.invalid)", content)


def _text(path: Path) -> str:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_a_company_of_nothing_but_signs_is_text_in_every_format(short) -> None:
    look(EVERY, short)


@pytest.mark.skipif(not MANY, reason="HOSTILE=200 says how many to try")
@settings(
    max_examples=MANY or 1, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(firm=firms())
def test_two_hundred_companies_by_grammar(short, firm: Firm) -> None:
    look(firm, short)
