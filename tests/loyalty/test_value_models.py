"""The models of repeat purchases against published numbers, other libraries and their own slopes."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import beta
from value_cases import bought_later, cdnow, simulate

from clientela.loyalty.clv import (
    BGNBD,
    MBG_NBD,
    PARETO_NBD,
    BgCnbd,
    Rows,
    distinct,
    fit,
    fitted,
    forecast,
    mbg_cnbd,
)
from clientela.loyalty.clv.models.climb import descend

MODELS = [BGNBD, MBG_NBD, PARETO_NBD, mbg_cnbd(3), BgCnbd(k=2)]


def _rows(x, t_x, T):
    return Rows(*(np.array(part, float) for part in (x, t_x, T)), np.ones(len(x)), np.arange(len(x)))


@pytest.mark.parametrize(
    ("model", "params", "likelihood"),
    [
        (BGNBD, [0.24259, 4.41360, 0.79292, 2.42589], -9582.43),
        (PARETO_NBD, [0.5532, 10.576, 0.6063, 11.67], -9594.98),
    ],
)
def test_cdnow_parameters(model, params, likelihood):
    """Fader, Hardie & Lee (2005), Marketing Science 24(2); reference values of the R package CLVTools."""
    top = fit(model, distinct(cdnow()))
    assert top.degenerate is None
    assert top.theta == pytest.approx(params, rel=2e-4)
    assert top.log_likelihood == pytest.approx(likelihood, abs=0.005)


@pytest.mark.parametrize(
    ("model", "mae", "rmse", "correlation", "bias"),
    [
        (PARETO_NBD, 0.7545, 1.6028, 0.6302, -0.115),
        (BGNBD, 0.7855, 1.6080, 0.6256, -0.121),
        (MBG_NBD, 0.7648, 1.6072, 0.6273, -0.162),
    ],
)
def test_cdnow_holdout(model, mae, rmse, correlation, bias):
    """39 weeks after 39 weeks of calibration, recomputed independently (numbers of the project's references)."""
    actual = bought_later()
    expected = forecast(fitted(model, cdnow()), cdnow(), 39.0)["expected_purchases"].to_numpy()
    assert actual.sum() == 1882
    assert np.abs(expected - actual).mean() == pytest.approx(mae, abs=5e-5)
    assert np.sqrt(np.mean((expected - actual) ** 2)) == pytest.approx(rmse, abs=5e-5)
    assert np.corrcoef(expected, actual)[0, 1] == pytest.approx(correlation, abs=5e-5)
    assert expected.sum() / actual.sum() - 1 == pytest.approx(bias, abs=5e-4)


@pytest.mark.parametrize(("model", "cumulative"), [(BGNBD, 4161), (PARETO_NBD, 4270)])
def test_cdnow_cumulative_purchases_at_week_78(model, cumulative):
    """What a cohort would buy by week 78 had nothing been seen of it but its parameters; actual 4,339."""
    customers = cdnow()
    theta = fit(model, distinct(customers)).theta
    age, n = np.unique(customers["T_days"] / 7, return_counts=True)
    new = _rows(*[np.zeros(len(age))] * 3)
    mean, _ = model.moments(theta, new, age + 39)
    assert (model.p_alive(theta, new) * mean) @ n == pytest.approx(cumulative, abs=0.5)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_slopes_are_the_slopes(model):
    rows = _rows([0, 1, 4, 30], [0, 2, 30.5, 38], [39, 2, 33, 39])
    theta = np.array([0.6, 3.0, 0.7, 4.0])
    _, slope = model.log_likelihood(theta, rows)
    for i, step in enumerate(np.diag(theta) * 1e-6):
        sides = [model.log_likelihood(theta + sign * step, rows)[0] for sign in (1, -1)]
        assert slope[i] == pytest.approx((sides[0] - sides[1]) / (2 * step[i]), rel=1e-5, abs=1e-6)


def test_weights_count_customers():
    customers = cdnow().head(200)
    theta = np.array([0.5, 8.0, 0.7, 3.0])
    together, _ = BGNBD.log_likelihood(theta, distinct(customers))
    alone = sum(BGNBD.log_likelihood(theta, distinct(customers.iloc[[i]]))[0] for i in range(200))
    assert together == pytest.approx(alone)


def test_same_answers_as_lifetimes():
    lifetimes = pytest.importorskip("lifetimes")
    x, t_x, T = np.array([0.0, 1, 5, 12]), np.array([0.0, 10, 30, 38.5]), np.array([39.0, 12, 39, 39])
    rows = _rows(x, t_x, T)
    ours = {
        "BetaGeoFitter": (BGNBD, [0.24259, 4.41360, 0.79292, 2.42589], ["r", "alpha", "a", "b"]),
        "ModifiedBetaGeoFitter": (MBG_NBD, [0.525, 6.183, 0.891, 1.614], ["r", "alpha", "a", "b"]),
        "ParetoNBDFitter": (PARETO_NBD, [0.5533, 10.578, 0.6061, 11.67], ["r", "alpha", "s", "beta"]),
    }
    for name, (model, theta, names) in ours.items():
        other = getattr(lifetimes, name)()
        other.params_ = dict(zip(names, theta, strict=True))
        p_alive, (mean, _) = model.p_alive(np.array(theta), rows), model.moments(np.array(theta), rows, 20.0)
        assert p_alive == pytest.approx(
            np.array(other.conditional_probability_alive(x, t_x, T)).ravel(), rel=1e-6
        )
        expected = other.conditional_expected_number_of_purchases_up_to_time(20.0, x, t_x, T)
        assert p_alive * mean == pytest.approx(np.asarray(expected), rel=1e-5)


@pytest.mark.parametrize(
    "params", [(0.05, 0.05, 30, 300), (50, 300, 0.05, 0.05), (3, 10, 0.6, 10), (0.5, 300, 3, 1)]
)
@pytest.mark.parametrize("history", [(0, 0, 500), (1, 0.14, 39), (30, 38, 39), (300, 50, 104), (2, 38.9, 39)])
def test_pareto_integral_is_stable_where_2f1_is_not(params, history):
    """The integral over the unseen moment of leaving, against adaptive quadrature, up to 300 purchases."""
    from clientela.loyalty.clv.models.pareto_nbd import _left

    (r, alpha, s, b), (x, t_x, T) = params, history

    def ratio(log_time):
        time = np.exp(log_time)
        fall = (r + x) * np.log1p(time / (alpha + t_x)) + (s + 1) * np.log1p(time / (b + t_x))
        return np.exp(log_time - fall)

    top = np.log(T - t_x)
    area = sum(quad(ratio, top - j - 1, top - j, epsabs=0, epsrel=1e-11)[0] for j in range(45))
    reference = np.log(s * area) - (r + x) * np.log(alpha + t_x) - (s + 1) * np.log(b + t_x)
    value, _ = _left(np.array(params, float), *(np.array([part], float) for part in history))
    assert value[0] == pytest.approx(reference, abs=1e-8)


@pytest.mark.parametrize("a", [0.999, 1.0, 1.001])
def test_nothing_special_happens_at_a_equal_one(a):
    """The 2F1 form divides by a - 1 here; the sum of tails does not. Reference: integral over the chance of leaving."""

    def given(p):
        return (1 - (44 / (44 + 39 * p)) ** 3.5) / p * beta.pdf(p, a, 5.0)

    mean, _ = BGNBD.moments(np.array([0.5, 5.0, a, 2.0]), _rows([3], [30], [39]), 39.0)
    assert mean[0] == pytest.approx(quad(given, 0, 1)[0], rel=1e-7)


@pytest.mark.parametrize(("model", "k"), [(BgCnbd(k=1), 1), (BgCnbd(k=3), 3)])
def test_moments_are_those_of_simulated_customers(model, k):
    """Chance of being alive, mean and variance of what follows, against 60,000 customers who live the story."""
    customers = simulate(60_000, seed=5, k=k)
    theta, rows = np.array([0.8, 6 / k, 0.8, 2.5]), distinct(customers)
    p_alive, (mean, variance) = model.p_alive(theta, rows), model.moments(theta, rows, 26.0)
    expected, later = (p_alive * mean)[rows.inverse], customers["later"].to_numpy()
    squared = (p_alive * (variance + mean**2))[rows.inverse]
    error = later.std() / np.sqrt(len(later))
    assert expected.mean() == pytest.approx(later.mean(), abs=5 * error)
    assert squared.mean() == pytest.approx((later**2).mean(), rel=0.06)
    for x in (0, 1, 2, 5):
        some = (customers["x"] == x).to_numpy()
        spread = later[some].std() / np.sqrt(some.sum())
        assert expected[some].mean() == pytest.approx(later[some].mean(), abs=5 * spread)


def test_parameters_are_found_again():
    customers = simulate(4_000, seed=2, k=3)
    top = fit(BgCnbd(k=3), distinct(customers))
    assert top.degenerate is None
    assert top.theta == pytest.approx([0.8, 2.0, 0.8, 2.5], rel=0.25)


@pytest.mark.parametrize("model", [BGNBD, MBG_NBD])
def test_one_sum_for_each_x_and_T_is_the_sum_of_every_history(model):
    """Where no step of the clock is hidden in the silence, t_x does not matter: the short way gives what the long one does."""
    rows = distinct(
        pd.DataFrame(
            {"x": [0, 0, 3, 3, 9], "t_x_days": [0, 0, 70, 140, 200], "T_days": [70, 210, 210, 210, 245]}
        )
    )
    theta = np.array([0.8, 5.0, 0.9, 2.5])
    short = model.moments(theta, rows, 26.0)
    long = model.moments(theta, rows, np.full(len(rows.x), 26.0))
    for one, other in zip(short, long, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    # Only t_x tells the two with three repeats apart.
    assert len(set(np.round(short[0], 12))) == 4


def test_a_parameter_that_runs_away_does_not_keep_the_others_from_the_top():
    """The lowest place has b = 30, beyond the wall at 9: there a is b − 4, and c is 0.3 sin b + 0.1 b. Before, c stopped at 1.26."""
    asked = []

    def valley(place):
        asked.append(place)
        a, b, c = place
        near, far, away = a - b + 4, c - 0.3 * np.sin(b) - 0.1 * b, b - 30
        value = 500 * near**2 + far**2 / 2 + 0.005 * away**2
        return value, np.array([1000 * near, -1000 * near - far * (0.3 * np.cos(b) + 0.1) + 0.01 * away, far])

    place, _, _ = descend(valley, (np.zeros(3), None), 1e-11)
    assert place == pytest.approx([5, 9, 0.3 * np.sin(9) + 0.9], abs=1e-5)
    assert len(asked) < 100
