"""Customers who may leave right after a purchase: BG/NBD, MBG/NBD and MBG/CNBD-k.

Each customer buys at an own pace (gamma over customers, r and alpha) and after each purchase leaves with an own
probability (beta over customers, a and b). In BG/NBD the first purchase never drives anyone away; in the modified (M)
models it may. k counts the regularity of the gaps: 1 is haphazard (Poisson), more is ever more like clockwork (Erlang-k).

Sources: Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2); Batislam, Denizel &
Filiztekin (2007), IJRM 24(3); Reutterer, Platzer & Schröder (2021), Leveraging purchase regularity for predicting
customer behavior the easy way, IJRM 38(1), and their R package BTYDplus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln

from clientela.loyalty.clv.models.summary import Array, Places, Rows, dot

# Purchases beyond this many in one forecast are not counted one by one; no person or firm buys on more days.
MOST_STEPS = 20_000
TOLERANCE = 1e-10
# Numbers held at once while summing: rows × steps.
BLOCK = 500_000
# Histories from which it is quicker to go along all of them step by step than along the steps of each.
MANY = 200


@dataclass(frozen=True)
class Silence:
    """The time since each history's last purchase, told in two stories: what is read of it for a likelihood and for its slope."""

    shape: Array
    log_T: Array
    log_ratio: Array
    # Logarithms of how likely each story is: the customer has gone, or is still in a gap.
    gone: Array
    stays: Array
    # How likely each stage of that gap is, and all of them, up to a factor; of one stage there is nothing to tell.
    stages: Sequence[Array] = ()
    total: Array | float = 1.0


@dataclass(frozen=True)
class BgCnbd:
    """One member of the family: its regularity k, and whether the first purchase may already be the last.

    >>> BgCnbd().name, BgCnbd(first_may_be_last=True).name, BgCnbd(2, True).name
    ('bgnbd', 'mbg_nbd', 'mbg_cnbd_2')
    """

    k: int = 1
    first_may_be_last: bool = False
    names: tuple[str, ...] = ("r", "alpha", "a", "b")

    @property
    def name(self) -> str:
        """The short name: bgnbd, mbg_nbd, mbg_cnbd_<k>."""
        if self.k == 1:
            return "mbg_nbd" if self.first_may_be_last else "bgnbd"
        return f"mbg_cnbd_{self.k}" if self.first_may_be_last else f"bg_cnbd_{self.k}"

    def units(self, weeks: float) -> Array:
        """Alpha is a time: its natural size is a part of the time observed."""
        return np.array([1.0, max(weeks, 1e-3) / 5 / self.k, 1.0, 1.0])

    def starts(self) -> tuple[tuple[float, ...], ...]:
        """Few and many buyers, few and many leavers."""
        return (0.5, 1.0, 0.5, 2.0), (1.0, 1.0, 0.1, 2.0), (3.0, 3.0, 1.0, 10.0)

    def log_likelihood(self, params: Array, rows: Rows) -> tuple[float, Array]:
        """How likely the histories are, and the slope along r, alpha, a and b.

        For k > 1 the gaps' own term, (k - 1) × the sum of their logarithms, is a constant that `fit_by_kind` adds.
        """
        silence = self._last_gap(params, rows)
        return self._value(params, rows, silence), self._slope(params, rows, silence)

    def value(self, params: Array, rows: Rows) -> float:
        """How likely the histories are, for who needs no slope: half the work."""
        return self._value(params, rows, self._last_gap(params, rows))

    def _value(self, params: Array, rows: Rows, silence: Silence) -> float:
        r, alpha, a, b = params
        counts, _, weight = rows.by_x
        shape, left = r + self.k * counts, counts + self.first_may_be_last
        logs = dot(rows.weight, silence.log_T * silence.shape)
        value = (
            dot(weight, betaln(a, b + left) - betaln(a, b) + gammaln(shape) - gammaln(r) + r * np.log(alpha))
            - logs
        )
        value += dot(rows.weight, np.logaddexp(silence.gone, silence.stays)) - dot(weight, counts) * gammaln(
            self.k
        )
        return float(value)

    def _slope(self, params: Array, rows: Rows, silence: Silence) -> Array:
        r, alpha, a, b = params
        counts, place, weight = rows.by_x
        shape, left = r + self.k * counts, counts + self.first_may_be_last
        p_gone = expit(silence.gone - silence.stays)
        to_T, to_t_x = 1 / (alpha + rows.T), 1 / (alpha + rows.t_x)
        gone, alive = rows.weight * p_gone, rows.weight * (1 - p_gone)
        gone_x = np.bincount(place, gone, len(counts))
        ab = digamma(a + b) - digamma(a + b + left)
        before = np.where(left > 0, b + left - 1, 1.0)
        d_r = dot(weight, digamma(shape) - digamma(r) + np.log(alpha)) - dot(rows.weight, silence.log_T)
        d_alpha = weight.sum() * r / alpha - dot(rows.weight, silence.shape * to_T)
        d_shape, d_stays = self._stays_slope(silence, alpha + rows.T)
        return np.array(
            [
                d_r + dot(gone, silence.log_ratio) + np.sum(alive * d_shape),
                d_alpha + dot(gone, silence.shape * (to_T - to_t_x)) + np.sum(alive * d_stays),
                dot(weight, ab) + gone_x.sum() / a,
                dot(weight, ab + digamma(b + left) - digamma(b)) - dot(gone_x, 1 / before),
            ]
        )

    def _stays_slope(self, silence: Silence, late: Array) -> tuple[Array | float, Array | float]:
        """The slopes of the story of still being in a gap, along r and alpha."""
        if self.k == 1:
            return 0.0, 0.0
        # Row by row of so few: to add along them at once goes through all histories one by one.
        steps: Array | float = 0.0
        d_shape, d_alpha = np.zeros_like(late), np.zeros_like(late)
        for number in range(1, self.k):
            steps = steps + 1 / (silence.shape + (number - 1))
            d_shape += silence.stages[number] * steps
            d_alpha += silence.stages[number] * number
        return d_shape / silence.total, -d_alpha / silence.total / late

    def _last_gap(self, params: Array, rows: Rows) -> Silence:
        """The two stories of the silence since the last purchase: gone, or still in a gap."""
        r, alpha, a, b = params
        counts, place, _ = rows.by_x
        shape, left = (r + self.k * counts)[place], counts + self.first_may_be_last
        with np.errstate(divide="ignore"):
            leaving = np.where(left > 0, np.log(a) - np.log(np.where(left > 0, b + left - 1, 1.0)), -np.inf)[
                place
            ]
        log_T = np.log(alpha + rows.by_T[0])[rows.by_T[1]]
        log_ratio = log_T - np.log(alpha + rows.by_t_x[0])[rows.by_t_x[1]]
        gone = leaving + shape * log_ratio
        if self.k == 1:
            return Silence(shape, log_T, log_ratio, gone, np.zeros(len(gone)))
        stages = _stages(shape, (rows.T - rows.t_x) / (alpha + rows.T), self.k)
        total = reduce(np.add, stages)
        return Silence(shape, log_T, log_ratio, gone, np.log(total), stages, total)

    def p_alive(self, params: Array, rows: Rows) -> Array:
        """The chance that each customer still buys, given the silence since the last purchase."""
        silence = self._last_gap(params, rows)
        return expit(silence.stays - silence.gone)

    def moments(self, params: Array, rows: Rows, weeks: float | Array) -> tuple[Array, Array]:
        """Mean and variance of the purchases in the coming weeks of a customer who still buys, exactly for every k.

        At least n purchases happen when n - 1 of them did not drive the customer away and enough steps of the clock
        (k a purchase, some already gone since the last one) fall into the weeks: P(Y >= n) is a beta ratio × a negative
        binomial tail. Every term is positive, so nothing cancels, unlike in the 2F1 form near a = 1.
        """
        r, alpha, a, b = params
        x, T, place = (rows.x, rows.T, slice(None)) if np.ndim(weeks) else _pairs(rows)
        odds, kept = weeks / (alpha + T + weeks), b + x + self.first_may_be_last
        # How far the clock has gone since the last purchase is hidden in the silence; what follows from there, the same for all of one x and T.
        shape, elapsed = r + self.k * rows.x, (rows.T - rows.t_x) / (alpha + rows.T)
        stages = _stages(shape, elapsed, self.k)
        total = reduce(np.add, stages)
        first, second = np.zeros_like(shape), np.zeros_like(shape)
        for stage in range(self.k):
            part = stages[stage] / total
            sums = _tail_sums(r + self.k * x + stage, odds, a, kept, (self.k, stage))
            first, second = first + part * sums[0][place], second + part * sums[1][place]
        return first, np.maximum(second - first**2, 0.0)


def _pairs(rows: Rows) -> tuple[Array, Array, Places]:
    """Each x and T that occurs, once, and the place of each row among them: there are far fewer than histories."""
    (counts, x_place, _), (times, T_place) = rows.by_x, rows.by_T
    pairs, place = np.unique(x_place * len(times) + T_place, return_inverse=True)
    return counts[pairs // len(times)], times[pairs % len(times)], place


def _stages(shape: Array, elapsed: Array, k: int) -> list[Array]:
    """How likely 0 … k - 1 steps of the clock have passed since the last purchase, up to a factor."""
    terms = [np.ones_like(shape)]
    for step in range(1, k):
        terms.append(terms[-1] * (shape + step - 1) / step * elapsed)
    return terms


def _tail_sums(
    shape: Array, odds: Array, a: float, kept: Array, clock: tuple[int, int]
) -> tuple[Array, Array]:
    """Sum of P(Y >= n) and of (2n - 1) P(Y >= n): the mean and the second moment of the purchases.

    Steps of the clock are negative binomial; a purchase falls on every k-th, the first one after k - stage of them.
    """
    k, stage = clock
    first, second = np.zeros(len(shape)), np.zeros(len(shape))
    left = np.arange(len(shape))
    odds = np.broadcast_to(odds, shape.shape)
    log_odds, log_p = np.log(np.maximum(odds, 1e-300)), shape * np.log1p(-odds)
    tail, stay, steps, n = -np.expm1(log_p), np.ones(len(shape)), 0, 0
    while steps < MOST_STEPS and len(left):
        # Ever more steps at once, as memory allows: most rows end early, few rows with many purchases go on alone. Rows lie side by side,
        # so that what adds up over steps does so for all of them at once.
        step = steps + np.arange(1, max(k, 8, min(2 * steps, 512, BLOCK // len(left))) + 1)[:, None]
        log_pmf = log_p + _along(np.add, np.log((shape + step - 1) / step) + log_odds)
        pmf = np.exp(log_pmf)
        at_least = np.maximum(tail - _along(np.add, pmf.copy()) + pmf, 0.0)
        falls = (step[:, 0] + stage) % k == 0
        number = n + np.arange(1, falls.sum() + 1)[:, None]
        lasts = (kept + number - 1) / (a + kept + number - 1)
        survived = stay * _along(np.multiply, np.vstack([np.ones((1, len(left))), lasts]))
        chance = np.ascontiguousarray((survived[:-1] * at_least[falls]).T)
        first[left] += chance.sum(axis=1)
        second[left] += chance @ (2.0 * number[:, 0] - 1)
        steps, n = int(step[-1, 0]), int(number[-1, 0])
        go_on = chance[:, -1] * n > TOLERANCE
        left, shape, log_odds, kept = left[go_on], shape[go_on], log_odds[go_on], kept[go_on]
        log_p, stay = log_pmf[-1, go_on], survived[-1, go_on]
        tail = np.maximum(at_least[-1, go_on] - pmf[-1, go_on], 0.0)
    return first, second


def _along(operation: np.ufunc, steps: Array) -> Array:
    """Sums or products up to each step, in place: for many histories one step after the other, as NumPy takes history by history."""
    if steps.shape[1] < MANY:
        return np.asarray(operation.accumulate(steps, axis=0))
    for place in range(1, len(steps)):
        operation(steps[place], steps[place - 1], out=steps[place])
    return steps


BGNBD = BgCnbd()
MBG_NBD = BgCnbd(first_may_be_last=True)


def mbg_cnbd(k: int) -> BgCnbd:
    """MBG/CNBD-k: for customers who buy with a rhythm (k > 1) or without one (k = 1)."""
    return BgCnbd(k, first_may_be_last=True)
