"""How long very many customers let pass between purchases: the rows of that mart, without a list kept in order for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

MART = "interpurchase_times"
SHARE = 0.9
# A gap of days takes no more bits.
GAP_BITS = 24
# So many days are taken at a time, that memory may be small.
STRETCH = 1 << 21


def fill(connection: duckdb.DuckDBPyConnection, coded: bool) -> None:
    """The rows of the mart, whose table is there: what its query gives, from days of purchase that stand in their order.

    `coded` says that customers are numbers meanwhile.
    """
    who = "enum_code(customer_id)" if coded else "customer_id"
    rows = connection.execute("SELECT count(*) FROM customer_days").fetchall()[0][0]
    first, size = 0, STRETCH
    while first < rows:
        last = min(first + size, rows) - 1
        days = "FROM customer_days WHERE is_purchase AND rowid BETWEEN"
        found = connection.sql(
            f"SELECT {who} AS who, day, rowid AS place {days} {first} AND {last}"
        ).to_arrow_table()
        ends = _ends(found["who"])
        if last < rows - 1 and len(ends) == 1:
            # One customer alone may have more days than that.
            size *= 2
            continue
        if last < rows - 1 and len(ends):
            # The last customer's other days are in the next stretch, which begins with the first of all.
            found = found.slice(0, ends[-2] + 1)
            ends, last = ends[:-1], found["place"][-1].as_py()
        connection.register("_known", _known(found["day"], ends))
        connection.execute(
            f"INSERT INTO marts.{MART} SELECT d.*, k.* FROM (SELECT customer_id, day {days} {first} AND {last}) AS d POSITIONAL JOIN _known AS k"
        )
        connection.unregister("_known")
        first, size = last + 1, STRETCH


def _ends(who: pa.ChunkedArray) -> NDArray[np.int64]:
    """The places of each customer's last day."""
    import numpy as np
    import pyarrow.compute as pc

    changes = pc.not_equal(who.slice(1), who.slice(0, max(len(who) - 1, 0))).to_numpy()
    return np.flatnonzero(np.append(changes, True)[: len(who)].astype(bool))


def _known(days: pa.ChunkedArray, ends: NDArray[np.int64]) -> pa.Table:
    """Beside each day of purchase the next one, how many came before and the 90 % quantile of the gaps until then."""
    import numpy as np
    import pyarrow as pa

    day = days.cast(pa.int32()).to_numpy()
    sizes = np.diff(ends, prepend=-1)
    is_last = np.zeros(len(day), bool)
    is_last[ends] = True
    return pa.table(
        {
            "next_day": pa.array(np.roll(day, -1), pa.int32(), mask=is_last).cast(pa.date32()),
            "repeat_days": _places(sizes),
            "gap_q90": pa.array(running_quantile(day, sizes), from_pandas=True),
        }
    )


def _places(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many days of the same customer stand before each."""
    import numpy as np

    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def running_quantile(day: NDArray[np.int32], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """The 90 % quantile of each customer's gaps up to every day, between two of them where it lies there; none on the first.

    `day` are the days of all customers one after the other, of each in their order; `sizes` says how many each has. Of n gaps no more than
    the n / 10 + 2 longest are asked for: the longest so far, the longest of what those left behind, and so on.

    >>> import numpy as np
    >>> running_quantile(np.array([0, 10, 50, 7]), np.array([3, 1])).tolist()
    [nan, 10.0, 37.0, nan]
    """
    import numpy as np

    number = _places(sizes)
    place = (number - 1) * SHARE
    low = np.floor(place)
    wanted = (number - 1 - low).astype(np.int32)
    lower, upper = np.zeros((2, len(day)))
    rows, left = np.arange(len(day)), np.where(number == 0, 0, np.diff(day, prepend=0)).astype(np.int64)
    whose = np.repeat(np.arange(len(sizes)), sizes)
    for rank in range(int(wanted.max(initial=0)) + 1):
        asking = sizes[whose] > 10 * rank - 9
        rows, left, whose = rows[asking], left[asking], whose[asking]
        # Each customer's gaps lie above those of all before, so that one maximum runs down the whole column.
        longest = np.maximum.accumulate(left + (whose << GAP_BITS)) - (whose << GAP_BITS)
        for values, at in ((lower, wanted[rows] == rank), (upper, wanted[rows] == rank + 1)):
            values[rows[at]] = longest[at]
        left = np.minimum(left, np.roll(longest, 1))
    return np.where(number > 0, _between(lower, upper, place - low), np.nan)


def _between(
    lower: NDArray[np.float64], upper: NDArray[np.float64], far: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What lies so far between two whole numbers of days, to the last bit as DuckDB has it: one product is added before it is rounded."""
    import numpy as np

    near = 1 - far
    # A number of days times half the digits of the other factor is exact, and so is what each sum leaves.
    digits = near.astype(np.float32).astype(np.float64)
    product, other = lower * digits, upper * far
    total = product + other
    back = total - product
    rest = (product - (total - back)) + (other - back)
    return np.asarray(total + (rest + lower * (near - digits)))
