"""A form as a workbook to fill in: drop-downs, what is not an answer locked, a hidden sheet that says which form it is."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.forms.labels import META, stamp, starred
from clientela.forms.made import grid, person
from clientela.forms.made.styles import Look, Styles
from clientela.forms.model import Form, Question
from clientela.present.language import _, current
from clientela.publish.workbook.spreadsheet import MADE_ON, sheet_names

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
# Where the lists begin in the hidden sheet, beside what it says.
LISTS = 4
ALLOWED = {
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


class Lists:
    """The lists of the drop-downs, each once, in columns of the hidden sheet."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, ...]] = []

    def place(self, options: Sequence[str]) -> str:
        """The range where a list stands; one longer than a cell's rule allows could not be written in the rule itself."""
        from xlsxwriter.utility import xl_col_to_name

        kept = tuple(options)
        if kept not in self._kept:
            self._kept.append(kept)
        name = xl_col_to_name(LISTS + self._kept.index(kept))
        return f"='{META}'!${name}$1:${name}${len(kept)}"

    def write(self, sheet: Worksheet) -> None:
        """Put the lists down."""
        for place, options in enumerate(self._kept):
            sheet.write_column(0, LISTS + place, options)


def write(
    form: Form,
    target: Path,
    look: Look | None = None,
    *,
    hidden: bool = True,
    begun: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """Write the workbook of a form in the language in use; the same form gives the same bytes.

    `hidden=False` leaves out the sheet that says which form it is: a table of the contract is known by its headers. `begun` are the rows
    that a register begins with, by question.
    """
    import xlsxwriter

    look, made = look or Look(), io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        book.set_properties({"title": form.title.said, "company": look.company, "created": MADE_ON})
        book.set_custom_property("clientela_form", form.name)
        book.set_custom_property("clientela_version", str(form.version))
        styles, lists = Styles(book, look.accent), Lists() if hidden else None
        for sheet, write_sheet in _sheets(form, book, begun):
            write_sheet(sheet, styles, lists)
            _finish(sheet, form)
        if look.logo:
            book.worksheets()[0].insert_image(
                0, 3, str(look.logo), {"y_scale": 0.4, "x_scale": 0.4, "description": look.company}
            )
        if lists:
            _meta(book.add_worksheet(META), form, lists)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made.getvalue())
    return target


def _sheets(form: Form, book: Workbook, begun: Sequence[Mapping[str, Any]]) -> list[tuple[Worksheet, Any]]:
    """The sheets of a form: one to be answered from top to bottom, and one a table; or the register alone."""
    if form.layout == "rows":
        return [(book.add_worksheet(sheet_names({"": form.title.said})[""]), grid.register(form, begun))]
    titles = {"": _("Formulario")} if form.plain else {}
    names = sheet_names({**titles, **{table.key: table.ask.said for table in form.tables}}, META)
    made = [(book.add_worksheet(names[""]), person.sheet(form, names))] if form.plain else []
    return made + [(book.add_worksheet(names[table.key]), grid.table(table, form)) for table in form.tables]


def _finish(sheet: Worksheet, form: Form) -> None:
    """Locked but for the boxes, without a password: it keeps from slips, and hides nothing."""
    sheet.protect("", ALLOWED)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_footer(f"&L{stamp(form).replace('&', '&&')}&R&P / &N")


def _meta(sheet: Worksheet, form: Form, lists: Lists) -> None:
    """What a reader needs to know this form again, in whatever version and language it was handed out."""
    rows: list[tuple[str, str, str]] = [
        ("form", form.name, ""),
        ("version", str(form.version), ""),
        ("language", current(), ""),
    ]
    for question in form.questions:
        rows += _said(question.key, question)
        for column in question.columns:
            rows += _said(f"{question.key}.{column.key}", column)
    for row, cells in enumerate(rows):
        sheet.write_row(row, 0, cells)
    lists.write(sheet)
    sheet.hide()


def _said(name: str, question: Question) -> list[tuple[str, str, str]]:
    chosen = [("choice", f"{name}/{key}", words.said) for key, words in question.choices.items()]
    lines = [("line", f"{name}/{key}", words.said) for key, words in question.lines.items()]
    return [("question", name, starred(question)), *chosen, *lines]
