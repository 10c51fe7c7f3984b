"""The register of commitments: what was promised to whom, what is overdue, and whose it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.commitments"


@analysis(KEY)
def commitments(pledges: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """Which commitments were kept by their day, which are overdue, and who answers for each.

    `pledges` is the mart: one row a commitment. The kept rate is of those whose day is over; one kept after its day was not kept in time.
    Frames: `overdue` (the longest first), `owners` (of each who answers for some: due, kept in time, overdue). Returns Missing without a register.

    >>> import datetime as dt
    >>> import pandas as pd
    >>> day = pd.to_datetime
    >>> pledges = pd.DataFrame({"customer_id": ["a", "b", "c"], "pledge_what": "llamar", "pledge_owner": ["V01", "V01", "V02"],
    ...     "made_on": day("2025-01-02"), "due_on": day(["2025-01-10", "2025-01-20", "2025-03-01"]),
    ...     "kept_on": day(["2025-01-09", None, None])})
    >>> told = commitments(pledges, dt.date(2025, 1, 31))
    >>> told.values["pledges_overdue"].value, told.frames["overdue"].days_overdue.tolist()
    (1, [11])
    """
    import pandas as pd

    if pledges.empty:
        return Missing(KEY, Reason.NO_TABLE, ("commitments",))
    today = pd.Timestamp(as_of)
    told = pledges.assign(
        is_due=pledges["due_on"] < today,
        in_time=pledges["kept_on"] <= pledges["due_on"],
        is_overdue=(pledges["due_on"] < today) & pledges["kept_on"].isna(),
        days_overdue=(today - pledges["due_on"]).dt.days,
        pledge_owner=pledges["pledge_owner"].fillna(""),
    )
    due = told[told["is_due"]]
    kept, n = int(due["in_time"].sum()), len(due)
    values = {
        "pledges": Number(len(told), "count", len(told)),
        "pledges_overdue": Number(int(told["is_overdue"].sum()), "count", n),
        "pledges_undated": Number(int(told["due_on"].isna().sum()), "count", len(told)),
    }
    if n:
        values["pledges_kept"] = Number(kept / n, "share", n, *wilson(kept, n), LEVEL)
    late = told[told["is_overdue"]].sort_values(["days_overdue", "made_on"], ascending=[False, True])
    owners = due.groupby("pledge_owner", as_index=False).agg(
        pledges_due=("is_due", "size"), pledges_in_time=("in_time", "sum"), pledges_open=("is_overdue", "sum")
    )
    columns = ["customer_id", "pledge_what", "pledge_owner", "due_on", "days_overdue"]
    order = np.lexsort((owners["pledge_owner"], -owners["pledges_open"]))
    frames = {
        "overdue": late[columns].reset_index(drop=True),
        "owners": owners.iloc[order].reset_index(drop=True),
    }
    return Result(KEY, len(told), values, frames)
