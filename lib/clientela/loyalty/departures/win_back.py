"""Whom to try to win back now: absent customers by what is usually recovered from absences as long as theirs."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.departures.defections import OUTSIDE
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.win_back"
# How long the absence has lasted, in days since it began; who bought only once is told apart.
EDGES = (0, 60, 120, 240, 365, math.inf)
ENOUGH_ABSENT, ENOUGH_IN_BAND = 30, 15
# So many fit in a week of calls.
FIRST = 50


@analysis(KEY, found="absences", quarter="dates.quarter", due="due")
def win_back(
    found: pd.DataFrame | None,
    customers: pd.DataFrame,
    notices: pd.DataFrame,
    quarter: dt.date,
    due: Result | Missing | None = None,
) -> Result | Missing:
    """The absent customers of whom most can be hoped for, and how many of those absent as long came back in a quarter.

    `found` is what `absences` gives; `customers` and `notices` are marts; `quarter` is an earlier day, some 90 days before
    today: of those absent on it, by how long and whether they had ever repeated, the share that bought since (Wilson). Stake, by
    which they are ranked: usual purchase × that share, which comes by itself. Not listed: who is on the list of `due` (called already),
    and who left for reasons of life
    itself. Frames: win_back (ranked), bands.
    """
    import pandas as pd

    day = pd.Timestamp(quarter)
    if found is None or found.empty:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.customer_id",), 0, ENOUGH_ABSENT)
    then = found[(found.began <= day) & ~(found.next_day <= day)]
    if len(then) < ENOUGH_ABSENT:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months", "13"), len(then), ENOUGH_ABSENT)
    bands = _bands(then, day)
    now = found[found.next_day.isna()]
    today = pd.to_datetime(customers.first_purchase).add(pd.to_timedelta(customers.T_days, unit="D")).max()
    listed = _ranked(now, bands, customers, today)
    lost = notices[
        (notices.notice == "cancellation")
        & notices.reason.fillna("").str.contains(OUTSIDE, case=False, regex=True)
    ]
    out = {*lost.customer_id, *(due.frames["list"].customer_id if isinstance(due, Result) else ())}
    listed = listed[~listed.customer_id.isin(out)].reset_index(drop=True)
    returned, n = int(bands.returned.sum()), int(bands.n.sum())
    values = {
        "absent": Number(len(now), "count", len(customers)),
        "won_quarter": Number(returned / n, "share", n, *wilson(returned, n), LEVEL),
        "win_back_listed": Number(len(listed), "count", len(now)),
    }
    for name, part in (("win_back_stake", listed), ("win_back_first", listed.head(FIRST))):
        values[name] = Number(
            float(part.stake.sum()),
            "currency",
            n,
            float(part.stake_low.sum()),
            float(part.stake_high.sum()),
            LEVEL,
        )
    return Result(KEY, len(now), values, {"win_back": listed, "bands": bands}, Evidence.ASSOCIATED)


def _bands(then: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """One row a kind of absence: repeated, away_from, away_to (days), n, returned, chance, share_low, share_high.

    Bands with few cases are joined to the one before.
    """
    import pandas as pd

    away = (day - then.began).dt.days.to_numpy()
    came, repeated = then.next_day.notna().to_numpy(), (then.repeat_days > 0).to_numpy()
    rows: list[dict[str, float]] = []
    for again in (True, False):
        own: list[dict[str, float]] = []
        for start, end in pairwise(EDGES):
            inside = (repeated == again) & (away >= start) & (away < end)
            row = {
                "repeated": again,
                "away_from": start,
                "away_to": end,
                "n": int(inside.sum()),
                "returned": int(came[inside].sum()),
            }
            if own and min(row["n"], own[-1]["n"]) < ENOUGH_IN_BAND:
                own[-1] |= {
                    "away_to": end,
                    "n": own[-1]["n"] + row["n"],
                    "returned": own[-1]["returned"] + row["returned"],
                }
            else:
                own.append(row)
        rows += own
    table = pd.DataFrame(rows).astype(
        {"n": "int64", "returned": "int64", "away_from": "float64", "away_to": "float64"}
    )
    limits = [wilson(hits, n) for hits, n in zip(table.returned, table.n, strict=True)]
    return table.assign(
        # Where nobody of the kind was ever absent, nothing is hoped for.
        chance=(table.returned / table.n).where(table.n > 0, 0.0),
        share_low=[low for low, _high in limits],
        share_high=[high if n else 0.0 for (_low, high), n in zip(limits, table.n, strict=True)],
    )


def _ranked(
    now: pd.DataFrame, bands: pd.DataFrame, customers: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    """The absent of today with chance and stake, the largest stake first."""
    away, repeated = (today - now.began).dt.days.to_numpy(), (now.repeat_days > 0).to_numpy()
    columns = ["chance", "share_low", "share_high"]
    odds = np.zeros((len(now), 3))
    for band in bands.to_dict("records"):
        inside = (repeated == band["repeated"]) & (away >= band["away_from"]) & (away < band["away_to"])
        odds[inside] = [band[name] for name in columns]
    known = customers.set_index("customer_id").loc[now.customer_id]
    usual = (
        known.repeat_mean.fillna(known.amount / known.purchase_days)
        .astype("float64")
        .clip(lower=0)
        .to_numpy()
    )
    table = now[["customer_id"]].assign(
        last_purchase=now.day, days_since_last=(today - now.day).dt.days, usual_purchase=usual, chance=odds[:, 0],
        stake=usual * odds[:, 0], stake_low=usual * odds[:, 1], stake_high=usual * odds[:, 2],
    )  # fmt: skip
    return table[table.stake > 0].sort_values(["stake", "customer_id"], ascending=[False, True])
