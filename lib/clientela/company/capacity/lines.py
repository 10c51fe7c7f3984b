"""Units where people wait on the line: what a usual week of theirs looks like, and what the queue's formulas make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.capacity import erlang
from clientela.company.capacity.bands import HOUR, SECONDS, SHORT_BAND

if TYPE_CHECKING:
    import pandas as pd

# Weeks that tell how the line is now: a quarter.
LATELY = 13
# So far the formulas may be corrected to what was counted, on the scale of log odds.
MOST_OFF = 2.5
# Beyond these nothing is known of a share on the scale of log odds.
EDGE = 1e-4


@dataclass(frozen=True)
class Line:
    """A queue in its usual week: one row of `cells` a weekday and hour, with what comes a minute, how long each takes, and who is there.

    patience: mean minutes before somebody gives up (None: nobody is seen to); off: by how much what was counted differs from the formulas,
    in log odds; target: the part that should be attended within `seconds`.
    """

    cells: pd.DataFrame
    patience: float | None
    off: float
    seconds: float
    target: float

    def queue(self, times: float = 1.0, more: float = 0.0) -> erlang.Queue:
        """What the queue does in each cell with so many times the arrivals, and so many people more on the roster."""
        cells = self.cells
        there = (cells["staff"] + more) * (1 - cells["shrinkage"])
        net = np.maximum(there.to_numpy(dtype=float), 0.05)
        rate, minutes = (cells[name].to_numpy(dtype=float) for name in ("rate", "handling"))
        return erlang.queue(rate * times, minutes, net, self.seconds / 60, self.patience)

    def mean(self, what: Any) -> float:
        """A mean over the week in which each arrival counts the same."""
        weights = self.cells["arrivals"].to_numpy(dtype=float)
        return float((np.where(weights > 0, what, 0.0) * weights).sum() / max(weights.sum(), 1e-9))

    def level(self, times: float = 1.0, more: float = 0.0) -> float:
        """The part of a week's arrivals attended within the time asked, as the formulas have it, corrected by what was counted."""
        return self.mean(self.corrected(self.queue(times, more).level))

    def corrected(self, level: Any) -> Any:
        """A level of the formulas as it would be counted."""
        level = np.clip(level, 0.0, 1.0)
        moved = 1 / (1 + np.exp(-(_odds(level) + self.off)))
        return np.where((level > EDGE) & (level < 1 - EDGE), moved, level)

    def needed(self) -> Any:
        """The people on the roster that each cell takes, so that its own arrivals are attended as they should be."""
        cells, found = self.cells, np.zeros(len(self.cells), dtype=int)
        rate, minutes = (cells[name].to_numpy(dtype=float) for name in ("rate", "handling"))
        there = 1 - cells["shrinkage"].to_numpy(dtype=float)
        for people in range(1, erlang.MOST):
            level = erlang.queue(rate, minutes, people * there, self.seconds / 60, self.patience).level
            found = np.where((found == 0) & (self.corrected(level) >= self.target), people, found)
            if (found > 0).all():
                break
        return np.where(rate > 0, found, 0)


def line(bands: pd.DataFrame, weeks: pd.DataFrame, target: float) -> Line | None:
    """The usual week of one queue from its bands, over the weeks given; None where bands are longer than two hours or nobody knows who was there.

    `bands` are those of the unit, `weeks` its recent complete weeks.
    """
    there = bands[bands["week"].isin(weeks["week"]) & bands["known"].astype(bool)]
    there = there[there["staff"].gt(0) & there["handling"].gt(0)]
    if there.empty or there["minutes"].median() > SHORT_BAND:
        return None
    cells = _cells(there, len(weeks))
    seconds = (
        float(there["within_seconds"].dropna().median()) if there["within_seconds"].notna().any() else SECONDS
    )
    patience = None
    if there["abandoned"].notna().any() and there["arrivals"].sum() > 0:
        lost = float(there["abandoned"].fillna(0).sum() / there["arrivals"].sum())
        net = cells["staff"] * (1 - cells["shrinkage"])
        patience = erlang.patience_of(cells["rate"], cells["handling"], net, lost)
    found = Line(cells, patience, 0.0, seconds, target)
    told = there[there["service_level"].notna()]
    if told.empty or told["arrivals"].sum() <= 0:
        return found
    counted = float((told["service_level"] * told["arrivals"]).sum() / told["arrivals"].sum())
    return Line(cells, patience, _off(found, counted), seconds, target)


def _cells(there: pd.DataFrame, weeks: int) -> pd.DataFrame:
    """One row a weekday and hour of the week."""
    start = there["start"].dt
    frame = there.assign(
        weekday=start.day_of_week, hour=start.hour + start.minute / HOUR, met=there["service_level"] * there["arrivals"],
        told=there["arrivals"].where(there["service_level"].notna()), spent=there["handling"] * there["arrivals"],
    )  # fmt: skip
    groups = frame.groupby(["weekday", "hour"], as_index=False)
    cells = groups.agg(
        arrivals=("arrivals", "sum"), met=("met", "sum"), told=("told", "sum"),
        staff=("staff", "mean"), shrinkage=("shrinkage", "mean"), spent=("spent", "sum"), usual=("handling", "mean"),
        minutes=("minutes", "mean"), times=("start", "size"),
    )  # fmt: skip
    return cells.assign(
        lost=groups["abandoned"].sum(min_count=1)["abandoned"],
        rate=cells["arrivals"] / (cells["times"] * cells["minutes"]),
        handling=(cells["spent"] / cells["arrivals"].where(cells["arrivals"] > 0)).fillna(cells["usual"]),
        counted=(cells["met"] / cells["told"].where(cells["told"] > 0)),
        a_week=cells["arrivals"] / max(weeks, 1),
    )


def _off(found: Line, counted: float) -> float:
    """The shift in log odds with which the formulas give the level that was counted."""
    from scipy.optimize import brentq

    level = found.queue().level

    def wrong(off: float) -> float:
        moved = Line(found.cells, found.patience, off, found.seconds, found.target)
        return found.mean(moved.corrected(level)) - counted

    if wrong(-MOST_OFF) > 0:
        return -MOST_OFF
    if wrong(MOST_OFF) < 0:
        return MOST_OFF
    return float(brentq(wrong, -MOST_OFF, MOST_OFF, xtol=1e-6))


def _odds(share: Any) -> Any:
    share = np.clip(share, EDGE, 1 - EDGE)
    return np.log(share / (1 - share))
