"""From the text of a cell to its value: for each column of a source, the SQL that reads it and what was assumed."""

from clientela.intake.cells.cell import Cell
from clientela.intake.cells.look import Look
from clientela.intake.cells.reader import read_cells

__all__ = ["Cell", "Look", "read_cells"]
