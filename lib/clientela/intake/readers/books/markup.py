"""Tables in HTML or in Excel's old XML, as business programs write them under the name of an .xls: rows as Excel would show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

from clientela.companies.source import Source
from clientela.intake.contract import Table
from clientela.intake.places import Place
from clientela.intake.problems import Assumption, IntakeError, Problem
from clientela.intake.readers.encoding import in_utf8, inspect
from clientela.intake.readers.grid import grid
from clientela.intake.readers.raw import Raw, number_text
from clientela.present.language import gettext as _

BLOCK, LONGEST_TAG = 1 << 16, 1 << 22
# As many as HTML allows a cell to reach over, and as many columns as a spreadsheet has.
WIDEST_CELL, TALLEST_CELL, MOST_COLUMNS = 1000, 65_534, 16_384
# More blank rows than these between two rows are no layout.
MOST_SKIPPED = 10_000
ROWS, CELLS = {"tr", "row"}, {"td", "th", "cell"}
MUTE = {"script", "style", "title", "names", "styles", "documentproperties", "excelworkbook", "comment"}
BREAKS = {"br", "p", "div", "li"}
Row = list[str | None]


def read(place: Place, source: Source, table: Table, name: str, folder: Path) -> Raw:
    """The rows of all tables of a page, one below the other as a spreadsheet shows them; of Excel's XML those of one sheet.

    Raises IntakeError where there is no table.
    """
    text = inspect(place.path, source.encoding)
    path = in_utf8(place.path, text, folder)
    page = _Page(source.sheet)
    rows = _rows(path, page)
    first = next(rows, None)
    if first is None:
        raise IntakeError([_no_rows(place, source, page)])
    raw = grid(chain([first], rows), place.shown, source, table, name, folder)
    evidence = _(
        "no es un libro de Excel sino una página con tablas: se leyeron sus filas, una debajo de otra"
    )
    note = Assumption(name, "encoding", "HTML" if not page.sheets else "XML", f"{place.shown}: {evidence}")
    told = []
    if len(page.sheets) > 1 and source.sheet is None:
        message = _("no se leen las hojas {sheets}").format(
            sheets=", ".join(f"«{s}»" for s in page.sheets[1:])
        )
        remedy = _("Si son de la misma tabla, escriba una fuente por hoja, con sheet: y su nombre")
        told.append(Problem(place.shown, message, remedy))
    return Raw(
        raw.file, raw.relation, raw.headers, raw.types, (note, *raw.assumptions), (*raw.problems, *told)
    )


def _no_rows(place: Place, source: Source, page: _Page) -> Problem:
    if page.sheets and source.sheet is not None:
        message = _("no tiene la hoja «{sheet}»").format(sheet=source.sheet)
        remedy = _("Hojas que hay: {sheets}").format(sheets=", ".join(page.sheets))
        return Problem(place.shown, message, remedy, severity="error")
    remedy = _("Ábralo en Excel y guárdelo como libro de Excel (.xlsx) o CSV")
    return Problem(place.shown, _("es una página sin ninguna tabla con filas"), remedy, severity="error")


def _rows(path: Path, page: _Page) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        while block := stream.read(BLOCK):
            page.feed(block)
            if len(page.rawdata) > LONGEST_TAG:
                # What never ends would be looked at again with every block.
                break
            yield from page.taken()
    page.close()
    page.finish()
    yield from page.taken()


@dataclass
class _Open:
    """One table that is open: the row and the cell that are being read, and the cells that reach down from rows above."""

    row: Row | None = None
    cell: list[str] | None = None
    across: int = 1
    down: int = 1
    kind: str = ""
    rows: int = 0
    holds: bool = False  # another table, within a cell of the row
    reach: dict[int, tuple[int, str | None]] = field(default_factory=dict)


class _Page(HTMLParser):
    """The rows of all tables of a page as they end, those of a table within a cell before its own."""

    def __init__(self, sheet: str | int | None) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[str] = []
        self._wanted, self._reading = sheet, True
        self._tables: list[_Open] = []
        self._done: list[Row] = []
        self._mute = 0

    def taken(self) -> list[Row]:
        """The rows that have ended since the last time."""
        done, self._done = self._done, []
        return done

    def finish(self) -> None:
        """The page ends, whatever stands open."""
        while self._tables:
            self._end_row()
            self._tables.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, told = _local(tag), {_local(key): value or "" for key, value in attrs}
        if tag == "worksheet":
            self.sheets.append(told.get("name", str(len(self.sheets) + 1)))
            self._reading = self._wanted in (self.sheets[-1], len(self.sheets)) or (self._wanted is None and len(self.sheets) == 1)  # fmt: skip
        elif tag in MUTE:
            self._mute += 1
        elif tag == "table":
            if self._tables:
                self._tables[-1].holds = True
            self._tables.append(_Open())
        elif not self._tables:
            return
        elif tag in ROWS:
            self._end_row()
            self._skip(told.get("index", ""))
            self._tables[-1].row = []
        elif tag in CELLS:
            self._start_cell(told)
        elif tag == "data":
            self._tables[-1].kind = told.get("type", "")
        elif tag in BREAKS and self._tables[-1].cell is not None:
            self._tables[-1].cell.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if _local(tag) in ROWS | CELLS | MUTE | {"table"}:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = _local(tag)
        if tag in MUTE:
            self._mute = max(0, self._mute - 1)
        elif not self._tables:
            return
        elif tag in CELLS:
            self._end_cell()
        elif tag in ROWS:
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._tables.pop()

    def handle_data(self, data: str) -> None:
        if self._tables and not self._mute and self._tables[-1].cell is not None:
            self._tables[-1].cell.append(data)

    def _start_cell(self, told: dict[str, str]) -> None:
        self._end_cell()
        here = self._tables[-1]
        here.row = [] if here.row is None else here.row
        # Excel's XML leaves blank cells out and numbers the next; its spans count the cells beyond the first.
        while len(here.row) < min(_number(told.get("index", "")) - 1, MOST_COLUMNS):
            here.row.append(None)
        self._come_down(here)
        here.cell, here.kind = [], ""
        here.across = min(_number(told.get("colspan", "")) or _number(told.get("mergeacross", "")) + 1, WIDEST_CELL)  # fmt: skip
        here.down = min(_number(told.get("rowspan", "")) or _number(told.get("mergedown", "")) + 1, TALLEST_CELL)  # fmt: skip

    def _end_cell(self) -> None:
        here = self._tables[-1]
        if here.cell is None or here.row is None:
            return
        text = _value(" ".join("".join(here.cell).split()), here.kind)
        for i in range(here.across):
            if here.down > 1 and len(here.row) < MOST_COLUMNS:
                # Cells merged over several rows say the same on each of them; those merged over columns are titles.
                here.reach[len(here.row)] = (here.down - 1, text if here.across == 1 else None)
            here.row.append(text if i == 0 else None)
        here.cell = None

    def _come_down(self, here: _Open) -> None:
        """The cells of rows above that reach into this row, before the next of its own."""
        assert here.row is not None
        while (known := here.reach.get(len(here.row))) is not None:
            left, text = known
            if left > 1:
                here.reach[len(here.row)] = (left - 1, text)
            else:
                del here.reach[len(here.row)]
            here.row.append(text)

    def _end_row(self) -> None:
        self._end_cell()
        here = self._tables[-1]
        if here.row is None:
            return
        self._come_down(here)
        row, here.row = here.row[:MOST_COLUMNS], None
        here.rows += 1
        # A row that only holds another table's is none of its own.
        if self._reading and (any(row) or not here.holds):
            self._done.append(row)
        here.holds = False

    def _skip(self, index: str) -> None:
        """Excel's XML leaves blank rows out and numbers the next one."""
        here = self._tables[-1]
        blank = _number(index) - 1 - here.rows
        if self._reading and 0 < blank <= MOST_SKIPPED:
            self._done += [[] for _row in range(blank)]
            here.rows += blank


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _value(text: str, kind: str) -> str | None:
    """A cell's text; what Excel's XML knows to be a number or a day is written so that it can be read in one way only."""
    if kind == "Number":
        try:
            return number_text(float(text))
        except ValueError:
            return text or None
    if kind == "DateTime":
        return text.replace("T", " ").removesuffix(".000") or None
    return text or None
