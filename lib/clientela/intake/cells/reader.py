"""Every column of a source, each by the reader for its type."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.intake.cells.cell import Cell
from clientela.intake.cells.days import day
from clientela.intake.cells.figures import figure
from clientela.intake.cells.look import Look
from clientela.intake.cells.texts import choice, code, flag, text
from clientela.intake.contract import Column, Table

READERS = {"id": code, "text": text, "choice": choice, "flag": flag, "date": day, "timestamp": day}


def read_cells(look: Look, table: Table) -> dict[str, Cell]:
    """How every column that the source has is read."""
    present: dict[str, Column] = {
        name: column for name in look.types if (column := table.column(name)) is not None
    }
    for name, column in present.items():
        # Shapes first: what one column shows helps to read another.
        if column.type in ("money", "number", "share", "date", "timestamp") and look.types[name] == "VARCHAR":
            look.shapes_of[name] = look.shapes(name)
    cells = {name: READERS.get(column.type, figure)(column, look) for name, column in present.items()}
    return cells | _written_beside(cells, table)


def _written_beside(cells: Mapping[str, Cell], table: Table) -> dict[str, Cell]:
    """The currency of a sale, where it is written beside its amount; a column of currencies tells the rest."""
    told = [cell.currency for cell in cells.values() if cell.currency]
    column = table.columns.get("currency")
    if not told or column is None:
        return {}
    own = [cells["currency"].sql] if "currency" in cells else []
    x = f"coalesce({', '.join((*own, *told))})"
    return {"currency": Cell(column, x, f"({x} IS NULL)")}
