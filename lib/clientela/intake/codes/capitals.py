"""Codes of products that differ in capitals and blanks alone: each counts as a product of its own, and whoever knows them is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import duckdb

from clientela.intake.codes.spellings import FORMS
from clientela.intake.problems import Problem, code_shown, quote
from clientela.present import numbers
from clientela.present.language import gettext as _

COLUMN = "product_id"
# As many as a line holds.
SHOWN = 3


def alike(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, Sequence[tuple[str, bool]]]
) -> Iterator[Problem]:
    """What is said of each source of sales or products: nothing where it writes each code one way, or where company.yml says that codes are exact.

    They are not made one: a system may well tell «a1» from «A1», and no total says which it is.
    """
    for table in ("transactions", "products"):
        for source, exact in sources.get(table, ()):
            if not exact and (problem := _told(connection, table, source)):
                yield problem


def _told(connection: duckdb.DuckDBPyConnection, table: str, source: str) -> Problem | None:
    groups = connection.execute(
        f"""SELECT list(id ORDER BY n DESC, id), sum(n), min(first) FROM
            (SELECT {COLUMN} AS id, count(*) AS n, min(source_row) AS first FROM {table}
             WHERE source = ? AND {COLUMN} IS NOT NULL AND row_reason IS NULL GROUP BY 1)
            GROUP BY {FORMS[0].sql} HAVING count(*) > 1 ORDER BY 2 DESC, 1""",
        [source],
    ).fetchall()
    if not groups:
        return None
    message = _(
        "{n|un producto está escrito|# productos están escritos} de maneras que solo cambian en mayúsculas o espacios (por ejemplo {examples}): "
        "cada manera cuenta como otro producto, en {rows} filas"
    ).format(
        n=len(groups),
        examples="; ".join(", ".join(map(code_shown, ids)) for ids, _rows, _first in groups[:SHOWN]),
        rows=numbers.count(sum(rows for _ids, rows, _first in groups)),
    )
    # What looks like somebody's is shown nowhere, in a line to copy neither.
    told = [ids for ids, _rows, _first in groups[:SHOWN] if all(code_shown(one) == quote(one) for one in ids)]
    pairs = json.dumps({other: ids[0] for ids in told for other in ids[1:]} or {"…": "…"}, ensure_ascii=False)
    remedy = _(
        "¿Son el mismo? Escríbalos igual en el archivo, o en la fuente values: {{product_id: {pairs}}}. Si son distintos, exact_ids: true"
    ).format(pairs=pairs)
    return Problem(source, message, remedy, groups[0][2], column=COLUMN)
