"""Forms go out: mistakes in their YAML, a company's own lists, each form of the house, the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_visit import VISIT
from typer.testing import CliRunner

from clientela import forms
from clientela.forms import library
from clientela.forms.back.found import PROOF
from clientela.forms.commands import app
from clientela.forms.made import book, paper, xlsform
from clientela.forms.model import loose
from clientela.present.language import speaking


def test_a_mistake_in_a_form_is_one_line(tmp_path: Path) -> None:
    lines = []
    for wrong, right in (
        ("kind: yes_no}", "kind: si_no}"),
        ("en: Sales}", "fr: Ventes}"),
        ("choices: areas, req", "choices: area, req"),
        ("key: day", "key: Día"),
        ("kind: number, min: 0, max: 500", "kind: number, min: 500, max: 0"),
        ("kind: number, min: 0", "kind: number, mni: 0"),
        ("key: day, ask: {es: Día", "key: area, ask: {es: Dia"),
        ("sections:", "sections"),
    ):
        assert wrong in VISIT
        path = tmp_path / "visita.yml"
        path.write_text(VISIT.replace(wrong, right, 1), encoding="utf-8")
        with pytest.raises(library.FormError) as error:
            library.read(path)
        lines.append(str(error.value))
    assert all("\n" not in line and line.startswith("visita.yml") for line in lines)
    assert "¿quiso decir «areas»?" in lines[2]
    assert "¿quiso decir «min»?" in lines[5]


def test_a_company_has_its_own_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    own = library.own_folder("x")
    own.mkdir(parents=True)
    (own / "orientacion.yml").write_text(
        "like: orientacion\nversion: 3\nchoices: {areas: {shop: {es: Tienda, en: Shop}, web: {es: Web, en: Web}}}\n",
        encoding="utf-8",
    )
    form = forms.form("orientacion", "x")
    assert list(form.plain[0].choices) == ["shop", "web"]
    assert len(form.questions) == len(forms.form("orientacion").questions)


@pytest.mark.parametrize("name", forms.names())
def test_every_form_of_the_house_is_made(name: str, tmp_path: Path) -> None:
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    form = forms.form(name)
    with speaking("es" if len(name) % 2 else "en"):
        assert paper.write(form, tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
        path = xlsform.write(form, tmp_path / f"{name}.xlsx")
        assert path.read_bytes() == xlsform.write(form, tmp_path / "again.xlsx").read_bytes()
        blank = book.write(form, tmp_path / f"{name}_blank.xlsx")
    made = xls2xform.convert(xlsform=path, validate=False)
    assert made.warnings == []
    assert all(f"/{question.key}" in made.xform for question in form.plain)
    assert [one.message for one in forms.read(form, [blank]).troubles] == ["está sin llenar"]


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    run = CliRunner()
    made = run.invoke(app, ["make", "barreras", "--company", "x", "--language", "en"])
    assert [Path(line).name for line in made.output.split()] == [
        "barreras_en.xlsx",
        "barreras_en.pdf",
        "barreras_en_xlsform.xlsx",
    ]
    assert "¿quiso decir «staff»?" in run.invoke(app, ["make", "--table", "staf"]).output
    folder = library.own_folder("x") / "barreras"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(
        "what,area,seen_on,times,harm,effort\ncola,sales,2026-03-14,30,4,2\nfila,sales,ayer,3,4,2\n",
        encoding="utf-8",
    )
    (folder / "foto.png").write_bytes(b"\x89PNG")
    back = run.invoke(app, ["read", "--company", "x"])
    assert back.exit_code == 1
    assert "foto.png: es una imagen" in back.output
    assert "a.csv, C3 · «¿Cuándo se anotó?» «ayer»" in back.output
    lines = (tmp_path / "data" / "x" / "barreras.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["what,made_on,customer_id,due_on,kept_on", "cola,2026-03-14,,,"]
    assert run.invoke(app, ["read", "--company", "nobody"]).exit_code == 1


def test_no_two_forms_of_the_house_have_so_much_alike_that_one_is_taken_for_the_other() -> None:
    asked = {name: {loose(q.ask.es) for q in forms.form(name).questions} for name in forms.names()}
    alike = [len(asked[one] & asked[other]) for one in asked for other in asked if one < other]
    assert max(alike) < PROOF
