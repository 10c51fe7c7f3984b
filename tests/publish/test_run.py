"""The run as a whole: a report in its place, or the last good one kept."""

import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from clientela.folders import scratch
from clientela.present.terms import known
from clientela.publish.run import run

SALES = "cliente,fecha,importe\n" + "".join(
    f"c{n % 7},2024-{1 + n // 28:02d}-{1 + n % 28:02d},{10 + n}\n" for n in range(200)
)


def test_a_failed_stage_keeps_the_last_good_report_and_says_where(company, home, notebooks, capsys):
    company(SALES)
    assert run.report("prueba") == 0
    latest = home / "reports" / "prueba" / "latest"
    before = (latest.resolve(), (latest / "html" / "index.html").read_bytes())

    notebooks("segments", "1 / 0")
    assert run.report("prueba") == 1
    said = capsys.readouterr().out
    assert "«segments»" in said
    assert "ZeroDivisionError" in said
    kept = Path(re.search(r"El cuaderno que falló: (.*)", said)[1])
    assert "division by zero" in kept.read_text()
    assert (latest.resolve(), (latest / "html" / "index.html").read_bytes()) == before
    assert not list((home / "reports" / "prueba").glob(".new-*"))


def test_nothing_changed_is_the_same_report_at_once(company, home, notebooks, capsys):
    company(SALES)
    assert run.report("prueba") == 0
    latest = home / "reports" / "prueba" / "latest"
    first = latest.resolve()
    assert run.report("prueba") == 0
    assert latest.resolve() == first
    assert capsys.readouterr().out.count("el último informe sigue en pie") == 1

    (latest / "report.pdf").write_bytes(b"damaged")
    assert run.report("prueba") == 0
    assert (latest / "report.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_left_over_makes_an_annex_and_nothing_left_over_makes_none(company, home, notebooks):
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell

    company(SALES)
    assert run.report("prueba") == 0
    latest = home / "reports" / "prueba" / "latest"
    assert not list(latest.glob("annex*"))

    path = notebooks("segments")
    book = nbformat.read(path, as_version=4)
    shown = new_code_cell(
        "from clientela import segments\nfrom clientela.present import show\nrfm = stage.ask(segments.rfm)\nshow('Detalle.')"
    )
    # A chapter with nothing else takes two sections of small print into the report: the third is left over.
    small = {"tags": ["annex"]}
    first = [
        new_markdown_cell("## Uno", metadata=small),
        new_code_cell("from clientela.present import show\nshow('Uno.')"),
    ]
    second = [new_markdown_cell("## Dos", metadata=small), new_code_cell("show('Dos.')")]
    book.cells[3:3] = [*first, *second, new_markdown_cell("## Los grupos", metadata=small), shown]
    nbformat.write(book, path)
    assert run.report("prueba") == 0
    assert {path.name for path in latest.glob("annex*")} == {"annex.pdf", "annex.docx"}
    page = (latest / "html" / "index.html").read_text()
    assert page.index('<details class="fold">') < page.index("Detalle.") < page.index('id="sec-appendix"')
    # Which section an analysis is shown in is known from the run itself.
    place = {"heading": "Los grupos", "name": "sec-segments-los-grupos", "annex": True}
    assert json.loads((latest / "lineage.json").read_text())["segments.rfm"]["shown"] == place
    outputs = json.loads((latest / "manifest.json").read_text())["outputs"]
    assert {"annex.pdf", "annex.docx", "report.pdf", "report.docx"} <= set(outputs)


def test_a_threshold_runs_again_the_stages_it_reaches_and_no_other(company, home, notebooks, capsys):
    company(SALES)
    assert run.report("prueba") == 0
    settings = home / "data" / "prueba" / "company.yml"
    settings.write_text(settings.read_text() + "thresholds: {rfm_quiet_days: 90}\n")
    capsys.readouterr()
    assert run.report("prueba") == 0
    again = [
        line
        for line in capsys.readouterr().out.splitlines()
        if re.match(r"  \d ", line) and "sin cambios" not in line
    ]
    assert [line.split()[1] for line in again] == ["segments"]


def test_what_a_killed_run_left_behind_goes_with_the_next(company, home, notebooks):
    company(SALES)
    mine = scratch.folder(home / "reports" / "prueba")
    left = mine.rename(mine.with_name(mine.name.replace(f"-{os.getpid()}-", "-999999999-")))
    assert run.report("prueba") == 0
    assert not left.exists()


def test_files_that_cannot_be_used_give_one_clear_message(company, home, capsys):
    company("cliente,fecha,importe\n")
    assert run.report("prueba") == 1
    said = capsys.readouterr().out
    assert "ventas.csv" in said
    assert "Traceback" not in said


def test_an_unknown_language_is_refused(company, home, capsys):
    company(SALES)
    assert run.report("prueba", ["fr"]) == 1
    assert "hay es y en" in capsys.readouterr().out


@pytest.mark.slow
def test_the_whole_report_on_real_purchases(home, monkeypatch):
    """CDNOW through the five committed notebooks: every number has its unit, no page says nan, nothing is fetched."""
    import shutil

    from clientela.folders import project

    shutil.copytree(project.root() / "data" / "cdnow", home / "data" / "cdnow")
    assert run.report("cdnow") == 0
    latest = home / "reports" / "cdnow" / "latest"
    assert {path.name for path in latest.iterdir()} >= {
        "html", "report.pdf", "report.docx", "tables.xlsx", "results.json", "manifest.json", "tables", "notebooks", "private", "run.log",
    }  # fmt: skip
    results = json.loads((latest / "results.json").read_text())
    assert results["as_of"] == "1998-06-30"
    for key, number in results["results"].items():
        assert re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+", key)
        assert set(number) == {"value", "low", "high", "level", "n", "unit", "label"}
        assert number["unit"] in {"currency", "share", "count", "days", "score", "ratio"}
    for path in (latest / "tables").glob("*.parquet"):
        assert all(known(name) for name in pd.read_parquet(path).columns), path.name
    page = (latest / "html" / "index.html").read_text()
    words = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.S)
    assert not re.search(r"\b(nan|NaN|NaT|None|Traceback|inf)\b", words)
    assert not re.search(r"""(src|href)=["']https?://""", page)
    assert (latest / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (latest / "private").stat().st_mode & 0o777 == 0o700
