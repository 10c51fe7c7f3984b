"""The customers at three moments one period apart, and what each bought in the last one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import step
from clientela.stats.rows import places

if TYPE_CHECKING:
    import pandas as pd

    from clientela.marts import Marts

# In fewer days a period says nothing of a year.
MIN_DAYS = 56


@dataclass(frozen=True)
class Windows:
    """The customers mart at three moments, `days` apart: today, one period ago, two periods ago."""

    days: int
    now: pd.DataFrame
    before: pd.DataFrame
    earlier: pd.DataFrame

    @property
    def year(self) -> pd.DataFrame:
        """Today's customers with what they bought in the last `days` alone (amount, orders) and in the `days` before (amount_before).

        A director takes a sum without a period for a year's; a history of three years would say three times as much.
        """
        start, middle = _at(self.earlier, self.now), _at(self.before, self.now)
        return self.now.assign(
            amount=self.now.amount - middle.amount,
            orders=self.now.orders - middle.orders,
            amount_before=middle.amount - start.amount,
        )

    @property
    def buyers(self) -> pd.DataFrame:
        """Those of `year` who bought in it."""
        year = self.year
        return year[year.orders > 0].reset_index(drop=True)


def _at(past: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """What today's customers had bought by a past day, row by row; nothing where they had not come yet."""
    import pandas as pd

    place = places(past.customer_id, now.customer_id)
    had = {name: np.append(past[name].to_numpy(dtype=float), 0.0)[place] for name in ("amount", "orders")}
    return pd.DataFrame(had, index=now.index).fillna(0)


@step("periods")
def windows(marts: Marts) -> Windows:
    """The customers today and as they stood one and two periods ago; a period is a year, or half the history, or no day without any sale."""
    days = int(marts.facts["window_days"])
    back = dt.timedelta(days=days)
    return Windows(
        days,
        marts.customers,
        marts.customers_at(marts.as_of - back),
        marts.customers_at(marts.as_of - 2 * back),
    )
