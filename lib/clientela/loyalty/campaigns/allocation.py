"""The most gain within budget and room, with the price of one more unit of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# The bound is as good as found when another cut would move it by less.
CLOSE = 1e-7
MOST_CUTS = 120


@dataclass(frozen=True)
class Choice:
    """Which pairs of customer and offer to take, what they gain, what nobody could exceed, and the price of each limit."""

    chosen: NDArray[np.bool_]
    gain: float
    bound: float
    prices: Floats

    @property
    def gap(self) -> float:
        """How far the choice may be from the best one, as a part of it."""
        return max(0.0, (self.bound - self.gain) / self.bound) if self.bound > 0 else 0.0


def allocate(customer: NDArray[np.int64], gain: Floats, uses: Floats, limits: Floats) -> Choice:
    """Choose at most one offer a customer so that gain is large and no limit is passed.

    One entry a pair: `customer` (a whole number), `gain`, and a row of `uses` (pairs × limits) that says what the pair takes
    of each of the `limits`. Lagrange's prices by cutting planes (Kelley 1960), then the pairs with most gain above their
    price, while they fit. `bound` is what no choice can exceed, so that the gap is known without solving the exact problem.
    """
    order = np.lexsort((np.arange(len(gain)), customer))
    problem = _Problem(customer[order], gain[order], uses[order], limits)
    prices, bound = _prices(problem)
    taken = _fill(problem, prices)
    chosen = np.zeros(len(gain), dtype=bool)
    chosen[order] = taken
    total = float(gain[chosen].sum())
    return Choice(chosen, total, max(bound, total), prices)


class _Problem:
    """The pairs in the order of their customers, and where each customer begins."""

    def __init__(self, customer: NDArray[np.int64], gain: Floats, uses: Floats, limits: Floats) -> None:
        self.customer, self.gain, self.uses = customer, gain, uses
        self.limits = np.maximum(limits, 0.0)
        new = np.r_[True, customer[1:] != customer[:-1]] if len(customer) else np.zeros(0, dtype=bool)
        self.starts = np.flatnonzero(new)
        self.place = np.cumsum(new) - 1

    def relaxed(self, prices: Floats) -> tuple[float, Floats]:
        """What the customers gain at these prices when each takes its best offer, and what they use."""
        left = self.gain - self.uses @ prices
        best = np.maximum(np.maximum.reduceat(left, self.starts), 0.0)
        take = (left > 0) & (left == best[self.place])
        # One offer each, also where two are as good.
        first = take & (np.cumsum(take) - np.r_[0, np.cumsum(take)][self.starts][self.place] == 1)
        return float(best.sum()), self.uses[first].sum(axis=0)


def _prices(problem: _Problem) -> tuple[Floats, float]:
    """The prices at which the limits hold by themselves, and the bound they prove."""
    from scipy.optimize import linprog

    count = len(problem.limits)
    if not len(problem.gain) or not count:
        return np.zeros(count), float(problem.relaxed(np.zeros(count))[0]) if len(problem.gain) else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(problem.uses > 0, problem.gain[:, None] / problem.uses, 0.0)
    top = np.maximum(worth.max(axis=0), 0.0)
    prices, best, found = np.zeros(count), np.inf, np.zeros(count)
    rows: list[Floats] = []
    sides: list[float] = []
    for _turn in range(MOST_CUTS):
        worth_here, used = problem.relaxed(prices)
        value = worth_here + float(problem.limits @ prices)
        if value < best:
            best, found = value, prices
        # The gain of the relaxed problem is convex in the prices: never below the plane that touches it here.
        rows.append(np.r_[-used, -1.0])
        sides.append(-worth_here - float(used @ prices))
        planned = linprog(
            np.r_[problem.limits, 1.0], A_ub=np.array(rows), b_ub=np.array(sides),
            bounds=[*[(0.0, float(high)) for high in top], (0.0, None)], method="highs",
        )  # fmt: skip
        if planned.status != 0 or best - planned.fun <= CLOSE * max(1.0, abs(best)):
            break
        # The solver may leave a hair below zero, and only prices from zero on prove a bound.
        prices = np.maximum(np.asarray(planned.x[:-1], dtype=float), 0.0)
    return found, best


def _fill(problem: _Problem, prices: Floats) -> NDArray[np.bool_]:
    """Pairs by gain above their price while they fit; what is left over goes to the next best that still fits."""
    left = problem.gain - problem.uses @ prices
    order = np.lexsort((problem.customer, -problem.gain, -left))
    order = order[problem.gain[order] > 0]
    taken = np.zeros(len(problem.gain), dtype=bool)
    served: set[int] = set()
    room = problem.limits.copy()
    least = problem.uses[order].min(axis=0) if len(order) else np.zeros(len(room))
    for pair in order:
        need = problem.uses[pair]
        if (least > room).any():
            break
        who = int(problem.customer[pair])
        if who not in served and (need <= room).all():
            taken[pair] = True
            served.add(who)
            room -= need
    return taken
