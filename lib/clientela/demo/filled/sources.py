"""What five sources say that customers expect and receive: each believes something of its own."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.random import Generator

COUNTS = {"customer": 64, "employee": 30, "adviser": 14, "environment": 9, "competitor": 8}
# factor: what customers expect, receive and weigh, of seven.
FACTORS = {
    "agility": (6.3, 5.0, 6.4), "core": (6.4, 5.9, 6.3), "added_value": (5.1, 5.2, 4.6), "prestige": (5.0, 5.1, 4.1),
    "professionalism": (5.9, 5.4, 5.6), "empathy": (5.6, 5.4, 5.2), "promises": (6.6, 4.7, 6.7), "availability": (6.0, 5.1, 5.9),
    "relation": (5.3, 5.5, 5.0), "information": (6.1, 4.8, 5.7), "follow_up": (5.8, 4.2, 5.5), "after_sales": (6.2, 4.6, 6.0),
    "payment": (5.4, 5.7, 5.0),
}  # fmt: skip
# What a source believes beside what customers say: (factor, column) → points.
PROUD = {("employee", "professionalism"): 1.0, ("employee", "core"): 0.8, ("adviser", "availability"): 1.4}
UNAWARE = {("employee", "promises"): -1.3, ("employee", "follow_up"): -1.2}
PLANTED = {
    "proud": {f"{who}: {factor}": points for (who, factor), points in PROUD.items()},
    "unaware": {f"{who}: {factor}": points for (who, factor), points in UNAWARE.items()},
}


def expectations(rng: Generator) -> dict[str, pd.DataFrame]:
    """One row a person: who speaks, and what is expected, received and important in each of the thirteen factors."""
    rows = []
    for rater, people in COUNTS.items():
        for _person in range(people):
            lean, mood = rng.normal(0, 0.35), rng.normal(0, 0.5)
            given = {
                "rater": rater,
                "answered_on": dt.date(2026, 5, 4) + dt.timedelta(days=int(rng.integers(0, 25))),
            }
            for factor, (expected, received, weight) in FACTORS.items():
                believed = expected + UNAWARE.get((rater, factor), 0.0) + lean
                thought = received + PROUD.get((rater, factor), 0.0) + mood
                for column, level in (
                    ("expected", believed),
                    ("received", thought),
                    ("importance", weight + lean),
                ):
                    given[f"factor_{factor}_{column}"] = int(np.clip(round(level + rng.normal(0, 0.8)), 1, 7))
            rows.append(given)
    return {"2026-05": pd.DataFrame([rows[place] for place in rng.permutation(len(rows))])}
