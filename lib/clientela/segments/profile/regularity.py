"""Does a customer buy evenly, at random, or in bursts?"""

from __future__ import annotations

from typing import Any

import numpy as np

# With fewer repeat purchases any spacing can be chance.
FEWEST = 3
LEVEL = 0.05
# By number of repeat purchases, the quantiles 5 and 95 % of how clumped chance alone is: purchases at random cut a period into pieces that follow a
# flat Dirichlet distribution (Zhang, Bradlow and Small 2013). Four thousand draws each, which a test makes again; between them it is interpolated.
REPEATS = (3, 4, 5, 6, 8, 10, 14, 20, 30, 50, 80, 120, 200, 400)
EVEN = (
    0.04103482, 0.05088247, 0.0591588, 0.06041587, 0.0694146, 0.07570859, 0.07693569, 0.07792766,
    0.07775494, 0.07704924, 0.07449366, 0.07212257, 0.06806397, 0.06338568,
)  # fmt: skip
CLUMPED = (
    0.47754499, 0.41003063, 0.3732739, 0.33916795, 0.29541643, 0.26444461, 0.22569747, 0.19298074,
    0.16778559, 0.13678154, 0.11788139, 0.10536015, 0.09166178, 0.07788495,
)  # fmt: skip


def rhythm(clumpiness: Any, repeat_days: Any) -> np.ndarray:
    """Each customer's rhythm: "steady", "random", "bursts", or "few" where three repeat purchases are not there yet.

    >>> rhythm([0.001, 0.2, 0.9, 0.9], [9, 9, 9, 2]).tolist()
    ['steady', 'random', 'bursts', 'few']
    """
    entropy, repeats = np.asarray(clumpiness, dtype=float), np.asarray(repeat_days, dtype=float)
    return np.select(
        [
            ~(repeats >= FEWEST) | np.isnan(entropy),
            entropy < np.interp(repeats, REPEATS, EVEN),
            entropy > np.interp(repeats, REPEATS, CLUMPED),
        ],
        ["few", "steady", "bursts"],
        "random",
    )
