"""How a mart's file becomes a frame: the numbers and days that statistics work on, without an object a cell on the way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# A frame of more rows than this is not held twice while it is made, and is worth the work of dividing it among threads.
MANY = 100_000
# Whole numbers below this, and powers of ten up to this one, are doubles without rounding.
WHOLE, MOST_PLACES = 2**53, 22


def read(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A mart's file with the numbers and days that statistics work on, without an object a cell on the way."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for part in sorted(path.glob("*.parquet")) if path.is_dir() else [path]:
        with pq.ParquetFile(part) as file:
            many = file.metadata.num_rows > MANY
            tables.append(file.read(columns=list(columns) if columns else None, use_threads=many))
    # Of one stretch no customer may lack what some of another lack.
    table = pa.concat_tables(tables, promote_options="default")
    del tables
    return frame_of(table)


def frame_of(table: pa.Table) -> pd.DataFrame:
    """What Arrow read as pandas holds it; the table is used up by it."""
    import pyarrow as pa

    many = len(table) > MANY
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(place, field.name, _nearest(table.column(place)))
    days = [field.name for field in table.schema if pa.types.is_date(field.type)]
    frame: pd.DataFrame = table.to_pandas(
        date_as_object=False, self_destruct=True, split_blocks=many, use_threads=many
    )
    return frame.astype(dict.fromkeys(days, "datetime64[s]"))


def _nearest(decimals: pa.ChunkedArray) -> pa.ChunkedArray:
    """Decimals as the nearest numbers there are; Arrow's own way multiplies, and is one bit off."""
    import pyarrow as pa

    return pa.chunked_array([_divided(chunk) for chunk in decimals.chunks], pa.float64())


def _divided(chunk: pa.Decimal128Array) -> pa.DoubleArray:
    """One division of whole numbers that a double holds rounds to the nearest, as reading the figures does, in a hundredth of the time."""
    import numpy as np
    import pyarrow as pa

    told = np.frombuffer(chunk.buffers()[1], dtype=np.int64)[
        2 * chunk.offset : 2 * (chunk.offset + len(chunk))
    ]
    whole, above, empty = told[::2], told[1::2], chunk.is_null().to_numpy(zero_copy_only=False)
    if (
        not (((np.abs(whole) < WHOLE) & (above == whole >> 63)) | empty).all()
        or chunk.type.scale > MOST_PLACES
    ):
        return chunk.cast(pa.string()).cast(pa.float64())
    return pa.array(whole / 10.0**chunk.type.scale, pa.float64(), mask=empty)
