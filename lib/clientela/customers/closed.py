"""Whether a file holds only the customers of a beginning, and nobody who came later."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# With fewer customers, or days, nobody new is no news.
ENOUGH, SHORTEST = 100, 180
# At most so many of all customers came in the second half of the history.
FEW = 0.01


def closed_days(customers: pd.DataFrame) -> int | None:
    """Days since almost nobody new has come, where the second half of the history brought less than one customer of a hundred; else None.

    `customers` is the customer mart. Such a file is a cohort, or the company has stopped winning customers: whoever reads it has to know which.

    >>> import pandas as pd
    >>> closed_days(pd.DataFrame({"T_days": [400] * 150}))
    400
    >>> closed_days(pd.DataFrame({"T_days": range(400)})) is None
    True
    """
    import numpy as np

    if len(customers) < ENOUGH or int(customers.T_days.max()) < SHORTEST:
        return None
    if lately(customers) >= FEW * len(customers):
        return None
    return int(np.quantile(customers.T_days.to_numpy(), FEW, method="higher"))


def lately(customers: pd.DataFrame) -> int:
    """How many customers came in the second half of the history."""
    return int((2 * customers.T_days < customers.T_days.max()).sum())
