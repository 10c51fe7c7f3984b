"""What each customer, and all of them together, are expected to bring: the answer of the report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis, step
from clientela.loyalty.clv import Days, Terms, Worth, as_day, forecast, summarize, value
from clientela.loyalty.clv.grading.analysis import Grading
from clientela.results import Missing, Number

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.value"


@step()
def terms(horizon_weeks: float, discount_rate: float) -> Terms:
    """How far ahead a customer's worth is reckoned, and what a year's delay takes off."""
    return Terms(horizon_weeks, discount_rate)


@analysis(KEY, customer_days="some_days", terms="terms")
def worth(
    customers: pd.DataFrame,
    customer_days: pd.DataFrame,
    as_of: dt.date,
    grading: Grading | Missing,
    terms: Terms = Terms(),
) -> Worth | Missing:
    """What each customer, and all of them together, are expected to buy within the horizon, at today's value.

    See `total.value`, whose tables this one names for the page; adds the number discount_rate and the table tenths: of
    ten equal parts of the customers, from the most to the least valuable, what each is expected to bring.
    """
    found = value(customers, customer_days, as_of, grading, terms)
    if isinstance(found, Missing):
        return found
    names = {"low": "purchases_low", "high": "purchases_high"}
    frames = dict(found.frames) | {"by_customer": found.frames["by_customer"].rename(columns=names)}
    if "parameters" in frames:
        names = {"value": "parameter_value", "low": "parameter_low", "high": "parameter_high"}
        frames["parameters"] = frames["parameters"].rename(columns=names)
    frames["tenths"] = tenths(frames["by_customer"])
    rate = Number(terms.discount, "share", found.n)
    return replace(found, frames=frames, values={**found.values, "discount_rate": rate})


def tenths(by_customer: pd.DataFrame) -> pd.DataFrame:
    """Ten equal parts of the customers, from the most to the least valuable: tenth, customers, clv, share."""
    import pandas as pd

    worth = np.sort(by_customer.clv.to_numpy(float))[::-1]
    tenth = np.arange(len(worth)) * 10 // max(1, len(worth)) + 1
    table = (
        pd.DataFrame({"tenth": tenth, "clv": worth}).groupby("tenth").clv.agg(["size", "sum"]).reset_index()
    )
    table = table.rename(columns={"size": "customers", "sum": "clv"})
    total = float(worth.sum())
    return table.assign(share=table.clv / total if total else np.nan)


@step(customer_days="some_days", day="dates.before", earlier="customers_before")
def alive(
    customer_days: pd.DataFrame,
    day: dt.date,
    grading: Grading | Missing,
    customers: pd.DataFrame,
    earlier: pd.DataFrame | None = None,
) -> pd.Series | None:
    """The chance of being a customer still, on an earlier day and from what was known then; None without a trusted model.

    `customers` (the mart) says of what kind each is. Indexed by customer_id. Where the days are those of a sample, the chances are still
    everybody's: of those of `earlier`, the customers as they stood on that day.
    """
    if isinstance(grading, Missing) or grading.refused:
        return None
    days = Days.of(customer_days)
    then = summarize(days, as_day(day))
    if "kind" in customers:
        then = then.assign(kind=then.customer_id.map(customers.set_index("customer_id").kind))
    model = grading.refit(then, days, as_day(day))
    if earlier is not None and len(days.ids) < len(customers):
        then = earlier
    return None if model.degenerate else forecast(model, then, 1.0).set_index(then.customer_id).p_alive
