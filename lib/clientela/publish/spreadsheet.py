"""Every table of the report in one workbook: a sheet each, numbers as numbers, an index in front.

Text is written as text, whatever it looks like: no cell is ever a formula, nothing runs when the file is opened.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575  # what a sheet holds under its header
NARROW, WIDE = 9, 60
LOOKED_AT = 300  # rows looked at for the width of a column
MADE_ON = dt.datetime(2026, 1, 1)
# Signs that Excel refuses in the name of a sheet.
REFUSED = re.compile(r"[\[\]:*?/\\\x00-\x1f']")

WORDS = {
    "es": {
        "index": "Índice",
        "sheet": "Hoja",
        "table": "Tabla",
        "rows": "Filas",
        "name": "Nombre en tables/",
    },
    "en": {"index": "Index", "sheet": "Sheet", "table": "Table", "rows": "Rows", "name": "Name in tables/"},
}


@dataclass(frozen=True)
class Sheet:
    """A table to write: its title, its rows, and the words and unit of each column.

    `columns` maps a column's name to (words, unit), as `present.terms.term` gives them; a column without entry
    keeps its name and is written as it comes.
    """

    title: str
    frame: pd.DataFrame
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def words(self, name: object) -> str:
        """What stands above a column."""
        return self.columns.get(str(name), (str(name), ""))[0]

    def unit(self, name: object) -> str:
        """What a column counts."""
        return self.columns.get(str(name), ("", ""))[1]


def write(tables: Mapping[str, Sheet], target: Path, language: str, currency: str = "") -> Path:
    """Writes the workbook; `tables` maps a table's name ("loyalty.ladder") to its sheet, in the order shown.

    The same tables give the same bytes.
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
    names = sheet_names({key: sheet.title for key, sheet in tables.items()}, WORDS[language]["index"])
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": MADE_ON})
        formats = _Formats(book, currency)
        _index(book, tables, names, WORDS[language])
        for key, sheet in tables.items():
            _fill(book.add_worksheet(names[key]), sheet, formats)
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

    >>> _short("5 Lo que cambiaron las campañas: por grupo")
    '5 Lo que cambiaron · por grupo'
    """
    whole, _colon, part = title.partition(": ")
    whole, part = (" ".join(REFUSED.sub(" ", text).split()) for text in (whole, part))
    tail = f" · {part}" if part else ""
    room = max(31 - len(tail), 12)
    if len(whole) > room:
        words = whole[: room + 1].rpartition(" ")[0].split() or [whole[:room]]
        while len(words) > 2 and len(words[-1]) < 4:
            words.pop()
        whole = " ".join(words)
    return f"{whole}{tail}"[:31].strip() or "-"


class _Formats:
    """How each unit is written; made once for the whole workbook."""

    def __init__(self, book: Workbook, currency: str) -> None:
        symbol = _symbol(currency)
        self.codes = {
            "currency": f"{symbol}#,##0.00",
            "whole_currency": f"{symbol}#,##0",
            "share": "0.0%",
            "change": "+0.0%;-0.0%;0.0%",
            # A sheet has no sign for points; its column says what they are.
            "points": "+0.0%;-0.0%;0.0%",
            "count": "#,##0",
            "days": "#,##0",
            "score": "0.00",
            "ratio": "0.00",
            "date": "yyyy-mm-dd",
            "month": "yyyy-mm",
            "time": "yyyy-mm-dd hh:mm",
        }
        self.made = {name: book.add_format({"num_format": code}) for name, code in self.codes.items()}
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})

    def of(self, column: pd.Series[Any], unit: str) -> Format | None:
        """The format of a column: by its unit, else by what it holds."""
        import pandas as pd

        if unit in ("currency", "money_short"):
            large = pd.to_numeric(column, errors="coerce").abs().median() >= 1000
            return self.made["whole_currency" if large or unit == "money_short" else "currency"]
        if unit in self.made:
            return self.made[unit]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            naive = column.dt.tz_localize(None) if column.dt.tz is not None else column
            return self.made["date" if (naive.dropna() == naive.dropna().dt.normalize()).all() else "time"]
        if column.map(lambda value: isinstance(value, dt.date)).any():
            return self.made["date"]
        return None


def _symbol(currency: str) -> str:
    """The sign before an amount, quoted so that no sheet reads it as a code."""
    from babel.numbers import get_currency_symbol

    home = {"COP": "es_CO", "MXN": "es_MX", "ARS": "es_AR", "CLP": "es_CL", "PEN": "es_PE"}
    return f'"{get_currency_symbol(currency, home.get(currency, "en"))}"' if currency else ""


def _index(
    book: Workbook, tables: Mapping[str, Sheet], names: Mapping[str, str], words: Mapping[str, str]
) -> None:
    """The first sheet: what there is, with a link to each."""
    sheet = book.add_worksheet(words["index"])
    bold, link = book.add_format({"bold": True, "bottom": 1}), book.get_default_url_format()
    for column, (word, width) in enumerate(
        [(words["table"], 60), (words["sheet"], 33), (words["rows"], 10), (words["name"], 36)]
    ):
        sheet.write_string(0, column, word, bold)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for row, (key, table) in enumerate(tables.items(), start=1):
        sheet.write_string(row, 0, table.title)
        sheet.write_url(row, 1, f"internal:'{names[key]}'!A1", link, names[key])
        sheet.write_number(row, 2, len(table.frame))
        sheet.write_string(row, 3, key)


def _fill(sheet: Worksheet, table: Sheet, formats: _Formats) -> None:
    """One table: header frozen and filtered, each column in its unit and as wide as it needs."""
    frame = table.frame.iloc[:MOST_ROWS]
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(frame.columns):
        column, words = frame.iloc[:, place], table.words(name)
        style = formats.of(column, table.unit(name))
        sheet.write_string(0, place, words, formats.header)
        sheet.set_column(place, place, _width(words, column))
        for row, value in enumerate(column.tolist(), start=1):
            _cell(sheet, row, place, value, style)
    if len(frame.columns):
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)


def _width(words: str, column: pd.Series[Any]) -> int:
    longest = max((len(str(value)) for value in column.iloc[:LOOKED_AT].tolist()), default=0)
    # A number shows fewer digits than it has; text and titles show all their letters.
    shown = min(longest, 14) if column.dtype.kind in "fiu" else longest
    return min(WIDE, max(NARROW, shown + 2, min(len(words), 24) + 3))


def _cell(sheet: Worksheet, row: int, place: int, value: Any, style: Format | None) -> None:
    """One value by its kind; what is missing or infinite stays empty."""
    import pandas as pd

    if isinstance(value, list | tuple | dict | set):
        value = str(value)
    if pd.isna(value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, str):
        sheet.write_string(row, place, value[:32767])
    elif isinstance(value, pd.Period):
        sheet.write_datetime(row, place, value.start_time.to_pydatetime(), style)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), style)
    else:
        _number(sheet, row, place, value, style)


def _number(sheet: Worksheet, row: int, place: int, value: Any, style: Format | None) -> None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        sheet.write_string(row, place, str(value))
        return
    if abs(number) != float("inf"):
        sheet.write_number(row, place, number, style)
