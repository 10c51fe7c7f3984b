"""Rows of cells, wherever they come from, as the rows of a file: their header found, blank rows passed over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from clientela.companies.source import Source
from clientela.intake.contract import Table
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers.header import find_header, header_notes
from clientela.intake.readers.raw import Raw, keep, unique
from clientela.present.language import gettext as _

# So many rows are looked at before the header is chosen.
START = 200


def grid(
    rows: Iterable[Sequence[str | None]], shown: str, source: Source, table: Table, name: str, folder: Path
) -> Raw:
    """The rows of a sheet or of a page's tables, as text; `source_row` counts them from the top, as a person does.

    Raises IntakeError where nothing stands in them.
    """
    every = iter(rows)
    start = list(islice(every, START))
    if not any(any(row) for row in start):
        raise IntakeError(
            [Problem(shown, _("está vacío"), _("Ponga un archivo con encabezado y filas"), severity="error")]
        )
    texts = [[cell or "" for cell in row] for row in start]
    header, headers, assumptions = find_header(texts, source.header, table, name, shown, source.columns)
    headers, repeated = unique(headers)
    width = len(headers)

    def filled() -> Iterator[tuple[int, Sequence[str | None], str | None]]:
        for number, row in enumerate(chain(start, every), 1):
            if number > header and any(row):
                beyond = [cell for cell in row[width:] if cell]
                cells = [cell or None for cell in row[:width]] + [None] * (width - len(row))
                yield number, cells, json.dumps(beyond, ensure_ascii=False) if beyond else None

    relation = keep(filled(), width, folder / f"{len(list(folder.iterdir()))}.parquet")
    kinds = ("VARCHAR",) * width
    return Raw(shown, relation, headers, kinds, tuple(assumptions), tuple(header_notes(shown, repeated)))
