"""What a cell of a workbook takes: the rule of a question, as spreadsheets know it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.forms.labels import how, options, taken
from clientela.forms.model import Question
from clientela.present.language import _

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from clientela.forms.made.book import Lists

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
FARTHEST = 1e15
# What spreadsheets allow in a rule.
TITLE, MESSAGE, LIST = 32, 255, 255


def rule(sheet: Worksheet, area: tuple[int, int, int, int], question: Question, lists: Lists | None) -> None:
    """Put a question's rule on its boxes, with what to do where it is broken."""
    made = _rule(question, lists)
    said = how(question)
    if not made and not said:
        return
    made = made or {"validate": "any"}
    if said:
        made |= {"input_title": _short(question.ask.said, TITLE), "input_message": _short(said, MESSAGE)}
    if made["validate"] != "any":
        made |= {"error_title": _("No es una respuesta"), "error_message": _short(_wrong(question), MESSAGE)}
    sheet.data_validation(*area, made)


def mark(sheet: Worksheet, row: int, column: int) -> None:
    """The box of one of several options: an x, or nothing."""
    said = _("Escriba x, o deje la casilla en blanco.")
    made = {"validate": "list", "source": ["x"], "error_message": said}
    sheet.data_validation(row, column, row, column, made)


def _rule(question: Question, lists: Lists | None) -> dict[str, Any]:
    if question.kind in ("one", "scale", "yes_no"):
        listed = options(question)
        return {
            "validate": "list",
            "source": lists.place(listed) if lists and question.kind == "one" else _fitting(listed),
        }
    if question.kind in ("date", "moment"):
        return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
    if question.kind == "number":
        low = -FARTHEST if question.min is None else question.min
        high = FARTHEST if question.max is None else question.max
        kind = "integer" if question.whole else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    return {}


def _fitting(listed: list[str]) -> list[str]:
    """As many of a list as a rule holds: the rest may be written all the same, since then the rule does not stop."""
    while len(",".join(listed)) > LIST:
        listed = listed[:-1]
    return listed


def _wrong(question: Question) -> str:
    if question.kind in ("one", "yes_no"):
        return _("Escoja una respuesta de la lista.")
    return taken(question) or _("Escriba otra cosa.")


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
