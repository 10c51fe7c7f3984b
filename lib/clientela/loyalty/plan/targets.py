"""What each seller has to sell in each segment, so that all together make the company's goal to the last cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.plan.codes import NO_SELLER, Codes
from clientela.loyalty.plan.expected import NO_NAME, TO_COME, expected, spread, total, year_of
from clientela.loyalty.plan.periods import Groups, Periods
from clientela.marts.parts import Parts, each
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

KEY = "loyalty.plan"
# Without a goal the growth of the last year is carried on, up to so much of it.
FARTHEST = 0.25


@analysis(KEY, sold="parts:sold_months")
def targets(sold: pd.DataFrame | Parts, groups: Groups, periods: Periods) -> Result | Missing:
    """The target of each seller and segment: what is expected of its customers, and its part of what is still missing to the goal.

    `sold` is the mart sold_months. Expected: see `expected.expected`. What the goal asks beyond it is spread by what the customers
    bought in their best year over what is expected of them; what it asks less, in proportion. Without a goal in company.yml: the
    base year times its growth over the year before (a quarter at most, either way), with the interval of that growth. Without a year
    before, a goal is spread over the base year's sales. Targets are never negative and add up exactly.
    The same rule, used a year ago, says how far it was off (`plan_error`). The interval of what is expected is of the sum that will be
    sold: how well the ratios are known, what each customer's year is by chance, and how far the company as a whole was off
    a year ago beyond that (without a year to try, by how much it moved beyond that). Frames: cells, sellers, segments, accounts (customers
    with what is expected of them), dates. A seller's `accounts` are those with a seller of their own.
    """
    if not len(sold):
        return Missing(KEY, Reason.NO_TABLE, ("transactions.amount",))
    if not periods.base:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), len(periods.months), 12)
    prior = periods.before(periods.base)
    if not prior and periods.goal is None:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), len(periods.months), 24)
    codes = Codes(sold, groups)
    by_month = _by_month(sold)
    years = [periods.base, *(periods.before(periods.base, back) for back in (1, 2))]
    sold, groups = codes.by_years(sold, [year for year in years if year]), codes.groups(groups)
    base = year_of(periods.base, groups.segments, groups.sellers, periods.as_of)
    cells, people = expected(sold, base, prior)
    if cells.empty or not cells.expected.sum() > 0:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.amount",))
    factor = periods.factor(by_month)
    graded = _graded(sold, groups, periods)
    drift = graded.drift if graded is not None else _moved(sold, periods)
    cells = cells.assign(**{name: cells[name] * factor for name in ("base", "expected", "error")})
    # Chance adds up in squares: half a year has more of it than half a year's.
    cells = cells.assign(chance=cells.chance * factor**0.5)
    people = people.assign(best=best(sold, people, years))
    goal, low, high = _goal(sold, periods, factor)
    cells = aim(cells, people.assign(**{name: people[name] * factor for name in ("expected", "best")}), goal)
    n = int(people.customer_id.nunique())
    homes = codes.named(people[people.customer_id.map(base.seller) == people.seller_id])
    cells, people = codes.named(cells), codes.named(people)
    values = _values(cells, periods, (goal, low, high), (drift, n)) | (
        {} if prior else _unknown(cells, goal, n)
    )
    if graded is not None:
        values["plan_error"] = Number(graded.error, "share", n)
    return Result(KEY, n, values, _frames(cells, people, homes, periods), Evidence.ASSOCIATED)


def _frames(
    cells: pd.DataFrame, people: pd.DataFrame, homes: pd.DataFrame, periods: Periods
) -> dict[str, pd.DataFrame]:
    """The plan as tables; `homes` are the customers that always have the same seller."""
    import pandas as pd

    dates = {"plan_start": [pd.Timestamp(periods.start)], "plan_end": [pd.Timestamp(periods.end)]}
    return {
        "cells": cells,
        "sellers": _sums(cells, "seller_id", homes).rename(columns={"customers": "accounts"}),
        "segments": _sums(cells, "segment", people),
        "accounts": people.sort_values(["seller_id", "customer_id"]).reset_index(drop=True),
        "dates": pd.DataFrame(dates),
    }


def aim(cells: pd.DataFrame, people: pd.DataFrame, goal: float) -> pd.DataFrame:
    """The cells with their target: expected, and their part of the gap by headroom; they add up to the goal.

    Headroom: what a customer bought in the best year over what is expected, as far as customers like that still buy (their ratio).
    """
    room = (people.best - people.expected).clip(lower=0.0) * people.ratio.clip(upper=1.0)
    room = room.groupby([people.seller_id, people.segment]).sum()
    headroom = np.array(
        [room.get((row.seller_id, row.segment), 0.0) for row in cells.itertuples()], dtype=float
    )
    known = ~cells.segment.isin([NO_NAME, TO_COME]).to_numpy()
    hoped, ratio = cells.expected.to_numpy(dtype=float), 0.0
    if hoped[known].sum() > 0:
        ratio = float(headroom.sum() / hoped[known].sum())
    # Who has not come yet has no best year: as much room as the others have on average.
    headroom = np.where((cells.segment == TO_COME).to_numpy(), hoped * ratio, headroom)
    gap = goal - float(hoped.sum())
    weights = hoped if gap <= 0 else hoped + gap * _shares(headroom if headroom.sum() > 0 else hoped)
    return cells.assign(headroom=headroom, target=split(goal, weights)).assign(
        target_gap=lambda table: table.target - table.expected
    )


def split(amount: float, weights: ArrayLike) -> np.ndarray:
    """An amount in parts proportional to the weights, to the cent, that add up to it exactly (largest remainders).

    >>> split(100, [1, 1, 1]).tolist()
    [33.34, 33.33, 33.33]
    """
    given = np.asarray(weights, dtype=float)
    cents = round(amount * 100)
    shares = cents * _shares(given)
    whole = np.floor(shares + 1e-9).astype(np.int64)
    # Shares of many digits may round to a cent too many.
    while int(whole.sum()) > cents:
        whole[int(whole.argmax())] -= int(whole.sum()) - cents
    left = cents - int(whole.sum())
    order = np.argsort(-(shares - whole), kind="stable")
    whole[order[np.arange(left) % len(order)]] += 1
    return np.asarray(whole / 100)


def _shares(weights: np.ndarray) -> np.ndarray:
    positive = np.clip(weights, 0.0, None)
    size = float(positive.sum())
    return positive / size if size > 0 else np.full(len(positive), 1 / len(positive))


def _by_month(sold: pd.DataFrame | Parts) -> pd.Series:
    """The company's sales of each month."""
    import pandas as pd

    told = [
        part.amount.astype("float64").groupby(pd.to_datetime(part.month)).sum()
        for part in each(sold, "month", "amount")
    ]
    return pd.concat(told).groupby(level=0).sum()


def best(sold: pd.DataFrame, people: pd.DataFrame, years: Sequence[Sequence[pd.Timestamp]]) -> np.ndarray:
    """What each customer bought in the best of the years on record, never less than is expected; shared as the base year was."""
    most = np.zeros(len(people))
    for months in years:
        sums = sold[sold.month.isin(list(months))].groupby("customer_id").amount.sum()
        most = np.fmax(most, people.customer_id.map(sums).fillna(0.0).to_numpy(dtype=float))
    whole = people.groupby("customer_id").base.transform("sum").to_numpy(dtype=float)
    base = people.base.to_numpy(dtype=float)
    share = np.divide(base, whole, out=np.zeros(len(people)), where=whole > 0)
    return np.fmax(most * np.clip(share, 0.0, 1.0), people.expected.to_numpy(dtype=float))


def _goal(sold: pd.DataFrame, periods: Periods, factor: float) -> tuple[float, float | None, float | None]:
    """The goal; without one, the base year times its growth, with the interval that chance alone gives that growth."""
    if periods.goal is not None:
        return periods.goal, None, None
    now = float(sold.amount[sold.month.isin(list(periods.base))].sum())
    growth, error = _growth(sold, periods)
    # A shop that doubled is not asked to double again.
    growth = float(np.clip(growth, 1 - FARTHEST, 1 + FARTHEST))
    middle, least, most = (max(0.0, now * factor * (growth + part * Z * error)) for part in (0, -1, 1))
    return middle, least, most


def _growth(sold: pd.DataFrame, periods: Periods) -> tuple[float, float]:
    """The base year's sales over those of the year before, and the error that chance gives it; one, for certain, without them."""
    base, prior = list(periods.base), list(periods.before(periods.base))
    now = float(sold.amount[sold.month.isin(base)].sum())
    before = float(sold.amount[sold.month.isin(prior)].sum())
    if not before > 0:
        return 1.0, 0.0
    # Each customer moves on its own; sales without a name count as one.
    moves = sold[sold.month.isin([*base, *prior])]
    moves = moves.assign(move=np.where(moves.month.isin(base), moves.amount, -moves.amount))
    return now / before, float(np.sqrt((moves.groupby("customer_id").move.sum() ** 2).sum())) / before


def _moved(sold: pd.DataFrame, periods: Periods) -> float:
    """By how much the company as a whole moved in a year beyond chance, as a share: it may move as much again."""
    growth, error = _growth(sold, periods)
    return float(max(0.0, (growth - 1) ** 2 - error**2) ** 0.5)


def _values(
    cells: pd.DataFrame,
    periods: Periods,
    goal: tuple[float, float | None, float | None],
    off: tuple[float, int],
) -> dict[str, Number]:
    drift, n = off
    middle, low, high = total(cells, drift)
    target, least, most = goal
    return {
        "plan_goal": Number(target, "currency", n, least, most, LEVEL if least is not None else None),
        "plan_expected": Number(middle, "currency", n, low, high, LEVEL),
        "plan_gap": Number(target - middle, "currency", n, target - high, target - low, LEVEL),
        "plan_base": Number(float(cells.base.sum()), "currency", n),
        "plan_given": Number(int(periods.goal is not None), "count", n),
        "plan_days": Number((periods.end - periods.start).days + 1, "days", n),
        "plan_sellers": Number(int((cells.seller_id.unique() != NO_SELLER).sum()), "count", n),
    }


def _unknown(cells: pd.DataFrame, goal: float, n: int) -> dict[str, Number]:
    """Without a year before the base year nobody knows how sales carry on: what is expected is the same again, without limits."""
    same = float(cells.expected.sum())
    return {"plan_expected": Number(same, "currency", n), "plan_gap": Number(goal - same, "currency", n)}


def _sums(cells: pd.DataFrame, by: str, people: pd.DataFrame) -> pd.DataFrame:
    """The cells added up by seller or segment with its customers, the largest target first."""
    table = cells.groupby(by, as_index=False)[["base", "expected", "headroom", "target", "target_gap"]].sum()
    counts = people.groupby(by).customer_id.nunique()
    # Cents add up to cents: what floats leave behind is taken off.
    table = table.assign(customers=table[by].map(counts).fillna(0).astype(int), target=table.target.round(2))
    return table.sort_values(["target", by], ascending=[False, True]).reset_index(drop=True)


@dataclass(frozen=True)
class Graded:
    """How far the same rule was off a year ago, (said − sold) / sold, and how much of it, as a share, is more than its own chance."""

    error: float
    drift: float


def _graded(sold: pd.DataFrame, groups: Groups, periods: Periods) -> Graded | None:
    """The rule as it would have spoken a year ago, beside what was sold since; None without a year to try."""
    months: Sequence[pd.Timestamp] = periods.before(periods.base)
    if not months or not periods.before(months):
        return None
    from clientela.loyalty.plan.periods import eve

    then = year_of(months, groups.segments, groups.sellers, eve(periods.base[0]))
    cells = expected(sold, then, periods.before(months))[0]
    said, done = float(cells.expected.sum()), float(sold.amount[sold.month.isin(list(periods.base))].sum())
    if not (done > 0 and said > 0):
        return None
    beyond = max(0.0, (done - said) ** 2 - spread(cells)) ** 0.5
    return Graded(said / done - 1, beyond / said)
