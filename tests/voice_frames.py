"""Messages and complaints as the marts have them, small enough for a pencil."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from clientela import product
from clientela.calendar.answer_clock import Clock
from clientela.results import Missing, Reason

TODAY = dt.date(2026, 6, 30)
CLOCK = Clock(TODAY)
UNKNOWN = Missing("product.severity", Reason.NO_TABLE)
LATE = "caja despacho llegó retraso"


def complaints(after, graved=UNKNOWN):
    """What is said of complaints where nothing is known of how long they wait."""
    return product.complaints_findings(after, replace(UNKNOWN, key="product.answering"), graved, TODAY, "COP")


def voices(rows: list[dict]) -> pd.DataFrame:
    """The mart voices of some messages; what a row does not say is the usual."""
    usual = {
        "customer_id": None, "kind": "complaint", "day": TODAY, "heard_since": dt.date(2020, 1, 1),
        "attended_on": None, "closed_on": None, "resolved": None, "channel": "web",
        "branch": "Norte", "reason": None, "has_text": True, "words": None, "amount_before": 0.0, "purchases_before": 0,
    }  # fmt: skip
    frame = pd.DataFrame(
        [{"interaction_id": f"m{n}", **usual, **row} for n, row in enumerate(rows)],
        columns=["interaction_id", *usual],
    )
    for name in ("day", "heard_since", "attended_on", "closed_on"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def back(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def paths(rows: list[tuple]) -> pd.DataFrame:
    """The mart complaint_paths from (customer, arm, answered well, purchases before, days since last, purchases after)."""
    frame = pd.DataFrame(
        rows, columns=["customer_id", "arm", "good", "purchases_before", "days_since_last", "purchases_after"]
    )
    day = pd.Timestamp(back(300))
    return frame.assign(
        day=day, closed_on=day + pd.to_timedelta(np.where(frame.good, 5, 50), "D"), resolved=frame.good.astype("boolean"), kind="person",
        amount_before=100.0, amount_after=frame.purchases_after * 10.0, settle_days=60, watch_days=180, branch="Norte", interaction_id=None,
    )  # fmt: skip


def company(rng: np.random.Generator, leave: tuple[float, float]) -> pd.DataFrame:
    """Complaints after which such a part leaves (well, badly answered) beside those who leave anyway; rare buyers leave more, and complain less."""
    often = rng.random(4000) < 0.5
    complains = rng.random(4000) < np.where(often, 0.2, 0.08)
    good = rng.random(4000) < 0.6
    anyway = np.where(often, 0.1, 0.4)
    extra = np.where(complains, np.where(good, *leave), 0.0)
    gone = rng.random(4000) < anyway + (1 - anyway) * extra
    arm = np.where(complains, "complaint", "none")
    return paths(
        list(
            zip(
                (f"c{n}" for n in range(4000)),
                arm,
                good,
                np.where(often, 9, 1),
                np.full(4000, 5),
                np.where(gone, 0, 3),
                strict=True,
            )
        )
    )


def some_voices() -> pd.DataFrame:
    return voices(
        [
            {"customer_id": "ana", "purchases_before": 2, "closed_on": back(1), "resolved": True},
            # Twice badly answered, and counted once.
            *2
            * [
                {
                    "customer_id": "eva",
                    "purchases_before": 2,
                    "day": back(60),
                    "closed_on": back(1),
                    "resolved": True,
                }
            ],
            # Had bought nothing: cannot buy less.
            {"customer_id": "leo", "day": back(60), "closed_on": back(1), "resolved": True},
        ]
    )
