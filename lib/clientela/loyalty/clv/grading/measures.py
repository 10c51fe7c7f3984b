"""How good was a forecast? Measures of a forecast against what was then bought, and the naive ones to beat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.clv.models.summary import DAYS_PER_WEEK, Array

if TYPE_CHECKING:
    import pandas as pd

NAIVE = ("zero", "own_rate", "segment_mean")
# A forecast whose total has missed by more than this is not shown, however well it orders the customers.
LARGEST_BIAS = 0.25


def naive_forecasts(customers: pd.DataFrame, weeks: float) -> dict[str, Array]:
    """What one would forecast without a model, purchases a customer in the coming weeks.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"x": [2, 0], "T_days": [70, 70]})
    >>> {name: one.tolist() for name, one in naive_forecasts(frame, 10).items()}
    {'zero': [0.0, 0.0], 'own_rate': [2.0, 0.0]}
    """
    x, T = np.asarray(customers["x"], float), np.asarray(customers["T_days"], float) / DAYS_PER_WEEK
    forecasts = {"zero": np.zeros(len(x)), "own_rate": weeks * x / np.maximum(T, 1 / DAYS_PER_WEEK)}
    if "segment" in customers:
        sums = (
            customers.assign(x=x, weeks=T).groupby("segment", dropna=False)[["x", "weeks"]].transform("sum")
        )
        forecasts["segment_mean"] = weeks * np.asarray(
            sums["x"] / np.maximum(sums["weeks"], 1 / DAYS_PER_WEEK)
        )
    return forecasts


def grade_forecasts(forecasts: Mapping[str, Array], actual: Array) -> pd.DataFrame:
    """One row a forecast: bias, rmse, mae, correlation and top-decile capture, against what was then bought.

    >>> table = grade_forecasts({"zero": np.zeros(2), "own": np.array([1.0, 3.0])}, np.array([0.0, 4.0]))
    >>> table[["bias", "rmse", "mae"]].values.tolist()
    [[-1.0, 2.8284271247461903, 2.0], [0.0, 1.0, 1.0]]
    """
    import pandas as pd

    rows = []
    for name, predicted in forecasts.items():
        error = predicted - actual
        known = predicted.std() > 0 and actual.std() > 0
        row = {
            "forecast": name,
            "bias": error.sum() / actual.sum() if actual.sum() else np.nan,
            "rmse": float(np.sqrt(np.mean(error**2))),
            "mae": float(np.mean(np.abs(error))),
            "correlation": np.corrcoef(predicted, actual)[0, 1] if known else np.nan,
            "capture": capture(predicted, actual),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def capture(predicted: Array, actual: Array) -> float:
    """Share of all purchases made by the tenth of customers with the highest forecast.

    Customers with the same forecast share their purchases evenly, so that their order does not matter.

    >>> capture(np.arange(10.0), np.array([1.0] * 9 + [3.0]))
    0.25
    """
    if not actual.sum():
        return float("nan")
    _, place, sizes = np.unique(-predicted, return_inverse=True, return_counts=True)
    even = (np.bincount(place, actual) / sizes)[place]
    top = np.argsort(place, kind="stable")[: max(1, round(len(actual) / 10))]
    return float(even[top].sum() / actual.sum())


def deciles(forecasts: Mapping[str, Array], actual: Array) -> pd.DataFrame:
    """Calibration: customers in tenths from the lowest to the highest forecast, what was forecast and what they bought."""
    import pandas as pd

    rows = []
    for name, predicted in forecasts.items():
        tenth = np.empty(len(actual), int)
        tenth[np.argsort(predicted, kind="stable")] = np.arange(len(actual)) * 10 // len(actual) + 1
        frame = pd.DataFrame({"decile": tenth, "predicted": predicted, "actual": actual, "n": 1})
        means = frame.groupby("decile").agg({"predicted": "mean", "actual": "mean", "n": "sum"}).reset_index()
        rows.append(means.assign(forecast=name)[["forecast", "decile", "predicted", "actual", "n"]])
    return pd.concat(rows, ignore_index=True)


def choose(grades: pd.DataFrame) -> str:
    """The forecast to trust among those whose total is off by 25 % or less: lowest RMSE × MAE; "zero" where there is none.

    RMSE alone heeds the few who buy most, MAE alone rewards promising too little: the product wants both low.

    >>> import pandas as pd
    >>> table = {"forecast": ["zero", "own_rate"], "bias": [-1.0, 0.1], "rmse": [1.0, 1.2], "mae": [0.5, 0.6]}
    >>> choose(pd.DataFrame(table)), choose(pd.DataFrame(table | {"bias": [-1.0, 0.6]}))
    ('own_rate', 'zero')
    """
    fair = grades[grades["bias"].abs() <= LARGEST_BIAS]
    if fair.empty:
        return "zero"
    return str(fair["forecast"].iloc[int((fair["rmse"] * fair["mae"]).to_numpy().argmin())])
