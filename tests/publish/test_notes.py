"""The analyst's notes: each in its place, none lost, none able to break the page."""

from pathlib import Path

import pytest

from clientela.companies.config import ConfigError
from clientela.present.language import speaking
from clientela.publish.page import notes
from clientela.publish.run import run

SALES = "cliente,fecha,importe\nC1,2026-01-01,10\nC1,2026-01-09,10\nC2,2026-01-05,20\n"
SAID = """\
# Primera página
El alza de enero fue por la feria.

# 5 · Fidelización
## ¿Quién sigue activo?
Faltan las ventas de Cali.
::: {.score}
## Lo que ya no está
Se dijo en marzo.
"""


@pytest.fixture
def noted(company):
    def make(text, language="es"):
        firm = company(SALES)
        (firm.folder / f"notes.{language}.md").write_text(text, encoding="utf-8")
        return firm

    return make


def test_a_note_stands_where_its_heading_says(noted):
    said = notes.read(noted(SAID))
    assert "feria" in said.take(notes.FRONT)
    assert said.take(notes.FRONT) == ""
    section = said.take("loyalty", "Quién sigue activo")
    assert "Faltan las ventas de Cali." in section
    # What looks like a block of ours is text.
    assert "\\::: {.score}" in section
    assert section.startswith('::: {.callout-note title="Nota de la empresa"}')


def test_a_note_without_its_section_is_not_lost(noted):
    said = notes.read(noted(SAID))
    said.take(notes.FRONT)
    said.take("loyalty", "quien sigue activo")
    left = said.left()
    assert "**Lo que ya no está**" in left
    assert "Se dijo en marzo." in left
    assert "Faltan las ventas" not in left


def test_an_edition_shows_the_notes_of_its_own_language(noted):
    firm = noted("# Loyalty\nCali is missing.\n", "en")
    assert notes.read(firm).take("loyalty") == ""
    with speaking("en"):
        assert "Cali is missing." in notes.read(firm).take("loyalty")


def test_text_before_any_heading_is_refused_with_its_line(noted):
    with pytest.raises(ConfigError, match=r"notes.es.md, línea 2: falta decir de qué es la nota"):
        notes.read(noted("\nHola\n# Producto\n"))


def test_notes_survive_and_a_changed_note_makes_the_report_again(noted, home, notebooks, capsys):
    firm = noted("# Primera página\nLa feria trajo gente.\n")
    assert run.report("prueba") == 0
    page = home / "reports" / "prueba" / "latest" / "html" / "index.html"
    assert "La feria trajo gente." in page.read_text(encoding="utf-8")
    capsys.readouterr()
    Path(firm.folder / "notes.es.md").write_text("# Primera página\nFue el alza.\n", encoding="utf-8")
    assert run.report("prueba") == 0
    said = capsys.readouterr().out
    assert "sigue en pie" not in said
    assert said.count("sin cambios") == 5, "no stage depends on a note"
    assert "Fue el alza." in page.read_text(encoding="utf-8")


def test_notes_that_are_another_file_or_without_end_are_refused(noted):
    firm = noted("# Loyalty\n" + "a" * (1 << 20))
    with pytest.raises(ConfigError, match="pasa de 1 MB"):
        notes.read(firm)
    path = notes.path(firm, "es")
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(ConfigError, match="es un enlace"):
        notes.read(firm)
