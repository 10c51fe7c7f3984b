"""How far the cells of a workbook's sheets reach: one cell in the last corner asks for more memory than any machine has."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

MOST_CELLS = 200_000_000
# A sheet of this size has its cells side by side; a far cell hides in a small one.
LARGE = 256 << 20
# A place written in numbers of signs (&#88;FD1) is nobody's but who hides it.
CODED = re.compile(rb"\br\s*=\s*[\"'][A-Za-z0-9]{0,9}&")
CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
# OpenDocument writes equal rows and cells once, with how many there are.
ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*?)(/>|>)")
ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"']([0-9]{1,9})")
COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"']([0-9]{1,9})")


def too_far(path: Path) -> str:
    """The cell because of which a sheet cannot be opened; empty where all can."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            if item.filename.endswith(".xml") and item.file_size < LARGE:
                found = _corner(_plain(archive.read(item)))
                if found:
                    return found
    return ""


def _plain(said: bytes) -> bytes:
    """XML may be written in UTF-16."""
    return (
        said.decode("utf-16", errors="replace").encode() if said[:2] in (b"\xff\xfe", b"\xfe\xff") else said
    )


def _corner(said: bytes) -> str:
    """The far corner of a sheet, where its cells up to there are too many."""
    if b"sheetData" in said:
        if coded := CODED.search(said):
            return coded[0].decode()[-12:]
        found = CELL.findall(said)
        last_row = max((int(row) for _letters, row in found), default=0)
        widest = max({letters.upper() for letters, _row in found}, key=_number, default=b"")
        return f"{widest.decode()}{last_row}" if _number(widest) * last_row > MOST_CELLS else ""
    if b"<office:spreadsheet" in said:
        rows = 0
        for about, cells in ROW.findall(said):
            repeated = _times(ROWS, about)
            # Only what holds something is written out; the blank rest of a sheet is not.
            filled = b"office:value-type" in cells or b"<text:p" in cells
            width = sum(_times(COLUMNS, one) for one, _end in ODS_CELL.findall(cells)) if filled else 0
            rows += repeated if filled else 0
            if repeated * width > MOST_CELLS or width * rows > 4 * MOST_CELLS:
                return f"{width} × {rows}"
    return ""


def _times(pattern: re.Pattern[bytes], said: bytes) -> int:
    found = pattern.search(said)
    return int(found[1]) if found else 1


def _number(letters: bytes) -> int:
    """The place of a column from its letters.

    >>> _number(b"A"), _number(b"AA"), _number(b"XFD")
    (1, 27, 16384)
    """
    value = 0
    for letter in letters:
        value = 26 * value + letter - 64
    return value
