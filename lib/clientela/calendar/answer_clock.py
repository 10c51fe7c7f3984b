"""How long an answer takes, in working days, and how long it may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.rest_days import public

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Clock:
    """The days in which an answer is due, and which days count: Monday to Friday without the country's holidays and the company's own.

    A company may ask more of itself than the law, which is in `deadlines`.
    """

    as_of: dt.date
    answer_days: int = 15
    country: str = "CO"
    own: Sequence[dt.date] = ()

    def working_days(self, start: pd.Series, end: pd.Series) -> NDArray[np.float64]:
        """Working days after `start` up to `end` inclusive; NaN where either is unknown.

        >>> import datetime as dt, pandas as pd
        >>> days = pd.to_datetime(pd.Series(["2026-06-05", "2026-06-16"]))
        >>> Clock(dt.date(2026, 6, 30)).working_days(days[:1], days[1:]).tolist()
        [5.0]
        """
        import pandas as pd

        first, last = (pd.to_datetime(side).to_numpy(dtype="datetime64[D]") for side in (start, end))
        known = ~(np.isnat(first) | np.isnat(last))
        days = np.full(len(first), np.nan)
        if known.any():
            step = np.timedelta64(1, "D")
            free = self._free(int(str(first[known].min())[:4]), int(str(last[known].max())[:4]))
            days[known] = np.busday_count(first[known] + step, last[known] + step, holidays=free)
        return days

    def waited(self, start: pd.Series) -> NDArray[np.float64]:
        """Working days after `start` up to today."""
        import pandas as pd

        return self.working_days(start, pd.Series(pd.Timestamp(self.as_of), index=start.index))

    def _free(self, first: int, last: int) -> NDArray[np.datetime64]:
        return np.array(sorted({*public(self.country, first, last), *self.own}), dtype="datetime64[D]")
