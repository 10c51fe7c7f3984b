"""Who is worth what: how many customers still buy, how often they will, how much, and what they are worth together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

# Grading stands on this package's models, so the module is imported whole: either may be imported first.
import clientela.loyalty.clv.grading.analysis as grading_
from clientela.customers.kinds import kind_groups
from clientela.loyalty.clv.grading.measures import choose
from clientela.loyalty.clv.models.fitting import Fit
from clientela.loyalty.clv.models.gamma_gamma import spend_correlation
from clientela.loyalty.clv.models.groups import Fitted
from clientela.loyalty.clv.models.summary import DAYS_PER_WEEK, Days, as_day, dot, price_level
from clientela.loyalty.clv.money import (
    Spend,
    Terms,
    customer_variance,
    discounted,
    equity,
    fit_spend_by_kind,
    flat_discount,
    spend_of,
)
from clientela.loyalty.clv.outlook import Total, count_quantile, forecast, total_alive, total_purchases
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.value"


@dataclass(frozen=True)
class Worth(Result):
    """Customer equity: which forecast it rests on, whether that is a naive one, and the fits behind it."""

    model: str = ""
    naive: bool = False
    weeks: float = 0.0
    purchases: Fitted | None = None
    spending: Mapping[str, Fit] = field(default_factory=dict)


def value(
    customers: pd.DataFrame,
    customer_days: pd.DataFrame,
    as_of: object = None,
    grading: grading_.Grading | Missing | None = None,
    terms: Terms = Terms(),
) -> Worth | Missing:
    """What each customer, and all of them together, will bring in the coming weeks.

    `customers`: one row a customer with `customer_id`, `x` (or `repeat_days`), `t_x_days`, `T_days`, `repeat_mean` and, if
    known, `kind` and `segment`. `customer_days`: `customer_id`, `day`, `amount`. `grading` saves grading twice.

    The forecast is the one grading chose: a model fitted anew on everything, kinds apart; or a naive one, and then `naive`
    is true and nothing is said about who still buys. `Missing` when grading has no answer or no forecast told the total well
    enough. The horizon is `terms.weeks`, cut to a third of the history (number `horizon`).

    Numbers: `equity` (currency), `equity_mean` (a customer), `alive`, `purchases`, `horizon`, `top_share` (of the most
    valuable tenth), `spend_correlation`, `drift`. Intervals of totals hold chance and the uncertainty of the parameters or,
    where that is more, how far totals were off at past dates (`drift`). Where the chosen model cannot be fitted to all of the history,
    the next forecast whose total was right enough speaks; `price_level`, by which lately a purchase brings more than in the whole history.
    Tables: `by_customer`, `summary` (a kind a row), `parameters`.
    """
    graded = grading if grading is not None else grading_.grade(customer_days, end=as_of, about=customers)
    if isinstance(graded, Missing):
        return replace(graded, key=KEY)
    if graded.chosen == "zero":
        return Missing(KEY, Reason.NO_FIT, ("transactions",))
    days = Days.of(customer_days)
    today = as_day(as_of) if as_of is not None else int(days.day.max())
    history = today - int(days.day.min()) + 1
    terms = replace(terms, weeks=min(terms.weeks, history * grading_.LONGEST / DAYS_PER_WEEK))
    # Money at today's prices: each customer's own mean, at the level of lately.
    level = price_level(days, today)
    customers = customers.reset_index(drop=True).assign(
        x=customers["x" if "x" in customers else "repeat_days"].to_numpy(),
        repeat_mean=customers["repeat_mean"].astype("float64") * level,
    )
    graded, model = _fitting(graded, customers, days, today)
    if graded.none_fair:
        return Missing(KEY, Reason.NO_FIT, ("transactions",))
    found = (
        _by_naive(graded.chosen, customers, graded, terms)
        if model is None
        else _by_model(model, customers, graded, terms)
    )
    return replace(found, values={**found.values, "price_level": Number(level - 1, "share", found.n)})


def _fitting(
    graded: grading_.Grading, customers: pd.DataFrame, days: Days, today: int
) -> tuple[grading_.Grading, Fitted | None]:
    """The best forecast that can be made of the whole history, with its model (None for a naive one).

    A model that was chosen and cannot be fitted now gives way to the next in the grades, never to one whose total was far off.
    """
    left = graded.frames["grades"]
    while not graded.refused:
        model = graded.refit(customers, days, today)
        if not model.degenerate:
            return graded, model
        left = left[left["forecast"] != graded.chosen]
        values = {name: number for name, number in graded.values.items() if not name.startswith("chosen_")}
        graded = replace(graded, chosen=choose(left), values=values)
    return graded, None


def _by_model(model: Fitted, customers: pd.DataFrame, graded: grading_.Grading, terms: Terms) -> Worth:
    """Everything from the chosen model: it also says who still buys."""
    spending = fit_spend_by_kind(customers)
    table = forecast(model, customers, terms.weeks, terms.level).assign(
        discounted=discounted(model, customers, terms)
    )
    drift = _drift(graded, graded.chosen)
    totals = {
        "equity": equity(model, spending, customers, table, terms),
        "alive": total_alive(model, customers),
        "purchases": total_purchases(model, customers, terms.weeks),
    }
    spend = _spend(spending, customers)
    facts = (graded.chosen, (drift, _money_drift(graded, drift)), terms)
    result = _worth(customers, table, spend, totals, facts)
    return replace(
        result,
        frames={**result.frames, "parameters": parameters(model.fits, spending, terms.level)},
        purchases=model,
        spending=spending,
    )


def _by_naive(name: str, customers: pd.DataFrame, graded: grading_.Grading, terms: Terms) -> Worth:
    """Everything from a naive forecast: counts are Poisson around a rate that is itself known from T weeks only."""
    import pandas as pd

    spending = fit_spend_by_kind(customers)
    expected = grading_.naive_forecasts(customers, terms.weeks)[name]
    observed = np.maximum(customers["T_days"].to_numpy(float), 1.0) / DAYS_PER_WEEK
    variance = expected * (1 + terms.weeks / observed)
    sure = np.ones(len(customers))
    low, high = (count_quantile(sure, expected, variance, 0.5 + side * terms.level / 2) for side in (-1, 1))
    table = pd.DataFrame(
        {"p_alive": np.nan, "expected_purchases": expected, "variance": variance, "low": low, "high": high}
    )
    worth = expected * flat_discount(terms)
    spend = _spend(spending, customers)
    chance = (
        customer_variance(spend, expected, variance).sum() * (flat_discount(terms) * terms.margin_rate) ** 2
    )
    totals = {
        "equity": Total(dot(worth, spend.mean) * terms.margin_rate, float(chance), 0.0),
        "purchases": Total(float(expected.sum()), float(variance.sum()), 0.0),
    }
    drift = _drift(graded, name)
    facts = (name, (drift, _money_drift(graded, drift)), terms)
    return replace(
        _worth(customers, table.assign(discounted=worth), spend, totals, facts), naive=True, spending=spending
    )


def _drift(graded: grading_.Grading, name: str) -> float:
    """How far the total was off, as a share, at the past dates when this forecast was graded."""
    number = graded.values.get("chosen_drift", graded.values.get(f"{name}_bias"))
    return abs(float(number.value)) if number is not None and number.value is not None else 0.0


def _money_drift(graded: grading_.Grading, drift: float) -> float:
    """How far the total of money was off: where that was graded and erred more than the purchases did, by so much."""
    number = graded.values.get("chosen_money_bias")
    return max(drift, abs(float(number.value or 0.0))) if number is not None else drift


def _spend(spending: Mapping[str, Fit], customers: pd.DataFrame) -> Spend:
    """Spend of all customers in their order, each read with the fit of the own kind."""
    arrays = np.zeros((3, len(customers)))
    for name, part in customers.groupby(kind_groups(customers), sort=True):
        own = spend_of(spending[str(name)], part)
        arrays[:, part.index.to_numpy()] = own.mean, own.within, own.between
    return Spend(*arrays)


def _worth(
    customers: pd.DataFrame,
    table: pd.DataFrame,
    spend: Spend,
    totals: Mapping[str, Total],
    facts: tuple[str, tuple[float, float], Terms],
) -> Worth:
    model, _, terms = facts
    clv = table["discounted"].to_numpy() * spend.mean * terms.margin_rate
    ids = customers[[name for name in ("customer_id", "kind") if name in customers]]
    by_customer = ids.assign(
        **{name: table[name] for name in ("p_alive", "expected_purchases", "low", "high")},
        expected_spend=spend.mean,
        clv=clv,
    )
    groups = by_customer.groupby(kind_groups(customers), sort=True)
    summary = groups.agg(
        n=("clv", "size"),
        alive=("p_alive", "sum"),
        purchases=("expected_purchases", "sum"),
        clv=("clv", "sum"),
        clv_mean=("clv", "mean"),
    )
    summary = summary.rename_axis("kind").reset_index()
    frames = {"by_customer": by_customer, "summary": summary}
    values = _numbers(customers, clv, totals, facts)
    return Worth(KEY, len(customers), values, frames, Evidence.MEASURED, model=model, weeks=terms.weeks)


def _numbers(
    customers: pd.DataFrame,
    clv: np.ndarray,
    totals: Mapping[str, Total],
    facts: tuple[str, tuple[float, float], Terms],
) -> dict[str, Number]:
    _, (drift, money), terms = facts
    n, level = len(customers), terms.level
    off = {"alive": 0.0, "purchases": drift, "equity": money}
    ends = {name: one.interval(level, off[name]) for name, one in totals.items()}
    values = {
        name: Number(one.value, "currency" if name == "equity" else "count", n, *ends[name], level)
        for name, one in totals.items()
    }
    low, high = ends["equity"]
    values["equity_mean"] = Number(totals["equity"].value / n, "currency", n, low / n, high / n, level)
    values["horizon"] = Number(terms.weeks * DAYS_PER_WEEK, "days", n)
    values["drift"] = Number(money, "share", n)
    top = np.sort(clv)[::-1][: max(1, round(n / 10))].sum()
    if clv.sum() > 0:
        values["top_share"] = Number(float(top / clv.sum()), "share", n)
    correlation = spend_correlation(customers)
    if np.isfinite(correlation):
        values["spend_correlation"] = Number(correlation, "score", int((customers["x"] > 0).sum()))
    return values


def parameters(buying: Mapping[str, Fit], paying: Mapping[str, Fit], level: float = 0.95) -> pd.DataFrame:
    """Every parameter with its low and high: kind, model, parameter, value, low, high; NaN where a fit has none."""
    import pandas as pd

    rows = []
    for kind, one in [*buying.items(), *paying.items()]:
        for name, (low, high) in one.intervals(level).items():
            row = {
                "kind": kind,
                "model": one.model,
                "parameter": name,
                "value": one.params[name],
                "low": low,
                "high": high,
            }
            rows.append(row)
    return pd.DataFrame(rows)
