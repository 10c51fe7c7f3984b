"""Where the history of a company begins to tell how it sells: an export cut short, or a first shop half open, tells nothing yet."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# A first month that sold less than this part of the same month a year later had hardly begun.
BEGUN = 1 / 3
# A company that grew threefold every year never "begins"; at most this part of the history is left out.
MOST = 0.25


def opening(months: pd.DataFrame) -> int:
    """How many of the first months, in order, are a beginning: they sold less than a third of what followed.

    `months` are complete months in order, those without sales included. Months of a low season are low a year later too, and stay.
    """
    amounts = months["amount"].to_numpy(dtype=float)
    count = 0
    while count < min(MOST * len(amounts), len(amounts) - 13):
        following = median(amounts[count + 1 : count + 13])
        if amounts[count] >= BEGUN * min(following, amounts[count + 12]) and amounts[count] > 0:
            break
        if amounts[count] <= 0 and amounts[count + 12] <= 0 and following <= 0:
            break
        count += 1
    return count


def without_opening(months: pd.DataFrame) -> pd.DataFrame:
    """The complete months from where the company sells as it does."""
    return months.iloc[opening(months) :].reset_index(drop=True)
