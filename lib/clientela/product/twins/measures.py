"""What the operation measures of each factor in the last year, case by case or counted, and by branch where the files say which."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.customers.severity import ASKS, GRUMBLES
from clientela.customers.words.vocabulary import standards
from clientela.product.offer.supply import counted

if TYPE_CHECKING:
    import pandas as pd

    from clientela.calendar.answer_clock import Clock

QUICK, AGAIN = 5, 30


def of_messages(voices: pd.DataFrame, clock: Clock) -> dict[tuple[str, str], pd.DataFrame]:
    """Yes or no of each message that was over in the year (frames of good, branch), by factor and twin; `good` is what a customer wishes."""
    import pandas as pd

    start = pd.Timestamp(clock.as_of) - pd.Timedelta(days=YEAR)
    # A message of the last weeks may still be answered in time: nobody knows yet.
    end = pd.Timestamp(clock.as_of) - pd.Timedelta(days=2 * clock.answer_days)
    day = pd.to_datetime(voices.day)
    year = voices[(day > start) & (day <= end)]
    asks, grumbles = year[year.kind.isin(ASKS)], year[year.kind.isin(GRUMBLES)]
    found = {}
    if asks.attended_on.notna().any():
        found["factor_agility", "twin_quick"] = _yes(
            asks, clock.working_days(asks.day, asks.attended_on) <= QUICK
        )
    if grumbles.resolved.notna().any():
        told = grumbles[grumbles.resolved.notna()]
        found["factor_professional", "twin_solved"] = _yes(told, told.resolved.astype(bool))
    if grumbles.closed_on.notna().any():
        days = clock.working_days(grumbles.day, grumbles.closed_on)
        found["factor_after_sales", "twin_closed"] = _yes(grumbles, days <= clock.answer_days)
        closed = grumbles[grumbles.closed_on.notna() & grumbles.customer_id.notna()]
        found["factor_follow_up", "twin_not_again"] = _yes(
            closed, ~_again(closed, voices[voices.kind.isin(GRUMBLES)])
        )
    named = grumbles[grumbles.reason.notna()]
    if len(named):
        found["factor_empathy", "twin_no_rude"] = _yes(named, standards(named.reason) != "motive_treatment")
    # Where every message is a question nobody wrote what each was.
    if year.kind.eq("question").any() and year.kind.nunique() > 1:
        found["factor_information", "twin_no_question"] = _yes(year, year.kind != "question")
    return found


def of_deliveries(deliveries: pd.DataFrame, as_of: dt.date) -> dict[tuple[str, str], pd.DataFrame]:
    """Orders whose promised day came in the year: kept or not."""
    import pandas as pd

    due = pd.to_datetime(deliveries.promised_on)
    year = deliveries[(due > pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)) & (due < pd.Timestamp(as_of))]
    if year.empty or not year.delivered_on.notna().any():
        return {}
    return {
        ("factor_promises", "twin_kept"): _yes(
            year, pd.to_datetime(year.delivered_on) <= pd.to_datetime(year.promised_on)
        )
    }


def of_calls(follow_ups: pd.DataFrame | None) -> dict[tuple[str, str], pd.DataFrame]:
    """Purchases of the year: was the customer called within fourteen days after? Nothing where no such call is on record.

    >>> import pandas as pd
    >>> found = of_calls(pd.DataFrame({"called": [True, False], "branch": ["A", "A"]}))
    >>> found["factor_follow_up", "twin_called"].good.tolist(), of_calls(None)
    ([True, False], {})
    """
    if follow_ups is None or follow_ups.empty:
        return {}
    return {("factor_follow_up", "twin_called"): _yes(follow_ups, follow_ups.called.astype(bool))}


def of_shifts(shifts: pd.DataFrame, as_of: dt.date) -> dict[tuple[str, str], tuple[float, float]]:
    """Of those who came or called in the year, how many waited until they were attended: (hits, n)."""
    year = counted(shifts, as_of)
    came = float(year.arrivals.sum())
    return (
        {("factor_availability", "twin_not_lost"): (came - float(year.abandoned.sum()), came)}
        if came > 0
        else {}
    )


def of_returns(terms: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]]:
    """Of the year's lines, those that did not come back; of its orders, those that were given credit. `terms` is the mart payment_terms."""
    found: dict[tuple[str, str], tuple[float, float]] = {}
    orders = float(terms.orders.sum())
    if orders > 0:
        if terms.returned.sum() > 0:
            found["factor_core", "twin_not_returned"] = (
                orders - min(orders, float(terms.returned.sum())),
                orders,
            )
        if terms.on_credit.sum() > 0:
            found["factor_payment", "twin_credit"] = (float(terms.on_credit.sum()), orders)
    return found


def _yes(cases: pd.DataFrame, good: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"good": np.asarray(good, dtype=bool), "branch": cases.branch.to_numpy()})


def _again(closed: pd.DataFrame, grumbles: pd.DataFrame) -> Any:
    """Did the same customer complain again within thirty days of the close?"""
    import pandas as pd

    known = grumbles[grumbles.customer_id.notna()]
    pairs = closed.reset_index(names="row")[["row", "customer_id", "closed_on", "interaction_id"]].merge(
        known[["customer_id", "day", "interaction_id"]], on="customer_id", suffixes=("", "_later")
    )
    gap = (pd.to_datetime(pairs.day) - pd.to_datetime(pairs.closed_on)).dt.days
    rows = pairs.row[(gap > 0) & (gap <= AGAIN) & (pairs.interaction_id != pairs.interaction_id_later)]
    return closed.index.isin(rows)
