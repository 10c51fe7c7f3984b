"""Who is active, who has gone quiet and who never bought, each judged by its own rhythm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.closed import closed_days, lately
from clientela.customers.habit import beside_habit
from clientela.customers.rhythm import day_of, pace
from clientela.customers.status import ENOUGH_REPEATERS, standing
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson
from clientela.stats.rows import among, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

KEY = "loyalty.status"
# Days in which buyers are counted, and from how many days apart on two days lie in the same season.
RECENT, SEASONS = 90, 364


@analysis(
    KEY, without_money=True, people="people", earlier="customers_before", long_before="customers_long_before"
)
def status(
    customers: pd.DataFrame,
    people: pd.DataFrame | None = None,
    earlier: pd.DataFrame | None = None,
    long_before: pd.DataFrame | None = None,
) -> Result | Missing:
    """How many customers are active, inactive or potential today, and how that changed since an earlier day.

    `customers`, `earlier` and `long_before` are the customer mart as of today, of one window before and of two, `people` everybody
    known by name. Active: not longer silent than the 90 % quantile of its own gaps, shrunk to the company's (see rhythm).
    Frames: customers (one row each, with its status), groups (one row a status), pace (one row a kind).

    Returns Missing with fewer than 30 customers who came back.

    >>> import pandas as pd
    >>> customers = pd.DataFrame({"customer_id": [f"c{n}" for n in range(40)], "days_since_last": [5] * 30 + [200] * 10})
    >>> rhythm = {"repeat_days": 10, "purchase_days": 11, "gap_mean": 10.0, "gap_q90": 12.0, "amount": 110.0, "last_purchase": None}
    >>> found = status(customers.assign(kind=None, **rhythm))
    >>> found.values["active"].value, found.values["inactive"].value
    (30, 10)
    """
    repeaters = int((customers.repeat_days > 0).sum()) if len(customers) else 0
    if repeaters < ENOUGH_REPEATERS:
        return Missing(
            KEY, Reason.TOO_FEW_PURCHASES, ("transactions.customer_id",), repeaters, ENOUGH_REPEATERS
        )
    now = standing(customers)
    never = _never_bought(customers, people)
    values = _today(now, never)
    if earlier is not None and _enough(earlier):
        values |= _moves(now, earlier)
        if long_before is not None and _enough(long_before) and _reaches_back(long_before, values):
            gone = _gone(standing(long_before, pace(now)), standing(earlier, pace(now)))
            values["left_before"] = Number(len(gone), "count", len(now))
    if "T_days" in customers and (since := closed_days(customers)) is not None:
        values["closed_days"] = Number(since, "days", len(now))
        values["came_lately"] = Number(lately(customers), "count", len(now))
    columns = [
        "customer_id", "kind", "status", "days_since_last", "typical_gap", "threshold_days", "last_purchase",
        "purchase_days", "amount",
    ]  # fmt: skip
    frames = {
        "customers": now[[name for name in columns if name in now]].reset_index(drop=True),
        "groups": _groups(now, never),
        "pace": pace(customers),
    }
    return Result(KEY, len(now), values, frames)


def _enough(customers: pd.DataFrame) -> bool:
    return int((customers.repeat_days > 0).sum()) >= ENOUGH_REPEATERS


def _reaches_back(then: pd.DataFrame, values: Mapping[str, Number]) -> bool:
    """Whether the history began a normal wait before a day: whoever fell silent after it is seen, and more would not only be a longer history."""
    oldest = float(then.T_days.max()) if "T_days" in then else np.inf
    return oldest >= float(values["threshold_median"].value or 0)


def _gone(then: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Those who were active and are not any more, as they stood then."""
    quiet = after.customer_id[after.status == "inactive"]
    return then[(then.status == "active") & among(then.customer_id, quiet)]


def _never_bought(customers: pd.DataFrame, people: pd.DataFrame | None) -> int:
    if people is None or people.empty:
        return 0
    return int((~among(people.customer_id, customers.customer_id)).sum())


def _today(now: pd.DataFrame, never: int) -> dict[str, Number]:
    n, active = len(now), int((now.status == "active").sum())
    low, high = wilson(active, n)
    return {
        "active": Number(active, "count", n),
        "inactive": Number(n - active, "count", n),
        "potential": Number(never, "count", n + never),
        "share_active": Number(active / n, "share", n, low, high, LEVEL),
        "threshold_median": Number(float(now.threshold_days.median()), "days", n),
    }


def _moves(now: pd.DataFrame, earlier: pd.DataFrame) -> dict[str, Number]:
    """Active before + new + recovered − left = active now, to the last customer.

    Each day is judged by what was known then of the customer, and by the company's pace of today: a history that has grown
    longer must not look like customers who have grown slower.
    """
    before = standing(earlier, pace(now))
    place = places(before.customer_id, now.customer_id)
    newcomer, today = place < 0, (now.status == "active").to_numpy()
    inactive = np.append((before.status == "inactive").to_numpy(), False)[place]
    n = len(now)
    active_before = int((before.status == "active").sum())
    low, high = wilson(active_before, len(before))
    gone = _gone(before, now)
    counts = {
        "active_before": active_before,
        "left": len(gone),
        "recovered": int((inactive & today).sum()),
        "new_active": int((newcomer & today).sum()),
        "newcomers": int(newcomer.sum()),
    }
    window = (day_of(now) - day_of(earlier)).days
    # At the pace of their whole time as customers; a pace is not read from less than a window.
    pace_lost = float((gone.amount * window / np.maximum(gone.T_days, window)).sum())
    left_low, left_high = wilson(counts["left"], active_before)
    silent = (before.status == "inactive").to_numpy()
    habit = {f"silent_{name}": number for name, number in beside_habit(before, now, silent, window).items()}
    return (
        habit
        | _buyers(now, earlier, window)
        | {name: Number(value, "count", n) for name, value in counts.items()}
        | {
            "share_active_before": Number(
                active_before / len(before), "share", len(before), low, high, LEVEL
            ),
            "share_left": Number(
                counts["left"] / max(1, active_before), "share", active_before, left_low, left_high, LEVEL
            ),
            "left_amount": Number(pace_lost, "currency", counts["left"]),
            "window_days": Number(window, "days", n),
        }
    )


def _buyers(now: pd.DataFrame, earlier: pd.DataFrame, window: int) -> dict[str, Number]:
    """How many more customers bought in the last quarter than in the same quarter one window before: a count that needs no rhythm."""
    recent = min(RECENT, window // 2)
    bought = [state.customer_id[state.days_since_last < recent] for state in (now, earlier)]
    both = int(among(bought[1], bought[0]).sum())
    came, went = len(bought[0]) - both, len(bought[1]) - both
    half = Z * float(np.sqrt(came + went))
    return {
        "buyers_more": Number(
            came - went, "count", came + both + went, came - went - half, came - went + half, LEVEL
        )
    }


def _groups(now: pd.DataFrame, never: int) -> pd.DataFrame:
    import pandas as pd

    grouped = now.groupby("status", observed=True)
    table = grouped.agg(
        customers=("status", "size"), threshold_days=("threshold_days", "median"), amount=("amount", "sum")
    )
    table = table.reindex(["active", "inactive"], fill_value=0).reset_index()
    if never:
        extra = pd.DataFrame(
            {"status": ["potential"], "customers": [never], "threshold_days": [None], "amount": [0.0]}
        )
        table = pd.concat([table, extra.astype({"threshold_days": "float64"})], ignore_index=True)
    total = float(table.amount.sum())
    return table.assign(
        share_customers=table.customers / table.customers.sum(),
        share_amount=table.amount / total if total else np.nan,
    )
