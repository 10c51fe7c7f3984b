"""What asks for more memory or time than there is: one clear line, soon."""

import struct
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from clientela.companies import onboarding
from clientela.folders import scratch
from clientela.intake.readers.books import trial
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


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def old_book(*cells: tuple[int, int]) -> bytes:
    """An .xls of one sheet: a compound file whose one stream holds BIFF8 records."""
    start = struct.pack("<HHIII", 0xDBB, 0x7CC, 0, 0x600, 0)[:12]
    name = struct.pack("<BB", 1, 0) + b"H"
    place = 20 + 4 + 6 + len(name) + 4
    book = record(0x809, struct.pack("<HH", 0x600, 5) + start)
    book += record(0x85, struct.pack("<IBB", place, 0, 0) + name) + record(0x0A)
    sheet = record(0x809, struct.pack("<HH", 0x600, 16) + start)
    sheet += b"".join(record(0x203, struct.pack("<HHHd", row, column, 0, 1.0)) for row, column in cells)
    stream = (book + sheet + record(0x0A)).ljust(4096, b"\0")
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    table = [0xFFFFFFFD, end, *range(3, 10), end]
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    )

    def entry(name: str, kind: int, first: int, size: int, child: int = free) -> bytes:
        written = name.encode("utf-16-le") + b"\0\0"
        return written.ljust(64, b"\0") + struct.pack(
            "<HBB3I36xIQ", len(written), kind, 1, free, free, child, first, size
        )

    folder = entry("Root Entry", 5, end, 0, 1) + entry("Workbook", 2, 2, 4096)
    places = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    return head + struct.pack("<109I", 0, *[free] * 108) + places + folder.ljust(512, b"\0") + stream


def binary_book(*cells: tuple[int, int]) -> bytes:
    """An .xlsb of one sheet."""

    def part(kind: int, data: bytes = b"") -> bytes:
        return (
            (bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7]))
            + bytes([len(data)])
            + data
        )

    def text(said: str) -> bytes:
        return struct.pack("<I", len(said)) + said.encode("utf-16-le")

    sheet = part(0x81) + part(0x94, struct.pack("<4I", 0, 40, 0, 3)) + part(0x91)
    for row, column in cells:
        sheet += part(0, struct.pack("<IIHHBI", row, 0, 0, 0, 0, 0))
        sheet += part(5, struct.pack("<IId", column, 0, 1.0))
    sheets = part(0x8F) + part(0x9C, struct.pack("<II", 0, 1) + text("rId1") + text("H")) + part(0x90)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.bin", part(0x83) + sheets + part(0x84))
        made.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        made.writestr("xl/worksheets/sheet1.bin", sheet + part(0x92) + part(0x82))
    return stream.getvalue()


def long_texts(dictionary: bool, size: int = 20 << 20) -> bytes:
    """A Parquet of some kilobytes whose rows say the same megabytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = {"cliente": ["a"] * 4, "fecha": ["2025-01-02"] * 4, "importe": [1.0] * 4}
    note = pa.DictionaryArray.from_arrays(pa.array([0] * 4), pa.array(["x" * size]))
    stream = BytesIO()
    made = pa.table({**rows, "nota": note if dictionary else note.cast(pa.string())})
    pq.write_table(made, stream, compression="zstd", use_dictionary=dictionary)
    return stream.getvalue()


def within(size: int = 20 << 20, rows: int = 3000, listed: bool = False, packed: str = "zstd") -> bytes:
    """A Parquet of some kilobytes, with a long text told once for every row, within a list or a group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    note = pa.DictionaryArray.from_arrays(pa.array([0] * rows), pa.array(["x" * size]))
    cell = pa.StructArray.from_arrays([note, pa.array([1] * rows)], names=["texto", "n"])
    if listed:
        cell = pa.ListArray.from_arrays(pa.array(range(rows + 1)), note)
    made = pa.table({"cliente": ["a"] * rows, "fecha": ["2025-01-02"] * rows, "importe": [1.0] * rows, "nota": cell})  # fmt: skip
    stream = BytesIO()
    pq.write_table(made, stream, compression=packed)
    return stream.getvalue()


def endless_list() -> bytes:
    """A Parquet of some kilobytes of which one cell is a list of seventy million ones."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ones = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), 70_000_000), pa.array([1]))
    cell = pa.ListArray.from_arrays(pa.array([0, len(ones), len(ones)], pa.int32()), ones)
    made = pa.table({"cliente": ["a", "b"], "fecha": ["2025-01-02"] * 2, "importe": [1.0] * 2, "nota": cell})
    stream = BytesIO()
    pq.write_table(made, stream, compression="zstd")
    return stream.getvalue()


TOO_MUCH = {
    "a far cell": ("v.xlsx", lambda: book(far()), "tan lejos"),
    "a far cell in other quotes": ("v.xlsx", lambda: book(far("'")), "tan lejos"),
    "a far cell in small letters": ("v.xlsx", lambda: book(far(cell="xfd1048576")), "tan lejos"),
    "a far cell in UTF-16": ("v.xlsx", lambda: book(far().encode("utf-16")), "tan lejos"),
    "a far cell in a sheet elsewhere": ("v.xlsx", lambda: book(far(), "otras/hoja.xml"), "tan lejos"),
    "a far cell written in numbers of signs": ("v.xlsx", lambda: book(far(cell="&#88;FD1048576")), "tan lejos"),
    "a far cell in an old book": ("v.xls", lambda: old_book((0, 0), (65535, 65535)), "tan lejos"),
    "a far cell in a binary book": ("v.xlsb", lambda: binary_book((0, 0), (1048575, 16383)), "tan lejos"),
    "a far cell in a binary book by another name": ("v.csv", lambda: binary_book((0, 0), (1048575, 16383)), "tan lejos"),
    "cells that repeat": ("v.ods", lambda: spread(1_048_576, 16_384), "tan lejos"),
    "a workbook that unpacks": ("v.xlsx", zeros, "no se abre"),
    "a field of 17 MB": ("v.csv", lambda: (GOOD + 'C1,2025-01-02,"' + "x" * (17 << 20) + '"\n').encode(), "16 MB"),
    "a bare field of 17 MB": ("v.csv", lambda: (GOOD + "C1,2025-01-02," + "x" * (17 << 20)).encode(), "16 MB"),
    "many fields of 15 MB": ("v.csv", lambda: (GOOD + ('C1,2025-01-02,"' + "x" * (15 << 20) + '"\n') * 6).encode(), "pasan juntas de 64 MB"),
    "long texts in a small Parquet": ("v.parquet", lambda: long_texts(False, 5 << 20), "pasan juntas de 64 MB"),
    "one long text on many rows of a Parquet": ("v.parquet", lambda: long_texts(True), "pasan juntas de 64 MB"),
    "a long text in every group of a Parquet": ("v.parquet", within, "dentro de una columna de listas o grupos"),
    "a long text in every list of a Parquet": ("v.parquet", lambda: within(2 << 20, listed=True), "dentro de una columna de listas o grupos"),
    "a list without end in a Parquet": ("v.parquet", endless_list, "listas demasiado largas"),
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
    # Nor is it there twice; too many columns may be a separator that company.yml tells.
    assert (folder.parent / "otra" / name).exists() == ("columnas" in words)
    assert time.process_time() - start < 20


def test_lists_and_groups_of_a_parquet_are_read(take) -> None:
    for listed in (False, True):
        outcome = take({"v.parquet": within(2000, 40, listed)}, {"transactions": {"path": "v.parquet"}})
        assert outcome.reasons() == {"used": 40}


def test_a_row_that_is_far_too_long_costs_itself_alone(take) -> None:
    outcome = take({"ventas.csv": GOOD + ",".join("1" for _ in range(200_000)) + "\n"})
    assert outcome.reasons() == {"used": 30, "too_many_cells": 1}


@pytest.mark.parametrize(
    "line",
    ['C1,2025-01-02,5,"hola', 'C1,2025-01-02,5,"' + 'q"' * 3001, 'C1,2025-01-02,5,"hola\n' + '"",""\n' * 300],
    ids=["in every row", "thousands in a row", "and lines that close none"],
)
def test_quotes_that_nothing_closes_cost_a_moment(take, line: str) -> None:
    # Every opening quote was once looked for again in the thousand lines behind it, from the first of them each time.
    n, start = 300, time.process_time()
    outcome = take({"ventas.csv": HEAD.replace("\n", ",nota\n") + f"{line}\n" * n})
    assert outcome.reasons()["used"] == n
    assert time.process_time() - start < 5


def test_the_disk_that_is_full_is_named(tmp_path, monkeypatch) -> None:
    passing, home = tmp_path / "tmp", tmp_path / "home"
    passing.mkdir()
    home.mkdir()
    monkeypatch.setattr(trouble.tempfile, "gettempdir", lambda: str(passing))
    full = OSError(28, "No space left on device", str(passing / "a.parquet"))
    assert f"«{passing}» (el de los archivos pasajeros, TMPDIR)" in (trouble.words(full, home) or "")
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


@pytest.mark.parametrize(("name", "made"), [("v.xls", old_book), ("v.xlsb", binary_book)])
def test_a_book_whose_cells_lie_close_is_read(tmp_path, name, made) -> None:
    import python_calamine

    (tmp_path / name).write_bytes(made((0, 0), (1, 2)))
    assert python_calamine.load_workbook(tmp_path / name).get_sheet_by_index(0).to_python()[1][2] == 1.0
    assert not trial.too_far(tmp_path / name)
