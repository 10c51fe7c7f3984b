"""Every customer in one of eight cells: profitable or not, loyal or not, going where the company goes or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.marts import in_sample
from clientela.results import Evidence, Missing, Number, Reason, Result, Unit
from clientela.segments.cube.loyal import LOYAL, PARTS
from clientela.segments.cube.marks import Marks, weighed
from clientela.segments.cube.profits import Profits
from clientela.segments.profile.analysis import volume_class
from clientela.stats.effects import difference
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.cube"
MIN_CUSTOMERS = 20
# From here on a customer converges: the middle of the scale.
CONVERGENT = 0.5
THREE = ("hhh", "hhl", "hlh", "hll", "lhh", "lhl", "llh", "lll")
TWO = ("hh", "hl", "lh", "ll")
# Each weight may be half as much, or half as much again.
LEAST, MOST = 0.5, 1.5
SEED = 1
# The first fifth of a list of priorities.
FIRST = 0.2


@analysis(KEY, most="sample_customers")
def cube(
    profits: Profits, loyal: pd.DataFrame, marked: Marks, draws: int = 200, most: int = 20_000
) -> Result | Missing:
    """Every buyer of the last period in one cell, with the strategy of each cell, what it sold and left, and how steady the order of priorities is.

    Profitable are those who together leave the first 80 % of all that is left (class A of `profits`); loyal and convergent, those with half of the
    scale or more. Who was not marked stands in one of four cells of two axes. Frames: `cells` (one row a cell with customers, the best first) and
    `customers` (one row each, the first to look after on top). Stability: every weight is drawn between half and one and a half times
    its own; `rank_stability` is Spearman's correlation of the two orders of priority (the mean of the places on the axes),
    `first_kept` the part of the first fifth that stays in it, `cell_kept` the part of all who keep their cell; limits hold 95 % of the draws. Of more
    than `most` customers a sample is drawn again, always the same one.
    The strategy by cells follows Reinartz & Kumar 2002 (butterflies, true friends, strangers, barnacles), with a third axis.
    """
    if len(profits.rows) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(profits.rows), need=MIN_CUSTOMERS)
    if not (profits.rows.profit > 0).any():
        return Missing(KEY, Reason.NO_VARIATION)
    even = {
        name: np.ones(size) for name, size in (("axes", 3), ("loyalty", 2), ("criteria", len(marked.weights)))
    }
    rows = placed(profits.rows, loyal, marked, even)
    values = {
        **_numbers(rows), **_stability(profits.rows, loyal, marked, rows, (draws, most)),
        "period_days": Number(profits.days, "days", len(rows)),
    }  # fmt: skip
    if marked.agreement.n:
        a = marked.agreement
        values["raters_agreement"] = Number(a.value, "score", a.n, a.low, a.high, LEVEL)
    ordered = rows.sort_values(["priority", "customer_id"], ascending=[False, True], ignore_index=True)
    frames = {"cells": _cells(rows), "customers": ordered.assign(priority=np.arange(1, len(rows) + 1))}
    frames["basis"] = _basis(profits, marked)
    return Result(KEY, len(rows), values, frames, Evidence.ASSOCIATED)


def placed(
    rows: pd.DataFrame, loyal: pd.DataFrame, marked: Marks, weights: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Each customer with its three scores, its cell and its priority (0 to 1, the mean of its places on the axes)."""
    axes = Axes.of(rows, loyal, marked)
    loyalty, goes = axes.scores(weights)
    letters = np.array(["l", "h"])
    going = np.where(np.isnan(goes), "", letters[(goes >= CONVERGENT).astype(int)])
    cell = [
        f"cell_{one}{two}{three}"
        for one, two, three in zip(
            letters[axes.profitable.astype(int)], letters[(loyalty >= LOYAL).astype(int)], going, strict=True
        )
    ]
    return rows.assign(
        loyalty=loyalty, convergence=goes, cell=cell, priority=axes.priority(loyalty, goes, weights["axes"])
    )


@dataclass(frozen=True)
class Axes:
    """What of the three axes no weight moves: who is profitable, and what the other two are scored from, a row a part."""

    profitable: np.ndarray
    profit_place: np.ndarray
    parts: np.ndarray
    marks: np.ndarray
    own: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame, loyal: pd.DataFrame, marked: Marks) -> Axes:
        """The axes of these customers, in their order."""
        parts, marks = (
            known.reindex(rows.customer_id)[list(names)].to_numpy(dtype=float).T
            for known, names in ((loyal.set_index("customer_id"), PARTS), (marked.rows, marked.weights))
        )
        profitable = (volume_class(rows.profit) == "volume_a").to_numpy()
        own = np.array(list(marked.weights.values()), dtype=float)
        return cls(profitable, _place(rows.profit.to_numpy(dtype=float)), parts, marks, own)

    def scores(self, weights: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Loyalty and convergence of each customer; nan where nothing tells it."""
        return weighed(self.parts, weights["loyalty"]), weighed(self.marks, self.own * weights["criteria"])

    def priority(self, loyalty: np.ndarray, goes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The mean of each customer's places on the axes that are known of it, by weight."""
        return weighed(np.array([self.profit_place, _place(loyalty), _place(goes)]), weights)


def _place(values: np.ndarray) -> np.ndarray:
    """The part of the known values that each is not below; ties share their middle, what is not known has no place."""
    from scipy.stats import rankdata

    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    if known.any():
        found[known] = rankdata(values[known]) / known.sum()
    return found


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a cell that has customers: how many, how much, and who they are."""
    # Who is not known to be a person or an organisation is neither: no share, not a share of zero.
    kinds = rows.kind.eq("organisation").fillna(False).astype(float).where(rows.kind.notna())
    table = rows.assign(is_organisation=kinds).groupby("cell").agg(
        customers=("customer_id", "size"), amount=("amount", "sum"), profit_left=("profit", "sum"),
        organisations=("is_organisation", "mean"), tenure_typical=("T_days", "median"),
        orders_typical=("orders", "median"), days_since_last=("days_since_last", "median"),
    )  # fmt: skip
    table = table.reindex([name for code in (*THREE, *TWO) if (name := f"cell_{code}") in table.index])
    total = table.amount.sum()
    return table.assign(
        share_customers=table.customers / table.customers.sum(),
        share_amount=table.amount / total if total > 0 else np.nan,
        cell_strategy=[f"{name}_strategy" for name in table.index],
    ).reset_index()


def _numbers(rows: pd.DataFrame) -> dict[str, Number]:
    """How many are loyal among the profitable and among the others, and by how much they differ."""
    profitable, faithful = rows.cell.str[5] == "h", rows.cell.str[6] == "h"
    n = (int(profitable.sum()), int((~profitable).sum()))
    hits = (int((profitable & faithful).sum()), int((~profitable & faithful).sum()))
    marked = int(rows.convergence.notna().sum())
    found = {
        "profitable_customers": Number(n[0], "count", len(rows)),
        "convergence_marked": Number(marked, "count", len(rows)),
        "profitable_loyal_share": Number(hits[0] / n[0], "share", n[0], *wilson(hits[0], n[0]), LEVEL),
        "profitable_disloyal_left": Number(
            float(rows.profit[profitable & ~faithful].sum()), "currency", n[0] - hits[0]
        ),
    }
    if n[1]:
        more, low, high = difference(hits, n)
        found["others_loyal_share"] = Number(hits[1] / n[1], "share", n[1], *wilson(hits[1], n[1]), LEVEL)
        found["profitable_loyal_more"] = Number(more, "share", len(rows), low, high, LEVEL)
    if marked:
        high_ = int((rows.convergence >= CONVERGENT).sum())
        found["convergent_share"] = Number(high_ / marked, "share", marked, *wilson(high_, marked), LEVEL)
    return found


def _stability(
    rows: pd.DataFrame, loyal: pd.DataFrame, marked: Marks, here: pd.DataFrame, limits: tuple[int, int]
) -> dict[str, Number]:
    """What other weights would change, in so many draws, of at most so many customers: the order, its first fifth, and the cells."""
    from scipy.stats import rankdata

    draws, most = limits
    random = np.random.default_rng(SEED)
    kept_in = in_sample(rows.customer_id, most)
    if not kept_in.all():
        rows, here = (frame[kept_in].reset_index(drop=True) for frame in (rows, here))
    axes, few = Axes.of(rows, loyal, marked), np.ceil(FIRST * len(here))
    was = here.priority.to_numpy()
    # The first is who has the highest rank, ties shared.
    ranks = rankdata(was)
    last = len(was) + 1 - few
    first = ranks >= last
    before = (here.loyalty >= LOYAL).to_numpy(), (here.convergence >= CONVERGENT).to_numpy()
    found = []
    for _draw in range(draws):
        weights = {
            name: random.uniform(LEAST, MOST, size)
            for name, size in (("axes", 3), ("loyalty", 2), ("criteria", len(marked.weights)))
        }
        loyalty, goes = axes.scores(weights)
        drawn = rankdata(axes.priority(loyalty, goes, weights["axes"]))
        kept = drawn[first] >= last
        same = ((loyalty >= LOYAL) == before[0]) & ((goes >= CONVERGENT) == before[1])
        found.append((np.corrcoef(ranks, drawn)[0, 1], kept.mean(), same.mean()))
    middle, low, high = np.quantile(np.array(found), [0.5, 0.025, 0.975], axis=0)
    names = ("rank_stability", "first_kept", "cell_kept")
    units: tuple[Unit, ...] = ("score", "share", "share")
    return {
        name: Number(float(middle[i]), unit, len(here), float(low[i]), float(high[i]), LEVEL)
        for i, (name, unit) in enumerate(zip(names, units, strict=True))
    }


def _basis(profits: Profits, marked: Marks) -> pd.DataFrame:
    """What each axis was counted with."""
    import pandas as pd

    asked = "basis_forms" if marked.raters else "basis_register" if len(marked.rows) else "basis_none"
    return pd.DataFrame(
        {"axis": ["axis_profit", "axis_convergence"], "basis": [f"basis_{profits.by}", asked]}
    )
