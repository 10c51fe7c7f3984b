"""From a free sample to the first paid purchase: how many buy who had never bought, and how soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, by_day, median_wait, waits

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "product.samples"
ENOUGH = 20
# A month is soon; after a quarter nobody remembers the sample.
SOON, LATEST = 30, 90


@analysis(KEY)
def samples(free_samples: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """Of those who were given a sample before they had ever bought, the part that makes a first paid purchase within 30 and 90 days.

    `free_samples` is the mart. Whoever was given one lately counts for the days since then (Kaplan & Meier 1958). Customers of before are counted
    apart: whether a sample moved them is told only by a lot, in the campaigns of chapter 5. What would have been bought without a
    sample is not known, so that no purchase is owed to it. Frames: curve, given (by what was given: people, share within 90 days with its interval).

    Returns Missing where nothing was given for nothing, or to fewer than twenty who had never bought.

    >>> import datetime as dt, pandas as pd
    >>> told = pd.DataFrame({"customer_id": range(20), "day": pd.Timestamp("2025-01-01"), "product_id": "a", "was_customer": False})
    >>> told = told.assign(first_paid=[pd.Timestamp("2025-01-11")] * 5 + [pd.NaT] * 15)
    >>> round(samples(told, dt.date(2025, 12, 31)).values["sample_paid"].value, 2)
    0.25
    """
    import pandas as pd

    if free_samples.empty:
        return Missing(KEY, Reason.NO_TABLE, ("transactions.amount",))
    # A purchase of nothing by nobody-knows-what is no sample: it may be a credit, a voucher or a slip.
    if free_samples["product_id"].isna().all():
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id",))
    new = free_samples[~free_samples["was_customer"].astype(bool)]
    if len(new) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.amount",), len(new), ENOUGH)
    came = new["first_paid"].notna().to_numpy()
    end = pd.to_datetime(new["first_paid"]).fillna(pd.Timestamp(as_of))
    days = np.asarray((end - pd.to_datetime(new["day"])).dt.days, dtype=np.float64)
    curve = waits(days, came, np.ones(len(new)))
    values = {
        "sample_new": Number(len(new), "count", len(free_samples)),
        "sample_known": Number(len(free_samples) - len(new), "count", len(free_samples)),
        "sample_median": Number(median_wait(curve), "days", len(new)),
    }
    for name, day in (("sample_paid_soon", SOON), ("sample_paid", LATEST)):
        share, low, high = by_day(curve, day, len(new))
        values[name] = Number(share, "share", len(new), low, high, LEVEL)
    rows = []
    for product, place in new.reset_index(drop=True).groupby("product_id").indices.items():
        if len(place) >= ENOUGH:
            own = waits(days[place], came[place], np.ones(len(place)))
            rows.append((str(product), len(place), *by_day(own, LATEST, len(place))))
    given = pd.DataFrame(rows, columns=["product_id", "n", "paid_share", "paid_low", "paid_high"])
    frames = {
        "curve": curve,
        "given": given.sort_values(["n", "product_id"], ascending=[False, True]).reset_index(drop=True),
    }
    return Result(KEY, len(new), values, frames)
