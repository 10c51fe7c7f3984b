"""Data that the tests of customer value share: CDNOW as published, and customers simulated from a model."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty.clv import Days, as_day, summarize

CUT, END = "1997-09-30", "1998-06-30"
SPLIT = (as_day(CUT), as_day(END))


@cache
def cdnow_days() -> pd.DataFrame:
    """The 2,357 customers of Fader & Hardie's 1/10 sample, one row a customer and purchase day."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the CDNOW sample comes with the package lifetimes")
    path = Path(found.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"
    names = ["master_id", "customer_id", "day", "quantity", "amount"]
    rows = pd.read_csv(path, sep=r"\s+", header=None, names=names, dtype={"customer_id": str, "day": str})
    rows["day"] = pd.to_datetime(rows["day"], format="%Y%m%d")
    return rows.groupby(["customer_id", "day"], as_index=False)["amount"].sum()


@cache
def cdnow() -> pd.DataFrame:
    """CDNOW customers as of the end of the calibration, 1997-09-30."""
    return summarize(Days.of(cdnow_days()), SPLIT[0])


def bought_later() -> np.ndarray:
    """Purchases of each CDNOW customer in the 39 weeks that followed."""
    return Days.of(cdnow_days()).counts(*SPLIT)


def simulate(
    n: int, seed: int, k: int = 1, weeks: tuple[float, float] = (40, 52), ahead: float = 26.0
) -> pd.DataFrame:
    """Customers who live the story of BG/NBD (k = 1: haphazard; k > 1: regular), and what they buy afterwards.

    r 0.8, alpha 6/k, a 0.8, b 2.5; the first purchase never drives anyone away.
    """
    rng = np.random.default_rng(seed)
    pace, leave = rng.gamma(0.8, k / 6.0, n), rng.beta(0.8, 2.5, n)
    T = np.floor(rng.uniform(*weeks, n) * 7)
    x, t_x, later = np.zeros(n, int), np.zeros(n), np.zeros(n, int)
    clock, alive = np.zeros(n), np.ones(n, bool)
    while alive.any():
        clock = np.where(alive, clock + rng.gamma(k, 7 / pace), clock)
        before, after = alive & (clock <= T), alive & (clock > T) & (clock <= T + ahead * 7)
        x, t_x, later = x + before, np.where(before, np.ceil(clock), t_x), later + after
        alive = (before | after) & (rng.random(n) >= leave)
    mean = rng.gamma(6.0 * np.maximum(x, 1), 1.0) / np.maximum(x, 1) / rng.gamma(4.0, 1 / 15.0, n)
    return pd.DataFrame(
        {
            "customer_id": [f"c{i:06}" for i in range(n)],
            "x": x,
            "t_x_days": t_x.astype(int),
            "T_days": T.astype(int),
            "repeat_mean": np.where(x > 0, mean, 0.0),
            "later": later,
        }
    )
