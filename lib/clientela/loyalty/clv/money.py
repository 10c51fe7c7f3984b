"""Money: what the purchases of the coming weeks are worth today, customer by customer and all together.

CLV = margin rate × expected spend a purchase day × discounted expected purchases. Source: Fader, Hardie & Lee (2005), RFM
and CLV: using iso-value curves for customer base analysis, Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.engine.thresholds import usual
from clientela.loyalty.clv.models.fitting import Fit
from clientela.loyalty.clv.models.gamma_gamma import expected_spend, fit_spend, spend_variance
from clientela.loyalty.clv.models.groups import Fitted
from clientela.loyalty.clv.models.summary import Array, repeat_spend
from clientela.loyalty.clv.outlook import Total, discounted_purchases, total

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Terms:
    """What a customer's worth is reckoned with: how far ahead, a year's discount, margin a unit of sales, level."""

    weeks: float = usual("horizon_weeks")
    discount: float = usual("discount_rate")
    margin_rate: float = 1.0
    level: float = 0.95


@dataclass(frozen=True)
class Spend:
    """Mean amount a purchase day of every customer, and its variances: around that mean, and of the mean."""

    mean: Array
    within: Array
    between: Array


def fit_spend_by_kind(customers: pd.DataFrame) -> dict[str, Fit]:
    """One spending fit for each kind of customer, grouped as the purchases are."""
    parts = customers.groupby(kind_groups(customers), sort=True)
    return {str(name): fit_spend(part) for name, part in parts}


def spend_of(fit: Fit, customers: pd.DataFrame) -> Spend:
    """What each customer spends on a purchase day.

    Where the model has no answer, the own mean of those who bought again, and the mean over them for the rest.
    """
    x, own = repeat_spend(customers)
    if fit.degenerate is None:
        return Spend(expected_spend(fit, x, own), *spend_variance(fit, x, own))
    again = x > 0
    mean = np.where(again, own, own[again].mean() if again.any() else 0.0)
    spread = float(own[again].var()) if again.any() else 0.0
    return Spend(mean, np.full(len(x), spread), np.where(again, 0.0, spread))


def customer_variance(spend: Spend, expected: Array, variance: Array) -> Array:
    """Variance of one customer's total amount: how many purchases, how much each, and the customer's own mean."""
    return expected * spend.within + expected**2 * spend.between + variance * (spend.mean**2 + spend.between)


def flat_discount(terms: Terms) -> float:
    """What purchases spread evenly over the weeks are worth today, each.

    >>> round(flat_discount(Terms(weeks=52.0, discount=0.10)), 4)
    0.954
    """
    delta = float(np.log1p(terms.discount)) * terms.weeks / (365.25 / 7)
    return 1.0 if delta == 0 else float(-np.expm1(-delta) / delta)


def discounted(fitted: Fitted, customers: pd.DataFrame, terms: Terms) -> Array:
    """Each customer's expected purchases in the coming weeks, later ones worth less."""
    values = np.zeros(len(customers))
    groups = kind_groups(customers).to_numpy()
    for name, fit in fitted.fits.items():
        inside = groups == name
        rows = fitted.rows(customers[inside])
        each = discounted_purchases(fitted, fit.theta, rows, terms.weeks, terms.discount)
        values[inside] = each[rows.inverse]
    return values


def equity(
    fitted: Fitted, spending: Mapping[str, Fit], customers: pd.DataFrame, expected: pd.DataFrame, terms: Terms
) -> Total:
    """What all customers together are worth over the coming weeks, with the variance by chance and by parameters.

    `expected` has `expected_purchases`, `variance`, `discounted` on the index of `customers`. Parameters of purchases and
    of spending are estimated apart, so that their parts of the variance add up.
    """
    result = Total(0.0, 0.0, 0.0)
    for name, part in customers.groupby(kind_groups(customers), sort=True):
        rows, buying, paying = fitted.rows(part), fitted.fits[str(name)], spending[str(name)]
        spend, own = spend_of(paying, part), expected.loc[part.index]
        seen, worth = own["expected_purchases"].to_numpy(), own["discounted"].to_numpy()
        chance = (
            customer_variance(spend, seen, own["variance"].to_numpy())
            * (worth / np.maximum(seen, 1e-12)) ** 2
        )

        # What a purchase is worth today by when it comes hardly moves with the parameters; how many come does.
        today = np.zeros(len(rows.x))
        today[rows.inverse] = worth / np.maximum(seen, 1e-12)

        def purchases(theta: Array, rows=rows, today=today) -> tuple[Array, Array]:  # type: ignore[no-untyped-def]
            value = (
                fitted.model.p_alive(theta, rows)
                * fitted.model.moments(theta, rows, fitted.ahead(terms.weeks))[0]
                * today
            )
            return value, np.zeros_like(value)

        paid: Array = np.asarray(np.bincount(rows.inverse, spend.mean, len(rows.x)), float)
        by_purchases = total(buying, purchases, paid)
        parameters = by_purchases.parameters + _spend_uncertainty(paying, part, worth)
        result += Total(by_purchases.value, float(chance.sum()), parameters)
    rate = terms.margin_rate
    return Total(result.value * rate, result.chance * rate**2, result.parameters * rate**2)


def _spend_uncertainty(fit: Fit, customers: pd.DataFrame, worth: Array) -> float:
    if fit.degenerate is not None:
        return 0.0
    x, own = repeat_spend(customers)

    def spend(theta: Array) -> tuple[Array, Array]:
        p, q, gamma = theta
        return p * (gamma + x * own) / (p * x + q - 1), np.zeros(len(x))

    return total(fit, spend, worth).parameters
