"""A file that exists with the name given is that file, whatever signs it has; else the message says which files there are."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from intake_company import sales, take_in

from clientela import intake


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
