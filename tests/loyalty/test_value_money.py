"""How much customers spend and what that makes them worth."""

import numpy as np
import pandas as pd
import pytest
from value_cases import cdnow, simulate

from clientela.loyalty.clv import BGNBD, Terms, distinct, fit, fit_spend, fitted, forecast
from clientela.loyalty.clv.models.gamma_gamma import expected_spend, spend_correlation, spend_variance
from clientela.loyalty.clv.models.groups import Fitted
from clientela.loyalty.clv.money import discounted, equity, fit_spend_by_kind, flat_discount, spend_of
from clientela.loyalty.clv.outlook import discounted_purchases


def test_cdnow_spending():
    """946 repeaters; Fader & Hardie (2013), The Gamma-Gamma model of monetary value; the R package CLVTools' tests."""
    top = fit_spend(cdnow())
    assert (top.n, top.degenerate) == (946, None)
    assert top.theta == pytest.approx([6.25, 3.74, 15.44], abs=0.006)
    assert top.log_likelihood == pytest.approx(-4055.92, abs=0.005)


def test_own_mean_weighs_more_the_more_was_seen():
    top = fit_spend(cdnow())
    spend = expected_spend(top, np.array([0.0, 1.0, 10.0, 100.0]), np.full(4, 80.0))
    assert spend[0] == pytest.approx(6.25 * 15.44 / 2.74, rel=0.01)
    assert (np.diff(spend) > 0).all()
    assert spend[3] == pytest.approx(80.0, rel=0.01)


def test_spend_variance_is_that_of_the_story():
    """Draw customers' means from the posterior of one who spent 20 a day on 2 days."""
    top = fit_spend(cdnow())
    p, q, gamma = top.theta
    rate = np.random.default_rng(1).gamma(2 * p + q, 1 / (gamma + 40), 400_000)
    within, between = spend_variance(top, np.array([2.0]), np.array([20.0]))
    assert within[0] == pytest.approx((p / rate**2).mean(), rel=0.01)
    assert between[0] == pytest.approx((p / rate).var(), rel=0.02)


def test_no_mean_when_spending_is_too_unequal():
    rng = np.random.default_rng(3)
    means = rng.gamma(2.0, 1.0, 3000) / rng.gamma(0.6, 1.0, 3000)
    assert fit_spend(pd.DataFrame({"x": 1, "repeat_mean": means})).degenerate == "no_mean"


def test_everyone_spends_the_same():
    frame = pd.DataFrame({"x": [1, 2, 3, 4] * 10 + [0], "repeat_mean": [7.0] * 40 + [0.0]})
    top = fit_spend(frame)
    assert top.degenerate is not None
    assert spend_of(top, frame).mean.tolist() == [7.0] * 41


def test_nobody_bought_again():
    frame = pd.DataFrame({"x": [0, 0], "repeat_mean": [0.0, 0.0]})
    assert spend_of(fit_spend(frame), frame).mean.tolist() == [0.0, 0.0]
    assert np.isnan(spend_correlation(frame))


def test_discount_agrees_with_a_sum_by_days():
    top, rows = fit(BGNBD, distinct(cdnow())), distinct(cdnow().head(50))
    days = np.arange(1, 365) / 7
    bought = np.array([BGNBD.moments(top.theta, rows, day)[0] for day in np.r_[0, days]])
    by_day = (np.diff(bought, axis=0) * 1.1 ** -((days - 1 / 14) / (365.25 / 7))[:, None]).sum(axis=0)
    whole = discounted_purchases(Fitted(BGNBD, {}), top.theta, rows, 52.0, 0.10)
    assert whole == pytest.approx(BGNBD.p_alive(top.theta, rows) * by_day, rel=1e-5)


def test_without_discount_a_purchase_is_a_purchase():
    top, rows = fit(BGNBD, distinct(cdnow())), distinct(cdnow().head(50))
    plain = BGNBD.p_alive(top.theta, rows) * BGNBD.moments(top.theta, rows, 52.0)[0]
    assert discounted_purchases(Fitted(BGNBD, {}), top.theta, rows, 52.0, 0.0) == pytest.approx(plain)
    assert flat_discount(Terms(discount=0.0)) == 1.0


def test_equity_is_the_sum_of_customers():
    customers = simulate(1500, seed=4)
    model, spending, terms = fitted(BGNBD, customers), fit_spend_by_kind(customers), Terms(26.0, 0.1, 0.4)
    table = forecast(model, customers, 26.0).assign(discounted=discounted(model, customers, terms))
    sum_ = equity(model, spending, customers, table, terms)
    clv = table["discounted"] * spend_of(spending["all"], customers).mean * 0.4
    assert sum_.value == pytest.approx(clv.sum())
    low, high = sum_.interval()
    assert 0 < low < sum_.value < high
