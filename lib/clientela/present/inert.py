"""What a spreadsheet would take for a formula stays the text that it is."""

from __future__ import annotations

# The signs with which a cell of a CSV, or one that is typed over, begins to be a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: object) -> object:
    """A cell as a CSV may hold it: a text that begins like a formula has a quotation mark before it, all else is as it was.

    >>> inert("=HYPERLINK(A1)"), inert("Ana"), inert(-5)
    ("'=HYPERLINK(A1)", 'Ana', -5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
