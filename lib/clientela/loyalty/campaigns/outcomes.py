"""What a campaign is judged by: the sales where they cover it, else what its own contacts say came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

BOUGHT = "bought"
# In this order, where the sales do not tell: an answer, a visit, money.
SAID = ("responded", "attended", "revenue")
# Of each arm the outcome must be written down for nearly all: a blank is not a no.
KNOWN = 0.95


def outcome(part: pd.DataFrame) -> str | None:
    """What tells the two arms of a campaign apart: "bought", "responded", "attended", "revenue"; None where nothing does.

    What only the contacted can have, an answer to a message that the others never got, compares nothing: somebody of each arm
    must have it.
    """
    if len(part) and part.bought_within.notna().all():
        return BOUGHT
    return next((name for name in SAID if _tells(part, name)), None)


def _tells(part: pd.DataFrame, name: str) -> bool:
    arms = [one for arm, one in part.groupby("arm") if arm in ("treated", "control")]
    return bool(arms) and all(
        one[name].notna().mean() >= KNOWN and (one[name].dropna().astype(float) > 0).any() for one in arms
    )


def reached(part: pd.DataFrame, name: str) -> NDArray[np.bool_]:
    """Who of the campaign did it."""
    column = part["bought_within" if name == BOUGHT else name]
    return np.asarray(column.fillna(False).astype(float) > 0)


def earned(part: pd.DataFrame, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """What each left, and what each had left before; from the contacts' own revenue where the sales do not tell; None where nothing does."""
    if name == BOUGHT:
        return part.amount_within.to_numpy(dtype=float), part.amount_before.to_numpy(dtype=float)
    if not _tells(part, "revenue"):
        return None
    return part.revenue.fillna(0.0).to_numpy(dtype=float), np.zeros(len(part))
