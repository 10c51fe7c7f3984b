"""Who would be back by now if nobody had left: customers of constant habits, who are silent for a while by chance alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.results import Number
from clientela.stats.intervals import LEVEL, Z
from clientela.stats.rows import places, taken

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A spread of the customers' rates below this part of their mean is none.
ALIKE = 1e-3


def chances(customers: pd.DataFrame, days: float) -> Floats:
    """The chance of each customer to buy within so many days, if it goes on as it always has and never leaves.

    Purchases at a constant rate of one's own, rates spread as a gamma (Ehrenberg 1959; by moments): what a silence tells of the rate is in it,
    for the time so far counts to the last day and not to the last purchase.
    """
    times = customers.repeat_days.to_numpy(dtype=float)
    lived = np.maximum(customers.T_days.to_numpy(dtype=float), 1.0)
    mean = float(times.sum() / lived.sum())
    spread = float((((times - mean * lived) ** 2).sum() - mean * lived.sum()) / (lived**2).sum())
    if not mean > 0:
        return np.zeros(len(customers))
    if spread <= ALIKE * mean**2:
        return np.full(len(customers), 1 - np.exp(-mean * days))
    shape, scale = mean**2 / spread, mean / spread
    return 1 - ((scale + lived) / (scale + lived + days)) ** (times + shape)


def beside_habit(
    then: pd.DataFrame, now: pd.DataFrame, silent: NDArray[np.bool_], days: float
) -> dict[str, Number]:
    """Of the customers silent on an earlier day, how many have bought since, how many of constant habits would have, and the difference.

    `then` and `now` are the customer mart on both days, `days` apart. The others tell how far the habit of all has moved since, a season or a
    trend: what is expected of the silent is scaled by what came of them. Numbers: back, back_habit, lost (positive: fewer came than would by chance).
    """
    today = taken(now.purchase_days, places(now.customer_id, then.customer_id))
    came = today > then.purchase_days.to_numpy(dtype=float)
    hoped = chances(then, days)
    others = ~silent
    n, rest = int(silent.sum()), float(hoped[others].sum())
    if not n or not rest > 0:
        return {}
    scale = float(came[others].sum()) / rest
    expected = np.clip(hoped * scale, 0.0, 1.0)[silent]
    doubt = float(np.sqrt((hoped[others] * (1 - hoped[others])).sum())) / rest
    hits, usual = int(came[silent].sum()), float(expected.mean())
    share, gap = hits / n, usual - hits / n
    least, most = _exact(hits, n)
    low, high = (float(np.hypot(side, Z * doubt * usual)) for side in (most - share, share - least))
    return {
        "back": Number(share, "share", n, least, most, LEVEL),
        "back_habit": Number(usual, "share", n),
        "lost": Number(gap, "share", n, gap - low, gap + high, LEVEL),
    }


def _exact(hits: int, n: int) -> tuple[float, float]:
    """Limits that never hold less than they say (Clopper & Pearson 1934): of those who come back nearly all do, and the normal curve errs there."""
    from scipy.stats import beta

    tail = (1 - LEVEL) / 2
    return (float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0), (
        float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    )
