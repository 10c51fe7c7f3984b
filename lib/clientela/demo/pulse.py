"""The monthly pulse: three questions to some of last month's buyers, whose moods and troubles show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientela.demo import plan
from clientela.demo.chance import stream
from clientela.demo.life import Life
from clientela.demo.seasons import date_of

ASKED = 48
"""Customers asked every month in the full story."""
UPSET_DAYS = 60


def pulse(life: Life) -> pd.DataFrame:
    """One row a customer asked: date, customer, branch, recommendation (0–10), satisfaction (1–5), effort (1–7)."""
    rng, rows = stream(life.seed, "pulse"), []
    count = max(4, round(ASKED * len(life.everyone) / 5000))
    homes = {person: place for place, person in enumerate(life.homes.person)}
    branch = life.everyone.branch.to_dict()
    trouble = life.complaints.groupby("person").day.apply(list).to_dict()
    for month, moods in enumerate(life.homes.moods[:-1], start=1):
        first = int(month * 30.44)
        buyers = life.purchases.person[life.purchases.day.between(first - 30, first - 1)].unique()
        for who in np.sort(rng.choice(buyers, size=min(len(buyers), count), replace=False)):
            mood = float(moods[homes[who]]) if who in homes else float(life.mood[who])
            day = first + int(rng.integers(0, 20))
            upset = any(day - UPSET_DAYS < at <= day for at in trouble.get(who, ()))
            rows.append((date_of(day), life.main[who], plan.BRANCHES[branch[who]], *_three(rng, mood, upset)))
    return pd.DataFrame(rows, columns=["fecha", "cliente", "sede", "recomienda", "satisfecho", "esfuerzo"])


def _three(rng: np.random.Generator, mood: float, upset: bool) -> tuple[int, int, int]:
    recommends = np.clip(round(6.9 + 3.9 * mood - 1.5 * upset + rng.normal(0, 1.0)), 0, 10)
    satisfied = np.clip(round(3.6 + 1.4 * mood - 0.8 * upset + rng.normal(0, 0.6)), 1, 5)
    effort = np.clip(round(3.0 - 1.1 * mood + 1.8 * upset + rng.normal(0, 1.0)), 1, 7)
    return int(recommends), int(satisfied), int(effort)
