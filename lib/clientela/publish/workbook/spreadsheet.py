"""Every table of the report in one workbook: a sheet each, numbers as numbers, an index in front.

Text is written as text, whatever it looks like: no cell is ever a formula, nothing runs when the file is opened.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.publish.workbook.cell_formats import Formats
from clientela.publish.workbook.sheet_cells import HEADER, fill

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MADE_ON = dt.datetime(2026, 1, 1)
# Signs that Excel refuses in the name of a sheet.
REFUSED = re.compile(r"[\[\]:*?/\\\x00-\x1f']")

WORDS = {
    "es": {
        "index": "Índice",
        "sheet": "Hoja",
        "table": "Tabla",
        "rows": "Filas",
        "name": "Clave",
        "nothing": "nada que mostrar",
    },
    "en": {
        "index": "Index",
        "sheet": "Sheet",
        "table": "Table",
        "rows": "Rows",
        "name": "Key",
        "nothing": "nothing to show",
    },
}


@dataclass(frozen=True)
class Sheet:
    """A table to write: its title, its rows, and the words and unit of each column.

    `columns` maps a column's name to (words, unit), as `present.terms.term` gives them; a column without entry
    keeps its name and is written as it comes. `units` has the unit of every cell of a column that holds several; `tab` is the
    name of the sheet, where the title is too long for it. Where `frame` is only the beginning of a list, `rows` is how many it has
    in all and `where` says where they are.
    """

    title: str
    frame: pd.DataFrame
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tab: str = ""
    rows: int = 0
    where: str = ""

    def words(self, name: object) -> str:
        """What stands above a column."""
        return self.columns.get(str(name), (str(name), ""))[0]

    def unit(self, name: object) -> str:
        """What a column counts."""
        return self.columns.get(str(name), ("", ""))[1]


def write(tables: Mapping[str, Sheet], target: Path, language: str, currency: str = "") -> Path:
    """Writes the workbook; `tables` maps a table's name ("loyalty.ladder") to its sheet, in the order shown.

    A table without rows has a line in the index and no sheet. The same tables give the same bytes.
    """
    import xlsxwriter

    target.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    # Whole before it reaches the disk: one that is full leaves no half book.
    made = io.BytesIO()
    full = {key: sheet for key, sheet in tables.items() if len(sheet.frame) and len(sheet.frame.columns)}
    words = WORDS[language]
    names = sheet_names({key: sheet.tab or sheet.title for key, sheet in full.items()}, words["index"])
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": MADE_ON})
        formats = Formats(book, currency, language)
        _index(book.add_worksheet(words["index"]), tables, names, words, formats)
        for key, sheet in full.items():
            title = f"{sheet.title}. {sheet.where}" if sheet.where else sheet.title
            fill(_page(book, names[key], title, words["index"], formats), sheet, formats)
    target.write_bytes(made.getvalue())
    return target


def sheet_names(titles: Mapping[str, str], taken: str = "") -> dict[str, str]:
    """Names that Excel takes: up to 31 letters, none twice.

    >>> sheet_names({"a": "Ventas 1/2", "b": "ventas  1 2"})
    {'a': 'Ventas 1 2', 'b': 'ventas 1 2 (2)'}
    """
    names: dict[str, str] = {}
    used = {taken.casefold(), "history"}
    for key, title in titles.items():
        name = base = _short(title)
        turn = 1
        while name.casefold() in used:
            turn += 1
            tail = f" ({turn})"
            name = base[: 31 - len(tail)].strip() + tail
        used.add(name.casefold())
        names[key] = name
    return names


def _short(title: str) -> str:
    """A title within 31 letters, whole words only: what stands after a colon tells tables of one analysis apart, and stays.

    >>> _short("5 Lo que cambiaron las campañas: por grupo"), _short("3 Las bases para segmentar, comparadas")
    ('5 Lo que cambiaron · por grupo', '3 Las bases para segmentar')
    """
    # Excel takes no straight apostrophe.
    whole, _colon, part = title.replace("'", "’").partition(": ")
    whole, part = (" ".join(REFUSED.sub(" ", text).split()) for text in (whole, part))
    tail = f" · {part}" if part else ""
    room = max(31 - len(tail), 12)
    if len(whole) > room:
        words = whole[: room + 1].rpartition(" ")[0].split() or [whole[:room]]
        while len(words) > 2 and len(words[-1]) < 4:
            words.pop()
        whole = " ".join(words).rstrip(",;")
    return f"{whole}{tail}"[:31].strip() or "-"


def _index(
    sheet: Worksheet,
    tables: Mapping[str, Sheet],
    names: Mapping[str, str],
    words: Mapping[str, str],
    formats: Formats,
) -> None:
    """The first sheet: what there is, with a link to each."""
    for column, (word, width) in enumerate(
        [(words["table"], 64), (words["sheet"], 33), (words["rows"], 10), (words["name"], 36)]
    ):
        sheet.write_string(0, column, word, formats.number_header if column == 2 else formats.header)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(tables), 1), 3)
    for row, (key, table) in enumerate(tables.items(), start=1):
        sheet.write_string(row, 0, table.title)
        if key in names:
            sheet.write_url(row, 1, f"internal:'{names[key]}'!A1", formats.link, names[key])
        else:
            sheet.write_string(row, 1, words["nothing"])
        sheet.write_number(row, 2, table.rows or len(table.frame), formats.made["count"])
        sheet.write_string(row, 3, key, formats.apart)
    _printed(sheet, 0)


def _printed(sheet: Worksheet, header: int) -> None:
    """On paper: lying, all columns on one page's width, the header on every page."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, header)
    sheet.set_footer("&L&A&R&P / &N")


def _page(book: Workbook, name: str, title: str, index: str, formats: Formats) -> Worksheet:
    """An empty sheet with its title and the way back to the index."""
    sheet: Worksheet = book.add_worksheet(name)
    sheet.write_url(0, 0, f"internal:'{index}'!A1", formats.link, f"← {index}")
    sheet.write_string(0, 1, title, formats.title)
    sheet.set_row(HEADER - 1, 6)
    _printed(sheet, HEADER)
    return sheet
