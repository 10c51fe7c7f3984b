"""How a mart's file becomes a frame: the numbers and days that statistics work on, without an object a cell on the way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

# A frame of more rows than this is not held twice while it is made, and is worth the work of dividing it among threads.
MANY = 100_000
# How a file says that words are in a list.
LISTED = {"PLAIN_DICTIONARY", "RLE_DICTIONARY"}
# Whole numbers below this, and powers of ten up to this one, are doubles without rounding.
WHOLE, MOST_PLACES = 2**53, 22


def read(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A mart's file with the numbers and days that statistics work on, without an object a cell on the way."""
    import pyarrow as pa

    tables = []
    for part in sorted(path.glob("*.parquet")) if path.is_dir() else [path]:
        with opened(part) as file:
            many = file.metadata.num_rows > MANY
            tables.append(plain(file.read(columns=list(columns) if columns else None, use_threads=many)))
    # Of one stretch no customer may lack what some of another lack.
    table = pa.concat_tables(tables, promote_options="default")
    del tables
    return frame_of(table)


def opened(path: Path) -> pq.ParquetFile:
    """A mart's file, whose words come as places in lists of words where it keeps them so: to build each cell's word takes twenty times as long.

    `plain` makes words of them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    if file.metadata.num_rows <= MANY:
        return file
    first = file.metadata.row_group(0)
    words = [
        field.name
        for place, field in enumerate(file.schema_arrow)
        if pa.types.is_string(field.type) and LISTED.intersection(first.column(place).encodings)
    ]
    file.close()
    return pq.ParquetFile(path, read_dictionary=words)


def plain(table: pa.Table) -> pa.Table:
    """What was read, with words for the places of words."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(field.type.value_type))
    return table


def frame_of(table: pa.Table) -> pd.DataFrame:
    """What Arrow read as pandas holds it; the table is used up by it."""
    import pyarrow as pa

    many = len(table) > MANY
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(place, field.name, _nearest(table.column(place)))
        elif pa.types.is_date(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.timestamp("s")))
    frame: pd.DataFrame = table.to_pandas(self_destruct=True, split_blocks=many, use_threads=many)
    return frame


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
