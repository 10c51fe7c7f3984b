"""Parquet files: read where they are, with the types they have."""

from __future__ import annotations

import duckdb

from clientela.intake.places import Place
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers.raw import Raw, columns, quoted, unique
from clientela.present.language import gettext as _


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
