"""Concentration: known shares, honest intervals, the published curve of equals."""

import numpy as np
import pandas as pd
import pytest

from clientela import segments
from clientela.results import Missing, Reason
from clientela.segments.concentration.analysis import measures
from clientela.segments.concentration.page import concentration_findings, plot_concentration


def mart(amounts) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [f"c{i}" for i in range(len(amounts))], "amount": amounts})


def test_when_all_buy_the_same_ten_percent_make_ten_percent():
    result = segments.concentration(mart([5.0] * 100))
    assert result.values["top_10_share"].value == pytest.approx(0.1)
    assert result.values["gini"].value == pytest.approx(0, abs=1e-12)
    assert result.values["half_customers"].value == 50


def test_one_customer_who_makes_almost_all():
    result = segments.concentration(mart([9_901.0] + [1.0] * 99))
    assert result.values["top_1_share"].value == pytest.approx(0.9901)
    assert result.values["half_customers"].value == 1


def test_gini_of_four_by_hand():
    # Mean absolute difference of 9, 1, 0, 0 over twice the mean: (8+9+9+1+1+0)·2/16 / (2·2.5) = .7.
    assert measures([1, 1, 1, 1], [9, 1, 0, 0])[3] == pytest.approx(0.7)


def test_the_interval_holds_the_share_and_narrows_with_customers():
    random = np.random.default_rng(3)
    few, many = (
        segments.concentration(mart(random.lognormal(0, 1, n))).values["top_20_share"] for n in (100, 10_000)
    )
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 4


def test_bundling_the_small_ones_changes_nothing_to_see():
    amounts = np.random.default_rng(4).lognormal(0, 1, 60_000)
    shares = segments.concentration(mart(amounts), draws=40).values["top_20_share"]
    assert shares.value == pytest.approx(np.sort(amounts)[-12_000:].sum() / amounts.sum())
    assert shares.low < shares.value < shares.high


def test_a_part_of_fewer_than_ten_has_no_interval_but_is_told():
    result = segments.concentration(mart([float(amount) for amount in range(1, 201)]))
    assert result.values["top_1_share"].low is None
    assert result.values["top_10_share"].low is not None
    assert plot_concentration(result).png()


def test_dependence_is_a_risk_only_where_the_interval_says_so():
    as_of = pd.Timestamp("2026-06-30").date()
    even = segments.concentration(mart([5.0] * 100))
    assert concentration_findings(even, "COP", as_of) == []
    uneven = segments.concentration(mart([1_000.0] * 5 + [1.0] * 95))
    assert concentration_findings(uneven, "COP", as_of)[0].kind == "risk"


@pytest.mark.parametrize(
    ("amounts", "reason"), [([], Reason.TOO_FEW_CUSTOMERS), ([0.0] * 40, Reason.NO_VARIATION)]
)
def test_missing(amounts, reason):
    missing = segments.concentration(mart(amounts))
    assert isinstance(missing, Missing)
    assert missing.reason == reason
