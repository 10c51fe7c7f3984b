"""How to share the money between winning and keeping, after Blattberg and Deighton, and when their curve can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.claims.retention_cost import monthly
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import fisher

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KEY = "loyalty.balance"
LEAST_MONTHS = 12
# How sharply the curve bends within the months seen, from almost straight to at once at its ceiling.
BENDS = np.geomspace(0.01, 30, 400)
# Twice the log-likelihood that 95 % limits may lose (one degree of freedom).
LOSS = 3.841459
DRAWS = 400


@analysis(KEY)
def balance(
    expense_months: pd.DataFrame,
    flows: Result | Missing,
    equity: Result | Missing,
    sources: Result | Missing,
    ceilings: Sequence[float] = (1.25, 1.5, 2.0),
) -> Result | Missing:
    """The spending to win customers beyond which the next one costs more than it leaves, as far as the data can tell.

    New customers a month = ceiling × (1 − exp(−k × spending)) (Blattberg & Deighton 1996); best is where one more customer costs what its
    first year leaves. The curve is read from the months; where a straight line fits them as well, its ceiling cannot be
    known, and the best spending is given for `ceilings` that somebody must choose (times today's new customers), the curve going through
    today. The same for keeping: share that stays = ceiling × (1 − exp(−k × spending)), ceilings part of the way from
    today's share to everybody. That curve has nobody stay without spending, which is seldom so: its numbers are conditional, never findings.
    Frame balance: side, ceiling, spending today and best with limits. Numbers: bend_known and link_known (0 or 1).
    """
    import pandas as pd

    months = monthly(expense_months, flows)
    if isinstance(months, Missing):
        return Missing(KEY, months.reason, months.add, months.have, months.need)
    if len(months) < LEAST_MONTHS:
        return Missing(
            KEY, Reason.TOO_SHORT_HISTORY, ("months", str(LEAST_MONTHS)), len(months), LEAST_MONTHS
        )
    worth = None if isinstance(sources, Missing) else sources.values.get("first_year_margin")
    if worth is None or isinstance(equity, Missing) or not equity.values["margin_known"].value:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.cost", "customers.acquired_by"))
    spent, came = months.acquired_for.to_numpy(dtype=float), months.new.to_numpy(dtype=float)
    bend = bends(spent, came)
    rng = np.random.default_rng(2026)
    rows = [_winning(months.tail(12), _draw(worth, rng), times, rng) for times in ceilings]
    rows += [_keeping(months.tail(12), equity, part) for part in (0.25, 0.5, 0.75)]
    n = len(months)
    values = {
        "bend_known": Number(int(bend is not None), "count", n),
        "link_known": Number(int(linked(months)), "count", n),
        "acquired_for": Number(float(spent[-12:].mean()), "currency", n),
        "kept_for": Number(float(months.kept_for.tail(12).mean()), "currency", n),
    }
    table = pd.DataFrame([row for row in rows if row])
    if bend is not None:
        values["ceiling_new"] = Number(bend[0], "count", n, bend[1], bend[2], 0.95)
    return Result(KEY, n, values, {"balance": table}, Evidence.ASSOCIATED)


def bends(spent: Floats, came: Floats) -> tuple[float, float, float] | None:
    """The ceiling of new customers a month with its limits; None where a straight line fits the months as well.

    Least squares for each bend, limits by the likelihood lost (profile likelihood).
    """
    if not (spent > 0).any() or np.ptp(spent) == 0:
        return None
    shape = -np.expm1(-BENDS[:, None] * spent / spent.mean())
    ceiling = (shape * came).sum(axis=1) / (shape**2).sum(axis=1)
    errors = ((came - ceiling[:, None] * shape) ** 2).sum(axis=1)
    inside = len(came) * np.log(np.maximum(errors, 1e-12) / max(errors.min(), 1e-12)) <= LOSS
    if inside[0] or inside[-1]:
        return None
    return float(ceiling[errors.argmin()]), float(ceiling[inside].min()), float(ceiling[inside].max())


def linked(months: pd.DataFrame) -> bool:
    """Did more customers stay in months in which more was spent to keep them? By the correlation, sure or not."""
    each = months.kept_for / months.active
    stayed = months.active.shift(1)
    gone = 1 - (months.active - months.new) / stayed
    pair = np.column_stack([each, gone])[1:]
    if np.ptp(pair[:, 0]) == 0 or np.ptp(pair[:, 1]) == 0:
        return False
    correlation, n = float(np.corrcoef(pair.T)[0, 1]), len(pair)
    return fisher(correlation, n)[1] < 0


def _draw(number: Number, rng: np.random.Generator) -> Floats:
    """The figure first, then as it might be."""
    middle = float(number.value or 0)
    spread = (
        (float(number.high) - float(number.low)) / 3.92
        if number.low is not None and number.high is not None
        else 0.0
    )
    return np.concatenate([[middle], rng.normal(middle, spread, DRAWS)])


def best_spending(today: Floats, came: Floats, worth: Floats, times: float) -> Floats:
    """Where one customer more costs what it leaves, on the curve through today with a ceiling of so many times today's customers.

    >>> one = np.array([1.0])
    >>> round(float(best_spending(one * 100, one * 10, one * 50, 2.0)[0]), 1)
    279.3
    """
    bend = -np.log(1 - 1 / times) / today
    return np.maximum(np.log(np.maximum(times * came * bend * worth, 1e-12)) / bend, 0.0)


def _winning(
    months: pd.DataFrame, worth: Floats, times: float, rng: np.random.Generator
) -> dict[str, object]:
    rows = rng.integers(0, len(months), (DRAWS, len(months)))
    spent, came = months.acquired_for.to_numpy(dtype=float), months.new.to_numpy(dtype=float)
    today = np.concatenate([[spent.mean()], spent[rows].mean(axis=1)])
    new = np.concatenate([[came.mean()], came[rows].mean(axis=1)])
    best = best_spending(today, new, worth, times)
    low, high = np.quantile(best[1:], [0.025, 0.975])
    return {
        "side": "acquire", "ceiling": float(times * new[0]), "ceiling_times": times, "spending_now": float(today[0]),
        "spending_best": float(best[0]), "best_low": float(low), "best_high": float(high),
    }  # fmt: skip


def _keeping(months: pd.DataFrame, equity: Result, part: float) -> dict[str, object]:
    """Keeping, all kinds together: margin of a period and share that stays as the equity has them."""
    factors = equity.frames["factors"].pivot(index="kind", columns="equity_driver", values="factor_now")
    active = factors.active_customers
    margin = float(
        (active * factors.orders_each * factors.order_size * factors.margin_kept).sum() / active.sum()
    )
    stays = float((active * factors.staying).sum() / active.sum())
    length = float(equity.values["period_days"].value or 365)
    rate = (1 + float(equity.values["discount_rate"].value or 0)) ** (length / 365) - 1
    today = float(months.kept_for.sum() / months.active.mean()) * length / (len(months) * 30.4375)
    if today <= 0 or not 0 < stays < 1:
        return {}
    top = stays + part * (1 - stays)
    bend = -np.log(1 - stays / top) / today
    spending = np.linspace(0.02, 20, 2000) * today
    share = top * -np.expm1(-bend * spending)
    q = share / (1 + rate)
    left = (margin - spending / share) * q / (1 - q)
    best = float(spending[int(left.argmax())])
    return {
        "side": "retain", "ceiling": top, "ceiling_times": top / stays, "spending_now": today, "spending_best": best,
        "best_low": np.nan, "best_high": np.nan,
    }  # fmt: skip
