"""What the staff answers of its own company: how far each area works for the customer, in two rounds, and how areas serve one another."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

# Who answers in each area; two areas are too small to be told apart.
PEOPLE = {
    "sales": 14,
    "service": 9,
    "logistics": 9,
    "receivables": 6,
    "production": 8,
    "support": 6,
    "marketing": 3,
    "direction": 2,
}
ROUNDS = {"2025-05": dt.date(2025, 5, 12), "2026-05": dt.date(2026, 5, 11)}
# Each question's lean; those that end in "_" are asked the wrong way round.
ITEMS = {
    "listen_visits": 0.2, "listen_measure": -0.5, "listen_lost": -0.4, "listen_compare": -0.2, "listen_late_": 0.0,
    "share_meet": -0.3, "share_complaints": -0.4, "share_data": -0.6, "share_results": -0.5, "share_silence_": -0.3,
    "respond_fast": 0.2, "respond_process": -0.1, "respond_promise": 0.1, "respond_plan": -0.2, "respond_excuse_": 0.1,
    "lead_example": 0.4, "lead_reward": 0.1, "lead_power": 0.0, "lead_internal": -0.2, "lead_blame_": 0.2,
}  # fmt: skip
USUAL, WEAK, WEAK_LESS, RISEN, RISEN_MORE = 3.2, "logistics", 0.9, "service", 1.3
PLANTED = {
    "weak_area": WEAK,
    "points_less_of_five": WEAK_LESS,
    "area_that_rose": RISEN,
    "points_more_of_five": RISEN_MORE,
    "weak_part": "sharing",
}
# How each area serves the others, of five; logistics misses its dates, and gives no notice.
SERVES = {
    "sales": 3.7, "service": 4.0, "logistics": 3.6, "receivables": 3.5, "production": 3.8, "support": 3.6, "marketing": 3.7, "direction": 3.8,
}  # fmt: skip
LATE = {"on_time": -1.4, "information": -1.2, "solution": -0.5}
ASPECTS = ("on_time", "quality", "treatment", "information", "solution")
# Who depends much on whom for its work with the customer.
DEPENDS = {("sales", "logistics"), ("service", "logistics"), ("sales", "service"), ("logistics", "production"), ("receivables", "sales")}  # fmt: skip
PLANTED_INTERNAL = {"worst_server": "logistics", "points_less": LATE}


def _five(value: Any) -> Any:
    return np.clip(np.round(value), 1, 5).astype(int)


def orientation(rng: Generator) -> dict[str, pd.DataFrame]:
    """The answers of both rounds, a file each."""
    return {name: _round(rng, day, later=day.year == 2026) for name, day in ROUNDS.items()}


def _round(rng: Generator, day: dt.date, later: bool) -> pd.DataFrame:
    rows = []
    for area, people in PEOPLE.items():
        for _person in range(people):
            level = (
                USUAL
                + rng.normal(0, 0.4)
                - WEAK_LESS * (area == WEAK)
                + RISEN_MORE * (area == RISEN and later)
            )
            given = {
                "area": area,
                "tenure": rng.choice(["under_1", "from_1_to_3", "over_3"], p=[0.2, 0.35, 0.45]),
            }
            given["contact"] = (
                "daily" if area in ("sales", "service") else rng.choice(["daily", "weekly", "seldom"])
            )
            given["answered_on"] = day + dt.timedelta(days=int(rng.integers(0, 12)))
            for item, lean in ITEMS.items():
                value = int(_five(level + lean + rng.normal(0, 0.8)))
                given[item.rstrip("_")] = 6 - value if item.endswith("_") else value
            rows.append(given)
    return _shuffled(rng, rows)


def internal(rng: Generator) -> dict[str, pd.DataFrame]:
    """What each person receives from the other areas."""
    rows = []
    for area, people in PEOPLE.items():
        for _person in range(people):
            given: dict[str, Any] = {"area": area, "answered_on": ROUNDS["2026-05"]}
            mood = rng.normal(0, 0.4)
            for server, level in SERVES.items():
                # Nobody rates their own area, and not everybody deals with all the others.
                if server == area or rng.random() < 0.15:
                    continue
                for aspect in ASPECTS:
                    less = LATE.get(aspect, 0.0) if server == "logistics" else 0.0
                    given[f"received_{server}_{aspect}"] = int(
                        _five(level + less + mood + rng.normal(0, 0.7))
                    )
                given[f"received_{server}_weight"] = (
                    3 if (area, server) in DEPENDS else int(rng.integers(1, 3))
                )
            rows.append(given)
    return {"2026-05": _shuffled(rng, rows)}


def _shuffled(rng: Generator, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """In the order in which they came in, so that the place tells nobody's area; whole numbers stay whole beside blanks."""
    frame = pd.DataFrame([rows[place] for place in rng.permutation(len(rows))])
    numbers = frame.select_dtypes("number").columns
    return frame.assign(**{name: frame[name].astype("Int64") for name in numbers})
