"""Walk to the top of a likelihood of a few parameters, from several starts, always the same way.

Places are logarithms of multiples of the parameters' units, so that parameters stay positive and are all about one in size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from clientela.loyalty.clv.models.summary import Array

Objective = Callable[[Array], tuple[float, Array]]
Point = tuple[Array, float, Array]
# Where to begin, and the inverse curvature there when something is known of it.
Start = tuple[Array, Array | None]

# Parameters are sought within e^±9 of their unit; one that rests there has run away.
BOUND = 9.0
MOST_STEPS = 150


def climb(objective: Objective, units: Array, starts: Sequence[Start]) -> tuple[Array, Array]:
    """The best place found from several starts, in logarithms of multiples of the units, and the curvature learnt."""

    def downhill(place: Array) -> tuple[float, Array]:
        theta = units * np.exp(place)
        value, slope = objective(theta)
        if not (np.isfinite(value) and np.isfinite(slope).all()):
            return np.inf, np.zeros_like(place)
        return -value / size, -slope * theta / size

    # The likelihood a customer, about one: the tolerances then mean the same for ten customers and for a million.
    first = abs(float(objective(units * np.exp(starts[0][0]))[0]))
    size = max(1.0, first) if np.isfinite(first) else 1.0
    # Every start goes far enough to be compared; the best one goes all the way.
    best = (
        min((descend(downhill, start, 1e-5) for start in starts), key=lambda end: end[1])
        if starts[1:]
        else None
    )
    place, _, inverse = descend(downhill, (best[0], best[2]) if best else starts[0], 1e-11)
    return place, inverse


def remembered(objective: Objective) -> Objective:
    """The same objective, asked once for each place: every part of a way begins where the one before it came to its end."""
    known: dict[bytes, tuple[float, Array]] = {}

    def asked(theta: Array) -> tuple[float, Array]:
        key = theta.tobytes()
        if key not in known:
            known[key] = objective(theta)
        return known[key]

    return asked


def descend(downhill: Objective, start: Start, tolerance: float) -> tuple[Array, float, Array]:
    """Walk to the bottom of a function of a few parameters inside the box of ±BOUND: BFGS with halving steps.

    Source: Nocedal & Wright (2006), Numerical Optimization, chapter 6. Our own because SciPy's L-BFGS-B hands its tiny
    matrices to threaded BLAS, which on a busy machine takes ten times longer than the likelihood itself.

    >>> descend(lambda at: (float((at - 2) @ (at - 2)), 2 * (at - 2)), (np.zeros(2), None), 1e-12)[0].round(6).tolist()
    [2.0, 2.0]
    """
    place, inverse = start
    value, slope = downhill(place)
    if inverse is None:
        inverse = np.eye(len(place)) * 0.5 / max(float(np.abs(slope).max()), 1e-12)
    for _ in range(MOST_STEPS):
        step = _step(place, slope, inverse)
        found = _shorten(downhill, (place, value, slope), step)
        if found is None:
            break
        moved, turned, gained = found[0] - place, found[2] - slope, value - found[1]
        place, value, slope = found
        # A parameter that rests at the wall teaches nothing of the curvature along the others.
        inverse = _update(inverse, moved, np.where(moved == 0, 0.0, turned))
        if gained <= tolerance * max(1.0, abs(value)):
            break
    return place, value, inverse


def _step(place: Array, slope: Array, inverse: Array) -> Array:
    """Where to go next: downhill as far as the curvature says, at most to the wall of the box, never through it."""
    # A parameter pressed against the wall stays there; the others go on.
    free = ~(((place >= BOUND) & (slope < 0)) | ((place <= -BOUND) & (slope > 0)))
    step = np.where(free, -(inverse @ np.where(free, slope, 0.0)), 0.0)
    step[(np.abs(place) >= BOUND) & (step * place > 0)] = 0.0
    if float(step @ slope) >= 0:
        step = np.where(free, -slope, 0.0)
    room = np.where(step * place > 0, BOUND - np.abs(place), BOUND + np.abs(place))
    return step * min(
        1.0,
        2.0 / max(float(np.abs(step).max()), 1e-300),
        float(np.min(room / np.maximum(np.abs(step), 1e-300))),
    )


def _shorten(downhill: Objective, start: Point, step: Array) -> Point | None:
    """The first point along a step, halved as often as needed, that is low enough; None when none is."""
    place, value, slope = start
    for _ in range(12):
        there = np.clip(place + step, -BOUND, BOUND)
        low, turned = downhill(there)
        if low <= value + 1e-4 * float(slope @ (there - place)) and low < value:
            return there, low, turned
        step = step / 2
    return None


def _update(inverse: Array, moved: Array, turned: Array) -> Array:
    """What a step taught about the curvature (BFGS); nothing where the function bends the wrong way."""
    bend = float(moved @ turned)
    if bend <= 1e-14:
        return inverse
    left = np.eye(len(moved)) - np.outer(moved, turned) / bend
    return left @ inverse @ left.T + np.outer(moved, moved) / bend


def polish(objective: Objective, units: Array, place: Array) -> tuple[Array, Array]:
    """A few Newton steps to the very top, and the curvature there."""
    curvature = _curvature(objective, units, place)
    for _ in range(3):
        theta = units * np.exp(place)
        value, slope = objective(theta)
        if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= 0:
            break
        step = np.linalg.solve(curvature, slope * theta)
        if np.abs(step).max() > 0.5 or np.abs(place + step).max() > BOUND or np.abs(step).max() < 1e-9:
            break
        if objective(units * np.exp(place + step))[0] < value:
            break
        place = place + step
    return place, curvature


def _curvature(objective: Objective, units: Array, place: Array, step: float = 1e-4) -> Array:
    """Minus the second derivatives in logarithms, from differences of the analytic slope."""

    def slope(at: Array) -> Array:
        theta = units * np.exp(at)
        return objective(theta)[1] * theta

    sides = [(slope(place + move) - slope(place - move)) / (2 * step) for move in step * np.eye(len(place))]
    return -(np.array(sides) + np.array(sides).T) / 2
