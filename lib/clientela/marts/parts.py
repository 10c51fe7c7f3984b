"""A mart with more rows than memory should hold at once: read a stretch of customers at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.marts.reading import opened, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

# About so many rows are held at a time.
ROWS = 2_000_000


class Parts:
    """The rows of a saved mart in its order, by customer; `frame` makes a pandas frame of what Arrow read."""

    def __init__(self, path: Path, frame: Callable[[pa.Table], pd.DataFrame]) -> None:
        self.path, self.frame = path, frame

    def __len__(self) -> int:
        import pyarrow.parquet as pq

        return int(pq.read_metadata(self.path).num_rows)

    def each(self, columns: list[str]) -> Iterator[pd.DataFrame]:
        """A frame of some columns after the other; all rows of one customer are in the same one."""
        import pyarrow as pa
        import pyarrow.compute as pc

        asked = list(dict.fromkeys(["customer_id", *columns]))
        with opened(self.path) as file:
            left: pa.Table | None = None
            for groups in self._together(file.metadata):
                table = plain(file.read_row_groups(groups, columns=asked))
                table = pa.concat_tables([left, table]) if left is not None else table
                ids = table.column("customer_id")
                # The last customer may go on in the next stretch; rows of nobody are nobody's together.
                same = pc.equal(ids, ids[-1]) if ids[-1].is_valid else pc.is_null(ids)
                whole = len(table) - (pc.sum(same).as_py() or 0)
                left = table.slice(whole)
                if whole:
                    yield self.frame(table.slice(0, whole))[columns]
            if left is not None:
                yield self.frame(left)[columns]

    def _together(self, about: pq.FileMetaData) -> Iterator[list[int]]:
        """The places of row groups that are read together."""
        groups, rows = [], 0
        for place in range(about.num_row_groups):
            groups.append(place)
            rows += about.row_group(place).num_rows
            if rows >= ROWS:
                yield groups
                groups, rows = [], 0
        if groups:
            yield groups

    def filled(self, column: str) -> bool:
        """Whether no row lacks a column, as the file itself tells."""
        import pyarrow.parquet as pq

        about = pq.read_metadata(self.path)
        place = about.schema.to_arrow_schema().names.index(column)
        told = [about.row_group(group).column(place).statistics for group in range(about.num_row_groups)]
        return all(one is not None and one.null_count == 0 for one in told)


def each(mart: pd.DataFrame | Parts, *columns: str) -> Iterator[pd.DataFrame]:
    """The rows of a mart with some of its columns: a frame as it is, a large mart a stretch of customers at a time.

    >>> import pandas as pd
    >>> [len(part) for part in each(pd.DataFrame({"customer_id": ["a", "b"], "amount": [1.0, 2.0]}), "amount")]
    [2]
    """
    if isinstance(mart, Parts):
        yield from mart.each(list(columns))
    else:
        yield mart[list(columns)]


def filled(mart: pd.DataFrame | Parts, column: str) -> bool:
    """Whether every row of a mart has that column, and there is a row at all.

    >>> import pandas as pd
    >>> filled(pd.DataFrame({"margin": [1.0, None]}), "margin"), filled(pd.DataFrame({"margin": []}), "margin")
    (False, False)
    """
    return mart.filled(column) if isinstance(mart, Parts) else bool(len(mart) and mart[column].notna().all())
