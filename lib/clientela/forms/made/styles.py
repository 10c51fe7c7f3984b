"""How a workbook to fill in looks: the house's colours, shaded boxes for answers, everything else locked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.forms.model import Question
from clientela.publish.page.meta import TEAL, legible

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

INK, MUTE, LINE, BOX, WANTED = "#1f2a37", "#5b6675", "#d8dee6", "#eef3f6", "#fdf0dc"
NUMBER = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "General", "scale": "0"}


@dataclass(frozen=True)
class Look:
    """Whose form it is: the colour of its titles and its logo."""

    accent: str = TEAL
    logo: Path | None = None
    company: str = ""


def look(company: str) -> Look:
    """The colours and the logo of a company that has a company.yml; else the house's."""
    from clientela.companies import config
    from clientela.folders import project

    if not company or not (project.company_folder(company) / "company.yml").is_file():
        return Look()
    settings = config.load(company)
    logo = settings.folder / settings.logo if settings.logo else None
    accent = legible(settings.colours.get("accent", TEAL), "#ffffff")
    return Look(accent, logo if logo and logo.is_file() else None, settings.name)


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook, accent: str) -> None:
        self._book = book
        wrap: dict[str, Any] = {"text_wrap": True, "valign": "vcenter", "font_color": INK}
        self.title = book.add_format({"bold": True, "font_size": 18, "font_color": accent})
        self.lead = book.add_format(wrap)
        self.section = book.add_format(
            {"bold": True, "font_size": 13, "font_color": accent, "bottom": 1, "bottom_color": accent}
        )
        self.head = book.add_format(
            {**wrap, "bold": True, "valign": "bottom", "bottom": 1, "bottom_color": INK}
        )
        self.ask = book.add_format(wrap)
        self.option = book.add_format({**wrap, "indent": 2})
        self.mute = book.add_format({**wrap, "font_color": MUTE, "font_size": 9})
        self.count = book.add_format({"font_color": MUTE, "font_size": 9, "align": "left"})
        self.wanted = book.add_format({"bg_color": WANTED})
        self._boxes: dict[str, Format] = {}

    def box(self, question: Question, *, mark: bool = False) -> Format:
        """The box of an answer: shaded, open to writing, in the format of its kind."""
        kind = "mark" if mark else f"long {question.kind}" if question.kind == "long" else question.kind
        if kind not in self._boxes:
            form = {
                "bg_color": BOX,
                "border": 1,
                "border_color": LINE,
                "locked": False,
                "text_wrap": True,
                "valign": "vcenter",
                "align": "left",
            }
            # As text, so that no spreadsheet takes 3-4 for a date or drops the zeros of a code.
            self._boxes[kind] = self._book.add_format({**form, "num_format": NUMBER.get(question.kind, "@")})
        return self._boxes[kind]
