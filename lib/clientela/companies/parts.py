"""The parts that a company falls into by a column: its branches, its sellers, its segments."""

from __future__ import annotations

import datetime as dt
import re

from clientela import intake
from clientela.companies import codes, erasure, scope
from clientela.companies.config import Company, ConfigError
from clientela.companies.preparation import headers, who_is_who
from clientela.warehouse import Warehouse

# Signs that mean something in a condition: in their place stands one that is like any.
MEANT = re.compile(r"[|*?]")


def values(company: Company, column: str, today: dt.date | None = None) -> list[str]:
    """What a column of the sales or of the customers holds, as a condition for one part says it; what names a person, by its code.

    Raises ConfigError, with the columns that there are, for one that neither table has.
    """
    with Warehouse() as warehouse:
        connection = warehouse.connection
        taken = intake.load(company, connection, today or dt.date.today())
        erasure.keep_out(connection, company)
        who_is_who(company, warehouse)
        codes.settle(connection, company, headers(company, taken), erasure.remembered(company))
        there = scope.columns(connection)
        asked = [table for table in ("transactions", "customers") if column in there.get(table, ())]
        if not asked:
            raise ConfigError(
                scope.unknown(column, there.get("transactions", set()) | there.get("customers", set()))
            )
        said = " UNION ALL ".join(
            f'SELECT trim(CAST("{column}" AS VARCHAR)) AS said FROM main.{table}' for table in asked
        )
        # A condition does not tell capitals from small letters.
        found = connection.execute(
            f"SELECT min(said) FROM ({said}) WHERE said <> '' GROUP BY lower(said) ORDER BY lower(min(said))"
        ).fetchall()
    return [MEANT.sub("?", str(one)) for (one,) in found]
