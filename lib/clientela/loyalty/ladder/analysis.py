"""How far up the ladder of loyalty each customer stands, by the highest rung that the data prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.status import status_of
from clientela.engine import analysis
from clientela.loyalty.ladder.rungs import CUSTOMERS, RUNGS, highest, supports
from clientela.results import Missing, Number, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.ladder"


@analysis(KEY, without_money=True)
def ladder(
    status: Result | Missing,
    evidence: pd.DataFrame,
    prospects: pd.DataFrame,
    as_of: dt.date,
) -> Result | Missing:
    """How many stand on each rung: prospect, customer, consumer, supporter, advocate.

    `status` is the result of `status`; `evidence` and `prospects` are marts. Each customer stands on the highest rung with
    evidence and on no other. Who comes back within the own rhythm uses up what was bought: a consumer, as is an active customer
    whose user is written down. A rung for which no source of evidence exists is not observable: it has no number, which is not zero.
    Frames: rungs (from the top), customers (customer_id, status, rung).

    Source: Christopher, Payne & Ballantyne 1991, «Relationship Marketing», which has the ladder of customer loyalty.

    Returns Missing where the status is.

    >>> import pandas as pd
    >>> from clientela.loyalty.status.analysis import status
    >>> customers = pd.DataFrame({"customer_id": [f"c{n}" for n in range(40)], "days_since_last": [5] * 30 + [200] * 10})
    >>> rhythm = {"repeat_days": 10, "purchase_days": 11, "gap_mean": 10.0, "gap_q90": 12.0, "amount": 110.0, "last_purchase": None}
    >>> asked = {"customer_id": ["c0"], "praised_on": pd.Timestamp("2025-12-01"), "answered_on": pd.NaT, "recommends": None, "referrals": None}
    >>> evidence, prospects = pd.DataFrame(asked).assign(user_known=None), pd.DataFrame(columns=["prospects", "bought", "registered"])
    >>> found = ladder(status(customers.assign(kind=None, **rhythm)), evidence, prospects, pd.Timestamp("2025-12-31").date())
    >>> found.frames["rungs"].set_index("rung").customers.dropna().to_dict()
    {'supporter': 1.0, 'consumer': 29.0, 'customer': 10.0}
    """
    if isinstance(status, Missing):
        return status_of(KEY, status)
    known = status.frames["customers"]
    standing = known[["customer_id", "status", "amount"]].assign(rung=rungs(known, evidence, as_of))
    seen = observable(evidence, prospects, int(status.values["potential"].value or 0))
    waiting = int(status.values["potential"].value or 0) + _only_prospects(prospects)
    table = _table(standing, seen, waiting)
    values = {
        f"rung_{rung}": Number(int(people), "count", len(known))
        for rung, people in zip(table.rung, table.customers, strict=True)
        if seen[rung]
    }
    asked = standing[(standing.rung == "supporter") & (standing.status == "active")]
    if seen["prospect"]:
        registered = int(status.values["potential"].value or 0)
        values["waiting_registered"] = Number(registered, "count", waiting)
        values["waiting_listed"] = Number(waiting - registered, "count", waiting)
    values["supporters_active"] = Number(len(asked), "count", len(known))
    frames = {"rungs": table, "customers": standing.drop(columns="amount").reset_index(drop=True)}
    return Result(KEY, len(known), values, frames)


def rungs(customers: pd.DataFrame, evidence: pd.DataFrame, as_of: dt.date) -> np.ndarray:
    """The highest rung of each customer (customer_id, status, purchase_days) that the evidence proves."""
    proof = evidence.set_index("customer_id").reindex(customers.customer_id)
    supporter = supports(as_of, proof.praised_on, proof.answered_on, proof.recommends)
    brought = (proof.referrals.astype("float64") >= 1).to_numpy()
    active = (customers.status == "active").to_numpy()
    uses = (customers.purchase_days > 1).to_numpy() | proof.user_known.fillna(False).astype(bool).to_numpy()
    return np.array(CUSTOMERS)[highest(active, uses, supporter, brought)]


def observable(evidence: pd.DataFrame, prospects: pd.DataFrame, potential: int) -> dict[str, bool]:
    """Which rungs have a source of evidence at all."""
    voice = bool(evidence.praised_on.notna().any() or evidence.recommends.notna().any())
    return {
        "advocate": voice and bool(evidence.referrals.notna().any()),
        "supporter": voice,
        # Both show in purchases, which there are.
        "consumer": True,
        "customer": True,
        "prospect": potential > 0 or len(prospects) > 0,
    }


def _only_prospects(prospects: pd.DataFrame) -> int:
    """Prospects who neither bought nor stand among the registered persons."""
    return int((prospects.prospects - prospects.bought - prospects.registered).sum()) if len(prospects) else 0


def _table(standing: pd.DataFrame, seen: dict[str, bool], waiting: int) -> pd.DataFrame:
    grouped = standing.groupby("rung")
    table = grouped.agg(
        customers=("rung", "size"),
        active=("status", lambda status: (status == "active").sum()),
        amount=("amount", "sum"),
    )
    table = table.reindex(RUNGS).astype("float64")
    table = table.fillna(dict.fromkeys(table.columns, 0.0))
    table.loc["prospect", "customers"] = waiting
    total = table.amount.sum()
    table["share_amount"] = table.amount / total if total else np.nan
    hidden = [rung for rung in RUNGS if not seen[rung]]
    table.loc[hidden] = np.nan
    if seen["prospect"]:
        table.loc["prospect", ["active", "amount", "share_amount"]] = np.nan
    table["evidence_for"] = ["observed" if seen[rung] else "not_observable" for rung in table.index]
    return table.rename_axis("rung").reset_index()
