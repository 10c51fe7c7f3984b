"""Intervals hold what they promise when the model is true: checked on simulated companies with fixed seeds."""

import numpy as np
import pytest
from value_cases import cdnow, simulate

from clientela.loyalty.clv import BGNBD, Total, distinct, fit, fitted, forecast, total_alive, total_purchases
from clientela.loyalty.clv.outlook import count_quantile


def test_parameter_intervals_of_cdnow():
    """Close to the bootstrap ones: r .24 with a standard error near .013, alpha 4.41 near .38."""
    top = fit(BGNBD, distinct(cdnow()))
    low, high = top.intervals()["r"]
    assert (high - low) / 3.92 == pytest.approx(0.0126, abs=0.001)
    assert all(low < top.params[name] < high for name, (low, high) in top.intervals().items())


def test_totals_add_their_variances():
    assert Total(1.0, 2.0, 3.0) + Total(10.0, 20.0, 30.0) == Total(11.0, 22.0, 33.0)
    low, high = Total(0.0, 0.0, 0.0).interval()
    assert (low, high) == (0.0, 0.0)


def test_drift_widens():
    narrow, wide = Total(100.0, 50.0, 50.0).interval(), Total(100.0, 50.0, 50.0).interval(drift=0.2)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_quantiles_of_a_customer():
    """Alive for sure and Poisson(3): 1 to 6 hold 90 %; gone with 97 %: nothing."""
    for p_alive, ends in [(1.0, (1.0, 6.0)), (0.03, (0.0, 0.0))]:
        args = [np.array([p_alive]), np.array([3.0]), np.array([3.0])]
        assert tuple(float(count_quantile(*args, level)[0]) for level in (0.05, 0.95)) == ends


def test_customer_intervals_hold_nine_in_ten():
    customers = simulate(4000, seed=21)
    table = forecast(fitted(BGNBD, customers), customers, 26.0, level=0.9)
    inside = customers["later"].between(table["low"], table["high"])
    # Counts are whole, so that intervals hold a little more than promised, never less.
    assert 0.9 <= inside.mean() < 0.99
    assert (customers["later"] > table["high"]).mean() <= 0.055


@pytest.mark.slow
def test_coverage_of_totals_and_parameters():
    """60 simulated companies of 1,000 customers: 90 % intervals hold the truth 49 to 59 times."""
    purchases = alive = r = 0
    for seed in range(60):
        customers = simulate(1000, seed=1000 + seed)
        model = fitted(BGNBD, customers)
        low, high = total_purchases(model, customers, 26.0).interval(0.9)
        purchases += low <= customers["later"].sum() <= high
        low, high = model.fits["all"].intervals(0.9)["r"]
        r += low <= 0.8 <= high
        still = total_alive(model, customers).interval(0.9)
        truth = (
            BGNBD.p_alive(np.array([0.8, 6.0, 0.8, 2.5]), distinct(customers)) @ distinct(customers).weight
        )
        alive += still[0] <= truth <= still[1]
    assert 49 <= purchases <= 59
    assert 49 <= r <= 59
    assert alive >= 49
