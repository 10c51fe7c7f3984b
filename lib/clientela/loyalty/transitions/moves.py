"""Who climbed a rung, who slipped, who left, month after month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.transitions.history import CUSTOMER, GONE, NOT_YET, QUIET, RUNGS, STATES, History
from clientela.results import Missing, Number, Result
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.rungs"
YEAR = 12
# As many customers' months as the company's usual month weighs beside a rung's own, so that few cases do not swing.
BORROWED = 10.0
# From where one can get where in a month: silence begins before it grows long, and ends with a purchase.
POSSIBLE = np.array([
    [True, False, True, True, True, True], [True, True, True, True, True, True],
    *[[False, True, True, True, True, True]] * len(RUNGS),
])  # fmt: skip


@analysis(KEY, without_money=True)
def moves(history: History | Missing) -> Result | Missing:
    """How many customers climbed, slipped, left, came back and began in each month, by where they stood at its end.

    Climbed and slipped: on a higher or lower rung than a month before. Left: longer silent than is normal in them. What
    happens and is undone within a month does not show. Frames: moves (one row a month), chances (one row a rung: the share
    that climbs, stays, slips and leaves in a usual month of the last year).
    Numbers: moves of the last year, or of `months_seen`; `climbs`, `slips`, `leaves`, shares of a usual month (Wilson, of customers' months).
    """
    if isinstance(history, Missing):
        return history
    monthly = by_month(history)
    last = monthly.tail(YEAR)
    n = int(last.active.iloc[-1])
    values = {
        f"{name}_year": Number(int(last[name].sum()), "count", n)
        for name in ("climbed", "slipped", "left", "recovered", "new")
    }
    values["months_seen"] = Number(len(last), "count", n)
    months_lived = int(history.counts().iloc[-len(last) - 1 : -1, CUSTOMER:].to_numpy().sum())
    for name, moved in (("climbs", "climbed"), ("slips", "slipped"), ("leaves", "left")):
        hits = int(last[moved].sum())
        values[name] = Number(
            hits / max(1, months_lived), "share", months_lived, *wilson(hits, months_lived), LEVEL
        )
    return Result(KEY, n, values, {"moves": monthly, "chances": chances(history)})


def by_month(history: History) -> pd.DataFrame:
    """One row a month but the first: month, new, recovered, climbed, slipped, left, active (at its end)."""
    import pandas as pd

    before, after = history.states[:, :-1], history.states[:, 1:]
    was, here = before >= CUSTOMER, after >= CUSTOMER
    moved = {
        "new": (before == NOT_YET) & here,
        "recovered": ((before == GONE) | (before == QUIET)) & here,
        "climbed": was & here & (after > before),
        "slipped": was & here & (after < before),
        "left": was & ~here,
    }
    table = pd.DataFrame({name: one.sum(axis=0) for name, one in moved.items()})
    table = table.assign(active=here.sum(axis=0), month=(history.ends[1:] - pd.offsets.MonthBegin(1)))
    return table[["month", *moved, "active"]]


def step_counts(history: History, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Steps between some ends: customers by month × from × to, and those who began, by month × to."""
    size = len(STATES)
    steps, begun = [], []
    for place in range(first, last):
        before, after = history.states[:, place].astype(int), history.states[:, place + 1].astype(int)
        old = before >= 0
        steps.append(np.bincount(before[old] * size + after[old], minlength=size * size).reshape(size, size))
        begun.append(np.bincount(after[~old & (after >= 0)], minlength=size))
    return np.array(steps), np.array(begun)


def usual_month(steps: np.ndarray) -> np.ndarray:
    """The chance of each step in a usual month: each state's own counts and BORROWED more at the company's (Dirichlet).

    The company's month: its share that stays where it is, the rest shared out by where all movers go.
    """
    counts = steps.sum(axis=0).astype(float)
    stays = np.trace(counts) / max(1.0, counts.sum())
    to = counts.sum(axis=0) - np.diag(counts)
    prior = np.where(POSSIBLE, to, 0.0)
    np.fill_diagonal(prior, 0.0)
    prior /= np.maximum(prior.sum(axis=1, keepdims=True), 1e-12)
    own = np.eye(len(counts)) * stays + (1 - stays) * prior
    nowhere = own.sum(axis=1) == 0
    own[nowhere, nowhere] = 1.0
    own /= own.sum(axis=1, keepdims=True)
    return (counts + BORROWED * own) / (counts.sum(axis=1, keepdims=True) + BORROWED)


def chances(history: History) -> pd.DataFrame:
    """Of those on a rung, the share that climbs, stays, slips or leaves in a usual month of the last year; limits for leaving.

    Shrunken as `usual_month` says; limits are those of the beta distribution that follows.
    """
    import pandas as pd
    from scipy.stats import beta

    ends = len(history.ends)
    steps, _ = step_counts(history, max(0, ends - 1 - YEAR), ends - 1)
    month, lived = usual_month(steps), steps.sum(axis=(0, 2))
    now = history.counts().iloc[-1]
    rows = []
    for rung in history.rungs:
        place = STATES.index(rung)
        leave, size = month[place, :CUSTOMER].sum(), lived[place] + BORROWED
        low, high = (
            beta.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], leave * size, (1 - leave) * size)
            if leave
            else (0.0, 0.0)
        )
        rows.append({
            "rung": rung, "active": int(now[rung]), "months_lived": int(lived[place]), "climb": month[place, place + 1 :].sum(),
            "stay": month[place, place], "slip": month[place, CUSTOMER:place].sum(), "leave": leave, "leave_low": low, "leave_high": high,
        })  # fmt: skip
    return pd.DataFrame(rows[::-1])
