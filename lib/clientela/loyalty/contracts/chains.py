"""Contracts as chains of renewals: how many each has made, and which ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DAYS_PER_MONTH = 365.25 / 12
# What a contract may be that is counted, and no more: it ends before it begins, or begins after today.
UNREAD = ("reversed", "not_begun")


@dataclass(frozen=True)
class Chains:
    """One row a chain: chain_id, contract_id and customer_id of its last contract, start, finish, price, faced, lost.

    `faced`: renewals it has come to; `lost`: whether it ended at the last of them. `days`: the usual length of a period.
    `running`: contracts without a term, which end when somebody cancels; their periods are months. `finish` of a contract that
    was renewed without a new paper is the end of the period it is in, `written` what the paper says.
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
    read = (start <= day) & ~contracts.outcome.isin(UNREAD)
    signed = contracts.assign(start=start, finish=finish)[read.to_numpy()]
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
    columns = ["chain_id", "contract_id", "customer_id", "start", "finish", "written", "price"]
    told = last[ended & (last.outcome == "renewed").to_numpy()]
    ends = [_next_end(one, other, day) for one, other in zip(told.start, told.finish, strict=True)]
    last = last.assign(
        written=last.finish,
        finish=last.finish.where(
            ~last.index.isin(told.index), pd.Series(ends, told.index, last.finish.dtype)
        ),
    )
    return Chains(last[columns].assign(faced=faced, lost=lost).reset_index(drop=True), days, running)


def _next_end(start: pd.Timestamp, finish: pd.Timestamp, day: pd.Timestamp) -> pd.Timestamp:
    """When the period ends that a contract is in on a day, each as long as the written one: whole months, or days where shorter."""
    import pandas as pd

    length = (finish - start).days + 1
    months, after = round(length / DAYS_PER_MONTH), finish + pd.Timedelta(days=1)
    step = months * DAYS_PER_MONTH if months else length
    periods = max(1, int((day - finish).days // (step + 1)))
    while True:
        # A day past the end, so that the last day of a month stays the last.
        gone = pd.DateOffset(months=months * periods) if months else pd.Timedelta(days=length * periods)
        end = after + gone - pd.Timedelta(days=1)
        if end > day:
            return end
        periods += 1


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


def all_faced(known: Chains) -> pd.DataFrame:
    """Every renewal that anybody has faced."""
    return decisions(known, Chains(known.table.head(0), known.days, known.running))


def days_back(known: Chains) -> int:
    return round(max(365.0, known.days))


def earlier(contracts: pd.DataFrame, day: dt.date, known: Chains) -> Chains:
    """The chains as they stood a year before a day (a period before, where that is longer)."""
    return chains(contracts, day - dt.timedelta(days=days_back(known)))
