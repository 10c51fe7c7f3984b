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
    traits = [_levels(sample[name], shares) for name, shares in margins.items()]
    for _round in range(ROUNDS):
        before = weights.copy()
        for levels in traits:
            total = float(weights.sum())
            for here, share in levels:
                weights[here] *= share * total / weights[here].sum()
        weights = np.clip(weights / weights.mean(), LEAST, MOST)
        if np.abs(weights - before).max() < 1e-6:
            break
    return weights / weights.mean()


def _levels(given: pd.Series, shares: pd.Series) -> list[tuple[NDArray[np.bool_], float]]:
    """The rows of each level of a trait, and the share that they should have of all whose level is there."""
    level = np.asarray(given.astype(str), dtype=np.str_)
    known = [(here, float(share)) for name, share in shares.items() if (here := level == name).any()]
    whole = sum(share for _here, share in known)
    return [(here, share / whole) for here, share in known]


def effective(weights: Floats) -> float:
    """How many answers of equal weight tell as much as these (Kish 1965).

    >>> effective(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    return float(weights.sum() ** 2 / (weights**2).sum())
