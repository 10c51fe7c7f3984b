"""Persons and organisations apart: one fit a kind of customer, never one for both when each has enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.loyalty.clv.models.fitting import Fit, Model, fit
from clientela.loyalty.clv.models.summary import Array, Clock, Rows, distinct

if TYPE_CHECKING:
    import pandas as pd

# How a model is called that counts time by a clock of its own.
CLOCKED = "mbg_clock"


def fit_by_kind(model: Model, customers: pd.DataFrame, clock: Clock | None = None) -> dict[str, Fit]:
    """One fit for each kind of customer with 200 or more, or a single one, "all", when only one kind has them.

    `customers`: one row a customer with `x` (or `repeat_days`), `t_x_days`, `T_days` and, if known, `kind`.
    """
    groups = kind_groups(customers)
    return {str(name): _fit(model, part, clock) for name, part in customers.groupby(groups, sort=True)}


def _fit(model: Model, customers: pd.DataFrame, clock: Clock | None) -> Fit:
    """The fit, with the gaps' own term where it is known: log-likelihoods of different k then compare.

    By an own clock the days of all purchases would have to be known for that; its likelihood is not told.
    """
    one = fit(model, distinct(customers, clock))
    if clock:
        return replace(one, model=CLOCKED, log_likelihood=float("nan"))
    gaps = float(customers["log_gaps"].sum()) if "log_gaps" in customers else 0.0
    return replace(one, log_likelihood=one.log_likelihood + (getattr(model, "k", 1) - 1) * gaps)


@dataclass(frozen=True)
class Fitted:
    """One model with its fit for every kind of customer, and the clock by which it counts time (None: the calendar)."""

    model: Model
    fits: Mapping[str, Fit]
    clock: Clock | None = None

    def rows(self, customers: pd.DataFrame) -> Rows:
        """Distinct histories, in the weeks that the model counts."""
        return distinct(customers, self.clock)

    def ahead(self, weeks: float) -> float | Array:
        """The coming weeks, as the model counts them."""
        return float(self.clock.ahead(weeks)) if self.clock else weeks

    @property
    def degenerate(self) -> str | None:
        """Why the fit of some kind must not be used, if so."""
        return next((one.degenerate for one in self.fits.values() if one.degenerate), None)

    @property
    def log_likelihood(self) -> float:
        """The sum over kinds."""
        return float(np.sum([one.log_likelihood for one in self.fits.values()]))


def fitted(model: Model, customers: pd.DataFrame, clock: Clock | None = None) -> Fitted:
    """A model with its fits by kind, ready to forecast with."""
    return Fitted(model, fit_by_kind(model, customers, clock), clock)
