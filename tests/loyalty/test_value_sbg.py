"""Contractual customers: two cohorts as published."""

import numpy as np
import pytest

from clientela.loyalty.clv.models.sbg import (
    cohort,
    discounted_periods,
    fit_sbg,
    retention,
    survival,
    survivors,
)

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


@pytest.mark.parametrize(
    ("alive", "alpha", "beta", "likelihood", "ahead"),
    [
        (HIGH_END, 0.668, 3.806, -1611.16, [0.460, 0.436, 0.414, 0.395, 0.378]),
        (REGULAR, 0.704, 1.182, -1680.27, [0.220, 0.204, 0.191, 0.180, 0.170]),
    ],
)
def test_published_cohorts(alive, alpha, beta, likelihood, ahead):
    """Fader & Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1)."""
    fit = fit_sbg(*cohort(alive))
    assert fit.theta == pytest.approx([alpha, beta], abs=5e-4)
    assert fit.log_likelihood == pytest.approx(likelihood, abs=0.005)
    assert survival(fit, np.arange(8, 13)).round(3).tolist() == ahead
    assert fit.degenerate is None


def test_customers_one_by_one_are_the_same_as_a_cohort():
    tenure, lost, weight = cohort([10, 7, 6, 5])
    one_by_one = fit_sbg(np.repeat(tenure, weight.astype(int)), np.repeat(lost, weight.astype(int)))
    assert one_by_one.log_likelihood == pytest.approx(fit_sbg(tenure, lost, weight).log_likelihood)


def test_retention_rises_and_multiplies_to_survival():
    fit = fit_sbg(*cohort(REGULAR))
    rates = retention(fit, np.arange(1, 9))
    assert (np.diff(rates) > 0).all()
    assert rates.prod() == pytest.approx(survival(fit, np.array([8.0]))[0])


def test_projection_holds_what_then_happened():
    """Years 8 to 12 of the high-end cohort, published in the same article: 468, 445, 427, 409, 394 of 1000."""
    ahead = survivors(fit_sbg(*cohort(HIGH_END)), np.full(491, 7), 5)
    actual = np.array([468, 445, 427, 409, 394])
    assert ((ahead["low"] <= actual) & (actual <= ahead["high"])).all()
    assert np.abs(ahead["expected"] / actual - 1).max() < 0.05


def test_discounted_periods_by_hand():
    """alpha = beta = 1: S(t) = 1 / (t + 1); two periods at 10 %: 1/2/1.1 + 1/3/1.21."""
    from clientela.loyalty.clv import Fit

    fit = Fit("sbg", {"alpha": 1.0, "beta": 1.0}, 0.0, 1, np.eye(2))
    assert discounted_periods(fit, np.array([0.0]), 2, 0.1)[0] == pytest.approx(1 / 2 / 1.1 + 1 / 3 / 1.21)


def test_nothing_to_learn_from():
    assert fit_sbg(*cohort([10, 10, 10])).degenerate == "no_loss"
    assert fit_sbg(*cohort([10, 8])).degenerate == "too_few_rows"


def test_everyone_leaves_at_the_same_rate():
    assert fit_sbg(*cohort([1024, 512, 256, 128, 64])).degenerate is not None
