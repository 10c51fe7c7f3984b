"""Sparse, degenerate and odd data: a fit says what is wrong with it, and never raises."""

import warnings

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty.value import BGNBD, MBG_NBD, PARETO_NBD, distinct, fit, fitted, forecast, mbg_cnbd

MODELS = [BGNBD, MBG_NBD, PARETO_NBD, mbg_cnbd(2)]


def _frame(x, t_x, T):
    return pd.DataFrame({"x": x, "t_x_days": t_x, "T_days": T})


def _identical(n=50):
    return _frame([4] * n, [200] * n, [250] * n)


def _clockwork(n=300):
    """Everyone buys each 28th day and nobody leaves."""
    T = np.arange(n) % 200 + 100
    return _frame(T // 28, T // 28 * 28, T)


def _no_leavers(n=400):
    rng = np.random.default_rng(7)
    T = rng.integers(200, 300, n)
    x = rng.poisson(rng.gamma(2.0, 0.05, n) * T / 7)
    return _frame(x, np.where(x > 0, T - np.minimum(T, rng.geometric(0.3, n) - 1), 0), T)


def _huge_T(n=300):
    """Eighty years of history, a purchase every few years."""
    rng = np.random.default_rng(8)
    T = rng.integers(20_000, 30_000, n)
    x = rng.poisson(2.0, n)
    return _frame(x, np.where(x > 0, (T * rng.random(n)).astype(int), 0), T)


CASES = {
    "nobody again": _frame([0] * 30, [0] * 30, range(100, 130)),
    "one customer": _frame([3], [50], [90]),
    "nobody at all": _frame([], [], []),
    "identical": _identical(),
    "clockwork": _clockwork(),
    "all bought today": _frame([0, 0, 0], [0, 0, 0], [0, 0, 0]),
    "one bought again": _frame([0] * 9 + [1], [0] * 9 + [5], range(10, 20)),
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("case", CASES)
def test_degenerate_data_are_said_to_be(model, case):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        top = fit(model, distinct(CASES[case]))
    assert top.degenerate is not None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("frame", [_no_leavers(), _huge_T()], ids=["no leavers", "huge T"])
def test_odd_data_give_finite_forecasts_or_say_why_not(model, frame):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = fitted(model, frame)
        if one.degenerate:
            return
        table = forecast(one, frame, 52.0)
    assert np.isfinite(table.to_numpy()).all()
    assert table["p_alive"].between(0, 1).all()
    assert ((table["low"] <= table["expected_purchases"] + 1) & (table["high"] >= 0)).all()


def test_the_reason_is_named():
    assert fit(BGNBD, distinct(CASES["nobody again"])).degenerate == "no_repeats"
    assert fit(BGNBD, distinct(CASES["one customer"])).degenerate == "too_few_rows"
    assert np.isnan(fit(BGNBD, distinct(CASES["one customer"])).log_likelihood)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_time_may_be_in_any_size(model):
    """A history ten times slower has alpha (and beta) ten times larger and the same shapes."""
    from value_cases import cdnow

    customers = cdnow()
    slower = customers.assign(t_x_days=customers["t_x_days"] * 10, T_days=customers["T_days"] * 10)
    fast, slow = fit(model, distinct(customers)), fit(model, distinct(slower))
    scale = [10 if name in ("alpha", "beta") else 1 for name in model.names]
    assert slow.theta == pytest.approx(fast.theta * scale, rel=1e-4)


def test_very_frequent_buyers_do_not_overflow():
    frame = _frame([300, 250, 900, 1, 0], [360, 200, 364, 3, 0], [364, 364, 364, 364, 2])
    rows = distinct(frame)
    for model, theta in [
        (BGNBD, [1.0, 1.0, 0.05, 10.0]),
        (PARETO_NBD, [1.0, 1.0, 0.5, 20.0]),
        (mbg_cnbd(3), [1, 0.3, 0.1, 5]),
    ]:
        theta = np.array(theta, float)
        mean, variance = model.moments(theta, rows, 52.0)
        assert np.isfinite([*mean, *variance, *model.p_alive(theta, rows)]).all()
        assert np.isfinite(model.log_likelihood(theta, rows)[1]).all()
