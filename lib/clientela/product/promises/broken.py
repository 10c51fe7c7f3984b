"""What goes with a broken promise: who buys no more, beside customers alike whose promise was kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.alike import Match, beyond_habit, limits
from clientela.engine import analysis
from clientela.product.promises.analysis import state
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.broken_promises"
ENOUGH = 30


@analysis(KEY)
def broken_promises(deliveries: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """Of the customers whose order came late, the part that buys no more, beside customers alike whose order came in time.

    `deliveries` is the mart. Everybody is watched from the promised day on, when it is known whether the promise was kept: nobody is counted as late
    for having lived to see it (no immortal time). Alike are customers of one kind and branch, who had bought as often, and as lately, by that day
    (exact strata); the interval counts each customer once. Money: purchases after that day, less what follows from those before. A kept promise
    may be followed by a broken one: differences are, if anything, too small. Frame: `arms`.
    Associated, not proven: no lot decided who was served late. Returns Missing with fewer than 30 late orders that were watched to the end.
    """
    import pandas as pd

    if deliveries.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.promised_on", "transactions.delivered_on"))
    told = deliveries.assign(state=state(deliveries, as_of))
    paths = told[
        told["is_watched"] & told["customer_id"].notna() & told["state"].isin(("kept", "late", "overdue"))
    ]
    late = (paths["state"] != "kept").to_numpy()
    if min(late.sum(), (~late).sum()) < ENOUGH:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("transactions.promised_on",), int(late.sum()), ENOUGH)
    paths = paths.assign(arm=np.where(late, "late", "none")).reset_index(drop=True)
    match = Match(paths, pd.factorize(paths["branch"].fillna(""))[0].astype("int64"))
    gone = (paths["purchases_after"].to_numpy(dtype=float) == 0).astype(float)
    # Where everybody buys once, nobody was driven away.
    if gone.all():
        return Missing(KEY, Reason.NO_VARIATION, ("transactions.customer_id",), 0, ENOUGH)
    away, spent = match.against(late, gone), match.against(late, beyond_habit(paths))
    recent = told["promised_on"] > pd.Timestamp(as_of) - pd.Timedelta(days=365)
    year = int((recent & told["state"].isin(("late", "overdue"))).sum())
    return Result(
        KEY, away["n"], _values(paths, away, spent, year), {"arms": _arms(away)}, Evidence.ASSOCIATED
    )


def _values(paths: pd.DataFrame, away: dict[str, Any], spent: dict[str, Any], year: int) -> dict[str, Number]:
    n, less = away["n"], -spent["gap"]
    gone = wilson(away["mean"] * n, n)
    high, low = (-end for end in limits(spent["gap"], spent["influence"]))
    # Of so many orders, and not of a mean: each of their customers may have bought more, or less, whatever came late.
    half = float(np.sqrt((year * (high - less)) ** 2 + Z**2 * year * spent["spread"]))
    return {
        "gone_late": Number(away["mean"], "share", n, *gone, LEVEL),
        "gone_in_time": Number(away["expected"], "share", n),
        "gone_late_more": Number(away["gap"], "share", n, *_more(away, gone), LEVEL),
        "lost_a_promise": Number(less, "currency", n, low, high, LEVEL),
        "broken_year": Number(year, "count", len(paths)),
        "lost_promises_year": Number(
            less * year, "currency", n, less * year - half, less * year + half, LEVEL
        ),
        "promise_watch_days": Number(int(paths["watch_days"].iloc[0]), "days", n),
    }


def _more(away: dict[str, Any], gone: tuple[float, float]) -> tuple[float, float]:
    """The limits of the difference, no narrower than those of the late ones alone: of few, all may do the same by chance."""
    low, high = limits(away["gap"], away["influence"])
    return min(low, away["gap"] - away["mean"] + gone[0]), max(high, away["gap"] + gone[1] - away["mean"])


def _arms(away: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    rows = [("promise_late", away["n"], away["mean"]), ("promise_in_time", away["n"], away["expected"])]
    return pd.DataFrame(rows, columns=["promise_how", "n", "buys_no_more"])
