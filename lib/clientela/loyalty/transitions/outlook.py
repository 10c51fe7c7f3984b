"""Where the customers will stand in a year if months go on as they went, and whether that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.transitions.history import CUSTOMER, STATES, History
from clientela.loyalty.transitions.moves import YEAR, step_counts, usual_month
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.rung_outlook"
# Months held out, and how many must lie before them; origins from which the forecast is tried.
LONGEST_TEST, SHORTEST_TEST, LEAST_STEPS, ORIGINS = 6, 3, 6, 3
DRAWS = 500
# The steps of this many months make a usual one: on what Aurora and its sisters lived through, half a year erred less than a year.
FITTED = 6
# As many customers as a month's own step is drawn towards the usual one.
STEADY = 20.0


@dataclass(frozen=True)
class Outlook(Result):
    """The forecast of the rungs; `refused` when supposing that nothing changes erred less on the own past."""

    refused: bool = False


@analysis(KEY, without_money=True)
def outlook(history: History | Missing, months: int = YEAR, seed: int = 1) -> Outlook | Missing:
    """How many active customers will stand on each rung, month by month, and how that forecast did on the own past.

    A Markov chain: a usual month of the last half year (moves.usual_month), over and over, with the beginners of a usual month.
    The interval draws past months at random, so that it holds how months differ. The horizon is a third of the history at
    most. Graded on the last three to six months, from up to three days, beside «everything stays as it is»; refused when
    that one errs less. Error: absolute errors by rung and month, as a share of those who stood there. Frames: outlook
    (one row a rung: a year ago, now, at the end of the forecast), forecast (month, rung, customers, then_low, then_high), grades.
    """
    if isinstance(history, Missing):
        return Missing(KEY, history.reason, history.add, history.have, history.need)
    ends = len(history.ends)
    test = min(LONGEST_TEST, ends - 1 - LEAST_STEPS)
    if test < SHORTEST_TEST:
        need = LEAST_STEPS + SHORTEST_TEST + 1
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months", str(need + 3)), ends, need)
    errors, tried = graded(history, test)
    refused = not errors["chain"] < errors["as_is"]
    frames = {"outlook": _today(history), "grades": _grades(errors)}
    n = int(history.counts().iloc[-1, CUSTOMER:].sum())
    values = {
        "error_chain": Number(errors["chain"], "share", tried),
        "error_as_is": Number(errors["as_is"], "share", tried),
        "active_now": Number(n, "count", n),
        "months_back": Number(min(YEAR, ends - 1), "count", n),
    }
    if not refused:
        ahead = min(months, max(ends, history.months) // 3)
        frames["forecast"], last = _forecast(history, ahead, seed)
        frames["outlook"] = _with_end(frames["outlook"], frames["forecast"])
        values["active_then"] = Number(last[0], "count", n, last[1], last[2], LEVEL)
        values["months_ahead"] = Number(ahead, "count", n)
    return Outlook(KEY, n, values, frames, Evidence.MEASURED, refused)


def graded(history: History, test: int) -> tuple[dict[str, float], int]:
    """The error of the chain and of «as it is» over the months held out: shares, with the number of rungs × months behind."""
    counts = history.counts().to_numpy(float)
    seen = [STATES.index(rung) for rung in history.rungs]
    wrong, total, n = np.zeros(2), 0.0, 0
    for origin in range(len(counts) - 1 - test, LEAST_STEPS - 1, -test)[:ORIGINS]:
        steps, begun = step_counts(history, max(0, origin - FITTED), origin)
        expected = _usual_path(counts[origin], usual_month(steps), begun.mean(axis=0), test)[:, seen]
        actual = counts[origin + 1 : origin + 1 + test, seen]
        wrong += [np.abs(expected - actual).sum(), np.abs(counts[origin, seen] - actual).sum()]
        total, n = total + actual.sum(), n + actual.size
    return {"chain": float(wrong[0] / max(1.0, total)), "as_is": float(wrong[1] / max(1.0, total))}, n


def _usual_path(start: np.ndarray, month: np.ndarray, begun: np.ndarray, ahead: int) -> np.ndarray:
    path, now = [], start
    for _ in range(ahead):
        now = now @ month + begun
        path.append(now)
    return np.array(path)


def _forecast(history: History, ahead: int, seed: int) -> tuple[pd.DataFrame, tuple[float, float, float]]:
    """month, rung, customers, then_low, then_high; and how many will be active at the end, with limits."""
    import pandas as pd

    ends = len(history.ends)
    steps, begun = step_counts(history, max(0, ends - 1 - FITTED), ends - 1)
    month, start = usual_month(steps), history.counts().iloc[-1].to_numpy(float)
    middle = _usual_path(start, month, begun.mean(axis=0), ahead)
    paths = _paths(start, steps, begun, ahead, np.random.default_rng(seed))
    limits = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    low, high = np.quantile(paths, limits, axis=0)
    when = pd.date_range(history.ends[-1], periods=ahead + 1, freq="ME")[1:] - pd.offsets.MonthBegin(1)
    rows = [
        pd.DataFrame(
            {
                "month": when,
                "rung": rung,
                "customers": middle[:, place],
                "then_low": low[:, place],
                "then_high": high[:, place],
            }
        )
        for rung, place in ((rung, STATES.index(rung)) for rung in history.rungs)
    ]
    active = paths[:, -1, CUSTOMER:].sum(axis=1)
    low_end, high_end = np.quantile(active, limits)
    return pd.concat(rows, ignore_index=True), (
        float(middle[-1, CUSTOMER:].sum()),
        float(low_end),
        float(high_end),
    )


def _paths(
    start: np.ndarray, steps: np.ndarray, begun: np.ndarray, ahead: int, rng: np.random.Generator
) -> np.ndarray:
    """Possible futures (draws × months × states): each month one of the past ones at random, each customer by its chances."""
    pooled = usual_month(steps)
    each = (steps + STEADY * pooled) / (steps.sum(axis=2, keepdims=True) + STEADY)
    now = np.broadcast_to(start, (DRAWS, len(start))).astype(np.int64)
    found = []
    for _ in range(ahead):
        which = rng.integers(0, len(steps), DRAWS)
        now = rng.multinomial(now, each[which]).sum(axis=1) + begun[which]
        found.append(now)
    return np.stack(found, axis=1)


def _today(history: History) -> pd.DataFrame:
    """One row a rung, the highest first: how many stood there a year ago (or at the first end) and stand there now."""
    import pandas as pd

    counts = history.counts().tail(YEAR + 1)
    rows = [
        {"rung": rung, "active_before": int(counts[rung].iloc[0]), "active": int(counts[rung].iloc[-1])}
        for rung in history.rungs
    ]
    return pd.DataFrame(rows[::-1]).assign(active_then=np.nan, then_low=np.nan, then_high=np.nan)


def _with_end(today: pd.DataFrame, forecast: pd.DataFrame) -> pd.DataFrame:
    """The same with the last month of the forecast beside it."""
    end = forecast[forecast.month == forecast.month.max()].set_index("rung").loc[today.rung]
    return today.assign(
        active_then=end.customers.array, then_low=end.then_low.array, then_high=end.then_high.array
    )


def _grades(errors: dict[str, float]) -> pd.DataFrame:
    import pandas as pd

    names = ("chain", "as_is")
    best = min(names, key=lambda name: (errors[name], name != "as_is"))
    verdict = ["chosen" if name == best else "naive" if name == "as_is" else "refused" for name in names]
    return pd.DataFrame(
        {
            "forecast": [f"rung_{name}" for name in names],
            "rung_error": [errors[name] for name in names],
            "verdict": verdict,
        }
    )
