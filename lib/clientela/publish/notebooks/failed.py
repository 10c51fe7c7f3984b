"""A notebook in which something failed, read for what did; and what stands in the place of one whose process died."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.failures import Failure, place

if TYPE_CHECKING:
    from nbformat import NotebookNode

# An error that costs one thing leaves its cell as a text with this mark: Papermill would take an error for the end of all.
MARK = "error"
EMPTY = {"results": {}, "missing": {}, "findings": [], "title": "", "answer": "", "lineage": {}}


def told(error: str, words: str) -> NotebookNode:
    """The output that a cell keeps of an error."""
    from nbformat.v4 import new_output

    return new_output("display_data", {"text/plain": words}, metadata={"clientela": {MARK: error}})


def kind(output: NotebookNode) -> str:
    """The kind of error that an output tells of; "" when it tells of none."""
    return str(output.get("metadata", {}).get("clientela", {}).get(MARK, ""))


def failures_of(executed: Path) -> list[Failure]:
    """What failed in an executed notebook: the cell, its section, the kind of error, the line of the library."""
    import nbformat

    found, section = [], ""
    for number, cell in enumerate(nbformat.read(executed, as_version=4).cells):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            section = cell.source.partition("\n")[0].removeprefix("## ")
        for said in cell.get("outputs", []):
            if error := kind(said):
                part = f"{executed.name}, celda {number}" + (f" («{section}»)" if section else "")
                found.append(Failure(part, error, place(said.data["text/plain"])))
    return found


def stub(source: Path, executed: Path, how: str) -> None:
    """Write a notebook that holds the question of another and says that its process died."""
    import nbformat
    from nbformat.v4 import new_code_cell

    book = nbformat.read(source, as_version=4)
    book.cells = [*book.cells[:1], new_code_cell(outputs=[told("Died", how)])]
    nbformat.write(book, executed)


def close(record: Path) -> None:
    """Write the record of a stage that did not come to write its own: it found nothing."""
    if not record.is_file():
        record.parent.mkdir(parents=True, exist_ok=True)
        (record.parent / "tables").mkdir(exist_ok=True)
        record.write_text(json.dumps(EMPTY) + "\n", encoding="utf-8")
