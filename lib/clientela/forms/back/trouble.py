"""What is wrong with a filled form: each line names the file, the sheet and the cell, and says what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clientela.folders import project
from clientela.intake import problems
from clientela.present.inert import inert
from clientela.present.language import _

# error: the answer is not used; missing: none was given where one is needed; notice: used, or kept aside, and worth a look.
Weight = Literal["error", "missing", "notice"]
ORDER: dict[str, int] = {"error": 0, "missing": 1, "notice": 2}


@dataclass(frozen=True)
class Trouble:
    """One line of the list; `value` is what stands in the cell, so that nothing that somebody wrote is lost."""

    file: str
    message: str
    sheet: str = ""
    cell: str = ""
    question: str = ""
    value: str = ""
    weight: Weight = "error"
    personal: bool = False

    def __str__(self) -> str:
        place = self.file
        if self.sheet:
            place += _(", hoja «{sheet}»").format(sheet=self.sheet)
        if self.cell:
            place += f", {self.cell}"
        said = f" {problems.cell(self.value, self.personal)}" if self.value else ""
        asked = f" · {problems.quote(self.question, longest=60)}" if self.question else ""
        return f"{place}{asked}{said}: {self.message}"


def cell_name(row: int, column: int) -> str:
    """The name of a cell, from its row and column counted from 0.

    >>> cell_name(6, 2), cell_name(0, 27)
    ('C7', 'AB1')
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def write(troubles: Sequence[Trouble], target: Path) -> Path:
    """The whole list as a CSV that a spreadsheet opens; readable by its owner alone, since it holds what people wrote."""
    import csv

    heads = [_("Archivo"), _("Hoja"), _("Celda"), _("Pregunta"), _("Lo que dice"), _("Qué pasa")]
    project.owners_alone(target.parent)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        writer.writerows(
            [
                [inert(t) for t in (one.file, one.sheet, one.cell, one.question, one.value, one.message)]
                for one in troubles
            ]
        )
    target.chmod(0o600)
    return target
