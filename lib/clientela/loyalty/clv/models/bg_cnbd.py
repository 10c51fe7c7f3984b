"""Customers who may leave right after a purchase: BG/NBD, MBG/NBD and MBG/CNBD-k.

Each customer buys at an own pace (gamma over customers, r and alpha) and after each purchase leaves with an own
probability (beta over customers, a and b). In BG/NBD the first purchase never drives anyone away; in the modified (M)
models it may. k counts the regularity of the gaps: 1 is haphazard (Poisson), more is ever more like clockwork (Erlang-k).

Sources: Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2); Batislam, Denizel &
Filiztekin (2007), IJRM 24(3); Reutterer, Platzer & Schröder (2021), Leveraging purchase regularity for predicting
customer behavior the easy way, IJRM 38(1), and their R package BTYDplus.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln

from clientela.loyalty.clv.models.summary import Array, Places, Rows, dot

# Purchases beyond this many in one forecast are not counted one by one; no person or firm buys on more days.
MOST_STEPS = 20_000
TOLERANCE = 1e-10
# Numbers held at once while summing: rows × steps.
BLOCK = 500_000


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
        r, alpha, a, b = params
        counts, place, weight = rows.by_x
        shape, left = r + self.k * counts, counts + self.first_may_be_last
        logs = dot(rows.weight, np.log(alpha + rows.by_T[0])[rows.by_T[1]] * shape[place])
        value = (
            dot(weight, betaln(a, b + left) - betaln(a, b) + gammaln(shape) - gammaln(r) + r * np.log(alpha))
            - logs
        )
        gone, stays, d_shape, d_alpha = self._last_gap(params, rows)
        value += dot(rows.weight, np.logaddexp(gone, stays)) - dot(weight, counts) * gammaln(self.k)
        return float(value), self._slope(params, rows, expit(gone - stays), (d_shape, d_alpha))

    def _slope(
        self, params: Array, rows: Rows, p_gone: Array, stays: tuple[Array | float, Array | float]
    ) -> Array:
        r, alpha, a, b = params
        counts, place, weight = rows.by_x
        shape, left = r + self.k * counts, counts + self.first_may_be_last
        to_T, to_t_x = 1 / (alpha + rows.T), 1 / (alpha + rows.t_x)
        gone, alive = rows.weight * p_gone, rows.weight * (1 - p_gone)
        gone_x = np.bincount(place, gone, len(counts))
        log_T = np.log(alpha + rows.by_T[0])[rows.by_T[1]]
        log_ratio = log_T - np.log(alpha + rows.by_t_x[0])[rows.by_t_x[1]]
        ab = digamma(a + b) - digamma(a + b + left)
        before = np.where(left > 0, b + left - 1, 1.0)
        d_r = dot(weight, digamma(shape) - digamma(r) + np.log(alpha)) - dot(rows.weight, log_T)
        d_alpha = weight.sum() * r / alpha - dot(rows.weight, shape[place] * to_T)
        return np.array(
            [
                d_r + dot(gone, log_ratio) + np.sum(alive * stays[0]),
                d_alpha + dot(gone, shape[place] * (to_T - to_t_x)) + np.sum(alive * stays[1]),
                dot(weight, ab) + gone_x.sum() / a,
                dot(weight, ab + digamma(b + left) - digamma(b)) - dot(gone_x, 1 / before),
            ]
        )

    def _last_gap(self, params: Array, rows: Rows) -> tuple[Array, Array, Array | float, Array | float]:
        """Logarithms of the two stories of the silence since the last purchase: gone, or still in a gap.

        The slopes of the second along r and alpha come with it.
        """
        r, alpha, a, b = params
        counts, place, _ = rows.by_x
        shape, left = (r + self.k * counts)[place], counts + self.first_may_be_last
        with np.errstate(divide="ignore"):
            leaving = np.where(left > 0, np.log(a) - np.log(np.where(left > 0, b + left - 1, 1.0)), -np.inf)[
                place
            ]
        log_T, log_t_x = np.log(alpha + rows.by_T[0]), np.log(alpha + rows.by_t_x[0])
        gone = leaving + shape * (log_T[rows.by_T[1]] - log_t_x[rows.by_t_x[1]])
        if self.k == 1:
            return gone, np.zeros(len(gone)), 0.0, 0.0
        terms = _stages(shape, (rows.T - rows.t_x) / (alpha + rows.T), self.k)
        total = terms.sum(axis=0)
        number = np.arange(self.k)[:, None]
        steps = np.cumsum(np.vstack([np.zeros_like(shape), 1 / (shape + number[:-1])]), axis=0)
        d_shape = (terms * steps).sum(axis=0) / total
        return gone, np.log(total), d_shape, -(terms * number).sum(axis=0) / total / (alpha + rows.T)

    def p_alive(self, params: Array, rows: Rows) -> Array:
        """The chance that each customer still buys, given the silence since the last purchase."""
        gone, stays, *_ = self._last_gap(params, rows)
        return expit(stays - gone)

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
        stages = stages / stages.sum(axis=0)
        first, second = np.zeros_like(shape), np.zeros_like(shape)
        for stage in range(self.k):
            sums = _tail_sums(r + self.k * x + stage, odds, a, kept, (self.k, stage))
            first, second = first + stages[stage] * sums[0][place], second + stages[stage] * sums[1][place]
        return first, np.maximum(second - first**2, 0.0)


def _pairs(rows: Rows) -> tuple[Array, Array, Places]:
    """Each x and T that occurs, once, and the place of each row among them: there are far fewer than histories."""
    (counts, x_place, _), (times, T_place) = rows.by_x, rows.by_T
    pairs, place = np.unique(x_place * len(times) + T_place, return_inverse=True)
    return counts[pairs // len(times)], times[pairs % len(times)], place


def _stages(shape: Array, elapsed: Array, k: int) -> Array:
    """How likely 0 … k - 1 steps of the clock have passed since the last purchase, up to a factor: (k, rows)."""
    terms = [np.ones_like(shape)]
    for step in range(1, k):
        terms.append(terms[-1] * (shape + step - 1) / step * elapsed)
    return np.array(terms)


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
        log_pmf = log_p + np.cumsum(np.log((shape + step - 1) / step) + log_odds, axis=0)
        pmf = np.exp(log_pmf)
        at_least = np.maximum(tail - np.cumsum(pmf, axis=0) + pmf, 0.0)
        falls = (step[:, 0] + stage) % k == 0
        number = n + np.arange(1, falls.sum() + 1)[:, None]
        lasts = (kept + number - 1) / (a + kept + number - 1)
        survived = stay * np.cumprod(np.vstack([np.ones((1, len(left))), lasts]), axis=0)
        chance = np.ascontiguousarray((survived[:-1] * at_least[falls]).T)
        first[left] += chance.sum(axis=1)
        second[left] += chance @ (2.0 * number[:, 0] - 1)
        steps, n = int(step[-1, 0]), int(number[-1, 0])
        go_on = chance[:, -1] * n > TOLERANCE
        left, shape, log_odds, kept = left[go_on], shape[go_on], log_odds[go_on], kept[go_on]
        log_p, stay = log_pmf[-1, go_on], survived[-1, go_on]
        tail = np.maximum(at_least[-1, go_on] - pmf[-1, go_on], 0.0)
    return first, second


BGNBD = BgCnbd()
MBG_NBD = BgCnbd(first_may_be_last=True)


def mbg_cnbd(k: int) -> BgCnbd:
    """MBG/CNBD-k: for customers who buy with a rhythm (k > 1) or without one (k = 1)."""
    return BgCnbd(k, first_may_be_last=True)
