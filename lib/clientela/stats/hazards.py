"""How much sooner or later something comes to some than to others, all else alike: Cox's model, and whether it may be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


# A trait of which the hazard would differ so much (e^8) parts those who came from all the others.
LARGEST = 8.0
STEPS = 30


@dataclass(frozen=True)
class Watched:
    """Who was watched: for how many days, whether it came, the traits (one column each), and who belongs together (one customer, several rows)."""

    days: NDArray[np.float64]
    came: NDArray[np.bool_]
    traits: pd.DataFrame
    group: NDArray[np.int64]

    def part(self, start: float, end: float) -> Watched:
        """What was seen after one day and until another; who was no longer waiting by then is left out."""
        inside = self.days > start
        last = np.minimum(self.days[inside], end) - start
        return Watched(
            last, self.came[inside] & (self.days[inside] <= end), self.traits[inside], self.group[inside]
        )


def ratios(watched: Watched) -> pd.DataFrame:
    """The hazard ratio of each trait with limits that count each customer once, and how likely its drift over time is chance.

    Cox 1972, ties by Efron, sandwich variance by group (Lin & Wei 1989); drift: Grambsch & Therneau 1994 on the scaled Schoenfeld residuals against
    the rank of time. Columns: hazard, hazard_low,
    hazard_high, hazard_chance (the p-value of the drift), one row a trait. Traits that do not vary are left out; where one trait
    parts those who came from all the others no ratio exists, and the frame is empty.

    >>> import pandas as pd
    >>> days = np.arange(1.0, 41.0)
    >>> slow = pd.DataFrame({"slow": np.r_[np.tile([0.0, 0.0, 1.0], 8), np.ones(16)]})
    >>> found = ratios(Watched(days, np.ones(40, dtype=bool), slow, np.arange(40)))
    >>> bool(found.hazard["slow"] < found.hazard_high["slow"] < 1)
    True
    """
    import pandas as pd
    from scipy.stats import chi2

    traits = watched.traits.loc[:, watched.traits.std() > 0]
    middle, spread = _fitted(watched, traits.to_numpy(dtype=float))
    # What does not converge is seen here.
    if not np.isfinite(spread).all() or max(np.abs(middle).max(), np.sqrt(np.diag(spread).max())) > LARGEST:
        return pd.DataFrame(columns=["hazard", "hazard_low", "hazard_high", "hazard_chance"])
    left, moves = _residuals(watched, traits.to_numpy(dtype=float), middle)
    each = np.zeros((int(watched.group.max()) + 1, len(middle)))
    np.add.at(each, watched.group, moves @ spread)
    # The sandwich is wider where one customer's rows move together; it is not trusted to be narrower.
    error = np.sqrt(np.maximum((each**2).sum(axis=0), np.diag(spread)))
    when = np.argsort(np.argsort(watched.days[watched.came])).astype(float)
    when -= when.mean()
    drift = len(when) * (when @ (left[watched.came] @ spread)) ** 2 / (np.diag(spread) * (when**2).sum())
    return pd.DataFrame(
        {
            "hazard": np.exp(middle), "hazard_low": np.exp(middle - Z * error), "hazard_high": np.exp(middle + Z * error),
            "hazard_chance": chi2.sf(drift, 1),
        },
        index=traits.columns,
    )  # fmt: skip


def _fitted(watched: Watched, traits: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cox's estimate and its variance, by Newton's steps from nought; NaN where the traits say the same as one another.

    Of those who came on one day, each takes an equal part of them all away before the next (Efron 1977).
    """
    order = np.argsort(-watched.days, kind="stable")
    # From the longest wait on, so that those still waiting on a day are the rows before its end.
    days, came, x = -watched.days[order], watched.came[order], traits[order] - traits.mean(axis=0)
    first, last = (np.searchsorted(days, days[came], side=side) for side in ("left", "right"))
    seen = np.append(0, came.cumsum())
    gone = ((np.arange(len(first)) - seen[first]) / (seen[last] - seen[first]))[:, None]
    (n, k), middle = x.shape, np.zeros(x.shape[1])
    whole = np.hstack([np.ones((n, 1)), x, (x[:, :, None] * x[:, None, :]).reshape(n, -1)])
    bend = np.full((k, k), np.nan)
    for _step in range(STEPS):
        rows = np.exp(x @ middle)[:, None] * whole
        still, tied = (np.pad(one.cumsum(axis=0), ((1, 0), (0, 0))) for one in (rows, rows * came[:, None]))
        held = still[last] - gone * (tied[last] - tied[first])
        mean = held[:, 1 : k + 1] / held[:, :1]
        bend = (held[:, k + 1 :] / held[:, :1]).sum(axis=0).reshape(k, k) - mean.T @ mean
        if np.linalg.matrix_rank(bend) < k:
            return middle, np.full((k, k), np.nan)
        step = np.linalg.solve(bend, (x[came] - mean).sum(axis=0))
        middle = middle + step
        if np.abs(step).max() < 1e-12 or np.abs(middle).max() > LARGEST:
            break
    return middle, np.linalg.inv(bend)


def _residuals(
    watched: Watched, traits: NDArray[np.float64], middle: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Schoenfeld's residuals (rows of those who came) and how each row moves the estimate (score residuals), ties by Breslow."""
    days, came = watched.days, watched.came.astype(float)
    weight = np.exp((traits - traits.mean(axis=0)) @ middle)
    times, place = np.unique(days, return_inverse=True)
    size = len(times)
    # Of those still waiting at each time: their weight, and their weighted traits.
    still = np.bincount(place, weight, size)[::-1].cumsum()[::-1]
    held = np.column_stack([np.bincount(place, weight * one, size)[::-1].cumsum()[::-1] for one in traits.T])
    mean = held / still[:, None]
    rate = np.bincount(place, came, size) / still
    left = traits - mean[place]
    passed, drawn = rate.cumsum()[place], (mean * rate[:, None]).cumsum(axis=0)[place]
    moves = came[:, None] * left - weight[:, None] * (traits * passed[:, None] - drawn)
    return left, moves
