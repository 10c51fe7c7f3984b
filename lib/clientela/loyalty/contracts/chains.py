"""Contracts as chains of renewals: how many each has made, and which ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Chains:
    """One row a chain: chain_id, contract_id and customer_id of its last contract, start, finish, price, faced, lost.

    `faced`: renewals it has come to; `lost`: whether it ended at the last of them. `days`: the usual length of a period.
    `running`: contracts without a term, which end when somebody cancels; their periods are months.
    """

    table: pd.DataFrame
    days: float
    running: bool

    @property
    def open(self) -> pd.DataFrame:
        """The chains that go on."""
        return self.table[~self.table.lost]


def chains(contracts: pd.DataFrame, as_of: dt.date) -> Chains:
    """The mart of contracts as chains, as they stood at the end of a day.

    A renewal is known once the contract before has ended; what comes later is left out, so that the past can be seen as it was.
    """
    import pandas as pd

    day = pd.Timestamp(as_of)
    start, finish = pd.to_datetime(contracts.start), pd.to_datetime(contracts.finish)
    signed = contracts.assign(start=start, finish=finish)[(start <= day).to_numpy()]
    running = _running(signed)
    last = signed.sort_values(["chain_id", "place"], kind="stable").groupby("chain_id").tail(1)
    # What ends later is open today, whatever is known of its end by now.
    ended = (last.finish <= day).to_numpy()
    if running:
        until = last.finish.where(ended, day)
        months = ((until - last.start).dt.days / DAYS_PER_MONTH).to_numpy()
        # Gone within the third month: three renewals faced, at the third of which it ended.
        faced = np.where(ended, np.floor(months) + 1, np.floor(months)).astype(int)
        lost, days = ended, DAYS_PER_MONTH
    else:
        outcome = last.outcome.to_numpy()
        lost = ended & (outcome == "lost")
        faced = (last.place - 1 + (ended & (outcome != "open"))).to_numpy(int)
        days = float(((signed.finish - signed.start).dt.days + 1).median())
    columns = ["chain_id", "contract_id", "customer_id", "start", "finish", "price"]
    return Chains(last[columns].assign(faced=faced, lost=lost).reset_index(drop=True), days, running)


def _running(signed: pd.DataFrame) -> bool:
    """Has nothing a term: no contract follows another, nobody says of one that it was renewed, and the open ones have no end?"""
    renewed = bool((signed.place > 1).any() or (signed.outcome == "renewed").any())
    still = signed[signed.outcome == "open"]
    return not renewed and bool(still.finish.isna().all())


def decisions(known: Chains, before: Chains) -> pd.DataFrame:
    """The renewals faced between two days: the how-manieth (faced) and whether the customer left (lost); one row a chain's step."""
    import pandas as pd

    both = known.table.merge(
        before.table[["chain_id", "faced"]], on="chain_id", how="left", suffixes=("", "_before")
    )
    steps = (both.faced - both.faced_before.fillna(0)).clip(lower=0).astype(int)
    rows = both.loc[both.index.repeat(steps)]
    back = rows.groupby(level=0).cumcount(ascending=False)
    return pd.DataFrame(
        {"faced": (rows.faced - back).to_numpy(int), "lost": (rows.lost & (back == 0)).to_numpy(bool)}
    )
