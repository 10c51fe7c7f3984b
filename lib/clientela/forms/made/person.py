"""The sheet that one person answers from top to bottom."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from clientela.forms.labels import answer_word, how, opening, starred
from clientela.forms.made.rules import mark, rule
from clientela.forms.model import Form, Question, Section
from clientela.present.language import _

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from clientela.forms.made.book import Lists
    from clientela.forms.made.styles import Styles

ASK, ANSWER, HELP = 1, 2, 3
WIDTHS = (4, 58, 34, 44)
LINE = 15
LONG = 5  # lines of a box for a long text
WRITTEN = Callable[["Worksheet", "Styles", "Lists | None"], None]


def sheet(form: Form, names: Mapping[str, str]) -> WRITTEN:
    """What writes the sheet; `names` are those of the sheets of its tables."""

    def written(page: Worksheet, styles: Styles, lists: Lists | None) -> None:
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        row = head(page, form.title.said, opening(form), HELP, styles)
        count = row
        page.write_string(row, ASK, _("Respuestas necesarias que faltan"), styles.count)
        row += 2
        for column, words in ((ASK, _("Pregunta")), (ANSWER, answer_word()), (HELP, _("Cómo se contesta"))):
            page.write_string(row, column, words, styles.head)
        page.repeat_rows(row)
        page.freeze_panes(row + 1, 0)
        body = _Body(page, styles, lists, names, row + 1)
        for section in form.sections:
            body.section(section)
        cells = [f"C{r + 1}" for r in body.required]
        formula = "+".join(f"COUNTBLANK({cell})" for cell in cells) or "0"
        page.write_formula(count, ANSWER, f"={formula}", styles.count, len(cells))
        page.print_area(0, 0, body.row, HELP)
        page.set_portrait()
        page.fit_to_pages(1, 0)

    return written


def head(page: Worksheet, title: str, said: list[str], last: int, styles: Styles) -> int:
    """The title of a sheet and what is read first; the next free row."""
    page.write_string(0, 1 if last == HELP else 0, title, styles.title)
    page.set_row(0, 28)
    width = sum(WIDTHS[1:]) if last == HELP else 110
    for row, line in enumerate(said, start=1):
        page.merge_range(row, 1 if last == HELP else 0, row, last, line, styles.lead)
        page.set_row(row, LINE * high(line, width) + 2)
    return len(said) + 1


def high(text: str, width: int) -> int:
    """The lines that a text needs in a column: not every program finds out by itself."""
    return max(1, len(textwrap.wrap(text, max(8, width - 3))))


class _Body:
    """The questions, written one under another."""

    def __init__(
        self, page: Worksheet, styles: Styles, lists: Lists | None, names: Mapping[str, str], row: int
    ) -> None:
        self.page, self.styles, self.lists, self.names, self.row = page, styles, lists, names, row
        self.number, self.required = 0, list[int]()

    def section(self, section: Section) -> None:
        """A section's title and its questions."""
        self.row += 1
        self.page.set_row(self.row, 22)
        for column in (ASK, ANSWER, HELP):
            self.page.write_string(
                self.row, column, section.title.said if column == ASK else "", self.styles.section
            )
        self.row += 1
        if section.text:
            self.page.merge_range(self.row, ASK, self.row, HELP, section.text.said, self.styles.lead)
            self.page.set_row(self.row, LINE * high(section.text.said, sum(WIDTHS[1:])) + 2)
            self.row += 1
        for question in section.questions:
            self.number += 1
            self._question(question)

    def _question(self, question: Question) -> None:
        asked, said = starred(question), how(question)
        lines = max(
            high(asked, WIDTHS[ASK]), high(said, WIDTHS[HELP] + 6), LONG if question.kind == "long" else 1
        )
        self.page.set_row(self.row, LINE * lines + 4)
        self.page.write_number(self.row, 0, self.number, self.styles.mute)
        self.page.write_string(self.row, ASK, asked, self.styles.ask)
        if question.kind == "table":
            there = _("Se llena en la hoja «{sheet}».").format(sheet=self.names[question.key])
            self.page.write_url(
                self.row, ANSWER, f"internal:'{self.names[question.key]}'!A1", self.styles.mute, there
            )
        elif question.kind == "several":
            self.page.write_string(self.row, HELP, said or _("Marque con una x."), self.styles.mute)
            self._options(question)
        else:
            self.page.write_string(self.row, HELP, said, self.styles.mute)
            self._box(question)
        self.row += 1

    def _box(self, question: Question) -> None:
        self.page.write_blank(self.row, ANSWER, None, self.styles.box(question))
        rule(self.page, (self.row, ANSWER, self.row, ANSWER), question, self.lists)
        if question.required:
            self.required.append(self.row)
            wanted = {"type": "blanks", "format": self.styles.wanted}
            self.page.conditional_format(self.row, ANSWER, self.row, ANSWER, wanted)

    def _options(self, question: Question) -> None:
        for words in question.choices.values():
            self.row += 1
            self.page.write_string(self.row, ASK, words.said, self.styles.option)
            self.page.write_blank(self.row, ANSWER, None, self.styles.box(question, mark=True))
            mark(self.page, self.row, ANSWER)
