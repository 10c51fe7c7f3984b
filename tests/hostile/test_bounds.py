"""What asks for more memory or time than there is: one clear line, soon."""

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from clientela.companies import onboarding
from clientela.folders import scratch
from clientela.publish.run import trouble

HEAD = "cliente,fecha,importe\n"
GOOD = HEAD + "".join(f"C{i % 7},2025-01-{1 + i % 28:02d},{100 + i}\n" for i in range(30))
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(sheet: str | bytes, where: str = "worksheets/sheet1.xml") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "xl/workbook.xml",
            f'<workbook {NS} xmlns:r="{REL}"><sheets><sheet name="H" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        made.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="a" Type="{REL}/worksheet" Target="{where}"/></Relationships>',
        )
        made.writestr(f"xl/{where}", sheet)
    return stream.getvalue()


def far(mark='"', cell="XFD1048576"):
    return f"<worksheet {NS}><sheetData><row><c r={mark}A1{mark}><v>1</v></c><c r={mark}{cell}{mark}><v>1</v></c></row></sheetData></worksheet>"


def spread(rows, columns):
    stream = BytesIO()
    said = (
        '<office:document-content><office:body><office:spreadsheet><table:table table:name="H">'
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="float" office:value="1" '
        f'table:number-columns-repeated="{columns}"><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>'
    )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", said)
    return stream.getvalue()


def zeros():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for part in range(5):
            made.writestr(f"xl/worksheets/sheet{part}.xml", b"0" * (20 << 20))
    return stream.getvalue()


TOO_MUCH = {
    "a far cell": ("v.xlsx", lambda: book(far()), "tan lejos"),
    "a far cell in other quotes": ("v.xlsx", lambda: book(far("'")), "tan lejos"),
    "a far cell in small letters": ("v.xlsx", lambda: book(far(cell="xfd1048576")), "tan lejos"),
    "a far cell in UTF-16": ("v.xlsx", lambda: book(far().encode("utf-16")), "tan lejos"),
    "a far cell in a sheet elsewhere": ("v.xlsx", lambda: book(far(), "otras/hoja.xml"), "tan lejos"),
    "cells that repeat": ("v.ods", lambda: spread(1_048_576, 16_384), "tan lejos"),
    "a workbook that unpacks": ("v.xlsx", zeros, "no se abre"),
    "a field of 17 MB": ("v.csv", lambda: (GOOD + 'C1,2025-01-02,"' + "x" * (17 << 20) + '"\n').encode(), "16 MB"),
    "a bare field of 17 MB": ("v.csv", lambda: (GOOD + "C1,2025-01-02," + "x" * (17 << 20)).encode(), "16 MB"),
    "no line ends at all": ("v.csv", lambda: b"x" * (64 << 20), "16 MB"),
    "a million columns": ("v.csv", lambda: (",".join(map(str, range(1_000_000))) + "\n" + "1," * 999_999 + "1\n").encode(), "1000000 columnas"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_too_much_is_one_clear_line_soon(take, folder: Path, tmp_path: Path, kind: str, capsys) -> None:
    name, make, words = TOO_MUCH[kind]
    content, start = make(), time.process_time()
    outcome = take({name: content}, {"transactions": {"path": name}})
    assert words in outcome.message
    assert len(outcome.message.splitlines()) == 1
    file = tmp_path / name
    file.write_bytes(content)
    assert onboarding.new("otra", [str(file)], "CO") == 1
    assert words in capsys.readouterr().out
    assert time.process_time() - start < 20


def test_a_row_that_is_far_too_long_costs_itself_alone(take) -> None:
    outcome = take({"ventas.csv": GOOD + ",".join("1" for _ in range(200_000)) + "\n"})
    assert outcome.reasons() == {"used": 30, "too_many_cells": 1}


def test_the_disk_that_is_full_is_named(tmp_path, monkeypatch) -> None:
    passing, home = tmp_path / "tmp", tmp_path / "home"
    passing.mkdir()
    home.mkdir()
    monkeypatch.setattr(trouble.tempfile, "gettempdir", lambda: str(passing))
    full = OSError(28, "No space left on device", str(passing / "a.parquet"))
    assert str(passing) in (trouble.words(full, home) or "")
    assert str(home) in (trouble.words(OSError(28, "No space left on device", str(home / "a")), home) or "")
    assert "memoria" in (trouble.words(MemoryError(), home) or "")


def test_who_is_killed_while_an_old_folder_goes_leaves_no_half_of_it(tmp_path, monkeypatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "facts.json").write_text("{}")

    def killed(path, ignore_errors=False):
        raise KeyboardInterrupt

    monkeypatch.setattr(scratch.shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        scratch.newest(tmp_path, 1)
    assert len([path for path in tmp_path.iterdir() if not path.name.startswith(".")]) == 1
