"""Names of files that are no names: one line that says so, and nothing of them is obeyed by YAML or a terminal."""

from __future__ import annotations

import os
import sys
import zipfile

import pytest
import yaml

from clientela.companies import onboarding
from clientela.companies.source import Source
from clientela.intake.places import source_name

SALES = "factura,fecha,cliente,importe\n" + "".join(
    f"F{i},2025-{1 + i % 12:02d}-{1 + i % 28:02d},K{i % 9},{10 + i}\n" for i in range(60)
)


def test_a_name_with_a_line_break_writes_nothing_into_company_yml(home, tmp_path, capsys):
    for name in ("ventas.csv", "copia\nlogo: x\n\x1b[31m.csv"):
        (tmp_path / name).write_text(SALES)
    assert onboarding.new("x", [str(tmp_path)], "CO") == 0
    said = yaml.safe_load((home / "data" / "x" / "company.yml").read_text())
    assert "logo" not in said
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a name cannot be written")
def test_a_name_of_bytes_that_are_no_letters_is_one_line(home, tmp_path, capsys):
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/b\xff.csv")
    with open(path, "w") as stream:
        stream.write(SALES)
    assert onboarding.new("x", [path], "CO") == 1
    assert "no son texto" in capsys.readouterr().out
    assert not (home / "data" / "x").exists()
    folder = home / "data" / "y"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text("name: X\nsources:\n  transactions: {path: '*.csv'}\n")
    os.link(path, os.fsdecode(os.fsencode(str(folder)) + b"/b\xff.csv"))
    assert onboarding.check("y") == 1
    assert "no son texto" in capsys.readouterr().out


def test_a_source_is_called_by_letters_alone():
    assert source_name(Source(path="ventas\n\x1b]31m.csv")).isprintable()


def test_an_archive_of_very_many_files_is_refused_at_once_and_not_copied(home, tmp_path, capsys):
    path = tmp_path / "muchos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(1500):
            archive.writestr(f"{n}.csv", "a\n")
    assert onboarding.new("x", [str(path)], "CO") == 1
    assert "1500 archivos" in (home / "data" / "x" / "company.yml").read_text() + capsys.readouterr().out
    assert not (home / "data" / "x" / path.name).exists()
