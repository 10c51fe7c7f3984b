"""How files are written so that the same rows give the same bytes: CSV as companies export it, Excel and SQLite."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

CREATED = dt.datetime(2026, 7, 1, 8, 0)


def spanish_number(value: float) -> str:
    """A number with a decimal comma, without thousands.

    >>> spanish_number(28571.43), spanish_number(30000.0)
    ('28571,43', '30000')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def short_number(value: float) -> str:
    """A number with a decimal point and no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def spanish_date(date: dt.date | None) -> str:
    """A date as dd/mm/yyyy; blank when there is none."""
    return "" if date is None or pd.isna(date) else date.strftime("%d/%m/%Y")


def csv_old(path: Path, frame: pd.DataFrame) -> None:
    """A CSV as an old till exports it: cp1252, semicolons, Windows line ends."""
    frame.to_csv(path, sep=";", index=False, encoding="cp1252", lineterminator="\r\n")


def csv_new(path: Path, frame: pd.DataFrame) -> None:
    """A CSV as a web shop exports it: UTF-8, commas."""
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def excel(path: Path, sheets: Mapping[str, tuple[str, pd.DataFrame]]) -> None:
    """A workbook: sheet → (title above the header, or "", rows). Its date of creation is fixed."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    book.set_properties({"created": CREATED, "author": "Café Aurora", "title": path.stem})
    bold = book.add_format({"bold": True})
    for name, (title, frame) in sheets.items():
        sheet, top = book.add_worksheet(name), 0
        if title:
            sheet.write_string(0, 0, title, bold)
            top = 1
        sheet.write_row(top, 0, [str(column) for column in frame.columns], bold)
        for number, row in enumerate(frame.itertuples(index=False), start=top + 1):
            for place, value in enumerate(row):
                _cell(sheet, number, place, value)
    book.close()


def _cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "" or (not isinstance(value, str) and pd.isna(value)):
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day))
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, float(value))


def database(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """A SQLite file with one table a frame, written from scratch and packed."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA page_size = 4096")
    for name, frame in tables.items():
        columns = ", ".join(f'"{column}"' for column in frame.columns)
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" * len(frame.columns))
        rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
        connection.executemany(
            f'INSERT INTO "{name}" VALUES ({marks})', [tuple(map(_plain, row)) for row in rows]
        )
    connection.commit()
    connection.execute("VACUUM")
    connection.close()


def _plain(value: Any) -> Any:
    """A value SQLite knows: dates as ISO text, numpy numbers as Python's."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
