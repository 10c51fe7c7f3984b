"""Would the forecast have been right? Every model graded on the company's own past, beside forecasts that need no model.

The history is cut at a date; models see only what was known then and forecast what followed. Beside them stand three naive
forecasts: nobody buys again (zero), everyone goes on at the own past rate (own_rate) and, when segments are given,
everyone buys at the rate of the own segment (segment_mean). A model that loses against them is refused, and so is any
forecast whose total has missed by more than a quarter: then nothing is forecast yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.engine import analysis
from clientela.loyalty.clv.grading.measures import (
    LARGEST_BIAS,
    NAIVE,
    choose,
    deciles,
    grade_forecasts,
    naive_forecasts,
)
from clientela.loyalty.clv.models.bg_cnbd import BGNBD, MBG_NBD, mbg_cnbd
from clientela.loyalty.clv.models.fitting import Model
from clientela.loyalty.clv.models.groups import CLOCKED, Fitted, fitted
from clientela.loyalty.clv.models.pareto_nbd import PARETO_NBD
from clientela.loyalty.clv.models.regularity import choose_k
from clientela.loyalty.clv.models.season import find_clock
from clientela.loyalty.clv.models.summary import DAYS_PER_WEEK, Array, Clock, Days, as_day, summarize
from clientela.loyalty.clv.outlook import forecast
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.grading"
# The horizon may be a third of the history before it at most; as long as it, where the company has chosen the date.
LONGEST, LONGEST_CHOSEN = 1 / 3, 1.0
LEAST_DAYS = 180
LEAST_CUSTOMERS = 100
LEAST_REPEATS = 50
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

    @property
    def none_fair(self) -> bool:
        """True when no forecast, not even a naive one, told the total well enough to be shown."""
        return self.chosen == "zero"

    def refit(self, customers: pd.DataFrame, days: Days, until: int) -> Fitted:
        """The chosen model on what is known on a day, by the clock of that day where it counts by one.

        Where the days are those of a sample of the customers, on that sample.
        """
        if len(days.ids) < len(customers):
            customers = customers[customers["customer_id"].isin(days.ids)].reset_index(drop=True)
        clock = find_clock(days, until) if self.chosen == CLOCKED else None
        return fitted(models(self.k)[self.chosen], customers, clock)


@analysis(KEY, "grading", customer_days="some_days", cut="grading_cut", end="as_of", about="customers")
def grade(
    customer_days: pd.DataFrame,
    cut: object = None,
    end: object = None,
    about: pd.DataFrame | None = None,
    longest: float | None = None,
) -> Grading | Missing:
    """How well each way of forecasting would have told who buys again, and which one to trust.

    `customer_days`: `customer_id`, `day`, `amount`, one row a customer and purchase day. Models are fitted on days up to
    `cut` and graded on (cut, end]; `end` is the last day unless given, `cut` three quarters of the way to it unless given
    ("" is none). `about` may add `kind` and `segment` by `customer_id`. The horizon may be `longest` × the history before
    the cut at most: a third, or as much as there is when `cut` is given.

    Numbers: `<forecast>_bias` (forecast total / actual total − 1, a share: −0.12 is 12 % too little), `_rmse`, `_mae`
    (purchases a customer), `_correlation`, `_capture` (share of purchases made by the tenth with the highest forecast) and
    `_log_likelihood`, for every forecast and for the `chosen` one; `chosen_drift`, how far its totals were off at past dates
    (root mean square). Tables: `grades`, `deciles`.

    Chosen is the lowest RMSE × MAE among forecasts whose total was off by 25 % or less, then and at past dates; "zero" if none
    was. Degenerate fits are not chosen, and a model only when it beats every naive forecast that qualifies. Beside the models in
    calendar time stands one that counts by the season, or the fall, that all customers share, where the past shows one. Of very many customers
    `customer_days` holds a sample, and `sampled_of` says of how many.
    """
    days = Days.of(customer_days)
    if not len(days.day):
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions",), 0, LEAST_CUSTOMERS)
    if longest is None:
        longest = LONGEST_CHOSEN if cut else LONGEST
    first, last = int(days.day.min()), as_day(end) if end is not None else int(days.day.max())
    at = as_day(cut) if cut else last - int((last - first + 1) * longest / (1 + longest))
    customers = summarize(days, at)
    refusal = _gate(customers, (first, at, last), longest)
    if refusal:
        return refusal
    customers = customers.assign(**_traits(customers, about))
    actual = _bought(days, customers, at, last)
    k, weeks = choose_k(days, at), (last - at) / DAYS_PER_WEEK
    fits = _fits(k, customers, find_clock(days, at))
    modelled = {name: _expected(name, one, customers, weeks) for name, one in fits.items()}
    forecasts = naive_forecasts(customers, weeks) | {n: f for n, f in modelled.items() if f is not None}
    grades = grade_forecasts(forecasts, actual)
    chosen, errors = _trusted(grades, days, (at, last - at), k, about)
    result = _result((grades, chosen), deciles(forecasts, actual), fits, (k, last - at, len(customers)))
    money = _money(days, customers, forecasts[chosen], (at, last))
    result = replace(result, values={**result.values, **money, **_sampled(days, about)})
    if not np.isfinite(errors).all():
        return result
    drift = Number(_typical(errors), "share", len(errors))
    return replace(result, values={**result.values, "chosen_drift": drift})


def _sampled(days: Days, about: pd.DataFrame | None) -> dict[str, Number]:
    """Of how many customers these are a sample; nothing where they are all."""
    if about is None or len(days.ids) >= len(about):
        return {}
    return {"sampled_of": Number(len(about), "count", len(days.ids))}


def _money(days: Days, customers: pd.DataFrame, expected: Array, dates: tuple[int, int]) -> dict[str, Number]:
    """How far the total in money was off: expected purchases × what each was to spend, at the prices of the cut."""
    from clientela.loyalty.clv.models.summary import price_level
    from clientela.loyalty.clv.money import fit_spend_by_kind, spend_of

    (at, last), level = dates, price_level(days, dates[0])
    known, spent = customers.assign(repeat_mean=customers["repeat_mean"] * level), np.zeros(len(customers))
    fits = fit_spend_by_kind(known)
    for name, part in known.groupby(kind_groups(known), sort=True):
        spent[part.index.to_numpy()] = spend_of(fits[str(name)], part).mean
    bought = (days.day > at) & (days.day <= last)
    paid = np.bincount(days.code[bought], days.amount[bought], len(days.ids))
    actual = float(paid[np.searchsorted(days.ids, customers["customer_id"].to_numpy())].sum())
    if not actual > 0:
        return {}
    return {
        "chosen_money_bias": Number(float((expected * spent).sum()) / actual - 1, "share", len(customers))
    }


def _fits(k: int, customers: pd.DataFrame, clock: Clock | None) -> dict[str, Fitted]:
    """Every model fitted, the one with a clock of its own only where the past shows one."""
    tried = {name: model for name, model in models(k).items() if name != CLOCKED or clock}
    return {
        name: fitted(model, customers, clock if name == CLOCKED else None) for name, model in tried.items()
    }


def _trusted(
    grades: pd.DataFrame, days: Days, cut: tuple[int, int], k: int, about: pd.DataFrame | None
) -> tuple[str, list[float]]:
    """The best forecast whose total was right enough at past dates too, and how far it was off at each, as shares."""
    left = grades
    while True:
        name = choose(left)
        own = float(grades.loc[grades["forecast"] == name, "bias"].iloc[0])
        errors = [own, *past_errors(days, cut, (name, models(k).get(name)), about)]
        if name == "zero" or _typical(errors) <= LARGEST_BIAS:
            return name, errors
        left = left[left["forecast"] != name]


def _typical(errors: list[float]) -> float:
    """How far totals were off, typically: the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(errors))))


def past_errors(
    days: Days, cut: tuple[int, int], chosen: tuple[str, Model | None], about: pd.DataFrame | None = None
) -> list[float]:
    """How far totals were off, as a share, at earlier dates: one horizon before the cut, and two.

    `cut` is its day and the horizon in days; `chosen` a forecast's name and its model, None for a naive one. A date with
    less than two horizons of history, or 180 days, is not used, nor one at which the model's fit is degenerate.
    """
    (at, horizon), (name, model), errors = cut, chosen, []
    for origin in (at - horizon, at - 2 * horizon):
        if origin - days.day.min() + 1 < max(LEAST_DAYS, 2 * horizon):
            break
        customers = summarize(days, origin)
        customers = customers.assign(**_traits(customers, about))
        actual = _bought(days, customers, origin, origin + horizon).sum()
        clock = find_clock(days, origin) if name == CLOCKED else None
        one = fitted(model, customers, clock) if model else None
        expected = _expected(name, one, customers, horizon / DAYS_PER_WEEK)
        if actual and expected is not None:
            errors.append(float(expected.sum() / actual - 1))
    return errors


def _expected(name: str, one: Fitted | None, customers: pd.DataFrame, weeks: float) -> Array | None:
    """Purchases a customer by a model, or by a naive forecast when there is none; None when the fit is degenerate."""
    if one is None:
        return naive_forecasts(customers, weeks)[name]
    return None if one.degenerate else forecast(one, customers, weeks)["expected_purchases"].to_numpy()


def _bought(days: Days, customers: pd.DataFrame, after: int, until: int) -> Array:
    """Purchase days of these customers after one day and up to another."""
    return days.counts(after, until)[np.searchsorted(days.ids, customers["customer_id"].to_numpy())]


def models(k: int) -> dict[str, Model]:
    """The models tried, by name; the regular one only when customers are regular (k > 1), the last one by a clock of its own."""
    tried: dict[str, Model] = {"bgnbd": BGNBD, "mbg_nbd": MBG_NBD, "pareto_nbd": PARETO_NBD}
    if k > 1:
        tried["mbg_cnbd_k"] = mbg_cnbd(k)
    return tried | {CLOCKED: mbg_cnbd(k)}


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
    graded: tuple[pd.DataFrame, str],
    calibration: pd.DataFrame,
    fits: Mapping[str, Fitted],
    facts: tuple[int, int, int],
) -> Grading:
    (grades, chosen), (k, horizon, n) = graded, facts
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
