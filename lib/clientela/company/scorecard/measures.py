"""What each area is measured by, month by month: a sum beside its cases, in marketing, sales, service, logistics and receivables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import step
from clientela.results import Unit

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

COLUMNS = ["measure", "month", "total", "cases"]
# Who answers how satisfied they are: the question with most answers speaks.
SATISFIED = ("satisfied", "recommend")
# A complaint has as many days to be settled.
SETTLE = 60


@dataclass(frozen=True)
class Measure:
    """A measure of an area: its unit, whether more is better (1), worse (-1) or neither (0), and whether it is a sum or a rate."""

    area: str
    unit: Unit
    better: int
    is_sum: bool = False


MEASURES: dict[str, Measure] = {
    "new_customers": Measure("area_marketing", "count", 1, is_sum=True),
    "spend_per_new": Measure("area_marketing", "currency", -1),
    "amount": Measure("area_sales", "currency", 1, is_sum=True),
    "orders": Measure("area_sales", "count", 1, is_sum=True),
    "margin_rate": Measure("area_sales", "share", 1),
    "complaint_rate": Measure("area_service", "share", -1),
    "unsettled_rate": Measure("area_service", "share", -1),
    "satisfied_mark": Measure("area_service", "score", 1),
    "late_orders_rate": Measure("area_logistics", "share", -1),
    "delivery_mean": Measure("area_logistics", "days", -1),
    "days_to_pay": Measure("area_receivables", "days", -1),
    "sales_days_open": Measure("area_receivables", "days", -1),
}


@step(receivables="marts.receivables")
def area_months(
    months: pd.DataFrame,
    expense_months: pd.DataFrame,
    voices: pd.DataFrame,
    survey_outcomes: pd.DataFrame,
    quality_cells: pd.DataFrame,
    receivables: pd.DataFrame,
    as_of: dt.date,
) -> pd.DataFrame:
    """One row a measure and whole month: `total` and `cases`, whose quotient is the measure; a sum has one case.

    A month of which nothing is known of a measure has no row: before the first complaint on record nobody wrote them down.
    """
    import pandas as pd

    whole = months[months["complete"].astype(bool)].sort_values("month").reset_index(drop=True)
    if whole.empty:
        return pd.DataFrame(columns=COLUMNS)
    parts = [
        *_sales(whole),
        *_marketing(whole, expense_months),
        *_service(whole, voices, survey_outcomes),
        *_quality(quality_cells, as_of),
        *_receivables(receivables),
    ]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    table = table[table["month"].isin(whole["month"]) & (table["cases"] > 0) & table["total"].notna()]
    order = table.assign(place=table["measure"].map(list(MEASURES).index))
    return order.sort_values(["place", "month"])[COLUMNS].reset_index(drop=True)


def _rows(measure: str, month: Any, total: Any, cases: Any = 1.0) -> pd.DataFrame:
    import pandas as pd

    days = pd.to_datetime(pd.Series(month).reset_index(drop=True))
    values = {
        name: np.broadcast_to(np.asarray(part, dtype=float), len(days))
        for name, part in (("total", total), ("cases", cases))
    }
    return pd.DataFrame({"measure": measure, "month": days, **values}, columns=COLUMNS)


def _sales(whole: pd.DataFrame) -> list[pd.DataFrame]:
    found = [
        _rows(name, whole["month"], whole[name]) for name in ("amount", "orders") if whole[name].notna().all()
    ]
    if whole["margin"].notna().all() and (whole["amount"] > 0).all():
        found.append(_rows("margin_rate", whole["month"], whole["margin"], whole["amount"]))
    return found


def _marketing(whole: pd.DataFrame, expenses: pd.DataFrame) -> list[pd.DataFrame]:
    """New customers, and what winning one costs. In the first year of a history everybody seems new: it is left out."""
    import pandas as pd

    known = whole[whole["month"] >= whole["month"].iloc[0] + pd.DateOffset(years=1)]
    if known.empty or whole["new_customers"].sum() == 0:
        return []
    found = [_rows("new_customers", known["month"], known["new_customers"])]
    spent = expenses[expenses["purpose"] == "acquire"] if len(expenses) else expenses
    if len(spent):
        monthly = spent.assign(month=pd.to_datetime(spent["month"])).groupby("month")["amount"].sum()
        both = known[known["month"].isin(monthly.index)]
        found.append(_rows("spend_per_new", both["month"], both["month"].map(monthly), both["new_customers"]))
    return found


def _service(whole: pd.DataFrame, voices: pd.DataFrame, outcomes: pd.DataFrame) -> list[pd.DataFrame]:
    """Complaints beside orders, between the first and the last complaint on record; the mean of the mark with most answers."""
    import pandas as pd

    found = []
    cross = voices[voices["kind"].isin(["complaint", "claim"])] if len(voices) else voices
    if len(cross):
        counted = _month_of(cross["day"]).value_counts()
        seen = whole[(whole["month"] > counted.index.min()) & (whole["month"] <= counted.index.max())]
        found.append(
            _rows("complaint_rate", seen["month"], seen["month"].map(counted).fillna(0), seen["orders"])
        )
    dated = (
        outcomes[outcomes["outcome"].isin(SATISFIED)].dropna(subset=["day"]) if len(outcomes) else outcomes
    )
    if len(dated):
        # A single wave has no months to compare.
        waves = dated.groupby(["asked_in", "outcome"])["day"].agg(lambda day: _month_of(day).nunique())
        most: Any = waves.sort_index(ascending=False).idxmax()
        marks = dated[(dated["asked_in"] == most[0]) & (dated["outcome"] == most[1])]
        by_month = marks.groupby(_month_of(marks["day"]))["score"].agg(["sum", "size"])
        found.append(_rows("satisfied_mark", pd.Series(by_month.index), by_month["sum"], by_month["size"]))
    return found


def _month_of(day: pd.Series) -> pd.Series:
    import pandas as pd

    return pd.Series(pd.to_datetime(day).dt.to_period("M").dt.to_timestamp(), index=day.index)


def _quality(cells: pd.DataFrame, as_of: dt.date) -> list[pd.DataFrame]:
    """Late orders, days to deliver and complaints not settled; what came in lately may still be settled."""
    import pandas as pd

    names = {
        "unresolved_complaints": "unsettled_rate",
        "late_orders": "late_orders_rate",
        "delivery_days": "delivery_mean",
    }
    if cells.empty:
        return []
    sums = (
        cells[cells["measure"].isin(names)]
        .groupby(["measure", "month"], as_index=False)[["total", "cases"]]
        .sum()
    )
    settled = pd.Timestamp(as_of) - pd.Timedelta(days=SETTLE) - pd.offsets.MonthEnd(1)
    sums = sums[(sums["measure"] != "unresolved_complaints") | (pd.to_datetime(sums["month"]) <= settled)]
    return [
        _rows(names[str(measure)], rows["month"], rows["total"], rows["cases"])
        for measure, rows in sums.groupby("measure")
    ]


def _receivables(receivables: pd.DataFrame) -> list[pd.DataFrame]:
    """How long what came in had taken; and for how many days of sales on credit the open balance stands (of three months' sales)."""
    if receivables.empty or float(receivables["paid_amount"].sum()) <= 0:
        return []
    table = receivables.sort_values("month")
    recent = table["credit_amount"].rolling(3).sum()
    days = table["month"].dt.days_in_month.rolling(3).sum()
    known = recent > 0
    return [
        _rows("days_to_pay", table["month"], table["paid_days"], table["paid_amount"]),
        _rows(
            "sales_days_open", table.loc[known, "month"], (table["open_amount"] * days)[known], recent[known]
        ),
    ]
