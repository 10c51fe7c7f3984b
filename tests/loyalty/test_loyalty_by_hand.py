"""Ties, walls, exact limits and whole rows of the figures of loyalty, each by pencil."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.metrics import mutual_info_score

from clientela.loyalty.clv import BGNBD, distinct
from clientela.loyalty.clv.models.climb import BOUND, _step
from clientela.loyalty.clv.models.fitting import fit
from clientela.loyalty.plan.expected import _bounded
from clientela.loyalty.transitions.outlook import _grades
from clientela.loyalty.trust.consequences import _levels
from clientela.loyalty.voice import found as topics
from clientela.loyalty.voice.space import FEWEST_WORDS, places


def test_the_simple_rule_wins_a_tie():
    def said(chain, as_is):
        return _grades({"chain": chain, "as_is": as_is}).verdict.tolist()

    assert [said(1.0, 2.0), said(2.0, 1.0), said(1.0, 1.0)] == [
        ["chosen", "naive"],
        ["refused", "chosen"],
        ["refused", "chosen"],
    ]


def test_agreement_of_halves_is_a_mean_and_counts_how_much_is_told(monkeypatch):
    # Two pairs of halves agree on two even groups (log 2 each), a third says nothing of the other.
    same, none = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    said = iter([same, same, same, same, same, none])
    monkeypatch.setattr(topics, "_centres", lambda place, _number: place)
    monkeypatch.setattr(topics, "_nearest", lambda _place, _centres: next(said))
    half = np.arange(4)
    score, each = topics._tried(np.zeros((4, 2)), [[half, half]] * 3, 2)
    assert mutual_info_score(same, none) == pytest.approx(0, abs=1e-12)
    assert score == pytest.approx(2 / 3 * np.log(2))
    assert len(each) == 6


@pytest.mark.parametrize(("place", "slope", "curve", "step"), [
    # Downhill as the curvature says; downhill alone where it bends the wrong way; two at most; to the wall and no further.
    ([0.0, 0.0], [0.5, -1.0], 0.1, [-0.05, 0.1]), ([0.0, 0.0], [0.5, 0.0], -0.1, [-0.5, 0.0]), ([0.0, 0.0], [1.0, 0.0], 10.0, [-2.0, 0.0]),
    ([BOUND - 0.5, 0.0], [-0.5, 0.0], 2.0, [0.5, 0.0]), ([0.5 - BOUND, 0.0], [0.5, 0.0], 2.0, [-0.5, 0.0]),
    # What is pressed against a wall stays, what leads away from it goes.
    ([BOUND, 0.0], [-0.5, 0.5], 0.1, [0.0, -0.05]), ([-BOUND, 0.0], [0.5, 0.5], 0.1, [0.0, -0.05]),
    ([BOUND, 0.0], [0.5, 0.5], 0.1, [-0.05, -0.05]), ([-BOUND, 0.0], [-0.5, 0.5], 0.1, [0.05, -0.05]),
])  # fmt: skip
def test_a_step_of_the_climb(place, slope, curve, step):
    assert _step(np.array(place), np.array(slope), np.eye(2) * curve) == pytest.approx(np.array(step))


def test_marks_on_the_ends_of_their_bands():
    marks = pd.Series(range(11), dtype=float)
    assert _levels(marks, "recommend") == [[0, 1, 2, 3, 4, 5, 6], [7, 8], [9, 10]]


def test_as_many_histories_as_parameters_tell_nothing():
    n = len(BGNBD.names)
    rows = pd.DataFrame({"x": range(1, n + 2), "t_x_days": [50] * (n + 1), "T_days": [90] * (n + 1)})
    assert fit(BGNBD, distinct(rows.head(n))).degenerate == "too_few_rows"
    assert fit(BGNBD, distinct(rows)).degenerate != "too_few_rows"


def test_growth_is_drawn_in_and_nothing_grows_from_nothing():
    assert [_bounded(0.5, 0.0), _bounded(0.0, 0.5), _bounded(0.5, 0.5)] == [1.0, 1.0, 1.0]
    assert _bounded(0.5, 0.4) > 1 > _bounded(0.4, 0.5)
    assert _bounded(0.6, 0.5) == pytest.approx(1 / _bounded(0.5, 0.6))
    assert _bounded(900.0, 1.0) == _bounded(90.0, 1.0)


def test_messages_are_rows_of_length_one():
    random = np.random.default_rng(1)
    matrix = sparse.csr_matrix(
        random.random((FEWEST_WORDS + 5, FEWEST_WORDS))
        * (random.random((FEWEST_WORDS + 5, FEWEST_WORDS)) < 0.5)
    )
    assert np.linalg.norm(places(matrix), axis=1) == pytest.approx(np.ones(FEWEST_WORDS + 5))
