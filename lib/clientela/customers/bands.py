"""Bands from 1 to 5 of any behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

BANDS = 5


def bands(values: Any, cuts: Any = None) -> Any:
    """Which fifth each value stands in, 1 = lowest; equal values always share a band.

    Band k means: above the (k − 1)-th cut. Without `cuts` these are the quantiles 20, 40, 60 and 80 %; where many values are equal (half of
    the customers bought once) some bands stay empty rather than split them.

    >>> bands([1, 1, 1, 1, 2, 2, 3, 4, 5, 9]).tolist()
    [1, 1, 1, 1, 3, 3, 4, 4, 5, 5]
    """
    numbers = np.asarray(values, dtype=float)
    if cuts is None:
        # "lower" keeps the cut a value that occurs, so that no rounding can part two equal customers.
        cuts = np.quantile(numbers, np.arange(1, BANDS) / BANDS, method="lower")
    return 1 + np.searchsorted(np.sort(np.asarray(cuts, dtype=float)), numbers, side="left")


def cuts_of(thresholds: Mapping[str, float] | None, name: str) -> list[float] | None:
    """The company's own cuts "rfm_<name>_1" … "_4", when it gave all four.

    >>> cuts_of({"rfm_days_1": 30, "rfm_days_2": 60, "rfm_days_3": 90, "rfm_days_4": 180}, "days")
    [30, 60, 90, 180]
    """
    given = thresholds or {}
    names = [f"rfm_{name}_{place}" for place in range(1, BANDS)]
    return [given[key] for key in names] if all(key in given for key in names) else None
