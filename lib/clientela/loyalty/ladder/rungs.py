"""The rule of the ladder, on any day: the highest rung that the evidence of that day proves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

RUNGS = ("advocate", "supporter", "consumer", "customer", "prospect")
# Those on which a customer can stand, from the lowest.
CUSTOMERS = RUNGS[3::-1]
# Who would recommend with 9 or 10 of 10 is a promoter (Reichheld 2003); what was said counts for a year.
PROMOTER = 9
FRESH_DAYS = 365


def supports(day: Any, praised: Any, answered: Any, marks: Any) -> np.ndarray:
    """Who spoke for us in the year up to a day: with praise, or with a mark of 9 or 10 when asked.

    One place a customer: the days of its last praise and of its last answer (NaT where there is none), and its mark.
    """
    import pandas as pd

    since: pd.Timestamp = pd.Timestamp(day) - pd.Timedelta(days=FRESH_DAYS)
    lately, answer = (np.asarray(pd.DatetimeIndex(days) > since) for days in (praised, answered))
    return lately | (answer & (np.asarray(marks, dtype=float) >= PROMOTER))


def highest(active: Any, uses: Any, supporter: Any, brought: Any) -> np.ndarray:
    """The highest rung of each customer, as a place in CUSTOMERS.

    `uses`: has bought again, or its user is written down; who has gone quiet has used it up long since, whoever it was for.

    >>> [CUSTOMERS[place] for place in highest(np.array([1, 1, 0]) > 0, True, np.array([1, 0, 1]) > 0, True)]
    ['advocate', 'consumer', 'supporter']
    """
    return np.select([supporter & active & brought, supporter, active & uses], [3, 2, 1], 0)
