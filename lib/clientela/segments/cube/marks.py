"""Who goes where the company goes: marks on its own criteria, their weights, and whether two who mark agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import step
from clientela.stats.ratios import UNKNOWN, Estimate

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PREFIX = "convergence_"
# The scales that people mark on, as wide as the smallest that holds every mark.
SCALES = ((1.0, 5.0), (0.0, 10.0), (0.0, 100.0))
# Customers marked by two, at least, before their agreement means something.
ENOUGH_TWICE = 10
DRAWS = 400


@dataclass(frozen=True)
class Marks:
    """`rows`: one row a customer and a column a criterion, 0 to 1; `weights` by criterion; `agreement` of those who mark; `raters`."""

    rows: pd.DataFrame
    weights: dict[str, float] = field(default_factory=dict)
    agreement: Estimate = UNKNOWN
    raters: int = 0


@step("marked", answered="forms.convergencia.customer", points="forms.convergencia.weight")
def marked(
    convergence: pd.DataFrame, answered: pd.DataFrame | None = None, points: pd.DataFrame | None = None
) -> Marks:
    """The marks of each customer: those of the filled forms where there are any, else those that stand in the register of customers.

    `convergence` is the mart; `answered` and `points` are the tables of the form. Without weights every criterion counts the same.
    """
    import pandas as pd

    if answered is None or answered.empty:
        wide = convergence.pivot(index="customer_id", columns="criterion", values="mark")
        wide = wide.rename(columns=lambda name: str(name).removeprefix(PREFIX))
        return Marks(_scaled(wide), dict.fromkeys(map(str, wide.columns), 1.0))
    criteria = [name for name in answered.select_dtypes("number").columns if answered[name].notna().any()]
    weights = _weights(points, criteria)
    each = _scaled(answered.set_index("customer_id")[criteria])
    raters = answered["rater"].fillna(answered["answer_id"]) if "rater" in answered else answered["answer_id"]
    whole = pd.Series(weighed(each.to_numpy().T, np.array(list(weights.values()))), index=each.index)
    return Marks(each.groupby(level=0).mean(), weights, agreement(whole), int(raters.nunique()))


def weighed(given: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of what is known of each customer, by weight: a row a part, a column a customer; nan where nothing is known.

    >>> weighed(np.array([[0.8, 0.4], [0.2, np.nan]]), np.array([1.0, 1.0])).tolist()
    [0.5, 0.4]
    """
    there = ~np.isnan(given) * weights[:, None]
    total, summed = there.sum(axis=0), (np.nan_to_num(given) * there).sum(axis=0)
    return np.divide(summed, total, out=np.full(len(total), np.nan), where=total > 0)


def agreement(marks: pd.Series, draws: int = DRAWS, seed: int = 1) -> Estimate:
    """How far two who mark the same customer agree: the intraclass correlation of a single mark, by customer.

    ICC(1) of Shrout & Fleiss 1979, groups of unlike sizes by Donner 1986; interval by bootstrap over customers. `marks` bears the customer as index.

    >>> import pandas as pd
    >>> round(agreement(pd.Series([0.0, 0.0, 1.0, 1.0] * 6, index=[f"c{i // 2}" for i in range(24)])).value, 3)
    1.0
    """
    sizes = marks.groupby(level=0).transform("size")
    twice = marks[sizes > 1].dropna()
    groups = [part.to_numpy(dtype=float) for _one, part in twice.groupby(level=0)]
    if len(groups) < ENOUGH_TWICE:
        return UNKNOWN
    random = np.random.default_rng(seed)
    drawn = [_icc([groups[i] for i in random.integers(0, len(groups), len(groups))]) for _ in range(draws)]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Estimate(_icc(groups), float(low), float(high), float(np.nanstd(drawn)), len(groups))


def _icc(groups: list[np.ndarray]) -> float:
    sizes = np.array([len(group) for group in groups], dtype=float)
    means = np.array([group.mean() for group in groups])
    total, k = sizes.sum(), len(groups)
    between = (sizes * (means - (sizes * means).sum() / total) ** 2).sum() / (k - 1)
    within = sum(((group - group.mean()) ** 2).sum() for group in groups) / max(total - k, 1)
    usual = (total - (sizes**2).sum() / total) / (k - 1)
    spread = between + (usual - 1) * within
    return float((between - within) / spread) if spread > 0 else float("nan")


def _weights(points: pd.DataFrame | None, criteria: list[str]) -> dict[str, float]:
    """The mean points of each criterion; one each where nobody shared any out."""
    given = {} if points is None or points.empty else points.groupby("line").points.mean().to_dict()
    found = {name: float(given.get(name, 0.0)) for name in criteria}
    return found if sum(found.values()) > 0 else dict.fromkeys(criteria, 1.0)


def _scaled(marks: pd.DataFrame) -> pd.DataFrame:
    """Marks from 0 to 1; one scale for all, the smallest that holds them."""
    given = marks.astype(float)
    if given.empty or not given.notna().to_numpy().any():
        return given
    least, most = float(np.nanmin(given.to_numpy())), float(np.nanmax(given.to_numpy()))
    low, high = next(
        ((low, high) for low, high in SCALES if low <= least and most <= high), (least, max(most, least + 1))
    )
    return (given - low) / (high - low)
