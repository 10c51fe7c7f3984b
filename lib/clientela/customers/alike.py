"""Customers alike: what happened to some of them beside what happened to others who were as they were before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Customers are alike who are of one kind, bought about as often in the months before, and as lately.
OFTEN = (1, 2, 3, 5, 8, 13)
LATELY = (0, 8, 16, 31, 61)


def beyond_habit(paths: pd.DataFrame) -> NDArray[np.float64]:
    """Purchases later, less what follows from those before: large customers stay large, and would drown the difference."""
    before, after = (paths[name].to_numpy(dtype=float) for name in ("amount_before", "amount_after"))
    free = (paths.arm == "none").to_numpy()
    spread = float(np.var(before[free])) if free.any() else 0.0
    slope = float(np.cov(before[free], after[free], bias=True)[0, 1]) / spread if spread > 0 else 0.0
    return after - slope * before


class Match:
    """Compares some rows with those of customers alike to whom nothing had happened (`arm` "none"); `more` are further codes they must share."""

    def __init__(self, paths: pd.DataFrame, more: NDArray[np.int64] | None = None) -> None:
        import pandas as pd

        often = np.searchsorted(OFTEN, paths.purchases_before.to_numpy(), side="right")
        lately = np.searchsorted(LATELY, paths.days_since_last.to_numpy(), side="right")
        kind = (paths.kind == "organisation").to_numpy().astype("int64")
        same = 0 if more is None else more * 2000
        self.stratum = pd.factorize(same + kind * 1000 + often * 10 + lately)[0]
        self.free = (paths.arm == "none").to_numpy()
        self.customer = pd.factorize(paths.customer_id)[0]
        self.size = int(self.stratum.max()) + 1

    def against(self, chosen: NDArray[np.bool_], outcome: NDArray[np.float64]) -> dict[str, Any]:
        """The mean of the chosen, of those alike, the difference and how each customer moves it (its influence)."""
        others = self._sum(self.free, np.ones(len(outcome)))
        mean = self._sum(self.free, outcome) / np.where(others > 0, others, np.nan)
        used = chosen & (others[self.stratum] > 0)
        n = int(used.sum())
        own = np.where(used, outcome - mean[self.stratum], 0.0)
        gap = float(own.sum() / n)
        wanted = self._sum(used, np.ones(len(outcome)))
        share = np.divide(wanted, others, out=np.zeros(self.size), where=others > 0)
        back = np.where(self.free, share[self.stratum] * (outcome - np.nan_to_num(mean)[self.stratum]), 0.0)
        move = (own - np.where(used, gap, 0.0) - back) / n
        influence = np.bincount(self.customer, weights=move)
        expected = float(mean[self.stratum][used].mean())
        return {
            "n": n,
            "mean": float(outcome[used].mean()),
            "expected": expected,
            "gap": gap,
            "influence": influence,
            "spread": float(np.var(own[used])),
        }

    def _sum(self, who: NDArray[np.bool_], what: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(self.stratum[who], weights=what[who], minlength=self.size).astype(float)


def limits(gap: float, influence: NDArray[np.float64]) -> tuple[float, float]:
    half = Z * float(np.sqrt((influence**2).sum()))
    return gap - half, gap + half
