"""How much a rule foretells of customers it never saw, with limits that count what was learnt as well as what was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.stats.intervals import LEVEL

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A group of fewer customers than this is one of the others.
SMALLEST = 15
FOLDS, RIDGE = 5, 20.0
# As many parts as customers are left out in, in turn, to see how far the figure moves.
PARTS = 20
# A correlation of one has no limits on Fisher's scale.
MOST = 1 - 1e-9


def foretold(
    then: pd.DataFrame, learnt: pd.DataFrame, now: pd.DataFrame, judged: pd.DataFrame, draws: int, seed: int
) -> dict[str, dict[str, Any]]:
    """By outcome: how much what was known (`then`, `now`) tells of what came (`learnt`, `judged`), with its limits and what chance tells.

    Ridge regression (Hoerl & Kennard 1970) learnt on the rows of `then`, judged on those of `now`; five folds of customers, so that none is
    judged by a rule that saw it. Limits: a twentieth of the customers is left out of learning and of judging in turn (delete-a-group
    jackknife, Kott 2001), on Fisher's scale of the correlation, with Student's t; a bootstrap of those judged alone held too little.
    """
    import pandas as pd

    random = np.random.default_rng(seed)
    both = numbers(pd.concat([then, now], ignore_index=True))
    first, last = both[: len(then)], both[len(then) :]
    middle, spread = first.mean(axis=0), first.std(axis=0)
    first, last = (
        np.column_stack([np.ones(len(side)), (side - middle) / np.where(spread > 0, spread, 1.0)]) for side in (first, last)
    )  # fmt: skip
    everybody = pd.Index(then.index).union(now.index)
    place = pd.Series(random.permutation(len(everybody)) % (FOLDS * PARTS), index=everybody)
    here, there = place.loc[then.index].to_numpy(), place.loc[now.index].to_numpy()
    came = judged.to_numpy(dtype=float)
    said = _said(first, learnt.to_numpy(dtype=float), here, last, there)
    return {
        str(name): _figure([one[:, at] for one in said], came[:, at], there % PARTS, draws, random)
        for at, name in enumerate(judged)
    }


def _said(first: Floats, learnt: Floats, here: Any, last: Floats, there: Any) -> list[Floats]:
    """What each judged customer was expected to do: learnt on all of the other folds, then on them without each part in turn."""
    cells = [np.flatnonzero(here == cell) for cell in range(FOLDS * PARTS)]
    grams = np.array([first[rows].T @ first[rows] for rows in cells])
    sums = np.array([first[rows].T @ learnt[rows] for rows in cells])
    fold, part = np.divmod(np.arange(FOLDS * PARTS), PARTS)
    penalty = np.diag([0.0, *[RIDGE] * (first.shape[1] - 1)])
    found = []
    judged = [there // PARTS == one for one in range(FOLDS)]
    sides = [last[rows] for rows in judged]
    for left_out in (None, *range(PARTS)):
        said = np.zeros((len(last), learnt.shape[1]))
        for one in range(FOLDS):
            used = (fold != one) & (part != left_out if left_out is not None else True)
            # The least squares of a rule that has hardly anybody to learn from: the smallest of them.
            weights = np.linalg.lstsq(grams[used].sum(axis=0) + penalty, sums[used].sum(axis=0), rcond=None)[
                0
            ]
            said[judged[one]] = sides[one] @ weights
        found.append(said)
    return found


def _figure(said: list[Floats], came: Floats, part: Any, draws: int, random: Any) -> dict[str, Any]:
    from scipy.stats import t

    whole, *without = said
    here = correlation(whole, came)
    each = np.array([_fisher(correlation(one[part != k], came[part != k])) for k, one in enumerate(without)])
    error = float(np.sqrt((PARTS - 1) / PARTS * ((each - each.mean()) ** 2).sum()))
    half = float(t.ppf(0.5 + LEVEL / 2, PARTS - 1)) * error
    low, high = (float(np.tanh(_fisher(here) + side)) for side in (-half, half))
    return {
        "n": len(came), "told": signed_square(here), "told_low": signed_square(low), "told_high": signed_square(high),
        "by_chance": by_chance(whole, came, draws, random),
    }  # fmt: skip


def _fisher(r: float) -> float:
    return float(np.arctanh(np.clip(r, -MOST, MOST)))


def correlation(foretold: Floats, came: Floats) -> float:
    """The correlation of two columns; none where either is the same for all.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])), correlation(np.array([1.0, 1.0]), np.array([0.0, 1.0]))
    (1.0, 0.0)
    """
    if np.ptp(foretold) == 0 or np.ptp(came) == 0:
        return 0.0
    one, other = foretold - foretold.mean(), came - came.mean()
    return round(float((one @ other) / np.sqrt((one @ one) * (other @ other))), 12)


def by_chance(foretold: Floats, came: Floats, draws: int, random: Any) -> float:
    """How often a column whose rows are shuffled tells as much of another as it does by itself.

    >>> by_chance(np.array([1.0, 1.0]), np.array([0.0, 1.0]), 9, np.random.default_rng(1))
    1.0
    """
    one, other = foretold - foretold.mean(), came - came.mean()
    # What is shuffled keeps its mean and its spread: the products alone tell one order from another, but for the last digits of their sums.
    nothing = 1e-12 * float(np.sqrt((one @ one) * (other @ other)))
    shuffled = np.array([random.permutation(one) for _draw in range(draws)]) @ other
    return (1 + int((shuffled >= one @ other - nothing).sum())) / (draws + 1)


def signed_square(r: float) -> float:
    """The squared correlation with its sign.

    >>> signed_square(-0.5)
    -0.25
    """
    return r * abs(r)


def numbers(rows: pd.DataFrame) -> Floats:
    """Traits as numbers: one column a group, small ones together; a blank is a group of its own."""
    import pandas as pd

    words = rows.select_dtypes(exclude="number")
    columns = [rows.select_dtypes("number").pipe(lambda part: part.fillna(part.mean())).fillna(0.0)]
    for name in words:
        counts = words[name].value_counts()
        group = (
            words[name]
            .where(words[name].isin(counts.index[counts >= SMALLEST]), "others")
            .where(words[name].notna(), "unknown")
        )
        columns.append(pd.get_dummies(group.astype(object), dtype=float))
    return np.hstack([part.to_numpy(dtype=float) for part in columns])
