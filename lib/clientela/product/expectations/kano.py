"""Kano's table: from two answers about one thing to the kind of need it is, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# What the kinds are called in the course's hierarchy of value: essential, normal everywhere, wished for, beyond what was asked.
KINDS = ("basic", "expected_level", "attractive", "indifferent", "reverse", "questionable")
_B, _E, _A, _I, _R, _Q = range(6)
# Rows: the answer if it is there; columns: if it is not (1 like, 2 expect, 3 neutral, 4 tolerate, 5 dislike). Kano et al. 1984; Berger et al. 1993.
TABLE = np.array([
    [_Q, _A, _A, _A, _E],
    [_R, _I, _I, _I, _B],
    [_R, _I, _I, _I, _B],
    [_R, _I, _I, _I, _B],
    [_R, _R, _R, _R, _Q],
])  # fmt: skip
SURE = 0.95


def kinds(there: Any, not_there: Any) -> Any:
    """The kind of need behind each pair of answers, as its place in KINDS.

    >>> [KINDS[place] for place in kinds([3, 1, 1], [5, 5, 3])]
    ['basic', 'expected_level', 'attractive']
    """
    return TABLE[np.asarray(there, dtype=int) - 1, np.asarray(not_there, dtype=int) - 1]


def counts(there: pd.DataFrame, not_there: pd.DataFrame) -> pd.DataFrame:
    """One row a question: how many people make it each kind, and how many of those it pleases would put up without it ("wished")."""
    import pandas as pd

    rows = {}
    for item in there.columns:
        pair = pd.concat([there[item], not_there[item]], axis=1, keys=["there", "not_there"]).dropna().round()
        found = np.bincount(kinds(pair["there"], pair["not_there"]), minlength=len(KINDS))
        wished = int(((pair["there"] == 1) & (pair["not_there"] == 4)).sum())
        rows[item] = [*found.tolist(), wished]
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*KINDS, "wished"]).rename_axis("item")


def levels(found: pd.DataFrame, draws: int = 2000, seed: int = 20260630) -> pd.DataFrame:
    """The level of each question and how often people drawn again (bootstrap) put it there; "undecided" below 95 %.

    What attracts is "desired" when most of those it pleases would miss it a little (they would tolerate its absence), "unanticipated" when most
    would not miss it, and "attractive" when that cannot be told.
    """
    import pandas as pd

    rng = np.random.default_rng(seed)
    rows = []
    for item, row in found.iterrows():
        tally = row[list(KINDS[:5])].to_numpy(dtype=float)
        n = int(tally.sum())
        again = rng.multinomial(n, tally / n, size=draws) if n else np.zeros((draws, 5))
        top = int(tally.argmax())
        # A tie is no victory.
        won = again[:, top] > np.delete(again, top, axis=1).max(axis=1)
        sure = float(won.mean())
        level = KINDS[top] if sure >= SURE else "undecided"
        if level == "attractive":
            level = _attractive(int(row["attractive"]), int(row["wished"]))
        rows.append((item, n, level, KINDS[top], sure))
    return pd.DataFrame(rows, columns=["item", "n", "level", "top_kind", "sure"])


def _attractive(pleased: int, wished: int) -> str:
    from scipy.stats import binomtest

    if binomtest(wished, pleased, 0.5).pvalue > 1 - SURE:
        return "attractive"
    return "desired" if wished * 2 > pleased else "unanticipated"
