"""Each branch, channel, person or category beside the rest of its kind, month by month: is it as the rest, and has it always been?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.stats.charts import laney
from clientela.stats.shifts import Step, degrees, step, tail

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# What is counted, in the order in which it matters to a customer, and by what: a promise is one whatever is promised, but what is sent back, and how
# long a delivery takes, depend on the thing and the way it is sold.
MEASURES = {
    "late_orders": ("branch", "channel", "person", "category"),
    "unresolved_complaints": ("branch", "person"),
    "order_complaints": ("branch",),
    "returned_lines": ("branch", "person"),
    "delivery_days": ("branch", "category"),
    # No quality, but judged in the same way (`product.prices`).
    "discounted_orders": ("person",),
}
DIMENSIONS = ("branch", "channel", "person", "category")
# Most are shares of cases; one is a count beside its occasions, one a mean of days.
COUNTS, MEANS = ("order_complaints",), ("delivery_days",)
# What is known of each cell.
PARTS = ("cases", "total", "squares")
# With fewer cases than these a unit is not examined; no more units of a kind than these, the largest.
FEWEST_CASES, MOST_UNITS = 60, 40
# A month of fewer cases says nothing; with fewer months, there is a level and no step.
FEWEST_A_MONTH, FEWEST_MONTHS = 5, 12
# A tenth of a month's cases more, as all months have them: a month without a single late order is no proof of perfection.
PRIOR = 10.0
# So much of all that is called different may be chance, over all units and measures together.
FALSE = 0.05


@dataclass(frozen=True)
class Examined:
    """One unit in one measure: how many cases, its rate and the rest's, how sure it is that they differ, and where the difference steps."""

    dimension: str
    unit: str
    cases: int
    rate: float
    rest: float
    gap_error: float
    months: pd.Index
    n: Floats
    hits: Floats
    p_level: float
    step: Step | None

    @property
    def p_value(self) -> float:
        """The smaller of its two p-values: of another level, and of a step."""
        return min(self.p_level, self.step.p_value if self.step else 1.0)


@dataclass(frozen=True)
class Grid:
    """The cases, sums and squares of each unit (rows) in each month (columns)."""

    units: list[str]
    cases: Floats
    total: Floats
    squares: Floats


def grid(cells: pd.DataFrame, dimension: str, months: pd.Index) -> Grid:
    """The cells of one measure as units × months; units are the largest ones with enough cases, "" all the smaller ones together."""
    own = cells[dimension].astype("category").cat
    known = np.flatnonzero(own.codes >= 0)
    unit = own.codes.to_numpy()[known]
    parts = [cells[part].to_numpy(dtype=float)[known] for part in PARTS]
    size = np.bincount(unit, parts[0], len(own.categories))
    # In the order of their names, as categories are.
    large = np.sort(np.argsort(-size, kind="stable")[: min(MOST_UNITS, int((size >= FEWEST_CASES).sum()))])
    units = list(own.categories[large]) + ([""] if len(large) < len(np.unique(unit)) else [])
    places = np.full(len(size), len(units) - 1)
    places[large] = np.arange(len(large))
    cell = places[unit] * len(months) + months.get_indexer(cells["month"].array[known])
    shape = (len(units), len(months))
    sums = [np.bincount(cell, part, shape[0] * shape[1]).astype(float).reshape(shape) for part in parts]
    return Grid(units, *sums)


def examine(cells: pd.DataFrame, measure: str) -> list[Examined]:
    """Every unit of every kind beside the rest of its kind, in one measure."""
    import pandas as pd

    months = pd.Index(sorted(cells["month"].unique()))
    found = []
    for dimension in MEASURES[measure]:
        table = grid(cells, dimension, months)
        if len(table.units) < 2:
            continue
        found += [
            _unit(table, place, months, (dimension, measure))
            for place, unit in enumerate(table.units)
            if unit != ""
        ]
    return [one for one in found if one is not None]


def _unit(table: Grid, place: int, months: pd.Index, about: tuple[str, str]) -> Examined | None:
    dimension, measure = about
    n, hits = table.cases[place], table.total[place]
    other, others = table.cases.sum(axis=0) - n, table.total.sum(axis=0) - hits
    use = np.flatnonzero((n >= FEWEST_A_MONTH) & (other >= FEWEST_A_MONTH))
    if n[use].sum() < FEWEST_CASES or other[use].sum() < FEWEST_CASES:
        return None
    n, hits, other, others = n[use], hits[use], other[use], others[use]
    spread = _spread(measure, n + other, hits + others, table.squares.sum(axis=0)[use])
    if not spread.min() > 0:
        return None
    error = np.sqrt(spread * (1 / n + 1 / other))
    gap = hits / n - others / other
    sigma = laney(gap / error)
    weight = n * other / (n + other)
    mean = float((weight * gap).sum() / weight.sum())
    mean_error = sigma * float(np.sqrt((weight * spread).sum())) / float(weight.sum())
    return Examined(
        dimension, table.units[place], int(n.sum()), float(hits.sum() / n.sum()), float(others.sum() / other.sum()), mean_error,
        months[use], n, hits, tail(mean / mean_error, degrees(len(use))), step(gap, sigma * error) if len(use) >= FEWEST_MONTHS else None,
    )  # fmt: skip


def _spread(measure: str, cases: Floats, total: Floats, squares: Floats) -> Floats:
    """The variance of one case in each month, drawn towards that of all months."""
    mean = (total + PRIOR * total.sum() / cases.sum()) / (cases + PRIOR)
    if measure in COUNTS:
        return mean
    if measure in MEANS:
        within = (squares - total**2 / cases).sum() / max(1.0, cases.sum() - len(cases))
        return np.full(len(cases), float(within))
    return mean * (1 - np.minimum(mean, 0.999999))


def departing(
    cells: pd.DataFrame, measure: str, examined: list[Examined], tests: int
) -> tuple[list[Examined], list[Examined], pd.DataFrame]:
    """Of those examined, the units that depart, one after the other; those that do not, as they look without them; and the cells left.

    A bad branch makes every other look good beside a rest that holds it, and the people who work there look bad: out of the comparison, it does
    neither. A unit departs where its p-value, times all `tests` of all measures (Bonferroni), stays under 5 %.
    """
    found: list[Examined] = []
    while examined:
        first = min(examined, key=lambda one: (round(np.log(max(one.p_value, 1e-300)), 6), -_own(one)))
        if first.p_value * tests >= FALSE:
            return found, examined, cells
        found.append(first)
        cells = cells[cells[first.dimension] != first.unit]
        examined = examine(cells, measure)
    return found, [], cells


def _own(one: Examined) -> float:
    """Of two that depart from one another, the one that moved by itself: how far its own rate went."""
    if one.step is None:
        return one.rate
    before, after = (
        one.hits[part].sum() / one.n[part].sum()
        for part in (slice(None, one.step.at), slice(one.step.at, None))
    )
    return abs(float(after - before))
