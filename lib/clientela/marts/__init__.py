"""The small frames that every analysis works on: one row a customer, a month, a product, a cohort."""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# In the order they are built: each reads the ones before it.
ORDER = (
    "catalogue", "people", "lines", "customer_days", "waits", "customers", "habits", "days", "weeks", "months", "hours", "products",
    "category_months", "pairs", "cohorts", "sources", "fields", "reach",
    "windows", "baskets", "product_changes", "category_changes", "entries",
    "evidence_days", "evidence", "prospects", "notices", "contracts", "campaign_contacts", "permissions",
    "batteries", "survey_items", "survey_answers", "survey_outcomes",
    "survey_customers", "served", "sold_months",
    "expense_months", "entrants", "tenures", "prices", "leads",
    "voices", "complaint_paths", "opinions",
)  # fmt: skip
# `lines` is as long as the company's files and stays in the warehouse.
SAVED = tuple(mart for mart in ORDER if mart != "lines")


class Marts:
    """The marts of one company, each read when it is first asked for.

    `marts.customers` is a frame; `marts.as_of` the last day of the history; `marts.customers_at(day)` the customers as they stood on an earlier day.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in SAVED:
            raise AttributeError(f"no mart {name!r}: there are {', '.join(SAVED)}")
        frame = _read(self.folder / f"{name}.parquet")
        self.__dict__[name] = frame
        return frame

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is known of the preparation: as_of, first day, tables, assumptions, problems."""
        found: dict[str, Any] = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        return found

    @property
    def as_of(self) -> dt.date:
        """The last day of the history, inclusive."""
        return dt.date.fromisoformat(self.facts["as_of"])

    @property
    def ledger(self) -> pd.DataFrame:
        """Every source's rows by what became of them."""
        return _read(self.folder / "ledger.parquet")

    def customers_at(self, day: dt.date) -> pd.DataFrame:
        """The customers as they stood at the end of an earlier day, by the same query."""
        from clientela.warehouse import Warehouse

        with Warehouse() as warehouse:
            for mart in ("people", "customer_days"):
                source = str(self.folder / f"{mart}.parquet").replace("'", "''")
                warehouse.connection.execute(f"CREATE VIEW marts.{mart} AS FROM '{source}'")
            warehouse.build("customers", {"as_of": day})
            return _plain(warehouse.frame("FROM customers ORDER BY customer_id"))


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = pd.read_parquet(path)
    # A column without any value has no first one to tell what it is; the file knows.
    for field in pq.read_schema(path):
        if pa.types.is_date(field.type):
            frame[field.name] = pd.to_datetime(frame[field.name])
        elif pa.types.is_decimal(field.type):
            frame[field.name] = frame[field.name].astype("float64")
    return _plain(frame)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Exact decimals and dates become the numbers and timestamps that statistics work on."""
    import pandas as pd

    for name in frame.columns:
        if frame[name].dtype != object:
            continue
        first = frame[name].dropna().head(1)
        kind = type(first.iloc[0]).__name__ if len(first) else ""
        if kind == "Decimal":
            frame[name] = frame[name].astype("float64")
        elif kind == "date":
            frame[name] = pd.to_datetime(frame[name])
    return frame
