"""Which row of a file holds the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from clientela.intake import profiles
from clientela.intake.contract import Table, header_key, plain
from clientela.intake.problems import Assumption, Problem
from clientela.present.language import gettext as _

LOOKED_AT = 30


def find_header(
    rows: Sequence[Sequence[str]],
    given: int | None,
    table: Table,
    name: str,
    file: str,
    mapped: Mapping[str, str | int],
) -> tuple[int, tuple[str, ...], list[Assumption]]:
    """The row of the header (from 1; 0 for none), the columns' names, and what was assumed.

    The header is the first row, among the first thirty, that knows most words of the contract or of company.yml's `columns`; titles above it
    are passed over.
    """
    width = max((len(row) for row in rows[:200]), default=0)
    if given == 0:
        common = _common_width(rows)
        return 0, tuple(f"columna_{i}" for i in range(1, common + 1)), []
    if given is not None:
        row = rows[given - 1] if given <= len(rows) else []
        return given, tuple(_trimmed(row)), []
    words = _words(table, mapped)
    scores = [_known(row, words) for row in rows[:LOOKED_AT]]
    best = max(scores, default=0)
    place = (
        scores.index(best)
        if best
        else next((i for i, row in enumerate(rows) if len(_filled(row)) >= min(width, 2)), 0)
    )
    headers = _trimmed(rows[place]) if rows else []
    tool = profiles.survey_tool(headers)
    if tool and tool.heads == "parts":
        # The last question may have parts, which only the row below names.
        headers += [""] * (len(rows[place]) - len(headers))
    notes = []
    if place and any(_filled(row) for row in rows[:place]):
        evidence = _("{file}: las filas de encima son títulos").format(file=file)
        notes.append(Assumption(name, "header", _("fila {row}").format(row=place + 1), evidence))
    return place + 1, tuple(headers), notes


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if str(cell).strip()]


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = [str(cell).lstrip("\ufeff").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _common_width(rows: Sequence[Sequence[str]]) -> int:
    widths = [len(row) for row in rows if _filled(row)]
    return max(set(widths), key=lambda w: (widths.count(w), w), default=0)


def _words(table: Table, mapped: Mapping[str, str | int]) -> set[str]:
    """Every header that says one of a table's columns, or that company.yml gives."""
    words = {header_key(theirs) for theirs in mapped.values() if isinstance(theirs, str)}
    return words.union(*((*column.aliases, *column.fallback) for column in table.columns.values()))


def _known(row: Sequence[str], words: set[str]) -> int:
    texts = [str(cell) for cell in row if not re.fullmatch(r"[\d\s.,/:-]*", str(cell))]
    return len({text for text in texts if header_key(text) in words or _of_a_tool(text)})


def _of_a_tool(text: str) -> bool:
    return " ".join(plain(text).split()) in profiles.words()


def header_notes(file: str, repeated: Sequence[str]) -> Iterator[Problem]:
    """Columns that have the same name as one before them."""
    for header in dict.fromkeys(repeated):
        message = _("hay más de una columna con este nombre; la segunda se llama «{name}»").format(
            name=f"{header}_2"
        )
        yield Problem(
            file, message, _("Dé a cada columna un nombre distinto"), column=header, severity="notice"
        )
