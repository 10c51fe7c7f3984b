"""Pages with a question a column: a register, a table within a form, or what a collecting tool exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from clientela.forms.back.found import Record, Said, Target, best_row, blank
from clientela.forms.back.known import OF_A_TOOL, Known
from clientela.forms.back.pages import Page
from clientela.forms.back.trouble import Trouble, cell_name
from clientela.forms.back.values import text
from clientela.forms.model import loose
from clientela.present.language import _


def across(page: Page, names: Known, troubles: list[Trouble]) -> Iterator[Record]:
    """The answers of a page with a question a column and a record a row: a register, or what a collecting tool exports."""
    top, targets = best_row(page, partial(header, names))
    _unknown(page, top, targets, troubles)
    number = _place(page, top, "_uuid", "meta/instanceid", "instanceid", "key", "_id")
    # The number by which the rows of other pages name a record.
    index = _place(page, top, "_index", "key")
    for place, row in enumerate(page.rows[top + 1 :], start=top + 1):
        record = Record(page.file, page.sheet, place + 1)
        record.number = (
            str(row[number]) if number is not None and number < len(row) and not blank(row[number]) else ""
        )
        record.index = text_of(row[index]) if index is not None and index < len(row) else ""
        for at, target in targets.items():
            if at < len(row) and not blank(row[at]):
                _put(record, target, Said(row[at], page.sheet, cell_name(place, at)))
        if not record.blank:
            yield record


def _put(record: Record, target: Target, said: Said) -> None:
    """An answer in its place: a question's, a choice's, or a cell of a table."""
    if len(target) < 3:
        record.answers.setdefault("/".join(target), said)
        return
    table, line, column = target
    lines = record.rows.setdefault(table, [])
    # The cells of a line stand side by side: it is most often the last one.
    cells = next((cells for known, cells in reversed(lines) if known == line), None)
    if cells is None:
        cells = {}
        lines.append((line, cells))
    cells.setdefault(column, said)


def _place(page: Page, top: int, *wanted: str) -> int | None:
    """The column of the first of these headers that the page has."""
    heads = (
        {str(cell).strip().lower(): at for at, cell in reversed(list(enumerate(page.rows[top])))}
        if page.rows
        else {}
    )
    return next((heads[name] for name in wanted if name in heads), None)


def text_of(cell: Any) -> str:
    """A number of a record as text: 3.0 is 3."""
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)


def header(names: Known, head: str) -> Target | None:
    """What a header stands for: a question, one of its choices (tools/crm), a cell of a table; with its groups before it or not."""
    for tail in (
        head,
        *(head.split("/", n)[-1] for n in range(1, head.count("/") + 1)),
        head.rpartition("-")[2],
    ):
        text = loose(tail)
        if text in names.cells:
            return names.cells[text]
        if key := names.question(text):
            return (key,)
    asked, _slash, part = head.rpartition("/")
    for question in (asked, asked.rpartition("/")[2], asked.rpartition("-")[2]) if asked else ():
        known = names.questions.get(loose(question), "")
        if choice := names.choices.get(known, {}).get(loose(part)):
            return known, choice
    return None


def _unknown(page: Page, top: int, targets: Mapping[int, Any], troubles: list[Trouble]) -> None:
    """Columns with answers that no question of the form is."""
    for at, cell in enumerate(page.rows[top] if page.rows else ()):
        values = [row[at] for row in page.rows[top + 1 :] if at < len(row) and not blank(row[at])]
        label = str(cell or "").strip()
        if at in targets or not values or (label and OF_A_TOOL.match(loose(label))):
            continue
        said = _(
            "{n|una respuesta de una columna|# respuestas de una columna} que no es de este formulario: no se usan"
        ).format(n=len(values))
        troubles.append(
            Trouble(
                page.file,
                said,
                page.sheet,
                cell_name(top, at),
                label or cell_name(top, at),
                "; ".join(text(value) for value in values)[:2000],
                "notice",
            )
        )


def table_rows(
    page: Page, table: str, names: Known, troubles: list[Trouble]
) -> Iterator[tuple[str, str, int, dict[str, Said]]]:
    """The rows of a table's page: (number of the record it belongs to, line, row, cells)."""
    top, heads = best_row(page, partial(column, names, table))
    parent = _place(page, top, "_parent_index", "parent_key")
    lines = names.lines.get(table, {})
    for place, row in enumerate(page.rows[top + 1 :], start=top + 1):
        cells = {
            name: Said(row[at], page.sheet, cell_name(place, at))
            for at, name in heads.items()
            if at < len(row) and not blank(row[at])
        }
        line = (
            next((lines[loose(cell)] for cell in row if isinstance(cell, str) and loose(cell) in lines), "")
            if lines
            else str(place + 1)
        )
        if not cells:
            continue
        if not line:
            said = _(
                "no se sabe de qué línea de la tabla es esta fila: sus respuestas quedan solo en esta lista"
            )
            troubles.append(
                Trouble(
                    page.file,
                    said,
                    page.sheet,
                    cell_name(place, 0),
                    value="; ".join(text(c.value) for c in cells.values()),
                )
            )
            continue
        yield text_of(row[parent]) if parent is not None and parent < len(row) else "", line, place, cells
    beside = (
        {at: "" for at in range(len(page.rows[top])) if _names_lines(page, top, at, lines)}
        if page.rows
        else {}
    )
    _unknown(page, top, {**beside, **heads}, troubles)


def column(names: Known, table: str, head: str) -> str | None:
    """The column of a table that a header stands for, with its groups before it or not."""
    known = names.columns[table]
    return (
        known.get(loose(head))
        or known.get(loose(head.rpartition("/")[2]))
        or known.get(loose(head.rpartition("-")[2]))
    )


def _names_lines(page: Page, top: int, at: int, lines: Mapping[str, str]) -> bool:
    return any(
        at < len(row) and isinstance(row[at], str) and loose(row[at]) in lines for row in page.rows[top + 1 :]
    )
