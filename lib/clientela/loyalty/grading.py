"""Would the forecast have been right? Every model graded on the company's own past, beside forecasts that need no model.

The history is cut at a date; models see only what was known then and forecast what followed. Beside them stand three naive
forecasts: nobody buys again (zero), everyone goes on at the own past rate (own_rate) and, when segments are given,
everyone buys at the rate of the own segment (segment_mean). A model that loses against them is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.value.bg_cnbd import BGNBD, MBG_NBD, mbg_cnbd
from clientela.loyalty.value.fit import Model
from clientela.loyalty.value.forecast import forecast
from clientela.loyalty.value.groups import EVERYONE, Fitted, fitted
from clientela.loyalty.value.pareto_nbd import PARETO_NBD
from clientela.loyalty.value.regularity import choose_k
from clientela.loyalty.value.summary import DAYS_PER_WEEK, Array, Days, as_day, summarize
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.grading"
NAIVE = ("zero", "own_rate", "segment_mean")
# The horizon may be a third of the history at most.
LONGEST = 1 / 3
LEAST_DAYS = 180
LEAST_CUSTOMERS = 100
LEAST_REPEATS = 50
# A forecast whose total misses by more than this is not chosen while another misses by less.
LARGEST_BIAS = 0.25
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Grading(Result):
    """How each forecast did, which one is chosen, and the k of the most regular model tried."""

    chosen: str = "zero"
    k: int = 1
    horizon_days: int = 0
    fits: Mapping[str, Fitted] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """True when no model did better than the best naive forecast."""
        return self.chosen in NAIVE


def grade(
    customer_days: pd.DataFrame,
    cut: object = None,
    end: object = None,
    about: pd.DataFrame | None = None,
    longest: float = LONGEST,
) -> Grading | Missing:
    """How well each way of forecasting would have told who buys again, and which one to trust.

    `customer_days`: `customer_id`, `day`, `amount`, one row a customer and purchase day. Models are fitted on days up to
    `cut` and graded on (cut, end]; `end` is the last day unless given, `cut` three quarters of the way to it. `about`
    may add `kind` and `segment` by `customer_id`. The horizon may be `longest` × the history before the cut at most.

    Numbers: `<forecast>_bias` (share of the actual total), `_rmse`, `_mae` (purchases a customer), `_correlation`,
    `_capture` (share of purchases made by the tenth with the highest forecast), `_log_likelihood`, for every forecast and
    for the `chosen` one. Tables: `grades`, `deciles`.

    Chosen is the lowest RMSE among forecasts whose total is off by 25 % or less (by less than the best, if none is);
    degenerate fits are not chosen, and a model only when it beats every naive forecast that qualifies.
    """
    days = Days.of(customer_days)
    if not len(days.day):
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions",), 0, LEAST_CUSTOMERS)
    first, last = int(days.day.min()), as_day(end) if end is not None else int(days.day.max())
    at = as_day(cut) if cut is not None else last - int((last - first + 1) * longest / (1 + longest))
    customers = summarize(days, at)
    refusal = _gate(customers, (first, at, last), longest)
    if refusal:
        return refusal
    customers = customers.assign(**_traits(customers, about))
    actual = days.until(last).counts(at, last)[np.searchsorted(days.ids, customers["customer_id"].to_numpy())]
    k = choose_k(days, at)
    fits = {name: fitted(model, customers) for name, model in models(k).items()}
    weeks = (last - at) / DAYS_PER_WEEK
    forecasts = naive_forecasts(customers, weeks) | {
        name: forecast(one, customers, weeks)["expected_purchases"].to_numpy()
        for name, one in fits.items()
        if not one.degenerate
    }
    grades = grade_forecasts(forecasts, actual)
    return _result(grades, deciles(forecasts, actual), fits, (k, last - at, len(customers)))


def models(k: int) -> dict[str, Model]:
    """The models tried, by name; the regular one only when customers are regular (k > 1)."""
    tried: dict[str, Model] = {"bgnbd": BGNBD, "mbg_nbd": MBG_NBD, "pareto_nbd": PARETO_NBD}
    return tried | {"mbg_cnbd_k": mbg_cnbd(k)} if k > 1 else tried


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
    """The forecast to trust: lowest RMSE among those whose total is off by 25 % or less, or else by the least.

    >>> import pandas as pd
    >>> choose(pd.DataFrame({"forecast": ["zero", "own_rate"], "bias": [-1.0, 0.1], "rmse": [1.0, 1.2]}))
    'own_rate'
    """
    off = grades["bias"].abs().fillna(np.inf)
    fair = grades[off <= max(LARGEST_BIAS, off.min())]
    return str(fair.sort_values("rmse", kind="stable")["forecast"].iloc[0])


def _gate(customers: pd.DataFrame, dates: tuple[int, int, int], longest: float) -> Missing | None:
    """Is there enough history for a grade that means something? None when there is."""
    first, cut, end = dates
    have, need = cut - first + 1, max(LEAST_DAYS, (end - cut) / longest)
    if have < need or end <= cut:
        months = int(np.ceil(max(need - have, DAYS_PER_MONTH) / DAYS_PER_MONTH))
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months", str(months)), float(have), float(need))
    if len(customers) < LEAST_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions",), len(customers), LEAST_CUSTOMERS)
    repeats = int(customers["x"].sum())
    if repeats < LEAST_REPEATS:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions",), repeats, LEAST_REPEATS)
    return None


def _traits(customers: pd.DataFrame, about: pd.DataFrame | None) -> dict[str, np.ndarray]:
    """Kind and segment of each customer, where they are known."""
    if about is None:
        return {}
    known = about.drop_duplicates("customer_id").set_index("customer_id")
    return {
        name: known[name].reindex(customers["customer_id"]).to_numpy()
        for name in ("kind", "segment")
        if name in known
    }


def _result(
    grades: pd.DataFrame, calibration: pd.DataFrame, fits: Mapping[str, Fitted], facts: tuple[int, int, int]
) -> Grading:
    k, horizon, n = facts
    chosen = choose(grades)
    likelihood = {name: one.log_likelihood for name, one in fits.items()}
    table = grades.assign(
        log_likelihood=grades["forecast"].map(likelihood),
        chosen=grades["forecast"] == chosen,
        degenerate=None,
    )
    refused = [
        {"forecast": name, "degenerate": one.degenerate} for name, one in fits.items() if one.degenerate
    ]
    if refused:
        import pandas as pd

        table = pd.concat([table, pd.DataFrame(refused).assign(chosen=False)], ignore_index=True)
    values = _numbers(table, n) | {"horizon": Number(horizon, "days", n), "k": Number(k, "count", n)}
    frames = {"grades": table, "deciles": calibration}
    return Grading(KEY, n, values, frames, chosen=chosen, k=k, horizon_days=horizon, fits=fits)


def _numbers(table: pd.DataFrame, n: int) -> dict[str, Number]:
    units = {"bias": "share", "rmse": "count", "mae": "count", "correlation": "score", "capture": "share"}
    values = {}
    for row in table[table["degenerate"].isna()].to_dict("records"):
        for name in (str(row["forecast"]), "chosen") if row["chosen"] else (str(row["forecast"]),):
            for measure, unit in (units | {"log_likelihood": "score"}).items():
                if np.isfinite(row[measure]):
                    values[f"{name}_{measure}"] = Number(float(row[measure]), unit, n)  # type: ignore[arg-type]
    return values


__all__ = [
    "EVERYONE",
    "Grading",
    "capture",
    "choose",
    "deciles",
    "grade",
    "grade_forecasts",
    "naive_forecasts",
]
