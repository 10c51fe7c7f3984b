"""Does a customer buy evenly, at random, or in bursts?"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

# With fewer repeat purchases any spacing can be chance.
FEWEST = 3
# Numbers of repeat purchases for which the spread under chance is drawn; between them it is interpolated.
_GRID = (3, 4, 5, 6, 8, 10, 14, 20, 30, 50, 80, 120, 200, 400)
_DRAWS = 4_000
LEVEL = 0.05


@cache
def limits(level: float = LEVEL, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """How even and how clumped chance alone gets, by number of repeat purchases: the lower and upper quantiles.

    Purchases spread at random over a period cut it into pieces that follow a flat Dirichlet distribution (Zhang, Bradlow and Small 2013 draw
    the same by simulation).
    """
    random = np.random.default_rng(seed)
    found = []
    for repeats in _GRID:
        pieces = random.dirichlet(np.ones(repeats + 1), _DRAWS)
        entropy = 1 + (pieces * np.log(np.maximum(pieces, 1e-300))).sum(axis=1) / np.log(repeats + 1)
        found.append(np.quantile(entropy, [level, 1 - level]))
    low, high = np.transpose(found)
    return low, high


def rhythm(clumpiness: Any, repeat_days: Any) -> np.ndarray:
    """Each customer's rhythm: "steady", "random", "bursts", or "few" where three repeat purchases are not there yet.

    >>> rhythm([0.001, 0.2, 0.9, 0.9], [9, 9, 9, 2]).tolist()
    ['steady', 'random', 'bursts', 'few']
    """
    entropy, repeats = np.asarray(clumpiness, dtype=float), np.asarray(repeat_days, dtype=float)
    low, high = limits()
    return np.select(
        [
            ~(repeats >= FEWEST) | np.isnan(entropy),
            entropy < np.interp(repeats, _GRID, low),
            entropy > np.interp(repeats, _GRID, high),
        ],
        ["few", "steady", "bursts"],
        "random",
    )
