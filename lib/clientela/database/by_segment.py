"""Whom of each segment one can and may reach, by channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clientela.customers.rfm import SEGMENTS
from clientela.engine import step
from clientela.present import Table
from clientela.present.language import _
from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

NOT_YET = "never_bought"


@step("segments_handed")
def segments_handed(tables: Callable[[str], pd.DataFrame | None]) -> pd.DataFrame | None:
    """Who stands in which segment, as stage 3 handed it over."""
    return tables("segments.rfm_customers")


def by_segment(
    people: pd.DataFrame, segments: pd.DataFrame, by_email: pd.Series, by_phone: pd.Series
) -> pd.DataFrame:
    """Registered customers of each segment, and how many may be reached by each channel; who never bought stands in a row of its own."""
    known = people.customer_id.map(segments.set_index("customer_id").segment).astype(object).fillna(NOT_YET)
    rows = people[["customer_id"]].assign(
        segment=known, to_email=by_email, to_phone=by_phone, contactable=by_email | by_phone
    )
    table = rows.groupby("segment").agg(
        customers=("customer_id", "size"), to_email=("to_email", "sum"), to_phone=("to_phone", "sum"), contactable=("contactable", "sum")
    )  # fmt: skip
    table = table.reindex([name for name in (*SEGMENTS, NOT_YET) if name in table.index])
    return table.assign(contactable_share=table.contactable / table.customers).reset_index()


def segments_table(result: Result) -> Table | None:
    """Whom of each segment one can and may reach, by channel; nothing without segments."""
    frame = result.frames.get("segments")
    if frame is None:
        return None
    return Table(
        frame,
        caption=_("A cuántos registrados de cada segmento se les puede hablar, y por dónde. Las filas suman todos los registrados."),
        label="tbl-database-segments",
    )  # fmt: skip
