"""Parquet files: read where they are, with the types they have."""

from __future__ import annotations

import duckdb

from clientela.intake.places import Place
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers.raw import Raw, columns, quoted, unique
from clientela.intake.readers.text import LONG_CELL, MOST_IN_LONG
from clientela.present.language import gettext as _

# Parts of a column that are smaller hold no text that matters; larger ones that are packed a hundred times smaller may hold one without end.
LARGE_PART, PACKED = 1 << 24, 100


def read(place: Place, connection: duckdb.DuckDBPyConnection) -> Raw:
    """The rows of a Parquet file, without copying them."""
    try:
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({quoted(place.path)})"
        ).fetchall()
    except duckdb.Error as error:
        raise IntakeError(
            [
                Problem(
                    place.shown,
                    _("no se puede leer como Parquet"),
                    str(error).splitlines()[0],
                    severity="error",
                )
            ]
        ) from None
    _refuse_long(place, {row[0] for row in described}, connection)
    headers, _repeated = unique([row[0] for row in described])
    names = columns(len(headers))
    pairs = []
    types = []
    for (theirs, kind, *_rest), ours in zip(described, names, strict=True):
        quoted_name = '"' + theirs.replace('"', '""') + '"'
        nested = kind.endswith("]") or kind.startswith(
            ("STRUCT", "MAP", "UNION", "BLOB", "UUID", "ENUM", "INTERVAL", "BIT")
        )
        pairs.append(f"CAST({quoted_name} AS VARCHAR) AS {ours}" if nested else f"{quoted_name} AS {ours}")
        types.append("VARCHAR" if nested else kind)
    chosen = f"file_row_number + 1 AS source_row, {', '.join(pairs)}, CAST(NULL AS VARCHAR) AS extra"
    relation = f"SELECT {chosen} FROM read_parquet({quoted(place.path)}, file_row_number=true)"
    return Raw(place.shown, relation, headers, tuple(types))


def _refuse_long(place: Place, texts: set[str], connection: duckdb.DuckDBPyConnection) -> None:
    """Texts of megabytes are refused before they are in memory side by side, as those of other files are: a few kilobytes may hold them all."""
    parts = connection.execute(
        f"""SELECT path_in_schema, max(total_uncompressed_size / greatest(num_values, 1)),
                   max(total_uncompressed_size / greatest(total_compressed_size, 1))
            FROM parquet_metadata({quoted(place.path)})
            WHERE type = 'BYTE_ARRAY' AND total_uncompressed_size > {LARGE_PART} GROUP BY 1"""
    ).fetchall()
    for name, average, packed in parts:
        held = MOST_IN_LONG + 1 if average > LONG_CELL else 0
        if not held and packed > PACKED and name in texts:
            column = '"' + name.replace('"', '""') + '"'
            long = f"SELECT sum(strlen({column})) FILTER (strlen({column}) > {LONG_CELL}) FROM read_parquet({quoted(place.path)})"
            (held,) = connection.execute(long).fetchone() or (0,)
        if (held or 0) > MOST_IN_LONG:
            message = _("sus celdas de más de 1 MB pasan juntas de 64 MB: no se lee")
            remedy = _("¿Tiene archivos enteros dentro de una columna? Expórtelo sin ella")
            raise IntakeError([Problem(place.shown, message, remedy, severity="error")])
