"""The cells of one sheet: its header, its columns as wide and its rows as high as they need, each value by its kind."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from clientela.publish.workbook.cell_formats import Formats
    from clientela.publish.workbook.spreadsheet import Sheet

# Above the header stand the way back and the title, and a blank row, so that whoever makes a pivot table of it gets the table alone.
HEADER = 2
MOST_ROWS = 1_048_576 - HEADER - 1  # what a sheet holds under its header
NARROW, WIDE = 9, 60
LINE = 15  # the height of a line of text, in points
BEGINNING = "1899-12-30"  # day 0 of a sheet's calendar


def fill(sheet: Worksheet, table: Sheet, formats: Formats) -> None:
    """One table: header frozen and filtered, each cell in its unit and each column as wide as it needs."""
    frame = table.frame.iloc[:MOST_ROWS]
    sheet.freeze_panes(HEADER + 1, 1)
    high: dict[int, int] = {}
    widths = [_width(table.words(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    # Beside a text of several lines the others stand at the top of their row as well.
    plain = formats.text if WIDE in widths else None
    for place, (name, width) in enumerate(zip(frame.columns, widths, strict=True)):
        column, words, unit = frame.iloc[:, place], table.words(name), table.unit(name)
        coded = str(name).endswith("_id")
        number, dated = column.dtype.kind in "fiu" and not coded, _dated(column)
        after = place > 0 and frame.iloc[:, place - 1].dtype.kind in "fiu"
        sheet.set_column(place, place, width)
        style = formats.text if coded else formats.each(column, unit, table.units.get(str(name), ()))
        text = formats.wrapped if width == WIDE else formats.apart if after else plain
        head = formats.header_apart if dated or text not in (None, formats.text) else formats.header
        sheet.write_string(HEADER, place, words, formats.number_header if number else head)
        _column(sheet, place, column, style, text)
        _higher(high, [words], width, HEADER)
        if width == WIDE:
            _higher(high, column.tolist(), width, HEADER + 1)
    for row, lines in high.items():
        sheet.set_row(row, LINE * lines)
    sheet.autofilter(HEADER, 0, HEADER + len(frame), len(frame.columns) - 1)


def _dated(column: pd.Series[Any]) -> bool:
    return column.dtype.kind == "M" or (column.dtype.kind == "O" and isinstance(column.iloc[0], dt.date))


def _higher(high: dict[int, int], texts: Sequence[object], width: int, first: int) -> None:
    """How many lines each row needs for these texts: not every program finds out by itself."""
    for row, text in enumerate(texts, start=first):
        if len(str(text)) > width - 3:
            high[row] = max(high.get(row, 1), len(textwrap.wrap(str(text), width - 3)))


def _column(
    sheet: Worksheet, place: int, column: pd.Series[Any], style: Format | list[Format], text: Format | None
) -> None:
    """The cells of a column; what is missing or infinite stays empty."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        # A date is the number of days since that of the sheet's calendar.
        column = (column - np.datetime64(BEGINNING)) / np.timedelta64(1, "D")
    plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiu"
    styles = style if isinstance(style, list) else repeat(style)
    for row, (value, one) in enumerate(zip(column.tolist(), styles, strict=False), start=HEADER + 1):
        if isinstance(value, str):
            sheet.write_string(row, place, value[:32767], text)
        elif not plain:
            _cell(sheet, row, place, value, one)
        elif value - value == 0:
            sheet.write_number(row, place, value, one)


def _width(words: str, column: pd.Series[Any]) -> int:
    if column.dtype.kind in "fiu":
        # A number shows fewer digits than it has: its thousands with their points, a sign and a few decimals.
        shown = len(f"{column.abs().max():,.0f}") + 3
    elif column.dtype.kind == "M":
        shown = len("2026-06-30") + 1
    else:
        shown = max((len(str(value)) for value in column.unique()), default=0)
    # A long title takes two lines, and the arrow of the filter stands beside it.
    half = max([len(words) // 2 + 2, *(len(word) for word in words.split())])
    return min(WIDE, max(NARROW, shown + 2, min(len(words), half) + 5))


def _cell(sheet: Worksheet, row: int, place: int, value: Any, style: Format) -> None:
    """One value that is no text, by its kind."""
    import pandas as pd

    if isinstance(value, list | tuple | dict | set):
        sheet.write_string(row, place, str(value)[:32767])
        return
    if pd.isna(value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, pd.Period):
        sheet.write_datetime(row, place, value.start_time.to_pydatetime(), style)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), style)
    else:
        _number(sheet, row, place, value, style)


def _number(sheet: Worksheet, row: int, place: int, value: Any, style: Format) -> None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        sheet.write_string(row, place, str(value))
        return
    if abs(number) != float("inf"):
        sheet.write_number(row, place, number, style)
