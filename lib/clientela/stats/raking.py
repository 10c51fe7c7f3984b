"""Weights that make those who answered look like those who were asked, trait by trait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 100
# One answer may not speak for more than so many of the usual ones.
MOST, LEAST = 5.0, 0.2


def rake(sample: pd.DataFrame, margins: dict[str, pd.Series]) -> Floats:
    """A weight for each row, of mean 1, with which every trait has the shares of the whole (`margins`: trait → level → share).

    Iterative proportional fitting (Deming & Stephan 1940); weights trimmed to 1/5 … 5, as Potter 1990 advises. Every level of the sample has
    a share, and levels that the sample lacks count for nothing.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"kind": ["home"] * 8 + ["firm"] * 2})
    >>> [round(float(weight), 3) for weight in rake(answers, {"kind": pd.Series({"home": 0.5, "firm": 0.5})})[[0, 9]]]
    [0.625, 2.5]
    """
    weights = np.ones(len(sample))
    levels = {name: np.asarray(sample[name].astype(str), dtype=np.str_) for name in margins}
    for _round in range(ROUNDS):
        before = weights.copy()
        for name, shares in margins.items():
            weights = weights * _factors(levels[name], weights, shares)
        weights = np.clip(weights / weights.mean(), LEAST, MOST)
        if np.abs(weights - before).max() < 1e-6:
            break
    return weights / weights.mean()


def _factors(level: NDArray[np.str_], weights: Floats, shares: pd.Series) -> Floats:
    """By how much the rows of each level have to count more or less."""
    known = {name: float(share) for name, share in shares.items() if (level == name).any()}
    whole, total = sum(known.values()), float(weights.sum())
    factors = np.ones(len(level))
    for name, share in known.items():
        here = level == name
        factors[here] = share / whole * total / weights[here].sum()
    return factors


def effective(weights: Floats) -> float:
    """How many answers of equal weight tell as much as these (Kish 1965).

    >>> effective(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    return float(weights.sum() ** 2 / (weights**2).sum())
