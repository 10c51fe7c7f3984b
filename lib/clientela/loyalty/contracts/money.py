"""What the contracts of today will still bring, discounted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.contracts.chains import Chains
from clientela.loyalty.contracts.odds import Odds

if TYPE_CHECKING:
    import pandas as pd

# Today's contracts are valued over five years.
YEARS = 5


@dataclass(frozen=True)
class Price:
    """What a contract's price stands for: for how many months it pays (0: nobody has said), and what a year's delay takes off."""

    months: float = 0.0
    discount: float = 0.12

    @property
    def known(self) -> bool:
        """Has somebody said for how long a price pays?"""
        return self.months > 0

    @property
    def yearly(self) -> float:
        """By what a price is multiplied to be a year's; read as a month's while nobody has said."""
        return 12.0 / (self.months if self.known else 1.0)


def valued(known: Chains, odds: Odds, as_of: dt.date, price: Price) -> pd.DataFrame:
    """One row an open contract: renew_chance, and what it will bring in five years at today's value, with its variance.

    The rest of its period is sure; each further one counts by the chance to come to it.
    """
    import pandas as pd

    table = known.open
    day, years = pd.Timestamp(as_of), known.days / 365.25
    # A renewal without a new paper is sure of nothing: what it pays until its next end is counted by chance, as what follows is.
    left = (
        ((table.written - day).dt.days.clip(lower=0) / 365.25)
        .fillna(years / 2)
        .clip(upper=YEARS)
        .to_numpy(float)
    )
    paid = table.price.astype("float64").fillna(0.0).to_numpy() * price.yearly
    made = table.faced.to_numpy(float)
    count, chance = _ahead(odds, made, (YEARS - left) / years, (1 + price.discount) ** years - 1)
    # The next period begins when this one ends, not a whole period from now.
    nearer = (1 + price.discount) ** (years - left)
    return table.assign(
        paid=paid, renew_chance=odds.renew(made + 1), sure_value=paid * left, next_period=paid * years,
        open_value=paid * left + paid * years * nearer * count, open_variance=(paid * years * nearer) ** 2 * chance,
        weight=paid * years * nearer,
    ).drop(columns=["lost"]).reset_index(drop=True)  # fmt: skip


def _ahead(odds: Odds, made: np.ndarray, room: np.ndarray, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the discounted periods that still fit into the years: the last one counts by the part that fits."""
    whole = np.floor(room).astype(int)
    mean, variance = np.zeros(len(made)), np.zeros(len(made))
    for most in np.unique(whole):
        here = whole == most
        (low, low_spread), (high, high_spread) = (
            odds.periods(made[here], int(count), rate) if count else (np.zeros(here.sum()),) * 2
            for count in (most, most + 1)
        )
        part = room[here] - most
        mean[here], variance[here] = low + part * (high - low), low_spread + part * (high_spread - low_spread)
    return mean, variance
