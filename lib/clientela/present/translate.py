"""A notebook in the reader's language: one Markdown cell, one message."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clientela.present.language import gettext, speaking

if TYPE_CHECKING:
    from nbformat import NotebookNode


def notebook(path: Path, language: str) -> NotebookNode:
    """A committed notebook with its prose in the given language and without stored outputs."""
    import nbformat

    book = nbformat.read(path, as_version=4)
    with speaking(language):
        for cell in book.cells:
            if cell.cell_type == "markdown":
                cell.source = gettext(cell.source)
            else:
                cell.outputs, cell.execution_count = [], None
    return book
