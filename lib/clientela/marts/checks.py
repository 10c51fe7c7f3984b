"""The checks that the marts' YAML names, applied to the marts of a prepared company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clientela.marts.told import Check, told
from clientela.warehouse import Warehouse

# A row for which one of these holds is wrong; an empty cell is wrong for not_null alone, as in dbt.
WRONG = {
    "not_null": '"{column}" IS NULL',
    "not_negative": '"{column}" < 0',
    "from_0_to_1": '"{column}" NOT BETWEEN 0 AND 1',
}


def broken(folder: Path) -> list[str]:
    """What does not hold in a company's marts: "customers.orders: not_negative, 3 rows". Nothing where all is well."""
    found = {path.stem: path for path in folder.glob("*.parquet") if path.stem in told()}
    with Warehouse() as warehouse:
        for mart, path in found.items():
            place = str(path).replace("'", "''")
            warehouse.connection.execute(f"CREATE VIEW marts.{mart} AS FROM '{place}'")
        return list(_broken(warehouse, found))


def _broken(warehouse: Warehouse, marts: Iterable[str]) -> Iterator[str]:
    for mart in marts:
        about = told()[mart]
        if about.unique:
            columns = ", ".join(f'"{name}"' for name in about.unique)
            query = (
                f"SELECT count(*) FROM (SELECT 1 FROM marts.{mart} GROUP BY {columns} HAVING count(*) > 1)"
            )
            if twice := _count(warehouse, query):
                yield f"{mart}: unique {', '.join(about.unique)}, {twice} rows"
        for name, column in about.columns.items():
            for check in column.checks:
                wrong, given = _wrong(name, check)
                if rows := _count(warehouse, f"SELECT count(*) FROM marts.{mart} WHERE {wrong}", given):
                    yield f"{mart}.{name}: {check.name}, {rows} rows"


def _wrong(column: str, check: Check) -> tuple[str, list[Any]]:
    """When a row is wrong, with the values to bind. Raises KeyError on a check that there is not."""
    if check.name == "accepted_values":
        return f'NOT list_contains(?, "{column}")', [check.given]
    if check.name == "references":
        mart, other = check.given.split(".")
        return f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{other}" FROM marts.{mart})', []
    return WRONG[check.name].format(column=column), []


def _count(warehouse: Warehouse, query: str, given: Iterable[Any] = ()) -> int:
    return int(warehouse.connection.execute(query, list(given)).fetchall()[0][0])
