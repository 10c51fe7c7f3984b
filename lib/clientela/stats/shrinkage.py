"""Results of several people drawn to the mean of all, each the more the less it rests on: what each may be expected to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

# With fewer the spread between them is not told from chance.
FEWEST = 5
_ROUNDS = 200


class Shrunken(NamedTuple):
    """The results drawn to the mean, their errors, the part of its own distance that each keeps, and the mean itself."""

    values: Floats
    errors: Floats
    keep: Floats
    mean: float


def shrunken(values: ArrayLike, errors: ArrayLike) -> Shrunken:
    """Each result drawn to the mean of all by as much as its own error asks for, and how sure it is then.

    Empirical Bayes for results of unequal errors, with the correction for few of them that makes it Stein's rule where the errors
    are equal. Sources: Morris 1983, parametric empirical Bayes inference; Efron & Morris 1977, Stein's paradox in statistics.

    >>> found = shrunken([0.0, 2.0, 4.0, 6.0, 8.0], [1.0] * 5)
    >>> found.mean, [float(round(part, 2)) for part in found.keep[:1]], float(round(found.values[0], 2))
    (4.0, [0.95], 0.2)

    Raises ValueError with fewer than five.
    """
    seen, variance = np.asarray(values, dtype=float), np.asarray(errors, dtype=float) ** 2
    k = len(seen)
    if k < FEWEST:
        raise ValueError(f"{FEWEST} results at least, not {k}")
    between = _between(seen, variance)
    weight = 1 / (variance + between)
    mean = float(np.average(seen, weights=weight))
    pull = (k - 3) / (k - 1) * variance * weight
    usual = float(np.average(variance, weights=weight))
    # How far to pull is itself estimated: the further from the mean, the more that may matter.
    unsure = 2 / (k - 3) * pull**2 * (usual + between) * weight
    own = variance * (1 - (k - 1) / k * pull) + unsure * (seen - mean) ** 2
    return Shrunken(mean + (1 - pull) * (seen - mean), np.sqrt(own), 1 - pull, mean)


def _between(seen: Floats, variance: Floats) -> float:
    """The variance between people beyond chance, 0 where there is none (Morris 1983, equation 5.2, repeated until it stands still)."""
    k = len(seen)
    found = float(max(0.0, seen.var(ddof=1) - variance.mean()))
    for _round in range(_ROUNDS):
        weight = 1 / (variance + found)
        away = (seen - np.average(seen, weights=weight)) ** 2
        following = max(0.0, float(np.average(k / (k - 1) * away - variance, weights=weight)))
        if abs(following - found) <= 1e-12 * (following + found + 1e-300):
            break
        found = following
    return found
