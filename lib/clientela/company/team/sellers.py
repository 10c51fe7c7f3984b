"""Results per seller, drawn to the mean of all: whose accounts stay more or less than chance would make them, and what goes with training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.accounts import RECENT, YEAR, days_of, seller_on
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats import shrinkage
from clientela.stats.intervals import LEVEL, Z

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "company.sellers"
# A seller with fewer accounts is nobody's lesson; a link among fewer people is none.
FEWEST_ACCOUNTS, FEWEST_TRAINED = 5, 8
COLUMNS = [
    "seller_id",
    "branch",
    "accounts",
    "stay_share",
    "stay_expected",
    "stay_low",
    "stay_high",
    "against_mean",
    "training_hours",
]


@analysis(KEY, team="marts.team")
def sellers(served: pd.DataFrame, team: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """Of each seller's accounts of a year ago, how many still buy; drawn to the mean of all, the more the fewer accounts there are.

    `served` is the mart: an account and day of sale a row. Book of a year ago: the accounts whose last purchase, then, was with the seller and
    no older than 120 days; kept: those that bought from anybody in the last 120 days. An account is one of two things, so that the
    error of a share follows from the share of all and the number of accounts (as in Efron & Morris 1977). `against_mean` is said only
    where the drawn result's interval of 95 % leaves the mean of all out. `training_link`: correlation of hours of training with
    the drawn results, with Fisher's interval, of eight people or more: what goes together, not what follows from what.
    For coaching: rows stand by code.

    Returns Missing without sellers, or where fewer than five had five accounts a year ago.

    >>> import pandas as pd
    >>> sellers(pd.DataFrame(columns=["seller_id"]), pd.DataFrame(), pd.Timestamp("2025-12-31").date()).add
    ('transactions.seller_id',)
    """
    import pandas as pd

    if served.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.seller_id",))
    days = days_of(served)
    bought, end = days[days["is_purchase"].astype(bool)], pd.Timestamp(as_of)
    book = seller_on(bought.sort_values(["customer_id", "day"]), end - pd.Timedelta(days=YEAR))
    lately = bought.loc[bought["day"] > end - pd.Timedelta(days=RECENT), "customer_id"]
    kept = pd.Series(book.index.isin(lately), index=book.index).groupby(book).agg(["size", "sum"])
    kept = kept[kept["size"] >= FEWEST_ACCOUNTS]
    if len(kept) < shrinkage.FEWEST:
        return Missing(KEY, Reason.NOT_ENOUGH, ("transactions.seller_id",), len(kept), shrinkage.FEWEST)
    share = float(kept["sum"].sum() / kept["size"].sum())
    if share in (0.0, 1.0):
        return Missing(KEY, Reason.NO_VARIATION, have=share)
    table = _drawn(kept, share, team)
    values = {
        "sellers": Number(len(table), "count", len(table)),
        "stay_mean": Number(share, "share", int(kept["size"].sum())),
        "stay_shown": Number(float((1 - table["keep"]).mean()), "share", len(table)),
        "sellers_apart": Number(int((table["against_mean"] != "as_all").sum()), "count", len(table)),
        **_link(table),
    }
    return Result(KEY, int(kept["size"].sum()), values, {"sellers": table[COLUMNS]}, Evidence.ASSOCIATED)


def _drawn(kept: pd.DataFrame, share: float, team: pd.DataFrame) -> pd.DataFrame:
    """One row a seller, by code: what was kept, and what may be expected."""
    errors = np.sqrt(share * (1 - share) / kept["size"].to_numpy(dtype=float))
    raw = (kept["sum"] / kept["size"]).to_numpy(dtype=float)
    found = shrinkage.shrunken(raw, errors)
    low, high = found.values - Z * found.errors, found.values + Z * found.errors
    table = kept.assign(
        accounts=kept["size"], stay_share=raw, stay_expected=found.values, stay_low=np.clip(low, 0, 1), stay_high=np.clip(high, 0, 1),
        keep=found.keep, against_mean=np.where(low > found.mean, "above_all", np.where(high < found.mean, "below_all", "as_all")),
    ).rename_axis("seller_id")  # fmt: skip
    staff = team.set_index("person_id")[["branch", "training_hours"]] if len(team) else None
    if staff is None:
        return table.assign(branch=None, training_hours=np.nan).reset_index()
    return table.join(staff).reset_index()


def _link(table: pd.DataFrame) -> dict[str, Number]:
    """How hours of training and the drawn results go together; nothing where they are few or all alike."""
    both = table.dropna(subset=["training_hours"])
    hours, results = both["training_hours"].to_numpy(dtype=float), both["stay_expected"].to_numpy(dtype=float)
    n = len(both)
    if n < FEWEST_TRAINED or np.ptp(hours) == 0 or np.ptp(results) == 0:
        return {}
    r = float(np.clip(np.corrcoef(hours, results)[0, 1], -0.999999, 0.999999))
    half = Z / float(np.sqrt(n - 3))
    return {
        "training_link": Number(r, "ratio", n, float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half)), LEVEL)
    }  # fmt: skip
