"""Of very many customers every difference is sure: what is small as well is nothing to act on."""

from __future__ import annotations

import pandas as pd
import pytest

from clientela.loyalty.acquisition.sources import stands_out
from clientela.loyalty.claims.claims import verdict
from clientela.loyalty.retention.page import apart as repeats
from clientela.product import affinity, returns
from clientela.results import Number, Result
from clientela.stats.effects import sense
from clientela.stats.intervals import wilson
from clientela.stats.multiple_testing import apart

MILLIONS = 4_000_000


@pytest.mark.parametrize(
    ("value", "low", "high", "way"),
    [
        (0.01, 0.001, 0.019, 1), (-0.01, -0.019, -0.001, -1), (0.0099, 0.0098, 0.0100, 0), (-0.0099, -0.01, -0.0098, 0),
        (0.3, 0.0, 0.6, 0), (-0.3, -0.6, 0.0, 0), (0.3, None, None, 0), (None, 0.1, 0.2, 0),
    ],
)  # fmt: skip
def test_a_point_is_the_least_that_is_told(value, low, high, way) -> None:
    assert sense(Number(value, "share", 9, low, high)) == way
    assert sense(None) == 0


def test_marks_have_a_least_of_their_own() -> None:
    assert sense(Number(0.04, "score", 9, 0.01, 0.07), 0.05) == 0
    assert sense(Number(0.05, "score", 9, 0.01, 0.09), 0.05) == 1


def test_repeating_a_hair_more_often_is_no_change() -> None:
    """80.4 % beside 80.0 % of four millions is sure (the limits are a tenth of a point apart), and nothing; 82 % is something."""

    def share(part: float) -> Number:
        return Number(part, "share", MILLIONS, *wilson(part * MILLIONS, MILLIONS))

    assert repeats(share(0.804), share(0.80)) == 0
    assert (repeats(share(0.82), share(0.80)), repeats(share(0.78), share(0.80))) == (1, -1)


def test_a_saying_needs_a_point_where_it_is_told_in_shares_and_none_in_money() -> None:
    assert verdict(Number(0.004, "share", MILLIONS, 0.003, 0.005)) == "not_shown"
    assert verdict(Number(0.004, "currency", MILLIONS, 0.003, 0.005)) == "shown"
    assert verdict(Number(-0.02, "share", MILLIONS, -0.03, -0.01)) == "contrary"


def test_a_source_needs_as_much_as_is_asked() -> None:
    away, error = pd.Series([0.02, 0.005, -0.005, -0.02]), pd.Series([0.0001] * 4)
    assert stands_out(away, error) == ["better", "better", "worse", "worse"]
    assert stands_out(away, error, 0.01) == ["better", "alike", "alike", "worse"]


def test_a_pair_hardly_more_often_together_than_chance_has_it_is_nothing_to_offer() -> None:
    """Of a million orders chance puts two things of 200,000 each together 40,000 times: 41,000 is sure, and as good as chance; 48,000 is not."""
    both = pd.DataFrame({"both_orders": [41_000, 48_000], "thing": ["pan", "té"], "other": ["sal", "miel"]})
    orders = both.assign(thing_orders=200_000, other_orders=200_000, all_orders=1_000_000)
    found = affinity(orders)
    assert isinstance(found, Result)
    assert set(found.frames["affinity"]["thing"]) | set(found.frames["affinity"]["other"]) == {"té", "miel"}


@pytest.mark.parametrize(("back", "word"), [(84_000, "returned_alike"), (92_000, "returned_more")])
def test_a_category_that_comes_back_hardly_more_is_like_the_rest(back: int, word: str) -> None:
    """2.1 % beside 2.0 % of millions of lines is as good as the rest; 2.3 % is not."""
    sold = {"category": ["a", "b"], "lines_bought": [MILLIONS] * 2, "lines_returned": [80_000, back]}
    found = returns(pd.DataFrame(sold | {"amount_returned": [-1.0] * 2}))
    assert isinstance(found, Result)
    told = found.frames["returns"].set_index("category")["return_verdict"]
    assert told.to_dict() == {"a": "returned_alike", "b": word}


def test_what_all_do_alike_is_no_news_of_one() -> None:
    """Everything falls by a quarter, one by two more points, one by half: only the last moved by itself."""
    frame = pd.DataFrame({"sales_before": [1000.0, 1000.0, 100.0], "gain": [-250.0, -270.0, -50.0]})
    assert apart(frame).tolist() == [0, 0, -1]
    assert apart(frame.head(1)).tolist() == [-1]


def test_who_fell_less_than_the_others_did_not_fall_by_itself() -> None:
    """One of two falls by a half, the other by a tenth; then one rises as much as the other falls."""
    falls = pd.DataFrame({"sales_before": [100.0, 100.0], "gain": [-50.0, -10.0]})
    assert apart(falls).tolist() == [-1, 1]
    turned = pd.DataFrame({"sales_before": [100.0, 100.0], "gain": [-6.0, 6.0]})
    assert apart(turned).tolist() == [-1, 1]
