"""Quarto, where it is installed, makes the same report from the same source."""

import hashlib
import html
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

from clientela.publish.page import pandoc, quarto
from clientela.publish.page.meta import Meta

ABOUT = Meta("Ventas de *5* $ y <b>", "S", "Café Aurora", "a 30 de junio de 2026", "es")
SOURCE = """::: {.kicker}
1 · Empresa
:::

# Hallazgo {#sec-company}

La @tbl-a, y {{< env HOME >}}, y `{{< include /etc/passwd >}}`.

| Sede | Ventas |
|:-----|----:|
| Cali | $5 |

: Ventas por sede. {#tbl-a}

| Acción | En juego |
|:-----|----:|
| **Llamar** a quien más pesa: [Empresa](#sec-company) | $5 |

```{python}
open("executed", "w")
```

::: {.callout-note}
Una nota.
:::
"""
needs_quarto = pytest.mark.skipif(quarto.find() is None, reason="Quarto is not installed")


def test_it_can_be_forbidden_and_named(monkeypatch, tmp_path):
    monkeypatch.setenv("QUARTO", "0")
    assert quarto.find() is None
    program = tmp_path / "quarto"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("QUARTO", str(program))
    assert quarto.find() == program
    monkeypatch.delenv("QUARTO")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert quarto.find() == program


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def words(page: str) -> str:
    """What is read on a page, without the marks."""
    body = page.split("<main", 1)[1].split("</main>")[0]
    text = html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u2060", "")
    return re.sub(r"\s+", " ", text.replace("{python}", ""))


@needs_quarto
@pytest.mark.slow
def test_page_reads_like_the_one_of_pandoc(source, tmp_path):
    ours = pandoc.html(source, tmp_path / "p.html", ABOUT).read_text(encoding="utf-8")
    theirs = quarto.html(source, tmp_path / "q.html", ABOUT).read_text(encoding="utf-8")
    assert [words(page) for page in (ours, theirs)] == [words(ours)] * 2
    assert "Tabla 1. Ventas por sede" in words(theirs)
    # A table with a link in it is a card on a phone too.
    assert theirs.count("data-label=") == ours.count("data-label=") == 4
    assert "root:x:" not in theirs
    assert not (tmp_path / "executed").exists()


@needs_quarto
@pytest.mark.slow
def test_word_numbers_captions_once(source, tmp_path):
    with zipfile.ZipFile(quarto.docx(source, tmp_path / "q.docx", ABOUT)) as archive:
        document = archive.read("word/document.xml").decode()
    # The number is a field of Word's, in a run of its own.
    said = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", document))
    assert re.findall(r"Tabla 1[.:]", said) == ["Tabla 1."]
    assert document.count("SEQ Tabla") == 1


@needs_quarto
@pytest.mark.slow
def test_pdf_is_set_in_our_letters(source, tmp_path):
    made = quarto.pdf(source, tmp_path / "q.pdf", ABOUT).read_bytes()
    assert set(re.findall(rb"/FontName ?/\w+\+(\w+)", made)) <= {
        b"SourceSans3",
        b"SourceSerif4",
        b"DejaVuSansMono",
    }


@needs_quarto
@pytest.mark.slow
@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_same_source_same_bytes(form, source, tmp_path):
    made = [getattr(quarto, form)(source, tmp_path / name / f"r.{form}", ABOUT) for name in ("one", "two")]
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in made}) == 1


@pytest.fixture
def edited(source, tmp_path) -> Path:
    """The folder that a run leaves for who wants to edit the report, moved elsewhere."""
    figures = source.parent / "figures"
    figures.mkdir()
    (figures / "a.png").write_bytes(b"picture")
    return quarto.editable(source, tmp_path / "latest" / "source", ABOUT).parent.rename(tmp_path / "mine")


def test_what_a_run_leaves_to_edit_is_read_by_pandoc_as_it_is(edited):
    text = (edited / "report.qmd").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    look = front["format"]["html"]
    filters = [f"--lua-filter={one['path']}" for one in look["filters"]]
    done = subprocess.run(
        [
            pandoc.program(), "report.qmd", f"--from={front['from']}+yaml_metadata_block", "--standalone", "--embed-resources",
            f"--template={look['template']}", f"--css={look['css']}", *filters, "--output=report.html",
        ],
        cwd=edited, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    page = (edited / "report.html").read_text(encoding="utf-8")
    assert "La Tabla 1 , y" in words(page)
    assert "Café Aurora · Ventas de *5* $ y &lt;b&gt;" in page


def test_all_that_its_head_names_is_in_the_folder(edited):
    front = yaml.safe_load((edited / "report.qmd").read_text(encoding="utf-8").split("---\n")[1])
    named = {
        str(value) for form in front["format"].values() for value in form.values() if "_styles/" in str(value)
    }
    files = {name for value in named for name in re.findall(r"_styles/[\w./-]+", value)}
    assert {"_styles/filter.lua", "_styles/template.typ", "_styles/reference.docx", "_styles/fonts"} <= files
    assert all((edited / name).exists() for name in files)
    assert (edited / "figures" / "a.png").read_bytes() == b"picture"
    # No path of the machine that made it, and nothing to execute.
    assert str(pandoc.STYLES) not in (edited / "report.qmd").read_text(encoding="utf-8")
    assert front["execute"] == {"enabled": False}


@needs_quarto
@pytest.mark.slow
def test_quarto_renders_it_as_it_is(edited):
    subprocess.run([str(quarto.find()), "render", "report.qmd", "--to", "html"], cwd=edited, check=True)
    assert "Tabla 1. Ventas por sede" in words((edited / "report.html").read_text(encoding="utf-8"))
