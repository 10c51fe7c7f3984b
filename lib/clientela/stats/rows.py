"""Rows of a small frame, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a small frame, each cell by its name (of whatever type the column is).

    >>> import pandas as pd
    >>> [row.n for row in rows_of(pd.DataFrame({"n": [1, 2]}))]
    [1, 2]
    """
    return table.itertuples()
