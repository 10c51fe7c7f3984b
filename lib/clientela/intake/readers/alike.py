"""The sheets of a workbook, or the files of an archive, that are one table: those with the same header."""

from __future__ import annotations

from collections.abc import Iterable

from clientela.intake.contract import Table, header_key
from clientela.intake.readers.raw import Raw


def alike(raws: Iterable[tuple[str, Raw]], chosen: Raw) -> tuple[list[Raw], list[str]]:
    """Those with the header of the chosen one, in their order; and the names of those that have nearly the same."""
    mine, same, nearly = _keys(chosen), [], []
    for name, raw in raws:
        theirs = _keys(raw)
        if theirs == mine:
            same.append(raw)
        elif 2 * len(mine & theirs) >= len(mine | theirs):
            nearly.append(name)
    return same, nearly


def knows(raw: Raw, table: Table) -> int:
    """How many words of a table a header has."""
    return len(_keys(raw) & {alias for column in table.columns.values() for alias in column.aliases})


def _keys(raw: Raw) -> set[str]:
    return {header_key(header) for header in raw.headers}
