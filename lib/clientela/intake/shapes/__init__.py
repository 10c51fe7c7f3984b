"""Files that are no lists: surveys with one column a question, sales with one column a month, reports by customer; turned into lists."""

from __future__ import annotations

from pathlib import Path

import duckdb

from clientela.companies.source import Source
from clientela.intake.contract import Table
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes import groups, months, survey
from clientela.intake.shapes.once import once


def reshaped(
    raw: Raw, source: Source, table: Table, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Raw:
    """The rows of a file as a list, where company.yml says that it is none."""
    if source.shape == "survey":
        return survey.long(raw, table.name, connection, folder)
    if source.shape == "months":
        return months.long(raw, connection)
    if source.shape == "groups":
        return groups.grouped(raw, connection)
    if source.shape == "once":
        return once(raw, source, table, connection)
    return raw
