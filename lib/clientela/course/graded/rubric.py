"""The list of what a person has to mark: an answer and its rubric a line each, points to be filled in; read back when they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.course.graded.marks import PERSON
from clientela.course.made.room import Room
from clientela.course.source.lessons import Module
from clientela.course.source.library import LessonError
from clientela.forms.back import pages
from clientela.forms.back.trouble import Trouble
from clientela.present.language import _

if TYPE_CHECKING:
    import pandas as pd

FILES = {"es": "por_calificar.xlsx", "en": "to_mark.xlsx"}
SHEET = "rubric"
# Found again by these two, hidden beside the words: which sheet of which learner, which line of which rubric.
KEYS = ("sheet", "line")
Given = Mapping[tuple[str, str], float]


def write(marks: pd.DataFrame, modules: Sequence[Module], room: Room, target: Path, given: Given) -> Path:
    """Write the list; points that were given before stand in it already."""
    import xlsxwriter

    said = {f"{m.number}/{one.key}": (m, room.tell(one)) for m in modules for _lesson, one in m.exercises()}
    heads = [
        *KEYS,
        _("Persona"),
        _("Módulo"),
        _("Ejercicio"),
        _("Respuesta"),
        _("Qué se premia"),
        _("De"),
        _("Puntos"),
    ]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(SHEET)
        bold, wrap = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        box = book.add_format({"bg_color": "#eef3f6", "border": 1, "valign": "top"})
        sheet.write_row(0, 0, heads, bold)
        row = 0
        for one in marks[(marks["by"] == PERSON) & marks["answer"].notna()].to_dict("records"):
            module, told = said[f"{one['module']}/{one['exercise']}"]
            for place, (points, words) in enumerate(told.rubric):
                row += 1
                line = f"{module.number}/{one['exercise']}/{place}"
                sheet.write_row(
                    row,
                    0,
                    [
                        one["sheet"],
                        line,
                        one["learner"],
                        module.number,
                        told.aim,
                        one["answer"],
                        words,
                        points,
                    ],
                    wrap,
                )
                held = given.get((str(one["sheet"]), line))
                sheet.write(row, 8, held, box) if held is not None else sheet.write_blank(row, 8, None, box)
                sheet.data_validation(
                    row,
                    8,
                    row,
                    8,
                    {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": points},
                )
        sheet.set_column(0, 1, None, None, {"hidden": True})
        for column, width in enumerate((20, 8, 30, 60, 40, 5, 9), 2):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
    target.chmod(0o600)
    return target


def given_in(*folders: Path) -> dict[tuple[str, str], float]:
    """The points that have been given in the lists of some folders, in either language; what stands in a later one counts."""
    found: dict[tuple[str, str], float] = {}
    for folder in folders:
        for name in FILES.values():
            found |= read(folder / name)
    return found


def read(path: Path) -> dict[tuple[str, str], float]:
    """The points that have been given; what is no number, or beyond what the line is worth, is left blank again.

    Raises LessonError for a list that cannot be read: it is about to be written anew, without the points in it.
    """
    if not path.is_file():
        return {}
    book = pages.read(path)
    if isinstance(book, Trouble):
        raise LessonError([str(book)])
    found = {}
    for cells in (row for page in book.pages if page.sheet == SHEET for row in page.rows[1:]):
        whole = [*cells, *[None] * 9][:9]
        points = _number(whole[8])
        most = _number(whole[7])
        if whole[0] and whole[1] and points is not None and most is not None and 0 <= points <= most:
            found[str(whole[0]), str(whole[1])] = points
    return found


def _number(cell: Any) -> float | None:
    try:
        return float(str(cell).strip().replace(",", ".")) if cell not in (None, "") else None
    except ValueError:
        return None


def put(marks: pd.DataFrame, modules: Sequence[Module], given: Given) -> pd.DataFrame:
    """The marks with a person's points in them, where every line of the rubric has its own."""
    lines = {f"{m.number}/{one.key}": len(one.rubric) for m in modules for _lesson, one in m.exercises()}

    def points(row: Any) -> Any:
        if row["by"] != PERSON:
            return row["points"]
        name = f"{row['module']}/{row['exercise']}"
        each = [given.get((str(row["sheet"]), f"{name}/{place}")) for place in range(lines[name])]
        return None if any(one is None for one in each) else sum(one for one in each if one is not None)

    return marks.assign(points=marks.apply(points, axis=1) if len(marks) else marks["points"])
