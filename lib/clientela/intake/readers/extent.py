"""How far the cells of a workbook's sheets reach: one cell in the last corner asks for more memory than any machine has."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

MOST_CELLS = 200_000_000
# A sheet of this size has its cells side by side; a far cell hides in a small one.
LARGE = 256 << 20
CELL = re.compile(rb'r="([A-Z]{1,3})([0-9]{1,7})"')


def too_far(path: Path) -> str:
    """The cell because of which a sheet cannot be opened; empty where all can."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", item.filename) and item.file_size < LARGE:
                found = CELL.findall(archive.read(item))
                columns = {letters for letters, _row in found}
                last_row = max((int(row) for _letters, row in found), default=0)
                widest = max(columns, key=_number, default=b"")
                if _number(widest) * last_row > MOST_CELLS:
                    return f"{widest.decode()}{last_row}"
    return ""


def _number(letters: bytes) -> int:
    """The place of a column from its letters.

    >>> _number(b"A"), _number(b"AA"), _number(b"XFD")
    (1, 27, 16384)
    """
    value = 0
    for letter in letters:
        value = 26 * value + letter - 64
    return value
