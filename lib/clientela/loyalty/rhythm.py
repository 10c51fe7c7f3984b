"""The rhythm of each customer: how long it usually waits between purchases, and how long is too long.

Somebody with few purchases has no rhythm of its own to speak of. To its own gaps we therefore add PRIOR_GAPS gaps at the
company's pace: with one own gap the company weighs two thirds, with eighteen a tenth. Two was chosen because then, on CDNOW
and Complete Journey, about one return in eight comes later than the threshold, near the one in ten that a 90 % quantile promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PRIOR_GAPS = 2.0
QUANTILE = 0.9
# Households and organisations never lend each other their rhythm when each has this many who came back.
ENOUGH_OF_A_KIND = 200


def kinds(customers: pd.DataFrame) -> pd.Series:
    """Whose pace each customer borrows from: its kind's, or everybody's ("") where kinds are few or unknown."""
    import pandas as pd

    everybody = pd.Series("", index=customers.index, dtype=object)
    if "kind" not in customers:
        return everybody
    kind = customers.kind.astype(object).where(customers.kind.notna(), "")
    counts = kind[customers.repeat_days > 0].value_counts()
    if len(counts) < 2 or (counts < ENOUGH_OF_A_KIND).any() or set(kind) - set(counts.index):
        return everybody
    return kind


def pace(customers: pd.DataFrame) -> pd.DataFrame:
    """The company's pace by kind: the median of the customers' mean gaps and their 90 % quantile.

    One customer, one vote: the few who come every day do not set the pace of the rest. One row a kind: kind, repeaters, typical_gap, long_gap.
    """
    back = customers[customers.repeat_days > 0]
    grouped = back.gap_mean.astype("float64").groupby(kinds(customers).reindex(back.index))
    table = grouped.agg(repeaters="size", typical_gap="median", long_gap=lambda gaps: gaps.quantile(QUANTILE))
    return table.rename_axis("kind").reset_index()


def rhythm(customers: pd.DataFrame, company: pd.DataFrame | None = None) -> pd.DataFrame:
    """Each customer's usual gap and the longest wait that is still normal, in days.

    Frame of the customer mart in; same index out, with typical_gap and threshold_days (NaN when nobody ever came back). `company`
    is the pace to borrow, the customers' own where none is given.

    >>> import pandas as pd
    >>> three = {"repeat_days": [2, 0], "gap_mean": [10.0, None], "gap_q90": [12.0, None]}
    >>> rhythm(pd.DataFrame(three)).threshold_days.round(1).tolist()
    [11.0, 10.0]
    """
    company = pace(customers) if company is None else company
    result = customers[[]].copy()
    result["typical_gap"] = shrunk(customers, "gap_mean", company, "typical_gap")
    result["threshold_days"] = shrunk(customers, "gap_q90", company, "long_gap")
    return result


def shrunk(customers: pd.DataFrame, own: str, company: pd.DataFrame, pace: str) -> pd.Series:
    """A customer's own figure, weighed by its gaps, with the company's, weighed as PRIOR_GAPS gaps; one day at least.

    Needs the columns repeat_days, `own` and, where the pace differs by kind, kind.
    """
    borrowed = company.set_index("kind")[pace].astype("float64")
    if set(borrowed.index) <= {""}:
        lent = customers.repeat_days * 0.0 + borrowed.get("", np.nan)
    else:
        lent = customers.kind.astype(object).where(customers.kind.notna(), "").map(borrowed)
    gaps = customers.repeat_days.astype("float64")
    mixed = (gaps * customers[own].astype("float64").fillna(0.0) + PRIOR_GAPS * lent) / (gaps + PRIOR_GAPS)
    # Nobody can be late on the day of the purchase itself.
    return mixed.clip(lower=1.0)


def day_of(customers: pd.DataFrame) -> pd.Timestamp:
    """The day on which a frame of the customer mart was drawn up."""
    import pandas as pd

    day: pd.Timestamp = (
        pd.to_datetime(customers.first_purchase) + pd.to_timedelta(customers.T_days, unit="D")
    ).max()
    return day
