"""Hazards at the limits of what may be believed, by pencil: rows of one customer, traits that part all, traits that are hardly there."""

import numpy as np
import pandas as pd
import pytest

from clientela.stats.groups import apart
from clientela.stats.hazards import LARGEST, Watched, ratios
from clientela.stats.intervals import Z
from clientela.stats.multiple_testing import FEWEST_BUYERS, _words

DAYS, CAME = np.array([1.0, 2.0, 3.0, 3.0]), np.array([True, True, False, False])
TRAIT = pd.DataFrame({"trait": [1.0, 0.0, 1.0, 0.0]})
# 1 - 2h/(2h + 2) - h/(h + 2) = 0: h² = 2; and how sharply that sum bends there.
HAZARD = 2**0.5
BEND = HAZARD / (1 + HAZARD) ** 2 + 2 * HAZARD / (HAZARD + 2) ** 2


def test_rows_of_one_customer_make_a_figure_less_sure_and_never_surer():
    # All rows one customer's: what moves it adds up to nothing, and the model's own error is left.
    one = ratios(Watched(DAYS, CAME, TRAIT, np.zeros(4, dtype=np.int64))).loc["trait"]
    assert (one.hazard, one.hazard_low, one.hazard_high) == pytest.approx(
        (HAZARD, HAZARD * np.exp(-Z * BEND**-0.5), HAZARD * np.exp(Z * BEND**-0.5))
    )
    # Who came early with the trait and who did not, each ten times over: as many customers, or four.
    days, came, trait = np.tile(DAYS, 10), np.tile(CAME, 10), pd.concat([TRAIT] * 10, ignore_index=True)
    apart = ratios(Watched(days, came, trait, np.arange(40))).loc["trait"]
    four = ratios(Watched(days, came, trait, np.tile(np.arange(4), 10))).loc["trait"]
    assert four.hazard == pytest.approx(apart.hazard)
    assert np.log(four.hazard_high / four.hazard) > 2 * np.log(apart.hazard_high / apart.hazard)


def test_no_ratio_where_one_of_two_traits_parts_all_or_cannot_be_told():
    days, came = np.arange(1.0, 13.0), np.array([True] * 6 + [False] * 6)
    parts = np.repeat([1.0, 0.0], 6)
    other = np.tile([1.0, 0.0, 0.0], 4)
    assert ratios(Watched(days, came, pd.DataFrame({"parts": parts, "other": other}), np.arange(12))).empty
    assert len(ratios(Watched(days, came, pd.DataFrame({"other": other}), np.arange(12)))) == 1
    # So small a trait that its ratio would be known within e^8 and more: nothing is known of it.
    small = pd.DataFrame({"other": other / 50})
    assert ratios(Watched(days, came, small, np.arange(12))).empty
    # Two that say the same are not told apart.
    assert ratios(Watched(days, came, pd.DataFrame({"one": other, "two": 2 * other}), np.arange(12))).empty
    assert LARGEST == 8.0


def test_what_moved_by_less_than_one_went_up_or_down_as_well():
    move, spread, buyers = (
        pd.Series([0.5, -0.5, 0.5, 0.5, 0.0]),
        pd.Series([0.01, 0.01, 9.0, 0.01, 0.0]),
        pd.Series([FEWEST_BUYERS] * 5),
    )
    buyers.iloc[3] -= 1
    assert _words(move, spread, buyers).tolist() == [
        "trend_up",
        "trend_down",
        "trend_chance",
        "trend_chance",
        "trend_chance",
    ]


@pytest.mark.parametrize(("one", "other"), [([], [1, 2]), ([1, 2], []), ([1], [2, 3]), ([4, 4], [1, 1])])
def test_of_too_few_or_of_one_mind_nothing_is_sure(one, other):
    found = apart(one, other)
    assert found.p_value == 1.0
    assert np.isnan([found.low, found.high]).all()
    assert np.isnan(found.by) if not one or not other else found.by == np.mean(one) - np.mean(other)
