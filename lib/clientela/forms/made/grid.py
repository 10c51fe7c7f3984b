"""A sheet with a row for each thing: a register, or a table within a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clientela.forms.labels import how, opening, starred
from clientela.forms.made.person import LINE, WRITTEN, head, high
from clientela.forms.made.rules import rule
from clientela.forms.model import Form, Question
from clientela.present.language import _

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from clientela.forms.made.book import Lists
    from clientela.forms.made.styles import Styles

WIDTHS = {
    "long": 44,
    "text": 24,
    "one": 20,
    "several": 28,
    "number": 13,
    "date": 13,
    "moment": 18,
    "scale": 13,
    "yes_no": 9,
}
LYING = 260  # the width that can still be read on a lying page
FEW, SENTENCES = 12, 3  # a table of so few rows is written in sentences, of so many lines
FIRST = 34  # the width of the column that names the lines


def register(form: Form, begun: Sequence[Mapping[str, Any]] = ()) -> WRITTEN:
    """What writes the sheet of a register, with the rows that it begins with."""

    def written(page: Worksheet, styles: Styles, lists: Lists | None) -> None:
        row = head(page, form.title.said, opening(form), _last(len(form.plain)), styles)
        _grid(page, row, form.plain, max(form.rows, len(begun)), styles, lists)
        for below, told in enumerate(begun, start=row + 1):
            for place, question in enumerate(form.plain):
                _begin(page, (below, place), question, told.get(question.key), styles)

    return written


def _begin(page: Worksheet, at: tuple[int, int], question: Question, told: Any, styles: Styles) -> None:
    """One answer that stands there already and may be written over."""
    box = styles.box(question)
    if isinstance(told, dt.date):
        page.write_datetime(*at, dt.datetime.combine(told, dt.time()), box)
    elif isinstance(told, int | float):
        page.write_number(*at, told, box)
    elif told is not None:
        page.write_string(*at, question.choices[told].said if told in question.choices else str(told), box)


def table(question: Question, form: Form) -> WRITTEN:
    """What writes the sheet of a table: its lines given, or blank rows."""

    def written(page: Worksheet, styles: Styles, lists: Lists | None) -> None:
        said = [question.help.said] if question.help else []
        fixed = bool(question.lines)
        last = _last(len(question.columns) + fixed)
        row = head(
            page,
            question.ask.said,
            [*said, _("Llene solo las casillas sombreadas; lo que lleva * hace falta.")],
            last,
            styles,
        )
        _grid(
            page,
            row,
            question.columns,
            len(question.lines) or question.rows,
            styles,
            lists,
            first=1 if fixed else 0,
        )
        if (
            question.rows <= FEW
            and not fixed
            and any(one.kind in ("text", "long") for one in question.columns)
        ):
            # Sentences are written here: each of the few rows has room for some lines.
            for place in range(row + 1, row + 1 + question.rows):
                page.set_row(place, LINE * SENTENCES)
        if fixed:
            page.set_column(0, 0, FIRST)
            page.write_string(row, 0, question.ask.said, styles.head)
            for place, words in enumerate(question.lines.values(), start=row + 1):
                page.write_string(place, 0, words.said, styles.ask)
                page.set_row(place, LINE * high(words.said, FIRST) + 4)

    return written


def _last(columns: int) -> int:
    """The column up to which the texts above run; never the one that would be taken for a sheet of one person."""
    return columns - 1 if columns > 4 else 5


def _grid(
    page: Worksheet,
    row: int,
    columns: list[Question],
    rows: int,
    styles: Styles,
    lists: Lists | None,
    first: int = 0,
) -> None:
    """Headers with a note each, boxes under them with their rules."""
    from xlsxwriter.utility import xl_col_to_name, xl_range_abs

    page.set_row(row, LINE * max(high(starred(one), WIDTHS[one.kind]) for one in columns) + 4)
    last = first + len(columns) - 1
    for place, question in enumerate(columns, start=first):
        box = styles.box(question)
        page.set_column(place, place, WIDTHS[question.kind])
        page.write_string(row, place, starred(question), styles.head)
        if said := how(question):
            page.write_comment(row, place, said, {"x_scale": 1.6, "author": ""})
        for below in range(row + 1, row + 1 + rows):
            page.write_blank(below, place, None, box)
        rule(page, (row + 1, place, row + rows, place), question, lists)
        if question.required:
            begun = xl_range_abs(row + 1, first, row + 1, last).replace(f"${row + 2}", f"{row + 2}")
            formula = f"=AND(COUNTA({begun})>0,ISBLANK({xl_col_to_name(place)}{row + 2}))"
            wanted = {"type": "formula", "criteria": formula, "format": styles.wanted}
            page.conditional_format(row + 1, place, row + rows, place, wanted)
    page.freeze_panes(row + 1, 1)
    page.repeat_rows(row)
    page.repeat_columns(0)
    page.set_landscape()
    across = sum(WIDTHS[one.kind] for one in columns) + FIRST * bool(first)
    page.fit_to_pages(-(-across // LYING), 0)
