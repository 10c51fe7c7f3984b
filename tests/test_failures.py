"""What fails costs itself alone: its section, its list, its format; the report says so, and nothing else changes."""

import json
import re

import pytest

from clientela.failures import STRICT, Failure, Sparing, spared
from clientela.publish.lists import lists
from clientela.publish.notebooks.cells import names, statements
from clientela.publish.page import engines
from clientela.publish.run import run

SALES = "cliente,fecha,importe\n" + "".join(
    f"c{n % 7},2024-{1 + n // 28:02d}-{1 + n % 28:02d},{10 + n}\n" for n in range(200)
)
# An analysis that stops on a customer's name, what rests on it, and one that stands.
BROKEN = """\
from clientela.engine import analysis
from clientela.present import show
from clientela.results import Result
@analysis("segments.clusters")
def clusters(): raise ValueError("Ana Secreta")
@analysis("segments.rfm")
def rfm(clusters): return clusters.values
@analysis("segments.profile")
def profile(): return Result("segments.profile", 3)
groups, bands, people = stage.ask(clusters), stage.ask(rfm), stage.ask(profile)"""


@pytest.fixture
def lenient(monkeypatch):
    monkeypatch.setenv(STRICT, "0")


@pytest.fixture
def broken(company, home, notebooks, lenient):
    """A company whose chapter 3 fails in one place; gives the folder of its latest report."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell

    company(SALES)
    path = notebooks("segments", BROKEN)
    book = nbformat.read(path, as_version=4)
    book.cells += [
        new_markdown_cell("## Los grupos"),
        new_code_cell("show(lambda found: 'nunca', groups)"),
        new_code_cell("show('Esto vale.')"),
        new_markdown_cell("## Lo demás"),
        new_code_cell("show('Sigue en pie.')\nstage.table('no hay').columns"),
        new_code_cell("stage.close()"),
    ]
    nbformat.write(book, path)
    return home / "reports" / "prueba" / "latest"


def test_what_raises_costs_its_section_and_is_said_everywhere(broken, capsys):
    assert run.report("prueba") == run.INCOMPLETE == 3
    said = capsys.readouterr().out
    assert "FALLÓ  3_segments.ipynb, celda 4: ValueError" in said
    assert "(«Lo demás»): AttributeError" in said
    assert "INCOMPLETO" in said
    assert "FALLÓ  3_segments.ipynb, celda 4: ValueError" in (broken / "run.log").read_text()
    # What fails for want of something else is no failure of its own.
    failures = json.loads((broken / "manifest.json").read_text())["failures"]
    assert [one["error"] for one in failures] == ["ValueError", "AttributeError"]
    page = (broken / "html" / "index.html").read_text()
    assert page.count("Algo de esta sección no se pudo calcular y no se muestra.") == 2
    assert "Esto vale." in page
    assert "Sigue en pie." in page
    gaps = json.loads((broken / "results.json").read_text())["missing"]
    assert gaps["segments.clusters"]["reason"] == "failed"
    assert gaps["segments.rfm"]["reason"] == "failed"
    assert {path.name for path in broken.iterdir()} >= {"html", "report.pdf", "report.docx", "tables.xlsx"}


def test_an_error_with_its_words_is_for_its_owner_alone(broken):
    run.report("prueba")
    kept = broken / "private" / "failed" / "es" / "3_segments.ipynb"
    assert "Ana Secreta" in kept.read_text()
    assert kept.parent.stat().st_mode & 0o077 == 0
    for path in broken.rglob("*"):
        if (
            path.is_file()
            and "private" not in path.parts
            and path.suffix in {".ipynb", ".log", ".json", ".html"}
        ):
            # The words stand in the notebook's own code here, as no analysis's would.
            assert "Ana Secreta" not in path.read_text().replace('ValueError(\\"Ana Secreta\\")', "")


def test_an_incomplete_report_is_made_anew_and_its_stage_too(broken, capsys):
    assert run.report("prueba") == run.INCOMPLETE
    capsys.readouterr()
    assert run.report("prueba") == run.INCOMPLETE
    again = [line for line in capsys.readouterr().out.splitlines() if re.match(r"  \d ", line)]
    assert [line.split()[1] for line in again if "sin cambios" not in line] == ["segments"]


def test_where_it_is_strict_it_stops(broken, monkeypatch):
    monkeypatch.setenv(STRICT, "1")
    assert run.report("prueba") == 1
    assert not broken.exists()


def test_a_stage_that_dies_costs_its_chapter(company, home, notebooks, lenient, capsys):
    company(SALES)
    notebooks("loyalty", "import os\nos._exit(9)")
    assert run.report("prueba") == run.INCOMPLETE
    latest = home / "reports" / "prueba" / "latest"
    assert "Died" in capsys.readouterr().out
    assert "Este capítulo no se pudo hacer; los demás valen." in (latest / "html" / "index.html").read_text()


def test_nothing_at_all_is_no_report(company, home, notebooks, lenient, capsys):
    from clientela.stage import STAGES

    company(SALES)
    assert run.report("prueba") == 0
    before = (home / "reports" / "prueba" / "latest").resolve()
    for stage in STAGES:
        notebooks(stage, "1 / 0\nimport os\nos._exit(9)")
    assert run.report("prueba") == 1
    assert (home / "reports" / "prueba" / "latest").resolve() == before


def test_braces_spaces_and_accents_in_the_path(company, home, notebooks, monkeypatch, tmp_path):
    company(SALES)
    odd = tmp_path / "café ñandú {2024} {company}"
    odd.mkdir()
    (home / "data").rename(odd / "data")
    monkeypatch.setenv("CLIENTELA_HOME", str(odd))
    assert run.report("prueba") == 0
    assert (odd / "reports" / "prueba" / "latest" / "report.pdf").is_file()


def fail(*_given):
    raise RuntimeError("no")


@pytest.mark.parametrize(("lost", "code"), [({"pdf"}, 3), ({"docx"}, 3), ({"html"}, 3), ({"html", "pdf"}, 1)])
def test_a_format_that_fails_leaves_the_others_standing(
    company, home, notebooks, lenient, monkeypatch, lost, code
):
    from dataclasses import replace

    company(SALES)
    engine = replace(engines.choose(), **dict.fromkeys(lost, fail))
    monkeypatch.setattr(engines, "choose", lambda: engine)
    assert run.report("prueba") == code
    latest = home / "reports" / "prueba" / "latest"
    if code == 1:
        assert not latest.exists()
        return
    found = {path.name for path in latest.iterdir()}
    assert found >= {"html", "report.pdf", "report.docx", "tables.xlsx"} - {
        {"html": "html"}.get(one, f"report.{one}") for one in lost
    }
    assert [one["part"] for one in json.loads((latest / "manifest.json").read_text())["failures"]] == sorted(
        lost
    )


def test_lists_that_fail_cost_the_lists(company, home, notebooks, lenient, monkeypatch):
    company(SALES)
    monkeypatch.setattr(lists, "write", fail)
    assert run.report("prueba") == run.INCOMPLETE
    assert (home / "reports" / "prueba" / "latest" / "report.pdf").is_file()


def test_a_statement_is_what_fails_and_names_are_what_it_costs():
    assert statements("# uno\na = f(\n  1)\nb = 2; c = 3") == ["a = f(\n  1)", "b = 2", "c = 3"]
    assert statements("%no python") == ["%no python"]
    assert names("a, b = one.f(x), two") == ({"a": "", "b": ""}, {"one", "x", "two"})
    assert names("rhythm = empresa.seasonality(days)")[0] == {"rhythm": "seasonality"}


def test_the_machine_and_a_notebook_opened_by_hand_are_not_spared(lenient, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    found: list[Failure] = []
    assert Sparing(found)("x", fail, "nada") == "nada"
    assert [str(one).partition(" (")[0] for one in found] == ["x: RuntimeError"]
    with pytest.raises(OSError, match="No space"):
        Sparing(found)("x", full, None)
    with pytest.raises(RuntimeError):
        spared(fail, instead=None)
