"""Sparse, degenerate and odd data: a fit says what is wrong with it, and never raises."""

import warnings

import numpy as np
import pandas as pd
import pytest
from value_cases import simulate

from clientela.loyalty.clv import BGNBD, MBG_NBD, PARETO_NBD, distinct, fit, fitted, forecast, mbg_cnbd

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


def _huge_T():
    """Sixty years of history, a purchase every few years."""
    customers = simulate(500, seed=8)
    return _frame(customers["x"], customers["t_x_days"] * 60, customers["T_days"] * 60)


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
def test_nobody_ever_leaves(model):
    """The chance of leaving runs to zero: said, so that grading falls back to what needs no model."""
    assert fit(model, distinct(_no_leavers())).degenerate in ("bound:a", "bound:s", "flat")


@pytest.mark.parametrize("model", MODELS[:2], ids=lambda model: model.name)
def test_huge_T(model):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = fitted(model, _huge_T())
        table = forecast(one, _huge_T(), 520.0)
    assert one.degenerate is None
    assert np.isfinite(table.to_numpy()).all()
    assert table["p_alive"].between(0, 1).all()
    assert (table["low"] <= table["high"]).all()
