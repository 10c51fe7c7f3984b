"""Parquet files: read where they are, with the types they have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from clientela.intake.places import Place
from clientela.intake.problems import IntakeError, Problem, TooMuch
from clientela.intake.readers.raw import Raw, columns, quoted, unique
from clientela.intake.readers.text import LONG_CELL, MOST_IN_LONG
from clientela.present.language import gettext as _

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# A part of a column that is packed a hundred times smaller may hold a text without end.
PACKED = 100
# The size of a cell, of the kinds of column that hold texts.
SIZE = {"VARCHAR": "strlen({})", "BLOB": "octet_length({})"}
# Values within cells, of the rows that a file keeps together: a million rows of dozens each.
MOST_VALUES = 1 << 26
FEW_ROWS = 1 << 10


def read(place: Place, connection: duckdb.DuckDBPyConnection) -> Raw:
    """The rows of a Parquet file, without copying them."""
    try:
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({quoted(place.path)})"
        ).fetchall()
    except duckdb.Error as error:
        raise _unreadable(place, error) from None
    _refuse_long(place, {row[0]: row[1] for row in described}, connection)
    headers, _repeated = unique([row[0] for row in described])
    names = columns(len(headers))
    pairs = []
    types = []
    for (theirs, kind, *_rest), ours in zip(described, names, strict=True):
        quoted_name = '"' + theirs.replace('"', '""') + '"'
        written = _is_nested(kind) or kind.startswith(("BLOB", "UUID", "ENUM", "INTERVAL", "BIT"))
        pairs.append(f"CAST({quoted_name} AS VARCHAR) AS {ours}" if written else f"{quoted_name} AS {ours}")
        types.append("VARCHAR" if written else kind)
    chosen = f"file_row_number + 1 AS source_row, {', '.join(pairs)}, CAST(NULL AS VARCHAR) AS extra"
    relation = f"SELECT {chosen} FROM read_parquet({quoted(place.path)}, file_row_number=true)"
    return Raw(place.shown, relation, headers, tuple(types))


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))


def _refuse_long(place: Place, kinds: Mapping[str, str], connection: duckdb.DuckDBPyConnection) -> None:
    """Texts of megabytes are refused before they are in memory side by side, as those of other files are: a few kilobytes may hold them all.

    What is packed well, or told once for all rows that say it, is measured; of the rest, texts so long would be as many bytes of the file.
    """
    parts = connection.execute(
        f"""SELECT path_in_schema, max(total_uncompressed_size / greatest(num_values, 1)),
                   bool_or(encodings LIKE '%DICTIONARY%' OR total_uncompressed_size > {PACKED} * total_compressed_size)
            FROM parquet_metadata({quoted(place.path)})
            WHERE type = 'BYTE_ARRAY' AND total_uncompressed_size > {LONG_CELL} GROUP BY 1"""
    ).fetchall()
    for name, average, spread in parts:
        held = MOST_IN_LONG + 1 if average > LONG_CELL else 0
        if not held and spread and (size := SIZE.get(kinds.get(name, ""))):
            column = size.format('"' + name.replace('"', '""') + '"')
            long = f"SELECT sum({column}) FILTER ({column} > {LONG_CELL}) FROM read_parquet({quoted(place.path)})"
            (held,) = connection.execute(long).fetchone() or (0,)
        if (held or 0) > MOST_IN_LONG:
            raise _too_long(place, _("sus celdas de más de 1 MB pasan juntas de 64 MB: no se lee"))
    if any(_is_nested(kind) for kind in kinds.values()):
        _refuse_nested(place)


def _refuse_nested(place: Place) -> None:
    """Cells of lists and groups become one text each, every row its own copy: they hold no text of megabytes, nor millions of values a row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(place.path) as file:
            parts = _nested_parts(file)
        if any(part.num_values > MOST_VALUES for part in parts):
            raise _too_long(place, _("guarda en cada celda listas demasiado largas: no se lee"))
        large = [part for part in parts if part.total_uncompressed_size > LONG_CELL]
        texts = {part.path_in_schema for part in large if part.physical_type == "BYTE_ARRAY"}
        if any(_longest(place.path, text) > LONG_CELL for text in sorted(texts)):
            raise _too_long(
                place, _("guarda textos de más de 1 MB dentro de una columna de listas o grupos: no se lee")
            )
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(place, error) from None


def _nested_parts(file: pq.ParquetFile) -> list[Any]:
    """What the file says of each part of each column within a column."""
    within = [place for place in range(len(file.schema)) if file.schema.column(place).path != file.schema.column(place).name]  # fmt: skip
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    return [group.column(place) for group in groups for place in within]


def _longest(path: Path, leaf: str) -> int:
    """The bytes of the longest text of a column within a column; what is told once is looked at once."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, read_dictionary=[leaf]) as file:
        batches = file.iter_batches(batch_size=FEW_ROWS, columns=[leaf])
        return max((_bytes(column) for batch in batches for column in batch.columns), default=0)


def _bytes(column: pa.Array) -> int:
    """The bytes of the longest text anywhere in a column."""
    import pyarrow as pa
    import pyarrow.compute

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _bytes(column.dictionary)
    if pa.types.is_struct(kind):
        return max((_bytes(column.field(place)) for place in range(kind.num_fields)), default=0)
    if pa.types.is_map(kind):
        return max(_bytes(column.keys), _bytes(column.items))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return _bytes(column.values)
    if pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind) or pa.types.is_large_binary(kind):  # fmt: skip
        return pa.compute.max(pa.compute.binary_length(column)).as_py() or 0
    return 0


def _too_long(place: Place, message: str) -> IntakeError:
    remedy = _("¿Tiene archivos enteros dentro de una columna? Expórtelo sin ella")
    return TooMuch([Problem(place.shown, message, remedy, severity="error")])


def _unreadable(place: Place, error: Exception) -> IntakeError:
    message = _("no se puede leer como Parquet")
    return IntakeError([Problem(place.shown, message, str(error).splitlines()[0], severity="error")])
