"""A file that exists with the name given is that file, whatever signs it has; else the message says which files there are."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from intake_company import sales, take_in

from clientela import intake
from clientela.companies import onboarding


@pytest.mark.parametrize("name", ["ventas [enero].csv", "ventas?.csv", "[1].csv", "a[b-c]*.csv"])
def test_a_name_with_the_signs_of_a_pattern_is_a_name(tmp_path: Path, name: str) -> None:
    assert take_in(tmp_path, {name: sales("10")}).total == 10


@pytest.mark.parametrize(("there", "asked"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_accents_compare_however_they_are_composed(tmp_path: Path, there: str, asked: str) -> None:
    source = {"path": unicodedata.normalize(asked, "Año.csv")}
    files = {unicodedata.normalize(there, "Año.csv"): sales("10")}
    assert take_in(tmp_path, files, sources={"transactions": [source]}).total == 10


@pytest.mark.parametrize("asked", ["ventas.csv", "*.csv"])
def test_other_capitals_are_told_with_the_files_there_are(tmp_path: Path, asked: str) -> None:
    with pytest.raises(intake.IntakeError, match=r"VENTAS\.CSV"):
        take_in(tmp_path, {"VENTAS.CSV": sales("10")}, sources={"transactions": [{"path": asked}]})


def test_a_download_made_twice_is_used_once(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (
        ("ventas.csv", sales("10")),
        ("ventas (1).csv", sales("10")),
        ("otras.csv", sales("20")),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert onboarding.new("doble", [str(tmp_path)], "CO") == 0
    said = capsys.readouterr().out
    assert "No se usa: «ventas.csv»: es el mismo archivo que «ventas (1).csv»" in said
    assert sorted(path.name for path in (home / "data" / "doble").glob("*.csv")) == [
        "otras.csv",
        "ventas (1).csv",
    ]
