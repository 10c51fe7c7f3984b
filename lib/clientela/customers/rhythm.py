"""The rhythm of each customer: how long it usually waits between purchases, and how long is too long.

Somebody with few purchases has no rhythm of its own to speak of. To its own gaps we therefore add PRIOR_GAPS gaps at the
company's pace: with one own gap the company weighs two thirds, with eighteen a tenth. Two was chosen because then, on CDNOW
and Complete Journey, about one return in eight comes later than the threshold, near the one in ten that a 90 % quantile promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.kinds import kind_groups

if TYPE_CHECKING:
    import pandas as pd

PRIOR_GAPS = 2.0
QUANTILE = 0.9


def pace(customers: pd.DataFrame) -> pd.DataFrame:
    """The company's pace by kind: the median of the customers' mean gaps and their 90 % quantile.

    One customer, one vote: the few who come every day do not set the pace of the rest. Kinds are told apart as the models of value
    do it. One row a kind, the largest first: kind ("all" for everybody), repeaters, typical_gap, long_gap.
    """
    import pandas as pd

    back = customers[customers.repeat_days > 0]
    gaps = back.gap_mean.astype("float64").groupby(kind_groups(back))
    table = pd.DataFrame(
        {"repeaters": gaps.size(), "typical_gap": gaps.median(), "long_gap": gaps.quantile(QUANTILE)}
    )
    table = table.sort_values("repeaters", ascending=False, kind="stable")
    return table.rename_axis("kind").reset_index()


def rhythm(
    customers: pd.DataFrame, company: pd.DataFrame | None = None, prior: float = PRIOR_GAPS
) -> pd.DataFrame:
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
    result["typical_gap"] = shrunk(customers, "gap_mean", company, "typical_gap", prior)
    result["threshold_days"] = shrunk(customers, "gap_q90", company, "long_gap", prior)
    return result


def shrunk(
    customers: pd.DataFrame, own: str, company: pd.DataFrame, pace: str, prior: float = PRIOR_GAPS
) -> pd.Series:
    """A customer's own figure, weighed by its gaps, with the company's, weighed as `prior` gaps; one day at least.

    Needs the columns repeat_days, `own` and, where the pace differs by kind, kind.
    """
    import pandas as pd

    borrowed = company.set_index("kind")[pace].astype("float64")
    # A kind of its own pace borrows from it, any other from the largest.
    largest = borrowed.iloc[0] if len(borrowed) else np.nan
    lent: Any = largest
    if "kind" in customers and len(borrowed) > 1:
        # Kinds are few, however many the customers: each is looked up once.
        place, kinds = pd.factorize(customers.kind, use_na_sentinel=True)
        each = borrowed.reindex(pd.Index(kinds, dtype=object)).fillna(largest).to_numpy()
        lent = np.append(each, largest)[place]
    gaps = customers.repeat_days.astype("float64")
    mixed = (gaps * customers[own].astype("float64").fillna(0.0) + prior * lent) / (gaps + prior)
    # Nobody can be late on the day of the purchase itself.
    return mixed.clip(lower=1.0)


def day_of(customers: pd.DataFrame) -> pd.Timestamp:
    """The day on which a frame of the customer mart was drawn up."""
    import pandas as pd

    day: pd.Timestamp = (
        pd.to_datetime(customers.first_purchase) + pd.to_timedelta(customers.T_days, unit="D")
    ).max()
    return day
