"""Excel and LibreOffice workbooks: the sheet that fits, its header wherever it is, cells as text."""

from __future__ import annotations

import contextlib
import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from clientela.companies.source import Source
from clientela.intake.contract import Table, header_key
from clientela.intake.places import Place
from clientela.intake.problems import Assumption, IntakeError, Problem, TooMuch
from clientela.intake.readers.alike import alike
from clientela.intake.readers.books import extent, spans, trial
from clientela.intake.readers.grid import grid
from clientela.intake.readers.header import LOOKED_AT
from clientela.intake.readers.packing.bounds import bursts, too_large
from clientela.intake.readers.raw import Raw, number_text
from clientela.present.language import N_
from clientela.present.language import gettext as _

REMEDY = N_("Borre las filas y columnas vacías del final y guárdelo de nuevo")


def read(place: Place, source: Source, table: Table, name: str, folder: Path) -> list[Raw]:
    """The rows of a sheet of a workbook, as text; with those of the sheets that have the same header, unless company.yml names one."""
    refuse_bomb(place)
    book = _open(place)
    sheet, rows, notes = _choose(book, source, table, place, name)
    first = _sheet(book, sheet, rows, place, source, table, name, folder)
    first = replace(first, assumptions=(*notes, *first.assumptions))
    if source.sheet is not None or len(book.sheet_names) == 1:
        return [first]

    def sheets() -> Iterator[tuple[str, Raw]]:
        for other in book.sheet_names:
            # An empty sheet, or a picture, is no table.
            with contextlib.suppress(IntakeError):
                rest = first if other == sheet else _sheet(book, other, _rows(book, other, place), place, source, table, name, folder)  # fmt: skip
                yield other, rest

    same, unread = alike(sheets(), first)
    together = [one for one in book.sheet_names if any(raw.file == f"{place.shown} [{one}]" for raw in same)]
    if len(together) > 1:
        evidence = _("hojas con el mismo encabezado: se leen juntas; una sola, con sheet: y su nombre")
        note = Assumption(name, "sheet", ", ".join(together), evidence)
        same = [
            replace(raw, assumptions=tuple(note if one in notes else one for one in raw.assumptions))
            for raw in same
        ]
    if unread:
        message = _("no se leen las hojas {sheets}, con casi el mismo encabezado que «{sheet}»")
        told = Problem(
            place.shown,
            message.format(sheets=", ".join(f"«{one}»" for one in unread), sheet=sheet),
            _("Si son de la misma tabla, escriba una fuente por hoja, con sheet: y su nombre"),
        )
        same[0] = replace(same[0], problems=(*same[0].problems, told))
    return same


def _sheet(
    book: Any, sheet: str, rows: list[list[Any]], place: Place, source: Source, table: Table, name: str, folder: Path
) -> Raw:  # fmt: skip
    shown = f"{place.shown} [{sheet}]" if len(book.sheet_names) > 1 else place.shown
    return grid(([_text(cell) for cell in row] for row in rows), shown, source, table, name, folder)


def refuse_bomb(place: Place) -> None:
    """A workbook that unpacks to far more than its size, or has cells further out than memory reaches, is refused before it is opened."""
    if zipfile.is_zipfile(place.path):
        with zipfile.ZipFile(place.path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if bursts(unpacked, place.path.stat().st_size):
            raise too_large(place, unpacked, _("Guárdelo de nuevo desde Excel, o como CSV"))
        if cell := extent.too_far(place.path):
            message = _("tiene una celda en {cell}, tan lejos que la hoja no cabe en la memoria")
            raise TooMuch([Problem(place.shown, message.format(cell=cell), _(REMEDY), severity="error")])
    try:
        far = trial.too_far(place.path)
    except ValueError:
        message = _("no se puede leer como libro de Excel")
        raise IntakeError([Problem(place.shown, message, severity="error")]) from None
    if far:
        message = _("tiene una celda tan lejos, o tanto repetido, que no cabe en la memoria")
        raise TooMuch([Problem(place.shown, message, _(REMEDY), severity="error")])


def _open(place: Place) -> Any:
    import python_calamine

    try:
        return python_calamine.load_workbook(place.path)
    except python_calamine.PasswordError:
        raise IntakeError(
            [Problem(place.shown, _("tiene contraseña"), _("Guárdelo sin contraseña"), severity="error")]
        ) from None
    except Exception as error:
        # The reader is a Rust library with errors of many kinds; all of them mean the same to the person who waits.
        message = _("no se puede leer como libro de Excel")
        raise IntakeError(
            [
                Problem(
                    place.shown,
                    message,
                    str(error).splitlines()[0][:200] if str(error) else "",
                    severity="error",
                )
            ]
        ) from None


def _choose(
    book: Any, source: Source, table: Table, place: Place, name: str
) -> tuple[str, list[list[Any]], list[Assumption]]:
    """The sheet that company.yml names, else the one whose first rows know most of the table's words."""
    names = list(book.sheet_names)
    if source.sheet is not None:
        wanted = (
            names[source.sheet - 1]
            if isinstance(source.sheet, int) and 0 < source.sheet <= len(names)
            else source.sheet
        )
        found = next((n for n in names if n == wanted or header_key(n) == header_key(wanted)), None)
        if found is None:
            message = _("no tiene la hoja «{sheet}»").format(sheet=source.sheet)
            raise IntakeError(
                [
                    Problem(
                        place.shown,
                        message,
                        _("Hojas que hay: {sheets}").format(sheets=", ".join(names)),
                        severity="error",
                    )
                ]
            )
        return found, _rows(book, found, place), []
    rows = {n: _rows(book, n, place) for n in names}
    words = {alias for column in table.columns.values() for alias in column.aliases}

    def fit(sheet: str) -> tuple[int, bool, int, int]:
        known = max(
            (
                len({header_key(c) for c in row if isinstance(c, str)} & words)
                for row in rows[sheet][:LOOKED_AT]
            ),
            default=0,
        )
        return (
            known,
            header_key(sheet) in table.aliases or header_key(sheet) == table.name,
            len(rows[sheet]),
            -names.index(sheet),
        )

    best = max(names, key=fit)
    notes = (
        [Assumption(name, "sheet", best, _("hojas que hay: {sheets}").format(sheets=", ".join(names)))]
        if len(names) > 1
        else []
    )
    return best, rows[best], notes


def _rows(book: Any, sheet: str, place: Place) -> list[list[Any]]:
    try:
        found = book.get_sheet_by_name(sheet)
        rows = found.to_python(skip_empty_area=False)
        merged = found.merged_cell_ranges
        if merged is None:
            merged = spans.merged(place.path, sheet)
    except Exception as error:
        message = _("la hoja «{sheet}» no se puede leer").format(sheet=sheet)
        raise IntakeError([Problem(place.shown, message, str(error)[:200], severity="error")]) from None
    return _filled_down(rows, merged)


def _filled_down(
    rows: list[list[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[Any]]:
    """Cells merged over several rows say the same on each of them; those merged over columns are titles."""
    for (top, left), (bottom, right) in merged:
        if left != right or bottom == top:
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]) and rows[row][left] in ("", None):
                rows[row][left] = rows[top][left]
    return rows


def _text(cell: Any) -> str | None:
    """A cell as text: dates in ISO, whole numbers without a point."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return str(cell.total_seconds())
    return str(cell).replace("\0", "")
