"""Who is active and who has gone quiet, each judged by its own rhythm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.rhythm import rhythm
from clientela.results import Missing

if TYPE_CHECKING:
    import pandas as pd

ENOUGH_REPEATERS = 30
# Absent: silent for twice what is normal in the customer, and a quarter at least. Less is mostly a long pause: of the households of Complete
# Journey that were silent for twice as long as normal on 1 July or 30 September, two in three bought within a month and all within a quarter.
ABSENT_TIMES, ABSENT_DAYS = 2.0, 90


def standing(customers: pd.DataFrame, company: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every customer with its usual gap, its threshold and whether it is active or inactive.

    Adds typical_gap, threshold_days and status to the frame of the customer mart; `company` is the pace to borrow.
    """
    known = customers.join(rhythm(customers, company))
    quiet = known.days_since_last > known.threshold_days
    return known.assign(status=np.where(quiet, "inactive", "active"))


def status_of(key: str, missing: Missing) -> Missing:
    """What stands on the status and cannot be said without it is missing for the same reason."""
    return Missing(key, missing.reason, missing.add, missing.have, missing.need)
