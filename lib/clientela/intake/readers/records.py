"""The records of a text file one by one, so that a quote that nothing closes never swallows the rows after it; and rows quoted whole."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

# A cell with more lines than this is no cell.
MOST_LINES = 1000
# «"a,b,c"»: a spreadsheet took each line for one cell, quoted it where it has quotes (doubled), and left the cells beside it blank.
WHOLE = re.compile(r'"((?:[^"]|"")*)"[,;\t]*')
FEWEST_WHOLE, NEARLY_ALL = 2, 0.9
# Letters that are read to find which quote of a line is the stray one.
MOST_READ = 200_000


@dataclass
class Strays:
    """The rows with a quote that nothing closes, as a person counts: the first, and how many."""

    first: int = 0
    n: int = field(default=0)

    def add(self, row: int) -> None:
        """One more."""
        self.first = self.first or row
        self.n += 1


def records(stream: TextIO, separator: str, width: int, strays: Strays) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number. A quote opens a cell of several lines only if it is closed, and what it holds are no rows."""
    waiting: list[str] = []
    number = 0
    while line := (waiting.pop(0) if waiting else stream.readline()):
        number += 1
        if '"' not in line:
            yield number, line.rstrip("\r\n").split(separator)
            continue
        cells = _closed([line], separator)
        if cells is None:
            cells = _several_lines(line, stream, waiting, separator, width)
        if cells is None:
            strays.add(number)
            cells = _as_letter(line, separator, width)
        yield number, cells


def _closed(lines: Sequence[str], separator: str) -> list[str] | None:
    """The cells of one record; None where a quote stays open, or the record ends before its lines do."""
    whole = [*lines[:-1], lines[-1].rstrip("\r\n") + "\n"]
    try:
        # A quote in the middle of a cell closes nothing over several lines.
        rows = list(csv.reader(whole, delimiter=separator, strict=len(lines) > 1))
    except csv.Error:
        return None
    if len(rows) != 1 or (rows[0] and rows[0][-1].endswith("\n")):
        return None
    return rows[0]


def _several_lines(
    line: str, stream: TextIO, waiting: list[str], separator: str, width: int
) -> list[str] | None:
    """The record that starts with this line and goes on; None, with nothing taken, where its quote is a stray one."""
    lines = [line]

    def ahead() -> Iterator[str]:
        yield line
        while len(lines) <= MOST_LINES:
            if len(lines) > len(waiting):
                if not (more := stream.readline()):
                    return
                waiting.append(more)
            lines.append(waiting[len(lines) - 1])
            yield lines[-1]

    try:
        # Read once, and no further than to where the cell closes or a quote in its middle shows that it never will.
        cells = next(csv.reader(ahead(), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None
    if _are_rows(lines, separator, width):
        return None
    del waiting[: len(lines) - 1]
    return cells


def _are_rows(lines: Sequence[str], separator: str, width: int) -> bool:
    """Whether the lines that one cell would hold are rows by themselves."""
    full = [width > 1 and line.count(separator) == width - 1 for line in lines]
    # A line between that closes one cell and opens another is no row, however many cells it has.
    between = [
        is_full and _closed([line], separator) is not None for is_full, line in zip(full, lines, strict=True)
    ]
    # The last line also holds the cells that follow: it is a row by itself only where the first is one too.
    return any(between[1:-1]) or (full[0] and full[-1])


def _as_letter(line: str, separator: str, width: int) -> list[str]:
    """A line with a stray quote: the quote is a letter of its cell, those of other cells are theirs."""
    text = line.rstrip("\r\n")
    places = [i for i, sign in enumerate(text) if sign == '"']
    # Each is a reading of the whole line: the last ones first, and of a line without end not all.
    for place in islice(reversed(places), 1 + MOST_READ // (len(text) + 1)):
        cells = _closed([text[:place] + "\0" + text[place + 1 :]], separator)
        if cells is not None and len(cells) == width:
            return [cell.replace("\0", '"') for cell in cells]
    return text.split(separator)


def quoted_whole(lines: Sequence[str], separators: Sequence[str]) -> bool:
    """Whether every line is one cell that holds as many cells as the others, those with quotes between quotes of their own.

    >>> quoted_whole(["a,b", '"1,2"', '"3,4"'], ",;"), quoted_whole(["Nombre", '"Paz, Ana"', '"Gil, Eva"'], ",;")
    (True, False)
    """
    told = [line.strip() for line in lines if line.strip()]
    quotes = [line for line in told[1:] if line.startswith('"')]
    whole = sum(bool(WHOLE.fullmatch(line)) for line in quotes)
    if whole < max(FEWEST_WHOLE, NEARLY_ALL * len(quotes)):
        return False
    inner = list(_inner(told))
    for sign in separators:
        # A cell that the last line leaves open is no row yet.
        widths = [len(row) for row in csv.reader(inner, delimiter=sign)][: max(2, len(inner) - 1)]
        if widths[0] > 1 and sum(width == widths[0] for width in widths) >= NEARLY_ALL * len(widths):
            return True
    return False


def _inner(lines: Iterable[str]) -> Iterator[str]:
    """Each line as it was before it was one cell: a sign that parted it in two stands between them again, blank cells beside it are gone."""
    beside = ""
    for n, line in enumerate(lines):
        text = line.rstrip("\r\n")
        if not n:
            beside = text[-1:] if text[-1:] in (";", "\t") else ""
        if text.startswith('"'):
            outer = beside or ";"
            text = outer.join(next(csv.reader([text], delimiter=outer), []))
        yield text.rstrip(beside or "\n") + "\n"


def unquoted(path: Path, copy: Path) -> Path:
    """A copy of a file whose lines are one cell each, as it was before, line by line."""
    with (
        path.open(encoding="utf-8-sig", newline="") as stream,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        target.writelines(_inner(stream))
    return copy
