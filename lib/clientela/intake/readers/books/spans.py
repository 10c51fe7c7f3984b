"""Cells of an OpenDocument sheet that reach over several rows, which the reader of workbooks does not tell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
Range = tuple[tuple[int, int], tuple[int, int]]


def merged(path: Path, sheet: str) -> list[Range]:
    """The merged cells of a sheet as ((top, left), (bottom, right)), from 0; none where the file is no OpenDocument sheet."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        if "content.xml" not in archive.namelist():
            return []
        with archive.open("content.xml") as stream:
            return list(_ranges(stream, sheet))


def _ranges(stream: object, sheet: str) -> Iterator[Range]:
    wanted, row = False, 0
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # type: ignore[call-overload]
        if element.tag == f"{TABLE}table":
            wanted = event == "start" and element.get(f"{TABLE}name") == sheet
            row = 0
        elif element.tag == f"{TABLE}table-row" and event == "end":
            if wanted:
                yield from _in_row(element, row)
            row += int(element.get(f"{TABLE}number-rows-repeated", 1))
            # A sheet of a million rows is not kept.
            element.clear()


def _in_row(element: ElementTree.Element, row: int) -> Iterator[Range]:
    column = 0
    for cell in element:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        rows = int(cell.get(f"{TABLE}number-rows-spanned", 1))
        columns = int(cell.get(f"{TABLE}number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            yield (row, column), (row + rows - 1, column + columns - 1)
        column += int(cell.get(f"{TABLE}number-columns-repeated", 1))
