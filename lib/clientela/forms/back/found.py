"""Answers found in the pages of a file, wherever columns and rows have gone: who said what, and in which cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from clientela.forms.back.known import Known
from clientela.forms.back.pages import Page
from clientela.forms.back.trouble import Trouble, cell_name
from clientela.forms.back.values import text
from clientela.forms.model import Form, loose
from clientela.present.language import _

LOOKED_AT = 60
# Of a form's labels, what a page must show to be taken for one of it.
ENOUGH = 0.34
PROOF = 4  # more labels than two forms have alike
Target = tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What a cell says, and where it stands."""

    value: Any
    sheet: str
    cell: str


@dataclass
class Record:
    """What one person answered, or one row of a register: by question (`area`, `tools/crm`), and the rows of its tables."""

    file: str
    sheet: str
    row: int | None = None
    number: str = ""
    index: str = ""
    answers: dict[str, Said] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, dict[str, Said]]]] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether nobody wrote anything in it."""
        return not self.answers and not any(cells for rows in self.rows.values() for _line, cells in rows)


def blank(cell: Any) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def best_row(page: Page, meant: Callable[[str], Any]) -> tuple[int, dict[int, Any]]:
    """The row of the page whose headers mean most, and what each of its columns stands for."""
    best: tuple[int, dict[int, Any]] = (0, {})
    # The same few answers stand in most cells under the headers.
    meant = cache(meant)
    for place, row in enumerate(page.rows[:LOOKED_AT]):
        seen = {
            at: target for at, cell in enumerate(row) if isinstance(cell, str) and (target := meant(cell))
        }
        if len(set(seen.values())) > len(set(best[1].values())):
            best = (place, seen)
    return best


def share(seen: int, all_of_them: int) -> float:
    """How much of a form's labels a page shows; one label out of several proves nothing, and a few prove enough."""
    if not all_of_them or (seen < 2 and all_of_them > 1):
        return 0.0
    return max(seen / all_of_them, ENOUGH if seen >= PROOF else 0.0)


def vertical(page: Page, form: Form, names: Known, troubles: list[Trouble]) -> Record:
    """The answers of a page with a question a row."""
    record = Record(page.file, page.sheet)
    start, column = _answers_column(page)
    asked = ""
    for place, row in enumerate(page.rows[start:], start=start):
        label = _label_of(row, column, names, asked)
        if label is None:
            _stray(page, place, row, column, names, troubles)
            continue
        where, name = label
        if "/" not in name:
            asked = name
        at = column if column is not None else where + 1
        value = row[at] if at < len(row) else None
        if blank(value) or (name in {table.key for table in form.tables}):
            continue
        if name in record.answers:
            troubles.append(_twice(page, place, at, value, name))
            continue
        record.answers[name] = Said(value, page.sheet, cell_name(place, at))
    return record


def labels_down(page: Page, names: Known) -> int:
    """How many questions a page asks one under another."""
    start, column = _answers_column(page)
    seen = (_label_of(row, column, names, "") for row in page.rows[start:])
    return len({name for one in seen if one for name in [one[1]]})


def _answers_column(page: Page) -> tuple[int, int | None]:
    """The row under the heads of a page and the column of its answers, as its head says in either language."""
    for place, row in enumerate(page.rows[:LOOKED_AT]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and loose(cell) in ("respuesta", "answer"):
                return place + 1, column
    return 0, None


def _label_of(row: list[Any], column: int | None, names: Known, asked: str) -> tuple[int, str] | None:
    """The question of a row, or the choice of the question above it."""
    for place, cell in enumerate(row):
        if place == column or not isinstance(cell, str):
            continue
        text = loose(cell)
        if key := names.question(text):
            return place, key
        if asked and text in names.choices.get(asked, {}):
            return place, f"{asked}/{names.choices[asked][text]}"
    return None


def _stray(
    page: Page, place: int, row: list[Any], column: int | None, names: Known, troubles: list[Trouble]
) -> None:
    """An answer beside no question that the form has today is told, with what it says."""
    if column is None or column >= len(row) or blank(row[column]):
        return
    label = next(
        (
            str(cell)
            for at, cell in enumerate(row)
            if at < column and isinstance(cell, str) and not blank(cell)
        ),
        "",
    )
    if any(loose(cell) in names.gone for cell in row if isinstance(cell, str)):
        said = _("la versión de hoy ya no hace esta pregunta: la respuesta queda solo en esta lista")
    else:
        said = _("no es una pregunta de este formulario: la respuesta queda solo en esta lista")
    troubles.append(
        Trouble(page.file, said, page.sheet, cell_name(place, column), label, text(row[column]), "notice")
    )


def _twice(page: Page, place: int, column: int, value: Any, name: str) -> Trouble:
    said = _("la pregunta está dos veces en la hoja: vale la primera respuesta")
    return Trouble(page.file, said, page.sheet, cell_name(place, column), name, text(value))
