"""Rows of a frame: one after the other, and where those of one frame stand in another, by their ids as Arrow keeps them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

# Names in one answer from which it is worth looking for those that stand side by side.
MANY = 10_000


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a small frame, each cell by its name (of whatever type the column is).

    >>> import pandas as pd
    >>> [row.n for row in rows_of(pd.DataFrame({"n": [1, 2]}))]
    [1, 2]
    """
    return table.itertuples()


class Places:
    """Customers by their ids, each there once, asked again and again for the places of others' rows."""

    def __init__(self, known: pd.Series | NDArray[Any]) -> None:
        import pyarrow.compute as pc

        self.names = _names(known)
        # In order, a stretch of customers is looked for in a stretch alone.
        self.in_order = False
        if len(self.names) > MANY:
            more = pc.less(self.names.slice(0, len(self.names) - 1), self.names.slice(1))
            self.in_order = bool(pc.all(pc.fill_null(more, False)).as_py())

    def of(self, asked: pd.Series | NDArray[Any]) -> NDArray[np.int64]:
        """The place of each of the asked among the known; −1 for who is not there."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names = _names(asked)
        if pa.types.is_null(self.names.type) or pa.types.is_null(names.type):
            return np.full(len(names), -1)
        begins = _begins(names)
        distinct = (names if begins is None else names.take(pa.array(begins))).cast(self.names.type)
        start, there = self._stretch(distinct)
        place: NDArray[np.int64]
        if len(distinct) == len(there) and pc.all(pc.equal(distinct, there), skip_nulls=False).as_py():
            # The same ones in the same order, as marts have them: nobody need be looked for.
            place = np.arange(start, start + len(there))
        else:
            found = pc.add(pc.index_in(distinct, value_set=there, skip_nulls=True), start)
            place = np.asarray(pc.fill_null(found, -1), dtype=np.int64)
        return place if begins is None else np.repeat(place, np.diff(np.append(begins, len(names))))

    def _stretch(self, asked: pa.ChunkedArray) -> tuple[int, pa.ChunkedArray]:
        """Where all of the asked must be, if they are there, and from which place on."""
        import pyarrow.compute as pc

        first, last = pc.min_max(asked).as_py().values() if self.in_order else (None, None)
        if first is None:
            return 0, self.names
        every = range(len(self.names))
        start = bisect_left(every, first, key=self._name)
        return start, self.names.slice(start, bisect_right(every, last, key=self._name) - start)

    def _name(self, place: int) -> Any:
        return self.names[place].as_py()


def places(known: pd.Series | NDArray[Any], asked: pd.Series | NDArray[Any]) -> NDArray[np.int64]:
    """The place of each of the asked among the known, each of whom is there once; −1 for who is not there.

    >>> import pandas as pd
    >>> places(pd.Series(["b", "a"]), pd.Series(["a", None, "c", "b"])).tolist()
    [1, -1, -1, 0]
    >>> places(pd.Series(["b", "a"]), pd.Series(["b", "a"])).tolist()
    [0, 1]
    """
    return Places(known).of(asked)


def among(asked: pd.Series, known: pd.Series) -> NDArray[np.bool_]:
    """Which of the asked are among the known, who may be there more than once.

    >>> import pandas as pd
    >>> among(pd.Series(["a", "c"]), pd.Series(["a", "a", "b"])).tolist()
    [True, False]
    """
    return places(known, asked) >= 0


def taken(values: Any, place: NDArray[np.int64]) -> NDArray[np.float64]:
    """The numbers at those places; none where the place is −1.

    >>> taken(np.array([5, 7]), np.array([1, -1])).tolist()
    [7.0, nan]
    """
    return np.append(np.asarray(values, dtype=float), np.nan)[place]


def _names(ids: pd.Series | NDArray[Any]) -> pa.Array | pa.ChunkedArray:
    import pyarrow as pa

    return pa.array(ids, from_pandas=True)


def _begins(names: pa.Array | pa.ChunkedArray) -> NDArray[np.int64] | None:
    """Where another name begins, in rows that stand in the customers' order; None where that is nearly everywhere."""
    import pyarrow.compute as pc

    if len(names) < MANY:
        return None
    other = pc.fill_null(pc.not_equal(names.slice(1), names.slice(0, len(names) - 1)), True)
    begins = np.append(0, np.flatnonzero(np.asarray(other)) + 1)
    return begins if len(begins) < len(names) // 2 else None
