"""Tables of a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its header; a sign that would end a cell is written as it is read.

    >>> print(table(["a", "b"], [["x|y", 1]]))
    | a | b |
    | --- | --- |
    | x\\|y | 1 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def code(names: Iterable[str]) -> str:
    """Names as code, in order."""
    return ", ".join(f"`{name}`" for name in names)


def _cell(cell: object) -> str:
    return str(cell).replace("|", "\\|").replace("\n", " ")
